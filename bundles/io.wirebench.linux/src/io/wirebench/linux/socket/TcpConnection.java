package io.wirebench.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

import io.wirebench.linux.Errno;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.SocketAddresses;

/**
 * A connected TCP socket (tcp(7)). See {@link NodeSocket} for threads. Buffers are copied once, through off-heap memory
 * of the socket.
 *
 * @since 0.1
 */
public final class TcpConnection extends NodeSocket {

	private static final int IPPROTO_TCP = 6;
	private static final int TCP_INFO_BYTES = 240;

	private final Lane sending = new Lane();
	private final Lane receiving = new Lane();

	/** 0 for no clamp. */
	private final int clampBytes;
	private int receives;

	TcpConnection(Fd fd, TcpSettings settings) {
		super(fd);
		clampBytes = clamp(settings);
	}

	private static int clamp(TcpSettings settings) {
		return (int) Math.min(Integer.MAX_VALUE / 4, settings.windowClampBytes());
	}

	static TcpConnection connect(Fd fd, TcpSettings settings, InetAddress address, int port, long timeoutNanos) {
		var connection = new TcpConnection(fd, settings);
		int number = fd.raw();
		try (var arena = Arena.ofConfined()) {
			var target = arena.allocate(SocketAddresses.BYTES, 8);
			int length = SocketAddresses.write(target, address, port);
			int e = Native.connect(number, target, length);
			if (e == -Errno.EINPROGRESS) {
				if (!connection.await(connection.sending, number, Native.POLLOUT, deadline(timeoutNanos)))
					throw new LinuxException("connect", fd.object(), Errno.ETIMEDOUT,
							"no answer within " + timeoutNanos / 1_000_000 + " ms");
				e = -pendingError(number);
			}
			LinuxException.check(e, "connect", fd.object());
			return connection;
		} catch (RuntimeException e) {
			connection.close();
			throw e;
		}
	}

	static void apply(Fd fd, TcpSettings settings) {
		if (!settings.congestionControl().isEmpty()) {
			try (var arena = Arena.ofConfined()) {
				var name = arena.allocateFrom(settings.congestionControl(), StandardCharsets.US_ASCII);
				int e = Native.setsockopt(fd.raw(), IPPROTO_TCP, 13, name, (int) name.byteSize() - 1);
				if (e < 0)
					throw new LinuxException("setsockopt TCP_CONGESTION " + settings.congestionControl(), fd.object(),
							-e, "net.ipv4.tcp_available_congestion_control lists what this kernel has loaded");
			}
		}
		int clamp = clamp(settings);
		if (clamp > 0) {
			// A buffer of a size of its own ends the kernel's automatic tuning, which would raise the clamp again.
			if (Native.setsockopt(fd.raw(), Native.SOL_SOCKET, 33, 2 * clamp) < 0)
				option(fd, "SO_RCVBUF", Native.SOL_SOCKET, 8, 2 * clamp);
			option(fd, "TCP_WINDOW_CLAMP", IPPROTO_TCP, 10, clamp);
		}
		if (settings.noDelay())
			option(fd, "TCP_NODELAY", IPPROTO_TCP, 1, 1);
	}

	/**
	 * Sends, waiting until at least one byte was taken.
	 *
	 * @return the number of bytes taken, or 0 if the time ran out
	 * @throws LinuxException e.g. ECONNRESET, EPIPE, or EBADF if it was closed
	 */
	public int send(byte[] bytes, int offset, int length, long timeoutNanos) {
		java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
		if (length == 0)
			return 0;
		int n = Math.min(length, BUFFER_BYTES);
		MemorySegment.copy(bytes, offset, sending.buffer, ValueLayout.JAVA_BYTE, 0, n);
		long deadline = deadline(timeoutNanos);
		int number = fd.acquire();
		try {
			while (true) {
				long sent = Native.send(number, sending.buffer, n, Native.MSG_DONTWAIT | Native.MSG_NOSIGNAL);
				if (sent > 0)
					return (int) sent;
				if (sent != -Errno.EAGAIN && sent != -Errno.EINTR)
					throw new LinuxException("send", fd.object(), (int) -sent);
				if (!await(sending, number, Native.POLLOUT, deadline))
					return 0;
			}
		} finally {
			fd.release();
		}
	}

