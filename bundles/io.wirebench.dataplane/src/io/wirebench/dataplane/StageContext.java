package io.wirebench.dataplane;

/**
 * All that an impairment may see and do besides the frame: time, reproducible random numbers, its fate for the frame
 * and its own counters. Valid only during the call that it was passed to.
 *
 * @noimplement implemented by the data plane, and by test kits
 */
public interface StageContext {

	/** @return the time now, in nanoseconds of the clock that {@link Frame#arrivalNanos()} uses */
	long nowNanos();

	/** @return the source for the decision about the current frame */
	RandomSource random();

	/** @return {@link Verdict#DROP}, after noting the reason for the current frame */
	Verdict drop(DropReason reason);

	/**
	 * Holds the current frame.
	 *
	 * @param releaseNanos when it shall go on to the next stage; a time that has passed means at once
	 * @return {@link Verdict#HOLD}
	 */
	Verdict holdUntil(long releaseNanos);

	/**
	 * Makes an exact copy of the current frame, which goes on to the next stage after the frame itself, or after the
	 * frame's drop. Copies have a counter of their own, so that {@code in + copied = out + dropped + queued}.
	 */
	void copy();

	/**
	 * Asks for {@link Stage#onTimer}. A later call replaces an earlier one: a stage has one timer.
	 *
	 * @param atNanos when; a time that has passed means 1 µs from now, after other frames and commands had their turn. A stage
	 *        whose {@code onTimer} asks for a time that has passed 1000 times in a row is disabled
	 * @throws IllegalStateException if the caller is a {@link QueueStage}
	 */
	void scheduleTimer(long atNanos);

	/**
	 * Drops a frame that the calling {@link QueueStage} holds.
	 *
	 * @throws IllegalStateException if this stage does not hold the frame
	 */
	void dropQueued(Frame frame, DropReason reason);

	/**
	 * Adds to a counter of this impairment, shown under its element path.
	 *
	 * @param counter lower case, stable; at most 16 different names an impairment
	 */
	void count(String counter, long amount);
}
