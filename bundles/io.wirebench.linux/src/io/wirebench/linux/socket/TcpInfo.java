package io.wirebench.linux.socket;

/**
 * What the kernel knows of a TCP connection (include/uapi/linux/tcp.h, struct tcp_info).
 *
 * @param peerWindowBytes the window that the other side advertises; 0 before Linux 5.4
 * @since 0.1
 */
public record TcpInfo(long smoothedRttNanos, long minRttNanos, long congestionWindowSegments, long mssBytes,
		long retransmittedSegments, long lostSegments, long peerWindowBytes, long deliveryRateBitsPerSecond) {}
