package acme.voip.labs;

import io.wirebench.testkit.Lab;

import org.junit.jupiter.api.Test;

/** On the real kernel, with the plug-in installed from its site as users install it. */
class VoipLabTest {

	private static String lab(String impairments, String buffer) {
		return """
				<network format="1" name="voip" seed="1">
					<node name="h1" kind="host"/>
					<node name="h2" kind="host"/>
					<link name="line" from="h1" to="h2"><forward>%s</forward></link>
					<flow name="call" kind="acme.voip.call" from="h1" to="h2" buffer="%s"/>
					<probe name="ear" kind="acme.voip.quality" target="line"/>
				</network>
				""".formatted(impairments, buffer);
	}

	/** G.711 with concealment, 20 ms of packet and 60 ms of buffer, on a line that does nothing: R is 90 or more. */
	@Test
	void shouldFindNothingWrongWithAGoodLine() {
		try (Lab lab = Lab.start(lab("", "60 ms"))) {
			lab.await("flow:call.sent above 200");
			lab.await("flow:call.mos above 4.3 and flow:call.loss is 0");
			lab.await("probe:ear.forward-mos above 4.3 and probe:ear.forward-loss is 0");
			lab.await("flow:call.delay between 80 ms and 90 ms");
		}
	}

	@Test
	void shouldMeasureWhatALineDoesToACallFromBothSides() {
		try (Lab lab = Lab
				.start(lab("<impairment kind='delay' name='delay' time='100 ms'/><impairment kind='loss' name='loss' probability='10 %'/>",
						"60 ms"))) {
			lab.await("flow:call.sent above 300");
			lab.await("flow:call.delay between 180 ms and 195 ms");
			lab.await("flow:call.loss between 4 % and 17 % and flow:call.mos between 2 and 3.6");
			lab.await("probe:ear.forward-delay between 99 ms and 110 ms and probe:ear.forward-loss between 4 % and 17 %");
			lab.await("probe:ear.forward-mos between 2 and 3.6");
			lab.set("line/forward/loss.enabled", "false");
			lab.set("line/forward/delay.time", "10 ms");
			lab.await("flow:call.mos above 4");
			lab.await("probe:ear.forward-mos above 4.2");
		}
	}

	/** What comes later than its turn is as good as lost, though the network has lost nothing. */
	@Test
	void shouldLoseWhatComesTooLateToBePlayed() {
		try (Lab lab = Lab.start(lab("<impairment kind='delay' name='delay' time='100 ms' jitter='80 ms' reorder='true'/>", "20 ms"))) {
			lab.await("flow:call.sent above 300");
			lab.await("flow:call.late above 50 %");
			lab.await("flow:call.jitter above 10 ms");
			lab.await("probe:ear.forward-loss below 1 %");
		}
	}
}
