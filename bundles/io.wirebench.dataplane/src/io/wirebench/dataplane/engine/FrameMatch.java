package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Frame;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which frames an impairment acts on, written in a subset of the syntax of pcap filters:
 * <ul>
 * <li>{@code all}
 * <li>{@code arp}, {@code ip} (or {@code ipv4}), {@code ip6} (or {@code ipv6}), {@code icmp} (includes ICMPv6), {@code icmp6},
 * {@code tcp}, {@code udp}
 * <li>{@code [ip|ip6|arp] [src|dst] host ADDRESS} and {@code [ip|ip6|arp] [src|dst] net PREFIX/LENGTH}, which look into IP
 * headers and into ARP
 * <li>{@code [tcp|udp] [src|dst] port N} and {@code [tcp|udp] [src|dst] portrange N-M}
 * <li>{@code less N} (at most N bytes) and {@code greater N} (at least N bytes), counting the frame without its check sequence
 * </ul>
 * joined by {@code and} ({@code &&}), {@code or} ({@code ||}), {@code not} ({@code !}) and parentheses. Where {@code and} and
 * {@code or} meet, parentheses are required.
 * <p>
 * VLAN tags and IPv6 extension headers are skipped. Later fragments carry no ports and match no port. A primitive other
 * than {@code all}, {@code less} and {@code greater} does not match a frame whose headers are cut off. Immutable; matching
 * allocates nothing.
 */
public final class FrameMatch {

	/** Matches every frame. */
	public static final FrameMatch ALL = new FrameMatch("all", (_, _) -> true);

	private static final String SYNTAX = "write all; arp, ip, ip6, icmp, icmp6, tcp or udp; [src|dst] host 10.0.1.2; [src|dst] net 10.0.1.0/24; "
			+ "[tcp|udp] [src|dst] port 80 or portrange 5000-5010; less 100 or greater 1000; joined by and, or, not and parentheses";
	private static final int LARGEST_PORT = 65_535;
	private static final int MOST_WORDS = 500;
	private static final int DEEPEST = 32;

	private static final int ETHERTYPE_IPV4 = 0x0800;
	private static final int ETHERTYPE_ARP = 0x0806;
	private static final int ETHERTYPE_IPV6 = 0x86DD;
	private static final int TCP = 6;
	private static final int UDP = 17;
	private static final int ICMP = 1;
	private static final int ICMPV6 = 58;

	private final String text;
	private final Test test;

	private FrameMatch(String text, Test test) {
		this.text = text;
		this.test = test;
	}

	/**
	 * @return the match that a text describes; a blank text is {@code all}
	 * @throws IllegalArgumentException with a sentence that says what is wrong and what may be written
	 */
	public static FrameMatch parse(String text) {
		if (text.isBlank())
			return ALL;
		Parser parser = new Parser(text);
		Test test = parser.all();
		return parser.words.size() == 1 && parser.words.getFirst().equals("all") ? ALL : new FrameMatch(parser.canonical(), test);
	}

	/** @return whether the frame is one of those */
	public boolean matches(Frame frame) {
		return this == ALL || test.matches(frame, Headers.of(frame));
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof FrameMatch m && m.text.equals(text);
	}

	@Override
	public int hashCode() {
		return text.hashCode();
	}

	@Override
	public String toString() {
		return text;
	}

	/** One condition. */
	private interface Test {
		boolean matches(Frame frame, long headers);
	}

	/** Where a frame's headers are, packed into a long so that finding them allocates nothing. */
	private static final class Headers {

		private static final int OFFSET_MASK = 0x1FFFF;
		private static final long NONE = 0;
		private static final long IP = 1L << 58;
		private static final long PORTS = 1L << 59;
		private static final long ETHERNET = 1L << 60;

