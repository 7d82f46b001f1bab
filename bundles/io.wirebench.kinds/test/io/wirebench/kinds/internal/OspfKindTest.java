package io.wirebench.kinds.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.NodeSetup.NodeInterface;
import io.wirebench.api.ServiceNeeds;
import io.wirebench.api.ServiceNeeds.ServiceProcess;
import io.wirebench.api.ServiceSetup;
import io.wirebench.api.ServiceSetup.Peer;
import io.wirebench.api.ServiceSetup.ServiceInterface;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class OspfKindTest {

	private static final Peer HOST = new Peer("h1", false, false);
	private static final Peer ROUTER = new Peer("r2", true, true);
	private static final Peer THIRD = new Peer("r3", true, true);

	private static ServiceInterface iface(String name, String address, Peer... peers) {
		return new ServiceInterface(new NodeInterface(name, List.of(address, "fd00::1/64"), 1500), List.of(peers));
	}

	/** A router with a host at eth0, a router at eth1, and two at eth2. */
	private static ServiceNeeds needs(Object... namesAndValues) {
		Map<String, Object> values = new HashMap<>(Map.of("area", "0", "interface-areas", "", "timers", "fast", "network-type", "auto",
				"static", "", "append", "", "configuration", ""));
		for (int i = 0; i < namesAndValues.length; i += 2)
			values.put((String) namesAndValues[i], namesAndValues[i + 1]);
		return new OspfKind().needs(new ServiceSetup("r1", "ospf", new Values(values),
				List.of(iface("eth0", "10.0.1.2/24", HOST), iface("eth1", "10.0.2.1/24", ROUTER),
						iface("eth2", "10.0.3.129/25", ROUTER, THIRD))));
	}

	private static String ospfd(Object... namesAndValues) {
		return needs(namesAndValues).files().get("/etc/frr/ospfd.conf");
	}

	@Test
	void shouldLetOspfdJoinItsGroupsAtEveryInterface() {
		Map<String, Object> values = Map.of("area", "0", "interface-areas", "", "timers", "fast", "network-type", "auto", "static", "",
				"append", "", "configuration", "");
		List<ServiceInterface> interfaces = new ArrayList<>();
		for (int i = 0; i < 10; i++)
			interfaces.add(iface("eth" + i, "10.0." + i + ".1/24", ROUTER));
		assertEquals(Map.of(), new OspfKind().needs(new ServiceSetup("r1", "ospf", new Values(values), interfaces)).sysctls());
		interfaces.add(iface("eth10", "10.0.10.1/24", ROUTER));
		assertEquals(Map.of("net.ipv4.igmp_max_memberships", "22"),
				new OspfKind().needs(new ServiceSetup("r1", "ospf", new Values(values), interfaces)).sysctls());
	}

	@Test
	void shouldDeriveTheConfigurationFromTheNetwork() {
		assertEquals("""
				hostname r1
				interface eth1
				 ip ospf network point-to-point
				 ip ospf hello-interval 1
				 ip ospf dead-interval 4
				 ip ospf retransmit-interval 1
				 ip ospf cost 7
				interface eth2
				 ip ospf hello-interval 1
				 ip ospf dead-interval 4
				 ip ospf retransmit-interval 1
				 ip ospf cost 7
				router ospf
				 ospf router-id 10.0.1.2
				 network 10.0.1.0/24 area 3
				 network 10.0.2.0/24 area 3
				 network 10.0.3.128/25 area 3
				 passive-interface eth0
				 timers throttle spf 0 50 500
				 timers throttle lsa all 0
				 timers lsa min-arrival 0
				""", ospfd("area", " 3", "cost", 7L));
	}

	@Test
	void shouldLeaveTimersAndNetworkTypesToFrrWhereTheyShallBeRealistic() {
		assertEquals("""
				hostname r1
				router ospf
				 ospf router-id 10.0.1.2
				 network 10.0.1.0/24 area 0.0.0.1
				 network 10.0.2.0/24 area 0.0.0.1
				 network 10.0.3.128/25 area 0.0.0.1
				 passive-interface eth0
				""", ospfd("area", "0.0.0.1", "timers", "realistic"));
		assertTrue(ospfd("network-type", "broadcast").contains("interface eth1\n ip ospf network broadcast\n"));
	}

	@Test
	void shouldGiveSingleInterfacesTheirOwnArea() {
		String text = ospfd("interface-areas", "eth1=1, eth2 = 0.0.0.2");
		assertTrue(text.contains(" network 10.0.1.0/24 area 0\n network 10.0.2.0/24 area 1\n network 10.0.3.128/25 area 0.0.0.2\n"), text);
	}

	@Test
	void shouldRunStaticdOnlyForStaticRoutesAndAnnounceThem() {
		assertEquals(List.of("zebra", "ospfd"), needs().processes().stream().map(ServiceProcess::name).toList());
		ServiceNeeds needs = needs("static", "10.9.0.0/16 via 10.0.1.1, 0.0.0.0/0 eth0");
		assertEquals(List.of("zebra", "staticd", "ospfd"), needs.processes().stream().map(ServiceProcess::name).toList());
		assertEquals("hostname r1\nip route 10.9.0.0/16 10.0.1.1\nip route 0.0.0.0/0 eth0\n", needs.files().get("/etc/frr/staticd.conf"));
		assertTrue(needs.files().get("/etc/frr/ospfd.conf").contains(" redistribute static\n default-information originate\n"));
	}

	@Test
	void shouldAppendLinesOrReplaceTheConfiguration() {
		assertTrue(ospfd("append", "router ospf\n maximum-paths 1").endsWith(" timers lsa min-arrival 0\nrouter ospf\n maximum-paths 1\n"));
		assertEquals("router ospf\n", ospfd("configuration", "router ospf", "append", "not used"));
	}

	@Test
	void shouldKeepEverythingThatDaemonsWriteInDirectoriesOfTheNode() {
		ServiceNeeds needs = needs("static", "10.9.0.0/16 blackhole");
		List<String> paths = new ArrayList<>(needs.files().keySet());
		needs.processes().forEach(process -> {
			paths.add(process.readyPath());
			assertTrue(needs.files().keySet().containsAll(process.configuration()));
			assertFalse(process.argv().contains("-d"), "it stays in the foreground");
		});
		paths.remove("/etc/group");
		for (String path : paths)
			assertTrue(needs.directories().stream().anyMatch(directory -> path.startsWith(directory + "/")), path);
		assertEquals(needs, needs("static", "10.9.0.0/16 blackhole"), "equal setups, equal needs");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"area            | backbone            | area: 'backbone' is not an OSPF area",
			"area            | 4294967296          | from 0 to 4294967295",
			"area            | 0.0.0.256           | is not an OSPF area",
			"area            | -1                  | is not an OSPF area",
			"interface-areas | eth7=1              | there are eth0, eth1, eth2",
			"interface-areas | eth1                | write for example eth0=1",
			"interface-areas | eth1=x              | interface-areas: 'x' is not an OSPF area",
			"static          | 10.9.0.0            | write network and next hop",
			"static          | 10.9.0.0/33 eth0    | write network and next hop",
			"static          | 10.9.0.0/16 a b     | write network and next hop",
	})
	void shouldSayWhatToWriteInstead(String parameter, String value, String expected) {
		var e = assertThrows(IllegalArgumentException.class, () -> ospfd(parameter, value));
		assertTrue(e.getMessage().contains(expected), e.getMessage());
	}

	@Test
	void shouldNeedAnIpv4Address() {
		var e = assertThrows(IllegalArgumentException.class, () -> new OspfKind().needs(new ServiceSetup("r1", "ospf",
				Values.of("area", "0", "interface-areas", "", "timers", "fast", "network-type", "auto", "static", "", "append", "",
						"configuration", ""),
				List.of())));
		assertTrue(e.getMessage().contains("no linked interface with an IPv4 address"), e.getMessage());
	}
}
