package io.wirebench.linux.packet;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

import io.wirebench.linux.Errno;
import io.wirebench.linux.EventFd;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.PacketSockets;
import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.NetworkNamespace;

/**
 * Sees all frames that pass a device, in both directions, block by block (packet(7), TPACKET_V3): for captures, where
 * some 20 ms of latency do not matter. {@link #poll} belongs to one thread; {@link #close()} may be called by any and
 * wakes it. A packet socket ends zero copy at its device.
 *
 * @since 0.1
 */
public final class CaptureRing implements AutoCloseable {

	/** Gets the frames. */
	@FunctionalInterface
	public interface Visitor {

		/**
		 * One frame.
		 *
		 * @param epochNanos when the kernel took it, since 1970
		 * @param originalLength bytes it had
		 * @param data its first bytes, up to the snap length; valid during the call and for its thread only, then it and
		 *             buffers made of it throw IllegalStateException
		 * @param outgoing whether it left by the device; otherwise it arrived there
		 * @param checksumStart offset in the frame from which on a checksum is still to be computed, as its sender's kernel
		 *            left that to hardware (csum_start of struct virtio_net_hdr); -1 if none is
		 * @param checksumField offset in the frame of that checksum, which holds the sum of the pseudo header until then; -1
		 *            if there is none
		 */
		void frame(long epochNanos, int originalLength, MemorySegment data, boolean outgoing, int checksumStart, int checksumField);
	}

	private static final VarHandle STATUS = JAVA_INT.varHandle();
	private static final int BLOCK_BYTES = 1 << 18;
	private static final int BLOCK_TIMEOUT_MILLIS = 20;
	private static final int OUTGOING = 4;
	/** VIRTIO_NET_HDR_F_NEEDS_CSUM */
	private static final int NEEDS_CHECKSUM = 1;

	private final Fd fd;
	private final EventFd wake;
	private final MemorySegment ring;
	private final int blocks;
	private final MemorySegment polled = Arena.ofAuto().allocate(16, 8);
	private int block;
	private long drops;
	private boolean polling;
	private boolean closed;

	private CaptureRing(Fd fd, MemorySegment ring, int blocks) {
		this.fd = fd;
		this.ring = ring;
		this.blocks = blocks;
		wake = new EventFd(fd.object());
	}

