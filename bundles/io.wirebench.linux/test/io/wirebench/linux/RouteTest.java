package io.wirebench.linux;

import static io.wirebench.linux.KernelTest.await;
import static io.wirebench.linux.KernelTest.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wirebench.linux.KernelTest.Pair;
import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.NetemSettings;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.net.QdiscPlace;
import io.wirebench.linux.net.RouteEvent;
import io.wirebench.linux.net.RouteRequest;
import io.wirebench.linux.socket.InetSockets;

class RouteTest {

	@BeforeEach
	void needsNamespaces() {
		KernelTest.awaitNoChild();
		KernelTest.require(Feature.NETWORK_NAMESPACES, Feature.VETH, Feature.BRIDGE);
	}

	@Test
	void shouldSwitchTheSpanningTreeOfABridgeOnAndOff() {
		try (var hub = NetworkNamespace.create()) {
			var bridge = new Device("br0", 5);
			hub.route().execute(RouteRequest.bridge(LinkSettings.named("br0").withIndex(5).withUp(true)),
					RouteRequest.spanningTree(bridge, 2_000_000_000L, 6_000_000_000L));
			assertTrue(hub.route().link("br0").spanningTree());
			hub.route().execute(RouteRequest.spanningTree(bridge, 30_000_000_000L, 20_000_000_000L));
			var e = assertThrows(LinuxException.class,
					() -> hub.route().execute(RouteRequest.spanningTree(bridge, 1_000_000_000L, 6_000_000_000L)));
			assertEquals(Errno.ERANGE, e.errno());
			hub.route().execute(RouteRequest.noSpanningTree(bridge));
			assertFalse(hub.route().link("br0").spanningTree());
		}
	}

	@Test
	void shouldMakeAndDumpAStarOfHosts() {
		try (var hub = NetworkNamespace.create(); var node = NetworkNamespace.create()) {
			hub.route().execute(RouteRequest.bridge(LinkSettings.named("br0").withIndex(5).withUp(true)),
					RouteRequest.veth(
							LinkSettings.named("h1").withIndex(10).withMaster(5).withGroup(7).withUp(true)
									.withTxQueueLength(50),
							LinkSettings.named("eth0").withIndex(4).withMac("02:00:00:00:00:01").withMtu(1400), node,
							"h1"));
			var eth0 = new Device("eth0", 4);
			node.route().execute(RouteRequest.setUp(eth0, true), RouteRequest.addAddress(eth0, ip("10.1.0.1"), 16),
					RouteRequest.addAddress(eth0, ip("fd01::1"), 64),
					RouteRequest.route(ip("0.0.0.0"), 0, ip("10.1.0.254"), eth0, 0),
					RouteRequest.route(ip("192.168.7.0"), 24, null, eth0, 30),
					RouteRequest.route(ip("::"), 0, ip("fd01::ff"), null, 0),
					RouteRequest.neighbour(eth0, ip("10.1.0.9"), "02:00:00:00:00:09"));
			var end = hub.route().link("h1");
			assertEquals(5, end.master());
			assertEquals(7, end.group());
			assertEquals(50, end.txQueueLength());
			assertEquals("veth", end.kind());
			var link = node.route().link("eth0");
			assertEquals(4, link.index());
			assertEquals("02:00:00:00:00:01", link.mac());
			assertEquals(1400, link.mtuBytes());
			assertTrue(link.up());
			assertEquals(10, link.peer());
			var addresses = node.route().addresses();
			assertTrue(addresses.stream().anyMatch(a -> a.address().equals(ip("10.1.0.1")) && a.prefixLength() == 16));
			assertTrue(addresses.stream().anyMatch(a -> a.address().equals(ip("fd01::1")) && !a.tentative()));
			var routes = node.route().routes();
			assertTrue(routes.stream().anyMatch(r -> r.prefixLength() == 0 && ip("10.1.0.254").equals(r.gateway())));
			assertTrue(routes.stream().anyMatch(r -> r.prefixLength() == 0 && ip("fd01::ff").equals(r.gateway())));
			assertTrue(routes.stream()
					.anyMatch(r -> r.destination().equals(ip("192.168.7.0")) && r.metric() == 30 && r.table() == 254));
			assertTrue(node.route().neighbours().stream()
					.anyMatch(n -> n.address().equals(ip("10.1.0.9")) && n.mac().equals("02:00:00:00:00:09")));
			node.route().execute(RouteRequest.deleteRoute(ip("192.168.7.0"), 24, null, eth0, 30),
					RouteRequest.deleteRoute(ip("::"), 0, ip("fd01::ff"), null, 0),
					RouteRequest.deleteAddress(eth0, ip("fd01::1"), 64),
					RouteRequest.deleteNeighbour(eth0, ip("10.1.0.9")));
			assertTrue(node.route().routes().stream().noneMatch(r -> r.destination().equals(ip("192.168.7.0"))));
		}
	}

