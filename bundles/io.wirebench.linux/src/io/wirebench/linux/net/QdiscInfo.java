package io.wirebench.linux.net;

/**
 * A queueing discipline with its counters.
 *
 * @param handle the kernel's number, {@code major << 16}
 * @param parent {@link QdiscPlace#ROOT_PARENT}, or {@code major << 16 | minor}
 * @param bytes and packets: what it has sent
 * @param queuedPackets and backlogBytes: what waits now
 * @param overlimits how often it had to wait
 * @since 0.1
 */
public record QdiscInfo(int deviceIndex, String kind, int handle, int parent, long bytes, long packets,
		long queuedPackets, long backlogBytes, long drops, long overlimits) {}
