package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;

import java.util.ArrayList;
import java.util.List;

/**
 * An impairment object with the frames that it holds and the times it waits for. Several {@link Pipeline.Slot}s share a
 * node when they share the impairment. Owned by the worker's thread.
 */
final class StageNode {

	final Impairment impairment;
	boolean quarantined;
	/** What it was last given here, or null if that was before it came here. */
	Parameters parameters;

	/** Frames of a {@code Stage} that leave in the order in which they came: a ring, head first. */
	private FrameBuffer[] fifo = new FrameBuffer[16];
	private int fifoHead;
	private int fifoSize;

	/** Frames that a {@code QueueStage} holds in the order in which it took them, or those of a {@code Stage} that overtake others. */
	FrameBuffer queuedFirst;
	FrameBuffer queuedLast;

	/** When the queue is to be asked next, or MAX_VALUE. */
	long pollNanos = Long.MAX_VALUE;
	boolean pumping;
	/** How many times in a row a timer asked for a time that had passed. */
	int timersWithoutProgress;

	final TimerQueue.Timer fifoTimer;
	/** When the stage asked to be called. */
	final TimerQueue.Timer stageTimer;
	final TimerQueue.Timer pollTimer;

	private final List<Pipeline.Slot> slots = new ArrayList<>();
	/** The slot whose name stands for this node in messages; the last one that it had when it has none. */
	Pipeline.Slot owner;

	StageNode(Impairment impairment, Forwarding forwarding) {
		this.impairment = impairment;
		fifoTimer = new TimerQueue.Timer() {
			@Override
			void due(long dueNanos, long nowNanos) {
				forwarding.releaseDue(StageNode.this, nowNanos);
			}
		};
		stageTimer = new TimerQueue.Timer() {
			@Override
			void due(long dueNanos, long nowNanos) {
				forwarding.stageTimer(StageNode.this, nowNanos);
			}
		};
		pollTimer = new TimerQueue.Timer() {
			@Override
			void due(long dueNanos, long nowNanos) {
				forwarding.pollQueue(StageNode.this, nowNanos);
			}
		};
	}

	void add(Pipeline.Slot slot) {
		slots.add(slot);
		owner = slots.getFirst();
	}

	void remove(Pipeline.Slot slot) {
		slots.remove(slot);
		if (!slots.isEmpty())
			owner = slots.getFirst();
	}

	/** @return whether it stands in a link */
	boolean isBound() {
		return !slots.isEmpty();
	}

	boolean holdsFrames() {
		return fifoSize > 0 || queuedFirst != null;
	}

	String path() {
		Pipeline.Slot slot = owner;
		return slot == null ? "an impairment" : slot.binding.path();
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
