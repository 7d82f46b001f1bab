package io.wirebench.linux;

import static io.wirebench.linux.KernelTest.ip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wirebench.linux.KernelTest.Pair;
import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.net.RouteRequest;
import io.wirebench.linux.packet.CaptureRing;
import io.wirebench.linux.packet.PacketRing;
import io.wirebench.linux.packet.PacketSender;
import io.wirebench.linux.socket.InetSockets;
import io.wirebench.linux.socket.TcpSettings;

class PacketTest {

	private static final long SECONDS_5 = 5_000_000_000L;

	@BeforeEach
	void needsRings() {
		KernelTest.awaitNoChild();
		KernelTest.require(Feature.NETWORK_NAMESPACES, Feature.VETH, Feature.VNET_HEADER);
	}

	/** A forwarder between two hub ends, as small as it can be. */
	private static final class Forwarder implements AutoCloseable {

		final PacketRing[] rings = new PacketRing[2];
		final PacketSender[] senders = new PacketSender[2];
		final EventFd stop = new EventFd("forwarder");
		final AtomicReference<Throwable> failure = new AtomicReference<>();
		int largest;
		final Thread thread;

		Forwarder(NetworkNamespace hub, Device a, Device b) {
			rings[0] = PacketRing.open(hub, a, PacketRing.SLOT_BYTES_FOR_OFFLOAD, 64);
			rings[1] = PacketRing.open(hub, b, PacketRing.SLOT_BYTES_FOR_OFFLOAD, 64);
			senders[0] = PacketSender.open(hub, b);
			senders[1] = PacketSender.open(hub, a);
			thread = Thread.ofPlatform().start(this::run);
		}

		private void run() {
			try (var epoll = new Epoll(4)) {
				epoll.add(rings[0].fd(), Epoll.IN | Epoll.EDGE_TRIGGERED, 0);
				epoll.add(rings[1].fd(), Epoll.IN | Epoll.EDGE_TRIGGERED, 1);
				epoll.add(stop.fd(), Epoll.IN, 2);
				while (true) {
					boolean any = false;
					for (int d = 0; d < 2; d++) {
						while (rings[d].ready() && senders[d].queued() < PacketSender.BATCH) {
							assertFalse(rings[d].isTruncated());
							largest = Math.max(largest, rings[d].length());
							senders[d].add(rings[d].address(), rings[d].length());
							rings[d].advance();
							any = true;
						}
						senders[d].flush();
						rings[d].release(rings[d].held());
					}
					int n = epoll.await(any ? 0 : 100_000_000);
					for (int k = 0; k < n; k++)
						if (epoll.token(k) == 2)
							return;
				}
			} catch (Throwable e) {
				failure.set(e);
			}
		}

		@Override
		public void close() {
			stop.signal();
			try {
				thread.join();
			} catch (InterruptedException e) {
				throw new IllegalStateException(e);
			}
			for (int d = 0; d < 2; d++) {
				rings[d].close();
				senders[d].close();
			}
			stop.close();
		}
	}

	@Test
	void shouldForwardARealTcpConnectionWithValidChecksums() throws Exception {
		long before = KernelTest.openDescriptors();
		var all = NetworkNamespace.createAll(3, Map.of("net.ipv6.conf.default.disable_ipv6", "1"));
		try (var one = all.get(0); var two = all.get(1); var hub = all.get(2)) {
			var a = new Device("a", 11);
			var b = new Device("b", 12);
			hub.route().execute(
					RouteRequest.veth(LinkSettings.named("a").withIndex(11).withUp(true),
							LinkSettings.named("eth0").withIndex(2), one, "one"),
					RouteRequest.veth(LinkSettings.named("b").withIndex(12).withUp(true),
							LinkSettings.named("eth0").withIndex(2), two, "two"));
			for (int n = 0; n < 2; n++)
				all.get(n).route().execute(RouteRequest.setUp(Pair.ETH0, true),
						RouteRequest.addAddress(Pair.ETH0, ip("10.0.0." + (n + 1)), 24));
			KernelTest.await("carrier", () -> hub.route().links().stream()
					.filter(l -> l.index() > 10).allMatch(l -> l.carrier()));
			try (var forwarder = new Forwarder(hub, a, b);
					var server = new InetSockets(two).listenTcp(5000, TcpSettings.DEFAULT);
					var client = new InetSockets(one).connectTcp(ip("10.0.0.2"), 5000, TcpSettings.DEFAULT,
							SECONDS_5);
					var accepted = server.accept(SECONDS_5)) {
				var sent = new byte[8_000_000];
				new java.util.Random(2).nextBytes(sent);
				var sender = Thread.ofPlatform().start(() -> {
					for (int s = 0; s < sent.length;)
						s += client.send(sent, s, sent.length - s, SECONDS_5);
				});
				var got = new byte[sent.length];
				for (int g = 0; g < got.length;) {
					int n = accepted.receive(got, g, got.length - g, SECONDS_5);
					assertTrue(n > 0, "nothing came for 5 s after " + g + " bytes");
					g += n;
				}
				sender.join();
				assertArrayEquals(sent, got);
				assertEquals(null, forwarder.failure.get());
				assertTrue(forwarder.largest > 10_000, "frames still to be cut should pass whole: "
						+ forwarder.largest);
				assertEquals(0, forwarder.senders[0].failedFrames());
				assertTrue(forwarder.senders[0].sentBytes() >= sent.length);
				assertEquals(0, forwarder.rings[0].truncated());
			}
			// The receiver's kernel checked every checksum.
			var errors = two.call(() -> java.nio.file.Files.readAllLines(
					java.nio.file.Path.of("/proc/thread-self/net/snmp")).stream().filter(l -> l.startsWith("Tcp:"))
					.toList());
			var names = errors.get(0).split(" ");
			var values = errors.get(1).split(" ");
			for (int n = 0; n < names.length; n++)
				if (names[n].equals("InCsumErrors") || names[n].equals("InErrs"))
					assertEquals("0", values[n], names[n]);
		}
		assertEquals(before, KernelTest.openDescriptors());
	}

