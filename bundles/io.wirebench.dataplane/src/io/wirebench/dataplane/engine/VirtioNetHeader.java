package io.wirebench.dataplane.engine;

/**
 * The ten bytes that stand before each frame of a port: what the sender's kernel left to do (struct virtio_net_hdr,
 * include/uapi/linux/virtio_net.h). Passing them on keeps open checksums and large segments open.
 */
public final class VirtioNetHeader {

	/** Length of the header in bytes. */
	public static final int BYTES = 10;

	private static final int FLAG_NEEDS_CHECKSUM = 1;
	private static final int FLAGS = 0;
	private static final int GSO_TYPE = 1;
	private static final int GSO_SIZE = 4;
	private static final int CHECKSUM_START = 6;
	private static final int CHECKSUM_OFFSET = 8;

	private VirtioNetHeader() {
	}

	/** Writes a header that leaves nothing to do. */
	public static void clear(long header) {
		for (int i = 0; i < BYTES; i++)
			Memory.ALL.set(Memory.BYTE, header + i, (byte) 0);
	}

	static int segments(long header, int frameLength) {
		int size = Memory.ALL.get(Memory.SHORT_NATIVE, header + GSO_SIZE) & 0xffff;
		if (Memory.unsignedByte(header + GSO_TYPE) == 0 || size == 0)
			return 1;
		int headers = Memory.ALL.get(Memory.SHORT_NATIVE, header + 2) & 0xffff;
		return Math.max(1, (frameLength - headers + size - 1) / size);
	}

	/**
	 * Computes a checksum that was left open (RFC 1071; the field already holds the pseudo header's sum). A frame of
	 * several segments keeps it open: its segments get theirs when it is cut.
	 */
	static void closeChecksum(long header, long frame, int length) {
		int flags = Memory.unsignedByte(header + FLAGS);
		if ((flags & FLAG_NEEDS_CHECKSUM) == 0 || Memory.unsignedByte(header + GSO_TYPE) != 0)
			return;
		int start = Memory.ALL.get(Memory.SHORT_NATIVE, header + CHECKSUM_START) & 0xffff;
		int field = start + (Memory.ALL.get(Memory.SHORT_NATIVE, header + CHECKSUM_OFFSET) & 0xffff);
		if (start >= length || field + 2 > length)
			return;
		long sum = 0;
		int i = start;
		for (; i + 1 < length; i += 2)
			sum += Memory.unsignedShort(frame + i);
		if (i < length)
			sum += Memory.unsignedByte(frame + i) << 8;
		while (sum >>> 16 != 0)
			sum = (sum & 0xffff) + (sum >>> 16);
		int checksum = (int) ~sum & 0xffff;
		// A UDP checksum of zero means "none" (RFC 768); its other representation is all ones.
		Memory.putShort(frame + field, checksum == 0 ? 0xffff : checksum);
		Memory.ALL.set(Memory.BYTE, header + FLAGS, (byte) (flags & ~FLAG_NEEDS_CHECKSUM));
	}
}
