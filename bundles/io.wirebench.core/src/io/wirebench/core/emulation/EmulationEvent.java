package io.wirebench.core.emulation;

/**
 * Something that happened in a lab, for a log and for marks in charts.
 *
 * @param nanos when, of {@code Clock.SYSTEM}
 * @param severity how bad it is
 * @param element path of the element that it is about, or empty
 * @param message a sentence
 */
public record EmulationEvent(long nanos, Severity severity, String element, String message) {

	/** How bad an event is. */
	public enum Severity {
		INFO, WARNING, ERROR
	}
}
