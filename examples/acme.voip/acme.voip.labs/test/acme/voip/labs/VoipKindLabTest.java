package acme.voip.labs;

import io.wirebench.testkit.Lab;

import org.junit.jupiter.api.Test;

/** On the real kernel, with the plug-in installed from its site as users install it. */
class VoipKindLabTest {

	@Test
	void shouldSendItsBurstsAndMeasureWhatIsLost() {
		try (Lab lab = Lab.start("""
				<network format="1" name="voip" seed="1">
					<node name="h1" kind="host"/>
					<node name="h2" kind="host"/>
					<link from="h1" to="h2"><forward><impairment kind="loss" name="loss" probability="30 %"/></forward></link>
					<flow name="it" kind="acme.voip.voip" from="h1" to="h2" interval="5 ms"/>
				</network>
				""")) {
			lab.await("flow:it.sent > 2000");
			lab.await("flow:it.loss between 20 % and 40 %");
		}
	}
}
