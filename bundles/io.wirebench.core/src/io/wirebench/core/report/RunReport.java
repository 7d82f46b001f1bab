package io.wirebench.core.report;

import io.wirebench.core.plan.LinkTier;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.scenario.ExpectationResult;
import io.wirebench.core.spec.ExpectationSpec;
import io.wirebench.core.spec.NetworkSpec;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a report of a run shows. Immutable.
 *
 * @param started when the run started
 * @param duration how long it took
 * @param ending how it ended
 * @param endingMessage why it ended so, or empty
 * @param fileName the network's file
 * @param fileText the file's text
 * @param spec the network at the start of the run, with name, description and seed
 * @param plan how it was made, with the tier of each link
 * @param recording what was seen
 * @param problems what went wrong beside expectations, e.g. steps that could not be done; empty if nothing
 * @param versions of the programs that took part, name to version, in the order to show
 * @param commandLine words of the command that does the same run again
 * @param doctorLines what the check of this machine said
 */
public record RunReport(Instant started, Duration duration, Ending ending, String endingMessage, String fileName, String fileText,
		NetworkSpec spec, Plan plan, Recording recording, List<String> problems, Map<String, String> versions,
		List<String> commandLine, List<String> doctorLines) {

	/** How a run ended. */
	public enum Ending {
		/** Its scenario was over. */
		COMPLETED,
		/** A user or a time limit ended it. */
		STOPPED,
		/** It could not go on. */
		FAILED
	}

	public RunReport {
		problems = List.copyOf(problems);
		versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
		commandLine = List.copyOf(commandLine);
		doctorLines = List.copyOf(doctorLines);
	}

	/** @return versions of Wirebench, Java and the kernel that this process runs on */
	public static Map<String, String> versionsHere(String wirebench) {
		Map<String, String> versions = new LinkedHashMap<>();
		versions.put("Wirebench", wirebench);
		versions.put("Java", System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")");
		versions.put("Kernel",
				System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
		return versions;
	}

	/** @return how each link's frames got across */
	public List<LinkTier> tiers() {
		return plan.tiers();
	}

	/**
	 * An expectation with what became of it.
	 *
	 * @param spec what must hold
	 * @param result what became of it; empty if the run ended before it was decided
	 */
	public record Expectation(ExpectationSpec spec, Optional<ExpectationResult> result) {
		/** @return whether it is known to have held */
		public boolean held() {
			return result.isPresent() && result.get().held();
		}
	}

	/** @return all expectations of the scenario in the order of the file, then others that were decided */
	public List<Expectation> expectations() {
		Map<String, ExpectationResult> decided = new LinkedHashMap<>();
		for (ExpectationResult result : recording.expectations())
			decided.put(result.expectation().path(), result);
		List<Expectation> all = new ArrayList<>();
		if (spec.scenario().isPresent())
			for (ExpectationSpec expectation : spec.scenario().get().expectations())
				all.add(new Expectation(expectation, Optional.ofNullable(decided.remove(expectation.path()))));
		decided.values().forEach(result -> all.add(new Expectation(result.expectation(), Optional.of(result))));
		return all;
	}

	/** @return whether the run did not fail, nothing went wrong, and every expectation held */
	public boolean passed() {
		return ending != Ending.FAILED && problems.isEmpty() && expectations().stream().allMatch(Expectation::held);
	}

	/** @return the result in one sentence */
	public String result() {
		List<Expectation> all = expectations();
		long held = all.stream().filter(Expectation::held).count();
		String expectations = all.isEmpty()
				? "nothing was expected"
				: held + " of " + all.size() + (all.size() == 1 ? " expectation held" : " expectations held");
		return switch (ending) {
			case COMPLETED -> all.isEmpty() ? "completed, nothing was expected" : expectations;
			case STOPPED -> expectations + ", the run was stopped";
			case FAILED -> expectations + ", the run failed";
		} + (problems.isEmpty() ? "" : ", " + problems.size() + (problems.size() == 1 ? " problem" : " problems"));
	}

	/** @return the command that does the same run again, quoted for a shell; empty if it is not known */
	public String command() {
		StringBuilder out = new StringBuilder();
		for (String word : commandLine)
			out.append(out.isEmpty() ? "" : " ")
					.append(word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
		return out.toString();
	}
}
