package acme.firewall.labs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.testkit.Lab;

import org.junit.jupiter.api.Test;

/** On the real kernel, with the plug-in installed from its site as users install it. */
class FirewallLabTest {

	private static final String LAB = """
			<network format="1" name="firewall" seed="1">
				<node name="world" kind="host"/>
				<node name="fw" kind="acme.firewall.firewall"/>
				<node name="office" kind="host"/>
				<link from="world" to="fw.eth0"/>
				<link from="fw.eth1" to="office"/>
			</network>
			""";

	private static boolean reaches(Lab lab, String from, String to) {
		return lab.run(from, "ping", "-c1", "-W1", to).exitCode() == 0;
	}

	private static int connect(Lab lab, String from, String to, int port) {
		return lab.run(from, "timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + to + "/" + port).exitCode();
	}

	@Test
	void shouldLetConnectionsThroughFromTheInsideOnly() {
		try (Lab lab = Lab.start(LAB)) {
			assertTrue(reaches(lab, "office", "world"));
			assertNotEquals(0, lab.run("world", "ping", "-c1", "-W1", "office").exitCode());
			assertTrue(reaches(lab, "world", "fw"), "the firewall itself answers");
		}
	}

	/** The answer of a closed port comes through as soon as the firewall lets the question in: a refusal, instead of silence. */
	@Test
	void shouldOpenAPortWhileTheNetworkRunsAndLeaveLinksAlone() {
		try (Lab lab = Lab.start(LAB)) {
			double frames = lab.figure("world-fw/forward.in");
			assertEquals(124, connect(lab, "world", "office", 8080), "dropped in silence");
			lab.set("fw.open", "tcp/8080");
			assertEquals(1, connect(lab, "world", "office", 8080), "refused by the host");
			assertEquals(124, connect(lab, "world", "office", 8081));
			lab.set("fw.refuse", "reject");
			assertEquals(1, connect(lab, "world", "office", 8081), "refused by the firewall");
			assertTrue(lab.figure("world-fw/forward.in") > frames, "the link is the same one");
		}
	}

	@Test
	void shouldRefuseBadRulesAndKeepThoseThatAre() {
		try (Lab lab = Lab.start(LAB)) {
			try {
				lab.set("fw.open", "tcp/http");
			} catch (AssertionError e) {
				assertTrue(e.getMessage().contains("write tcp/80"), e.getMessage());
				assertTrue(reaches(lab, "office", "world"));
				return;
			}
			throw new AssertionError("it was taken");
		}
	}
}
