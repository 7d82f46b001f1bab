package io.wirebench.core.spec;

import java.net.InetAddress;

/**
 * A static route.
 *
 * @param destination a network; 0.0.0.0/0 and ::/0 are the default routes
 * @param gateway the next router's address on the interface's link
 * @param interfaceName the interface that packets leave by
 */
public record RouteSpec(IpPrefix destination, InetAddress gateway, String interfaceName) {

	@Override
	public String toString() {
		return destination + " via " + IpPrefix.format(gateway) + " dev " + interfaceName;
	}
}
