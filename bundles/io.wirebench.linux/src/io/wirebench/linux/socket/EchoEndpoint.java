package io.wirebench.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import io.wirebench.linux.Errno;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.SocketAddresses;

/**
 * A socket for echo requests (RFC 792, RFC 4443) with an identifier of its own; replies to others are filtered by the
 * kernel. See {@link NodeSocket} for threads.
 *
 * @since 0.1
 */
public final class EchoEndpoint extends NodeSocket {

	private static final AtomicInteger IDENTIFIERS = new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 16));
	private static final int HEADER_BYTES = 8;
	/** Largest payload: what an IPv4 packet of 65535 bytes leaves after both headers. */
	private static final int MAX_PAYLOAD_BYTES = 65507;

	private final boolean ipv6;
	private final int identifier;
	private final Lane sending = new Lane();
	private final Lane receiving = new Lane();
	private final MemorySegment target = Arena.ofAuto().allocate(SocketAddresses.BYTES, 8);
	private volatile long receivedNanos;

	private EchoEndpoint(Fd fd, boolean ipv6, int identifier) {
		super(fd);
		this.ipv6 = ipv6;
		this.identifier = identifier;
	}

	/** Opens one in the calling thread's namespace. */
	static EchoEndpoint open(boolean ipv6) {
		int identifier = IDENTIFIERS.incrementAndGet() & 0xffff;
		var fd = open(ipv6 ? 10 : 2, 3, ipv6 ? 58 : 1, ipv6 ? "ICMPv6 echo socket" : "ICMP echo socket");
		try {
			filter(fd, ipv6, identifier);
			option(fd, "SO_TIMESTAMPNS", Native.SOL_SOCKET, 35, 1);
			return new EchoEndpoint(fd, ipv6, identifier);
		} catch (RuntimeException e) {
			fd.close();
			throw e;
		}
	}

	/** A classic filter: an echo reply with our identifier. IPv4 sockets see the IP header first, IPv6 ones do not. */
	private static void filter(Fd fd, boolean ipv6, int identifier) {
		long[][] program = {
				ipv6 ? new long[]{0x01, 0, 0, 0} : new long[]{0xb1, 0, 0, 0}, // X = length of the IP header
				{0x50, 0, 0, 0}, // A = type
				{0x15, 0, 3, ipv6 ? 129 : 0}, // echo reply?
				{0x48, 0, 0, 4}, // A = identifier
				{0x15, 0, 1, identifier}, // ours?
				{0x06, 0, 0, 0xffffffffL}, // take it
				{0x06, 0, 0, 0}};
		try (var arena = Arena.ofConfined()) {
			var code = arena.allocate(program.length * 8L, 8);
			for (int n = 0; n < program.length; n++) {
				code.set(Native.SHORT, n * 8L, (short) program[n][0]);
				code.set(Native.BYTE, n * 8L + 2, (byte) program[n][1]);
				code.set(Native.BYTE, n * 8L + 3, (byte) program[n][2]);
				code.set(Native.INT, n * 8L + 4, (int) program[n][3]);
			}
			var header = arena.allocate(16, 8);
			header.set(Native.SHORT, 0, (short) program.length);
			header.set(Native.LONG, 8, code.address());
			LinuxException.check(Native.setsockopt(fd.raw(), Native.SOL_SOCKET, 26, header, 16),
					"setsockopt SO_ATTACH_FILTER", fd.object());
		}
	}

	/**
	 * Sends one request.
	 *
	 * @param sequence 0..65535
	 * @param payloadBytes bytes after the eight bytes of header, 0..65507
	 */
	public void request(InetAddress address, int sequence, int payloadBytes) {
		if (payloadBytes < 0 || payloadBytes > MAX_PAYLOAD_BYTES)
			throw new IllegalArgumentException(
					"an echo request carries 0.." + MAX_PAYLOAD_BYTES + " bytes, not " + payloadBytes);
		var packet = sending.buffer;
		int length = HEADER_BYTES + payloadBytes;
		packet.set(Native.BYTE, 0, (byte) (ipv6 ? 128 : 8));
		packet.set(Native.BYTE, 1, (byte) 0);
		packet.set(Native.SHORT, 2, (short) 0);
		packet.set(Native.SHORT, 4, Short.reverseBytes((short) identifier));
		packet.set(Native.SHORT, 6, Short.reverseBytes((short) sequence));
		for (int n = HEADER_BYTES; n < length; n++)
			packet.set(Native.BYTE, n, (byte) n);
		if (!ipv6) // the kernel fills in that of ICMPv6
			packet.set(Native.SHORT, 2, checksum(packet, length));
		int number = fd.acquire();
		try {
			int addressLength = SocketAddresses.write(target, address, 0);
			long sent = Native.sendto(number, packet, length, Native.MSG_DONTWAIT | Native.MSG_NOSIGNAL, target,
					addressLength);
			// No room now counts as lost on the way, as it would be anywhere else.
			if (sent != -Errno.EAGAIN && sent != -Errno.ENOBUFS)
				LinuxException.check(sent, "sendto", fd.object() + " to " + address.getHostAddress());
		} finally {
			fd.release();
		}
	}

	/** RFC 1071, in the byte order of memory, which the sum does not depend on. */
	private static short checksum(MemorySegment packet, int length) {
		long sum = 0;
		for (int n = 0; n + 1 < length; n += 2)
			sum += packet.get(Native.SHORT, n) & 0xffff;
		if ((length & 1) != 0)
			sum += packet.get(Native.BYTE, length - 1L) & 0xff;
		while (sum >>> 16 != 0)
			sum = (sum & 0xffff) + (sum >>> 16);
		return (short) ~sum;
	}

	/**
	 * Waits for a reply to a request of this socket.
	 *
	 * @return its sequence number (0..65535), or -1 if none came in time
	 */
	public int reply(long timeoutNanos) {
		long deadline = deadline(timeoutNanos);
		int number = fd.acquire();
		try {
			while (true) {
				long got = receiving.receive(number);
				if (got >= 0) {
					int at = ipv6 ? 0 : (receiving.buffer.get(Native.BYTE, 0) & 15) * 4;
					if (got < at + HEADER_BYTES)
						continue;
					receivedNanos = receiving.stamp();
					return Short.reverseBytes(receiving.buffer.get(Native.SHORT, at + 6)) & 0xffff;
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

	/** @return when the kernel received the reply last returned, in nanoseconds of {@link System#nanoTime()} */
	public long receivedNanos() {
		return receivedNanos;
	}
}
