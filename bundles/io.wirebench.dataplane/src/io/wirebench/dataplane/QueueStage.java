package io.wirebench.dataplane;

/**
 * An impairment that owns a queue and decides when frames leave it and which ones never do: rate with a queue,
 * active queue management, drop-head, time slots, a shared medium.
 *
 * <p>After each {@code enqueue}, and whenever {@link #nextNanos()} has come, the data plane calls {@code dequeue} until
 * it answers {@code null}.
 *
 * <p>A queue that is disabled or removed while it holds frames does not decide about them any more: they go on to the next
 * stage at once, in the order in which the queue took them, and {@link #drained()} is called. If the link itself is removed,
 * they are dropped and counted ({@code removed}), and {@code drained} is called as well. So {@code in + copied = out + dropped
 * + queued} holds at any time. A queue that several links share keeps its frames until it stands in none of them. What is
 * enabled again is another object, made anew by its kind.
 */
public non-sealed interface QueueStage extends Impairment {

	/**
	 * Offers a frame to the queue.
	 *
	 * @return {@link Verdict#HOLD} if the queue took it, {@code context.drop(reason)} if not, {@link Verdict#PASS} to let
	 *         it through beside the queue
	 */
	Verdict enqueue(Frame frame, StageContext context);

	/**
	 * Hands out the next frame that may leave now. May first drop frames of the queue with
	 * {@link StageContext#dropQueued(Frame, DropReason)}.
	 *
	 * @param nowNanos the time now
	 * @return a frame that this stage holds, or {@code null} if none may leave yet
	 */
	Frame dequeue(long nowNanos, StageContext context);

	/** @return when to ask again, in nanoseconds, or {@link Long#MAX_VALUE} if nothing waits */
	long nextNanos();

	/**
	 * The data plane took all frames out of this queue, as it stands in no link any more. They must not be used or handed out
	 * any more: forget them. No frame comes until the queue is put into a link again.
	 *
	 * @since 0.1
	 */
	default void drained() {
	}
}
