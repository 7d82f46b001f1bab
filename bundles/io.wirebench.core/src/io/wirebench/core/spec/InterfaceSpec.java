package io.wirebench.core.spec;

import java.util.List;
import java.util.Optional;

/**
 * An interface of a node. Immutable.
 *
 * @param name its name in the node, at most 15 characters
 * @param mac its hardware address, {@code 02:…} in lower case
 * @param addresses IPv4 and IPv6 addresses, empty for a port of a switch
 * @param mtuBytes the largest IP packet it sends
 * @param link the link's name, or null for an interface without link
 */
public record InterfaceSpec(String name, String mac, List<IpPrefix> addresses, int mtuBytes, String link) {

	public InterfaceSpec {
		addresses = List.copyOf(addresses);
	}

	/**
	 * @return the first address of a family by which other nodes reach it, or empty; link-local ones need the link's name beside them and
	 * are passed over
	 */
	public Optional<IpPrefix> address(boolean ipv6) {
		return addresses.stream().filter(address -> address.ipv6() == ipv6 && !address.linkLocal()).findFirst();
	}
}
