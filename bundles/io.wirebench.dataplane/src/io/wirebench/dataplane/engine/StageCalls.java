package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.DropReason;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.QueueStage;
import io.wirebench.dataplane.RandomSource;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * The calls of impairments, which are foreign code: whatever one throws disables it and nothing else, and while one is under
 * way {@link #current()} shows it. Owned by the worker's thread, except for {@link #current()}, which any thread may call.
 */
final class StageCalls {

	/** No frame is held longer than this: an hour. */
	private static final long MAX_HOLD_NANOS = 3_600_000_000_000L;
	/** A timer asked for at a time that has passed comes so much later: on another turn of the worker. */
	private static final long LEAST_TIMER_NANOS = 1_000;
	/** So many timers in a row that each ask for a time that has passed disable their stage. */
	private static final int MOST_TIMERS_WITHOUT_PROGRESS = 1000;
	private static final int MOST_COUNTERS = 16;

	private static final VarHandle NODE;
	private static final VarHandle NUMBER;
	static {
		try {
			NODE = MethodHandles.lookup().findVarHandle(StageCalls.class, "node", StageNode.class);
			NUMBER = MethodHandles.lookup().findVarHandle(StageCalls.class, "number", long.class);
		} catch (ReflectiveOperationException e) {
			throw new ExceptionInInitializerError(e);
		}
	}

	private final Forwarding forwarding;
	private final FaultHandler faults;
	private final FrameViews views;
	private final Context context = new Context();
	private final SeededRandom random = new SeededRandom();
	/** Whose call is under way; opaque, so that it costs no fence a frame. */
	private StageNode node;
	private long number;

	StageCalls(Forwarding forwarding, FrameViews views, FaultHandler faults) {
		this.forwarding = forwarding;
		this.views = views;
		this.faults = faults;
	}

	/** @return the call that is under way, or null. For any thread */
	StageCall current() {
		StageNode n = (StageNode) NODE.getOpaque(this);
		return n == null ? null : new StageCall(n.impairment, n.path(), (long) NUMBER.getOpaque(this));
	}

	private void begin(StageNode called) {
		NUMBER.setOpaque(this, number + 1);
		NODE.setOpaque(this, called);
	}

	private void end() {
		NODE.setOpaque(this, null);
		context.end();
	}

	/** @return whether a place takes part in a frame's way */
	boolean matches(Pipeline.Slot slot, FrameBuffer frame) {
		try {
			return slot.binding.match().matches(frame);
		} catch (Throwable t) {
			quarantine(slot.node, "its match failed for a frame", t);
			return false;
		}
	}

	/** Asks a stage about a frame; {@link #takeCopies} and {@link #dropReason} tell the rest. @return its verdict; PASS if it failed */
	Verdict accept(Pipeline.Slot slot, FrameBuffer frame) {
		StageNode called = slot.node;
		FrameView view = views.take(frame);
		Verdict verdict;
		context.begin(slot, frame);
		begin(called);
		try {
			verdict = checked(called, ((Stage) called.impairment).accept(view, context));
			if (verdict == Verdict.HOLD && context.releaseNanos == Long.MIN_VALUE) {
				quarantine(called, "held a frame without saying until when", null);
				verdict = Verdict.PASS;
			}
		} catch (Throwable t) {
			quarantine(called, "threw for a frame", t);
			verdict = Verdict.PASS;
		}
		end();
		views.release(view);
		slot.index++;
		return verdict;
	}

	/** Offers a frame to a queue. @return its verdict; after HOLD the frame has a view */
	Verdict enqueue(Pipeline.Slot slot, FrameBuffer frame) {
		StageNode called = slot.node;
		FrameView view = views.take(frame);
		Verdict verdict;
		context.begin(slot, frame);
		begin(called);
		try {
			verdict = checked(called, ((QueueStage) called.impairment).enqueue(view, context));
		} catch (Throwable t) {
			quarantine(called, "threw for a frame", t);
			verdict = Verdict.PASS;
		}
		end();
		if (verdict == Verdict.HOLD)
			frame.view = view;
		else
			views.release(view);
		slot.index++;
		return verdict;
	}

	private Verdict checked(StageNode called, Verdict verdict) {
		if (verdict == null) {
			quarantine(called, "gave no verdict", null);
			return Verdict.PASS;
		}
		if (verdict == Verdict.DROP && context.reason == null) {
			quarantine(called, "dropped a frame without a reason", null);
			return Verdict.PASS;
		}
		return verdict;
	}

	/** @return the copies that the last call made, linked by {@code next}, or null */
	FrameBuffer takeCopies() {
		FrameBuffer result = context.copies;
		context.copies = null;
		context.lastCopy = null;
		return result;
	}

	/** @return the reason that the last call gave for a drop */
	DropReason dropReason() {
		return context.reason;
	}

	/** @return the time that the last call gave for a release */
	long releaseNanos() {
		return context.releaseNanos;
	}

	/** Asks a queue for a frame. @return one that it held and that nobody holds now, or null */
	FrameBuffer dequeue(StageNode called, long nowNanos) {
		FrameBuffer out = null;
		context.begin(called.owner, null);
		begin(called);
		try {
			Frame given = ((QueueStage) called.impairment).dequeue(nowNanos, context);
			if (given != null) {
				if (given instanceof FrameView view && view.frame != null && view.frame.view == view && view.frame.queuedAt == called)
					out = view.frame;
				else
					quarantine(called, "handed out a frame that it does not hold", null);
			}
		} catch (Throwable t) {
			quarantine(called, "threw when asked for a frame", t);
		}
		end();
		if (out != null)
			unlink(called, out);
		return out;
	}

	/** Takes a frame out of what a node holds; a queue cannot reach it by its view any more. */
	void unlink(StageNode holder, FrameBuffer frame) {
		holder.unlink(frame);
		if (frame.view != null) {
			views.release(frame.view);
			frame.view = null;
		}
	}

	/** @return when a queue wants to be asked; MAX_VALUE if it failed */
	long nextNanos(StageNode called) {
		long next = Long.MAX_VALUE;
		begin(called);
		try {
			next = ((QueueStage) called.impairment).nextNanos();
		} catch (Throwable t) {
			quarantine(called, "threw when asked for its next time", t);
		}
		end();
		return next;
	}

	void drained(StageNode called) {
		begin(called);
		try {
			((QueueStage) called.impairment).drained();
		} catch (Throwable t) {
			quarantine(called, "threw when its frames were taken out", t);
		}
		end();
	}

	void onTimer(StageNode called, long nowNanos) {
		context.begin(called.owner, null);
		begin(called);
		try {
			((Stage) called.impairment).onTimer(nowNanos, context);
			if (!context.askedForThePast)
				called.timersWithoutProgress = 0;
			else if (++called.timersWithoutProgress >= MOST_TIMERS_WITHOUT_PROGRESS)
				quarantine(called, "asked " + MOST_TIMERS_WITHOUT_PROGRESS + " times in a row for a timer at a time that had passed", null);
		} catch (Throwable t) {
			quarantine(called, "threw in its timer", t);
		}
		end();
	}

	/**
	 * Gives an impairment parameters.
	 *
	 * @param before what it has, or null if that is not known
	 * @throws IllegalArgumentException if it refuses them; then it goes on with those of before
	 */
	void update(StageNode called, Parameters parameters, Parameters before) {
		begin(called);
		try {
			called.impairment.update(parameters, forwarding.nowNanos());
			called.parameters = parameters;
		} catch (IllegalArgumentException refusal) {
			if (before != null)
				restore(called, before);
			throw refusal;
		} catch (Throwable t) {
			quarantine(called, "threw when it was given parameters", t);
		} finally {
			end();
		}
	}

	private void restore(StageNode called, Parameters before) {
		try {
			called.impairment.update(before, forwarding.nowNanos());
		} catch (Throwable t) {
			quarantine(called, "refused parameters, and then those that it had before", t);
		}
	}

	/** Disables an impairment. Its frames go on between two calls: they may still be in its hands. */
	void quarantine(StageNode failed, String reason, Throwable cause) {
		if (failed.quarantined)
			return;
		failed.quarantined = true;
		forwarding.releaseLater(failed);
		try {
			faults.quarantined(failed.path(), reason, cause);
		} catch (Throwable t) {
			// Also what an exception of foreign code does when it is asked for its text. The impairment is disabled all the same.
		}
	}

	/** The context of the call that is under way; unusable between calls. */
	private final class Context implements StageContext {

		private Pipeline.Slot slot;
		private FrameBuffer frame;
		private DropReason reason;
		private long releaseNanos;
		private boolean askedForThePast;
		private FrameBuffer copies;
		private FrameBuffer lastCopy;

		void begin(Pipeline.Slot s, FrameBuffer f) {
			slot = s;
			frame = f;
			reason = null;
			releaseNanos = Long.MIN_VALUE;
			askedForThePast = false;
			random.begin(s.binding.randomKey(), s.index);
		}

		void end() {
			slot = null;
			frame = null;
		}

		@Override
		public long nowNanos() {
			return forwarding.nowNanos();
		}

		@Override
		public RandomSource random() {
			return random;
		}

		@Override
		public Verdict drop(DropReason why) {
			requireFrame();
			reason = Objects.requireNonNull(why, "reason");
			return Verdict.DROP;
		}

		@Override
		public Verdict holdUntil(long untilNanos) {
			requireFrame();
			long now = forwarding.nowNanos();
			if (untilNanos < now - MAX_HOLD_NANOS || untilNanos > now + MAX_HOLD_NANOS)
				throw new IllegalArgumentException("release in " + (untilNanos - now) + " ns is out of all proportion");
			releaseNanos = untilNanos;
			return Verdict.HOLD;
		}

		@Override
		public void copy() {
			requireFrame();
			FrameBuffer copy = forwarding.copyOf(frame);
			if (copy == null)
				return;
			if (copies == null)
				copies = copy;
			else
				lastCopy.next = copy;
			lastCopy = copy;
		}

		@Override
		public void scheduleTimer(long atNanos) {
			if (!(requireCall().node.impairment instanceof Stage))
				throw new IllegalStateException("a queue says by nextNanos() when it wants to be asked");
			long now = forwarding.nowNanos();
			askedForThePast = atNanos <= now;
			forwarding.schedule(slot.node.stageTimer, Math.max(atNanos, now + LEAST_TIMER_NANOS));
		}

		@Override
		public void dropQueued(Frame queued, DropReason why) {
			Objects.requireNonNull(why, "reason");
			StageNode holder = requireCall().node;
			if (!(queued instanceof FrameView view) || view.frame == null || view.frame.view != view || view.frame.queuedAt != holder)
				throw new IllegalStateException("this queue does not hold that frame");
			FrameBuffer held = view.frame;
			unlink(holder, held);
			forwarding.dropHeld(held, why);
		}

		@Override
		public void count(String counter, long amount) {
			Pipeline.Slot counting = requireCall();
			long[] value = counting.counts.get(counter);
			if (value == null) {
				Objects.requireNonNull(counter, "counter");
				if (counting.counts.size() >= MOST_COUNTERS)
					throw new IllegalStateException("more than " + MOST_COUNTERS + " counters");
				counting.counts.put(counter, value = new long[1]);
			}
			value[0] += amount;
		}

		private Pipeline.Slot requireCall() {
			if (slot == null)
				throw new IllegalStateException("the context was used after the call that it was passed to");
			return slot;
		}

		private void requireFrame() {
			if (frame == null)
				throw new IllegalStateException("there is no current frame");
		}
	}
}
