package acme.blackbox.internal;

import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;

import java.util.Map;

/**
 * A router whose own packets reach only so far. A kind of node says what its node needs (kernel settings, files, programs), and
 * the engine makes it: so a plan can be printed before anything is done. One object serves all nodes, so it keeps no state.
 */
public final class BlackboxKind implements NodeKind {

	@Override
	public NodeNeeds needs(NodeSetup setup) {
		String hops = String.valueOf(setup.parameters().integer("hops"));
		return NodeNeeds.ofSysctls(Map.of("net.ipv4.ip_forward", "1", "net.ipv6.conf.all.forwarding", "1",
				"net.ipv4.ip_default_ttl", hops, "net.ipv6.conf.all.hop_limit", hops, "net.ipv6.conf.default.hop_limit", hops));
	}
}
