package io.wirebench.runtime.internal.node;

import io.wirebench.core.kinds.Forwarding;
import io.wirebench.core.spec.InterfaceSpec;
import io.wirebench.core.spec.IpPrefix;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.NodeSpec;
import io.wirebench.core.spec.ServiceSpec;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How programs in nodes find nodes by their names.
 *
 * @param hosts the text of /etc/hosts
 * @param ipv4First whether a name is to give the IPv4 address first, because IPv6 does not reach all that IPv4 does
 */
public record Names(String hosts, boolean ipv4First) {

	public static final Names NONE = new Names("", false);

	public static final String HOSTS = "/etc/hosts";
	/** Where getaddrinfo(3) reads which addresses come first. */
	public static final String ORDER = "/etc/gai.conf";

	/** The table of RFC 6724, section 2.1, but for IPv4 (the last but one), which comes first: one line replaces them all. */
	private static final String IPV4_FIRST = """
			# IPv6 is not routed everywhere in this network
			precedence ::1/128 50
			precedence ::/0 40
			precedence 2002::/16 30
			precedence ::/96 20
			precedence ::ffff:0:0/96 100
			""";

	public static Names of(NetworkSpec network) {
		StringBuilder text = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
		boolean ipv4Only = false;
		for (NodeSpec node : network.nodes()) {
			// Such services find routes of IPv4: a router with one has no IPv6 routes but those of its links.
			ipv4Only |= node.forwarding() == Forwarding.NETWORK && node.services().stream().anyMatch(ServiceSpec::routing);
			for (boolean ipv6 : new boolean[]{false, true})
				for (InterfaceSpec i : node.interfaces())
					if (i.link() != null)
						i.address(ipv6).ifPresent(
								address -> text.append(IpPrefix.format(address.address())).append('\t').append(node.name()).append('\n'));
			for (InterfaceSpec i : node.interfaces())
				ipv4Only |= i.link() != null && i.address(false).isPresent() && i.address(true).isEmpty();
		}
		return new Names(text.toString(), ipv4Only);
	}

	/** @return the files that say it, by path */
	public Map<String, String> files() {
		Map<String, String> files = new LinkedHashMap<>(Map.of(HOSTS, hosts));
		if (ipv4First)
			files.put(ORDER, IPV4_FIRST);
		return files;
	}
}
