package io.wirebench.dataplane;

/**
 * What goes wrong on a link, in one of exactly two shapes: {@link Stage} or {@link QueueStage}. An instance lives in
 * one direction, one link or one medium, as its kind declares, and is only ever called by the one thread that owns it.
 */
public sealed interface Impairment permits Stage, QueueStage {

	/**
	 * Takes over parameters: once before the first frame, and again whenever a user changes them in a running
	 * network. Frames already held keep the release time they were given.
	 *
	 * <p>Read and check everything first and assign fields last: an impairment that refuses must not have changed. Values that
	 * cannot be, alone or together, are refused by an {@link IllegalArgumentException} whose message says why; the user sees
	 * it, the impairment stays in service with the parameters that it had. To be sure of that the data plane calls
	 * {@code update} again with those. Anything else that is thrown disables the impairment.
	 *
	 * @param parameters an immutable snapshot; read what is needed into fields here, not once a frame
	 * @throws IllegalArgumentException to refuse the parameters
	 */
	void update(Parameters parameters);

	/**
	 * Like {@link #update(Parameters)}, with the time: for an impairment whose effect of a change depends on when it comes, such as
	 * a budget that grows with time. The data plane calls this one; whoever overrides it is never called by the other.
	 *
	 * @param parameters as for {@code update(Parameters)}
	 * @param nowNanos the time now, of the clock that {@link StageContext#nowNanos()} gives
	 * @throws IllegalArgumentException to refuse the parameters
	 * @since 0.1
	 */
	default void update(Parameters parameters, long nowNanos) {
		update(parameters);
	}
}
