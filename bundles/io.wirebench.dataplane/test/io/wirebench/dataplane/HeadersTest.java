package io.wirebench.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;

class HeadersTest {

	private static final byte[] MACS = new byte[12];
	/** A header of RFC 1071 textbooks, checksum 0xb861. */
	private static final byte[] IPV4 = HexFormat.of().parseHex("4500003c1c4640004006b1e6ac100a63ac100a0c");

	/** A frame of a test. */
	private record Bytes(byte[] bytes) implements Frame {
		@Override
		public int length() {
			return bytes.length;
		}

		@Override
		public long arrivalNanos() {
			return 0;
		}

		@Override
		public Direction direction() {
			return Direction.FORWARD;
		}

		@Override
		public int segments() {
			return 1;
		}

		@Override
		public int getUnsignedByte(int offset) {
			return bytes[offset] & 0xff;
		}

		@Override
		public int getUnsignedShort(int offset) {
			return ByteBuffer.wrap(bytes).getShort(offset) & 0xffff;
		}

		@Override
		public int getInt(int offset) {
			return ByteBuffer.wrap(bytes).getInt(offset);
		}

		@Override
		public void setByte(int offset, int value) {
			bytes[offset] = (byte) value;
		}
	}

	private static Bytes frame(String types, byte[] packet) {
		byte[] header = HexFormat.of().parseHex(types);
		return new Bytes(ByteBuffer.allocate(12 + header.length + packet.length).put(MACS).put(header).put(packet).array());
	}

	private static int sum(byte[] bytes, int from, int length) {
		long sum = 0;
		for (int i = 0; i < length; i += 2)
			sum += (bytes[from + i] & 0xff) << 8 | bytes[from + i + 1] & 0xff;
		while (sum >> 16 != 0)
			sum = (sum & 0xffff) + (sum >> 16);
		return (int) sum;
	}

	@Test
	void shouldFindIpBehindVlanTags() {
		byte[] ipv4 = sound(IPV4);
		assertEquals(14, Headers.ipOffset(frame("0800", ipv4)));
		assertEquals(-1, Headers.vlan(frame("0800", ipv4)));
		assertEquals(18, Headers.ipOffset(frame("8100a00a0800", ipv4)));
		assertEquals(10, Headers.vlan(frame("8100a00a0800", ipv4)));
		assertEquals(22, Headers.ipOffset(frame("88a800648100000a0800", ipv4)));
		assertEquals(100, Headers.vlan(frame("88a800648100000a0800", ipv4)));
		assertEquals(0x0800, Headers.etherType(frame("88a800648100000a0800", ipv4)));
		assertEquals(-1, Headers.ipOffset(frame("0806", ipv4)), "ARP");
		assertEquals(-1, Headers.ipOffset(frame("0800", java.util.Arrays.copyOf(ipv4, 19))), "cut");
		assertEquals(-1, Headers.ipOffset(frame("86dd", ipv4)), "no IPv6");
		assertEquals(-1, Headers.ipOffset(frame("8100", new byte[0])));
		assertEquals(-1, Headers.ipOffset(frame("8100000181000001810000018100000181000001", new byte[0])), "tags without end");
		assertEquals(-1, Headers.etherType(new Bytes(new byte[12])));
	}

	private static byte[] sound(byte[] header) {
		byte[] made = header.clone();
		ByteBuffer.wrap(made).putShort(10, (short) 0);
		ByteBuffer.wrap(made).putShort(10, (short) ~sum(made, 0, 20));
		return made;
	}

	@Test
	void shouldComputeChecksumsOfChangesAsOfWholePackets() {
		// RFC 1624, section 4: 0x5555 becomes 0x3285 under 0xdd2f.
		assertEquals(0x0000, Headers.checksum(0xdd2f, 0x5555, 0x3285));
		Random random = new Random(1);
		for (int i = 0; i < 10_000; i++) {
			byte[] packet = new byte[20];
			random.nextBytes(packet);
			Bytes frame = frame("0800", sound(packet));
			int offset = 14 + 2 * random.nextInt(10);
			if (offset == 14 + 10)
				continue;
			Headers.setShort(frame, offset, random.nextInt(), 14 + 10);
			assertEquals(0xffff, sum(frame.bytes(), 14, 20), "change " + i);
		}
	}

	@Test
	void shouldChangeTwoBytesOrNone() {
		Bytes frame = frame("0800", sound(IPV4));
		Headers.setShort(frame, 20, 0x12345);
		assertEquals(0x2345, frame.getUnsignedShort(20));
		byte before = frame.bytes()[frame.length() - 1];
		assertThrows(IndexOutOfBoundsException.class, () -> Headers.setShort(frame, frame.length() - 1, 0x7777));
		assertEquals(before, frame.bytes()[frame.length() - 1]);
	}

	@Test
	void shouldMarkCongestionOnlyWhereTheSenderUnderstandsIt() {
		for (int ecn = 0; ecn < 4; ecn++) {
			byte[] header = IPV4.clone();
			header[1] = (byte) (0xb8 | ecn);
			Bytes frame = frame("81000001" + "0800", sound(header));
			assertEquals(ecn, Headers.ecn(frame));
			assertEquals(ecn != Headers.ECN_NOT_ECT, Headers.markCongestion(frame));
			assertEquals(ecn == 0 ? 0 : Headers.ECN_CE, Headers.ecn(frame));
			assertEquals(0xb8, frame.getUnsignedByte(19) & 0xfc, "the class of service stays");
			assertEquals(0xffff, sum(frame.bytes(), 18, 20), "the checksum is right");
			byte[] six = new byte[40];
			six[0] = 0x6b;
			six[1] = (byte) (0x80 | ecn << 4 | 0x5);
			Bytes ipv6 = frame("86dd", six);
			assertEquals(ecn, Headers.ecn(ipv6));
			assertEquals(ecn != Headers.ECN_NOT_ECT, Headers.markCongestion(ipv6));
			assertEquals(0x8 << 4 | (ecn == 0 ? 0 : 3) << 4 | 0x5, ipv6.getUnsignedByte(15), "flow label and class stay");
		}
		assertFalse(Headers.markCongestion(frame("0806", new byte[28])));
		assertEquals(-1, Headers.ecn(frame("0806", new byte[28])));
		assertTrue(Headers.isIpv6(frame("86dd", new byte[]{0x60}), 14));
	}
}
