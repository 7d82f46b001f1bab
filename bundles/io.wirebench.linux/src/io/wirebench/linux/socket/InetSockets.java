package io.wirebench.linux.socket;

import java.net.InetAddress;

import io.wirebench.linux.LinuxException;
import io.wirebench.linux.net.NetworkNamespace;

/**
 * Opens sockets that are born in a namespace, and stay in it whichever thread uses them. Safe for use by any thread.
 *
 * @param namespace where they are born
 * @since 0.1
 */
public record InetSockets(NetworkNamespace namespace) {

	/**
	 * Connects.
	 *
	 * @param timeoutNanos after which it gives up with ETIMEDOUT
	 * @throws LinuxException e.g. ECONNREFUSED, EHOSTUNREACH
	 */
	public TcpConnection connectTcp(InetAddress address, int port, TcpSettings settings, long timeoutNanos) {
		var fd = namespace.call(() -> NodeSocket.open(address.getAddress().length == 4 ? 2 : 10, 1, 0,
				"TCP to " + address.getHostAddress() + " port " + port));
		try {
			TcpConnection.apply(fd, settings);
		} catch (RuntimeException e) {
			fd.close();
			throw e;
		}
		return TcpConnection.connect(fd, settings, address, port, timeoutNanos);
	}

	/**
	 * Listens on all addresses, IPv4 and IPv6 where the namespace has both.
	 *
	 * @param port 0 lets the kernel choose
	 */
	public TcpServer listenTcp(int port, TcpSettings settings) {
		var object = "TCP listener on port " + port;
		var six = new boolean[1];
		var fd = namespace.call(() -> {
			try {
				var both = NodeSocket.open(10, 1, 0, object);
				six[0] = true;
				return both;
			} catch (LinuxException noIpv6) {
				return NodeSocket.open(2, 1, 0, object);
			}
		});
		try {
			NodeSocket.option(fd, "SO_REUSEADDR", 1, 2, 1);
			if (six[0])
				NodeSocket.option(fd, "IPV6_V6ONLY", 41, 26, 0);
			TcpConnection.apply(fd, settings);
			NodeSocket.bindAny(fd, six[0], port);
			LinuxException.check(io.wirebench.linux.internal.Native.listen(fd.raw(), 512), "listen", object);
			return new TcpServer(fd, settings);
		} catch (RuntimeException e) {
			fd.close();
			throw e;
		}
	}

	/** Opens a UDP socket on all addresses of a family. @param port 0 lets the kernel choose */
	public UdpEndpoint openUdp(boolean ipv6, int port) {
		var fd = namespace.call(() -> NodeSocket.open(ipv6 ? 10 : 2, 2, 0, "UDP socket on port " + port));
		try {
			NodeSocket.bindAny(fd, ipv6, port);
			return new UdpEndpoint(fd);
		} catch (RuntimeException e) {
			fd.close();
			throw e;
		}
	}

	/** Opens a socket for echo requests. @throws LinuxException EPERM without CAP_NET_RAW */
	public EchoEndpoint openEcho(boolean ipv6) {
		return namespace.call(() -> EchoEndpoint.open(ipv6));
	}
}
