package io.wirebench.dataplane.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.Predicate;

class FrameMatchTest {

	private static FrameBuffer frame(Arena arena, byte[] bytes) {
		MemorySegment memory = arena.allocate(bytes.length + 10L);
		MemorySegment.copy(bytes, 0, memory, java.lang.foreign.ValueLayout.JAVA_BYTE, 10, bytes.length);
		FrameBuffer frame = new FrameBuffer();
		frame.header = memory.address();
		frame.length = bytes.length;
		return frame;
	}

	/** Ethernet, IPv4, UDP 1000 → 5000. */
	private static byte[] udp4() {
		byte[] f = new byte[60];
		f[12] = 8;
		f[14] = 0x45;
		f[23] = 17;
		f[34] = 1000 >> 8;
		f[35] = (byte) 1000;
		f[36] = 5000 >> 8;
		f[37] = (byte) 5000;
		return f;
	}

	private static boolean matches(String match, byte[] bytes) {
		try (Arena arena = Arena.ofConfined()) {
			return FrameMatch.parse(match).matches(frame(arena, bytes));
		}
	}

	@Test
	void shouldTellProtocolsAndPortsApart() {
		for (String yes : new String[]{"all", "ipv4", "udp", "udp port 5000", "port 1000", "UDP  port 1000"})
			assertTrue(matches(yes, udp4()), yes);
		for (String no : new String[]{"tcp", "ipv6", "arp", "icmp", "udp port 5001", "tcp port 5000"})
			assertFalse(matches(no, udp4()), no);
	}

	@Test
	void shouldNotMatchPortsOfLaterFragments() {
		byte[] f = udp4();
		f[21] = 1;
		assertTrue(matches("udp", f));
		assertFalse(matches("udp port 5000", f));
	}

