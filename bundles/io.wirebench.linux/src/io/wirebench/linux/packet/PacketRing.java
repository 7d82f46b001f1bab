package io.wirebench.linux.packet;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.PacketSockets;
import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.NetworkNamespace;

/**
 * Receives what arrives at a device, through memory shared with the kernel (packet(7), TPACKET_V2). Each frame stands
 * in a slot behind a {@code struct virtio_net_hdr} of {@value #VNET_HEADER_BYTES} bytes, as {@link PacketSender} takes
 * it: an open checksum and a frame still to be cut pass as they are. A VLAN tag stands in the frame.
 *
 * <p>The ring is a queue: {@link #ready()} and the getters are about the frame at the cursor, {@link #advance()} moves
 * the cursor and keeps the slot, {@link #release(int)} gives the oldest kept slots back to the kernel. While slots are
 * kept, watch {@link #fd()} edge-triggered. One thread owns the ring; nothing here allocates but {@link #open} and
 * {@link #drops()}.
 *
 * @since 0.1
 */
public final class PacketRing implements AutoCloseable {

	/** Bytes of {@code struct virtio_net_hdr} before each frame. */
	public static final int VNET_HEADER_BYTES = PacketSockets.VNET_HEADER_BYTES;

	/** The least slot that takes a frame of 64 KiB that is still to be cut, with its headers. */
	public static final int SLOT_BYTES_FOR_OFFLOAD = 1 << 17;

	private static final VarHandle STATUS = JAVA_INT.varHandle();
	/** Offset 0 plus: where "mac" is, after the header's fields, room for a tag is reserved. */
	private static final int RESERVED_BYTES = 16;

	private final Fd fd;
	private final MemorySegment ring;
	private final long base;
	private final int slotBytes;
	private final int slotCount;
	private final long ringBytes;
	private long head;
	private long tail;
	/** Where the slots of head and tail are, in bytes: a division for each frame would be dear. */
	private long headAt;
	private long tailAt;
	private long prepared = -1;
	private long slot;
	private long frame;
	private int length;
	private long truncated;
	private long drops;
	private boolean closed;

	private PacketRing(Fd fd, MemorySegment ring, int slotBytes, int slotCount) {
		this.fd = fd;
		this.ring = ring;
		this.slotBytes = slotBytes;
		this.slotCount = slotCount;
		ringBytes = (long) slotBytes * slotCount;
		base = ring.address();
	}

	/**
	 * Opens a ring at a device.
	 *
	 * @param namespace where the device is
	 * @param device its index must be known
	 * @param slotBytes bytes for one frame with all headers, a power of two of at least 2048
	 * @param slotCount how many; rounded up to fill whole blocks
	 * @throws LinuxException if the kernel refuses
	 */
	public static PacketRing open(NetworkNamespace namespace, Device device, int slotBytes, int slotCount) {
		if (slotBytes < 2048 || Integer.bitCount(slotBytes) != 1 || slotCount < 2)
			throw new IllegalArgumentException("a ring needs slots of a power of two of at least 2048 bytes and at "
					+ "least 2 slots, not " + slotBytes + " and " + slotCount);
		int index = PacketRing.index(device);
		var object = "packet ring at " + device.name();
		var fd = namespace.call(() -> PacketSockets.open(object));
		try {
			PacketSockets.option(fd, "PACKET_VERSION TPACKET_V2", PacketSockets.VERSION, 1);
			PacketSockets.option(fd, "PACKET_VNET_HDR", PacketSockets.VNET_HEADER, 1);
			PacketSockets.option(fd, "PACKET_IGNORE_OUTGOING", PacketSockets.IGNORE_OUTGOING, 1);
			PacketSockets.option(fd, "PACKET_RESERVE", PacketSockets.RESERVE, RESERVED_BYTES);
			int blockBytes = Math.max(slotBytes, 1 << 16);
			int perBlock = blockBytes / slotBytes;
			int blocks = (slotCount + perBlock - 1) / perBlock;
			var ring = PacketSockets.ring(fd, blockBytes, blocks, slotBytes, blocks * perBlock);
			try {
				PacketSockets.bind(fd, index, PacketSockets.ALL_PROTOCOLS);
			} catch (RuntimeException e) {
				Native.unmap(ring);
				throw e;
			}
			return new PacketRing(fd, ring, slotBytes, blocks * perBlock);
		} catch (RuntimeException e) {
			fd.close();
			throw e;
		}
	}

	static int index(Device device) {
		if (device.index() == 0)
			throw new IllegalArgumentException(
					"the index of " + device.name() + " is needed here; look it up with RouteSocket.link");
		return device.index();
	}

	/** @return the descriptor to watch, edge-triggered */
	public Fd fd() {
		return fd;
	}

