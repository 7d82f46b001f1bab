package io.wirebench.api;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * A running node, as far as a generator may use it: sockets that are born in the node's network namespace, and
 * processes. Safe for use by any thread. Every method throws {@link IOException} with call, reason and node when the
 * kernel refuses, and when the node has been stopped.
 *
 * @noimplement
 */
public interface NodeHandle {

	/** @return the node's name */
	String name();

	/** @return the node's addresses, IPv4 first, in the order of its interfaces; empty if it has none */
	List<InetAddress> addresses();

	/** Connects a TCP socket; gives up after {@code timeoutNanos}. */
	TcpSocket connectTcp(InetAddress address, int port, TcpOptions options, long timeoutNanos) throws IOException;

	/** Listens for TCP. @param port 0 lets the kernel choose */
	TcpListener listenTcp(int port, TcpOptions options) throws IOException;

	/** Opens a UDP socket bound to a port on all addresses. @param port 0 lets the kernel choose */
	UdpSocket openUdp(boolean ipv6, int port) throws IOException;

	/** Opens a socket for ICMP or ICMPv6 echo. */
	EchoSocket openEcho(boolean ipv6) throws IOException;

	/** Starts a program in the node. */
	NodeProcess start(ProcessRequest request) throws IOException;
}
