package io.wirebench.runtime.internal;

import io.wirebench.dataplane.engine.Port;
import io.wirebench.linux.SystemClock;
import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.packet.PacketRing;
import io.wirebench.linux.packet.PacketSender;

/** A hub end as a port of the engine: frames that arrive at it come out of a ring, frames for its node are sent past its queue. */
final class RingPort implements Port {

	private static final int SLOTS = 1024;
	private static final int OFFLOAD_SLOTS = 64;
	/** Room beside the packet itself: Ethernet header and tag, ring and virtio headers, alignment. */
	private static final int SLOT_OVERHEAD_BYTES = 160;
	/** A time stamp that is further off than this is not believed. */
	private static final long PLAUSIBLE_NANOS = 1_000_000_000L;

	private final PacketRing ring;
	private final PacketSender sender;
	private final Device device;
	private int taken;
	private long truncated;
	private long overrunBefore;
	/** Frames of before or after these times, of the realtime clock, crossed the link in another way. */
	private volatile long fromRealtimeNanos = Long.MIN_VALUE;
	private volatile long toRealtimeNanos = Long.MAX_VALUE;

	private RingPort(PacketRing ring, PacketSender sender, Device device) {
		this.device = device;
		this.ring = ring;
		this.sender = sender;
	}

	/** @param exact whether frames are never longer than the MTU */
	static RingPort open(NetworkNamespace hub, Device device, int mtuBytes, boolean exact) {
		int slot = exact ? Math.max(2048, Integer.highestOneBit(mtuBytes + SLOT_OVERHEAD_BYTES - 1) << 1) : PacketRing.SLOT_BYTES_FOR_OFFLOAD;
		PacketRing ring = PacketRing.open(hub, device, slot, exact ? SLOTS : OFFLOAD_SLOTS);
		try {
			return new RingPort(ring, PacketSender.open(hub, device), device);
		} catch (RuntimeException e) {
			ring.close();
			throw e;
		}
	}

	/** Ignores all frames until {@link #beginAt}: they cross the link in another way. Before the port has a worker. */
	void ignoreAll() {
		fromRealtimeNanos = Long.MAX_VALUE;
	}

	/** Frames that arrive from a moment on count, and so do those that are lost here from now on. By the worker. */
	void beginAt(long realtimeNanos) {
		overrunBefore = ring.drops() + truncated;
		fromRealtimeNanos = realtimeNanos;
		toRealtimeNanos = Long.MAX_VALUE;
	}

	/** Ignores frames that arrive after a moment. For any thread. */
	void ignoreAfter(long realtimeNanos) {
		toRealtimeNanos = realtimeNanos;
	}

	/** Takes no further frames. For any thread: the worker may not come back. */
	void mute() {
		ring.mute(device);
	}

	@Override
	public int receive(Receiver receiver, int max) {
		if (!ring.ready())
			return 0;
		long offset = SystemClock.realtimeToNanoTime();
		long now = System.nanoTime();
		int seen = 0;
		while (seen < max && ring.ready()) {
			long stamp = ring.timestampRealtimeNanos();
			if (ring.isTruncated()) {
				truncated++;
			} else if (stamp >= fromRealtimeNanos && stamp <= toRealtimeNanos) {
				long arrival = stamp + offset;
				receiver.received(ring.address(), ring.length(), arrival > now || arrival < now - PLAUSIBLE_NANOS ? now : arrival);
			}
			ring.advance();
			seen++;
		}
		taken += seen;
		return seen;
	}

	@Override
	public void release() {
		ring.release(taken);
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

	@Override
	public long overrunFrames() {
		return ring.drops() + truncated - overrunBefore;
	}

	@Override
	public long unsentFrames() {
		return sender.droppedFrames() + sender.failedFrames();
	}

	@Override
	public Object wakeups() {
		return ring.fd();
	}

	@Override
	public void close() {
		ring.close();
		sender.close();
	}
}
