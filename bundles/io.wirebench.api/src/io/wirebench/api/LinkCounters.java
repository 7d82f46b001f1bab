package io.wirebench.api;

import io.wirebench.dataplane.Direction;

/**
 * A link's counters at one moment.
 *
 * @param nanos when, of {@code Clock.SYSTEM}
 * @param forward from {@code from} to {@code to}
 * @param backward the other way
 */
public record LinkCounters(long nanos, OneWay forward, OneWay backward) {

	/** @return the counters of one direction */
	public OneWay of(Direction direction) {
		return direction == Direction.FORWARD ? forward : backward;
	}

	/**
	 * Counters of one direction since the link was made.
	 *
	 * @param inFrames frames that the link took
	 * @param inBytes their bytes
	 * @param outFrames frames that it delivered
	 * @param outBytes their bytes
	 * @param copiedFrames frames that an impairment added
	 * @param droppedFrames frames that it dropped, for whatever reason
	 * @param queuedFrames frames in it now
	 */
	public record OneWay(long inFrames, long inBytes, long outFrames, long outBytes, long copiedFrames,
			long droppedFrames, long queuedFrames) {}
}
