package io.wirebench.linux.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Off-heap buffers lent for the length of a call: a thousand idle sockets then hold none. */
public final class Buffers {

	public static final int BYTES = 1 << 18;
	private static final ConcurrentLinkedDeque<MemorySegment> FREE = new ConcurrentLinkedDeque<>();

	private Buffers() {
	}

	public static MemorySegment take() {
		var free = FREE.pollFirst();
		return free != null ? free : Arena.ofAuto().allocate(BYTES, 8);
	}

	public static void giveBack(MemorySegment buffer) {
		if (FREE.size() < 8)
			FREE.addFirst(buffer);
	}
}
