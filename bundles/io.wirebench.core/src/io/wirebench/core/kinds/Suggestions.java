package io.wirebench.core.kinds;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class Suggestions {

	private static final int LONGEST = 64;

	private Suggestions() {
	}

	/** @return the candidate with the fewest edits from the word, if they are few */
	public static Optional<String> nearest(String word, Collection<String> candidates) {
		String best = null;
		var fewest = Math.max(1, Math.min(word.length(), LONGEST) / 3) + 1;
		for (var candidate : candidates) {
			var edits = word.length() > LONGEST || candidate.length() > LONGEST ? Integer.MAX_VALUE : distance(word, candidate);
			if (edits < fewest) {
				fewest = edits;
				best = candidate;
			}
		}
		return Optional.ofNullable(best);
	}

	/** @return {@code "; did you mean 'x'?"} or nothing */
	public static String hint(String word, Collection<String> candidates) {
		return nearest(word, candidates).map(candidate -> "; did you mean '" + candidate + "'?").orElse("");
	}

	private static int distance(String left, String right) {
		var row = new int[right.length() + 1];
		for (var column = 0; column <= right.length(); column++)
			row[column] = column;
		for (var line = 1; line <= left.length(); line++) {
			var diagonal = row[0];
			row[0] = line;
			for (var column = 1; column <= right.length(); column++) {
				var changed = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
				diagonal = row[column];
				row[column] = Math.min(changed, Math.min(row[column], row[column - 1]) + 1);
			}
		}
		return row[right.length()];
	}
}
