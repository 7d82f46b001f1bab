package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.Frame;

/**
 * What an impairment is given of a frame: valid while the frame is in its hands, afterwards every method throws. Without a
 * frame behind it no address is reachable, and no thread but the worker's gets to one. Owned by the worker's thread.
 */
final class FrameView implements Frame {

	private final FrameViews views;
	/** The frame, or null while this view is out of use. */
	FrameBuffer frame;

	FrameView(FrameViews views) {
		this.views = views;
	}

	private FrameBuffer frame() {
		FrameBuffer f = frame;
		if (f == null || Thread.currentThread() != views.owner)
			throw unusable();
		return f;
	}

	private IllegalStateException unusable() {
		return new IllegalStateException(Thread.currentThread() != views.owner
				? "a frame was used by another thread than the one that calls the impairment"
				: "a frame was used after the call that it was passed to; only a QueueStage may keep frames, until it hands them out or drops them");
	}

	@Override
	public int length() {
		return frame().length;
	}

	@Override
	public long arrivalNanos() {
		return frame().arrivalNanos;
	}

	@Override
	public Direction direction() {
		return frame().direction();
	}

	@Override
	public int segments() {
		return frame().segments();
	}

	@Override
	public int getUnsignedByte(int offset) {
		return frame().getUnsignedByte(offset);
	}

	@Override
	public int getUnsignedShort(int offset) {
		return frame().getUnsignedShort(offset);
	}

	@Override
	public int getInt(int offset) {
		return frame().getInt(offset);
	}

	@Override
	public void setByte(int offset, int value) {
		frame().setByte(offset, value);
	}
}
