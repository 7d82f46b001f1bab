package io.wirebench.core.plugins;

/** Watches a change of plug-ins, and may end it. Called by the thread that makes it. */
public interface PluginMonitor {

	/** Watches nothing. */
	PluginMonitor NONE = new PluginMonitor() {
	};

	/** @return whether it shall end; looked at until the change itself begins, which takes a moment and is then done whole */
	default boolean cancelled() {
		return false;
	}

	/**
	 * Tells how far it is.
	 *
	 * @param done share that is done, 0..1
	 * @param what what is done now, in a few words
	 */
	default void progress(double done, String what) {
	}
}