	/**
	 * Receives, waiting until at least one byte has come.
	 *
	 * @return the number of bytes, 0 if the time ran out, -1 at the end of the stream
	 * @throws LinuxException e.g. ECONNRESET, or EBADF if it was closed
	 */
	public int receive(byte[] bytes, int offset, int length, long timeoutNanos) {
		java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
		if (length == 0)
			return 0;
		long deadline = deadline(timeoutNanos);
		int number = fd.acquire();
		try {
			// Since 6.6 the kernel raises the clamp when it learns how much of its memory is payload (tcp_measure_rcv_mss).
			if (clampBytes > 0 && (receives++ & 15) == 0)
				option(fd, "TCP_WINDOW_CLAMP", IPPROTO_TCP, 10, clampBytes);
			while (true) {
				long got = Native.recv(number, receiving.buffer, Math.min(length, BUFFER_BYTES), Native.MSG_DONTWAIT);
				if (got >= 0) {
					MemorySegment.copy(receiving.buffer, ValueLayout.JAVA_BYTE, 0, bytes, offset, (int) got);
					return got == 0 ? -1 : (int) got;
				}
				if (got != -Errno.EAGAIN && got != -Errno.EINTR)
					throw new LinuxException("recv", fd.object(), (int) -got);
				if (!await(receiving, number, Native.POLLIN, deadline))
					return 0;
			}
		} finally {
			fd.release();
		}
	}

	/** @return the kernel's figures now (TCP_INFO) */
	public TcpInfo info() {
		int number = fd.acquire();
		try (var arena = Arena.ofConfined()) {
			var info = arena.allocate(TCP_INFO_BYTES, 8);
			var length = arena.allocate(4, 4);
			length.set(Native.INT, 0, TCP_INFO_BYTES);
			LinuxException.check(Native.getsockopt(number, IPPROTO_TCP, 11, info, length), "getsockopt TCP_INFO",
					fd.object());
			return new TcpInfo(unsigned(info, 68) * 1000, unsigned(info, 148) * 1000, unsigned(info, 80),
					unsigned(info, 16), unsigned(info, 100), unsigned(info, 32), unsigned(info, 228),
					info.get(Native.LONG, 160) * 8);
		} finally {
			fd.release();
		}
	}

	private static long unsigned(MemorySegment info, long offset) {
		return info.get(Native.INT, offset) & 0xffffffffL;
	}

	/** @return the congestion control in use, e.g. {@code cubic} */
	public String congestionControl() {
		int number = fd.acquire();
		try (var arena = Arena.ofConfined()) {
			var name = arena.allocate(32);
			var length = arena.allocate(4, 4);
			length.set(Native.INT, 0, 16);
			LinuxException.check(Native.getsockopt(number, IPPROTO_TCP, 13, name, length),
					"getsockopt TCP_CONGESTION", fd.object());
			return name.getString(0);
		} finally {
			fd.release();
		}
	}

	/** Ends the sending direction, so that the other side reads the end of the stream. */
	public void shutdownOutput() {
		int number = fd.acquire();
		try {
			LinuxException.check(Native.shutdown(number, 1), "shutdown", fd.object());
		} finally {
			fd.release();
		}
	}

	/** With data still unacknowledged the connection is reset: it would keep its namespace alive for minutes. */
	@Override
	void beforeClose(int number) {
		try (var arena = Arena.ofConfined()) {
			var room = arena.allocate(8, 8);
			if (Native.ioctl(number, 0x5411, room) == 0 && room.get(Native.INT, 0) > 0) {
				room.set(Native.INT, 0, 1);
				room.set(Native.INT, 4, 0);
				Native.setsockopt(number, Native.SOL_SOCKET, 13, room, 8);
			}
		}
	}
}
