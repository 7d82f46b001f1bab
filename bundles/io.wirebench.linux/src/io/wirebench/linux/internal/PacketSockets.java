package io.wirebench.linux.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import io.wirebench.linux.Errno;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;

/** What the packet sockets have in common (packet(7)). */
public final class PacketSockets {

	public static final int VNET_HEADER_BYTES = 10;
	public static final int ALL_PROTOCOLS = 0x0300;
	public static final int RX_RING = 5;
	public static final int STATISTICS = 6;
	public static final int VERSION = 10;
	public static final int RESERVE = 12;
	public static final int COPY_THRESHOLD = 7;
	public static final int VNET_HEADER = 15;
	public static final int FANOUT = 18;
	public static final int FANOUT_DATA = 22;
	public static final int QDISC_BYPASS = 20;
	public static final int IGNORE_OUTGOING = 23;
	public static final int STATUS_COPY = 2;
	public static final int STATUS_LOSING = 4;
	public static final int STATUS_VLAN_VALID = 0x10;
	public static final int STATUS_VLAN_TPID_VALID = 0x40;

	private static final int SO_RCVBUF = 8;
	private static final int SO_ATTACH_FILTER = 26;
	private static final int SO_DETACH_FILTER = 27;
	private static final int SO_RCVBUFFORCE = 33;
	/** PACKET_FANOUT_CBPF: a classic program chooses the member. */
	private static final int FANOUT_BY_PROGRAM = 6;
	/** PACKET_FANOUT_FLAG_UNIQUEID */
	private static final int FANOUT_NEW_GROUP = 0x2000;
	/** PACKET_FANOUT_FLAG_IGNORE_OUTGOING */
	private static final int FANOUT_IGNORE_OUTGOING = 0x4000;
	/** BPF_RET | BPF_K */
	private static final short RETURN = 0x06;

	private PacketSockets() {
	}

	/** Opens a socket in the calling thread's namespace that does not receive until it is bound. */
	public static Fd open(String object) {
		int result = Native.socket(17, 3, 0);
		if (result < 0)
			throw new LinuxException("socket AF_PACKET", object, -result,
					result == -Errno.EPERM ? "this needs CAP_NET_RAW over the namespace" : "");
		return Fd.own(result, "socket AF_PACKET", object);
	}

	public static void option(Fd fd, String name, int option, int value) {
		LinuxException.check(Native.setsockopt(fd.raw(), Native.SOL_PACKET, option, value), "setsockopt " + name,
				fd.object());
	}

	/** @param protocol 0 to receive nothing, {@link #ALL_PROTOCOLS} for all */
	public static void bind(Fd fd, int deviceIndex, int protocol) {
		try (var arena = Arena.ofConfined()) {
			var address = arena.allocate(20, 4);
			address.set(Native.SHORT, 0, (short) 17);
			address.set(Native.SHORT, 2, (short) protocol);
			address.set(Native.INT, 4, deviceIndex);
			LinuxException.check(Native.bind(fd.raw(), address, 20), "bind AF_PACKET", fd.object());
		}
	}

	/** Makes the ring and maps it. @param request the fields of struct tpacket_req or tpacket_req3 */
	public static MemorySegment ring(Fd fd, int... request) {
		try (var arena = Arena.ofConfined()) {
			var fields = arena.allocate(request.length * 4L, 4);
			for (int n = 0; n < request.length; n++)
				fields.set(Native.INT, n * 4L, request[n]);
			LinuxException.check(
					Native.setsockopt(fd.raw(), Native.SOL_PACKET, RX_RING, fields, request.length * 4),
					"setsockopt PACKET_RX_RING", fd.object());
		}
		long bytes = (long) request[0] * request[1];
		var error = new int[1];
		var mapped = Native.mapShared(fd.raw(), bytes, error);
		if (mapped == null)
			throw new LinuxException("mmap", fd.object() + ", ring of " + bytes + " bytes", -error[0]);
		return mapped;
	}

