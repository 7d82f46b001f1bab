package io.wirebench.api;

/**
 * Takes the newest values of figures. Names and units are declared with the kind ({@code figure} elements); an
 * undeclared name throws {@link IllegalArgumentException}. Safe for use by any thread.
 */
@FunctionalInterface
public interface FigureSink {

	/**
	 * Sets a figure.
	 *
	 * @param name as declared
	 * @param value in the declared unit: {@code bit/s}, {@code B}, {@code ns}, {@code 1} (a number), or {@code ratio} (0..1)
	 */
	void set(String name, double value);
}
