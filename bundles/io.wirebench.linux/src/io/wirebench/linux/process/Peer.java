package io.wirebench.linux.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Native;

/**
 * The process at the other end of a Unix socket.
 *
 * @since 0.1
 */
public final class Peer {

	private static final int SOL_SOCKET = 1;
	private static final int SO_PEERCRED = 17;
	/** struct ucred: pid, uid, gid. */
	private static final int UCRED_BYTES = 12;

	private Peer() {
	}

	/**
	 * Finds out whether the process that connected is in a PID namespace below that of this process, as every program of a node is. The
	 * kernel notes the process when it connects. One outside of this process's PID namespace, as all clients of an engine are that is the
	 * first process of its own, has no number in it (pid_namespaces(7)).
	 *
	 * @param channel connected, accepted from a Unix socket
	 * @throws IOException if it cannot be found out: this JVM must run with --add-exports=java.base/sun.nio.ch=ALL-UNNAMED
	 * @throws LinuxException if the kernel refuses
	 */
	public static boolean isInNode(SocketChannel channel) throws IOException {
		long pid = pid(descriptor(channel));
		if (pid == 0)
			return false;
		// Another process of our own namespace: there is none beside the engine, but there are in tests.
		return ProcessHandle.current().pid() == 1 && pid != 1 || !pidNamespace(String.valueOf(pid)).equals(pidNamespace("self"));
	}

	private static String pidNamespace(String process) {
		try {
			return Files.readSymbolicLink(Path.of("/proc", process, "ns", "pid")).toString();
		} catch (IOException e) {
			return "gone: " + process;
		}
	}

	private static int descriptor(SocketChannel channel) throws IOException {
		try {
			// The JDK has no public way from a channel to SO_PEERCRED's process id.
			return (int) Class.forName("sun.nio.ch.SelChImpl", false, null).getMethod("getFDVal").invoke(channel);
		} catch (ReflectiveOperationException e) {
			throw new IOException("the JVM does not give the descriptor of a socket: " + e, e);
		}
	}

	private static long pid(int fd) {
		try (var arena = Arena.ofConfined()) {
			var credentials = arena.allocate(UCRED_BYTES, 4);
			var length = arena.allocate(ValueLayout.JAVA_INT);
			length.set(ValueLayout.JAVA_INT, 0, UCRED_BYTES);
			LinuxException.check(Native.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, length), "getsockopt SO_PEERCRED",
					"a client's socket");
			return credentials.get(ValueLayout.JAVA_INT, 0);
		}
	}
}
