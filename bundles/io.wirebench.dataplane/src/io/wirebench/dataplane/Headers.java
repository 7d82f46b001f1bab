package io.wirebench.dataplane;

/**
 * Reads and changes headers of frames: where IP begins behind VLAN tags, and changes that keep checksums right without reading the
 * whole packet (RFC 1624). Stateless, allocates nothing; to be used during the calls in which the frame may be used.
 *
 * @since 0.1
 */
public final class Headers {

	/** Not ECN-capable transport, the values of RFC 3168, section 5. */
	public static final int ECN_NOT_ECT = 0;
	/** ECN-capable transport (1), as L4S senders say it (RFC 9331). */
	public static final int ECN_ECT_1 = 1;
	/** ECN-capable transport (0). */
	public static final int ECN_ECT_0 = 2;
	/** Congestion experienced. */
	public static final int ECN_CE = 3;

	private static final int TYPE_OFFSET = 12;
	private static final int ETHERNET_BYTES = 14;
	private static final int TAG_BYTES = 4;
	private static final int MOST_TAGS = 4;
	private static final int ETHERTYPE_IPV4 = 0x0800;
	private static final int ETHERTYPE_IPV6 = 0x86dd;
	/** IEEE 802.1Q and 802.1ad. */
	private static final int ETHERTYPE_VLAN = 0x8100;
	private static final int ETHERTYPE_SERVICE_VLAN = 0x88a8;
	private static final int IPV4_BYTES = 20;
	private static final int IPV6_BYTES = 40;
	private static final int IPV4_CHECKSUM = 10;
	private static final int VLAN_ID = 0xfff;

	private Headers() {
	}

	private static boolean isTag(int type) {
		return type == ETHERTYPE_VLAN || type == ETHERTYPE_SERVICE_VLAN;
	}

	/** @return the offset of the EtherType behind all VLAN tags, or -1 if the frame ends before */
	private static int typeOffset(Frame frame) {
		int offset = TYPE_OFFSET;
		for (int tags = 0; tags <= MOST_TAGS; tags++) {
			if (frame.length() < offset + 2)
				return -1;
			if (!isTag(frame.getUnsignedShort(offset)))
				return offset;
			offset += TAG_BYTES;
		}
		return -1;
	}

	/** @return the EtherType behind all VLAN tags, 0..65535; -1 if the frame ends before */
	public static int etherType(Frame frame) {
		int offset = typeOffset(frame);
		return offset < 0 ? -1 : frame.getUnsignedShort(offset);
	}

	/** @return the VLAN that the outer tag names, 0..4095 (0 for a tag with a priority only); -1 if the frame has no tag */
	public static int vlan(Frame frame) {
		return frame.length() >= ETHERNET_BYTES + TAG_BYTES && isTag(frame.getUnsignedShort(TYPE_OFFSET))
				? frame.getUnsignedShort(ETHERNET_BYTES) & VLAN_ID
				: -1;
	}

	/** @return the offset of the whole IPv4 or IPv6 header, behind all VLAN tags; -1 if the frame has none, or is cut */
	public static int ipOffset(Frame frame) {
		int type = typeOffset(frame);
		if (type < 0)
			return -1;
		int ip = type + 2;
		return switch (frame.getUnsignedShort(type)) {
			case ETHERTYPE_IPV4 -> frame.length() >= ip + IPV4_BYTES && frame.getUnsignedByte(ip) >> 4 == 4
					&& (frame.getUnsignedByte(ip) & 0xf) >= IPV4_BYTES / 4 ? ip : -1;
			case ETHERTYPE_IPV6 -> frame.length() >= ip + IPV6_BYTES && frame.getUnsignedByte(ip) >> 4 == 6 ? ip : -1;
			default -> -1;
		};
	}

	/**
	 * @param ipOffset what {@link #ipOffset} gave
	 * @return whether it is IPv6
	 */
	public static boolean isIpv6(Frame frame, int ipOffset) {
		return frame.getUnsignedByte(ipOffset) >> 4 == 6;
	}

	/**
	 * Changes two bytes.
	 *
	 * @param value only the low sixteen bits are used
	 */
	public static void setShort(Frame frame, int offset, int value) {
		// The last byte first: what does not fit changes nothing.
		frame.setByte(offset + 1, value);
		frame.setByte(offset, value >> 8);
	}

	/**
	 * Computes what a checksum is after sixteen bits under it have changed (RFC 1624, equation 3).
	 *
	 * @param checksum as it stands in the packet, 0..65535
	 * @param before what the sixteen bits were
	 * @param after what they are
	 * @return the new checksum, 0..65535; for UDP the caller writes 0xffff instead of 0 (RFC 768)
	 */
	public static int checksum(int checksum, int before, int after) {
		int sum = (~checksum & 0xffff) + (~before & 0xffff) + (after & 0xffff);
		sum = (sum & 0xffff) + (sum >> 16);
		sum = (sum & 0xffff) + (sum >> 16);
		return ~sum & 0xffff;
	}

	/**
	 * Changes two bytes of a packet and the checksum over them.
	 *
	 * @param offset of the two bytes; a checksum is over pairs of bytes, so it is an even number of bytes from where the checksum begins
	 * @param value only the low sixteen bits are used
	 * @param checksumOffset of the checksum, for IPv4 the header's
	 */
	public static void setShort(Frame frame, int offset, int value, int checksumOffset) {
		int before = frame.getUnsignedShort(offset);
		// The first change computes a checksum that the sender left open: only then it is read.
		setShort(frame, offset, value);
		setShort(frame, checksumOffset, checksum(frame.getUnsignedShort(checksumOffset), before, value));
	}

	/** @return the ECN field of an IP packet, {@link #ECN_NOT_ECT} to {@link #ECN_CE}; -1 if the frame has no IP header */
	public static int ecn(Frame frame) {
		int ip = ipOffset(frame);
		if (ip < 0)
			return -1;
		return isIpv6(frame, ip) ? frame.getUnsignedByte(ip + 1) >> 4 & ECN_CE : frame.getUnsignedByte(ip + 1) & ECN_CE;
	}

	/**
	 * Marks a packet as one that met congestion, as an AQM does instead of a drop. The IPv4 header's checksum stays right; no other
	 * checksum covers the field.
	 *
	 * @return whether it is marked now; false if the sender does not understand marks: drop the frame then
	 */
	public static boolean markCongestion(Frame frame) {
		int ecn = ecn(frame);
		if (ecn <= ECN_NOT_ECT)
			return false;
		if (ecn == ECN_CE)
			return true;
		int ip = ipOffset(frame);
		if (isIpv6(frame, ip))
			frame.setByte(ip + 1, frame.getUnsignedByte(ip + 1) | ECN_CE << 4);
		else
			setShort(frame, ip, frame.getUnsignedShort(ip) | ECN_CE, ip + IPV4_CHECKSUM);
		return true;
	}
}