	@Test
	void shouldCountTheSameInBothDumpsOfCounters() {
		try (var hub = NetworkNamespace.create(); var node = NetworkNamespace.create()) {
			var end = new Device("h1", 10);
			var eth0 = new Device("eth0", 4);
			hub.route().execute(
					RouteRequest.veth(LinkSettings.named("h1").withIndex(10), LinkSettings.named("eth0").withIndex(4), node, "h1"),
					RouteRequest.setUp(end, true));
			// The neighbour discovery of IPv6 gives both something to count.
			node.route().execute(RouteRequest.setUp(eth0, true));
			await("frames have come", () -> hub.route().statistics().get(10).rxPackets() > 0);
			hub.route().execute(RouteRequest.setUp(end, false));
			var statistics = hub.route().statistics();
			assertEquals(2, statistics.size());
			for (var link : hub.route().links())
				assertEquals(link.statistics(), statistics.get(link.index()), link.name());
			// Only those that were asked for, and nothing of one that does not exist.
			assertEquals(Map.of(10, statistics.get(10)), hub.route().statistics(List.of(10, 4711)));
		}
	}

	@Test
	void shouldKnowANamespaceByItsNumberUntilItIsGone() {
		try (var hub = NetworkNamespace.create(); var node = NetworkNamespace.create()) {
			hub.route().execute(RouteRequest.numberNamespace(node, 4711));
			assertEquals(List.of(4711), hub.route().neighbourNamespaces());
			var e = assertThrows(LinuxException.class, () -> hub.route().execute(RouteRequest.numberNamespace(node, 4712)));
			assertEquals("EEXIST", e.errnoName());
			node.close();
			await("the namespace is gone", () -> hub.route().neighbourNamespaces().isEmpty());
		}
	}

	@Test
	void shouldDeleteAllDevicesOfAGroup() {
		try (var hub = NetworkNamespace.create()) {
			var requests = new ArrayList<RouteRequest>();
			for (int n = 0; n < 100; n++)
				requests.add(RouteRequest.veth(LinkSettings.named("a" + n).withGroup(n < 70 ? 7 : 8),
						LinkSettings.named("b" + n), null, ""));
			hub.route().execute(requests);
			assertEquals(201, hub.route().links().size());
			hub.route().execute(RouteRequest.deleteLinkGroup(7));
			assertEquals(61, hub.route().links().size());
		}
	}

