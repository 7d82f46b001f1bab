package io.wirebench.runtime.internal.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps of one apply that have been done or begun, each with its inverse, and the steps that wait for the apply to
 * succeed because they have none. An inverse is noted before its step is tried, so it must tolerate that the step was not
 * done. Used by the thread that applies.
 */
public final class UndoLog {

	/** Does nothing when asked for inverses: for steps on paper, which are never taken back. */
	public static final UndoLog NONE = new UndoLog(false);

	private record Step(String element, String title, Runnable action) {}

	private final boolean keeps;
	private final List<Step> inverses = new ArrayList<>();
	private final List<Step> finals = new ArrayList<>();

	public UndoLog() {
		this(true);
	}

	private UndoLog(boolean keeps) {
		this.keeps = keeps;
	}

	/** Notes how a step is taken back. @param element whose state is unknown if that fails, too; may be empty */
	public void inverse(String element, String title, Runnable action) {
		if (keeps)
			inverses.add(new Step(element, title, action));
	}

	/** Notes a step without inverse, to be done when all others have been. On paper it is done at once. */
	public void atCommit(String element, String title, Runnable action) {
		if (keeps)
			finals.add(new Step(element, title, action));
		else
			action.run();
	}

	/**
	 * Takes back, last step first; one that fails does not keep the others from being tried.
	 *
	 * @param discard called before each, to forget requests that were collected and not carried out
	 * @return what failed, by element
	 */
	public Map<String, RuntimeException> unwind(Runnable discard) {
		Map<String, RuntimeException> failures = new LinkedHashMap<>();
		for (Step step : inverses.reversed())
			attempt(step, discard, failures);
		discard.run();
		inverses.clear();
		finals.clear();
		return failures;
	}

	/** Does the steps that were left for the end. @return what failed, by element: there is no way back any more */
	public Map<String, RuntimeException> commit(Runnable discard) {
		Map<String, RuntimeException> failures = new LinkedHashMap<>();
		for (Step step : finals)
			attempt(step, discard, failures);
		discard.run();
		inverses.clear();
		finals.clear();
		return failures;
	}

	private static void attempt(Step step, Runnable discard, Map<String, RuntimeException> failures) {
		discard.run();
		try {
			step.action().run();
		} catch (RuntimeException e) {
			RuntimeException named = new IllegalStateException(step.title() + ": " + e.getMessage(), e);
			RuntimeException before = failures.putIfAbsent(step.element(), named);
			if (before != null)
				before.addSuppressed(named);
		}
	}
}
