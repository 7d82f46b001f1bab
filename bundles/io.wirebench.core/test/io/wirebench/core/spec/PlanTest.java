package io.wirebench.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.kinds.Forwarding;
import io.wirebench.core.kinds.TestRegistry;
import io.wirebench.model.ModelFactory;
import io.wirebench.model.Network;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PlanTest {

	private static final TestRegistry REGISTRY = new TestRegistry();

	private static void node(Network network, String name, String kind) {
		var node = ModelFactory.eINSTANCE.createNode();
		node.setName(name);
		node.setKind(kind);
		network.getNodes().add(node);
	}

	private static void link(Network network, String from, String to) {
		var link = ModelFactory.eINSTANCE.createLink();
		link.setFrom(from);
		link.setTo(to);
		network.getLinks().add(link);
	}

	private static NetworkSpec build(Network network) {
		return SpecBuilder.build(network, REGISTRY.kinds).orThrow();
	}

	/** Routers connected at random, hosts at routers and switches, some of them at two. */
	private static Network random(Random random) {
		var network = ModelFactory.eINSTANCE.createNetwork();
		var attachable = new ArrayList<String>();
		var routers = 1 + random.nextInt(6);
		for (var index = 0; index < routers; index++) {
			node(network, "r" + index, "router");
			if (index > 0)
				link(network, "r" + index, attachable.get(random.nextInt(attachable.size())));
			attachable.add("r" + index);
			if (random.nextInt(3) == 0) {
				node(network, "s" + index, "switch");
				link(network, "s" + index, "r" + random.nextInt(index + 1));
				attachable.add("s" + index);
			}
		}
		for (var extra = random.nextInt(3); extra > 0 && routers > 1; extra--) {
			var one = random.nextInt(routers);
			link(network, "r" + one, "r" + (one + 1) % routers);
		}
		for (var index = random.nextInt(6) + 1; index > 0; index--) {
			node(network, "h" + index, "host");
			link(network, "h" + index, attachable.get(random.nextInt(attachable.size())));
			if (random.nextInt(4) == 0)
				link(network, "h" + index, attachable.get(random.nextInt(attachable.size())));
		}
		return network;
	}

	@Property(tries = 200)
	void shouldGiveUniqueAddressesInsideOneNetworkADomain(@ForAll long seed) {
		var spec = build(random(new Random(seed)));
		var seen = new HashSet<Object>();
		for (var node : spec.nodes())
			for (var iface : node.interfaces()) {
				assertTrue(seen.add(iface.mac()));
				assertEquals(node.forwarding() == Forwarding.LINK ? 0 : 2, iface.addresses().size());
				for (var address : iface.addresses())
					assertTrue(seen.add(address.address()), address.toString());
			}
		for (var link : spec.links()) {
			var from = spec.node(link.from().node()).orElseThrow();
			var to = spec.node(link.to().node()).orElseThrow();
			if (from.forwarding() != Forwarding.LINK && to.forwarding() != Forwarding.LINK)
				for (var ipv6 : new boolean[]{false, true})
					assertEquals(from.interfaceNamed(link.from().interfaceName()).orElseThrow().address(ipv6).orElseThrow().network(),
							to.interfaceNamed(link.to().interfaceName()).orElseThrow().address(ipv6).orElseThrow().network());
		}
	}

	@Property(tries = 200)
	void shouldReachEveryAddressFromEveryNodeByFollowingTheRoutes(@ForAll long seed) {
		var spec = build(random(new Random(seed)));
		var owners = new HashMap<InetAddress, String>();
		for (var node : spec.nodes())
			for (var iface : node.interfaces())
				for (var address : iface.addresses())
					owners.put(address.address(), node.name());
		for (var start : spec.nodes())
			if (start.forwarding() != Forwarding.LINK)
				for (var target : owners.keySet())
					follow(spec, owners, start, target);
	}

	private static void follow(NetworkSpec spec, Map<InetAddress, String> owners, NodeSpec start, InetAddress target) {
		var at = start;
		for (var hops = 0; !owners.get(target).equals(at.name()); hops++) {
			assertTrue(hops < 20, "a loop from " + start.name() + " to " + target);
			assertTrue(at == start || at.forwarding() == Forwarding.NETWORK, at.name() + " does not forward");
			at = next(spec, owners, at, target);
		}
	}

	/** Longest prefix first, as a kernel does. */
	private static NodeSpec next(NetworkSpec spec, Map<InetAddress, String> owners, NodeSpec at, InetAddress target) {
		for (var iface : at.interfaces())
			for (var address : iface.addresses())
				if (address.contains(target))
					return spec.node(owners.get(target)).orElseThrow();
		RouteSpec best = null;
		for (var route : at.routes())
			if (route.destination().contains(target) && (best == null || route.destination().length() > best.destination().length()))
				best = route;
		assertTrue(best != null, at.name() + " has no route to " + target);
		var out = at.interfaceNamed(best.interfaceName()).orElseThrow();
		assertTrue(out.addresses().stream().anyMatch(new GatewayTest(best.gateway())::isOn), best + " is not on its link");
		return spec.node(owners.get(best.gateway())).orElseThrow();
	}

	private record GatewayTest(InetAddress gateway) {
		boolean isOn(IpPrefix address) {
			return address.contains(gateway);
		}
	}

	@Property(tries = 100)
	void shouldNotChangeAddressesWhenANodeIsAddedAtTheEnd(@ForAll long seed) {
		var network = random(new Random(seed));
		var before = build(network);
		node(network, "late", "host");
		link(network, "late", network.getNodes().getFirst().getName());
		var after = build(network);
		for (var node : before.nodes())
			for (var iface : node.interfaces())
				assertEquals(iface, after.node(node.name()).orElseThrow().interfaceNamed(iface.name()).orElseThrow());
	}

	private static void write(Network network, String node, String interfaceName, String... addresses) {
		var owner = network.getNodes().stream().filter(candidate -> candidate.getName().equals(node)).findFirst().orElseThrow();
		owner.getInterfaces().removeIf(iface -> iface.getName().equals(interfaceName));
		var iface = ModelFactory.eINSTANCE.createInterface();
		iface.setName(interfaceName);
		iface.getAddresses().addAll(List.of(addresses));
		owner.getInterfaces().add(iface);
	}

	private static String ipv4(Network network, String node) {
		return build(network).node(node).orElseThrow().interfaces().stream().map(iface -> iface.addresses().getFirst().toString()).toList()
				.toString();
	}

	@Test
	void shouldChangeByAWrittenAddressOnlyThoseThatItCollidesWith() {
		var network = ModelFactory.eINSTANCE.createNetwork();
		for (var name : List.of("a", "b", "c", "d"))
			node(network, name, "host");
		node(network, "r", "router");
		node(network, "s", "switch");
		for (var name : List.of("a", "b", "c", "r"))
			link(network, name, "s");
		link(network, "r", "d");
		assertEquals("[10.0.1.2/24]", ipv4(network, "b"));
		assertEquals("[10.0.2.2/24]", ipv4(network, "d"));
		write(network, "a", "eth0", "192.168.0.9/24");
		assertEquals("[192.168.0.2/24]", ipv4(network, "b"), "the network of its link has changed, its number has not");
		assertEquals("[10.0.2.2/24]", ipv4(network, "d"), "another link keeps its network");
		write(network, "a", "eth0", "10.0.1.100/24");
		assertEquals("[10.0.1.2/24]", ipv4(network, "b"));
		write(network, "a", "eth0", "10.0.1.3/24");
		assertEquals("[10.0.1.2/24]", ipv4(network, "b"));
		assertEquals("[10.0.1.1/24]", ipv4(network, "c"), "which it collides with");
		write(network, "a", "eth0", "10.0.2.77/24");
		assertEquals("[10.0.2.2/24]", ipv4(network, "b"));
		assertEquals("[10.255.255.2/24]", ipv4(network, "d"), "which it collides with");
		assertEquals("fd00:0:0:2::2/64", build(network).node("d").orElseThrow().interfaces().getFirst().addresses().getLast().toString());
	}

	/** Any written address in an otherwise free network leaves all interfaces of other links as they are. */
	@Property(tries = 100)
	void shouldKeepAddressesOfOtherLinksWhenOneIsWritten(@ForAll long seed) {
		var random = new Random(seed);
		var network = random(random);
		var before = build(network);
		var hosts = before.nodes().stream().filter(node -> node.forwarding() == Forwarding.NONE).toList();
		var host = hosts.get(random.nextInt(hosts.size()));
		write(network, host.name(), "eth0", "172.16.0.1/16", "2001:db8::1/64");
		var after = build(network);
		var changed = before.broadcastDomains().stream().filter(domain -> domain.contains(new End(host.name(), "eth0"))).findFirst()
				.orElseThrow();
		for (var node : before.nodes())
			for (var iface : node.interfaces())
				if (!changed.contains(new End(node.name(), iface.name())))
					assertEquals(iface.addresses(),
							after.node(node.name()).orElseThrow().interfaceNamed(iface.name()).orElseThrow().addresses());
	}

	@Test
	void shouldKeepWrittenAddressesAndLetOthersJoinTheirNetwork() {
		var network = ModelFactory.eINSTANCE.createNetwork();
		node(network, "a", "host");
		node(network, "b", "host");
		node(network, "c", "host");
		node(network, "s", "switch");
		link(network, "a", "s");
		link(network, "b", "s");
		link(network, "c", "s");
		var iface = ModelFactory.eINSTANCE.createInterface();
		iface.setName("eth0");
		iface.getAddresses().addAll(List.of("192.168.7.1/29", "2001:db8::5/64"));
		network.getNodes().get(1).getInterfaces().add(iface);
		var spec = build(network);
		assertEquals("[192.168.7.2/29, 2001:db8::2/64]", spec.node("a").orElseThrow().interfaces().getFirst().addresses().toString());
		assertEquals("[192.168.7.1/29, 2001:db8::5/64]", spec.node("b").orElseThrow().interfaces().getFirst().addresses().toString());
		assertEquals("[192.168.7.3/29, 2001:db8::3/64]", spec.node("c").orElseThrow().interfaces().getFirst().addresses().toString());
	}

	@Test
	void shouldGiveAHostBehindOneRouterOnlyDefaultRoutes() {
		var network = ModelFactory.eINSTANCE.createNetwork();
		node(network, "h1", "host");
		node(network, "r1", "router");
		node(network, "h2", "host");
		link(network, "h1", "r1");
		link(network, "r1", "h2");
		var spec = build(network);
		assertEquals("[0.0.0.0/0 via 10.0.1.2 dev eth0, ::/0 via fd00:0:0:1::2 dev eth0]",
				spec.node("h1").orElseThrow().routes().toString());
		assertEquals(List.of(), spec.node("r1").orElseThrow().routes());
	}

	@Test
	void shouldPlanAThousandHostsAndAChainOfFiftyRouters() {
		var star = ModelFactory.eINSTANCE.createNetwork();
		node(star, "sw", "switch");
		for (var index = 0; index < 1000; index++) {
			node(star, "h" + index, "host");
			link(star, "h" + index, "sw");
		}
		var chain = ModelFactory.eINSTANCE.createNetwork();
		for (var index = 0; index < 50; index++) {
			node(chain, "r" + index, "router");
			if (index > 0)
				link(chain, "r" + (index - 1), "r" + index);
		}
		var spec = build(star);
		assertEquals(22, spec.nodes().get(1).interfaces().getFirst().addresses().getFirst().length());
		// The last router of the chain reaches all 49 networks, by IPv4 and IPv6, but its own.
		assertEquals(2 * 48, build(chain).nodes().getLast().routes().size());
	}
}
