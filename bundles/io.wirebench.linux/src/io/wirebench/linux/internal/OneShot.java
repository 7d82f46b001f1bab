package io.wirebench.linux.internal;

import java.util.concurrent.Callable;

import io.wirebench.linux.Errno;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;

/**
 * Runs work on a platform thread that lives for this work only. unshare and setns change one thread, and every thread
 * later started from it: so never a pooled and never a virtual thread.
 */
public final class OneShot {

	private OneShot() {
	}

	/**
	 * Runs and waits. An interrupt of the waiting thread does not end the work; it stays pending.
	 *
	 * @throws RuntimeException what the work threw
	 */
	public static <T> T run(String name, Callable<T> work) {
		Native.prepare();
		var result = new Object[1];
		var failure = new Throwable[1];
		var thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> {
			try {
				result[0] = work.call();
			} catch (Throwable t) {
				failure[0] = t;
			}
		});
		thread.start();
		boolean interrupted = false;
		while (true) {
			try {
				thread.join();
				break;
			} catch (InterruptedException e) {
				interrupted = true;
			}
		}
		if (interrupted)
			Thread.currentThread().interrupt();
		switch (failure[0]) {
			case null -> {
				@SuppressWarnings("unchecked")
				T value = (T) result[0];
				return value;
			}
			case RuntimeException e -> throw e;
			case Error e -> throw e;
			case Throwable e -> throw new IllegalStateException(e.getMessage(), e);
		}
	}

	/** Moves the calling one-shot thread into a namespace. @param type CLONE_NEWNET and so on */
	public static void enter(Fd fd, int type, String object) {
		int e;
		int number = fd.acquire();
		try {
			e = Native.setns(number, type);
		} finally {
			fd.release();
		}
		if (e < 0)
			throw new LinuxException("setns", object, -e, e == -Errno.EPERM
					? "this needs CAP_SYS_ADMIN over the namespace: run inside `unshare --user --map-root-user`, or as root"
					: "");
	}
}
