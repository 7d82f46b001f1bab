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
	 * @param parameters an immutable snapshot; read what is needed into fields here, not once a frame
	 */
	void update(Parameters parameters);
}
