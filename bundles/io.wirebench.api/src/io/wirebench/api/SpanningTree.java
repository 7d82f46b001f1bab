package io.wirebench.api;

/**
 * The spanning tree protocol (IEEE 802.1D) of a node that forwards links: where switches form a loop it blocks ports until
 * none is left. It is Linux's own.
 *
 * @param forwardDelayNanos how long a port listens, and then how long it learns, before it forwards; 2 s to 30 s
 * @since 0.1
 */
public record SpanningTree(long forwardDelayNanos) {

	/** The least that Linux allows. */
	public static final long LEAST_FORWARD_DELAY_NANOS = 2_000_000_000L;
	/** The most that Linux allows. */
	public static final long MOST_FORWARD_DELAY_NANOS = 30_000_000_000L;

	public SpanningTree {
		if (forwardDelayNanos < LEAST_FORWARD_DELAY_NANOS || forwardDelayNanos > MOST_FORWARD_DELAY_NANOS)
			throw new IllegalArgumentException("a forward delay is 2 s to 30 s, not " + forwardDelayNanos + " ns");
	}
}