		/** Bits 0–15 type, 16–32 offset of the network header, 33–49 of the transport header, 50–57 protocol, then flags. */
		static long of(Frame frame) {
			int length = frame.length();
			int at = 12;
			if (length < 14 || length > OFFSET_MASK)
				return NONE;
			int type = frame.getUnsignedShort(at);
			while ((type == 0x8100 || type == 0x88A8) && at + 6 <= length) {
				at += 4;
				type = frame.getUnsignedShort(at);
			}
			at += 2;
			long headers = ETHERNET | type | (long) at << 16;
			int next;
			boolean firstFragment = true;
			if (type == ETHERTYPE_IPV4) {
				if (at + 20 > length)
					return headers;
				next = frame.getUnsignedByte(at + 9);
				firstFragment = (frame.getUnsignedShort(at + 6) & 0x1fff) == 0;
				at += (frame.getUnsignedByte(at) & 0x0f) * 4;
			} else if (type == ETHERTYPE_IPV6) {
				if (at + 40 > length)
					return headers;
				next = frame.getUnsignedByte(at + 6);
				at += 40;
				// Hop-by-hop, routing, destination options, fragment (RFC 8200).
				for (int hops = 0; hops < 8 && (next == 0 || next == 43 || next == 60 || next == 44); hops++) {
					if (at + 8 > length)
						return headers | IP | 255L << 50;
					if (next == 44)
						firstFragment = (frame.getUnsignedShort(at + 2) & 0xfff8) == 0;
					int bytes = next == 44 ? 8 : (frame.getUnsignedByte(at + 1) + 1) * 8;
					next = frame.getUnsignedByte(at);
					at += bytes;
				}
			} else {
				return headers;
			}
			headers |= IP | (long) next << 50;
			return (next == TCP || next == UDP) && firstFragment && at + 4 <= length ? headers | PORTS | (long) at << 33 : headers;
		}

		static boolean is(long headers, int etherType) {
			return (headers & ETHERNET) != 0 && (headers & 0xFFFF) == etherType;
		}

		static int network(long headers) {
			return (int) (headers >>> 16) & OFFSET_MASK;
		}

		static int transport(long headers) {
			return (int) (headers >>> 33) & OFFSET_MASK;
		}

		static boolean carries(long headers, int protocol) {
			return (headers & IP) != 0 && ((headers >>> 50) & 0xFF) == protocol;
		}
	}

	private enum Side {
		SOURCE, DESTINATION, EITHER
	}

	/**
	 * @param etherType where to look, or 0 for each header that has addresses of the family
	 * @param network 1 or 4 numbers
	 * @param mask as many
	 */
	private record Address(int etherType, Side side, int[] network, int[] mask) implements Test {

		@Override
		public boolean matches(Frame frame, long headers) {
			int at = Headers.network(headers);
			if (network.length == 4)
				return Headers.is(headers, ETHERTYPE_IPV6) && (headers & Headers.IP) != 0 && either(frame, at + 8, at + 24);
			if (etherType != ETHERTYPE_ARP && Headers.is(headers, ETHERTYPE_IPV4))
				return (headers & Headers.IP) != 0 && either(frame, at + 12, at + 16);
			// Ethernet and IPv4, addresses of 6 and 4 bytes (RFC 826).
			return etherType != ETHERTYPE_IPV4 && Headers.is(headers, ETHERTYPE_ARP) && at + 28 <= frame.length()
					&& frame.getUnsignedShort(at + 2) == ETHERTYPE_IPV4 && frame.getUnsignedShort(at + 4) == 0x0604
					&& either(frame, at + 14, at + 24);
		}

		private boolean either(Frame frame, int source, int destination) {
			return side != Side.DESTINATION && isAt(frame, source) || side != Side.SOURCE && isAt(frame, destination);
		}

		private boolean isAt(Frame frame, int offset) {
			for (int i = 0; i < network.length; i++)
				if ((frame.getInt(offset + 4 * i) & mask[i]) != network[i])
					return false;
			return true;
		}
	}

	/** @param protocol TCP, UDP, or 0 for both */
	private record Ports(int protocol, Side side, int first, int last) implements Test {

		@Override
		public boolean matches(Frame frame, long headers) {
			if ((headers & Headers.PORTS) == 0 || protocol != 0 && !Headers.carries(headers, protocol))
				return false;
			int at = Headers.transport(headers);
			return side != Side.DESTINATION && isIn(frame.getUnsignedShort(at))
					|| side != Side.SOURCE && isIn(frame.getUnsignedShort(at + 2));
		}

		private boolean isIn(int port) {
			return port >= first && port <= last;
		}
	}

	/** @param every whether all must hold, or one */
	private record Joined(boolean every, Test[] tests) implements Test {

		@Override
		public boolean matches(Frame frame, long headers) {
			for (Test test : tests)
				if (test.matches(frame, headers) != every)
					return !every;
			return every;
		}
	}

	private static final class Parser {

		private static final Pattern WORD = Pattern.compile("\\s*(&&|\\|\\||!|\\(|\\)|[^\\s()!&|]+|.)", Pattern.DOTALL);
		private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
		private static final Pattern IPV6 = Pattern.compile("[0-9a-f:]*:[0-9a-f:.]*");

