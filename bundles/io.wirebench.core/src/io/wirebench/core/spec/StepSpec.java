package io.wirebench.core.spec;

/**
 * One step of a scenario. Immutable.
 *
 * @param path its element path, e.g. {@code scenario/3}
 * @param trigger when it happens
 * @param action what happens
 */
public record StepSpec(String path, Trigger trigger, Action action) {

	/** When a step happens. */
	public sealed interface Trigger {
	}

	/**
	 * At a time.
	 *
	 * @param nanos since the start of the run
	 */
	public record At(long nanos) implements Trigger {}

	/**
	 * Once a condition is true.
	 *
	 * @param condition as text
	 */
	public record After(String condition) implements Trigger {}

	/** What happens. */
	public sealed interface Action {
	}

	/**
	 * Sets a parameter.
	 *
	 * @param target its element path, see {@link NetworkSpec#with}
	 * @param value as text, already known to be valid
	 */
	public record SetValue(String target, String value) implements Action {}

	/**
	 * Takes a link up or down.
	 *
	 * @param link its name
	 * @param up whether up
	 */
	public record SetLink(String link, boolean up) implements Action {}

	/**
	 * Starts or stops a flow.
	 *
	 * @param flow its name
	 * @param running whether it shall run
	 */
	public record SetFlow(String flow, boolean running) implements Action {}

	/**
	 * Runs a command.
	 *
	 * @param node the node's name
	 * @param command the command line
	 */
	public record Run(String node, String command) implements Action {}
}
