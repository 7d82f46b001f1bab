package io.wirebench.runtime.internal.layout;

import io.wirebench.api.ProcessRequest;
import io.wirebench.api.ServiceNeeds;
import io.wirebench.api.SpanningTree;
import io.wirebench.core.spec.FlowSpec;
import io.wirebench.core.spec.ImpairmentSpec;
import io.wirebench.core.spec.IpPrefix;
import io.wirebench.core.spec.ProbeSpec;
import io.wirebench.core.spec.RouteSpec;

import java.util.List;
import java.util.Map;

/**
 * What the kernel and the engine shall hold for a network: the wanted side of a plan. Immutable values, so that what runs
 * can be compared with what is wanted.
 *
 * @param nodes nodes with a namespace of their own, by name, in the network's order
 * @param bridges nodes that are a bridge in the hub
 * @param links by name
 * @param services by path
 * @param flows by name
 * @param probes by name
 */
public record Layout(Map<String, NodeLayout> nodes, Map<String, BridgeLayout> bridges, Map<String, LinkLayout> links,
		Map<String, ServiceLayout> services, Map<String, FlowSpec> flows, Map<String, ProbeSpec> probes) {

	/** Nothing. */
	public static final Layout EMPTY = new Layout(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

	/**
	 * A node in a namespace.
	 *
	 * @param setup programs that have been run to their end
	 * @param addresses by interface
	 * @param routes in order
	 */
	public record NodeLayout(String name, Map<String, String> sysctls, Map<String, String> files, List<ProcessRequest> setup,
			List<ProcessRequest> processes,
			Map<String, List<IpPrefix>> addresses, List<RouteSpec> routes) {

		public NodeLayout withSetup(List<ProcessRequest> other) {
			// The same object where it can be: then nobody has to compare what is in it.
			return other.equals(setup) ? this : new NodeLayout(name, sysctls, files, other, processes, addresses, routes);
		}
	}

	/**
	 * A service in a node. Its kernel settings are among the node's.
	 *
	 * @param path its element path
	 * @param node the name of the node that it runs in
	 */
	public record ServiceLayout(String path, String node, String kindId, ServiceNeeds needs) {}

	/**
	 * A switch.
	 *
	 * @param spanningTree null for none
	 * @param mac what the bridge calls itself in the spanning tree, so that runs of one network have one root; empty without
	 */
	public record BridgeLayout(String name, SpanningTree spanningTree, String mac) {}

	/** Where a link ends. */
	public sealed interface EndLayout {
		String node();
	}

	/** At an interface of a node. */
	public record NodeEnd(String node, String device, String mac, int mtuBytes) implements EndLayout {}

	/** At a bridge. */
	public record BridgeEnd(String node, int mtuBytes) implements EndLayout {}

	/** How the two sides are joined in the hub. */
	public enum Join {
		/** Not at all: the one pair ends at the bridge itself. */
		DIRECT,
		/** Redirected in the kernel. */
		WIRE,
		/** Through the data plane. */
		ENGINE
	}

	/**
	 * A link.
	 *
	 * @param exact whether large segments are cut before they reach it
	 * @param reason why this join
	 */
	public record LinkLayout(String name, EndLayout from, EndLayout to, boolean up, Join join, boolean exact,
			List<ImpairmentSpec> forward, List<ImpairmentSpec> backward, String reason) {

		public boolean sameShape(LinkLayout other) {
			return from.equals(other.from) && to.equals(other.to);
		}
	}
}
