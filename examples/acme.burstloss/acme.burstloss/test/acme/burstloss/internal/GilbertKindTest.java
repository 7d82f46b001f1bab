package acme.burstloss.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.Impairment;
import io.wirebench.testkit.DeclaredKinds;
import io.wirebench.testkit.KindContract;
import io.wirebench.testkit.LinkRig;
import io.wirebench.testkit.Packets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class GilbertKindTest {

	private static final String KIND = "acme.burstloss.gilbert";
	private static final int FRAMES = 100_000;
	private static final byte[] FRAME = Packets.udp(40_000, 5002, new byte[100]);

	private final DeclaredKinds kinds = DeclaredKinds.ofThisBundle();

	@Test
	void shouldSatisfyWhatEveryKindMust() {
		assertEquals(List.of(KIND), KindContract.checkAll(kinds));
	}

	private LinkRig run(String... parameters) {
		Impairment impairment = kinds.impairment(KIND).create("link/forward/gilbert");
		impairment.update(kinds.parameters(KIND, parameters));
		LinkRig rig = new LinkRig(1, impairment);
		for (int i = 0; i < FRAMES; i++)
			rig.send(FRAME);
		return rig;
	}

	/** The chain is in its bad state p / (p + r) of the time, and each stay there lasts 1 / r frames in the mean. */
	@ParameterizedTest
	@CsvSource({"0.01, 0.25, 1", "0.05, 0.1, 0.5", "0.2, 0.2, 0.1", "0.001, 0.01, 1"})
	void shouldLoseAsMuchAsTheModelSays(double p, double r, double loss) {
		try (LinkRig rig = run("p", String.valueOf(p), "r", String.valueOf(r), "loss", String.valueOf(loss))) {
			double bursts = rig.stageCounters().get("link/forward/impairment-1.bursts");
			double lost = rig.counters(Direction.FORWARD).dropped().get("burst");
			double goodFrames = FRAMES * r / (p + r);
			assertEquals(goodFrames * p, bursts, 5 * Math.sqrt(goodFrames * p) + 1, "bursts");
			assertEquals(loss / r, lost / bursts, 5 / r / Math.sqrt(bursts), "frames lost in a burst");
		}
	}

	@Test
	void shouldLoseNothingWhileTheStateStaysGood() {
		try (LinkRig rig = run("p", "0 %")) {
			assertEquals(FRAMES, rig.received().size());
		}
	}
}
