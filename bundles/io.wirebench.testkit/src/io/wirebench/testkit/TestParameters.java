package io.wirebench.testkit;

import io.wirebench.dataplane.Parameters;

import java.util.Map;
import java.util.TreeMap;

/**
 * Parameters for a test, without a declaration: durations in nanoseconds, rates in bits a second, sizes in bytes, probabilities 0..1.
 * Immutable.
 */
public final class TestParameters implements Parameters {

	private final Map<String, Object> values;

	private TestParameters(Map<String, Object> values) {
		this.values = values;
	}

	/**
	 * @param namesAndValues a name, its value (a number, Boolean or String), the next name …
	 * @throws IllegalArgumentException if one is missing, or a value is of another type
	 */
	public static TestParameters of(Object... namesAndValues) {
		if (namesAndValues.length % 2 != 0)
			throw new IllegalArgumentException("the last name has no value");
		Map<String, Object> values = new TreeMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			Object value = namesAndValues[i + 1];
			if (!(value instanceof Number || value instanceof Boolean || value instanceof String))
				throw new IllegalArgumentException(namesAndValues[i] + " is " + value + ": neither a number nor true or false nor text");
			values.put((String) namesAndValues[i], value);
		}
		return new TestParameters(values);
	}

	private <T> T value(String name, Class<T> type) {
		Object value = values.get(name);
		if (!type.isInstance(value))
			throw new IllegalArgumentException(
					"the test gives no parameter '" + name + "' of type " + type.getSimpleName() + "; it gives " + values);
		return type.cast(value);
	}

	@Override
	public long durationNanos(String name) {
		return value(name, Number.class).longValue();
	}

	@Override
	public long rateBitsPerSecond(String name) {
		return value(name, Number.class).longValue();
	}

	@Override
	public long sizeBytes(String name) {
		return value(name, Number.class).longValue();
	}

	@Override
	public double probability(String name) {
		return value(name, Number.class).doubleValue();
	}

	@Override
	public long integer(String name) {
		return value(name, Number.class).longValue();
	}

	@Override
	public boolean flag(String name) {
		return value(name, Boolean.class);
	}

	@Override
	public String text(String name) {
		return value(name, String.class);
	}

	@Override
	public boolean has(String name) {
		return values.containsKey(name);
	}

	@Override
	public String toString() {
		return values.toString();
	}
}
