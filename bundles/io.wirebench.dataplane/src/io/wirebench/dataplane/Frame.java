package io.wirebench.dataplane;

/**
 * One Ethernet frame on its way through a link, from the destination address on, without frame check sequence.
 *
 * <p>A frame belongs to the data plane. A stage may look at it and change it while it is being called with it; a
 * {@link QueueStage} that answered {@link Verdict#HOLD} may also keep the reference until it hands the frame out
 * again or drops it. Any use afterwards, or by another thread, throws {@link IllegalStateException}, which disables an
 * impairment that does not catch it. Frame objects are reused, at the earliest after 1024 further calls of impairments.
 *
 * <p>Multi-byte values are in network byte order. Offsets are in bytes from the first byte of the destination
 * address; an offset outside {@code 0 .. length()-1} throws {@link IndexOutOfBoundsException}.
 *
 * @noimplement implemented by the data plane, and by test kits
 */
public interface Frame {

	/** @return the frame's length in bytes, without frame check sequence */
	int length();

	/** @return when the link took the frame, in nanoseconds of the context's clock */
	long arrivalNanos();

	/** @return the way in which the frame crosses the link */
	Direction direction();

	/**
	 * @return how many TCP or UDP segments the frame carries: 1 for an ordinary frame, more for one that the sender's
	 *         kernel left to be cut later (generic segmentation offload)
	 */
	int segments();

	/** @return the byte at an offset, 0..255 */
	int getUnsignedByte(int offset);

	/** @return two bytes at an offset, 0..65535 */
	int getUnsignedShort(int offset);

	/** @return four bytes at an offset as a signed number */
	int getInt(int offset);

	/**
	 * Changes one byte. A checksum that the sender's kernel left open is computed before the first change, so that
	 * the receiver can notice the change as it could on a real wire.
	 *
	 * @param value the new byte; only the low eight bits are used
	 */
	void setByte(int offset, int value);
}
