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

	@Test
	void shouldStartARouterWithOneLinkLocalAddressAtTwoLinks() throws Exception {
		try (Lab lab = new Lab()) {
			lab.apply("""
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
