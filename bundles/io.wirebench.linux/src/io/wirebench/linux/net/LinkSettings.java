package io.wirebench.linux.net;

/**
 * What a link request sets; everything but the name may be left as it is. Immutable.
 *
 * @param name the (new) name, or empty to leave it
 * @param index the interface index to be created with, or 0 for the kernel's choice
 * @param mac hardware address such as {@code 02:00:00:00:00:01}, or empty
 * @param mtuBytes or 0
 * @param master index of the bridge to join, 0 to leave any, -1 to leave it as it is
 * @param group for deletion in one request, or 0
 * @param gsoMaxSegs how many segments one frame may carry, or 0
 * @param gsoMaxSizeBytes largest frame that is left to be cut later, or 0
 * @param txQueueLength in frames, or -1
 * @param up whether to bring it up or down; null to leave it as it is
 * @since 0.1
 */
public record LinkSettings(String name, int index, String mac, int mtuBytes, int master, int group, int gsoMaxSegs,
		int gsoMaxSizeBytes, int txQueueLength, Boolean up) {

	/** Changes nothing. */
	public static final LinkSettings NONE = new LinkSettings("", 0, "", 0, -1, 0, 0, 0, -1, null);

	public static LinkSettings named(String name) {
		new Device(name, 0);
		return new LinkSettings(name, 0, "", 0, -1, 0, 0, 0, -1, null);
	}

	public LinkSettings withIndex(int newIndex) {
		return new LinkSettings(name, newIndex, mac, mtuBytes, master, group, gsoMaxSegs, gsoMaxSizeBytes,
				txQueueLength, up);
	}

	public LinkSettings withMac(String newMac) {
		return new LinkSettings(name, index, newMac, mtuBytes, master, group, gsoMaxSegs, gsoMaxSizeBytes,
				txQueueLength, up);
	}

	public LinkSettings withMtu(int newMtuBytes) {
		return new LinkSettings(name, index, mac, newMtuBytes, master, group, gsoMaxSegs, gsoMaxSizeBytes,
				txQueueLength, up);
	}

	public LinkSettings withMaster(int bridgeIndex) {
		return new LinkSettings(name, index, mac, mtuBytes, bridgeIndex, group, gsoMaxSegs, gsoMaxSizeBytes,
				txQueueLength, up);
	}

	public LinkSettings withGroup(int newGroup) {
		return new LinkSettings(name, index, mac, mtuBytes, master, newGroup, gsoMaxSegs, gsoMaxSizeBytes,
				txQueueLength, up);
	}

	public LinkSettings withGsoMaxSegs(int segments) {
		return new LinkSettings(name, index, mac, mtuBytes, master, group, segments, gsoMaxSizeBytes, txQueueLength,
				up);
	}

	public LinkSettings withGsoMaxSize(int bytes) {
		return new LinkSettings(name, index, mac, mtuBytes, master, group, gsoMaxSegs, bytes, txQueueLength, up);
	}

	public LinkSettings withTxQueueLength(int frames) {
		return new LinkSettings(name, index, mac, mtuBytes, master, group, gsoMaxSegs, gsoMaxSizeBytes, frames, up);
	}

	public LinkSettings withUp(boolean newUp) {
		return new LinkSettings(name, index, mac, mtuBytes, master, group, gsoMaxSegs, gsoMaxSizeBytes, txQueueLength,
				newUp);
	}
}
