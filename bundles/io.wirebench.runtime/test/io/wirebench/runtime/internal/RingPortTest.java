package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.dataplane.engine.Port;
import io.wirebench.linux.Epoll;
import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.net.RouteRequest;
import io.wirebench.linux.packet.PacketSender;
import io.wirebench.runtime.internal.engine.RingMemory;
import io.wirebench.runtime.internal.engine.RingPort;
import io.wirebench.runtime.internal.engine.RingWork;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A port at a device, with frames that its far end sends. */
class RingPortTest {

	private static final Device FAR = new Device("eth0", 2);
	private static final Device NEAR = new Device("p", 11);
	private static final int HEADER_BYTES = 10;

	private final Arena arena = Arena.ofShared();
	private final MemorySegment frames = arena.allocate(64L * 66_560, 64);
	private NetworkNamespace hub;
	private NetworkNamespace node;
	private long usedBefore;

	@BeforeEach
	void make() {
		Lab.requireKernel();
		usedBefore = RingMemory.ENGINE.usedBytes();
		List<NetworkNamespace> both = NetworkNamespace.createAll(2, Map.of("net.ipv6.conf.default.disable_ipv6", "1"));
		hub = both.get(0);
		node = both.get(1);
		hub.route().execute(RouteRequest.veth(LinkSettings.named("p").withIndex(11).withUp(true), LinkSettings.named("eth0").withIndex(2),
				node, "node"));
		node.route().execute(RouteRequest.setUp(FAR, true));
		await("carrier", () -> hub.route().links().stream().filter(l -> l.index() == 11).allMatch(l -> l.carrier()));
	}

	@AfterEach
	void end() {
		hub.close();
		node.close();
		arena.close();
		await("all ring memory is given back", () -> RingMemory.ENGINE.usedBytes() == usedBefore);
	}

	private static void await(String what, BooleanSupplier condition) {
		long end = System.nanoTime() + 10_000_000_000L;
		while (!condition.getAsBoolean()) {
			assertTrue(System.nanoTime() < end, what + " has not come within 10 s");
			LockSupport.parkNanos(1_000_000);
		}
	}

	/** Sends numbered frames of an experimental protocol. */
	private void send(PacketSender sender, int from, int count, int length) {
		for (int sent = 0; sent < count;) {
			int n = Math.min(64, count - sent);
			for (int i = 0; i < n; i++) {
				MemorySegment frame = frames.asSlice(i * 66_560L, HEADER_BYTES + length);
				frame.fill((byte) 0);
				frame.set(ValueLayout.JAVA_SHORT_UNALIGNED, HEADER_BYTES + 12, Short.reverseBytes((short) 0x88b5));
				frame.set(ValueLayout.JAVA_INT_UNALIGNED, HEADER_BYTES + 14, from + sent + i);
				frame.set(ValueLayout.JAVA_BYTE, HEADER_BYTES + length - 1, (byte) 7);
				sender.add(frame.address(), length);
			}
			assertEquals(n, sender.flush());
			sent += n;
		}
	}

	/** Takes what is there. */
	private static void drain(Port port, List<Integer> numbers, int length) {
		while (port.receive((header, bytes, _) -> {
			MemorySegment frame = MemorySegment.ofAddress(header).reinterpret(HEADER_BYTES + bytes).asSlice(HEADER_BYTES);
			if (frame.get(ValueLayout.JAVA_SHORT_UNALIGNED, 12) != Short.reverseBytes((short) 0x88b5))
				return;
			assertEquals(length, bytes);
			assertEquals(7, frame.get(ValueLayout.JAVA_BYTE, length - 1));
			numbers.add(frame.get(ValueLayout.JAVA_INT_UNALIGNED, 14));
		}, 64) > 0)
			port.release();
	}

	private static List<Integer> numbers(int count) {
		return java.util.stream.IntStream.range(0, count).boxed().toList();
	}

	@Test
	void shouldGrowWhenItIsAQuarterFullWithoutLosingDoublingOrReorderingAFrame() {
		RingPort port = RingPort.open(new RingWork(), hub, NEAR, 9000, true);
		try (PacketSender sender = PacketSender.open(node, FAR); Epoll epoll = new Epoll(4)) {
			port.watch(epoll, 42);
			assertEquals(512 << 10, port.ringBytes());
			List<Integer> got = new ArrayList<>();
			int sent = 0;
			for (long largest : new long[]{2 << 20, 8 << 20}) {
				// A quarter full: the larger ring is made while frames go on coming and stay.
				long end = System.nanoTime() + 10_000_000_000L;
				while (port.ringBytes() != largest) {
					int burst = port.ringBytes() < 2 << 20 ? 12 : 40;
					send(sender, sent, burst, 60);
					sent += burst;
					drain(port, got, 60);
					assertTrue(System.nanoTime() < end, "the ring does not grow; it has " + port.ringBytes() + " bytes");
				}
				send(sender, sent, 20, 60);
				sent += 20;
				await("the worker is woken by the new ring", () -> epoll.await(1_000_000_000L) > 0);
				assertEquals(42, epoll.token(0));
				drain(port, got, 60);
				await("only the new ring is there", () -> {
					drain(port, got, 60);
					return port.ringBytes() == largest;
				});
				assertEquals(numbers(sent), got);
			}
			assertEquals(0, port.overrunFrames());
			port.unwatch();
		} finally {
			port.close();
		}
	}