	@Test
	void shouldReportEveryFailedRequestWithCallErrnoAndObject() {
		try (var hub = NetworkNamespace.create()) {
			var requests = new ArrayList<RouteRequest>();
			for (int n = 0; n < 130; n++)
				requests.add(n == 3 || n == 63 || n == 100
						? RouteRequest.setUp(Device.named("none" + n), true)
						: RouteRequest.setUp(Device.LOOPBACK, n % 2 == 1));
			var e = assertThrows(LinuxException.class, () -> hub.route().execute(requests));
			assertEquals("RTM_NEWLINK", e.call());
			assertEquals("ENODEV", e.errnoName());
			assertTrue(e.getMessage().contains("none3"), e.getMessage());
			assertEquals(2, e.getSuppressed().length);
			assertTrue(hub.route().link("lo").up(), "the last request must have been carried out");
			hub.route().execute(RouteRequest.deleteLink(Device.named("none")).tolerating(Errno.ENODEV));
			var explained = assertThrows(LinuxException.class, () -> hub.route()
					.execute(RouteRequest.route(ip("10.9.0.0"), 16, ip("10.77.0.1"), Device.LOOPBACK, 0)));
			assertFalse(explained.explanation().isEmpty(), explained.getMessage());
		}
	}

	@Test
	void shouldWriteAndReadSysctls() {
		var both = NetworkNamespace.createAll(2, Map.of("net.ipv6.conf.default.disable_ipv6", "1"));
		try (var one = both.get(0); var two = both.get(1)) {
			assertEquals("1", one.readSysctl("net.ipv6.conf.default.disable_ipv6"));
			one.writeSysctl("net.ipv4.ip_forward", "1");
			assertEquals("1", one.readSysctl("net.ipv4.ip_forward"));
			assertEquals("0", two.readSysctl("net.ipv4.ip_forward"));
			assertNotEquals(one.inode(), two.inode());
			var e = assertThrows(LinuxException.class, () -> one.writeSysctl("net.ipv4.no_such", "1"));
			assertTrue(e.getMessage().contains("no_such"), e.getMessage());
		}
	}

	@Test
	void shouldCancelAndLeaveNothing() {
		long before = KernelTest.openDescriptors();
		var seen = new int[1];
		assertThrows(CancellationException.class,
				() -> NetworkNamespace.createAll(50, Map.of(), n -> seen[0] = n, () -> seen[0] == 5));
		assertEquals(5, seen[0]);
		assertEquals(before, KernelTest.openDescriptors());
	}

	@Test
	void shouldNotifyOfChangesAndEndWhenClosed() throws Exception {
		try (var node = NetworkNamespace.create()) {
			var monitor = node.monitor();
			node.route().execute(
					RouteRequest.veth(LinkSettings.named("a").withIndex(2), LinkSettings.named("b").withIndex(3), null,
							""),
					RouteRequest.setUp(new Device("a", 2), true),
					RouteRequest.addAddress(new Device("a", 2), ip("10.3.0.1"), 24),
					RouteRequest.deleteLink(new Device("a", 2)));
			boolean made = false;
			boolean addressed = false;
			boolean removed = false;
			while (!removed)
				switch (monitor.next(5_000_000_000L)) {
					case RouteEvent.LinkChanged change when change.link().name().equals("a") -> {
						made |= !change.removed();
						removed |= change.removed();
					}
					case RouteEvent.AddressChanged change -> addressed |= change.address().address().equals(ip("10.3.0.1"));
					case null -> throw new AssertionError("no notification came");
					default -> {
					}
				}
			assertTrue(made && addressed);
			var ended = new java.util.concurrent.CompletableFuture<RouteEvent>();
			var drained = new java.util.concurrent.CountDownLatch(1);
			var thread = Thread.ofPlatform().start(() -> {
				while (monitor.next(100_000_000) != null);
				drained.countDown();
				ended.complete(monitor.next(-1));
			});
			drained.await();
			monitor.close();
			assertNull(ended.get(5, java.util.concurrent.TimeUnit.SECONDS));
			thread.join();
		}
	}

