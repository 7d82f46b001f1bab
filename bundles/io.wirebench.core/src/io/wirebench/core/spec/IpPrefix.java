package io.wirebench.core.spec;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address with the length of its network prefix. Immutable; equal by value.
 *
 * @param address the address, host bits included
 * @param length 0..32 or 0..128
 */
public record IpPrefix(InetAddress address, int length) {

	private static final Pattern LITERAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

	public IpPrefix {
		if (length < 0 || length > address.getAddress().length * 8)
			throw new IllegalArgumentException("prefix length " + length + " is outside 0 to " + address.getAddress().length * 8);
	}

	/**
	 * Reads {@code 10.0.0.1/24} or {@code fd00::1/64}.
	 *
	 * @throws IllegalArgumentException saying what to write
	 */
	public static IpPrefix parse(String text) {
		var slash = text.indexOf('/');
		if (slash < 0)
			throw new IllegalArgumentException(
					"'" + text + "' has no prefix length; write for example " + text + (text.contains(":") ? "/64" : "/24"));
		var address = address(text.substring(0, slash));
		try {
			return new IpPrefix(address, Integer.parseInt(text.substring(slash + 1)));
		} catch (NumberFormatException exception) {
			throw new IllegalArgumentException("'" + text + "' has no valid prefix length; write for example /24", exception);
		}
	}

	/**
	 * Reads an address without asking any name service.
	 *
	 * @throws IllegalArgumentException if it is not a literal address
	 */
	public static InetAddress address(String text) {
		InetAddress mapped = null;
		try {
			if (LITERAL.matcher(text).matches()) {
				var address = InetAddress.ofLiteral(text);
				if (text.contains(":") == (address.getAddress().length == 16))
					return address;
				mapped = address;
			}
		} catch (IllegalArgumentException exception) {
			// Said below in our own words.
		}
		if (mapped != null)
			throw new IllegalArgumentException(
					"'" + text + "' is an IPv4 address written as IPv6, which no packet carries; write " + format(mapped));
		throw new IllegalArgumentException("'" + text + "' is not an IP address; write for example 10.0.0.1 or fd00::1");
	}

	/** @return whether this is IPv6 */
	public boolean ipv6() {
		return address.getAddress().length == 16;
	}

	/**
	 * Tells addresses that are unique on their link only (RFC 4007): fe80::/10. Nothing is routed to them.
	 *
	 * @return whether this is one
	 * @since 0.1
	 */
	public boolean linkLocal() {
		return ipv6() && address.isLinkLocalAddress();
	}

	/** @return the network: the same prefix with all host bits zero */
	public IpPrefix network() {
		return at(0);
	}

	/** @return the address of this network with that host number, e.g. 10.0.0.0/24 and 7 give 10.0.0.7/24 */
	public IpPrefix at(long hostNumber) {
		var value = value().shiftRight(hostBits()).shiftLeft(hostBits()).add(BigInteger.valueOf(hostNumber));
		return new IpPrefix(address(value, address.getAddress().length), length);
	}

	/** @return the host bits as a number, or -1 if they do not fit into a positive long */
	public long hostNumber() {
		var number = value().subtract(network().value());
		return number.bitLength() < 64 ? number.longValue() : -1;
	}

	/** @return how many bits number the hosts */
	public int hostBits() {
		return address.getAddress().length * 8 - length;
	}

	/** @return whether the address is of this network */
	public boolean contains(InetAddress other) {
		var bytes = other.getAddress();
		return bytes.length == address.getAddress().length
				&& new BigInteger(1, bytes).shiftRight(hostBits()).equals(value().shiftRight(hostBits()));
	}

	/** @return whether the networks have addresses in common */
	public boolean overlaps(IpPrefix other) {
		return contains(other.address) || other.contains(address);
	}

	/** Prints an address as RFC 5952 says. */
	public static String format(InetAddress address) {
		var bytes = address.getAddress();
		if (bytes.length == 4)
			return address.getHostAddress();
		var groups = new int[8];
		for (var index = 0; index < 8; index++)
			groups[index] = (bytes[2 * index] & 0xFF) << 8 | bytes[2 * index + 1] & 0xFF;
		var start = -1;
		var longest = 1;
		for (var index = 0; index < 8; index++) {
			var end = index;
			while (end < 8 && groups[end] == 0)
				end++;
			if (end - index > longest) {
				start = index;
				longest = end - index;
			}
		}
		var out = new StringBuilder();
		for (var index = 0; index < 8; index++) {
			if (index == start) {
				out.append("::");
				index += longest - 1;
				continue;
			}
			if (!out.isEmpty() && out.charAt(out.length() - 1) != ':')
				out.append(':');
			out.append(Integer.toHexString(groups[index]));
		}
		return out.toString();
	}

	@Override
	public String toString() {
		return format(address) + "/" + length;
	}

	private BigInteger value() {
		return new BigInteger(1, address.getAddress());
	}

	private static InetAddress address(BigInteger value, int size) {
		var bytes = new byte[size];
		var all = value.toByteArray();
		for (var index = 0; index < Math.min(size, all.length); index++)
			bytes[size - 1 - index] = all[all.length - 1 - index];
		try {
			return InetAddress.getByAddress(bytes);
		} catch (UnknownHostException exception) {
			throw new IllegalStateException("an address of " + size + " bytes", exception);
		}
	}
}
