package io.wirebench.runtime.internal.engine;

import io.wirebench.dataplane.engine.Port;
import io.wirebench.linux.Epoll;
import io.wirebench.linux.SystemClock;
import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.packet.PacketRing;
import io.wirebench.linux.packet.PacketSender;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A hub end as a port of the engine: frames that arrive at it come out of a ring, frames for its node are sent past its queue.
 * The ring is small until it is a quarter full; then a larger one takes its place, without loss, and a small one again when
 * that was not needed for a while. Owned by the worker's thread; other threads may call what says so.
 */
public final class RingPort implements Port, RingWork.Opened {

	/** The ring that a port begins with: kernel memory that is used whether or not frames come. */
	private static final int FIRST_RING_BYTES = 512 << 10;
	private static final int LEAST_SLOTS = 16;
	/** A ring that takes the place of another one has so many times its slots, up to a number: beyond, the processor's caches suffer. */
	private static final int GROWTH = 4;
	private static final int MOST_SLOTS = 1024;
	/** After so long without need a large ring gives way to a small one. */
	private static final long SHRINK_NANOS = 20_000_000_000L;
	/** So many ports may get a larger ring at a time. */
	private static final int GROWING_THREADS = 16;
	private static final int LEAST_SLOT_BYTES = 2048;
	/** Where the kernel keeps only a few large frames beside the ring, slots take them: so many. */
	private static final int OFFLOAD_SLOTS = 64;
	/** Room beside the packet itself: Ethernet header and tag, ring and virtio headers, alignment. */
	private static final int SLOT_OVERHEAD_BYTES = 160;
	/** How many frames larger than their slots are taken at once. */
	private static final int COPIES = 16;
	/** A time stamp that is further off than this is not believed. */
	private static final long PLAUSIBLE_NANOS = 1_000_000_000L;

	/** Where frames larger than their slots are taken to until they have been sent: one for all ports of a thread, as they take turns. */
	private static final ThreadLocal<MemorySegment> COPIED = ThreadLocal
			.withInitial(() -> Arena.ofAuto().allocate((long) COPIES * PacketRing.COPY_BYTES, 64));
	/** Makes larger rings and closes small ones, which takes the kernel some time. */
	private static final ThreadPoolExecutor GROWING = growing();

	private final RingWork work;
	private final NetworkNamespace hub;
	private final Device device;
	private final PacketSender sender;
	private final boolean exact;
	private PacketRing ring;
	private long ringBytes;
	private final int firstSlotBytes;
	private final int firstSlots;
	/** When the ring last held what a small one would not have held well. */
	private long neededNanos;
	/** See {@link #SHRINK_NANOS}; others for tests. */
	public long shrinkNanos = SHRINK_NANOS;
	/** Whether the next ring is a small one. */
	private volatile boolean isShrinking;
	/**
	 * The ring that takes the place of the other, or null; while both are there the other is emptied first. Written under this object's
	 * monitor.
	 */
	private volatile PacketRing next;
	/** Whether nothing comes to the other ring any more. */
	private volatile boolean hasTakenOver;
	/** The ring whose frames were last received. */
	private PacketRing receiving;
	private long nextBytes;
	/** From the wish for a larger ring until the one before is closed. */
	private volatile boolean isGrowing;
	private Epoll epoll;
	private long token;
	private volatile boolean closed;
	private int taken;
	private long truncated;
	/** What rings that are closed have lost. */
	private long dropsBefore;
	private long overrunBefore;
	/** Frames of before or after these times, of the realtime clock, crossed the link in another way. */
	private volatile long fromRealtimeNanos = Long.MIN_VALUE;
	private volatile long toRealtimeNanos = Long.MAX_VALUE;

	private RingPort(RingWork work, NetworkNamespace hub, Device device, boolean exact, PacketRing ring, int slotBytes, int slots,
			PacketSender sender) {
		this.work = work;
		this.hub = hub;
		this.device = device;
		this.exact = exact;
		this.ring = ring;
		firstSlotBytes = slotBytes;
		firstSlots = slots;
		ringBytes = (long) slotBytes * slots;
		this.sender = sender;
	}

