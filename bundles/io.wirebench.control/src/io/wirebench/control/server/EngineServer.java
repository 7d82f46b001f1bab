package io.wirebench.control.server;

import io.wirebench.control.internal.wire.AcceptFailures;
import io.wirebench.control.internal.session.Connection;
import io.wirebench.control.internal.lab.Labs;
import io.wirebench.control.protocol.Limits;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plugins.Plugins;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * An engine that listens on a Unix socket. Only processes of the user who runs it are let in: the socket has mode 0600, and the
 * kernel is asked who is at the other end. Programs in nodes are that user, too, and are kept out unless they are asked for. Safe for use
 * by any thread.
 */
public final class EngineServer implements AutoCloseable {

	/** The engine runs already. */
	public static final class AlreadyRunningException extends IOException {
		private static final long serialVersionUID = 1L;

		AlreadyRunningException(Path socket) {
			super("an engine runs already at " + socket);
		}
	}

	private static final Duration CHECK = Duration.ofMillis(500);
	/** Kept, or the setting would be forgotten: what clients send wrongly is answered, and need not fill a log. */
	private static final Logger JSON_RPC = Logger.getLogger("org.eclipse.lsp4j");

	private final Path socket;
	private final FileChannel lockFile;
	private final ServerSocketChannel server;
	private final UserPrincipal user;
	private final Labs labs;
	private final Emulation.Factory emulations;
	private final boolean nodes;
	private volatile boolean entering;
	private boolean originUnknown;
	private final long idleNanos;
	private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
	private final CountDownLatch end = new CountDownLatch(1);
	private final CountDownLatch closed = new CountDownLatch(1);
	private boolean closing;

	/**
	 * Begins to listen.
	 *
	 * @param socket where; its folder is made, with mode 0700, if it is not there
	 * @param plugins those of the user; null: none, and requests for them are refused
	 * @param version of Wirebench, for clients
	 * @param idle ends after so much time without client and lab; null: never by itself
	 * @throws AlreadyRunningException if another engine listens there
	 * @throws IOException if it cannot listen there; the message says why
	 */
	public EngineServer(Path socket, KindRegistry kinds, Emulation.Factory emulations, Plugins plugins, String version, Duration idle)
			throws IOException {
		this(socket, kinds, emulations, plugins, version, idle, false);
	}

