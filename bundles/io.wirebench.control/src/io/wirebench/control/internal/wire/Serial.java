package io.wirebench.control.internal.wire;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Does one thing after the other, in the order in which they come, on the threads of another executor. Safe for use by any thread. */
public final class Serial implements Executor {

	private final Executor threads;
	/** The first one is under way. */
	private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

	public Serial(Executor threads) {
		this.threads = threads;
	}

	@Override
	public void execute(Runnable task) {
		synchronized (tasks) {
			tasks.add(task);
			if (tasks.size() > 1)
				return;
		}
		threads.execute(this::work);
	}

	private void work() {
		while (true) {
			Runnable next;
			synchronized (tasks) {
				next = tasks.element();
			}
			try {
				next.run();
			} catch (RuntimeException | Error e) {
				// What comes after it has nothing to do with that.
				Thread thread = Thread.currentThread();
				thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
			}
			synchronized (tasks) {
				tasks.remove();
				if (tasks.isEmpty())
					return;
			}
		}
	}
}
