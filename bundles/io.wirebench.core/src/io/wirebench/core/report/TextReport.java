package io.wirebench.core.report;

import io.wirebench.core.scenario.ExpectationResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run's result as plain text for a terminal. */
public final class TextReport {

	private TextReport() {
	}

	/**
	 * @return one line for each expectation ({@code ok} or {@code FAILED}, its name, its condition, what decided it), one for
	 *         each flow with its last figures, one for each problem, and the result; each ends with a line feed. Control
	 *         characters of names and messages are replaced, so they cannot steer the terminal.
	 */
	public static String summary(RunReport report) {
		List<String> lines = new ArrayList<>();
		List<RunReport.Expectation> expectations = report.expectations();
		int names = expectations.stream().mapToInt(e -> e.spec().name().length()).max().orElse(0);
		for (RunReport.Expectation expectation : expectations)
			lines.add(String.format(Locale.ROOT, "%-6s  %-" + Math.max(1, names) + "s  %s  (%s)", expectation.held() ? "ok" : "FAILED",
					expectation.spec().name(),
					condition(expectation), decision(expectation)));
		report.recording().flows().forEach((name, flow) -> {
			StringBuilder line = new StringBuilder("flow:").append(name).append("  ").append(flow.status().name().toLowerCase(Locale.ROOT));
			for (Recording.Value value : flow.figures())
				line.append("  ").append(value.name()).append(' ').append(Units.print(value.unit(), value.value()));
			if (!flow.message().isEmpty())
				line.append("  ").append(flow.message());
			lines.add(line.toString());
		});
		report.problems().forEach(problem -> lines.add("problem: " + problem));
		if (!report.endingMessage().isEmpty())
			lines.add(report.endingMessage());
		lines.add((report.passed() ? "passed: " : "FAILED: ") + report.result() + " after "
				+ Units.seconds(report.duration().toNanos() / 1e9));
		StringBuilder out = new StringBuilder();
		lines.forEach(line -> out.append(Markup.printable(line, ' ')).append('\n'));
		return out.toString();
	}

	/** @return what must hold when, as in the file */
	static String condition(RunReport.Expectation expectation) {
		return (expectation.spec().always() ? "always " : "within ") + seconds(expectation.spec().fromNanos()) + " to "
				+ seconds(expectation.spec().toNanos())
				+ ": " + expectation.spec().condition();
	}

	private static String seconds(long nanos) {
		return nanos == Long.MAX_VALUE ? "the end" : Markup.number(nanos / 1e9) + " s";
	}

	private static String decision(RunReport.Expectation expectation) {
		if (expectation.result().isEmpty())
			return "not decided: the run ended before";
		ExpectationResult result = expectation.result().get();
		return "decided by " + result.explanation() + " at " + Units.seconds(result.seconds());
	}
}
