package io.wirebench.api;

/**
 * What the kernel knows of a TCP connection (include/uapi/linux/tcp.h, struct tcp_info).
 *
 * @param smoothedRttNanos smoothed round trip time
 * @param minRttNanos smallest round trip time seen
 * @param congestionWindowSegments congestion window
 * @param mssBytes largest segment it sends
 * @param retransmittedSegments segments sent again, since the start
 * @param lostSegments segments it takes for lost now
 * @param peerWindowBytes the window that the other side advertises now; 0 if this kernel does not tell
 * @param deliveryRateBitsPerSecond the kernel's newest estimate of the delivery rate
 */
public record TcpFigures(long smoothedRttNanos, long minRttNanos, long congestionWindowSegments, long mssBytes,
		long retransmittedSegments, long lostSegments, long peerWindowBytes, long deliveryRateBitsPerSecond) {}
