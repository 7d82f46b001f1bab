package io.wirebench.dataplane;

/** What becomes of a frame that an impairment was given. */
public enum Verdict {
	/** The frame goes on to the next stage at once. */
	PASS,
	/** The frame ends here. The reason was given by {@link StageContext#drop(DropReason)}. */
	DROP,
	/**
	 * The frame stays. For a {@link Stage}: until the time given by {@link StageContext#holdUntil(long)}. For a
	 * {@link QueueStage}: until the stage hands it out or drops it.
	 */
	HOLD
}
