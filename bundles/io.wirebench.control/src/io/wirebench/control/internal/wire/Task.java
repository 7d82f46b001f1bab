package io.wirebench.control.internal.wire;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The answer to a request that is worked on by another thread. A client that cancels it raises a flag, which the work looks at;
 * so the answer says what was done.
 */
public final class Task<T> extends CompletableFuture<T> {

	/** The work. */
	@FunctionalInterface
	public interface Work<T> {
		T run(Task<T> task) throws Exception;
	}

	private volatile boolean cancelled;
	private volatile Runnable onCancel;

	/** Begins work. */
	public static <T> Task<T> begin(Executor executor, Work<T> work) {
		Task<T> task = new Task<>();
		executor.execute(() -> {
			try {
				task.complete(work.run(task));
			} catch (Throwable e) {
				task.completeExceptionally(e);
			}
		});
		return task;
	}

	/** @return an answer that is known at once */
	public static <T> CompletableFuture<T> now(Work<T> work) {
		Task<T> task = new Task<>();
		try {
			task.complete(work.run(task));
		} catch (Throwable e) {
			task.completeExceptionally(e);
		}
		return task;
	}

	/** @return whether the client does not want it any more */
	public boolean cancelRequested() {
		return cancelled;
	}

	/** Calls this when the client cancels, at once if it already has. */
	public void whenCancelled(Runnable action) {
		onCancel = action;
		if (cancelled)
			action.run();
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		cancelled = true;
		Runnable action = onCancel;
		if (action != null)
			action.run();
		return false;
	}
}
