package io.wirebench.core.emulation;

/** Follows a long apply and may end it. Called by the applying thread. */
public interface ApplyMonitor {

	/** Follows nothing. */
	ApplyMonitor NONE = new ApplyMonitor() {
	};

	/** Told before a step is done. @param done steps done, of {@code total} */
	default void progress(int done, int total, String what) {
	}

	/** @return whether to do each step by itself and report it, instead of many of a kind in one go: slower */
	default boolean stepwise() {
		return false;
	}

	/** @return whether to stop and take back what was made */
	default boolean cancelled() {
		return false;
	}
}
