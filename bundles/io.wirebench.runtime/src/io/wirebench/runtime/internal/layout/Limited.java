package io.wirebench.runtime.internal.layout;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls code of others, which may not come back: then its thread was abandoned, and whoever waits for it goes on. */
public final class Limited {

	public static final long SECONDS = 5;

	private Limited() {
	}

	/**
	 * Calls code on a thread of its own.
	 *
	 * @throws TimeoutException if it did not come back in time
	 * @throws ExecutionException whatever it has thrown
	 */
	public static <T> T call(String thread, Callable<T> code) throws TimeoutException, ExecutionException {
		CompletableFuture<T> done = new CompletableFuture<>();
		Thread caller = Thread.ofPlatform().daemon().name(thread).start(() -> {
			try {
				done.complete(code.call());
			} catch (Throwable e) {
				done.completeExceptionally(e);
			}
		});
		try {
			return done.get(SECONDS, TimeUnit.SECONDS);
		} catch (TimeoutException e) {
			caller.interrupt(); // One that only waits comes back by that.
			throw e;
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted", e);
		}
	}
}
