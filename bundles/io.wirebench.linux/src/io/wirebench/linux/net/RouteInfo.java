package io.wirebench.linux.net;

import java.net.InetAddress;

/**
 * A route.
 *
 * @param destination the network's address
 * @param prefixLength 0 for the default route
 * @param gateway the next hop, or {@code null}
 * @param deviceIndex or 0
 * @param metric lower is preferred
 * @param table 254 = main, 255 = local
 * @param protocol who made it (RTPROT_): 2 = kernel, 4 = static; routing daemons have their own
 * @param type 1 = unicast (RTN_)
 * @since 0.1
 */
public record RouteInfo(InetAddress destination, int prefixLength, InetAddress gateway, int deviceIndex, long metric,
		int table, int protocol, int type) {}