		final List<String> words = new ArrayList<>();
		private final String text;
		private int at;
		private int depth;

		Parser(String text) {
			this.text = text;
			Matcher matcher = WORD.matcher(text.strip());
			while (matcher.lookingAt()) {
				words.add(switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
					case "&&" -> "and";
					case "||" -> "or";
					case "!" -> "not";
					case String word -> word;
				});
				matcher.region(matcher.end(), matcher.regionEnd());
				if (words.size() > MOST_WORDS)
					throw new IllegalArgumentException("a match has more than " + MOST_WORDS + " words");
			}
		}

		/** The words with one space between them, but none inside of parentheses. */
		String canonical() {
			return String.join(" ", words).replace("( ", "(").replace(" )", ")");
		}

		Test all() {
			Test test = expression();
			if (at < words.size())
				throw unreadable(words.get(at));
			return test;
		}

		private Test expression() {
			List<Test> tests = new ArrayList<>();
			tests.add(term());
			String joint = peek();
			if (!joint.equals("and") && !joint.equals("or"))
				return tests.getFirst();
			while (take(joint))
				tests.add(term());
			// Filters of pcap read both from left to right, programming languages 'and' first: nobody shall have to guess.
			if (peek().equals("and") || peek().equals("or"))
				throw new IllegalArgumentException(
						"match '" + text + "' mixes 'and' and 'or'; write parentheses around those that belong together");
			return new Joined(joint.equals("and"), tests.toArray(Test[]::new));
		}

		private Test term() {
			boolean negated = false;
			while (take("not"))
				negated = !negated;
			Test test;
			if (take("(")) {
				if (++depth > DEEPEST)
					throw new IllegalArgumentException("a match has more than " + DEEPEST + " parentheses inside of each other");
				test = expression();
				if (!take(")"))
					throw new IllegalArgumentException("match '" + text + "' lacks a closing parenthesis");
				depth--;
			} else {
				test = primitive();
			}
			return negated ? (frame, headers) -> !test.matches(frame, headers) : test;
		}

		private Test primitive() {
			String word = peek();
			switch (word) {
				case "less", "greater" -> {
					at++;
					int bytes = number(next(), "length", Integer.MAX_VALUE);
					return word.equals("less") ? (frame, _) -> frame.length() <= bytes : (frame, _) -> frame.length() >= bytes;
				}
				case "all" -> {
					at++;
					return peek().equals("port") ? qualified("") : (_, _) -> true;
				}
				case "arp", "ip", "ipv4", "ip6", "ipv6", "tcp", "udp" -> {
					at++;
					return isQualifier(peek()) ? qualified(word) : protocol(word);
				}
				case "icmp", "icmp6" -> {
					at++;
					return protocol(word);
				}
				default -> {
					if (isQualifier(word))
						return qualified("");
					throw unreadable(word);
				}
			}
		}

		private static boolean isQualifier(String word) {
			return switch (word) {
				case "src", "dst", "host", "net", "port", "portrange" -> true;
				default -> false;
			};
		}

		private static Test protocol(String word) {
			return switch (word) {
				case "arp" -> (_, headers) -> Headers.is(headers, ETHERTYPE_ARP);
				case "ip", "ipv4" -> (_, headers) -> Headers.is(headers, ETHERTYPE_IPV4);
				case "ip6", "ipv6" -> (_, headers) -> Headers.is(headers, ETHERTYPE_IPV6);
				case "icmp" -> (_, headers) -> Headers.carries(headers, ICMP) || Headers.carries(headers, ICMPV6);
				case "icmp6" -> (_, headers) -> Headers.carries(headers, ICMPV6);
				case "tcp" -> (_, headers) -> Headers.carries(headers, TCP);
				default -> (_, headers) -> Headers.carries(headers, UDP);
			};
		}