	/** As the other one. @param nodes whether programs in nodes may be clients, and so control every lab of the user */
	public EngineServer(Path socket, KindRegistry kinds, Emulation.Factory emulations, Plugins plugins, String version, Duration idle,
			boolean nodes) throws IOException {
		this.emulations = emulations;
		this.nodes = nodes;
		JSON_RPC.setLevel(Level.OFF);
		this.socket = socket.toAbsolutePath().normalize();
		idleNanos = idle == null ? Long.MAX_VALUE : idle.toNanos();
		Path folder = this.socket.getParent();
		prepare(folder);
		user = Files.getOwner(Path.of("/proc/self"));
		if (!Files.getOwner(folder).equals(user))
			throw new IOException("the folder " + folder + " belongs to " + Files.getOwner(folder)
					+ "; whoever owns it could pretend to be the engine. Remove it, or set WIREBENCH_SOCKET");
		lockFile = FileChannel.open(folder.resolve(this.socket.getFileName() + ".lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE);
		FileLock lock = lockFile.tryLock();
		if (lock == null) {
			lockFile.close();
			throw new AlreadyRunningException(this.socket);
		}
		Files.deleteIfExists(this.socket); // Of an engine that was killed: nobody listens there, or it would have the lock.
		server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			server.bind(UnixDomainSocketAddress.of(this.socket), Limits.CONNECTIONS);
			Files.setPosixFilePermissions(this.socket, PosixFilePermissions.fromString("rw-------"));
		} catch (IOException e) {
			server.close();
			lockFile.close();
			throw new IOException("cannot listen at " + this.socket + ": " + e.getMessage(), e);
		}
		labs = new Labs(kinds, emulations, plugins, new Labs.Engine() {
			@Override
			public String version() {
				return version;
			}

			@Override
			public int clients() {
				return connections.size();
			}

			@Override
			public void endSoon() {
				end.countDown();
			}
		}, folder.resolve(this.socket.getFileName() + ".labs"));
		Thread.ofPlatform().daemon().name("wirebench clients").start(this::accept);
		Thread.ofPlatform().daemon().name("wirebench engine").start(this::watch);
	}

	private static void prepare(Path folder) throws IOException {
		if (Files.isDirectory(folder))
			return;
		try {
			Files.createDirectories(folder.getParent());
			Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		} catch (java.nio.file.FileAlreadyExistsException e) {
			// Made by another just now.
		} catch (IOException e) {
			throw new IOException("the folder " + folder + " for the engine's socket cannot be made: " + e.getMessage()
					+ "; set WIREBENCH_SOCKET to a path where it can", e);
		}
	}

	private void accept() {
		AcceptFailures failures = new AcceptFailures(
				line -> System.getLogger("io.wirebench.control").log(System.Logger.Level.WARNING, line));
		while (server.isOpen()) {
			SocketChannel channel = null;
			try {
				channel = server.accept();
				entering = true; // From now on the engine is in use: to ask the kernel who it is can take its time at first.
				try {
					labs.busy();
					if (mayEnter(channel))
						serve(channel);
				} finally {
					entering = false;
				}
				failures.accepted();
			} catch (AsynchronousCloseException e) {
				return;
			} catch (IOException | RuntimeException | OutOfMemoryError e) { // Java reports so, too, that there is no thread to be had.
				if (!server.isOpen())
					return;
				closeQuietly(channel);
				pause(failures.failed(e, System.nanoTime()));
			}
		}
	}

	private void pause(long nanos) {
		try {
			end.await(nanos, TimeUnit.NANOSECONDS);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	private static void closeQuietly(SocketChannel channel) {
		try {
			if (channel != null)
				channel.close();
		} catch (IOException e) {
			// As closed as it gets.
		}
	}

	private void serve(SocketChannel channel) {
		Connection[] self = new Connection[1];
		Object made = new Object();
		synchronized (made) {
			self[0] = new Connection(channel, labs, () -> {
				synchronized (made) {
					connections.remove(self[0]);
				}
				labs.busy();
			});
			connections.add(self[0]);
		}
		labs.busy();
	}

	private boolean mayEnter(SocketChannel channel) throws IOException {
		UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
		if (!peer.user().equals(user)) {
			System.getLogger("io.wirebench.control").log(System.Logger.Level.WARNING, "refused a client of user " + peer.user());
			channel.close();
			return false;
		}
		if (!nodes && isInNode(channel)) {
			Connection.refuse(channel,
					"programs in nodes may not control the engine; where they should, start it with WIREBENCH_ALLOW_NODES=1, or as 'wirebench engine --allow-nodes'");
			return false;
		}
		if (connections.size() < Limits.CONNECTIONS)
			return true;
		Connection.refuse(channel, "the engine has " + Limits.CONNECTIONS + " clients already (CONNECTIONS); end one first");
		return false;
	}

	private boolean isInNode(SocketChannel channel) {
		try {
			return emulations.isInNode(channel);
		} catch (IOException e) {
			if (!originUnknown)
				System.getLogger("io.wirebench.control").log(System.Logger.Level.WARNING,
						"programs in nodes can be clients, as they cannot be told from others: " + e.getMessage());
			originUnknown = true;
			return false;
		}
	}

	private void watch() {
		try {
			while (!end.await(CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
				long now = System.nanoTime();
				connections.forEach(connection -> connection.check(now));
				if (entering || !connections.isEmpty() || !labs.all().isEmpty())
					labs.busy();
				else if (labs.idleNanos() > idleNanos)
					end.countDown();
			}
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		close();
	}

	/** @return where it listens */
	public Path socket() {
		return socket;
	}

	/** Waits until the engine has ended. */
	public void awaitEnd() throws InterruptedException {
		closed.await();
	}

	/** Ends all labs and connections, and returns when the kernel has nothing of them any more. */
	@Override
	public void close() {
		close("");
	}

	/** Like {@link #close()}, because something went wrong. @param failure what, for clients; empty: nothing */
	public void close(String failure) {
		synchronized (this) {
			if (closing) {
				awaitQuietly();
				return;
			}
			closing = true;
		}
		end.countDown();
		try {
			server.close();
		} catch (IOException e) {
			// It listens no more than it did.
		}
		labs.endAll(failure);
		connections.forEach(Connection::closeSoon);
		try {
			Files.deleteIfExists(socket);
			lockFile.close();
		} catch (IOException e) {
			System.getLogger("io.wirebench.control").log(System.Logger.Level.WARNING, socket + " could not be removed: " + e.getMessage());
		}
		closed.countDown();
	}

	private void awaitQuietly() {
		try {
			closed.await();
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
