package io.wirebench.dataplane.engine;

/** Receives the impairments that were disabled because they failed. Called on the worker's thread: implementations must not block. */
@FunctionalInterface
public interface FaultHandler {

	/**
	 * @param path the impairment's element path
	 * @param reason what it did, in a sentence
	 * @param cause what it threw, or null
	 */
	void quarantined(String path, String reason, Throwable cause);
}
