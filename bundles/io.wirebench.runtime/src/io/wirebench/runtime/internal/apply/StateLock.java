package io.wirebench.runtime.internal.apply;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The lock on what is noted of a lab. It is held while the kernel is asked, which takes microseconds, and let go of while
 * code of a kind or a process is waited for: samples go on meanwhile. That no two edits meet is the business of another lock.
 */
public final class StateLock {

	private final ReentrantLock lock = new ReentrantLock();

	/** Does something under the lock. */
	public <T> T held(Supplier<T> work) {
		lock.lock();
		try {
			return work.get();
		} finally {
			lock.unlock();
		}
	}

	/** Does something under the lock. */
	public void held(Runnable work) {
		held(() -> {
			work.run();
			return null;
		});
	}

	/** Lets go of the lock, as often as this thread holds it, while something is waited for. */
	public <T> T released(Supplier<T> wait) {
		int depth = lock.getHoldCount();
		for (int i = 0; i < depth; i++)
			lock.unlock();
		try {
			return wait.get();
		} finally {
			for (int i = 0; i < depth; i++)
				lock.lock();
		}
	}
}
