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
	/** What the kernel may keep of frames that do not fit their slot, where it allows that much; used only while they wait. */
	private static final int COPIES_BYTES = 8 << 20;
	/** Of struct sockaddr_ll behind struct tpacket2_hdr. */
	private static final int ADDRESS_OFFSET = 32;
	private static final int OUTGOING = 4;
	/** Room before a frame that {@link #receiveCopy} takes, for a tag. */
	private static final int COPY_OFFSET = 16;
	/** How much memory {@link #receiveCopy} needs. */
	public static final int COPY_BYTES = 66_560;

	private final Fd fd;
	private final MemorySegment ring;
	private final long base;
	private final int slotBytes;
	private final int slotCount;
	private final long ringBytes;
	/** Number of the group of sockets that share the device's frames, or -1. */
	private final int group;
	private final boolean hasLargeBuffer;
	private final boolean isSuccessor;
	private long copied;
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

	private PacketRing(Fd fd, MemorySegment ring, int slotBytes, int slotCount, int group, boolean hasLargeBuffer, boolean isSuccessor) {
		this.isSuccessor = isSuccessor;
		this.group = group;
		this.hasLargeBuffer = hasLargeBuffer;
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
		return open(namespace, device, slotBytes, slotCount, false, null);
	}

	/**
	 * Opens a ring that can be replaced by a larger one without loss, see {@link #openSuccessor}. A frame that does not fit its
	 * slot is not lost either as long as the kernel has room for it: see {@link #receiveCopy}.
	 *
	 * @throws LinuxException if the kernel refuses
	 */
	public static PacketRing openGrowable(NetworkNamespace namespace, Device device, int slotBytes, int slotCount) {
		return open(namespace, device, slotBytes, slotCount, true, null);
	}

	/**
	 * Opens another ring that can take the place of this one, which must be growable and the only one of its device's group.
	 * It receives nothing until {@link #takeOver()}. For any thread.
	 *
	 * @throws LinuxException if the kernel refuses, or this ring was closed meanwhile: then nothing has changed
	 */
	public PacketRing openSuccessor(NetworkNamespace namespace, Device device, int newSlotBytes, int newSlotCount) {
		fd.acquire();
		try {
			return open(namespace, device, newSlotBytes, newSlotCount, true, this);
		} finally {
			fd.release();
		}
	}

	private static PacketRing open(NetworkNamespace namespace, Device device, int slotBytes, int slotCount, boolean growable,
			PacketRing before) {
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
			boolean large = false;
			if (growable) {
				PacketSockets.option(fd, "PACKET_COPY_THRESH", PacketSockets.COPY_THRESHOLD, 1);
				large = PacketSockets.receiveBuffer(fd, COPIES_BYTES);
			}
			int blockBytes = Math.max(slotBytes, 1 << 16);
			int perBlock = blockBytes / slotBytes;
			int blocks = (slotCount + perBlock - 1) / perBlock;
			var ring = PacketSockets.ring(fd, blockBytes, blocks, slotBytes, blocks * perBlock);
			try {
				int group = -1;
				if (before != null) // Nothing twice: until the group gives it frames it gets none.
					PacketSockets.filter(fd, 0);
				PacketSockets.bind(fd, index, PacketSockets.ALL_PROTOCOLS);
				if (before != null) {
					if (before.isSuccessor) // otherwise there is no program yet, which means 0
						PacketSockets.chooseMember(before.fd, 0);
					group = PacketSockets.join(fd, before.group);
					PacketSockets.removeFilter(fd);
				} else if (growable) {
					group = PacketSockets.join(fd, -1);
				}
				return new PacketRing(fd, ring, slotBytes, blocks * perBlock, group, large, before != null);
			} catch (RuntimeException e) {
				Native.unmap(ring);
				throw e;
			}
		} catch (RuntimeException e) {
			fd.close();
			throw e;
		}
	}

	/**
	 * Receives every frame from now on, in place of the ring that this one was made as successor of: each frame is in one of
	 * both. What came before is still there, to be taken out first. When this returns, after some 10 ms, nothing comes there any
	 * more, and it must be closed before this one gets a successor. For any thread, while another one takes frames out of both.
	 *
	 * @throws LinuxException if the kernel refuses
	 */
	public void takeOver() {
		fd.acquire();
		try {
			// This one's index is 1. When the other is closed it becomes 0, as 1 counts round one member.
			PacketSockets.chooseMember(fd, 1);
		} finally {
			fd.release();
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

	/** @return bytes of one slot */
	public int slotBytes() {
		return slotBytes;
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
		copied = 0;
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
		frame = insertTag(ring, frame - VNET_HEADER_BYTES, status) + VNET_HEADER_BYTES;
	}

	/** @param header offset of the virtio header; 4 bytes before it are free. @return its new offset */
	private long insertTag(MemorySegment memory, long header, int status) {
		int tpid = (status & PacketSockets.STATUS_VLAN_TPID_VALID) != 0 ? ring.get(Native.SHORT, slot + 26) : 0x8100;
		MemorySegment.copy(memory, header, memory, header - 4, VNET_HEADER_BYTES);
		PacketSockets.insertTag(memory, header + VNET_HEADER_BYTES, tpid, ring.get(Native.SHORT, slot + 24));
		long moved = header - 4;
		length += 4;
		// The header's offsets count from the frame's beginning, which moved.
		if ((memory.get(Native.BYTE, moved) & 1) != 0)
			memory.set(Native.SHORT, moved + 6, (short) (memory.get(Native.SHORT, moved + 6) + 4));
		if (memory.get(Native.BYTE, moved + 1) != 0)
			memory.set(Native.SHORT, moved + 2, (short) (memory.get(Native.SHORT, moved + 2) + 4));
		return moved;
	}

	/** @return address of the frame's virtio header, as {@link PacketSender#add} takes it; valid until its release */
	public long address() {
		return copied != 0 ? copied : base + frame - VNET_HEADER_BYTES;
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

	/** @return whether the kernel keeps the whole frame beside the ring: then {@link #receiveCopy} must be called, once */
	public boolean isCopied() {
		return ((int) STATUS.getAcquire(ring, slot) & PacketSockets.STATUS_COPY) != 0;
	}

	/**
	 * Takes the whole frame of a slot that {@link #isCopied()}; {@link #address()} and {@link #length()} are then about it.
	 *
	 * @param memory at least {@link #COPY_BYTES}
	 * @return whether it was there
	 */
	public boolean receiveCopy(MemorySegment memory) {
		long n = Native.recv(fd.raw(), memory.asSlice(COPY_OFFSET), memory.byteSize() - COPY_OFFSET, Native.MSG_DONTWAIT);
		if (n < VNET_HEADER_BYTES)
			return false;
		int status = (int) STATUS.getAcquire(ring, slot);
		long header = COPY_OFFSET;
		length = (int) n - VNET_HEADER_BYTES;
		if ((status & PacketSockets.STATUS_VLAN_VALID) != 0)
			header = insertTag(memory, header, status);
		copied = memory.address() + header;
		return true;
	}

	/** @return whether the frame at the cursor leaves by the device: not every kernel leaves these out */
	public boolean isOutgoing() {
		return ring.get(Native.BYTE, slot + ADDRESS_OFFSET + 10) == OUTGOING;
	}

	/** @return whether the kernel has lost frames for want of slots since {@link #drops()} was last called; of the frame at the cursor */
	public boolean isLosing() {
		return ((int) STATUS.getAcquire(ring, slot) & PacketSockets.STATUS_LOSING) != 0;
	}

	/** @return whether at least a quarter of the slots hold frames that were not looked at yet, or are kept */
	public boolean isQuarterFull() {
		return hasMoreThan(slotCount / 4);
	}

	/** @return whether more than so many slots, fewer than there are, hold frames that were not looked at yet, or are kept */
	public boolean hasMoreThan(int slots) {
		if (held() >= slots)
			return true;
		long at = headAt + (long) slots * slotBytes;
		return ((int) STATUS.getAcquire(ring, at >= ringBytes ? at - ringBytes : at) & 1) != 0;
	}

	/** @return whether the kernel keeps several megabytes of frames that do not fit their slots, not only a few frames */
	public boolean hasLargeBuffer() {
		return hasLargeBuffer;
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
	 * Takes no further frames; those in the ring stay. For any thread: the owner may not return.
	 *
	 * @throws LinuxException if the kernel refuses, or the ring is closed
	 */
	public void mute() {
		fd.acquire();
		try {
			PacketSockets.filter(fd, 0);
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