	/** @return frames dropped for want of room since the last call; the kernel's counter begins anew */
	public static long drops(int fd) {
		try (var arena = Arena.ofConfined()) {
			var statistics = arena.allocate(16, 4);
			var length = arena.allocate(4, 4);
			length.set(Native.INT, 0, 16);
			int e = Native.getsockopt(fd, Native.SOL_PACKET, STATISTICS, statistics, length);
			return e < 0 ? 0 : statistics.get(Native.INT, 4) & 0xffffffffL;
		}
	}

	/** Lets a socket receive so many bytes of each frame: 0 for none. In place of the filter that it had. */
	public static void filter(Fd fd, int bytes) {
		program(fd, Native.SOL_SOCKET, SO_ATTACH_FILTER, "setsockopt SO_ATTACH_FILTER", bytes);
	}

	/** Lets a socket receive whole frames. */
	public static void removeFilter(Fd fd) {
		LinuxException.check(Native.setsockopt(fd.raw(), Native.SOL_SOCKET, SO_DETACH_FILTER, 0),
				"setsockopt SO_DETACH_FILTER", fd.object());
	}

	/** Chooses the member of the socket's group that receives: its index, which counts round the members. */
	public static void chooseMember(Fd fd, int index) {
		program(fd, Native.SOL_PACKET, FANOUT_DATA, "setsockopt PACKET_FANOUT_DATA", index);
	}

	/** A classic program of one instruction, which returns a number. */
	private static void program(Fd fd, int level, int option, String call, int result) {
		try (var arena = Arena.ofConfined()) {
			var instruction = arena.allocate(8, 8);
			instruction.set(Native.SHORT, 0, RETURN);
			instruction.set(Native.INT, 4, result);
			var program = arena.allocate(16, 8);
			program.set(Native.SHORT, 0, (short) 1);
			program.set(Native.LONG, 8, instruction.address());
			LinuxException.check(Native.setsockopt(fd.raw(), level, option, program, 16), call, fd.object());
		}
	}

	/**
	 * Puts a bound socket into a group of which one member receives each frame.
	 *
	 * @param group number of the group, or -1 for a new one
	 * @return the group's number
	 */
	public static int join(Fd fd, int group) {
		int mode = FANOUT_BY_PROGRAM | FANOUT_IGNORE_OUTGOING | (group < 0 ? FANOUT_NEW_GROUP : 0);
		LinuxException.check(Native.setsockopt(fd.raw(), Native.SOL_PACKET, FANOUT, Math.max(0, group) | mode << 16),
				"setsockopt PACKET_FANOUT", fd.object());
		if (group >= 0)
			return group;
		try (var arena = Arena.ofConfined()) {
			var value = arena.allocate(4, 4);
			var length = arena.allocate(4, 4);
			length.set(Native.INT, 0, 4);
			LinuxException.check(Native.getsockopt(fd.raw(), Native.SOL_PACKET, FANOUT, value, length),
					"getsockopt PACKET_FANOUT", fd.object());
			return value.get(Native.INT, 0) & 0xffff;
		}
	}

	/** Asks for room for received frames. @return whether the kernel allowed all of it: as an ordinary user it gives less */
	public static boolean receiveBuffer(Fd fd, int bytes) {
		if (Native.setsockopt(fd.raw(), Native.SOL_SOCKET, SO_RCVBUFFORCE, bytes) >= 0)
			return true;
		Native.setsockopt(fd.raw(), Native.SOL_SOCKET, SO_RCVBUF, bytes);
		return false;
	}

	/** Puts a tag that the kernel took out back in; four bytes before {@code frame} must be free. */
	public static void insertTag(MemorySegment ring, long frame, int tpid, int tci) {
		MemorySegment.copy(ring, frame, ring, frame - 4, 12);
		ring.set(Native.SHORT, frame + 8, Short.reverseBytes((short) tpid));
		ring.set(Native.SHORT, frame + 10, Short.reverseBytes((short) tci));
	}
}