	@Test
	void shouldMoveFramesByRedirection() {
		KernelTest.require(Feature.INGRESS_QDISC, Feature.U32_MIRRED);
		var all = NetworkNamespace.createAll(3, Map.of("net.ipv6.conf.default.disable_ipv6", "1"));
		try (var one = all.get(0); var two = all.get(1); var hub = all.get(2)) {
			var a = new Device("a", 11);
			var b = new Device("b", 12);
			hub.route().execute(
					RouteRequest.veth(LinkSettings.named("a").withIndex(11).withUp(true),
							LinkSettings.named("eth0").withIndex(2), one, "one"),
					RouteRequest.veth(LinkSettings.named("b").withIndex(12).withUp(true),
							LinkSettings.named("eth0").withIndex(2), two, "two"),
					RouteRequest.ingress(a), RouteRequest.ingress(b), RouteRequest.redirect(a, b, 1),
					RouteRequest.redirect(b, a, 1));
			for (int n = 0; n < 2; n++)
				all.get(n).route().execute(RouteRequest.setUp(Pair.ETH0, true),
						RouteRequest.addAddress(Pair.ETH0, ip("10.0.0." + (n + 1)), 24));
			assertEquals(12, hub.route().filters(a).getFirst().redirectIndex());
			try (var echo = new InetSockets(one).openEcho(false)) {
				await("an answer through the redirection", () -> {
					echo.request(ip("10.0.0.2"), 1, 56);
					return echo.reply(300_000_000) == 1;
				});
			}
			assertTrue(hub.route().link("b").statistics().txPackets() > 0);
			hub.route().execute(RouteRequest.deleteFilter(a, 1), RouteRequest.deleteIngress(b));
			assertTrue(hub.route().filters(a).isEmpty());
		}
	}

	@Test
	void shouldPutQueueingDisciplinesInPlaceAndCount() {
		KernelTest.require(Feature.TBF);
		try (var pair = Pair.open()) {
			var route = pair.one().route();
			route.execute(RouteRequest.tbf(Pair.ETH0, QdiscPlace.root(1), 8_000_000, 20_000, 100_000),
					RouteRequest.bfifo(Pair.ETH0, QdiscPlace.below(1, 1, 2), 50_000));
			assertTrue(route.qdiscs().stream().anyMatch(q -> q.kind().equals("bfifo") && q.parent() == 0x10001));
			try (var echo = new InetSockets(pair.one()).openEcho(false)) {
				echo.request(ip("10.0.0.2"), 5, 1000);
				assertEquals(5, echo.reply(3_000_000_000L));
			}
			var tbf = route.qdiscs().stream().filter(q -> q.kind().equals("tbf")).findFirst().orElseThrow();
			assertTrue(tbf.bytes() > 1000 && tbf.packets() > 0, tbf.toString());
			route.execute(RouteRequest.tbf(Pair.ETH0, QdiscPlace.root(1), 16_000_000, 20_000, 100_000));
			route.execute(RouteRequest.deleteQdisc(Pair.ETH0, QdiscPlace.root(1)));
			assertTrue(route.qdiscs().stream().noneMatch(q -> q.kind().equals("tbf")));
		}
	}

	@Test
	void shouldSayWhatAPersonWouldType() {
		var request = RouteRequest.netem(new Device("v1", 3), QdiscPlace.ROOT,
				new NetemSettings(10_000_000, 0, 1000, 0.015, 0, 0, 0));
		assertEquals("tc -n hub qdisc replace dev v1 root netem limit 1000 delay 10000.0us loss 1.5000%",
				request.command("hub"));
		assertEquals("ip link set dev v1 gso_max_segs 1 up", RouteRequest
				.changeLink(new Device("v1", 3), LinkSettings.NONE.withGsoMaxSegs(1).withUp(true)).command());
	}

	@Test
	void shouldLetTheKernelRemoveAClosedNamespace() {
		try (var hub = NetworkNamespace.create()) {
			var node = NetworkNamespace.create();
			hub.route().execute(RouteRequest.veth(LinkSettings.named("v"), LinkSettings.named("eth0"), node, "n"));
			node.call(() -> 1);
			node.close();
			// The other end of a veth pair goes with the namespace of this one.
			await("the namespace is gone", () -> hub.route().links().stream().noneMatch(l -> l.name().equals("v")));
		}
	}
}
