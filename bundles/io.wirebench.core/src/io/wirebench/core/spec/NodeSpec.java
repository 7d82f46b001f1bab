package io.wirebench.core.spec;

import io.wirebench.core.kinds.Forwarding;

import java.util.List;
import java.util.Optional;

/**
 * A node. Immutable.
 *
 * @param name its name, which is its element path
 * @param kindId the full id of its kind, or {@link #NO_KIND}
 * @param forwarding what it does with frames that are not for it
 * @param parameters its parameters
 * @param interfaces in the order of the file: written ones, then those that links made
 * @param routes static routes
 * @param x horizontal position in pixels, or null
 * @param y vertical position in pixels, or null
 * @param services in the order of the file
 */
public record NodeSpec(String name, String kindId, Forwarding forwarding, TypedParameters parameters,
		List<InterfaceSpec> interfaces, List<RouteSpec> routes, Integer x, Integer y, List<ServiceSpec> services) {

	/** The kind of a node whose kind is missing: it has its interfaces, addresses and routes, and nothing that its kind would add. */
	public static final String NO_KIND = "";

	public NodeSpec {
		interfaces = List.copyOf(interfaces);
		routes = List.copyOf(routes);
		services = List.copyOf(services);
	}

	/** A node without services. */
	public NodeSpec(String name, String kindId, Forwarding forwarding, TypedParameters parameters, List<InterfaceSpec> interfaces,
			List<RouteSpec> routes, Integer x, Integer y) {
		this(name, kindId, forwarding, parameters, interfaces, routes, x, y, List.of());
	}

	/** @return the interface of that name, or empty */
	public Optional<InterfaceSpec> interfaceNamed(String interfaceName) {
		return interfaces.stream().filter(candidate -> candidate.name().equals(interfaceName)).findFirst();
	}

	NodeSpec withParameters(TypedParameters changed) {
		return new NodeSpec(name, kindId, forwarding, changed, interfaces, routes, x, y, services);
	}

	/** @return the same node without what its kind adds */
	public NodeSpec withoutKind() {
		return new NodeSpec(name, NO_KIND, forwarding, TypedParameters.NONE, interfaces, routes, x, y, services);
	}

	/** @return the same node with other services */
	public NodeSpec withServices(List<ServiceSpec> changed) {
		return new NodeSpec(name, kindId, forwarding, parameters, interfaces, routes, x, y, changed);
	}
}
