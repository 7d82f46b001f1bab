package io.wirebench.core.spec;

/**
 * What must hold in a span of the run. Immutable.
 *
 * @param name its name; its element path is {@code expectation:name}
 * @param always whether the condition must be true during the whole span; otherwise at some moment of it
 * @param fromNanos start of the span, since the start of the run
 * @param toNanos end of the span
 * @param condition as text
 */
public record ExpectationSpec(String name, boolean always, long fromNanos, long toNanos, String condition) {

	/** @return its element path */
	public String path() {
		return "expectation:" + name;
	}
}
