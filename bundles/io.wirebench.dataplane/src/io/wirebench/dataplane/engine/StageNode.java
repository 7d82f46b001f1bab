package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Impairment;

/**
 * An impairment object with the frames that it holds and the times it waits for. Several {@link Pipeline.Slot}s share a
 * node when they share the impairment. Owned by the worker.
 */
final class StageNode {

	final Impairment impairment;
	boolean quarantined;

	/** Frames of a {@code Stage} that leave in the order in which they came: a ring, head first. */
	private FrameBuffer[] fifo = new FrameBuffer[16];
	private int fifoHead;
	private int fifoSize;

	/** Frames that a {@code QueueStage} holds, linked in the order in which it took them. */
	FrameBuffer queuedFirst;
	FrameBuffer queuedLast;

	/** When the stage asked to be called, or MAX_VALUE. */
	long timerNanos = Long.MAX_VALUE;
	/** When the queue is to be asked next, or MAX_VALUE. */
	long pollNanos = Long.MAX_VALUE;
	boolean pumping;

	final TimerQueue.Timer fifoTimer;
	final TimerQueue.Timer stageTimer;
	final TimerQueue.Timer pollTimer;

	/** The slot whose name stands for this node in messages. */
	Pipeline.Slot owner;

	StageNode(Impairment impairment, Worker worker) {
		this.impairment = impairment;
		fifoTimer = (due, now) -> worker.releaseHeld(this, now);
		stageTimer = (due, now) -> worker.stageTimer(this, due, now);
		pollTimer = (due, now) -> worker.pollQueue(this, due, now);
	}

	/** @return whether the frame was added; if not, it leaves before others and needs a timer of its own */
	boolean addInOrder(FrameBuffer frame) {
		if (fifoSize > 0 && frame.releaseNanos < fifo[(fifoHead + fifoSize - 1) & (fifo.length - 1)].releaseNanos)
			return false;
		if (fifoSize == fifo.length) {
			FrameBuffer[] larger = new FrameBuffer[fifoSize * 2];
			for (int i = 0; i < fifoSize; i++)
				larger[i] = fifo[(fifoHead + i) & (fifoSize - 1)];
			fifo = larger;
			fifoHead = 0;
		}
		fifo[(fifoHead + fifoSize++) & (fifo.length - 1)] = frame;
		return true;
	}

	FrameBuffer first() {
		return fifoSize == 0 ? null : fifo[fifoHead];
	}

	int inOrder() {
		return fifoSize;
	}

	FrameBuffer removeFirst() {
		FrameBuffer frame = fifo[fifoHead];
		fifo[fifoHead] = null;
		fifoHead = (fifoHead + 1) & (fifo.length - 1);
		fifoSize--;
		return frame;
	}

	void link(FrameBuffer frame) {
		frame.previous = queuedLast;
		frame.next = null;
		if (queuedLast == null)
			queuedFirst = frame;
		else
			queuedLast.next = frame;
		queuedLast = frame;
		frame.queuedAt = this;
	}

	void unlink(FrameBuffer frame) {
		if (frame.previous == null)
			queuedFirst = frame.next;
		else
			frame.previous.next = frame.next;
		if (frame.next == null)
			queuedLast = frame.previous;
		else
			frame.next.previous = frame.previous;
		frame.previous = null;
		frame.next = null;
		frame.queuedAt = null;
	}
}
