package io.wirebench.runtime.internal.node;

import io.wirebench.core.emulation.EmulationEvent.Severity;

/** Receives a lab's events. For any thread; implementations must not block. */
@FunctionalInterface
public interface EventLog {

	/** @param element path of the element concerned, or empty for the lab */
	void event(Severity severity, String element, String message);
}
