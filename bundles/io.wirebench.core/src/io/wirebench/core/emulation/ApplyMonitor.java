package io.wirebench.core.emulation;

/** Follows a long apply and may end it. Called by the applying thread. */
public interface ApplyMonitor {

	/** Follows nothing. */
	ApplyMonitor NONE = new ApplyMonitor() {
	};

	/** Told before a step is done. @param done steps done, of {@code total} */
	default void progress(int done, int total, String what) {
	}

	/** @return whether to stop and take back what was made */
	default boolean cancelled() {
		return false;
	}
}
