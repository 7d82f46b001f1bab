package io.wirebench.core.spec;

import io.wirebench.core.kinds.Need;

/**
 * A measurement on a link. Immutable.
 *
 * @param name its name; its element path is {@code probe:name}
 * @param kindId the full id of its kind
 * @param needs what it has to see
 * @param target the link's name
 * @param parameters its parameters
 */
public record ProbeSpec(String name, String kindId, Need needs, String target, TypedParameters parameters) {

	/** @return its element path */
	public String path() {
		return "probe:" + name;
	}

	ProbeSpec withParameters(TypedParameters changed) {
		return new ProbeSpec(name, kindId, needs, target, changed);
	}
}
