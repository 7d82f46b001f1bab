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
	 * @param mac its hardware address, e.g. {@code 02:00:00:00:00:01}; empty if it is not known
	 * @param farEnd the interface at the other end of its link, e.g. {@code r1.eth0}, that of a switch included; empty if it has no link
	 */
	public record NodeInterface(String name, List<String> addresses, int mtuBytes, String mac, String farEnd) {
		public NodeInterface {
			addresses = List.copyOf(addresses);
			if (mac == null || farEnd == null)
				throw new IllegalArgumentException("what is not there is empty, not null");
		}

		/** An interface of which neither hardware address nor far end is known, for tests. */
		public NodeInterface(String name, List<String> addresses, int mtuBytes) {
			this(name, addresses, mtuBytes, "", "");
		}
	}
}