		private Test qualified(String protocol) {
			Side side = take("src") ? Side.SOURCE : take("dst") ? Side.DESTINATION : Side.EITHER;
			String what = peek();
			if (side != Side.EITHER && (IPV4.matcher(what).matches() || IPV6.matcher(what).matches()))
				what = "host";
			else
				at++;
			boolean ports = protocol.equals("tcp") || protocol.equals("udp");
			int transport = protocol.equals("tcp") ? TCP : protocol.equals("udp") ? UDP : 0;
			switch (what) {
				case "host", "net" -> {
					if (ports)
						throw new IllegalArgumentException("match '" + text + "': " + what + " does not go with " + protocol + "; write "
								+ protocol + " and " + what + " …");
					return address(protocol, side, what.equals("net"), next());
				}
				case "port", "portrange" -> {
					if (!protocol.isEmpty() && !ports)
						throw new IllegalArgumentException("match '" + text + "': " + what + " does not go with " + protocol + "; write "
								+ protocol + " and " + what + " …");
					String[] bounds = what.equals("port") ? new String[]{next()} : next().split("-", -1);
					if (bounds.length != (what.equals("port") ? 1 : 2))
						throw new IllegalArgumentException("match '" + text + "': '" + words.get(at - 1)
								+ "' is not a range of ports; write for example portrange 5000-5010");
					int first = number(bounds[0], "port", LARGEST_PORT);
					int last = number(bounds[bounds.length - 1], "port", LARGEST_PORT);
					if (first > last)
						throw new IllegalArgumentException(
								"match '" + text + "': the range " + first + "-" + last + " has no ports; write the smaller number first");
					return new Ports(transport, side, first, last);
				}
				default -> throw unreadable(what);
			}
		}

		private Test address(String protocol, Side side, boolean net, String word) {
			int slash = word.indexOf('/');
			if (net && slash < 0)
				throw new IllegalArgumentException(
						"match '" + text + "': net " + word + " has no prefix length; write for example net 10.0.1.0/24");
			byte[] bytes = literal(slash < 0 || !net ? word : word.substring(0, slash));
			int length = net ? number(word.substring(slash + 1), "prefix length", bytes.length * 8) : bytes.length * 8;
			if (protocol.startsWith("ip6") || protocol.equals("ipv6") ? bytes.length == 4 : !protocol.isEmpty() && bytes.length == 16)
				throw new IllegalArgumentException("match '" + text + "': " + protocol + " has no addresses such as " + word);
			int[] network = new int[bytes.length / 4];
			int[] mask = new int[network.length];
			for (int i = 0; i < network.length; i++) {
				int bits = Math.clamp(length - 32L * i, 0, 32);
				mask[i] = bits == 0 ? 0 : -1 << 32 - bits;
				network[i] = (bytes[4 * i] & 0xff) << 24 | (bytes[4 * i + 1] & 0xff) << 16 | (bytes[4 * i + 2] & 0xff) << 8
						| bytes[4 * i + 3] & 0xff;
				if ((network[i] & ~mask[i]) != 0)
					throw new IllegalArgumentException("match '" + text + "': " + word
							+ " has bits behind its prefix; write the network's first address, or host and the address");
			}
			int etherType = switch (protocol) {
				case "arp" -> ETHERTYPE_ARP;
				case "ip", "ipv4" -> ETHERTYPE_IPV4;
				case "ip6", "ipv6" -> ETHERTYPE_IPV6;
				default -> 0;
			};
			return new Address(etherType, side, network, mask);
		}

		private byte[] literal(String word) {
			try {
				boolean ipv6 = IPV6.matcher(word).matches();
				if (ipv6 || IPV4.matcher(word).matches()) {
					byte[] bytes = InetAddress.ofLiteral(word).getAddress();
					if (bytes.length == (ipv6 ? 16 : 4))
						return bytes;
				}
			} catch (IllegalArgumentException e) {
				// Said below.
			}
			throw new IllegalArgumentException(
					"match '" + text + "': '" + word + "' is not an IP address; write for example 10.0.1.2 or fd00:0:0:1::2");
		}

		private int number(String word, String what, int largest) {
			long number = -1;
			if (!word.isEmpty() && word.length() < 11 && word.chars().allMatch(c -> c >= '0' && c <= '9'))
				number = Long.parseLong(word);
			if (number < 0 || number > largest)
				throw new IllegalArgumentException(
						"match '" + text + "': " + what + " '" + word + "' is not a number from 0 to " + largest);
			return (int) number;
		}

		private String peek() {
			return at < words.size() ? words.get(at) : "";
		}

		private String next() {
			if (at == words.size())
				throw unreadable("");
			return words.get(at++);
		}

		private boolean take(String word) {
			if (!peek().equals(word))
				return false;
			at++;
			return true;
		}

		private IllegalArgumentException unreadable(String word) {
			return new IllegalArgumentException(
					"match '" + text + "' is not understood " + (word.isEmpty() ? "at its end" : "at '" + word + "'") + ": " + SYNTAX);
		}
	}
}
