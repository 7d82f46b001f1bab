package io.wirebench.runtime.internal.traffic;

import io.wirebench.core.emulation.EmulationState.DirectionState;
import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.engine.DirectionCounters;
import io.wirebench.dataplane.engine.Link;
import io.wirebench.linux.net.LinkStatistics;
import io.wirebench.runtime.internal.apply.Kernel.LinkObject;
import io.wirebench.runtime.internal.apply.Kernel.Side;
import io.wirebench.runtime.internal.engine.EngineLink;
import io.wirebench.runtime.internal.layout.Layout;

import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A link's counters over its whole life, whichever way its frames took: what the kernel counted at the hub's ends, what
 * the engine counted, and what the kernel's backlog dropped in between.
 */
public final class LinkMeter {

	private static final LinkStatistics NOTHING = new LinkStatistics(0, 0, 0, 0, 0, 0, 0, 0);
	private static final String NOT_CARRIED = "down";
	private static final long WINDOW_NANOS = 1_000_000_000L;

	private record Totals(long inFrames, long inBytes, long outFrames, long outBytes, long copied, long queued, Map<String, Long> dropped) {
		public static final Totals ZERO = new Totals(0, 0, 0, 0, 0, 0, Map.of());

		public Totals plus(Totals other) {
			Map<String, Long> sum = new TreeMap<>(dropped);
			other.dropped.forEach((reason, n) -> sum.merge(reason, n, Long::sum));
			return new Totals(inFrames + other.inFrames, inBytes + other.inBytes, outFrames + other.outFrames, outBytes + other.outBytes,
					copied + other.copied, other.queued, sum);
		}

		public Totals minus(Totals other) {
			Map<String, Long> rest = new TreeMap<>();
			dropped.forEach((reason, n) -> {
				long more = n - other.dropped.getOrDefault(reason, 0L);
				if (more != 0)
					rest.put(reason, more);
			});
			return new Totals(inFrames - other.inFrames, inBytes - other.inBytes, outFrames - other.outFrames, outBytes - other.outBytes,
					copied - other.copied, queued, rest);
		}

		public Totals withQueued(long n) {
			return new Totals(inFrames, inBytes, outFrames, outBytes, copied, n, dropped);
		}

		public Totals settled() {
			return withQueued(0);
		}
	}

	/**
	 * A redirect has no queue. A frame that came and has not left when no other one has come since the last look met an end
	 * that was not up.
	 */
	private Totals carried(int d, Totals t) {
		if (t.inFrames == cameAtLastLook[d])
			neverCarried[d] = Math.max(neverCarried[d], Math.min(t.queued, missingAtLastLook[d]));
		cameAtLastLook[d] = t.inFrames;
		missingAtLastLook[d] = t.queued;
		long lost = Math.min(neverCarried[d], t.queued);
		if (lost == 0)
			return t;
		Map<String, Long> dropped = new TreeMap<>(t.dropped);
		dropped.merge(NOT_CARRIED, lost, Long::sum);
		return new Totals(t.inFrames, t.inBytes, t.outFrames, t.outBytes, t.copied, t.queued - lost, dropped);
	}

	private record Point(long nanos, long bytes) {}

	/** Engine counters of a link that has left the engine, or moved in it, up to what {@link #before} has of them. */
	private final Map<EngineLink, Totals[]> draining = new IdentityHashMap<>();
	/** Frames that came into a redirect and had not left it at the last look. */
	private final long[] missingAtLastLook = new long[2];
	private final long[] cameAtLastLook = new long[2];
	private final long[] neverCarried = new long[2];
	/** What the kernel's backlog dropped before and after the engine, as of the last look. */
	private final long[] droppedBefore = new long[2];
	private final long[] droppedAfter = new long[2];
	private final Totals[] before = {Totals.ZERO, Totals.ZERO};
	private final Totals[] current = {Totals.ZERO, Totals.ZERO};
	/** Frames that the kernel dropped behind the engine, which does not know of them. */
	private final long[] backlogAfter = new long[2];
	/** The kernel's counters when the present join began, by device of this link. */
	private Map<Side, LinkStatistics> hubZero = Map.of();
	private Map<Side, LinkStatistics> farZero = Map.of();
	private final ArrayDeque<Point>[] rates = newRates();

	@SuppressWarnings("unchecked")
	private static ArrayDeque<Point>[] newRates() {
		return new ArrayDeque[]{new ArrayDeque<Point>(), new ArrayDeque<Point>()};
	}

