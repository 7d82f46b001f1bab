package io.wirebench.kinds.internal;

import java.util.ArrayDeque;

/** A rate over the last second, from a counter that only grows. For one thread. */
final class Rates {

	private record Point(long nanos, double total) {}

	private static final long WINDOW_NANOS = 1_000_000_000L;
	private final ArrayDeque<Point> points = new ArrayDeque<>();

	/** @return units a second over the last second, or over the time there is; 0 at first */
	double add(long nanos, double total) {
		while (points.size() > 1 && nanos - points.peekFirst().nanos > WINDOW_NANOS)
			points.removeFirst();
		points.addLast(new Point(nanos, total));
		Point first = points.peekFirst();
		return nanos == first.nanos ? 0 : (total - first.total) * 1e9 / (nanos - first.nanos);
	}
}
