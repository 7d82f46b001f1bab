package acme.blackbox.labs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.wirebench.testkit.Lab;

import org.junit.jupiter.api.Test;

/** On the real kernel, with the plug-in installed from its site as users install it. */
class BlackboxKindLabTest {

	@Test
	void shouldForwardButReachOnlySoFarItself() {
		try (Lab lab = Lab.start("""
				<network format="1" name="blackbox" seed="1">
					<node name="h1" kind="host"/>
					<node name="it" kind="acme.blackbox.blackbox" hops="1"/>
					<node name="r" kind="router"/>
					<node name="h2" kind="host"/>
					<link from="h1" to="it"/>
					<link from="it" to="r"/>
					<link from="r" to="h2"/>
				</network>
				""")) {
			assertEquals(0, lab.run("h1", "ping", "-c1", "-W5", "h2").exitCode(), "through it");
			assertEquals(0, lab.run("it", "ping", "-c1", "-W5", "r").exitCode(), "one hop");
			assertNotEquals(0, lab.run("it", "ping", "-c1", "-W1", "h2").exitCode(), "two hops");
		}
	}
}
