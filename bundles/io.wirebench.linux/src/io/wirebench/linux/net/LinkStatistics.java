package io.wirebench.linux.net;

/**
 * A device's counters since it was made (struct rtnl_link_stats64).
 *
 * @since 0.1
 */
public record LinkStatistics(long rxPackets, long txPackets, long rxBytes, long txBytes, long rxErrors, long txErrors,
		long rxDropped, long txDropped) {}
