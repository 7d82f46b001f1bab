package io.wirebench.testkit;

import io.wirebench.dataplane.Clock;

/** A clock that only a test moves. For one thread. */
public final class VirtualClock implements Clock {

	private long nanos;

	/** @param nanos where it begins */
	public VirtualClock(long nanos) {
		this.nanos = nanos;
	}

	@Override
	public long nanos() {
		return nanos;
	}

	/**
	 * Moves it.
	 *
	 * @param more nanoseconds
	 * @throws IllegalArgumentException if that is back
	 */
	public void advance(long more) {
		if (more < 0)
			throw new IllegalArgumentException("time does not go back by " + -more + " ns");
		nanos += more;
	}
}
