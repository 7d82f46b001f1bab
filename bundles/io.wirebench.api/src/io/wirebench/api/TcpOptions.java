package io.wirebench.api;

/**
 * How a TCP socket is set up before it connects or listens.
 *
 * @param congestionControl a kernel name such as {@code cubic}, or empty for the node's default
 * @param windowClampBytes upper bound of the window that the socket advertises ({@code TCP_WINDOW_CLAMP}), 0 for none
 * @param noDelay whether to switch Nagle's algorithm off
 */
public record TcpOptions(String congestionControl, long windowClampBytes, boolean noDelay) {

	/** The node's defaults. */
	public static final TcpOptions DEFAULT = new TcpOptions("", 0, false);
}