	@Test
	void shouldBecomeSmallAgainWithoutLossOnceALargeRingIsNotNeeded() {
		RingPort port = RingPort.open(new RingWork(), hub, NEAR, 1500, true);
		try (PacketSender sender = PacketSender.open(node, FAR)) {
			List<Integer> got = new ArrayList<>();
			int sent = 0;
			long end = System.nanoTime() + 20_000_000_000L;
			for (int round = 0; round < 2; round++) {
				while (port.ringBytes() <= 1 << 20) {
					send(sender, sent, 60, 60);
					send(sender, sent + 60, 60, 60);
					sent += 120;
					drain(port, got, 60);
					assertTrue(System.nanoTime() < end, "the ring does not grow");
				}
				await("only the large ring is there", () -> {
					drain(port, got, 60);
					port.tidy();
					return port.ringBytes() == 2 << 20;
				});
				port.shrinkNanos = 1;
				while (port.ringBytes() != 512 << 10) {
					// Few frames come meanwhile, now and then: none is lost with the ring that goes.
					send(sender, sent, 1, 60);
					sent++;
					if (sent % 7 == 0)
						drain(port, got, 60);
					port.tidy();
					assertTrue(System.nanoTime() < end, "the ring does not become small again; it has " + port.ringBytes() + " bytes");
				}
				port.shrinkNanos = Long.MAX_VALUE;
				drain(port, got, 60);
			}
			assertEquals(numbers(sent), got);
			assertEquals(0, port.overrunFrames());
		} finally {
			port.close();
		}
	}

	@Test
	void shouldTakeFramesLargerThanItsSlotsInTheirOrder() {
		node.route().execute(RouteRequest.changeLink(FAR, LinkSettings.NONE.withMtu(60_000)));
		hub.route().execute(RouteRequest.changeLink(NEAR, LinkSettings.NONE.withMtu(60_000)));
		RingPort port = RingPort.open(new RingWork(), hub, NEAR, 1500, false);
		try (PacketSender sender = PacketSender.open(node, FAR)) {
			List<Integer> got = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				send(sender, i, 1, 50_000);
				drain(port, got, 50_000);
			}
			assertEquals(numbers(20), got);
			assertEquals(0, port.overrunFrames());
		} finally {
			port.close();
		}
	}

	@Test
	void shouldTakeNothingOnceItIsMuted() {
		RingPort port = RingPort.open(new RingWork(), hub, NEAR, 1500, true);
		try (PacketSender sender = PacketSender.open(node, FAR)) {
			List<Integer> got = new ArrayList<>();
			send(sender, 0, 3, 60);
			port.mute();
			send(sender, 3, 3, 60);
			drain(port, got, 60);
			assertEquals(numbers(3), got);
			port.close();
			port.mute();
		} finally {
			port.close();
		}
	}

	@Test
	void shouldCountFramesOnceThatTheFarEndDoesNotTake() {
		RingPort port = RingPort.open(new RingWork(), hub, NEAR, 1500, true);
		try {
			node.route().execute(RouteRequest.setUp(FAR, false));
			await("no carrier", () -> hub.route().links().stream().filter(l -> l.index() == 11).noneMatch(l -> l.carrier()));
			long before = hub.route().statistics().get(11).txDropped();
			MemorySegment frame = frames.asSlice(0, HEADER_BYTES + 100);
			for (int i = 0; i < 10; i++)
				port.send(frame.address(), 100);
			port.flush();
			assertEquals(10, port.unsentFrames());
			assertEquals(1000, port.unsentBytes());
			assertEquals(10, hub.route().statistics().get(11).txDropped() - before, "each was tried once");
		} finally {
			port.close();
		}
	}

	@Test
	void shouldRefuseWhatExceedsTheLimitWithTheReason() {
		RingMemory memory = new RingMemory(3 << 20);
		memory.take(2 << 20, "a");
		assertFalse(memory.tryTake(2 << 20));
		String message = assertThrows(IllegalStateException.class, () -> memory.take(2 << 20, "a-b")).getMessage();
		assertTrue(message.contains("a-b") && message.contains("2 of 3 MiB are used") && message.contains(RingMemory.PROPERTY), message);
		memory.free(2 << 20);
		assertTrue(memory.tryTake(3 << 20));
	}
}
