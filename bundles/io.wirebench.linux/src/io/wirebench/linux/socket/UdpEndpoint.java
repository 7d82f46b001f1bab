package io.wirebench.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;

import io.wirebench.linux.Errno;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.SocketAddresses;

/**
 * A UDP socket (udp(7)). See {@link NodeSocket} for threads.
 *
 * @since 0.1
 */
public final class UdpEndpoint extends NodeSocket {

	private final Lane sending = new Lane();
	private final Lane receiving = new Lane();
	private volatile long receivedNanos;

	UdpEndpoint(Fd fd) {
		super(fd);
		option(fd, "SO_TIMESTAMPNS", Native.SOL_SOCKET, 35, 1);
	}

	/** Fixes the peer: what is sent goes there, and only what it sends is received. */
	public void connect(InetAddress address, int port) {
		int number = fd.acquire();
		try (var arena = Arena.ofConfined()) {
			var target = arena.allocate(SocketAddresses.BYTES, 8);
			int length = SocketAddresses.write(target, address, port);
			LinuxException.check(Native.connect(number, target, length), "connect",
					fd.object() + " to " + address.getHostAddress() + " port " + port);
		} finally {
			fd.release();
		}
	}

	/** Asks for a receive buffer of at least so many bytes, by force where allowed. @return what the kernel gave */
	public int receiveBuffer(int bytes) {
		int number = fd.acquire();
		try (var arena = Arena.ofConfined()) {
			// The kernel doubles what is asked, for its own bookkeeping, and reports the double.
			if (Native.setsockopt(number, Native.SOL_SOCKET, 33, bytes) < 0)
				option(fd, "SO_RCVBUF", Native.SOL_SOCKET, 8, bytes);
			var value = arena.allocate(8, 4);
			value.set(Native.INT, 4, 4);
			LinuxException.check(Native.getsockopt(number, Native.SOL_SOCKET, 8, value, value.asSlice(4)),
					"getsockopt SO_RCVBUF", fd.object());
			return value.get(Native.INT, 0) / 2;
		} finally {
			fd.release();
		}
	}

	/**
	 * Sends one datagram to the connected peer.
	 *
	 * @return false if the kernel had no room and dropped it
	 * @throws LinuxException e.g. ECONNREFUSED if an earlier one found no listener, EMSGSIZE
	 */
	public boolean send(byte[] bytes, int offset, int length) {
		java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
		if (length > BUFFER_BYTES)
			throw new LinuxException("send", fd.object(), Errno.EMSGSIZE, length + " bytes do not fit a datagram");
		MemorySegment.copy(bytes, offset, sending.buffer, ValueLayout.JAVA_BYTE, 0, length);
		int number = fd.acquire();
		try {
			long sent = Native.send(number, sending.buffer, length, Native.MSG_DONTWAIT | Native.MSG_NOSIGNAL);
			if (sent == -Errno.EAGAIN || sent == -Errno.ENOBUFS)
				return false;
			LinuxException.check(sent, "send", fd.object());
			return true;
		} finally {
			fd.release();
		}
	}

	/**
	 * Receives one datagram; what does not fit is cut.
	 *
	 * @return its length in bytes, as far as it fits, or -1 if none came in time
	 */
	public int receive(byte[] bytes, int offset, int length, long timeoutNanos) {
		java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
		long deadline = deadline(timeoutNanos);
		int number = fd.acquire();
		try {
			while (true) {
				long got = receiving.receive(number);
				if (got >= 0) {
					int n = (int) Math.min(got, length);
					MemorySegment.copy(receiving.buffer, ValueLayout.JAVA_BYTE, 0, bytes, offset, n);
					receivedNanos = receiving.stamp();
					return n;
				}
				if (got != -Errno.EAGAIN && got != -Errno.EINTR)
					throw new LinuxException("recvmsg", fd.object(), (int) -got);
				if (!await(receiving, number, Native.POLLIN, deadline))
					return -1;
			}
		} finally {
			fd.release();
		}
	}

	/** @return when the kernel received the datagram last returned, in nanoseconds of {@link System#nanoTime()} */
	public long receivedNanos() {
		return receivedNanos;
	}
}
