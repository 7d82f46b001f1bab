package io.wirebench.testkit;

import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.engine.DirectionCounters;
import io.wirebench.dataplane.engine.FrameMatch;
import io.wirebench.dataplane.engine.Link;
import io.wirebench.dataplane.engine.Port;
import io.wirebench.dataplane.engine.SeededRandom;
import io.wirebench.dataplane.engine.StageBinding;
import io.wirebench.dataplane.engine.Waiter;
import io.wirebench.dataplane.engine.Worker;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A link with impairments on a virtual clock: the worker that runs them in a lab, between two ports of memory. Time passes
 * only in {@link #advance}, so a test of hours takes milliseconds and gives the same each time. For one thread.
 */
public final class LinkRig implements AutoCloseable {

	/**
	 * A frame that left the link.
	 *
	 * @param nanos when, of the virtual clock
	 * @param direction which way
	 * @param bytes from the destination address on
	 */
	public record Received(long nanos, Direction direction, byte[] bytes) {}

	private static final int HEADER_BYTES = 10;
	private static final int MOST_BYTES = 1 << 16;
	private static final long HELD_BYTES = 64L << 20;

	/** The virtual time at which it begins. */
	static final long BEGIN_NANOS = 1_000_000_000L;

	private final VirtualClock clock = new VirtualClock(BEGIN_NANOS);
	private final Arena arena = Arena.ofConfined();
	private final List<Received> received = new ArrayList<>();
	private final List<String> faults = new ArrayList<>();
	private final MemoryPort[] ports = {new MemoryPort(Direction.BACKWARD), new MemoryPort(Direction.FORWARD)};
	private final Worker worker;
	private final Link link;
	private final long seed;
	private long mayWaitNanos;

	/** Where frames come in and go out. */
	private final class MemoryPort implements Port {
		private record Coming(byte[] bytes, long nanos) {}

		private final Direction outgoing;
		private final ArrayDeque<Coming> coming = new ArrayDeque<>();
		private final List<Runnable> sending = new ArrayList<>();
		private final MemorySegment memory = arena.allocate(HEADER_BYTES + MOST_BYTES, 16);

		/** @param outgoing the way of what is sent here */
		MemoryPort(Direction outgoing) {
			this.outgoing = outgoing;
		}

		/** One at a time: there is room for one. */
		@Override
		public int receive(Receiver receiver, int max) {
			Coming next = coming.poll();
			if (next == null)
				return 0;
			memory.asSlice(0, HEADER_BYTES).fill((byte) 0);
			MemorySegment.copy(next.bytes, 0, memory, ValueLayout.JAVA_BYTE, HEADER_BYTES, next.bytes.length);
			receiver.received(memory.address(), next.bytes.length, next.nanos);
			return 1;
		}

		@Override
		public void release() {
		}

		@Override
		public void send(long header, int length) {
			sending.add(() -> received.add(new Received(clock.nanos(), outgoing,
					MemorySegment.ofAddress(header).reinterpret(HEADER_BYTES + length).asSlice(HEADER_BYTES)
							.toArray(ValueLayout.JAVA_BYTE))));
		}

		@Override
		public void flush() {
			sending.forEach(Runnable::run);
			sending.clear();
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
		}
	}

	/** Never waits, but says how long it might. */
	private final class NoWaiter implements Waiter {
		private final Port[] watched = new Port[2];

		@Override
		public void add(Port port, int token) {
			watched[token] = port;
		}

		@Override
		public void remove(Port port) {
		}

		@Override
		public void await(long timeoutNanos, Ready ready) {
			mayWaitNanos = timeoutNanos;
			for (int token = 0; token < watched.length; token++)
				if (watched[token] instanceof MemoryPort port && !port.coming.isEmpty()) {
					mayWaitNanos = 0;
					ready.ready(token);
				}
		}

		@Override
		public void wake() {
		}

		@Override
		public void close() {
		}
	}

	/**
	 * @param seed of all random decisions
	 * @param forward impairments of the way forward, in their order, already told their parameters
	 */
	public LinkRig(long seed, Impairment... forward) {
		this(seed, List.of(forward), List.of());
	}

	/**
	 * @param seed of all random decisions
	 * @param forward impairments of the way forward, in their order, already told their parameters
	 * @param backward those of the way back; the same object may stand in both
	 */
	public LinkRig(long seed, List<Impairment> forward, List<Impairment> backward) {
		this.seed = seed;
		worker = new Worker(clock, new NoWaiter(),
				(path, reason, cause) -> faults.add(path + " " + reason + (cause == null ? "" : ": " + cause)), 0, HELD_BYTES);
		worker.turn(); // This thread is the worker's from now on: what it asks of the worker is done at once.
		link = worker.add("link", ports[0], ports[1], bindings(seed, Direction.FORWARD, forward),
				bindings(seed, Direction.BACKWARD, backward));
	}

	private static List<StageBinding> bindings(long seed, Direction direction, List<Impairment> impairments) {
		List<StageBinding> bindings = new ArrayList<>();
		for (int i = 0; i < impairments.size(); i++) {
			String path = "link/" + direction.pathName() + "/impairment-" + (i + 1);
			bindings.add(new StageBinding(path, impairments.get(i), FrameMatch.parse("all"),
					SeededRandom.key(seed, "link", direction.pathName(), "impairment-" + (i + 1))));
		}
		return bindings;
	}

	/** @return the virtual time in nanoseconds */
	public long nowNanos() {
		return clock.nanos();
	}

	/** Lets a frame arrive now, on its way forward. @return this */
	public LinkRig send(byte[] frame) {
		return send(Direction.FORWARD, frame);
	}

	/** Lets a frame arrive now. @return this */
	public LinkRig send(Direction direction, byte[] frame) {
		if (frame.length < 14 || frame.length > MOST_BYTES)
			throw new IllegalArgumentException("a frame has 14 to " + MOST_BYTES + " bytes, not " + frame.length);
		ports[direction.ordinal()].coming.add(new MemoryPort.Coming(frame.clone(), clock.nanos()));
		settle();
		return this;
	}

	/** Lets time pass, and everything that is due happen at its time. @return this */
	public LinkRig advance(long nanos) {
		long end = clock.nanos() + nanos;
		settle();
		while (clock.nanos() < end) {
			clock.advance(Math.min(mayWaitNanos, end - clock.nanos()));
			settle();
		}
		return this;
	}

	private void settle() {
		do
			worker.turn();
		while (mayWaitNanos == 0);
	}

	/**
	 * Gives an impairment other parameters, between two frames.
	 *
	 * @return this
	 * @throws IllegalArgumentException if it refuses them
	 */
	public LinkRig update(Impairment impairment, Parameters parameters) {
		worker.update(impairment, parameters);
		settle();
		return this;
	}

	/**
	 * Replaces the link's impairments, between two frames: those that were there before keep state and frames.
	 *
	 * @return this
	 * @since 0.1
	 */
	public LinkRig bind(List<Impairment> forward, List<Impairment> backward) {
		worker.bind(link, bindings(seed, Direction.FORWARD, forward), bindings(seed, Direction.BACKWARD, backward));
		settle();
		return this;
	}

	/** @return frames that left the link so far, in their order */
	public List<Received> received() {
		return List.copyOf(received);
	}

	/** @return why impairments were disabled; empty if none was */
	public List<String> faults() {
		return List.copyOf(faults);
	}

	/** @return the counters of one direction */
	public DirectionCounters counters(Direction direction) {
		return all().of(direction);
	}

	/** @return the impairments' own counters by path, e.g. {@code link/forward/impairment-1.matched} */
	public Map<String, Long> stageCounters() {
		return all().stages();
	}

	private Link.Counters all() {
		return worker.counters(List.of(link)).getFirst();
	}

	@Override
	public void close() {
		worker.close();
		arena.close();
	}
}
