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
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

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
		for (String yes : new String[] { "all", "ipv4", "udp", "udp port 5000", "port 1000", "UDP  port 1000" })
			assertTrue(matches(yes, udp4()), yes);
		for (String no : new String[] { "tcp", "ipv6", "arp", "icmp", "udp port 5001", "tcp port 5000" })
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
	@ValueSource(strings = { "foo", "udp port", "udp port x", "port 70000", "arp port 1", "tcp 80" })
	void shouldSayWhatMayBeWritten(String text) {
		IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> FrameMatch.parse(text));
		assertFalse(e.getMessage().isEmpty());
	}

	@Property
	void shouldNeverFailOnAnyBytes(@ForAll @Size(max = 120) byte[] bytes) {
		if (bytes.length > 13) {
			bytes[12] = (byte) ((bytes[12] & 1) == 0 ? 0x08 : 0x86);
			bytes[13] = (byte) (bytes[12] == 8 ? 0 : 0xdd);
		}
		for (String match : new String[] { "all", "tcp", "udp port 53", "icmp", "ipv6" })
			matches(match, bytes);
	}

	@Test
	void shouldPrintAsItIsParsed() {
		assertEquals("udp port 5000", FrameMatch.parse(" UDP port  5000").toString());
		assertEquals(FrameMatch.ALL, FrameMatch.parse("all"));
	}
}