	@Test
	void shouldFindTheProtocolBehindVlanTagsAndIpv6ExtensionHeaders() {
		byte[] f = new byte[100];
		f[12] = (byte) 0x81;
		f[16] = (byte) 0x86;
		f[17] = (byte) 0xdd;
		f[18 + 6] = 0; // hop-by-hop options
		f[18 + 40] = 6; // then TCP
		f[18 + 48 + 3] = 80;
		assertTrue(matches("tcp port 80", f));
		assertFalse(matches("udp", f));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = {
			"foo bar; at 'foo': write all; arp, ip, ip6, icmp, icmp6, tcp or udp", "udp port; at its end",
			"udp port x; port 'x' is not a number from 0 to 65535",
			"port 70000; from 0 to 65535", "udp port 99999; from 0 to 65535", "arp port 1; write arp and port", "tcp 80; at '80'",
			"icmp port 1; at 'port'",
			"tcp host 10.0.0.1; write tcp and host", "host 10.0.0; is not an IP address", "host 10.0.0.300; is not an IP address",
			"host h1; is not an IP address",
			"host ::ffff:10.0.0.1; is not an IP address", "net 10.0.0.0; no prefix length", "net 10.0.0.1/24; bits behind its prefix",
			"net 10.0.0.0/33; from 0 to 32",
			"ip6 host 10.0.0.1; ip6 has no addresses such as", "arp host fd00::1; arp has no addresses such as",
			"portrange 5-4; smaller number first",
			"portrange 5; not a range of ports", "portrange 5-; port '' is not a number", "port 5-6; port '5-6'", "less; at its end",
			"greater -1; length '-1'",
			"tcp and; at its end", "and tcp; at 'and'", "tcp or udp and ip; write parentheses", "(tcp; lacks a closing parenthesis",
			"tcp); at ')'", "tcp & udp; at '&'", "src tcp; at 'tcp'",
			"all udp; at 'udp'", "(); at ')'", "not; at its end"})
	void shouldSayWhatIsWrongAndWhatMayBeWritten(String text, String expected) {
		IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> FrameMatch.parse(text));
		assertTrue(e.getMessage().contains(expected), e.getMessage());
	}

	@Test
	void shouldRefuseTextsThatWouldTakeTooMuch() {
		assertTrue(assertThrows(IllegalArgumentException.class, () -> FrameMatch.parse("(".repeat(400) + "tcp" + ")".repeat(99)))
				.getMessage().contains("parentheses inside of each other"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> FrameMatch.parse("not ".repeat(1_000_000) + "tcp")).getMessage()
				.contains("more than 500 words"));
		assertTrue(matches("not ".repeat(400) + "udp", udp4()));
	}

	@Test
	void shouldMatchAddressesPortsDirectionsAndLengths() {
		byte[] f = udp4();
		System.arraycopy(new byte[]{10, 0, 1, 2, 10, 0, 2, (byte) 200}, 0, f, 26, 8);
		for (String yes : new String[]{"host 10.0.1.2", "src host 10.0.1.2", "dst 10.0.2.200", "ip dst host 10.0.2.200", "net 10.0.2.0/24",
				"dst net 10.0.2.128/25", "net 0.0.0.0/0",
				"src port 1000", "udp dst port 5000", "portrange 4999-5001", "udp src portrange 1000-1000", "less 60", "greater 60",
				"all port 1000",
				"udp and (src host 10.0.1.2 or tcp)", "not tcp", "!tcp && !(icmp||arp)", "not (tcp or dst port 1000)",
				"udp and not less 59 and greater 1"})
			assertTrue(matches(yes, f), yes);
		for (String no : new String[]{"host 10.0.1.3", "dst host 10.0.1.2", "src net 10.0.2.0/24", "dst net 10.0.2.0/25", "dst port 1000",
				"tcp src port 1000", "portrange 1-999",
				"less 59", "greater 61", "not udp", "udp and tcp", "arp host 10.0.1.2", "host fd00::1", "net ::/0", "icmp6",
				"not (udp or tcp)"})
			assertFalse(matches(no, f), no);
	}

	@Test
	void shouldLookForAddressesInArpAndIpv6() {
		byte[] arp = new byte[60];
		System.arraycopy(new byte[]{8, 6, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 1, 2, 0, 0, 0, 0, 0, 0, 10, 0, 1, 3}, 0, arp, 12,
				30);
		for (String yes : new String[]{"host 10.0.1.2", "arp src host 10.0.1.2", "dst host 10.0.1.3", "net 10.0.1.0/24"})
			assertTrue(matches(yes, arp), yes);
		for (String no : new String[]{"ip host 10.0.1.2", "src host 10.0.1.3", "host 10.0.1.4", "udp"})
			assertFalse(matches(no, arp), no);
		assertFalse(matches("net 0.0.0.0/0", java.util.Arrays.copyOf(arp, 41)), "its last address is cut off");
		byte[] v6 = new byte[70];
		v6[12] = (byte) 0x86;
		v6[13] = (byte) 0xdd;
		v6[20] = 58;
		v6[22] = (byte) 0xfd;
		v6[37] = 1;
		v6[38] = (byte) 0xfd;
		v6[53] = 2;
		for (String yes : new String[]{"host fd00::1", "dst fd00::2", "src net fd00::/120", "net fc00::/7", "ip6 net ::/0", "icmp",
				"icmp6"})
			assertTrue(matches(yes, v6), yes);
		for (String no : new String[]{"src host fd00::2", "host fd00::3", "net fd00:0:0:1::/64", "net 0.0.0.0/0", "ip", "udp"})
			assertFalse(matches(no, v6), no);
	}

	/** What the frames of the property consist of. */
	private record Packet(int type, int protocol, int source, int destination, int sourcePort, int destinationPort, int length) {
		byte[] bytes() {
			boolean v6 = type == 0x86dd;
			byte[] f = new byte[length];
			java.nio.ByteBuffer b = java.nio.ByteBuffer.wrap(f);
			b.putShort(12, (short) type);
			int transport = v6 ? 54 : 34;
			if (v6) {
				b.put(20, (byte) protocol);
				b.put(22, (byte) 0xfd).put(37, (byte) source).put(38, (byte) 0xfd).put(53, (byte) destination);
			} else {
				b.put(14, (byte) 0x45).put(23, (byte) protocol);
				b.putInt(26, 0x0a000000 | source).putInt(30, 0x0a000000 | destination);
			}
			b.putShort(transport, (short) sourcePort).putShort(transport + 2, (short) destinationPort);
			return f;
		}
	}

	/** A text and what it means, said in Java. */
	private record Meaning(String text, Predicate<Packet> holds) {}

	private static Meaning random(Random random, int depth) {
		boolean v6 = random.nextBoolean();
		int n = random.nextInt(4);
		String side = new String[]{"", "src ", "dst "}[random.nextInt(3)];
		int choice = random.nextInt(depth > 0 ? 12 : 8);
		return switch (choice) {
			case 0 -> new Meaning("all", _ -> true);
			case 1 -> v6 ? new Meaning("ip6", p -> p.type == 0x86dd) : new Meaning("ip", p -> p.type == 0x800);
			case 2 -> v6 ? new Meaning("tcp", p -> p.protocol == 6) : new Meaning("udp", p -> p.protocol == 17);
			case 3 -> new Meaning(side + "host " + (v6 ? "fd00::" + n : "10.0.0." + n),
					p -> p.type == (v6 ? 0x86dd : 0x800) && sides(side, p.source == n, p.destination == n));
			case 4 -> new Meaning(side + "net " + (v6 ? "fd00::" + (n & 2) + "/127" : "10.0.0." + (n & 2) + "/31"),
					p -> p.type == (v6 ? 0x86dd : 0x800) && sides(side, p.source / 2 == n / 2, p.destination / 2 == n / 2));
			case 5 -> new Meaning((v6 ? "tcp " : "udp ") + side + "port " + n,
					p -> p.protocol == (v6 ? 6 : 17) && sides(side, p.sourcePort == n, p.destinationPort == n));
			case 6 -> new Meaning(side + "portrange " + n + "-" + (n + 1), p -> (p.protocol == 6 || p.protocol == 17)
					&& sides(side, p.sourcePort == n || p.sourcePort == n + 1, p.destinationPort == n || p.destinationPort == n + 1));
			case 7 ->
				v6 ? new Meaning("less " + (60 + n), p -> p.length <= 60 + n) : new Meaning("greater " + (60 + n), p -> p.length >= 60 + n);
			case 8 -> {
				Meaning a = random(random, depth - 1);
				yield new Meaning((v6 ? "not (" : "!(") + a.text + ")", p -> !a.holds.test(p));
			}
			default -> {
				Meaning a = random(random, depth - 1);
				Meaning b = random(random, depth - 1);
				yield v6
						? new Meaning("(" + a.text + ") and (" + b.text + ")", p -> a.holds.test(p) && b.holds.test(p))
						: new Meaning("(" + a.text + ")||(" + b.text + ")", p -> a.holds.test(p) || b.holds.test(p));
			}
		};
	}

	private static boolean sides(String side, boolean source, boolean destination) {
		return !side.equals("dst ") && source || !side.equals("src ") && destination;
	}

	@Property(tries = 500)
	void shouldMeanWhatIsWritten(@ForAll long seed) {
		Random random = new Random(seed);
		Meaning meaning = random(random, 4);
		FrameMatch match = FrameMatch.parse(meaning.text);
		assertEquals(match, FrameMatch.parse(match.toString()));
		try (Arena arena = Arena.ofConfined()) {
			for (int i = 0; i < 20; i++) {
				Packet packet = new Packet(random.nextBoolean() ? 0x86dd : 0x800, new int[]{1, 6, 17}[random.nextInt(3)], random.nextInt(4),
						random.nextInt(4),
						random.nextInt(5), random.nextInt(5), 60 + random.nextInt(4));
				assertEquals(meaning.holds.test(packet), match.matches(frame(arena, packet.bytes())), () -> meaning.text + " of " + packet);
			}
		}
	}

	@Property
	void shouldNeverFailOnAnyBytes(@ForAll @Size(max = 120) byte[] bytes) {
		if (bytes.length > 13) {
			bytes[12] = (byte) ((bytes[12] & 1) == 0 ? 0x08 : 0x86);
			bytes[13] = (byte) (bytes[12] == 8 ? 0 : 0xdd);
		}
		for (String match : new String[]{"all", "tcp", "udp port 53", "icmp", "ipv6", "host 10.0.0.1", "src net fd00::/8",
				"not (portrange 1-9 or less 9)"})
			matches(match, bytes);
	}

	@Test
	void shouldPrintAsItIsParsed() {
		assertEquals("udp port 5000", FrameMatch.parse(" UDP port  5000").toString());
		assertEquals("udp and (port 1 or not port 2)", FrameMatch.parse("udp&&( port 1 || !port 2 )").toString());
		assertEquals(FrameMatch.ALL, FrameMatch.parse("all"));
	}
}
