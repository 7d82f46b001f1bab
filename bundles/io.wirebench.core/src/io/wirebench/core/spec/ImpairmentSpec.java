package io.wirebench.core.spec;

import io.wirebench.core.kinds.Scope;

/**
 * An impairment on one direction of a link. One that the file gives for both directions stands in both lists, with the
 * same path; its state is its own in each direction.
 *
 * @param name unique in its list of the file
 * @param kindId the full id of its kind
 * @param scope what one instance sees
 * @param packetExact whether its effect depends on single packets
 * @param match which frames it applies to; {@code all} for every one
 * @param enabled whether it has an effect
 * @param parameters its parameters
 * @param path its element path, e.g. {@code r1-r2/both/delay}
 */
public record ImpairmentSpec(String name, String kindId, Scope scope, boolean packetExact, String match, boolean enabled,
		TypedParameters parameters, String path) {

	ImpairmentSpec withParameters(TypedParameters changed) {
		return new ImpairmentSpec(name, kindId, scope, packetExact, match, enabled, changed, path);
	}

	ImpairmentSpec withEnabled(boolean changed) {
		return new ImpairmentSpec(name, kindId, scope, packetExact, match, changed, parameters, path);
	}
}
