package io.wirebench.linux.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** struct sockaddr_in and sockaddr_in6. */
public final class SocketAddresses {

	/** Room for either. */
	public static final int BYTES = 28;

	private SocketAddresses() {
	}

	public static int family(InetAddress address) {
		return address instanceof Inet4Address ? 2 : 10;
	}

	/** Writes an address. @return its length in bytes */
	public static int write(MemorySegment room, InetAddress address, int port) {
		room.asSlice(0, BYTES).fill((byte) 0);
		var bytes = address.getAddress();
		boolean v4 = bytes.length == 4;
		room.set(Native.SHORT, 0, (short) (v4 ? 2 : 10));
		room.set(Native.SHORT, 2, Short.reverseBytes((short) port));
		MemorySegment.copy(bytes, 0, room, ValueLayout.JAVA_BYTE, v4 ? 4 : 8, bytes.length);
		if (address instanceof Inet6Address v6)
			room.set(Native.INT, 24, v6.getScopeId());
		return v4 ? 16 : BYTES;
	}

	/** Writes the wildcard address. @return its length in bytes */
	public static int writeAny(MemorySegment room, boolean ipv6, int port) {
		room.asSlice(0, BYTES).fill((byte) 0);
		room.set(Native.SHORT, 0, (short) (ipv6 ? 10 : 2));
		room.set(Native.SHORT, 2, Short.reverseBytes((short) port));
		return ipv6 ? BYTES : 16;
	}

	public static int port(MemorySegment room) {
		return Short.reverseBytes(room.get(Native.SHORT, 2)) & 0xffff;
	}
}
