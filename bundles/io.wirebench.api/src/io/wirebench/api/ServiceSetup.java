package io.wirebench.api;

import io.wirebench.api.NodeSetup.NodeInterface;
import io.wirebench.dataplane.Parameters;

import java.util.List;

/**
 * A service as its kind sees it.
 *
 * @param node the name of the node that it runs in
 * @param name the service's name, unique in the node
 * @param parameters the service's parameters
 * @param interfaces the node's interfaces in the order of the model, addresses assigned; those without a link are left out
 * @since 0.1
 */
public record ServiceSetup(String node, String name, Parameters parameters, List<ServiceInterface> interfaces) {

	public ServiceSetup {
		interfaces = List.copyOf(interfaces);
	}

	/**
	 * One interface of the node.
	 *
	 * @param own its name, addresses and MTU
	 * @param peers whose interfaces reach it without a router: at the other end of the link, or behind switches
	 */
	public record ServiceInterface(NodeInterface own, List<Peer> peers) {
		public ServiceInterface {
			peers = List.copyOf(peers);
		}

		/** @return whether another node with a service of the same kind is among the peers */
		public boolean meetsSameKind() {
			return peers.stream().anyMatch(Peer::sameKind);
		}
	}

	/**
	 * Another node's interface in the same broadcast domain.
	 *
	 * @param node the other node's name
	 * @param forwards whether the other node forwards packets, as a router does
	 * @param sameKind whether the other node has a service of the same kind
	 */
	public record Peer(String node, boolean forwards, boolean sameKind) {}
}
