package io.wirebench.dataplane.engine;

/** Hears of impairments that were taken out of service. Called by the worker: must return quickly and not throw. */
@FunctionalInterface
public interface FaultHandler {

	/**
	 * @param path the impairment's element path
	 * @param reason what it did, in a sentence
	 * @param cause what it threw, or null
	 */
	void quarantined(String path, String reason, Throwable cause);
}
