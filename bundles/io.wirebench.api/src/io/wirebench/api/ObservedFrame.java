package io.wirebench.api;

import io.wirebench.dataplane.Direction;

import java.nio.ByteBuffer;

/**
 * A frame that an analyzer is shown. Valid only during the call of {@link Analyzer#onFrame} and on its thread: afterwards all
 * methods, and the buffer that {@link #bytes()} gave, throw {@link IllegalStateException}. Copy what is needed later.
 *
 * @noimplement
 */
public interface ObservedFrame {

	/** Where on the link a frame was seen. */
	enum Point {
		/** As the sender sent it, before any impairment. */
		BEFORE,
		/** As the receiver gets it, after all impairments. */
		AFTER
	}

	Point point();

	Direction direction();

	/** @return when the kernel saw it, in nanoseconds since 1970 (UTC) */
	long epochNanos();

	/** @return its length on the link in bytes, without frame check sequence */
	int length();

	/**
	 * @return the frame's bytes from the destination address on, read-only, position 0; fewer than {@link #length()} when
	 *         the kind needs only {@code headers} (then at least the first 128, if there are so many)
	 */
	ByteBuffer bytes();

	/**
	 * Whether the sender's kernel left the checksum of the frame's TCP, UDP or SCTP to hardware (checksum offload), as is usual
	 * between the nodes of a lab: the field in {@link #bytes()} then holds only the sum of the pseudo header. The receiver's
	 * kernel takes such a frame for intact.
	 *
	 * @since 0.1
	 */
	boolean isChecksumOpen();

	/**
	 * Copies the frame's first bytes as they are on a wire: like {@link #bytes()}, but an open checksum is computed. One that is
	 * not open is copied as it is, so a damaged frame stays damaged. A checksum is not computed when {@link #bytes()} are not
	 * the whole frame.
	 *
	 * @param target gets the bytes at its position, which moves behind them
	 * @param length 0 to the number of {@link #bytes()}
	 * @since 0.1
	 */
	void copyTo(ByteBuffer target, int length);
}
