package io.wirebench.linux;

import io.wirebench.linux.internal.Native;

/**
 * The kernel's clocks in nanoseconds. No call allocates or blocks; any thread may use them.
 *
 * @since 0.1
 */
public final class SystemClock {

	private SystemClock() {
	}

	/** @return nanoseconds since 1970 (CLOCK_REALTIME), the clock of packet rings */
	public static long realtimeNanos() {
		return Native.clockNanos(0);
	}

	/** @return CLOCK_MONOTONIC, which is what {@link System#nanoTime()} reads on Linux */
	public static long monotonicNanos() {
		return Native.clockNanos(1);
	}

	/**
	 * @return what must be added to a realtime stamp of now to get {@link System#nanoTime()}'s clock; it changes when
	 *         the realtime clock is set, so ask again from time to time
	 */
	public static long realtimeToNanoTime() {
		// The tightest of a few brackets: the thread may lose the processor between the two readings.
		long best = Long.MAX_VALUE;
		long offset = 0;
		for (int n = 0; n < 3; n++) {
			long before = System.nanoTime();
			long realtime = Native.clockNanos(0);
			long after = System.nanoTime();
			if (after - before < best) {
				best = after - before;
				offset = before + best / 2 - realtime;
			}
			if (best < 1_000)
				break;
		}
		return offset;
	}

	/**
	 * Lets this thread's timers fire without the usual 50 µs of slack (PR_SET_TIMERSLACK).
	 *
	 * @throws LinuxException if the kernel refuses
	 */
	public static void setTimerSlackNanos(long nanos) {
		LinuxException.check(Native.prctl(29, nanos), "prctl PR_SET_TIMERSLACK", "this thread");
	}
}
