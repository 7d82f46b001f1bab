package acme.burstloss.labs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.wirebench.testkit.Lab;

import org.junit.jupiter.api.Test;

/** On the real kernel, with the plug-in installed from its site as users install it. */
class GilbertLabTest {

	private static final String LAB = """
			<network format="1" name="burstloss" seed="7">
				<node name="h1" kind="host"/>
				<node name="h2" kind="host"/>
				<link from="h1" to="h2">
					<forward><impairment kind="acme.burstloss.gilbert" name="bursts" match="udp port 5002" p="2 %" r="20 %"/></forward>
				</link>
				<flow name="stream" kind="udp" from="h1" to="h2" rate="20 Mbit/s" packets="10000"/>
			</network>
			""";

	private static double missing() {
		try (Lab lab = Lab.start(LAB)) {
			lab.await("flow:stream.sent >= 10000 and flow:stream.received + flow:stream.lost >= 10000");
			// p / (p + r) = 1/11
			lab.await("flow:stream.lost between 650 and 1170");
			return lab.figure("flow:stream.missing-hash");
		}
	}

	/** The receiver says which datagrams are missing: with one seed, the same ones each time. */
	@Test
	void shouldLoseTheSameDatagramsInEachRun() {
		assertEquals(missing(), missing());
	}
}
