package io.wirebench.runtime.internal.node;

import io.wirebench.api.EchoSocket;
import io.wirebench.api.NodeHandle;
import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.api.TcpFigures;
import io.wirebench.api.TcpListener;
import io.wirebench.api.TcpOptions;
import io.wirebench.api.TcpSocket;
import io.wirebench.api.UdpSocket;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.socket.EchoEndpoint;
import io.wirebench.linux.socket.InetSockets;
import io.wirebench.linux.socket.TcpConnection;
import io.wirebench.linux.socket.TcpInfo;
import io.wirebench.linux.socket.TcpServer;
import io.wirebench.linux.socket.TcpSettings;
import io.wirebench.linux.socket.UdpEndpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;

/** A node as generators see it: the API's sockets and processes over the kernel's. Safe for use by any thread. */
public final class RunningNode implements NodeHandle {

	private final String name;
	private final InetSockets sockets;
	private final NodePrograms programs;
	private final Supplier<List<InetAddress>> addresses;

	public RunningNode(String name, NetworkNamespace namespace, NodePrograms programs, Supplier<List<InetAddress>> addresses) {
		this.name = name;
		sockets = new InetSockets(namespace);
		this.programs = programs;
		this.addresses = addresses;
	}

	/** A call to the kernel; its failure names the node. */
	private <T> T in(Supplier<T> call) throws IOException {
		return io(name + ": ", call);
	}

	private static <T> T io(String where, Supplier<T> call) throws IOException {
		try {
			return call.get();
		} catch (LinuxException | IllegalStateException e) {
			throw new IOException(where + e.getMessage(), e);
		}
	}

	@Override
	public String name() {
		return name;
	}

	@Override
	public List<InetAddress> addresses() {
		return addresses.get();
	}

	private static TcpSettings settings(TcpOptions options) {
		return new TcpSettings(options.congestionControl(), options.windowClampBytes(), options.noDelay());
	}

	@Override
	public TcpSocket connectTcp(InetAddress address, int port, TcpOptions options, long timeoutNanos) throws IOException {
		return new Tcp(in(() -> sockets.connectTcp(address, port, settings(options), timeoutNanos)));
	}

	@Override
	public TcpListener listenTcp(int port, TcpOptions options) throws IOException {
		return new Listener(in(() -> sockets.listenTcp(port, settings(options))));
	}

	@Override
	public UdpSocket openUdp(boolean ipv6, int port) throws IOException {
		return new Udp(in(() -> sockets.openUdp(ipv6, port)));
	}

	@Override
	public EchoSocket openEcho(boolean ipv6) throws IOException {
		return new Echo(in(() -> sockets.openEcho(ipv6)));
	}

	@Override
	public NodeProcess start(ProcessRequest request) throws IOException {
		return programs.start(request);
	}

	private record Tcp(TcpConnection connection) implements TcpSocket {
		@Override
		public int send(byte[] buffer, int offset, int length, long timeoutNanos) throws IOException {
			return io("", () -> connection.send(buffer, offset, length, timeoutNanos));
		}

		@Override
		public int receive(byte[] buffer, int offset, int length, long timeoutNanos) throws IOException {
			return io("", () -> connection.receive(buffer, offset, length, timeoutNanos));
		}

		@Override
		public TcpFigures figures() throws IOException {
			TcpInfo i = io("", connection::info);
			return new TcpFigures(i.smoothedRttNanos(), i.minRttNanos(), i.congestionWindowSegments(), i.mssBytes(),
					i.retransmittedSegments(),
					i.lostSegments(), i.peerWindowBytes(), i.deliveryRateBitsPerSecond());
		}

		@Override
		public void shutdownOutput() throws IOException {
			io("", () -> {
				connection.shutdownOutput();
				return null;
			});
		}

		@Override
		public void close() {
			connection.close();
		}
	}

	private record Listener(TcpServer server) implements TcpListener {
		@Override
		public int port() {
			return server.port();
		}

		@Override
		public TcpSocket accept(long timeoutNanos) throws IOException {
			TcpConnection connection = io("", () -> server.accept(timeoutNanos));
			return connection == null ? null : new Tcp(connection);
		}

		@Override
		public void close() {
			server.close();
		}
	}

	private record Udp(UdpEndpoint endpoint) implements UdpSocket {
		@Override
		public int port() {
			return endpoint.port();
		}

		@Override
		public void connect(InetAddress address, int port) throws IOException {
			io("", () -> {
				endpoint.connect(address, port);
				return null;
			});
		}

		@Override
		public int receiveBuffer(int bytes) throws IOException {
			return io("", () -> endpoint.receiveBuffer(bytes));
		}

		@Override
		public boolean send(byte[] buffer, int offset, int length) throws IOException {
			return io("", () -> endpoint.send(buffer, offset, length));
		}

		@Override
		public int receive(byte[] buffer, int offset, int length, long timeoutNanos) throws IOException {
			return io("", () -> endpoint.receive(buffer, offset, length, timeoutNanos));
		}

		@Override
		public long receivedNanos() {
			return endpoint.receivedNanos();
		}

		@Override
		public void close() {
			endpoint.close();
		}
	}

	private record Echo(EchoEndpoint endpoint) implements EchoSocket {
		@Override
		public void request(InetAddress address, int sequence, int payloadBytes) throws IOException {
			io("", () -> {
				endpoint.request(address, sequence, payloadBytes);
				return null;
			});
		}

		@Override
		public int reply(long timeoutNanos) throws IOException {
			return io("", () -> endpoint.reply(timeoutNanos));
		}

		@Override
		public long receivedNanos() {
			return endpoint.receivedNanos();
		}

		@Override
		public void close() {
			endpoint.close();
		}
	}
}
