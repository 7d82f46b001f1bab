package io.wirebench.api;

import io.wirebench.dataplane.Parameters;

import java.util.List;

/**
 * A node as its kind sees it.
 *
 * @param name the node's name, unique in the network; also its host name
 * @param parameters the node's parameters
 * @param interfaces its interfaces in the order of the model, addresses assigned
 */
public record NodeSetup(String name, Parameters parameters, List<NodeInterface> interfaces) {

	public NodeSetup {
		interfaces = List.copyOf(interfaces);
	}

	/**
	 * One interface of a node.
	 *
	 * @param name its name in the node, e.g. {@code eth0}
	 * @param addresses IPv4 and IPv6 addresses with prefix length, e.g. {@code 10.0.0.1/24}
	 * @param mtuBytes the largest IP packet it sends
	 */
	public record NodeInterface(String name, List<String> addresses, int mtuBytes) {
		public NodeInterface {
			addresses = List.copyOf(addresses);
		}
	}
}
