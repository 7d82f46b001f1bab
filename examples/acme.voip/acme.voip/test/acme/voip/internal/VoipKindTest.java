package acme.voip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.wirebench.testkit.DeclaredKinds;
import io.wirebench.testkit.KindContract;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class VoipKindTest {

	private static final String KIND = "acme.voip.voip";

	private final DeclaredKinds kinds = DeclaredKinds.ofThisBundle();

	/** Over the loopback interface, with the bounds of all parameters: it ends when asked, and leaves nothing open. */
	@Test
	void shouldSatisfyWhatEveryKindMust() {
		assertEquals(List.of(KIND), KindContract.checkAll(kinds));
	}

	@Test
	void shouldSayWhatItMeasures() {
		assertEquals(Set.of("sent", "received", "loss"), kinds.figures(KIND));
	}
}
