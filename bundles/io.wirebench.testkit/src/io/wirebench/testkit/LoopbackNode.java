package io.wirebench.testkit;

import io.wirebench.api.EchoSocket;
import io.wirebench.api.NodeHandle;
import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.api.TcpFigures;
import io.wirebench.api.TcpListener;
import io.wirebench.api.TcpOptions;
import io.wirebench.api.TcpSocket;
import io.wirebench.api.UdpSocket;
import io.wirebench.dataplane.Clock;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A node whose addresses are of the loopback interface, 127.1.0.x and ::1: sockets work as in a lab, programs do not. */
final class LoopbackNode implements NodeHandle {

	/** It does not run programs. */
	static final class NoPrograms extends IOException {
		private static final long serialVersionUID = 1L;

		NoPrograms() {
			super("a generator that starts programs is tested in a lab: see io.wirebench.testkit.Lab");
		}
	}

	private static final long NANOS_PER_MILLI = 1_000_000L;

	private final String name;
	private final InetAddress ipv4;
	private final List<AutoCloseable> open = new ArrayList<>();

	/** @param number 1..254, the last byte of its IPv4 address */
	LoopbackNode(String name, int number) {
		this.name = name;
		ipv4 = address(new byte[]{127, 1, 0, (byte) number});
	}

	private static InetAddress address(byte[] bytes) {
		try {
			return InetAddress.getByAddress(bytes);
		} catch (java.net.UnknownHostException e) {
			throw new IllegalArgumentException(e);
		}
	}

