package io.wirebench.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import io.wirebench.linux.internal.Native;

/**
 * Waits for many descriptors (epoll(7)) with a timeout in nanoseconds. {@link #await(long)} and the methods that read
 * its result belong to one thread and allocate nothing; {@link #add}, {@link #modify} and {@link #remove} may be called
 * by any thread.
 *
 * @since 0.1
 */
public final class Epoll implements AutoCloseable {

	/** Something can be read. */
	public static final int IN = 1;
	/** There is room to write. */
	public static final int OUT = 4;
	/** An error is pending; always reported. */
	public static final int ERROR = 8;
	/** The other end is gone; always reported. */
	public static final int HANGUP = 16;
	/** Report changes only, not states (EPOLLET). */
	public static final int EDGE_TRIGGERED = 1 << 31;

	/** On x86 the kernel's structure is packed. */
	private static final int EVENT_BYTES = System.getProperty("os.arch").equals("amd64") ? 12 : 16;
	private static final int TOKEN_OFFSET = EVENT_BYTES - 8;

	private final Fd fd;
	private final int capacity;
	private final MemorySegment events;
	private final MemorySegment timespec;

	/** @param capacity how many descriptors one wait can report, at least 1 */
	public Epoll(int capacity) {
		if (capacity < 1)
			throw new IllegalArgumentException("an epoll needs room for at least one event, not " + capacity);
		this.capacity = capacity;
		fd = Fd.own(Native.epollCreate(), "epoll_create1", "epoll");
		events = Arena.ofAuto().allocate((long) capacity * EVENT_BYTES, 8);
		timespec = Arena.ofAuto().allocate(16, 8);
	}

	/**
	 * Begins to watch a descriptor.
	 *
	 * @param watched the descriptor
	 * @param interest {@link #IN}, {@link #OUT}, {@link #EDGE_TRIGGERED}, combined
	 * @param token what {@link #token(int)} will say
	 * @throws LinuxException if the kernel refuses, e.g. EEXIST
	 */
	public void add(Fd watched, int interest, long token) {
		control(1, "epoll_ctl EPOLL_CTL_ADD", watched, interest, token);
	}

	/** Changes what is watched. */
	public void modify(Fd watched, int interest, long token) {
		control(3, "epoll_ctl EPOLL_CTL_MOD", watched, interest, token);
	}

	/** Ends watching. A descriptor must be removed before it is closed. */
	public void remove(Fd watched) {
		control(2, "epoll_ctl EPOLL_CTL_DEL", watched, 0, 0);
	}

	private void control(int operation, String call, Fd watched, int interest, long token) {
		try (var arena = Arena.ofConfined()) {
			var event = arena.allocate(16, 8);
			event.set(Native.INT, 0, interest);
			event.set(Native.LONG, TOKEN_OFFSET, token);
			LinuxException.check(Native.epollCtl(fd.raw(), operation, watched.raw(), event), call, watched.object());
		}
	}

	/**
	 * Waits. An interrupting signal counts as a timeout.
	 *
	 * @param timeoutNanos how long; 0 to look only; negative to wait without end
	 * @return how many descriptors are ready
	 */
	public int await(long timeoutNanos) {
		int n = Native.epollWait(fd.raw(), events, capacity, timespec, timeoutNanos);
		if (n >= 0)
			return n;
		if (n == -Errno.EINTR)
			return 0;
		throw new LinuxException("epoll_pwait2", fd.object(), -n);
	}

	/** @return the token of the n-th ready descriptor of the last wait */
	public long token(int n) {
		return events.get(Native.LONG, (long) n * EVENT_BYTES + TOKEN_OFFSET);
	}

	/** @return what is ready there: {@link #IN}, {@link #OUT}, {@link #ERROR}, {@link #HANGUP}, combined */
	public int ready(int n) {
		return events.get(Native.INT, (long) n * EVENT_BYTES);
	}

	/** Ends it. No thread may be waiting; wake it first, e.g. by an {@link EventFd}. */
	@Override
	public void close() {
		fd.close();
	}
}
