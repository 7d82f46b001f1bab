package io.wirebench.dataplane.engine;

/**
 * Views of frames, reused so that a call makes no garbage. A view that was given back rests until all others have been used,
 * at least {@value #LEAST_RESTING} calls: an impairment that kept it finds it empty at its next use. Owned by the worker's thread.
 */
final class FrameViews {

	static final int LEAST_RESTING = 1024;

	/** The only thread that may look through a view. */
	Thread owner;
	/** A ring of resting views, the longest resting first; its length is a power of two. */
	private FrameView[] resting = new FrameView[2 * LEAST_RESTING];
	private int head;
	private int count;

	FrameViews() {
		for (int i = 0; i < LEAST_RESTING; i++)
			resting[count++] = new FrameView(this);
	}

	FrameView take(FrameBuffer frame) {
		FrameView view;
		if (count < LEAST_RESTING) {
			// As many as queues hold frames, once: from then on these rest as well.
			view = new FrameView(this);
		} else {
			view = resting[head];
			resting[head] = null;
			head = (head + 1) & (resting.length - 1);
			count--;
		}
		view.frame = frame;
		return view;
	}

	void release(FrameView view) {
		view.frame = null;
		if (count == resting.length) {
			FrameView[] larger = new FrameView[count * 2];
			for (int i = 0; i < count; i++)
				larger[i] = resting[(head + i) & (count - 1)];
			resting = larger;
			head = 0;
		}
		resting[(head + count++) & (resting.length - 1)] = view;
	}
}