	@Test
	void shouldHoldSlotsUntilReleasedAndCountTheKernelsDrops() {
		try (var pair = Pair.open();
				var ring = PacketRing.open(pair.two(), Pair.ETH0, 2048, 32);
				var udp = new InetSockets(pair.one()).openUdp(false, 0)) {
			udp.connect(ip("10.0.0.2"), 9);
			int slots = ring.slotCount();
			int sent = 0;
			long start = SystemClock.realtimeNanos();
			while (sent < slots + 50)
				try {
					udp.send(new byte[100], 0, 100);
					sent++;
				} catch (LinuxException refused) {
					// "port unreachable" for an earlier one
				}
			int seen = 0;
			while (ring.ready()) {
				assertTrue(ring.timestampRealtimeNanos() >= start - 1_000_000_000L);
				ring.advance();
				seen++;
			}
			assertEquals(slots, seen);
			assertEquals(slots, ring.held());
			assertTrue(ring.drops() >= 50, "drops " + ring.drops());
			ring.release(slots);
			udp.close();
			try (var again = new InetSockets(pair.one()).openUdp(false, 0)) {
				again.connect(ip("10.0.0.2"), 9);
				again.send(new byte[100], 0, 100);
				KernelTest.await("a frame in a released slot", ring::ready);
			}
		}
	}

	@Test
	void shouldReportAFrameThatDoesNotFitItsSlot() {
		try (var pair = Pair.open();
				var ring = PacketRing.open(pair.two(), Pair.ETH0, 2048, 32);
				var udp = new InetSockets(pair.one()).openUdp(false, 0)) {
			for (var node : new NetworkNamespace[]{pair.one(), pair.two()})
				node.route().execute(RouteRequest.changeLink(Pair.ETH0, LinkSettings.NONE.withMtu(9000)));
			udp.connect(ip("10.0.0.2"), 9);
			udp.send(new byte[8000], 0, 8000);
			KernelTest.await("a truncated frame", () -> {
				while (ring.ready() && !ring.isTruncated()) {
					ring.advance();
					ring.release(1);
				}
				return ring.ready();
			});
			assertEquals(8042, ring.originalLength());
			assertTrue(ring.length() < 2048);
			assertEquals(1, ring.truncated());
		}
	}

	@Test
	void shouldKeepVlanTags() {
		try (var pair = Pair.open();
				var ring = PacketRing.open(pair.two(), Pair.ETH0, 2048, 32);
				var sender = PacketSender.open(pair.one(), Pair.ETH0);
				var arena = java.lang.foreign.Arena.ofConfined()) {
			var frame = arena.allocate(10 + 70, 8);
			byte[] head = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, (byte) 0x81, 0, 0x20, 0x05, (byte) 0x88, (byte) 0xb5, 77};
			java.lang.foreign.MemorySegment.copy(head, 0, frame, java.lang.foreign.ValueLayout.JAVA_BYTE, 10,
					head.length);
			sender.add(frame.address(), 70);
			assertEquals(1, sender.flush());
			KernelTest.await("the tagged frame", () -> {
				while (ring.ready() && ring.memory().get(java.lang.foreign.ValueLayout.JAVA_BYTE,
						ring.frameOffset() + 18) != 77) {
					ring.advance();
					ring.release(1);
				}
				return ring.ready();
			});
			assertEquals(70, ring.length());
			var got = ring.memory().asSlice(ring.frameOffset(), head.length)
					.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
			assertArrayEquals(head, got);
		}
	}

	@Test
	void shouldCaptureBothDirectionsUpToTheSnapLength() throws Exception {
		try (var pair = Pair.open();
				var ring = CaptureRing.open(pair.one(), Pair.ETH0, 1 << 20, 64);
				var echo = new InetSockets(pair.one()).openEcho(false)) {
			long start = SystemClock.realtimeNanos();
			echo.request(ip("10.0.0.2"), 1, 1000);
			assertEquals(1, echo.reply(SECONDS_5));
			var seen = new boolean[2];
			var kept = new java.util.ArrayList<java.nio.ByteBuffer>();
			KernelTest.await("request and reply in the capture",
					() -> ring.poll(100_000_000, (epoch, original, data, outgoing, _, _) -> {
						if (original == 1042) {
							assertEquals(64, data.byteSize());
							kept.add(data.asByteBuffer());
							assertEquals(8, kept.getLast().get(12));
							assertTrue(epoch >= start - 1_000_000_000L && epoch <= SystemClock.realtimeNanos());
							seen[outgoing ? 1 : 0] = true;
						}
					}) >= 0 && seen[0] && seen[1]);
			assertEquals(0, ring.drops());
			var thread = Thread.ofPlatform().start(() -> {
				while (ring.poll(-1, (epoch, original, data, outgoing, _, _) -> {
				}) > 0);
			});
			ring.close();
			thread.join(5000);
			assertFalse(thread.isAlive());
			for (var buffer : kept)
				org.junit.jupiter.api.Assertions.assertThrows(IllegalStateException.class, () -> buffer.get(12));
		}
	}
}
