package io.wirebench.core.spec;

import java.util.OptionalLong;

/**
 * Traffic. Immutable.
 *
 * @param name its name; its element path is {@code flow:name}
 * @param kindId the full id of its kind
 * @param from the node that it starts from
 * @param to the node that it goes to
 * @param startNanos since the start of the run, or empty if only a step or a user starts it
 * @param durationNanos how long, or empty for until it ends by itself
 * @param parameters its parameters
 */
public record FlowSpec(String name, String kindId, String from, String to, OptionalLong startNanos, OptionalLong durationNanos,
		TypedParameters parameters) {

	/** @return its element path */
	public String path() {
		return "flow:" + name;
	}

	FlowSpec withParameters(TypedParameters changed) {
		return new FlowSpec(name, kindId, from, to, startNanos, durationNanos, changed);
	}
}
