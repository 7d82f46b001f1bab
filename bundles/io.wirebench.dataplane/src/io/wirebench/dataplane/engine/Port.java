package io.wirebench.dataplane.engine;

/**
 * One end of a link inside the engine: frames come out of it and go into it. Used by one worker only, but for
 * {@link #wakeups()}.
 *
 * <p>Frames are given by address: a {@link VirtioNetHeader} of ten bytes, then the frame.
 */
public interface Port extends AutoCloseable {

	/** Takes received frames. */
	@FunctionalInterface
	interface Receiver {
		/**
		 * @param header address of the virtio header; valid until {@link Port#release()}
		 * @param length length of the frame in bytes, without the header
		 * @param arrivalNanos when the kernel took the frame, of the worker's clock
		 */
		void received(long header, int length, long arrivalNanos);
	}

	/**
	 * Hands over frames that have come, without waiting.
	 *
	 * @param max how many at most
	 * @return how many it was; 0 means that the port is empty
	 */
	int receive(Receiver receiver, int max);

	/** Gives the memory of the frames last received back. */
	void release();

	/** Adds a frame to those to be sent. Its memory must stay as it is until {@link #flush()}. */
	void send(long header, int length);

	/** Sends what was added. */
	void flush();

	/** @return frames lost before {@link #receive} saw them because the worker was too slow, since the port was opened */
	long overrunFrames();

	/** @return frames that {@link #flush} could not hand to the kernel, since the port was opened */
	long unsentFrames();

	/** @return bytes of the {@link #unsentFrames()}, virtio headers not included */
	default long unsentBytes() {
		return 0;
	}

	/** Gives back what it has not needed for a while. Called between frames whenever counters are read. @since 0.1 */
	default void tidy() {
	}

	/** @return the object that a {@link Waiter} knows how to wait for, or null if the port needs no waiting */
	default Object wakeups() {
		return null;
	}

	@Override
	void close();
}
