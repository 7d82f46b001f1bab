package io.wirebench.linux.socket;

/**
 * How a TCP socket is set up before it connects or listens.
 *
 * @param congestionControl a kernel name such as {@code cubic}, or empty for the namespace's default
 * @param windowClampBytes upper bound of the advertised window, 0 for none
 * @param noDelay whether to switch Nagle's algorithm off
 * @since 0.1
 */
public record TcpSettings(String congestionControl, long windowClampBytes, boolean noDelay) {

	/** The namespace's defaults. */
	public static final TcpSettings DEFAULT = new TcpSettings("", 0, false);
}
