package io.wirebench.core.spec;

import java.util.List;
import java.util.OptionalLong;

/**
 * What happens during a run. Immutable.
 *
 * @param durationNanos how long the run takes, or empty for until it is stopped
 * @param steps in the order of the file
 * @param expectations what must hold
 */
public record ScenarioSpec(OptionalLong durationNanos, List<StepSpec> steps, List<ExpectationSpec> expectations) {

	public ScenarioSpec {
		steps = List.copyOf(steps);
		expectations = List.copyOf(expectations);
	}
}
