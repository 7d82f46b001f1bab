package io.wirebench.core.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of a network.
 *
 * @param spec the specification, or null if there is an error
 * @param problems everything found, in the order of the file
 * @param withoutEffect elements that the specification leaves out although they are in the text, by path, each with the reason
 * @param tolerated the values that do not fit and are why, for {@link Leniency#tolerated()}
 */
public record SpecResult(NetworkSpec spec, List<Problem> problems, Map<String, String> withoutEffect, Set<String> tolerated) {

	public SpecResult {
		problems = List.copyOf(problems);
		withoutEffect = Collections.unmodifiableMap(new LinkedHashMap<>(withoutEffect));
		tolerated = Set.copyOf(tolerated);
	}

	/** Everything in the text has its effect. */
	public SpecResult(NetworkSpec spec, List<Problem> problems) {
		this(spec, problems, Map.of(), Set.of());
	}

	/** @return the same with other random decisions */
	SpecResult withSeed(long seed) {
		return spec == null || spec.seed() == seed ? this : new SpecResult(spec.withSeed(seed), problems, withoutEffect, tolerated);
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
