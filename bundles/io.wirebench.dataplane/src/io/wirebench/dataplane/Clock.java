package io.wirebench.dataplane;

/** A monotonic clock. Passed in wherever time matters, so that a test can replace it by a virtual one. */
@FunctionalInterface
public interface Clock {

	/** The system's monotonic clock. Safe for use by any thread. */
	Clock SYSTEM = System::nanoTime;

	/** @return the time in nanoseconds since an arbitrary but fixed zero; never goes back */
	long nanos();
}
