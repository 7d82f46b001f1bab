package io.wirebench.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wirebench.linux.Errno;
import io.wirebench.linux.EventFd;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.SocketAddresses;

/**
 * What the sockets have in common: they are born in a namespace and may be used by any thread, one sending while
 * another receives; closing by any thread wakes those that wait, with a {@link LinuxException} EBADF.
 *
 * @since 0.1
 */
public abstract sealed class NodeSocket implements AutoCloseable
		permits TcpConnection, TcpServer, UdpEndpoint, EchoEndpoint {

	static final int BUFFER_BYTES = 1 << 16;

	final Fd fd;
	private final EventFd wake;
	private final AtomicBoolean closed = new AtomicBoolean();

	NodeSocket(Fd fd) {
		this.fd = fd;
		wake = new EventFd(fd.object());
	}

	/** Off-heap memory of one direction: a buffer, what poll(2) needs, and structures of a message. */
	static final class Lane {

		final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, 8);
		final MemorySegment polled = Arena.ofAuto().allocate(16, 8);
		/** msghdr at 0, iovec at 64, control messages at 128. */
		final MemorySegment message = Arena.ofAuto().allocate(256, 8);

		Lane() {
			message.set(Native.LONG, 16, message.address() + 64);
			message.set(Native.LONG, 24, 1);
			message.set(Native.LONG, 32, message.address() + 128);
			message.set(Native.LONG, 64, buffer.address());
			message.set(Native.LONG, 72, BUFFER_BYTES);
		}

		/** Receives one datagram with its control messages. */
		long receive(int number) {
			message.set(Native.LONG, 40, 128);
			message.set(Native.INT, 48, 0);
			return Native.recvmsg(number, message, Native.MSG_DONTWAIT);
		}

		/** @return the kernel's stamp (SCM_TIMESTAMPNS) in nanoseconds of System.nanoTime, or now if it gave none */
		long stamp() {
			long length = message.get(Native.LONG, 40);
			for (long at = 128; at + 16 <= 128 + length;) {
				long size = message.get(Native.LONG, at);
				if (size < 16)
					break;
				if (message.get(Native.INT, at + 8) == Native.SOL_SOCKET && message.get(Native.INT, at + 12) == 35)
					return message.get(Native.LONG, at + 16) * 1_000_000_000L + message.get(Native.LONG, at + 24)
							+ io.wirebench.linux.SystemClock.realtimeToNanoTime();
				at += (size + 7) & ~7;
			}
			return System.nanoTime();
		}
	}

	/** Opens a non-blocking socket in the calling thread's namespace. */
	static Fd open(int family, int type, int protocol, String object) {
		int result = Native.socket(family, type | Native.O_NONBLOCK, protocol);
		if (result == -Errno.EPERM)
			throw new LinuxException("socket", object, Errno.EPERM, "this needs CAP_NET_RAW over the namespace");
		return Fd.own(result, "socket", object);
	}

	static void option(Fd fd, String name, int level, int option, int value) {
		LinuxException.check(Native.setsockopt(fd.raw(), level, option, value), "setsockopt " + name, fd.object());
	}

	static void bindAny(Fd fd, boolean ipv6, int port) {
		try (var arena = Arena.ofConfined()) {
			var address = arena.allocate(SocketAddresses.BYTES, 8);
			int length = SocketAddresses.writeAny(address, ipv6, port);
			LinuxException.check(Native.bind(fd.raw(), address, length), "bind", fd.object());
		}
	}

	/** @return the local port */
	public int port() {
		try (var arena = Arena.ofConfined()) {
			var address = arena.allocate(SocketAddresses.BYTES, 8);
			var length = arena.allocate(4, 4);
			length.set(Native.INT, 0, SocketAddresses.BYTES);
			int number = fd.acquire();
			try {
				LinuxException.check(Native.getsockname(number, address, length), "getsockname", fd.object());
			} finally {
				fd.release();
			}
			return SocketAddresses.port(address);
		}
	}

	/** Waits until the socket is ready. @return false if the time ran out */
	final boolean await(Lane lane, int number, short interest, long deadline) {
		int waker = wake.fd().acquire();
		try {
			while (true) {
				lane.polled.set(Native.INT, 0, number);
				lane.polled.set(Native.INT, 4, interest);
				lane.polled.set(Native.INT, 8, waker);
				lane.polled.set(Native.INT, 12, Native.POLLIN);
				long left = deadline - System.nanoTime();
				if (left <= 0)
					return false;
				int ready = Native.poll(lane.polled, 2, left);
				if (closed.get())
					throw new LinuxException("ppoll", fd.object(), Errno.EBADF, "it has been closed");
				if (ready > 0)
					return true;
				if (ready < 0 && ready != -Errno.EINTR)
					throw new LinuxException("ppoll", fd.object(), -ready);
			}
		} finally {
			wake.fd().release();
		}
	}

	static long deadline(long timeoutNanos) {
		// Half the clock's range stands for "without end", so that the subtraction cannot overflow.
		return System.nanoTime() + Math.clamp(timeoutNanos, 0, Long.MAX_VALUE / 2);
	}

	/** The pending error of the socket (SO_ERROR), positive, or 0. */
	static int pendingError(int number) {
		try (var arena = Arena.ofConfined()) {
			var value = arena.allocate(8, 4);
			value.set(Native.INT, 4, 4);
			int e = Native.getsockopt(number, Native.SOL_SOCKET, 4, value, value.asSlice(4));
			return e < 0 ? -e : value.get(Native.INT, 0);
		}
	}

	/** Called once, before the descriptor is closed. */
	void beforeClose(int number) {
	}

	@Override
	public final void close() {
		if (!closed.compareAndSet(false, true))
			return;
		int number = fd.acquire();
		try {
			beforeClose(number);
		} finally {
			fd.release();
		}
		wake.signal();
		fd.close();
		wake.close();
	}
}
