package io.wirebench.core.emulation;

/** Hears of a lab. Called by threads of the lab, one call at a time; must return quickly. */
public interface EmulationListener {

	/** A new sample, a few times a second. */
	default void stateChanged(EmulationState state) {
	}

	/** Something happened. */
	default void event(EmulationEvent event) {
	}
}