	/** @return the shared memory; addresses of this class lie in it. Invalid after {@link #close()} */
	public MemorySegment memory() {
		return ring;
	}

	/** @return how many slots there are */
	public int slotCount() {
		return slotCount;
	}

	/** @return how many slots are kept: advanced over and not yet released */
	public int held() {
		return (int) (tail - head);
	}

	/** @return whether there is a frame at the cursor; false too when all slots are kept */
	public boolean ready() {
		if (prepared == tail)
			return true;
		if (tail - head == slotCount)
			return false;
		long at = tailAt;
		int status = (int) STATUS.getAcquire(ring, at);
		if ((status & 1) == 0)
			return false;
		slot = at;
		frame = at + (ring.get(Native.SHORT, at + 12) & 0xffff);
		length = ring.get(Native.INT, at + 8);
		if (length < ring.get(Native.INT, at + 4))
			truncated++;
		if ((status & PacketSockets.STATUS_VLAN_VALID) != 0)
			restoreTag(status);
		prepared = tail;
		return true;
	}

	private void restoreTag(int status) {
		int tpid = (status & PacketSockets.STATUS_VLAN_TPID_VALID) != 0 ? ring.get(Native.SHORT, slot + 26) : 0x8100;
		long header = frame - VNET_HEADER_BYTES;
		MemorySegment.copy(ring, header, ring, header - 4, VNET_HEADER_BYTES);
		PacketSockets.insertTag(ring, frame, tpid, ring.get(Native.SHORT, slot + 24));
		frame -= 4;
		header -= 4;
		length += 4;
		// The header's offsets count from the frame's beginning, which moved.
		if ((ring.get(Native.BYTE, header) & 1) != 0)
			ring.set(Native.SHORT, header + 6, (short) (ring.get(Native.SHORT, header + 6) + 4));
		if (ring.get(Native.BYTE, header + 1) != 0)
			ring.set(Native.SHORT, header + 2, (short) (ring.get(Native.SHORT, header + 2) + 4));
	}

	/** @return address of the frame's virtio header, as {@link PacketSender#add} takes it; valid until its release */
	public long address() {
		return base + frame - VNET_HEADER_BYTES;
	}

	/** @return offset of the frame's first byte in {@link #memory()} */
	public long frameOffset() {
		return frame;
	}

	/** @return bytes of the frame in the slot, without the virtio header */
	public int length() {
		return length;
	}

	/** @return bytes the frame had; more than {@link #length()} if the slot was too small */
	public int originalLength() {
		return Math.max(length, ring.get(Native.INT, slot + 4));
	}

	/** @return whether the frame at the cursor did not fit its slot; it must not be forwarded */
	public boolean isTruncated() {
		return originalLength() > length;
	}

	/** @return when the kernel took the frame, in nanoseconds of the realtime clock */
	public long timestampRealtimeNanos() {
		return (ring.get(Native.INT, slot + 16) & 0xffffffffL) * 1_000_000_000L + ring.get(Native.INT, slot + 20);
	}

	/** Moves the cursor to the next frame and keeps the slot of this one. */
	public void advance() {
		if (prepared != tail)
			throw new IllegalStateException("no frame at the cursor of " + fd.object() + "; ask ready() first");
		tail++;
		tailAt = next(tailAt);
	}

	private long next(long at) {
		long following = at + slotBytes;
		return following == ringBytes ? 0 : following;
	}

	/** Gives the oldest kept slots back to the kernel. */
	public void release(int count) {
		if (count < 0 || count > tail - head)
			throw new IllegalArgumentException(
					"cannot release " + count + " slots of " + fd.object() + ": " + held() + " are kept");
		for (int n = 0; n < count; n++) {
			STATUS.setRelease(ring, headAt, 0);
			headAt = next(headAt);
		}
		head += count;
	}

	/** @return frames that did not fit their slot, so far */
	public long truncated() {
		return truncated;
	}

	/** @return frames that the kernel dropped because no slot was free, since the ring was opened */
	public long drops() {
		return drops += PacketSockets.drops(fd.raw());
	}

	/**
	 * Takes no further frames; those in the ring stay. For any thread: the owner may not come back.
	 *
	 * @throws LinuxException if the kernel refuses, or the ring is closed
	 */
	public void mute(Device device) {
		fd.acquire();
		try {
			PacketSockets.bind(fd, index(device), 0);
		} finally {
			fd.release();
		}
	}

	/** Ends the ring and unmaps its memory. By the owner, when nothing uses an address of it any more. */
	@Override
	public void close() {
		if (closed)
			return;
		closed = true;
		Native.unmap(ring);
		fd.close();
	}
}
