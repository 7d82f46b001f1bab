package acme.firewall.internal;

import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;
import io.wirebench.api.ProcessRequest;

import java.util.List;
import java.util.Map;

/**
 * A router with rules of nftables, which are loaded whole: so a change of a parameter in a running network replaces them at once,
 * and connections that are let through go on.
 */
public final class FirewallKind implements NodeKind {

	@Override
	public NodeNeeds needs(NodeSetup setup) {
		Rules rules = Rules.of(setup.parameters().text("outside"), setup.parameters().text("open"),
				setup.parameters().text("refuse").equals("reject"),
				setup.parameters().flag("masquerade"));
		return new NodeNeeds(Map.of("net.ipv4.ip_forward", "1", "net.ipv6.conf.all.forwarding", "1"), Map.of(),
				List.of(ProcessRequest.of("/usr/sbin/nft", rules.text())), List.of());
	}
}
