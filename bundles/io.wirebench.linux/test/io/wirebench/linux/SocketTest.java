package io.wirebench.linux;

import static io.wirebench.linux.KernelTest.ip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wirebench.linux.KernelTest.Pair;
import io.wirebench.linux.socket.InetSockets;
import io.wirebench.linux.socket.TcpSettings;

class SocketTest {

	private static final long SECONDS_5 = 5_000_000_000L;

	@BeforeEach
	void needsNamespaces() {
		KernelTest.awaitNoChild();
		KernelTest.require(Feature.NETWORK_NAMESPACES, Feature.VETH);
	}

	@Test
	void shouldCarryTcpAndTellItsFigures() {
		long before = KernelTest.openDescriptors();
		try (var pair = Pair.open()) {
			for (var address : new String[]{"10.0.0.2", "fd00::2"})
				try (var server = new InetSockets(pair.two()).listenTcp(0, TcpSettings.DEFAULT);
						var client = new InetSockets(pair.one()).connectTcp(ip(address), server.port(),
								new TcpSettings("cubic", 20_000, true), SECONDS_5);
						var accepted = server.accept(SECONDS_5)) {
					assertEquals("cubic", client.congestionControl());
					var sent = new byte[200_000];
					new java.util.Random(1).nextBytes(sent);
					var got = new byte[sent.length];
					int s = 0;
					int g = 0;
					while (g < got.length) {
						if (s < sent.length)
							s += client.send(sent, s, sent.length - s, 0);
						int n = accepted.receive(got, g, got.length - g, s < sent.length ? 0 : SECONDS_5);
						assertTrue(n >= 0, "the stream ended early");
						g += n;
					}
					assertArrayEquals(sent, got);
					var info = client.info();
					assertTrue(info.smoothedRttNanos() > 0 && info.minRttNanos() > 0, info.toString());
					assertTrue(info.mssBytes() > 1000 && info.mssBytes() <= 1460, info.toString());
					assertTrue(info.congestionWindowSegments() >= 2, info.toString());
					assertTrue(info.peerWindowBytes() > 0, info.toString());
					assertTrue(info.deliveryRateBitsPerSecond() > 0, info.toString());
					// the clamp of the client is what the other side sees
					var clamped = accepted.info();
					assertTrue(clamped.peerWindowBytes() > 0 && clamped.peerWindowBytes() <= 20_000,
							clamped.toString());
					client.shutdownOutput();
					assertEquals(-1, accepted.receive(got, 0, 1, SECONDS_5));
				}
		}
		assertEquals(before, KernelTest.openDescriptors());
	}

	@Test
	void shouldRefuseAndTimeOutWithTheReason() {
		try (var pair = Pair.open()) {
			var sockets = new InetSockets(pair.one());
			var refused = assertThrows(LinuxException.class,
					() -> sockets.connectTcp(ip("10.0.0.2"), 9, TcpSettings.DEFAULT, SECONDS_5));
			assertEquals("ECONNREFUSED", refused.errnoName());
			var late = assertThrows(LinuxException.class,
					() -> sockets.connectTcp(ip("10.0.0.77"), 9, TcpSettings.DEFAULT, 50_000_000));
			assertEquals("ETIMEDOUT", late.errnoName());
			var unknown = assertThrows(LinuxException.class, () -> sockets.connectTcp(ip("10.0.0.2"), 9,
					new TcpSettings("nonesuch", 0, false), SECONDS_5));
			assertTrue(unknown.getMessage().contains("nonesuch"), unknown.getMessage());
			try (var server = sockets.listenTcp(0, TcpSettings.DEFAULT)) {
				assertNull(server.accept(20_000_000));
			}
		}
	}

	@Test
	void shouldResetWhenClosedWithDataUnsent() {
		try (var pair = Pair.open();
				var server = new InetSockets(pair.two()).listenTcp(0, TcpSettings.DEFAULT)) {
			var client = new InetSockets(pair.one()).connectTcp(ip("10.0.0.2"), server.port(), TcpSettings.DEFAULT,
					SECONDS_5);
			try (var accepted = server.accept(SECONDS_5)) {
				var block = new byte[65536];
				for (int n = 0; n < 2000 && client.send(block, 0, block.length, 20_000_000) > 0; n++);
				client.close();
				var e = assertThrows(LinuxException.class, () -> {
					while (accepted.receive(block, 0, block.length, SECONDS_5) > 0);
				});
				assertEquals("ECONNRESET", e.errnoName());
			}
		}
	}

	@Test
	void shouldWakeABlockedReceiverWhenClosed() throws Exception {
		try (var pair = Pair.open()) {
			var udp = new InetSockets(pair.one()).openUdp(false, 0);
			var thrown = new CompletableFuture<LinuxException>();
			var thread = Thread.ofPlatform().start(() -> {
				try {
					udp.receive(new byte[10], 0, 10, 60_000_000_000L);
				} catch (LinuxException e) {
					thrown.complete(e);
				}
			});
			KernelTest.await("the receiver waits", () -> thread.getState() == Thread.State.RUNNABLE);
			udp.close();
			assertEquals("EBADF", thrown.get(5, TimeUnit.SECONDS).errnoName());
		}
	}

	@Test
	void shouldCarryUdpWithTheKernelsStamp() {
		try (var pair = Pair.open();
				var one = new InetSockets(pair.one()).openUdp(false, 0);
				var two = new InetSockets(pair.two()).openUdp(false, 4000)) {
			assertEquals(4000, two.port());
			assertTrue(two.receiveBuffer(1 << 16) >= 1 << 16);
			one.connect(ip("10.0.0.2"), 4000);
			long before = System.nanoTime();
			assertTrue(one.send("hello".getBytes(), 0, 5));
			var got = new byte[3];
			assertEquals(3, two.receive(got, 0, 3, SECONDS_5));
			long after = System.nanoTime();
			assertEquals("hel", new String(got));
			assertTrue(two.receivedNanos() >= before - 1_000_000 && two.receivedNanos() <= after + 1_000_000,
					"sent " + before + ", stamped " + two.receivedNanos() + ", read " + after);
			assertEquals(-1, two.receive(got, 0, 3, 10_000_000));
		}
	}

	@Test
	void shouldEchoToItselfOnly() {
		try (var pair = Pair.open()) {
			for (boolean ipv6 : new boolean[]{false, true})
				try (var first = new InetSockets(pair.one()).openEcho(ipv6);
						var second = new InetSockets(pair.one()).openEcho(ipv6)) {
					var target = ip(ipv6 ? "fd00::2" : "10.0.0.2");
					first.request(target, 65535, 101);
					assertEquals(65535, first.reply(SECONDS_5));
					second.request(target, 7, 0);
					assertEquals(7, second.reply(SECONDS_5));
					assertEquals(-1, first.reply(20_000_000));
					assertTrue(Math.abs(second.receivedNanos() - System.nanoTime()) < 5_000_000_000L);
				}
		}
	}
}
