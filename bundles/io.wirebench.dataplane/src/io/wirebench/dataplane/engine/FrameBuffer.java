package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.Frame;

/**
 * A frame at an address, preceded by its {@link VirtioNetHeader}. Objects are reused: either it borrows a slot of a
 * ring for the time of one batch, or it owns a buffer of a {@link BufferPool}. Used by the owning worker only.
 */
final class FrameBuffer extends TimerQueue.Timer implements Frame {

	/** Address of the virtio header; the frame follows it. */
	long header;
	int length;
	long arrivalNanos;
	Pipeline pipeline;
	/** Index of the pool's size class, or -1 while the frame borrows a ring slot. */
	int sizeClass = -1;
	/** Where the frame is held, or null. */
	Pipeline.Slot slot;
	long releaseNanos;
	/** What the queue that holds the frame knows it by, or null. */
	FrameView view;
	/** The link was removed and has counted the frame as dropped; a queue that other links share still holds it. */
	boolean isOrphan;
	/** The node in whose list the frame is held, or null, and its neighbours there. */
	StageNode queuedAt;
	FrameBuffer previous;
	FrameBuffer next;

	@Override
	public int length() {
		return length;
	}

	@Override
	public long arrivalNanos() {
		return arrivalNanos;
	}

	@Override
	public Direction direction() {
		return pipeline.direction();
	}

	@Override
	public int segments() {
		return VirtioNetHeader.segments(header, length);
	}

	@Override
	public int getUnsignedByte(int offset) {
		return Memory.unsignedByte(at(offset, 1));
	}

	@Override
	public int getUnsignedShort(int offset) {
		return Memory.unsignedShort(at(offset, 2));
	}

	@Override
	public int getInt(int offset) {
		return Memory.ALL.get(Memory.INT_BE, at(offset, 4));
	}

	@Override
	public void setByte(int offset, int value) {
		long address = at(offset, 1);
		VirtioNetHeader.closeChecksum(header, header + VirtioNetHeader.BYTES, length);
		Memory.ALL.set(Memory.BYTE, address, (byte) value);
	}

	/** The frame's own time has come: it leaves before frames that were held earlier. */
	@Override
	void due(long dueNanos, long nowNanos) {
		queuedAt.unlink(this);
		pipeline.forwarding.resume(this);
	}

	private long at(int offset, int bytes) {
		if (offset < 0 || offset > length - bytes)
			throw new IndexOutOfBoundsException("offset " + offset + " (" + bytes + " bytes) in a frame of " + length + " bytes");
		return header + VirtioNetHeader.BYTES + offset;
	}

	/** @return bytes that the frame takes in memory, header included */
	int footprint() {
		return length + VirtioNetHeader.BYTES;
	}
}
