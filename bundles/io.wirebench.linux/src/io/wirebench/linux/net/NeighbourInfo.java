package io.wirebench.linux.net;

import java.net.InetAddress;

/**
 * A neighbour entry.
 *
 * @param mac its hardware address; empty while it is unknown
 * @param state the kernel's NUD_ bits: 0x02 reachable, 0x80 permanent, ...
 * @since 0.1
 */
public record NeighbourInfo(int deviceIndex, InetAddress address, String mac, int state) {}