	/** Both nodes have the same IPv6 address: there is only one of the loopback interface. */
	InetAddress address(boolean ipv6) throws IOException {
		if (!ipv6)
			return ipv4;
		InetAddress loopback = address(new byte[]{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
		try (DatagramSocket _ = new DatagramSocket(0, loopback)) {
			return loopback;
		} catch (SocketException e) {
			throw new IOException("this machine has no IPv6 loopback address", e);
		}
	}

	/** Closes what is open. @return how much that was */
	synchronized int closeAll() {
		int count = open.size();
		for (AutoCloseable socket : List.copyOf(open))
			try {
				socket.close();
			} catch (Exception e) {
				// It is to be gone, however it ends.
			}
		return count;
	}

	private synchronized <T extends AutoCloseable> T opened(T socket) {
		open.add(socket);
		return socket;
	}

	private synchronized void closed(AutoCloseable socket) {
		open.remove(socket);
	}

	/** Sockets of Java wait in milliseconds, and 0 means for ever. */
	private static int millis(long nanos) {
		return (int) Math.clamp((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI, 1, Integer.MAX_VALUE);
	}

	@Override
	public String name() {
		return name;
	}

	@Override
	public List<InetAddress> addresses() {
		return List.of(ipv4);
	}

	@Override
	public TcpSocket connectTcp(InetAddress address, int port, TcpOptions options, long timeoutNanos) throws IOException {
		Socket socket = new Socket();
		try {
			socket.bind(new InetSocketAddress(address.getAddress().length == 4 ? ipv4 : address, 0));
			socket.setTcpNoDelay(options.noDelay());
			socket.connect(new InetSocketAddress(address, port), millis(timeoutNanos));
			return opened(new Tcp(socket));
		} catch (IOException e) {
			socket.close();
			throw e;
		}
	}

	@Override
	public TcpListener listenTcp(int port, TcpOptions options) throws IOException {
		ServerSocket server = new ServerSocket();
		server.setReuseAddress(true);
		// On all addresses of this node, which are none but these.
		server.bind(new InetSocketAddress(ipv4, port));
		return opened(new TcpListener() {
			@Override
			public int port() {
				return server.getLocalPort();
			}

			@Override
			public TcpSocket accept(long timeoutNanos) throws IOException {
				server.setSoTimeout(millis(timeoutNanos));
				try {
					return opened(new Tcp(server.accept()));
				} catch (SocketTimeoutException e) {
					return null;
				}
			}

			@Override
			public void close() {
				closed(this);
				try {
					server.close();
				} catch (IOException e) {
					// Nothing more can be done with it.
				}
			}
		});
	}

	@Override
	public UdpSocket openUdp(boolean ipv6, int port) throws IOException {
		return opened(new Udp(new DatagramSocket(new InetSocketAddress(address(ipv6), port))));
	}

	@Override
	public EchoSocket openEcho(boolean ipv6) throws IOException {
		address(ipv6);
		return opened(new Echo());
	}

	@Override
	public NodeProcess start(ProcessRequest request) throws IOException {
		throw new NoPrograms();
	}

	private final class Tcp implements TcpSocket {
		private final Socket socket;

		Tcp(Socket socket) {
			this.socket = socket;
		}

		@Override
		public int send(byte[] buffer, int offset, int length, long timeoutNanos) throws IOException {
			// Java cannot wait for room: what is sent at once is so little that the other side takes it soon.
			int part = Math.min(length, 16 * 1024);
			socket.getOutputStream().write(buffer, offset, part);
			return part;
		}

		@Override
		public int receive(byte[] buffer, int offset, int length, long timeoutNanos) throws IOException {
			socket.setSoTimeout(millis(timeoutNanos));
			try {
				return socket.getInputStream().read(buffer, offset, length);
			} catch (SocketTimeoutException e) {
				return 0;
			}
		}

		@Override
		public TcpFigures figures() throws IOException {
			if (socket.isClosed())
				throw new SocketException("the socket is closed");
			// Java cannot ask the kernel (TCP_INFO): values such as a loopback connection has, so that code that reports them runs.
			return new TcpFigures(100_000, 50_000, 10, 65_483, 0, 0, 65_535, 1_000_000_000);
		}

		@Override
		public void shutdownOutput() throws IOException {
			socket.shutdownOutput();
		}

		@Override
		public void close() {
			closed(this);
			try {
				socket.setSoLinger(true, 0);
				socket.close();
			} catch (IOException e) {
				// Nothing more can be done with it.
			}
		}
	}

	private final class Udp implements UdpSocket {
		private final DatagramSocket socket;
		private long receivedNanos;

		Udp(DatagramSocket socket) {
			this.socket = socket;
		}

		@Override
		public int port() {
			return socket.getLocalPort();
		}

		@Override
		public void connect(InetAddress address, int port) throws IOException {
			socket.connect(address, port);
		}

		@Override
		public int receiveBuffer(int bytes) throws IOException {
			socket.setReceiveBufferSize(bytes);
			return socket.getReceiveBufferSize();
		}

		@Override
		public boolean send(byte[] buffer, int offset, int length) throws IOException {
			try {
				socket.send(new DatagramPacket(buffer, offset, length));
				return true;
			} catch (java.net.PortUnreachableException e) {
				return true; // It was sent; that nobody wanted it was said of an earlier one.
			}
		}

		@Override
		public int receive(byte[] buffer, int offset, int length, long timeoutNanos) throws IOException {
			socket.setSoTimeout(millis(timeoutNanos));
			DatagramPacket packet = new DatagramPacket(buffer, offset, length);
			try {
				socket.receive(packet);
			} catch (SocketTimeoutException e) {
				return -1;
			}
			receivedNanos = Clock.SYSTEM.nanos();
			return packet.getLength();
		}

		@Override
		public long receivedNanos() {
			return receivedNanos;
		}

		@Override
		public void close() {
			closed(this);
			socket.close();
		}
	}

	/** Whoever is asked answers at once. */
	private final class Echo implements EchoSocket {
		private final ArrayDeque<Integer> replies = new ArrayDeque<>();
		private long receivedNanos;
		private boolean closed;

		@Override
		public synchronized void request(InetAddress address, int sequence, int payloadBytes) throws IOException {
			if (closed)
				throw new SocketException("the socket is closed");
			replies.add(sequence & 0xffff);
			notifyAll();
		}

		@Override
		public synchronized int reply(long timeoutNanos) throws IOException {
			long end = Clock.SYSTEM.nanos() + timeoutNanos;
			while (replies.isEmpty()) {
				if (closed)
					throw new SocketException("the socket is closed");
				long left = end - Clock.SYSTEM.nanos();
				if (left <= 0)
					return -1;
				try {
					wait(millis(left));
				} catch (InterruptedException e) {
					Thread.currentThread().interrupt();
					throw new IOException("interrupted", e);
				}
			}
			receivedNanos = Clock.SYSTEM.nanos();
			return replies.poll();
		}

		@Override
		public long receivedNanos() {
			return receivedNanos;
		}

		@Override
		public synchronized void close() {
			closed = true;
			notifyAll();
			closed(this);
		}
	}
}
