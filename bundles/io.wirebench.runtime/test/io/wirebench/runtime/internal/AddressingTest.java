package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/** Addresses and interfaces as the file says them, on this kernel. */
class AddressingTest {

	static String run(Lab lab, String node, String command) {
		try (NodeProcess process = lab.emulation.start(node, ProcessRequest.of("/bin/sh", "-c", command + " 2>&1"))) {
			process.input().close();
			String out = new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
			process.exit().get();
			return out.trim();
		} catch (Exception e) {
			throw new AssertionError(e);
		}
	}

	private static String switched(String port) {
		return """
				<network format='1' name='t'>
					<node name='h1' kind='host'/><node name='h2' kind='host'/>
					<node name='s1' kind='switch'>%s</node><node name='s2' kind='switch'/>
					<link from='h1' to='s1.p1'/><link name='trunk' from='s1' to='s2'/><link from='s2' to='h2'/>
				</network>""".formatted(port);
	}

	@Test
	void shouldLoseFramesThatAreLargerThanTheMtuOfASwitchPort() throws Exception {
		try (Lab lab = new Lab()) {
			lab.apply(switched(""));
			String large = "ping -4 -c 1 -W 1 -M do -s 1472 10.0.1.2";
			assertTrue(run(lab, "h1", large).contains(" 1 received"));
			lab.apply(switched("<interface name='p1' mtu='1400'/>"));
			assertTrue(run(lab, "h1", "ping -4 -c 1 -W 1 -M do -s 1372 10.0.1.2").contains(" 1 received"), "what fits");
			assertTrue(run(lab, "h1", large).contains(" 0 received"), "towards the port");
			assertTrue(run(lab, "h2", "ping -4 -c 1 -W 1 -M do -s 1472 10.0.1.1").contains(" 0 received"), "and from it");
			assertTrue(run(lab, "h1", "ip -d link show dev eth0").contains("gso_max_segs 1 "), "segments are cut before the port");
			lab.apply(switched("<interface name='p1' mtu='1400'/>").replace("<link from='h1' to='s1.p1'/>",
					"<link from='h1' to='s1.p1'><both><impairment kind='delay' time='1 ms'/></both></link>"));
			assertTrue(run(lab, "h1", large).contains(" 0 received"), "through the engine likewise");
			assertTrue(run(lab, "h1", "ping -4 -c 1 -W 1 -M do -s 1372 10.0.1.2").contains(" 1 received"));
			lab.apply(switched(""));
			assertTrue(run(lab, "h1", large).contains(" 1 received"));
		}
	}

	@Test
	void shouldRunALinkThatIsTooSmallForIpv6() throws Exception {
		try (Lab lab = new Lab()) {
			lab.apply(
					"""
							<network format='1' name='t'>
								<node name='h1' kind='host'><interface name='eth0' mtu='68'/></node><node name='h2' kind='host'><interface name='eth0' mtu='68'/></node>
								<link from='h1.eth0' to='h2.eth0'/>
							</network>""");
			assertTrue(run(lab, "h1", "ping -c 1 -W 2 -s 500 h2").contains(" 1 received"), "in fragments");
			assertEquals("", run(lab, "h1", "ip -6 address show dev eth0"));
			assertTrue(run(lab, "h1", "cat /etc/gai.conf").contains("precedence ::ffff:0:0/96 100"));
			assertTrue(lab.emulation.plan(lab.emulation.applied()).isEmpty());
		}
	}

	@Test
	void shouldStartARouterWithOneLinkLocalAddressAtTwoLinks() throws Exception {
		try (Lab lab = new Lab()) {
			lab.apply(
					"""
							<network format='1' name='t'>
								<node name='h1' kind='host'/>
								<node name='r' kind='router'><interface name='eth0' addresses='fe80::1/64'/><interface name='eth1' addresses='fe80::1/64'/></node>
								<node name='h2' kind='host'/>
								<link from='h1' to='r.eth0'/><link from='r.eth1' to='h2'/>
								<flow name='p' kind='ping' from='h1' to='h2' interval='50 ms' ipv6='true'/>
							</network>""");
			assertTrue(run(lab, "r", "ip -6 address show dev eth0").contains("fe80::1/64"));
			assertTrue(run(lab, "r", "ip -6 address show dev eth1").contains("fe80::1/64"));
			lab.await("IPv6 through the router", s -> s.figure("flow:p.received").orElse(0) > 3);
			assertEquals("", run(lab, "h1", "grep fe80 /etc/hosts"), "a name that leads nowhere without its interface");
			assertTrue(lab.emulation.plan(lab.emulation.applied()).isEmpty());
		}
	}
}
