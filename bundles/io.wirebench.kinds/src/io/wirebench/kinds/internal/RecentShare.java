package io.wirebench.kinds.internal;

/** The share of events of one sort among all of the last so many nanoseconds, in steps of a hundredth of that time. For one thread. */
final class RecentShare {

	private static final int SLOTS = 100;

	private final long slotNanos;
	private final long[] slot = new long[SLOTS];
	private final long[] all = new long[SLOTS];
	private final long[] hits = new long[SLOTS];

	/** @param windowNanos how far it looks back */
	RecentShare(long windowNanos) {
		slotNanos = windowNanos / SLOTS;
		java.util.Arrays.fill(slot, Long.MIN_VALUE);
	}

	/** @param hit whether the event is of the sort that is counted */
	void add(long nowNanos, boolean hit) {
		long number = Math.floorDiv(nowNanos, slotNanos);
		int i = Math.floorMod(number, SLOTS);
		if (slot[i] != number) {
			slot[i] = number;
			all[i] = 0;
			hits[i] = 0;
		}
		all[i]++;
		if (hit)
			hits[i]++;
	}

	/** @return 0..1, or not a number if there was no event in that time */
	double at(long nowNanos) {
		long newest = Math.floorDiv(nowNanos, slotNanos);
		long events = 0;
		long hit = 0;
		for (int i = 0; i < SLOTS; i++)
			if (slot[i] > newest - SLOTS && slot[i] <= newest) {
				events += all[i];
				hit += hits[i];
			}
		return events == 0 ? Double.NaN : (double) hit / events;
	}
}