	private static ThreadPoolExecutor growing() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(GROWING_THREADS, GROWING_THREADS, 1, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(),
				Thread.ofPlatform().daemon().name("wirebench larger rings ", 1).factory());
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	/**
	 * @param work closes it
	 * @param exact whether frames are never longer than the MTU
	 * @throws IllegalStateException if the engine's memory for rings is used up
	 */
	public static RingPort open(RingWork work, NetworkNamespace hub, Device device, int mtuBytes, boolean exact) {
		int slot = Math.max(LEAST_SLOT_BYTES, Integer.highestOneBit(mtuBytes + SLOT_OVERHEAD_BYTES - 1) << 1);
		int slots = Math.max(LEAST_SLOTS, FIRST_RING_BYTES / slot);
		long bytes = (long) slot * slots;
		RingMemory.ENGINE.take(bytes, device.name());
		PacketRing ring = null;
		try {
			ring = PacketRing.openGrowable(hub, device, slot, slots);
			return new RingPort(work, hub, device, exact, ring, slot, slots, PacketSender.open(hub, device));
		} catch (RuntimeException e) {
			if (ring != null)
				ring.close();
			RingMemory.ENGINE.free(bytes);
			throw e;
		}
	}

	/** Ignores all frames until {@link #beginAt}: they cross the link in another way. Before the port has a worker. */
	public void ignoreAll() {
		fromRealtimeNanos = Long.MAX_VALUE;
	}

	/** Frames that arrive from a moment on count, and so do those that are lost here from now on. By the worker. */
	public void beginAt(long realtimeNanos) {
		overrunBefore = lost();
		fromRealtimeNanos = realtimeNanos;
		toRealtimeNanos = Long.MAX_VALUE;
	}

	/** Ignores frames that arrive after a moment. For any thread. */
	public void ignoreAfter(long realtimeNanos) {
		toRealtimeNanos = realtimeNanos;
	}

	/** @return the moment, of the realtime clock, after which arriving frames are ignored. For any thread */
	public long ignoredAfterRealtimeNanos() {
		return toRealtimeNanos;
	}

	/** Takes no further frames. For any thread: the worker may not return, or may have closed the port already. */
	public synchronized void mute() {
		if (closed)
			return;
		ring.mute();
		if (next != null)
			next.mute();
	}

	/** Reports frames to an epoll from now on. By the worker. */
	public synchronized void watch(Epoll watching, long token) {
		epoll = watching;
		this.token = token;
		watching.add(ring.fd(), Epoll.IN | Epoll.EDGE_TRIGGERED, token);
		if (next != null)
			watching.add(next.fd(), Epoll.IN | Epoll.EDGE_TRIGGERED, token);
	}

	/** Ends {@link #watch}. By the worker. */
	public synchronized void unwatch() {
		if (epoll == null)
			return;
		epoll.remove(ring.fd());
		if (next != null)
			epoll.remove(next.fd());
		epoll = null;
	}

	@Override
	public int receive(Receiver receiver, int max) {
		PacketRing ring = ready();
		if (ring == null)
			return 0;
		if (!isGrowing && ring.slotBytes() < PacketRing.SLOT_BYTES_FOR_OFFLOAD && ring.slotCount() < MOST_SLOTS
				&& (ring.isQuarterFull() || ring.isLosing()))
			grow(false);
		if (ringBytes > (long) firstSlotBytes * firstSlots && ring.slotBytes() < PacketRing.SLOT_BYTES_FOR_OFFLOAD
				&& ring.hasMoreThan(firstSlots / 4))
			neededNanos = System.nanoTime();
		receiving = ring;
		long offset = SystemClock.realtimeToNanoTime();
		long now = System.nanoTime();
		int seen = 0;
		int copies = 0;
		while (seen < max && ring.ready()) {
			long stamp = ring.timestampRealtimeNanos();
			boolean whole = !ring.isTruncated();
			if (!whole && ring.isCopied()) {
				if (copies == COPIES)
					break;
				neededNanos = System.nanoTime();
				whole = ring.receiveCopy(COPIED.get().asSlice((long) copies++ * PacketRing.COPY_BYTES, PacketRing.COPY_BYTES));
				if (!isGrowing && !ring.hasLargeBuffer() && !exact)
					grow(true);
			}
			if (stamp >= fromRealtimeNanos && stamp <= toRealtimeNanos && !ring.isOutgoing()) {
				long arrival = stamp + offset;
				if (ring.length() > firstSlotBytes)
					neededNanos = now;
				if (whole)
					receiver.received(ring.address(), ring.length(), arrival > now || arrival < now - PLAUSIBLE_NANOS ? now : arrival);
				else
					truncated++;
			}
			ring.advance();
			seen++;
		}
		taken += seen;
		return seen;
	}

