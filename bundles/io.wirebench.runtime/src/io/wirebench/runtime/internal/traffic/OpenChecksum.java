package io.wirebench.runtime.internal.traffic;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Computes the checksum of a frame whose sender's kernel left it to hardware, as that hardware would (CHECKSUM_PARTIAL,
 * include/linux/skbuff.h). Stateless.
 */
public final class OpenChecksum {

	/** Where SCTP has its checksum, counted from where its header begins; no other protocol's is there. */
	private static final int SCTP_FIELD = 8;
	private static final int SCTP_BYTES = 4;

	private OpenChecksum() {
	}

	/**
	 * Computes it.
	 *
	 * @param frame the whole frame, from its position on; is not changed
	 * @param start offset in the frame from which on the checksum counts
	 * @param field offset in the frame of the checksum
	 * @param copy the frame's first bytes from index {@code at} on, which get the checksum as far as it is among them
	 * @param copied how many bytes the copy has
	 */
	public static void close(ByteBuffer frame, int start, int field, ByteBuffer copy, int at, int copied) {
		int length = frame.remaining();
		if (start < 0 || field < start || field + 2 > length)
			return;
		byte[] value = field - start == SCTP_FIELD && field + SCTP_BYTES <= length ? crc(frame, start, field) : sum(frame, start);
		for (int i = 0; i < value.length && field + i < copied; i++)
			copy.put(at + field + i, value[i]);
	}

	/** RFC 1071. The field holds the pseudo header's sum, so it counts as any other bytes. */
	private static byte[] sum(ByteBuffer frame, int start) {
		ByteBuffer data = frame.slice(frame.position() + start, frame.remaining() - start).order(ByteOrder.BIG_ENDIAN);
		long sum = 0;
		while (data.remaining() >= 4)
			sum += data.getInt() & 0xffffffffL;
		if (data.remaining() >= 2)
			sum += data.getShort() & 0xffff;
		if (data.hasRemaining())
			sum += (data.get() & 0xff) << 8;
		while (sum >>> 16 != 0)
			sum = (sum & 0xffff) + (sum >>> 16);
		int checksum = (int) ~sum & 0xffff;
		if (checksum == 0) // For UDP, 0 means "none" (RFC 768); all ones are the same number.
			checksum = 0xffff;
		return new byte[]{(byte) (checksum >>> 8), (byte) checksum};
	}

	/** RFC 9260, appendix A: over the packet with a checksum of 0. */
	private static byte[] crc(ByteBuffer frame, int start, int field) {
		CRC32C crc = new CRC32C();
		int origin = frame.position();
		crc.update(frame.slice(origin + start, field - start));
		crc.update(new byte[SCTP_BYTES]);
		crc.update(frame.slice(origin + field + SCTP_BYTES, frame.remaining() - field - SCTP_BYTES));
		int value = (int) crc.getValue();
		return new byte[]{(byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)};
	}
}
