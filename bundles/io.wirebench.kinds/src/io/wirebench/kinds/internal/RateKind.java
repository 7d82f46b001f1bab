package io.wirebench.kinds.internal;

import io.wirebench.api.ImpairmentKind;
import io.wirebench.dataplane.DropReason;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.QueueStage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

import java.util.ArrayDeque;

/**
 * A line of a rate with a queue before it: each frame takes its length over the rate to be sent, and a frame that finds
 * the queue full is dropped (tail drop).
 */
public final class RateKind implements ImpairmentKind {

	private static final DropReason QUEUE_FULL = new DropReason("queue-full", "the queue before the line was full");

	@Override
	public Impairment create(String elementPath) {
		return new Rate();
	}

	private static final class Rate implements QueueStage {
		/** Head first; the head is being sent. */
		private final ArrayDeque<Frame> queue = new ArrayDeque<>();
		private long queuedBytes;
		private long headDoneNanos;
		private long bitsPerSecond = 1;
		private long overheadBytes;
		private long maxPackets;
		private long maxBytes;

		@Override
		public void update(Parameters parameters) {
			long newBitsPerSecond = Math.max(1, parameters.rateBitsPerSecond("rate"));
			long newOverheadBytes = parameters.sizeBytes("overhead");
			long newMaxBytes = parameters.sizeBytes("queue-bytes");
			maxPackets = parameters.integer("queue-packets");
			bitsPerSecond = newBitsPerSecond;
			overheadBytes = newOverheadBytes;
			maxBytes = newMaxBytes;
		}

		@Override
		public Verdict enqueue(Frame frame, StageContext context) {
			// The frame that is being sent does not wait.
			if (!queue.isEmpty()) {
				long waitingBytes = queuedBytes - queue.peek().length();
				if (maxBytes > 0 && waitingBytes + frame.length() > maxBytes || maxPackets > 0 && queue.size() > maxPackets)
					return context.drop(QUEUE_FULL);
			}
			queue.add(frame);
			queuedBytes += frame.length();
			if (queue.size() == 1)
				headDoneNanos = Math.max(context.nowNanos(), headDoneNanos) + sendingNanos(frame);
			return Verdict.HOLD;
		}

		@Override
		public Frame dequeue(long nowNanos, StageContext context) {
			if (queue.isEmpty() || nowNanos < headDoneNanos)
				return null;
			Frame done = queue.poll();
			queuedBytes -= done.length();
			// From the time when it should have left, not from now: waking up late must not lower the rate.
			if (!queue.isEmpty())
				headDoneNanos += sendingNanos(queue.peek());
			return done;
		}

		@Override
		public long nextNanos() {
			return queue.isEmpty() ? Long.MAX_VALUE : headDoneNanos;
		}

		@Override
		public void drained() {
			queue.clear();
			queuedBytes = 0;
			headDoneNanos = 0;
		}

		private long sendingNanos(Frame frame) {
			long bits = (frame.length() + overheadBytes * frame.segments()) * 8;
			return (long) (bits * 1e9 / bitsPerSecond);
		}
	}
}