	/**
	 * Opens a ring at a device.
	 *
	 * @param device its index must be known
	 * @param ringBytes memory for frames, rounded up to blocks of 256 KiB
	 * @param snapBytes how much of each frame to keep, 0 for all
	 */
	public static CaptureRing open(NetworkNamespace namespace, Device device, int ringBytes, int snapBytes) {
		if (ringBytes < 1 || snapBytes < 0)
			throw new IllegalArgumentException("a capture needs memory and a snap length of at least 0, not "
					+ ringBytes + " and " + snapBytes);
		int index = PacketRing.index(device);
		var fd = namespace.call(() -> PacketSockets.open("capture at " + device.name()));
		try {
			PacketSockets.option(fd, "PACKET_VERSION TPACKET_V3", PacketSockets.VERSION, 2);
			PacketSockets.option(fd, "PACKET_RESERVE", PacketSockets.RESERVE, 16);
			PacketSockets.option(fd, "PACKET_VNET_HDR", PacketSockets.VNET_HEADER, 1);
			if (snapBytes > 0)
				attachSnap(fd, snapBytes);
			int blocks = Math.max(2, (ringBytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
			var ring = PacketSockets.ring(fd, BLOCK_BYTES, blocks, 2048, blocks * (BLOCK_BYTES / 2048),
					BLOCK_TIMEOUT_MILLIS, 0, 0);
			try {
				PacketSockets.bind(fd, index, PacketSockets.ALL_PROTOCOLS);
				return new CaptureRing(fd, ring, blocks);
			} catch (RuntimeException e) {
				Native.unmap(ring);
				throw e;
			}
		} catch (RuntimeException e) {
			fd.close();
			throw e;
		}
	}

	/** A classic filter of one instruction: accept so many bytes. */
	private static void attachSnap(Fd fd, int snapBytes) {
		try (var arena = Arena.ofConfined()) {
			var instruction = arena.allocate(8, 8);
			instruction.set(Native.SHORT, 0, (short) 0x06);
			instruction.set(Native.INT, 4, snapBytes);
			var program = arena.allocate(16, 8);
			program.set(Native.SHORT, 0, (short) 1);
			program.set(Native.LONG, 8, instruction.address());
			LinuxException.check(Native.setsockopt(fd.raw(), Native.SOL_SOCKET, 26, program, 16),
					"setsockopt SO_ATTACH_FILTER", fd.object());
		}
	}

	/**
	 * Waits for a block of frames and hands out those of all blocks that are full or whose time is over.
	 *
	 * @param timeoutNanos how long to wait for the first; negative to wait without end
	 * @return how many frames were handed out: 0 if none came in time or the ring was closed
	 */
	public int poll(long timeoutNanos, Visitor visitor) {
		synchronized (this) {
			if (closed)
				return 0;
			polling = true;
		}
		try {
			int frames = drain(visitor);
			if (frames > 0)
				return frames;
			polled.set(Native.INT, 0, fd.raw());
			polled.set(Native.INT, 4, Native.POLLIN);
			polled.set(Native.INT, 8, wake.fd().raw());
			polled.set(Native.INT, 12, Native.POLLIN);
			int ready = Native.poll(polled, 2, timeoutNanos);
			if (ready < 0 && ready != -Errno.EINTR)
				throw new LinuxException("ppoll", fd.object(), -ready);
			return drain(visitor);
		} finally {
			boolean end;
			synchronized (this) {
				polling = false;
				end = closed;
			}
			if (end)
				free();
		}
	}

	private int drain(Visitor visitor) {
		int frames = 0;
		for (int seen = 0; seen < blocks; seen++) {
			long start = (long) block * BLOCK_BYTES;
			if (((int) STATUS.getAcquire(ring, start + 8) & 1) == 0)
				break;
			try {
				frames += visit(start, visitor);
			} finally {
				STATUS.setRelease(ring, start + 8, 0);
				block = (block + 1) % blocks;
			}
		}
		return frames;
	}

	private int visit(long start, Visitor visitor) {
		int count = ring.get(Native.INT, start + 12);
		long at = start + ring.get(Native.INT, start + 16);
		for (int n = 0; n < count; n++) {
			int captured = ring.get(Native.INT, at + 12);
			int original = ring.get(Native.INT, at + 16);
			int status = ring.get(Native.INT, at + 20);
			long frame = at + (ring.get(Native.SHORT, at + 24) & 0xffff);
			long epoch = (ring.get(Native.INT, at + 4) & 0xffffffffL) * 1_000_000_000L + ring.get(Native.INT, at + 8);
			boolean outgoing = ring.get(Native.BYTE, at + 48 + 10) == OUTGOING;
			long header = frame - PacketSockets.VNET_HEADER_BYTES;
			int checksumStart = -1;
			int checksumField = -1;
			if ((ring.get(Native.BYTE, header) & NEEDS_CHECKSUM) != 0) {
				checksumStart = ring.get(Native.SHORT, header + 6) & 0xffff;
				checksumField = checksumStart + (ring.get(Native.SHORT, header + 8) & 0xffff);
			}
			if ((status & PacketSockets.STATUS_VLAN_VALID) != 0 && captured >= 12) {
				int tpid = (status & PacketSockets.STATUS_VLAN_TPID_VALID) != 0
						? ring.get(Native.SHORT, at + 36)
						: 0x8100;
				PacketSockets.insertTag(ring, frame, tpid, ring.get(Native.INT, at + 32));
				frame -= 4;
				// The header's offsets count from the frame's beginning, which moved.
				if (checksumStart >= 0) {
					checksumStart += 4;
					checksumField += 4;
				}
				captured += 4;
				original += 4;
			}
			// Its own arena for each frame: a segment or buffer that is kept throws afterwards, it never reaches memory that was unmapped.
			try (var call = Arena.ofConfined()) {
				visitor.frame(epoch, original, ring.asSlice(frame, captured).reinterpret(call, null).asReadOnly(), outgoing, checksumStart,
						checksumField);
			}
			at += ring.get(Native.INT, at);
		}
		return count;
	}

	/** @return frames that the kernel dropped because the ring was full, since it was opened; any thread */
	public synchronized long drops() {
		if (!closed)
			drops += PacketSockets.drops(fd.raw());
		return drops;
	}

	/** Ends the capture; a thread in {@link #poll} returns and frees the memory. */
	@Override
	public void close() {
		synchronized (this) {
			if (closed)
				return;
			drops();
			closed = true;
			wake.signal();
			if (polling)
				return;
		}
		free();
	}

	private void free() {
		Native.unmap(ring);
		fd.close();
		wake.close();
	}
}
