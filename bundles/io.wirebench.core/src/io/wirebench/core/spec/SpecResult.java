package io.wirebench.core.spec;

import java.util.List;

/**
 * What became of a network.
 *
 * @param spec the specification, or null if there is an error
 * @param problems everything found, in the order of the file
 */
public record SpecResult(NetworkSpec spec, List<Problem> problems) {

	public SpecResult {
		problems = List.copyOf(problems);
	}

	/** @return the same with other random decisions */
	SpecResult withSeed(long seed) {
		return spec == null || spec.seed() == seed ? this : new SpecResult(spec.withSeed(seed), problems);
	}

	/** @return only the errors */
	public List<Problem> errors() {
		return problems.stream().filter(problem -> problem.severity() == Problem.Severity.ERROR).toList();
	}

	/**
	 * @return the specification
	 * @throws IllegalArgumentException listing the errors if there is none
	 */
	public NetworkSpec orThrow() {
		if (spec == null)
			throw new IllegalArgumentException(String.join("\n", errors().stream().map(Problem::toString).toList()));
		return spec;
	}
}
