package io.wirebench.testkit;

import java.nio.ByteBuffer;

/** Makes Ethernet frames with correct checksums. Stateless. */
public final class Packets {

	private static final int ETHERNET_BYTES = 14;
	private static final int IPV4_BYTES = 20;
	private static final int IPV6_BYTES = 40;
	private static final int UDP_BYTES = 8;
	private static final int TCP_BYTES = 20;
	private static final int UDP = 17;
	private static final int TCP = 6;
	private static final byte[] FROM_MAC = {2, 0, 0, 0, 0, 1};
	private static final byte[] TO_MAC = {2, 0, 0, 0, 0, 2};
	/** 10.0.0.1 and 10.0.0.2; fd00::1 and fd00::2. */
	private static final byte[][] IPV4 = {{10, 0, 0, 1}, {10, 0, 0, 2}};
	private static final byte[][] IPV6 = {{(byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
			{(byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}};

	private Packets() {
	}

	/** @return UDP over IPv4 from 10.0.0.1 to 10.0.0.2 (RFC 768, RFC 791) */
	public static byte[] udp(int fromPort, int toPort, byte[] payload) {
		return ipv4(UDP, udpSegment(fromPort, toPort, payload));
	}

	/** @return UDP over IPv6 from fd00::1 to fd00::2 (RFC 8200) */
	public static byte[] udp6(int fromPort, int toPort, byte[] payload) {
		return ipv6(UDP, udpSegment(fromPort, toPort, payload));
	}

	/**
	 * @param flags of RFC 9293, section 3.1, e.g. 0x10 for ACK
	 * @return TCP over IPv4 from 10.0.0.1 to 10.0.0.2
	 */
	public static byte[] tcp(int fromPort, int toPort, int sequence, int acknowledgment, int flags, byte[] payload) {
		ByteBuffer segment = ByteBuffer.allocate(TCP_BYTES + payload.length);
		segment.putShort((short) fromPort).putShort((short) toPort).putInt(sequence).putInt(acknowledgment);
		segment.put((byte) (TCP_BYTES / 4 << 4)).put((byte) flags).putShort((short) 0xffff).putShort((short) 0).putShort((short) 0)
				.put(payload);
		return ipv4(TCP, segment.array());
	}

	/** @return a frame of so many bytes that is neither IP nor anything else known (type 0x88b5, IEEE 802 local experimental) */
	public static byte[] other(int length) {
		if (length < ETHERNET_BYTES)
			throw new IllegalArgumentException("a frame has at least " + ETHERNET_BYTES + " bytes, not " + length);
		return ethernet(0x88b5, new byte[length - ETHERNET_BYTES]);
	}

	private static byte[] udpSegment(int fromPort, int toPort, byte[] payload) {
		return ByteBuffer.allocate(UDP_BYTES + payload.length).putShort((short) fromPort).putShort((short) toPort)
				.putShort((short) (UDP_BYTES + payload.length)).putShort((short) 0)
				.put(payload).array();
	}

	private static byte[] ethernet(int type, byte[] payload) {
		return ByteBuffer.allocate(ETHERNET_BYTES + payload.length).put(TO_MAC).put(FROM_MAC).putShort((short) type).put(payload).array();
	}

	private static byte[] ipv4(int protocol, byte[] segment) {
		ByteBuffer pseudo = ByteBuffer.allocate(12).put(IPV4[0]).put(IPV4[1]).put((byte) 0).put((byte) protocol)
				.putShort((short) segment.length);
		checksum(protocol, segment, pseudo.array());
		ByteBuffer packet = ByteBuffer.allocate(IPV4_BYTES + segment.length);
		packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity()).putInt(0x00004000).put((byte) 64).put((byte) protocol)
				.putShort((short) 0).put(IPV4[0]).put(IPV4[1]);
		packet.putShort(10, (short) ~sum(packet.array(), IPV4_BYTES, 0));
		return ethernet(0x0800, packet.put(segment).array());
	}

	private static byte[] ipv6(int protocol, byte[] segment) {
		ByteBuffer pseudo = ByteBuffer.allocate(40).put(IPV6[0]).put(IPV6[1]).putInt(segment.length).putInt(protocol);
		checksum(protocol, segment, pseudo.array());
		ByteBuffer packet = ByteBuffer.allocate(IPV6_BYTES + segment.length);
		packet.putInt(0x60000000).putShort((short) segment.length).put((byte) protocol).put((byte) 64).put(IPV6[0]).put(IPV6[1])
				.put(segment);
		return ethernet(0x86dd, packet.array());
	}

	private static void checksum(int protocol, byte[] segment, byte[] pseudoHeader) {
		int at = protocol == UDP ? 6 : 16;
		int value = ~sum(segment, segment.length, sum(pseudoHeader, pseudoHeader.length, 0)) & 0xffff;
		// RFC 768: 0 means that there is no checksum.
		ByteBuffer.wrap(segment).putShort(at, (short) (value == 0 && protocol == UDP ? 0xffff : value));
	}

	/** RFC 1071. */
	private static int sum(byte[] bytes, int length, int start) {
		long sum = start;
		for (int i = 0; i < length; i++)
			sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
		while (sum >> 16 != 0)
			sum = (sum & 0xffff) + (sum >> 16);
		return (int) sum;
	}
}
