package io.wirebench.testkit;

import io.wirebench.dataplane.Parameters;

/** Parameters of which only the first that are read can be read, as when a later one is refused. For one thread. */
final class FailingParameters implements Parameters {

	private final Parameters parameters;
	private int left;

	/** @param reads how many can be read */
	FailingParameters(Parameters parameters, int reads) {
		this.parameters = parameters;
		left = reads;
	}

	private Parameters next(String name) {
		if (left-- <= 0)
			throw new IllegalArgumentException("parameter '" + name + "' is refused, for a test");
		return parameters;
	}

	@Override
	public long durationNanos(String name) {
		return next(name).durationNanos(name);
	}

	@Override
	public long rateBitsPerSecond(String name) {
		return next(name).rateBitsPerSecond(name);
	}

	@Override
	public long sizeBytes(String name) {
		return next(name).sizeBytes(name);
	}

	@Override
	public double probability(String name) {
		return next(name).probability(name);
	}

	@Override
	public long integer(String name) {
		return next(name).integer(name);
	}

	@Override
	public boolean flag(String name) {
		return next(name).flag(name);
	}

	@Override
	public String text(String name) {
		return next(name).text(name);
	}

	@Override
	public boolean has(String name) {
		return parameters.has(name);
	}
}
