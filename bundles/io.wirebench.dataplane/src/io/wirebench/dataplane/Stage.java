package io.wirebench.dataplane;

/** An impairment that decides about one frame at a time: loss, delay, duplication, corruption. */
public non-sealed interface Stage extends Impairment {

	/**
	 * Decides about one frame. Must not block and must not allocate for each frame.
	 *
	 * @param frame the frame; not to be kept
	 * @param context valid during this call only
	 * @return {@link Verdict#PASS}, {@code context.drop(reason)} or {@code context.holdUntil(releaseNanos)}
	 */
	Verdict accept(Frame frame, StageContext context);

	/**
	 * Called when a time asked for by {@link StageContext#scheduleTimer(long)} has come.
	 *
	 * @param nowNanos the time now, not before the one asked for
	 */
	default void onTimer(long nowNanos, StageContext context) {
	}
}
