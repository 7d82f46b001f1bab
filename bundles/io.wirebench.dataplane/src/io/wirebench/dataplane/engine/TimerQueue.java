package io.wirebench.dataplane.engine;

import java.util.Arrays;

/**
 * What is due when: a four-ary heap ordered by time, then by order of arrival. Not safe for use by several threads.
 * Adding and removing do not allocate once the arrays have grown.
 */
final class TimerQueue {

	/** Something that happens at a time. */
	interface Timer {
		/** @param dueNanos the time that it was added for */
		void due(long dueNanos, long nowNanos);
	}

	private long[] time = new long[64];
	private long[] sequence = new long[64];
	private Timer[] timer = new Timer[64];
	private int size;
	private long nextSequence;

	int size() {
		return size;
	}

	/** @return when the first timer is due, or {@link Long#MAX_VALUE} */
	long nextNanos() {
		return size == 0 ? Long.MAX_VALUE : time[0];
	}

	void add(long dueNanos, Timer t) {
		if (size == time.length) {
			time = Arrays.copyOf(time, size * 2);
			sequence = Arrays.copyOf(sequence, size * 2);
			timer = Arrays.copyOf(timer, size * 2);
		}
		long s = nextSequence++;
		int i = size++;
		while (i > 0) {
			int parent = (i - 1) >> 2;
			if (!before(dueNanos, s, time[parent], sequence[parent]))
				break;
			move(parent, i);
			i = parent;
		}
		set(i, dueNanos, s, t);
	}

	/** Runs everything that is due at {@code nowNanos}. @return whether anything was */
	boolean run(long nowNanos) {
		boolean any = false;
		while (size > 0 && time[0] <= nowNanos) {
			any = true;
			long due = time[0];
			Timer t = timer[0];
			removeFirst();
			t.due(due, nowNanos);
		}
		return any;
	}

	private void removeFirst() {
		long lastTime = time[--size];
		long lastSequence = sequence[size];
		Timer last = timer[size];
		timer[size] = null;
		if (size == 0)
			return;
		int i = 0;
		while (true) {
			int child = 4 * i + 1;
			if (child >= size)
				break;
			int best = child;
			for (int c = child + 1, end = Math.min(child + 4, size); c < end; c++)
				if (before(time[c], sequence[c], time[best], sequence[best]))
					best = c;
			if (!before(time[best], sequence[best], lastTime, lastSequence))
				break;
			move(best, i);
			i = best;
		}
		set(i, lastTime, lastSequence, last);
	}

	private static boolean before(long time1, long sequence1, long time2, long sequence2) {
		return time1 < time2 || time1 == time2 && sequence1 < sequence2;
	}

	private void move(int from, int to) {
		set(to, time[from], sequence[from], timer[from]);
	}

	private void set(int i, long t, long s, Timer x) {
		time[i] = t;
		sequence[i] = s;
		timer[i] = x;
	}
}
