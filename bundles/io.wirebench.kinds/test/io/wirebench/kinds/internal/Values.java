package io.wirebench.kinds.internal;

import io.wirebench.dataplane.Parameters;

import java.util.Map;

/** Parameters for a test. */
record Values(Map<String, Object> values) implements Parameters {

	static Values of(Object... namesAndValues) {
		Map<String, Object> map = new java.util.HashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2)
			map.put((String) namesAndValues[i], namesAndValues[i + 1]);
		return new Values(map);
	}

	private Object value(String name) {
		if (!values.containsKey(name))
			throw new IllegalArgumentException("no parameter " + name);
		return values.get(name);
	}

	@Override
	public long durationNanos(String name) {
		return ((Number) value(name)).longValue();
	}

	@Override
	public long rateBitsPerSecond(String name) {
		return ((Number) value(name)).longValue();
	}

	@Override
	public long sizeBytes(String name) {
		return ((Number) value(name)).longValue();
	}

	@Override
	public double probability(String name) {
		return ((Number) value(name)).doubleValue();
	}

	@Override
	public long integer(String name) {
		return ((Number) value(name)).longValue();
	}

	@Override
	public boolean flag(String name) {
		return (Boolean) value(name);
	}

	@Override
	public String text(String name) {
		return (String) value(name);
	}

	@Override
	public boolean has(String name) {
		return values.containsKey(name);
	}
}
