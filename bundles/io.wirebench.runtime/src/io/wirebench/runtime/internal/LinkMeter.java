package io.wirebench.runtime.internal;

import io.wirebench.core.emulation.EmulationState.DirectionState;
import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.engine.DirectionCounters;
import io.wirebench.dataplane.engine.Link;
import io.wirebench.linux.net.LinkStatistics;
import io.wirebench.runtime.internal.Kernel.LinkObject;
import io.wirebench.runtime.internal.Kernel.Side;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A link's counters over its whole life, whichever way its frames took: what the kernel counted at the hub's ends, what
 * the engine counted, and what the kernel's backlog dropped in between.
 */
final class LinkMeter {

	private static final LinkStatistics NOTHING = new LinkStatistics(0, 0, 0, 0, 0, 0, 0, 0);
	private static final long WINDOW_NANOS = 1_000_000_000L;

	private record Totals(long inFrames, long inBytes, long outFrames, long outBytes, long copied, long queued, Map<String, Long> dropped) {
		static final Totals ZERO = new Totals(0, 0, 0, 0, 0, 0, Map.of());

		Totals plus(Totals other) {
			Map<String, Long> sum = new TreeMap<>(dropped);
			other.dropped.forEach((reason, n) -> sum.merge(reason, n, Long::sum));
			return new Totals(inFrames + other.inFrames, inBytes + other.inBytes, outFrames + other.outFrames, outBytes + other.outBytes,
					copied + other.copied, other.queued, sum);
		}
	}

	private record Point(long nanos, long bytes) {
	}

	private final Totals[] before = { Totals.ZERO, Totals.ZERO };
	private final Totals[] current = { Totals.ZERO, Totals.ZERO };
	/** Frames that the kernel dropped behind the engine, which does not know of them. */
	private final long[] backlogAfter = new long[2];
	/** The kernel's counters when the present join began, by device of this link. */
	private Map<Side, LinkStatistics> hubZero = Map.of();
	private Map<Side, LinkStatistics> farZero = Map.of();
	private final ArrayDeque<Point>[] rates = newRates();

	@SuppressWarnings("unchecked")
	private static ArrayDeque<Point>[] newRates() {
		return new ArrayDeque[] { new ArrayDeque<Point>(), new ArrayDeque<Point>() };
	}

	/** Begins a new way of joining: what was counted stays, the kernel's counters begin anew. */
	void begin(LinkObject link, Function<Side, LinkStatistics> hub, Function<Side, LinkStatistics> far) {
		for (int d = 0; d < 2; d++) {
			before[d] = before[d].plus(new Totals(current[d].inFrames, current[d].inBytes, current[d].outFrames, current[d].outBytes,
					current[d].copied, 0, current[d].dropped));
			current[d] = Totals.ZERO;
			backlogAfter[d] = 0;
		}
		hubZero = new java.util.HashMap<>();
		farZero = new java.util.HashMap<>();
		for (Side side : new Side[] { link.from, link.to })
			if (side != null) {
				hubZero.put(side, hub.apply(side));
				farZero.put(side, far.apply(side));
			}
	}

	/** What was on its way in an engine that does not come back is lost. */
	void lose() {
		for (int d = 0; d < 2; d++)
			if (current[d].queued > 0) {
				Map<String, Long> dropped = new TreeMap<>(current[d].dropped);
				dropped.merge("quarantine", current[d].queued, Long::sum);
				current[d] = new Totals(current[d].inFrames, current[d].inBytes, current[d].outFrames, current[d].outBytes, current[d].copied, 0, dropped);
			}
	}

