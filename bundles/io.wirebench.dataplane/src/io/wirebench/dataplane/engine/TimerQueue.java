package io.wirebench.dataplane.engine;

import java.util.Arrays;

/**
 * Timers in the order in which they are due: a four-ary heap ordered by time, then by order of scheduling. A timer has at
 * most one entry: scheduling it again moves it. Owned by the worker's thread; nothing allocates once the arrays have grown.
 */
final class TimerQueue {

	/** Something that happens at a time. */
	abstract static class Timer {
		private int position = -1;

		/** @param dueNanos the time that it was scheduled for, not after {@code nowNanos} */
		abstract void due(long dueNanos, long nowNanos);
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

	/** Sets when a timer is due; replaces the time that it had. */
	void schedule(long dueNanos, Timer t) {
		if (t.position >= 0)
			removeAt(t.position);
		if (size == time.length) {
			time = Arrays.copyOf(time, size * 2);
			sequence = Arrays.copyOf(sequence, size * 2);
			timer = Arrays.copyOf(timer, size * 2);
		}
		siftUp(size++, dueNanos, nextSequence++, t);
	}

	/** Takes a timer out; does nothing if it is not scheduled. */
	void cancel(Timer t) {
		if (t.position >= 0)
			removeAt(t.position);
	}

	/**
	 * Runs timers that are due.
	 *
	 * @param most how many at most; the rest stays for the next run
	 */
	void run(long nowNanos, int most) {
		for (int n = 0; n < most && size > 0 && time[0] <= nowNanos; n++) {
			long due = time[0];
			Timer t = timer[0];
			removeAt(0);
			t.due(due, nowNanos);
		}
	}

	private void removeAt(int i) {
		timer[i].position = -1;
		long lastTime = time[--size];
		long lastSequence = sequence[size];
		Timer last = timer[size];
		timer[size] = null;
		if (i == size)
			return;
		if (i > 0 && before(lastTime, lastSequence, time[(i - 1) >> 2], sequence[(i - 1) >> 2]))
			siftUp(i, lastTime, lastSequence, last);
		else
			siftDown(i, lastTime, lastSequence, last);
	}

	private void siftUp(int from, long t, long s, Timer x) {
		int i = from;
		while (i > 0) {
			int parent = (i - 1) >> 2;
			if (!before(t, s, time[parent], sequence[parent]))
				break;
			move(parent, i);
			i = parent;
		}
		set(i, t, s, x);
	}

	private void siftDown(int from, long t, long s, Timer x) {
		int i = from;
		while (true) {
			int child = 4 * i + 1;
			if (child >= size)
				break;
			int best = child;
			for (int c = child + 1, end = Math.min(child + 4, size); c < end; c++)
				if (before(time[c], sequence[c], time[best], sequence[best]))
					best = c;
			if (!before(time[best], sequence[best], t, s))
				break;
			move(best, i);
			i = best;
		}
		set(i, t, s, x);
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
		x.position = i;
	}
}
