package io.wirebench.runtime.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Opens and closes packet rings, many at a time. For each the kernel waits several times until no processor uses what was
 * before (synchronize_net in net/packet/af_packet.c), some 10 ms each; those that wait together wait as long as one. What is
 * closed belongs to a lab, which waits for it when it ends. Safe for use by any thread.
 */
public final class RingWork {

	private static final int THREADS = 128;
	private static final ThreadPoolExecutor POOL = pool();

	private int closing;

	private static ThreadPoolExecutor pool() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				Thread.ofPlatform().daemon().name("wirebench rings ", 1).factory());
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	/** What is opened. */
	public interface Opened extends AutoCloseable {
		@Override
		void close();
	}

	/**
	 * Opens several at a time.
	 *
	 * @return what was opened, in the order asked for
	 * @throws RuntimeException or Error of the first that failed; then all others are closed again
	 */
	public static <T extends Opened> List<T> open(List<Callable<T>> asked) {
		List<Future<T>> futures = asked.stream().map(POOL::submit).toList();
		List<T> opened = new ArrayList<>();
		Throwable failure = null;
		boolean interrupted = false;
		for (Future<T> future : futures)
			for (boolean done = false; !done;)
				try {
					opened.add(future.get());
					done = true;
				} catch (ExecutionException e) {
					if (failure == null)
						failure = e.getCause();
					else
						failure.addSuppressed(e.getCause());
					done = true;
				} catch (InterruptedException e) {
					interrupted = true; // The kernel answers in any case; what it opened must not be lost.
				}
		if (interrupted)
			Thread.currentThread().interrupt();
		if (failure == null)
			return opened;
		opened.forEach(Opened::close);
		switch (failure) {
			case RuntimeException e -> throw e;
			case Error e -> throw e;
			default -> throw new IllegalStateException(failure);
		}
	}

	/** Closes something by another thread; the caller, which may be that of a worker, goes on at once. */
	public void close(Runnable work) {
		synchronized (this) {
			closing++;
		}
		POOL.execute(() -> {
			try {
				work.run();
			} catch (RuntimeException e) {
				System.getLogger("io.wirebench.runtime").log(System.Logger.Level.WARNING, "a packet ring could not be closed", e);
			} finally {
				synchronized (this) {
					closing--;
					notifyAll();
				}
			}
		});
	}

	/** Waits until all that was given to {@link #close} is closed, which the kernel does without end only if it hangs itself. */
	public synchronized void awaitClosed() {
		boolean interrupted = false;
		while (closing > 0)
			try {
				wait();
			} catch (InterruptedException e) {
				interrupted = true;
			}
		if (interrupted)
			Thread.currentThread().interrupt();
	}
}
