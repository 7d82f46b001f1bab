package io.wirebench.core.plan;

/**
 * One step of a plan.
 *
 * @param action what happens to the thing
 * @param element path of the element that it is for, or empty for the lab itself
 * @param what what is made, changed or removed, in a few words
 * @param command what a person would type to do the same; several lines where it takes several commands
 * @param reason why, in a sentence
 */
public record PlanStep(Action action, String element, String what, String command, String reason) {

	/** What a step does. */
	public enum Action {
		CREATE, CHANGE, REMOVE
	}
}
