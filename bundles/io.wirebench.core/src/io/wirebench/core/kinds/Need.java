package io.wirebench.core.kinds;

/** What an analyzer has to see of a link, from cheap to expensive. */
public enum Need {
	/** The link's counters. */
	COUNTERS,
	/** The headers of each frame. */
	HEADERS,
	/** Whole frames. */
	FRAMES
}
