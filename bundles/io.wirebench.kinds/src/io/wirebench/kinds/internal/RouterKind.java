package io.wirebench.kinds.internal;

import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;

import java.util.Map;

/** A router: forwards IPv4 and IPv6 between its interfaces. */
public final class RouterKind implements NodeKind {

	@Override
	public NodeNeeds needs(NodeSetup setup) {
		return NodeNeeds.ofSysctls(Map.of("net.ipv4.ip_forward", "1", "net.ipv6.conf.all.forwarding", "1"));
	}
}
