package io.wirebench.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import io.wirebench.linux.internal.Native;

/**
 * A counter that wakes whoever polls it (eventfd(2)). {@link #signal()} may be called by any thread;
 * {@link #clear()} by the one thread that waits.
 *
 * @since 0.1
 */
public final class EventFd implements AutoCloseable {

	private static final MemorySegment ONE = Arena.global().allocate(8, 8);

	static {
		ONE.set(ValueLayout.JAVA_LONG, 0, 1);
	}

	private final Fd fd;
	private final MemorySegment room = Arena.ofAuto().allocate(8, 8);

	/** @param object what it wakes, for messages */
	public EventFd(String object) {
		fd = Fd.own(Native.eventfd(0, Native.O_CLOEXEC | Native.O_NONBLOCK), "eventfd", object);
	}

	/** @return its descriptor, to be polled for input */
	public Fd fd() {
		return fd;
	}

	/** Wakes the waiting thread now, or when it next waits. Does nothing once closed. */
	public void signal() {
		if (fd.isClosed())
			return;
		int number;
		try {
			number = fd.acquire();
		} catch (LinuxException closedMeanwhile) {
			return;
		}
		try {
			Native.write(number, ONE, 8);
		} finally {
			fd.release();
		}
	}

	/** Takes all signals that have come. @return whether there were any */
	public boolean clear() {
		int number = fd.acquire();
		try {
			return Native.read(number, room, 8) == 8;
		} finally {
			fd.release();
		}
	}

	@Override
	public void close() {
		fd.close();
	}
}
