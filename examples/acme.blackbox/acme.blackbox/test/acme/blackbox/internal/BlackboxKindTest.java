package acme.blackbox.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.wirebench.api.NodeSetup;
import io.wirebench.testkit.DeclaredKinds;
import io.wirebench.testkit.KindContract;

import org.junit.jupiter.api.Test;

import java.util.List;

class BlackboxKindTest {

	private static final String KIND = "acme.blackbox.blackbox";

	private final DeclaredKinds kinds = DeclaredKinds.ofThisBundle();

	@Test
	void shouldSatisfyWhatEveryKindMust() {
		assertEquals(List.of(KIND), KindContract.checkAll(kinds));
	}

	@Test
	void shouldAskForWhatItsParametersSay() {
		NodeSetup setup = new NodeSetup("n1", kinds.parameters(KIND, "hops", "7"), List.of());
		assertEquals("7", kinds.node(KIND).needs(setup).sysctls().get("net.ipv4.ip_default_ttl"));
	}
}
