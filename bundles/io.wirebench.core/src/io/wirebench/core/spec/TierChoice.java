package io.wirebench.core.spec;

/** Which way through the machine a link shall use. */
public enum TierChoice {
	/** The cheapest that is faithful. */
	AUTO,
	/** In the kernel, without impairments. */
	WIRE,
	/** Every frame through the engine. */
	ENGINE
}
