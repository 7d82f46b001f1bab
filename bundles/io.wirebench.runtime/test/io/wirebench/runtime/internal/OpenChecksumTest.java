package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.wirebench.runtime.internal.traffic.OpenChecksum;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.HexFormat;

class OpenChecksumTest {

	private static String closed(String hex, int start, int field, int copied) {
		byte[] frame = HexFormat.of().parseHex(hex);
		ByteBuffer copy = ByteBuffer.allocate(copied + 1).put(1, frame, 0, copied);
		OpenChecksum.close(ByteBuffer.wrap(frame), start, field, copy, 1, copied);
		return HexFormat.of().formatHex(copy.array(), 1, copied + 1);
	}

	@Test
	void shouldComputeTheInternetChecksumOfRfc1071() {
		// Its example: 00 01 f2 03 f4 f5 f6 f7 sum up to ddf2.
		assertEquals("ffff" + "0001f203f4f5f6f7" + "220d", closed("ffff" + "0001f203f4f5f6f7" + "0000", 2, 10, 12));
		// An odd number of bytes counts as if a zero followed.
		assertEquals("fbfd" + "010203", closed("0000" + "010203", 0, 0, 5));
		assertEquals("0001f203f4f5f6f7" + "00", closed("0001f203f4f5f6f7" + "00", 0, 8, 9), "no room for a checksum");
	}

	@Test
	void shouldWriteAllOnesForAChecksumOfZero() {
		assertEquals("ffff" + "ffff", closed("0000" + "ffff", 0, 0, 4));
	}

	@Test
	void shouldComputeTheCrcOfSctp() {
		// RFC 3720, B.4: the CRC32C of 32 bytes of zeros is aa 36 91 8a; here 12 of them are a header of SCTP.
		assertEquals("0000000000000000" + "aa36918a" + "00".repeat(20), closed("00".repeat(8) + "11223344" + "00".repeat(20), 0, 8, 32));
	}

	@Test
	void shouldChangeOnlyWhatWasCopied() {
		assertEquals("0001f203f4f5f6f722", closed("0001f203f4f5f6f7" + "0000", 0, 8, 9));
		assertEquals("0001f203", closed("0001f203f4f5f6f7" + "0000", 0, 8, 4));
	}
}
