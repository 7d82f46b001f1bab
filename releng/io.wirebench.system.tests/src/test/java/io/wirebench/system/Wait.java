package io.wirebench.system;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions. */
final class Wait {

	private static final long POLL_NANOS = 20_000_000;

	private Wait() {
	}

	/**
	 * @param what what is waited for, and more, for the message; asked when it did not come
	 * @throws AssertionError if it does not come in time
	 */
	static void until(Duration patience, BooleanSupplier condition, Supplier<String> what) {
		long end = System.nanoTime() + patience.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end)
				throw new AssertionError("not within " + patience.toMillis() + " ms: " + what.get());
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

	/** Lets time pass that a test has chosen, e.g. at random. */
	static void pass(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		for (long left; (left = end - System.nanoTime()) > 0;)
			LockSupport.parkNanos(left);
	}
}
