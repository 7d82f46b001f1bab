package io.wirebench.dataplane;

/**
 * A snapshot of an element's parameters, typed, with defaults filled in and bounds already checked against the
 * kind's declaration. Immutable; safe for use by any thread.
 *
 * <p>Each method throws {@link IllegalArgumentException} when no parameter of that name and type was declared: that
 * is a mistake in the kind, not in the user's file.
 */
public interface Parameters {

	/** @return nanoseconds */
	long durationNanos(String name);

	/** @return bits a second, counting the bytes of a frame without preamble, gap and frame check sequence */
	long rateBitsPerSecond(String name);

	/** @return bytes */
	long sizeBytes(String name);

	/** @return 0..1 */
	double probability(String name);

	/** @return a whole number: parameters of the types count and integer */
	long integer(String name);

	/** @return true or false */
	boolean flag(String name);

	/** @return text: parameters of the types text, choice, address, node and interface */
	String text(String name);

	/** @return whether the parameter has a value: given by the user or a default */
	boolean has(String name);
}
