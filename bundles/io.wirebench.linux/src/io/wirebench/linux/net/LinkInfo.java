package io.wirebench.linux.net;

/**
 * A device as the kernel describes it.
 *
 * @param mac hardware address such as {@code 02:00:00:00:00:01}; empty if it has none
 * @param up whether it was brought up
 * @param carrier whether it has carrier
 * @param master index of its bridge, or 0
 * @param peer index of the other end of a veth (in that one's namespace), or 0
 * @param kind {@code veth}, {@code bridge} and so on; empty for a device without kind such as loopback
 * @param spanningTree whether it is a bridge with a spanning tree
 * @since 0.1
 */
public record LinkInfo(int index, String name, String mac, int mtuBytes, boolean up, boolean carrier, int master,
		int peer, int group, int gsoMaxSegs, int gsoMaxSizeBytes, int txQueueLength, String kind, boolean spanningTree,
		LinkStatistics statistics) {

	/** @return the device, for requests */
	public Device device() {
		return new Device(name, index);
	}
}
