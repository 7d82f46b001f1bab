package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One link on a virtual clock: frames are put in at times, and come out at times. */
final class Bench implements AutoCloseable {

	/** A frame that came out. */
	record Out(long nanos, byte[] bytes) {
		/** @return the number that {@link Bench#frame} put in */
		int number() {
			return (bytes[14] & 0xff) << 24 | (bytes[15] & 0xff) << 16 | (bytes[16] & 0xff) << 8 | bytes[17] & 0xff;
		}
	}

	private record In(long nanos, byte[] bytes) {}

	/** A port in memory. */
	final class MemoryPort implements Port {
		private final Arena arena = Arena.ofShared();
		private final long memory = arena.allocate(64L * 70000).address();
		final Deque<In> coming = new ArrayDeque<>();
		final List<Out> out = new ArrayList<>();
		private final List<byte[]> unflushed = new ArrayList<>();
		int token;

		@Override
		public int receive(Receiver receiver, int max) {
			int n = 0;
			while (n < max && !coming.isEmpty() && coming.peek().nanos <= now) {
				In in = coming.poll();
				long header = memory + n * 70000L;
				VirtioNetHeader.clear(header);
				for (int i = 0; i < in.bytes.length; i++)
					Memory.ALL.set(ValueLayout.JAVA_BYTE, header + 10 + i, in.bytes[i]);
				receiver.received(header, in.bytes.length, in.nanos);
				n++;
			}
			return n;
		}

		@Override
		public void release() {
			// A ring slot that is given back is overwritten at once.
			for (int i = 0; i < 64 * 100; i++)
				Memory.ALL.set(ValueLayout.JAVA_BYTE, memory + i, (byte) 0x5a);
		}

		@Override
		public void send(long header, int length) {
			byte[] bytes = new byte[length];
			for (int i = 0; i < length; i++)
				bytes[i] = Memory.ALL.get(ValueLayout.JAVA_BYTE, header + 10 + i);
			unflushed.add(bytes);
		}

		@Override
		public void flush() {
			unflushed.forEach(bytes -> out.add(new Out(now, bytes)));
			unflushed.clear();
		}

		@Override
		public long overrunFrames() {
			return 0;
		}

		@Override
		public long unsentFrames() {
			return 0;
		}

		@Override
		public void close() {
			arena.close();
		}
	}

	/** Jumps to the next thing that happens. */
	private final class VirtualWaiter implements Waiter {
		@Override
		public void add(Port port, int token) {
			((MemoryPort) port).token = token;
		}

		@Override
		public void remove(Port port) {
		}

		@Override
		public void await(long timeoutNanos, Ready ready) {
			long next = timeoutNanos == Long.MAX_VALUE ? Long.MAX_VALUE : now + timeoutNanos;
			for (MemoryPort port : List.of(a, b))
				if (!port.coming.isEmpty())
					next = Math.min(next, Math.max(now, port.coming.peek().nanos));
			if (next == Long.MAX_VALUE || next > end) {
				done = true;
				return;
			}
			now = next;
			for (MemoryPort port : List.of(a, b))
				if (!port.coming.isEmpty() && port.coming.peek().nanos <= now)
					ready.ready(port.token);
		}

		@Override
		public void wake() {
		}

		@Override
		public void close() {
		}
	}

	long now = 1_000_000;
	private long end;
	private boolean done;
	final MemoryPort a = new MemoryPort();
	final MemoryPort b = new MemoryPort();
	final List<String> faults = new ArrayList<>();
	final Worker worker = new Worker(() -> now, new VirtualWaiter(), (path, reason, cause) -> faults.add(path + ": " + reason), 0,
			64 << 20);
	Link link;

	/** Parameters for tests that need none. */
	static final Parameters NONE = null;

	static StageBinding binding(String name, Impairment impairment, long seed) {
		return new StageBinding(name, impairment, FrameMatch.ALL, SeededRandom.key(seed, name));
	}

	Bench with(List<StageBinding> forward, List<StageBinding> backward) {
		if (link == null) {
			worker.post(() -> link = worker.add("l", a, b, forward, backward));
		} else {
			worker.post(() -> worker.bind(link, forward, backward));
		}
		return this;
	}

	static byte[] frame(int number, int length) {
		byte[] f = new byte[Math.max(18, length)];
		f[12] = (byte) 0x88;
		f[13] = (byte) 0xb5;
		f[14] = (byte) (number >> 24);
		f[15] = (byte) (number >> 16);
		f[16] = (byte) (number >> 8);
		f[17] = (byte) number;
		return f;
	}

	/** Puts a frame in at port a (forward) at a time after the start. */
	Bench in(long afterNanos, byte[] bytes) {
		a.coming.add(new In(1_000_000 + afterNanos, bytes));
		return this;
	}

	Bench inBackward(long afterNanos, byte[] bytes) {
		b.coming.add(new In(1_000_000 + afterNanos, bytes));
		return this;
	}

	/** Runs until nothing happens any more, or up to a time after the start. */
	Bench run(long untilNanos) {
		end = untilNanos == Long.MAX_VALUE ? Long.MAX_VALUE - 1 : 1_000_000 + untilNanos;
		done = false;
		for (int turns = 0; !done; turns++) {
			if (turns > 5_000_000)
				throw new AssertionError("the worker does not come to rest");
			worker.turn();
		}
		return this;
	}

	Link.Counters counters() {
		return link.counters();
	}

	@Override
	public void close() {
		worker.close();
	}
}