	/** @return the ring whose frames are next, or null if there are none */
	private PacketRing ready() {
		if (ring.ready())
			return ring;
		PacketRing larger = next;
		if (larger == null)
			return null;
		// In this order: what was on its way to the old ring when it was replaced is there by now.
		if (hasTakenOver && !ring.ready())
			goOnWith(larger);
		return larger.ready() ? larger : null;
	}

	/** The other ring is empty and stays so. */
	private void goOnWith(PacketRing larger) {
		PacketRing old = ring;
		long oldBytes = ringBytes;
		synchronized (this) {
			if (epoll != null)
				epoll.remove(old.fd());
			dropsBefore += old.drops();
			ring = larger;
			ringBytes = nextBytes;
			next = null;
			hasTakenOver = false;
		}
		neededNanos = System.nanoTime();
		GROWING.execute(() -> {
			old.close();
			RingMemory.ENGINE.free(oldBytes);
			isShrinking = false;
			isGrowing = false;
		});
	}

	@Override
	public void tidy() {
		if (next != null) {
			ready(); // without frames nobody else would see that the other ring is empty
		} else if (!isGrowing && ringBytes > (long) firstSlotBytes * firstSlots && System.nanoTime() - neededNanos > shrinkNanos) {
			isGrowing = true;
			isShrinking = true;
			PacketRing old = ring;
			GROWING.execute(() -> replace(old, firstSlotBytes, firstSlots));
		}
	}

	/** Has a larger ring made. @param forLarge whether its slots must take frames of 64 KiB */
	private void grow(boolean forLarge) {
		isGrowing = true;
		int slot = forLarge ? PacketRing.SLOT_BYTES_FOR_OFFLOAD : ring.slotBytes();
		int slots = forLarge ? OFFLOAD_SLOTS : Math.min(MOST_SLOTS, ring.slotCount() * GROWTH);
		PacketRing old = ring;
		GROWING.execute(() -> replace(old, slot, slots));
	}

	/** By a thread of its own: until it has succeeded nothing changes. */
	private void replace(PacketRing old, int slot, int slots) {
		long bytes = (long) slot * slots;
		if (!RingMemory.ENGINE.tryTake(bytes)) {
			remain(); // frames that come too fast are counted as overrun
			return;
		}
		PacketRing larger;
		try {
			larger = old.openSuccessor(hub, device, slot, slots);
		} catch (RuntimeException e) {
			RingMemory.ENGINE.free(bytes);
			remain();
			return;
		}
		synchronized (this) {
			if (closed) {
				larger.close();
				RingMemory.ENGINE.free(bytes);
				return;
			}
			// Before it receives: the worker takes frames out of both meanwhile.
			next = larger;
			nextBytes = bytes;
			if (epoll != null)
				epoll.add(larger.fd(), Epoll.IN | Epoll.EDGE_TRIGGERED, token);
		}
		try {
			larger.takeOver();
			hasTakenOver = true;
		} catch (RuntimeException e) {
			// It stays without frames, beside the one that it should have replaced, or the port was closed.
		}
	}

	/** The ring stays as it is. Another try to make it smaller comes later; one to make it larger would fail again for each frame. */
	private void remain() {
		if (!isShrinking)
			return;
		isShrinking = false;
		isGrowing = false;
	}

	@Override
	public void release() {
		if (taken > 0)
			receiving.release(taken);
		taken = 0;
	}

	@Override
	public void send(long header, int length) {
		sender.add(header, length);
	}

	@Override
	public void flush() {
		if (sender.queued() > 0)
			sender.flush();
	}

	private long lost() {
		PacketRing n = next;
		return dropsBefore + ring.drops() + (n == null ? 0 : n.drops()) + truncated;
	}

	@Override
	public long overrunFrames() {
		return lost() - overrunBefore;
	}

	@Override
	public long unsentFrames() {
		return sender.droppedFrames() + sender.failedFrames();
	}

	@Override
	public long unsentBytes() {
		return sender.unsentBytes();
	}

	/** @return bytes of its rings. For any thread */
	public synchronized long ringBytes() {
		return ringBytes + (next == null ? 0 : nextBytes);
	}

	/** Nothing comes out of it any more; the kernel takes it down later. */
	@Override
	public void close() {
		PacketRing last;
		PacketRing successor;
		long bytes;
		synchronized (this) {
			if (closed)
				return;
			closed = true;
			last = ring;
			successor = next;
			bytes = ringBytes();
		}
		work.close(() -> {
			try {
				sender.close();
				last.close();
			} finally {
				if (successor != null)
					successor.close();
				RingMemory.ENGINE.free(bytes);
			}
		});
	}
}
