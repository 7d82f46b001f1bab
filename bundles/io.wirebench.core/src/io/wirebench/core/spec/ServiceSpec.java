package io.wirebench.core.spec;

/**
 * A service of a node: daemons that run as long as it does. Immutable.
 *
 * @param name unique in the node
 * @param kindId the full id of its kind
 * @param routing whether it fills the node's routing table
 * @param parameters its parameters
 * @param path its element path: {@code r1/ospf}
 */
public record ServiceSpec(String name, String kindId, boolean routing, TypedParameters parameters, String path) {

	ServiceSpec withParameters(TypedParameters changed) {
		return new ServiceSpec(name, kindId, routing, changed, path);
	}
}
