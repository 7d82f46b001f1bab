package io.wirebench.dataplane;

/**
 * An impairment that owns a queue and decides when frames leave it and which ones never do: rate with a queue,
 * active queue management, drop-head, time slots, a shared medium.
 *
 * <p>After each {@code enqueue}, and whenever {@link #nextNanos()} has come, the data plane calls {@code dequeue} until
 * it answers {@code null}.
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
}
