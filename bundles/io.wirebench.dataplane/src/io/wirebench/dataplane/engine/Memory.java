package io.wirebench.dataplane.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Off-heap memory by address. Frames live in rings shared with the kernel and in pools of the workers; a frame knows
 * its bounds and checks them, so that one segment over all memory serves and no segment object is made for a frame.
 */
final class Memory {

	static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
	static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
	/** Network byte order. */
	static final ValueLayout.OfShort SHORT_BE = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
	static final ValueLayout.OfInt INT_BE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
	/** The byte order of the virtio header, which the kernel fills in its own order. */
	static final ValueLayout.OfShort SHORT_NATIVE = ValueLayout.JAVA_SHORT_UNALIGNED;

	private Memory() {
	}

	static int unsignedByte(long address) {
		return ALL.get(BYTE, address) & 0xff;
	}

	static int unsignedShort(long address) {
		return ALL.get(SHORT_BE, address) & 0xffff;
	}

	static void putShort(long address, int value) {
		ALL.set(SHORT_BE, address, (short) value);
	}

	static void copy(long from, long to, long bytes) {
		MemorySegment.copy(ALL, from, ALL, to, bytes);
	}
}
