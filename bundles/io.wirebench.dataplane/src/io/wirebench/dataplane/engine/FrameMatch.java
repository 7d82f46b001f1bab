package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Frame;

import java.util.Locale;

/**
 * Which frames an impairment acts on: {@code all}, or a protocol ({@code arp}, {@code ipv4}, {@code ipv6}, {@code icmp},
 * {@code tcp}, {@code udp}), a port ({@code port 80}), or both ({@code udp port 5000}). {@code icmp} includes ICMPv6; a
 * port matches source or destination. Later fragments carry no ports and do not match a port. Immutable.
 */
public final class FrameMatch {

	/** Matches every frame. */
	public static final FrameMatch ALL = new FrameMatch("all", 0, 0, -1);

	private static final int ETHERTYPE_IPV4 = 0x0800;
	private static final int ETHERTYPE_ARP = 0x0806;
	private static final int ETHERTYPE_IPV6 = 0x86DD;
	private static final int TCP = 6;
	private static final int UDP = 17;
	private static final int ICMP = 1;
	private static final int ICMPV6 = 58;

	private final String text;
	private final int etherType;
	private final int protocol;
	private final int port;

	private FrameMatch(String text, int etherType, int protocol, int port) {
		this.text = text;
		this.etherType = etherType;
		this.protocol = protocol;
		this.port = port;
	}

	/**
	 * @return the match that a text describes
	 * @throws IllegalArgumentException with a sentence that says what may be written
	 */
	public static FrameMatch parse(String text) {
		String[] words = text.trim().toLowerCase(Locale.ROOT).split("\\s+");
		int i = 0;
		int etherType = 0;
		int protocol = 0;
		switch (words[0]) {
		case "all", "" -> i = 1;
		case "arp" -> { etherType = ETHERTYPE_ARP; i = 1; }
		case "ipv4" -> { etherType = ETHERTYPE_IPV4; i = 1; }
		case "ipv6" -> { etherType = ETHERTYPE_IPV6; i = 1; }
		case "icmp" -> { protocol = ICMP; i = 1; }
		case "tcp" -> { protocol = TCP; i = 1; }
		case "udp" -> { protocol = UDP; i = 1; }
		case "port" -> { }
		default -> throw unreadable(text);
		}
		int port = -1;
		if (i < words.length) {
			if (!words[i].equals("port") || words.length != i + 2 || etherType != 0 || protocol == ICMP)
				throw unreadable(text);
			try {
				port = Integer.parseInt(words[i + 1]);
			} catch (NumberFormatException e) {
				throw unreadable(text);
			}
			if (port < 0 || port > 65535)
				throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
		}
		return etherType == 0 && protocol == 0 && port < 0 ? ALL : new FrameMatch(String.join(" ", words), etherType, protocol, port);
	}

	private static IllegalArgumentException unreadable(String text) {
		return new IllegalArgumentException("match '" + text
				+ "' is not understood: write all, arp, ipv4, ipv6, icmp, tcp, udp, port N, tcp port N or udp port N");
	}

	/** @return whether the frame is one of those; malformed frames match only {@code all} */
	public boolean matches(Frame frame) {
		if (this == ALL)
			return true;
		int length = frame.length();
		int at = 12;
		if (length < 14)
			return false;
		int type = frame.getUnsignedShort(at);
		while ((type == 0x8100 || type == 0x88A8) && at + 6 <= length) {
			at += 4;
			type = frame.getUnsignedShort(at);
		}
		at += 2;
		if (etherType != 0)
			return type == etherType;
		int next;
		boolean firstFragment = true;
		if (type == ETHERTYPE_IPV4) {
			if (at + 20 > length)
				return false;
			next = frame.getUnsignedByte(at + 9);
			firstFragment = (frame.getUnsignedShort(at + 6) & 0x1fff) == 0;
			at += (frame.getUnsignedByte(at) & 0x0f) * 4;
		} else if (type == ETHERTYPE_IPV6) {
			if (at + 40 > length)
				return false;
			next = frame.getUnsignedByte(at + 6);
			at += 40;
			// Hop-by-hop, routing, destination options, fragment (RFC 8200).
			for (int hops = 0; hops < 8 && (next == 0 || next == 43 || next == 60 || next == 44); hops++) {
				if (at + 8 > length)
					return false;
				if (next == 44)
					firstFragment = (frame.getUnsignedShort(at + 2) & 0xfff8) == 0;
				int bytes = next == 44 ? 8 : (frame.getUnsignedByte(at + 1) + 1) * 8;
				next = frame.getUnsignedByte(at);
				at += bytes;
			}
		} else {
			return false;
		}
		if (protocol == ICMP ? next != ICMP && next != ICMPV6 : protocol != 0 && next != protocol)
			return false;
		if (port < 0)
			return true;
		return (next == TCP || next == UDP) && firstFragment && at + 4 <= length
				&& (frame.getUnsignedShort(at) == port || frame.getUnsignedShort(at + 2) == port);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof FrameMatch m && m.etherType == etherType && m.protocol == protocol && m.port == port;
	}

	@Override
	public int hashCode() {
		return (etherType * 31 + protocol) * 31 + port;
	}

	@Override
	public String toString() {
		return text;
	}
}