	/**
	 * Begins a new way of joining: what was counted stays, the kernel's counters begin anew.
	 *
	 * @param left what the link has just left, with its counters now; null if it was not in the engine
	 */
	public void begin(LinkObject link, EngineLink left, Link.Counters leftCounters, Function<Side, LinkStatistics> hub,
			Function<Side, LinkStatistics> far) {
		for (int d = 0; d < 2; d++) {
			if (leftCounters != null)
				current[d] = fromEngine(d, leftCounters.of(Direction.values()[d]), droppedBefore[d], droppedAfter[d]);
			Totals c = current[d];
			// What a redirect had on its way is counted by nobody any more; what the engine has is counted below.
			long unseen = left == null ? c.queued : 0;
			before[d] = before[d].plus(new Totals(c.inFrames - unseen, c.inBytes, c.outFrames, c.outBytes, c.copied, 0, c.dropped));
			current[d] = Totals.ZERO;
			backlogAfter[d] = 0;
		}
		if (left != null && leftCounters != null)
			draining.put(left,
					new Totals[]{engineOnly(leftCounters.of(Direction.FORWARD)), engineOnly(leftCounters.of(Direction.BACKWARD))});
		for (int d = 0; d < 2; d++) {
			missingAtLastLook[d] = 0;
			cameAtLastLook[d] = 0;
			neverCarried[d] = 0;
		}
		hubZero = new java.util.HashMap<>();
		farZero = new java.util.HashMap<>();
		for (Side side : new Side[]{link.from, link.to})
			if (side != null) {
				hubZero.put(side, hub.apply(side));
				farZero.put(side, far.apply(side));
			}
	}

	/** @return whether it counts what a link has left */
	public boolean knows(EngineLink left) {
		return draining.containsKey(left);
	}

	/**
	 * What is on its way in the engine since the link left it.
	 *
	 * @param counters the last, or null if they cannot be had: then what was queued is lost
	 */
	public void endDraining(EngineLink link, Link.Counters counters) {
		Totals[] zero = draining.remove(link);
		if (zero == null)
			return;
		for (Direction direction : Direction.values()) {
			int d = direction.ordinal();
			Totals since = counters == null
					? new Totals(0, 0, 0, 0, 0, 0, zero[d].queued > 0 ? Map.of("quarantine", zero[d].queued) : Map.of())
					: engineOnly(counters.of(direction)).minus(zero[d]);
			before[d] = before[d].plus(since).settled();
		}
	}

	/** What was on its way in an engine that does not come back is lost. */
	public void lose() {
		for (int d = 0; d < 2; d++)
			if (current[d].queued > 0) {
				Map<String, Long> dropped = new TreeMap<>(current[d].dropped);
				dropped.merge("quarantine", current[d].queued, Long::sum);
				current[d] = new Totals(current[d].inFrames, current[d].inBytes, current[d].outFrames, current[d].outBytes,
						current[d].copied, 0, dropped);
			}
	}

	/** Reads one direction. @param engine the engine's counters if the link is there, or null */
	public DirectionState read(LinkObject link, Direction direction, long nanos, Function<Side, LinkStatistics> hub,
			Function<Side, LinkStatistics> far, Link.Counters engine, Function<EngineLink, Link.Counters> counters) {
		int d = direction.ordinal();
		Side in = direction == Direction.FORWARD ? link.from : link.to;
		Side out = direction == Direction.FORWARD ? link.to : link.from;
		if (engine != null)
			current[d] = fromEngine(d, engine.of(direction), droppedBefore[d] = dropped(far.apply(in), farZero.get(in)),
					droppedAfter[d] = dropped(hub.apply(out), hubZero.get(out)));
		else if (link.layout.join() != Layout.Join.ENGINE)
			current[d] = carried(d, fromKernel(in == null ? null : since(hub.apply(in), hubZero.get(in)),
					out == null ? null : since(hub.apply(out), hubZero.get(out))));
		Totals all = before[d].plus(current[d]);
		for (Map.Entry<EngineLink, Totals[]> each : draining.entrySet()) {
			Link.Counters c = counters.apply(each.getKey());
			Totals zero = each.getValue()[d];
			Totals since = c == null ? new Totals(0, 0, 0, 0, 0, zero.queued, Map.of()) : engineOnly(c.of(direction)).minus(zero);
			// A frame that was in the engine has been counted as come; until now it has not left.
			all = all.plus(since).withQueued(all.queued + since.queued);
		}
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

	private static Totals engineOnly(DirectionCounters c) {
		return new Totals(c.inFrames(), c.inBytes(), c.outFrames(), c.outBytes(), c.copiedFrames(), c.queuedFrames(), c.dropped());
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
		return new Totals(came, Math.max(in.rxBytes(), out.txBytes()), out.txPackets(), out.txBytes(), 0, came - out.txPackets() - lost,
				dropped);
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
