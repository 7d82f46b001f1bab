package io.wirebench.linux;

import java.util.concurrent.atomic.AtomicInteger;

import io.wirebench.linux.internal.Native;

/**
 * An owned file descriptor, closed on exec. Safe for use by any thread: {@link #close()} may be called at any time and
 * more than once, and the number is given back to the kernel only when no call that {@linkplain #acquire() acquired}
 * it is still under way, so that a call never meets a descriptor that meanwhile became something else.
 *
 * @since 0.1
 */
public final class Fd implements AutoCloseable {

	private static final int CLOSED = 1 << 31;

	private final int raw;
	private final String object;
	private final AtomicInteger state = new AtomicInteger();

	private Fd(int raw, String object) {
		this.raw = raw;
		this.object = object;
	}

	/**
	 * Takes ownership of a descriptor that a call has returned.
	 *
	 * @param result the descriptor, or {@code -errno}
	 * @param call the call, for the error's text
	 * @param object what the descriptor is of, in the user's words
	 * @throws LinuxException if the result is an error
	 */
	public static Fd own(int result, String call, String object) {
		return new Fd(LinuxException.check(result, call, object), object);
	}

	/** Opens a file by its path, with the calling thread's file system view. @param flags of open(2) */
	public static Fd open(String path, int flags) {
		return own(Native.open(path, flags, 0600), "open", path);
	}

	/** @return the number. It is valid as long as this object is open; see {@link #acquire()} */
	public int raw() {
		return raw;
	}

	/** @return what this descriptor is of, for messages */
	public String object() {
		return object;
	}

	/** @return whether {@link #close()} was called */
	public boolean isClosed() {
		return (state.get() & CLOSED) != 0;
	}

	/**
	 * Keeps the number valid until {@link #release()}, even if another thread closes.
	 *
	 * @return the number
	 * @throws LinuxException EBADF if it is closed
	 */
	public int acquire() {
		for (;;) {
			int s = state.get();
			if ((s & CLOSED) != 0)
				throw new LinuxException("use", object, Errno.EBADF, "it has been closed");
			if (state.compareAndSet(s, s + 1))
				return raw;
		}
	}

	/** Ends what {@link #acquire()} began. */
	public void release() {
		if (state.decrementAndGet() == CLOSED)
			Native.close(raw);
	}

	/** @return a new descriptor of the same open file, closed on exec */
	public Fd dup() {
		int number = acquire();
		try {
			return own(Native.dup(number), "fcntl F_DUPFD_CLOEXEC", object);
		} finally {
			release();
		}
	}

	@Override
	public void close() {
		for (;;) {
			int s = state.get();
			if ((s & CLOSED) != 0)
				return;
			if (state.compareAndSet(s, s | CLOSED)) {
				if (s == 0)
					Native.close(raw);
				return;
			}
		}
	}

	@Override
	public String toString() {
		return object + " (descriptor " + raw + (isClosed() ? ", closed)" : ")");
	}
}
