package io.wirebench.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a check on a thread of its own, so that code of a kind that does not return fails the check instead of hanging the build.
 * The check says by {@link #step} what it is about to call; each step has a limit.
 */
final class TimeLimit {

	/** For a call of a kind; the engine waits as long for {@code create} and {@code needs}, and less for calls with frames. */
	static final long CALL_SECONDS = 5;
	/** For many calls of an impairment, a day of the virtual clock. */
	static final long MANY_SECONDS = 60;

	private static final long LOOK_MILLIS = 20;
	private static final ThreadLocal<TimeLimit> CURRENT = new ThreadLocal<>();

	private record Step(String what, long begunNanos, long seconds) {}

	private volatile Step step;

	private TimeLimit(String what) {
		step = new Step(what, System.nanoTime(), CALL_SECONDS);
	}

	/** Says what is called next by the check that this thread runs. */
	static void step(String what) {
		step(what, CALL_SECONDS);
	}

	/** Says what is called next, and how long it may take. */
	static void step(String what, long seconds) {
		TimeLimit limit = CURRENT.get();
		if (limit != null)
			limit.step = new Step(what, System.nanoTime(), seconds);
	}

	/**
	 * Runs a check; one within another is part of it.
	 *
	 * @param what its first step
	 * @throws AssertionError if a step takes too long, saying which and where it is, or what the check throws
	 */
	static void run(String what, Runnable check) {
		call(what, () -> {
			check.run();
			return null;
		});
	}

	/** Like {@link #run}, with a result. */
	static <T> T call(String what, Callable<T> check) {
		if (CURRENT.get() != null) {
			step(what);
			try {
				return check.call();
			} catch (Exception e) {
				throw thrown(e);
			}
		}
		TimeLimit limit = new TimeLimit(what);
		CompletableFuture<T> done = new CompletableFuture<>();
		Thread thread = Thread.ofPlatform().daemon().name("kind under test").unstarted(() -> {
			CURRENT.set(limit);
			try {
				done.complete(check.call());
			} catch (Throwable e) {
				done.completeExceptionally(e);
			}
		});
		thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
		thread.start();
		while (true)
			try {
				return done.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
			} catch (TimeoutException e) {
				Step now = limit.step;
				if (System.nanoTime() - now.begunNanos > TimeUnit.SECONDS.toNanos(now.seconds))
					throw late(now, thread);
			} catch (ExecutionException e) {
				throw thrown(e.getCause());
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
				thread.interrupt();
				throw new AssertionError("interrupted", e);
			}
	}

	private static AssertionError late(Step step, Thread thread) {
		StackTraceElement[] where = thread.getStackTrace();
		AssertionError late = new AssertionError(step.what + " did not return within " + step.seconds + " s"
				+ (where.length == 0 ? "" : "; it is in " + own(where))
				+ ". The engine refuses or disables a kind that does not return; do long work in a process of the node, or not at all");
		late.setStackTrace(where);
		thread.interrupt();
		return late;
	}

	/** @return the innermost place that is not Java's own */
	private static StackTraceElement own(StackTraceElement[] where) {
		for (StackTraceElement element : where)
			if (element.getModuleName() == null || !element.getModuleName().startsWith("java."))
				return element;
		return where[0];
	}

	private static RuntimeException thrown(Throwable e) {
		if (e instanceof RuntimeException unchecked)
			return unchecked;
		throw e instanceof AssertionError failed ? failed : new AssertionError("it throws " + e, e);
	}
}
