package io.wirebench.core.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Problems of one kind, most often of one cause: they say the same of other elements. Immutable.
 *
 * @param named those to be shown, the first ones
 * @param more how many others there are
 * @since 0.1
 */
public record ProblemGroup(List<Problem> named, int more) {

	/** So many of one kind are shown. */
	public static final int NAMED = 3;
	/** Up to so many are shown all: a line that says that there are one or two more would save nothing. */
	private static final int ALL = NAMED + 2;

	public ProblemGroup {
		named = List.copyOf(named);
	}

	/**
	 * Groups problems.
	 *
	 * @param problems in any order
	 * @return in the order of each group's first problem
	 */
	public static List<ProblemGroup> of(List<Problem> problems) {
		var kinds = new LinkedHashMap<String, List<Problem>>();
		for (var problem : problems)
			kinds.computeIfAbsent(problem.severity() + " " + kind(problem.message(), problem) + " " + kind(problem.remedy(), problem),
					_ -> new ArrayList<>()).add(problem);
		return kinds.values().stream()
				.map(all -> all.size() <= ALL ? new ProblemGroup(all, 0) : new ProblemGroup(all.subList(0, NAMED), all.size() - NAMED))
				.toList();
	}

	/** @return what stands for the others in a list of problems. @throws IllegalStateException if there are none */
	public Problem summary() {
		if (more == 0)
			throw new IllegalStateException("all are named");
		return new Problem(named.getFirst().severity(), "", 0, 0,
				"… and " + more + " more like the last " + named.size() + ", " + (more + named.size()) + " in all", "");
	}

	/**
	 * A text without what is of one element: what is quoted, has a digit, or is made of several words or names, and the element's own
	 * names.
	 */
	private static String kind(String text, Problem problem) {
		var names = new HashSet<>(List.of(problem.path().split("[./:]")));
		var kind = new StringBuilder();
		for (var word : text.replaceAll("'[^']*'|\"[^\"]*\"", "#").split("\\s+")) {
			var bare = word.replaceAll("^[(\\[]+|[)\\],;:.]+$", "");
			kind.append(names.contains(bare) || bare.matches(".*[0-9./:=#].*") ? "#" : bare).append(' ');
		}
		return kind.toString();
	}
}
