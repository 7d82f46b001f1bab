package acme.voip.internal;

import java.nio.ByteBuffer;

/** Packets like those of RTP (RFC 3550, section 5.1). */
final class Rtp {

	static final int HEADER_BYTES = 12;
	/** Samples of speech a second; the unit of timestamps of these codecs (RFC 3551). */
	static final int CLOCK_HERTZ = 8000;
	private static final int VERSION = 2 << 6;

	private Rtp() {
	}

	/** Writes a header. */
	static void write(ByteBuffer packet, int payloadType, int sequence, long timestamp, int source) {
		packet.put(0, (byte) VERSION).put(1, (byte) payloadType).putShort(2, (short) sequence).putInt(4, (int) timestamp).putInt(8, source);
	}

	/** @return whether bytes at an offset can be a packet of RTP */
	static boolean isRtp(ByteBuffer bytes, int at) {
		return bytes.remaining() >= at + HEADER_BYTES && (bytes.get(at) & 0xc0) == VERSION;
	}

	static int sequence(ByteBuffer bytes, int at) {
		return bytes.getShort(at + 2) & 0xffff;
	}

	static int timestamp(ByteBuffer bytes, int at) {
		return bytes.getInt(at + 4);
	}

	static int source(ByteBuffer bytes, int at) {
		return bytes.getInt(at + 8);
	}

	/** Interarrival jitter (RFC 3550, section 6.4.1). For one thread. */
	static final class Jitter {
		private double nanos;
		private long lastTransit;
		private boolean any;

		/** @param timestamp as the packet says */
		void arrived(long arrivalNanos, int timestamp) {
			// The lower 32 bits are enough for differences.
			long transit = (arrivalNanos / (1_000_000_000L / CLOCK_HERTZ)) - Integer.toUnsignedLong(timestamp);
			int difference = (int) (transit - lastTransit);
			if (any)
				nanos += (Math.abs((double) difference) * 1e9 / CLOCK_HERTZ - nanos) / 16;
			lastTransit = transit;
			any = true;
		}

		double nanos() {
			return nanos;
		}
	}
}