	/** Reads one direction. @param engine the engine's counters if the link is there, or null */
	DirectionState read(LinkObject link, Direction direction, long nanos, Function<Side, LinkStatistics> hub,
			Function<Side, LinkStatistics> far, Link.Counters engine) {
		int d = direction.ordinal();
		Side in = direction == Direction.FORWARD ? link.from : link.to;
		Side out = direction == Direction.FORWARD ? link.to : link.from;
		if (engine != null)
			current[d] = fromEngine(d, engine.of(direction), dropped(far.apply(in), farZero.get(in)), dropped(hub.apply(out), hubZero.get(out)));
		else if (link.layout.join() != Layout.Join.ENGINE)
			current[d] = fromKernel(in == null ? null : since(hub.apply(in), hubZero.get(in)), out == null ? null : since(hub.apply(out), hubZero.get(out)));
		Totals all = before[d].plus(current[d]);
		return new DirectionState(all.inFrames, all.inBytes, all.outFrames, all.outBytes, all.copied, all.queued, all.dropped,
				rate(rates[d], nanos, all.outBytes));
	}

	private static long dropped(LinkStatistics now, LinkStatistics zero) {
		return now.txDropped() - (zero == null ? 0 : zero.txDropped());
	}

	/**
	 * A frame that the kernel dropped on its way into the hub came to the link, and one that it dropped on its way out did
	 * not leave it, though the engine had done its part. Those that the engine knows of ("unsent") the device counts, too.
	 */
	private Totals fromEngine(int d, DirectionCounters c, long droppedBefore, long droppedAfter) {
		Map<String, Long> dropped = new TreeMap<>(c.dropped());
		// The device was read at another moment than the engine: neither what was dropped nor what left may shrink by that.
		long left = current[d].outFrames;
		backlogAfter[d] = Math.max(backlogAfter[d], Math.min(droppedAfter - dropped.getOrDefault("unsent", 0L), c.outFrames() - left));
		if (droppedBefore + backlogAfter[d] > 0)
			dropped.merge("backlog", droppedBefore + backlogAfter[d], Long::sum);
		return new Totals(c.inFrames() + droppedBefore, c.inBytes(), c.outFrames() - backlogAfter[d], c.outBytes(), c.copiedFrames(),
				c.queuedFrames(), dropped);
	}

	/** A link that ends at a bridge directly has one device in the hub: then {@code in} or {@code out} is null. */
	private static Totals fromKernel(LinkStatistics in, LinkStatistics out) {
		if (in == null && out == null)
			return Totals.ZERO;
		if (out == null)
			return new Totals(in.rxPackets(), in.rxBytes(), in.rxPackets(), in.rxBytes(), 0, 0, Map.of());
		long lost = out.txDropped();
		Map<String, Long> dropped = lost > 0 ? Map.of("backlog", lost) : Map.of();
		if (in == null)
			return new Totals(out.txPackets() + lost, out.txBytes(), out.txPackets(), out.txBytes(), 0, 0, dropped);
		// The two devices are read one after the other: what has left had surely come.
		long came = Math.max(in.rxPackets(), out.txPackets() + lost);
		return new Totals(came, Math.max(in.rxBytes(), out.txBytes()), out.txPackets(), out.txBytes(), 0, came - out.txPackets() - lost, dropped);
	}

	private static LinkStatistics since(LinkStatistics now, LinkStatistics zero) {
		LinkStatistics z = zero == null ? NOTHING : zero;
		return new LinkStatistics(now.rxPackets() - z.rxPackets(), now.txPackets() - z.txPackets(), now.rxBytes() - z.rxBytes(),
				now.txBytes() - z.txBytes(), 0, 0, now.rxDropped() - z.rxDropped(), now.txDropped() - z.txDropped());
	}

	private static double rate(ArrayDeque<Point> points, long nanos, long bytes) {
		while (points.size() > 1 && nanos - points.peekFirst().nanos > WINDOW_NANOS)
			points.removeFirst();
		points.addLast(new Point(nanos, bytes));
		Point first = points.peekFirst();
		return nanos == first.nanos ? 0 : Math.max(0, (bytes - first.bytes) * 8e9 / (nanos - first.nanos));
	}
}
