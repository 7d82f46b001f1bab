package io.wirebench.dataplane.engine;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counters of one direction at one moment between two frames, so that
 * {@code inFrames + copiedFrames = outFrames + dropped frames + queuedFrames} holds exactly.
 *
 * @param inFrames frames that came to the link, those included that were lost before the engine saw them
 * @param inBytes bytes of the frames that the engine saw
 * @param outFrames frames handed to the kernel for delivery
 * @param outBytes their bytes
 * @param copiedFrames frames that impairments added
 * @param queuedFrames frames held now
 * @param dropped frames dropped, by the reason's id
 */
public record DirectionCounters(long inFrames, long inBytes, long outFrames, long outBytes, long copiedFrames,
		long queuedFrames, Map<String, Long> dropped) {

	public DirectionCounters {
		dropped = java.util.Collections.unmodifiableMap(new TreeMap<>(dropped));
	}

	/** @return frames dropped for whatever reason */
	public long droppedFrames() {
		return dropped.values().stream().mapToLong(Long::longValue).sum();
	}

	/** @return whether no frame is unaccounted for */
	public boolean addUp() {
		return inFrames + copiedFrames == outFrames + droppedFrames() + queuedFrames;
	}
}
