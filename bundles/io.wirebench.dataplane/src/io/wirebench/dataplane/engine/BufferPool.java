package io.wirebench.dataplane.engine;

import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * Buffers for frames that a link holds, in three sizes, made in slabs when needed and reused from then on. Used by the
 * owning worker only; {@link #close()} frees the memory when the worker has ended.
 */
final class BufferPool implements AutoCloseable {

	private static final int[] CAPACITY_BYTES = {2048, 16384, 66560};
	private static final int[] SLAB_BUFFERS = {256, 32, 8};

	private final Arena arena = Arena.ofShared();
	private final long limitBytes;
	private long allocatedBytes;
	private final FrameBuffer[][] free = new FrameBuffer[CAPACITY_BYTES.length][0];
	private final int[] freeCount = new int[CAPACITY_BYTES.length];

	/** @param limitBytes how much memory the pool may take */
	BufferPool(long limitBytes) {
		this.limitBytes = limitBytes;
	}

	/** @return a copy of the frame in memory of its own, or null if the pool's memory is used up */
	FrameBuffer copyOf(FrameBuffer frame) {
		FrameBuffer copy = take(frame.footprint());
		if (copy == null)
			return null;
		Memory.copy(frame.header, copy.header, frame.footprint());
		copy.length = frame.length;
		copy.arrivalNanos = frame.arrivalNanos;
		copy.pipeline = frame.pipeline;
		return copy;
	}

	private FrameBuffer take(int bytes) {
		int c = 0;
		while (c < CAPACITY_BYTES.length && CAPACITY_BYTES[c] < bytes)
			c++;
		if (c == CAPACITY_BYTES.length || freeCount[c] == 0 && !grow(c))
			return null;
		FrameBuffer buffer = free[c][--freeCount[c]];
		free[c][freeCount[c]] = null;
		return buffer;
	}

	private boolean grow(int c) {
		long bytes = (long) CAPACITY_BYTES[c] * SLAB_BUFFERS[c];
		if (allocatedBytes + bytes > limitBytes)
			return false;
		long address;
		try {
			address = arena.allocate(bytes, 64).address();
		} catch (OutOfMemoryError e) {
			return false; // What the process may have beside its heap is used up: as if the limit were reached.
		}
		allocatedBytes += bytes;
		if (free[c].length < freeCount[c] + SLAB_BUFFERS[c])
			free[c] = Arrays.copyOf(free[c], (int) (allocatedBytes / CAPACITY_BYTES[c]) + SLAB_BUFFERS[c]);
		for (int i = 0; i < SLAB_BUFFERS[c]; i++) {
			FrameBuffer buffer = new FrameBuffer();
			buffer.header = address + (long) i * CAPACITY_BYTES[c];
			buffer.sizeClass = c;
			free[c][freeCount[c]++] = buffer;
		}
		return true;
	}

	/** Takes a buffer of this pool back. */
	void release(FrameBuffer buffer) {
		buffer.slot = null;
		buffer.pipeline = null;
		buffer.isOrphan = false;
		int c = buffer.sizeClass;
		if (freeCount[c] == free[c].length)
			free[c] = Arrays.copyOf(free[c], freeCount[c] + SLAB_BUFFERS[c]);
		free[c][freeCount[c]++] = buffer;
	}

	@Override
	public void close() {
		arena.close();
	}
}
