package io.wirebench.testkit;

import io.wirebench.api.FigureSink;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Takes figures, and finds those that no engine would take. */
final class CheckedFigures implements FigureSink {

	private final Set<String> declared;
	private final Map<String, Double> values = new ConcurrentHashMap<>();
	private volatile String wrong;

	CheckedFigures(Set<String> declared) {
		this.declared = declared;
	}

	@Override
	public void set(String name, double value) {
		if (!declared.contains(name))
			throw new IllegalArgumentException("the figure '" + name + "' is not declared; declared are " + declared);
		if (!Double.isFinite(value))
			wrong = "the figure '" + name + "' is set to " + value + ", which is no number; leave it out until there is one";
		values.put(name, value);
	}

	/** @throws AssertionError if a value was none */
	void end() {
		if (wrong != null)
			throw new AssertionError(wrong);
	}

	Map<String, Double> values() {
		return values;
	}
}
