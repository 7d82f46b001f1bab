package io.wirebench.control.internal.wire;

import java.util.function.Consumer;

/**
 * How an engine bears that the kernel gives it no more connections, e.g. because it is out of descriptors: it tries again after pauses
 * that grow, and logs it once a minute at most. For one thread.
 */
public final class AcceptFailures {

	private static final long FIRST_PAUSE_NANOS = 10_000_000L;
	private static final long LONGEST_PAUSE_NANOS = 1_000_000_000L;
	private static final long LOG_NANOS = 60_000_000_000L;

	private final Consumer<String> log;
	private long pauseNanos = FIRST_PAUSE_NANOS;
	private long loggedNanos;
	private boolean logged;
	private long sinceLogged;

	/** @param log receives lines for the engine's log */
	public AcceptFailures(Consumer<String> log) {
		this.log = log;
	}

	/**
	 * Takes note of a failure.
	 *
	 * @param nowNanos of {@link System#nanoTime()}
	 * @return how long to wait before the next try, in nanoseconds
	 */
	public long failed(Throwable failure, long nowNanos) {
		sinceLogged++;
		if (!logged || nowNanos - loggedNanos >= LOG_NANOS) {
			log.accept("a client could not be accepted" + (sinceLogged > 1 ? " (" + sinceLogged + " failures since the last message)" : "")
					+ ": " + failure.getMessage()
					+ "; the engine tries again, with pauses of up to " + LONGEST_PAUSE_NANOS / 1_000_000 + " ms");
			logged = true;
			loggedNanos = nowNanos;
			sinceLogged = 0;
		}
		long pause = pauseNanos;
		pauseNanos = Math.min(LONGEST_PAUSE_NANOS, pauseNanos * 2);
		return pause;
	}

	/** Takes note that a connection was accepted: the next pause is a short one again. */
	public void accepted() {
		pauseNanos = FIRST_PAUSE_NANOS;
	}
}
