package io.wirebench.linux.net;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

import io.wirebench.linux.Errno;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.OneShot;

/**
 * A network namespace, held by a descriptor: it has no name, and is gone when it is closed and nothing else (a process,
 * a socket) uses it. Safe for use by any thread.
 *
 * @since 0.1
 */
public final class NetworkNamespace implements AutoCloseable {

	private static final String SELF = "/proc/thread-self/ns/net";

	private final Fd fd;
	private final RouteSocket route;
	private final String object;
	private long inode;

	private NetworkNamespace(Fd fd, RouteSocket route, String object) {
		this.fd = fd;
		this.route = route;
		this.object = object;
	}

	/** Opens the calling one-shot thread's namespace. */
	private static NetworkNamespace ofThisThread(String object) {
		var fd = Fd.own(Native.open(SELF, Native.O_RDONLY, 0), "open", SELF);
		try {
			return new NetworkNamespace(fd, RouteSocket.open(object), object);
		} catch (RuntimeException e) {
			fd.close();
			throw e;
		}
	}

	/** Makes an empty namespace, in which only {@code lo} exists, and is down. */
	public static NetworkNamespace create() {
		return createAll(1, Map.of()).getFirst();
	}

	/** Makes namespaces, see {@link #createAll(int, Map, IntConsumer, BooleanSupplier)}. */
	public static List<NetworkNamespace> createAll(int count, Map<String, String> sysctls) {
		return createAll(count, sysctls, done -> {
		}, () -> false);
	}

	/**
	 * Makes namespaces, all by one thread.
	 *
	 * @param count how many
	 * @param sysctls written in each, e.g. {@code net.ipv6.conf.all.disable_ipv6} → {@code 1}
	 * @param progress called with the number of those made so far, by the thread that makes them, which must be
	 *        neither blocked nor used to start threads
	 * @param cancelled asked before each
	 * @throws LinuxException if the kernel refuses; those already made are closed
	 * @throws CancellationException if it was cancelled; those already made are closed
	 */
	public static List<NetworkNamespace> createAll(int count, Map<String, String> sysctls, IntConsumer progress,
			BooleanSupplier cancelled) {
		var made = new ArrayList<NetworkNamespace>(count);
		try {
			OneShot.run("wirebench-namespace-factory", () -> {
				for (int n = 0; n < count; n++) {
					if (cancelled.getAsBoolean())
						throw new CancellationException("cancelled after " + n + " of " + count + " namespaces");
					int e = Native.unshare(Native.CLONE_NEWNET);
					if (e < 0)
						throw new LinuxException("unshare CLONE_NEWNET", "namespace " + (n + 1) + " of " + count, -e,
								switch (-e) {
									case Errno.EPERM -> "this needs CAP_SYS_ADMIN: run inside `unshare --user "
											+ "--map-root-user`, or as root";
									case Errno.ENOSPC -> "the limit user.max_net_namespaces is reached; raise it";
									default -> "";
								});
					made.add(ofThisThread("network namespace"));
					sysctls.forEach(NetworkNamespace::write);
					progress.accept(n + 1);
				}
				return null;
			});
		} catch (RuntimeException e) {
			made.forEach(NetworkNamespace::close);
			throw e;
		}
		return made;
	}

	/** @return the calling thread's own namespace; closing it ends the descriptor only */
	public static NetworkNamespace current() {
		Native.prepare();
		return ofThisThread("current network namespace");
	}

	/** @return the descriptor that holds the namespace; owned by this object */
	public Fd fd() {
		return fd;
	}

	/** @return the number by which the kernel shows the namespace, as in {@code net:[4026531840]} */
	public synchronized long inode() {
		if (inode == 0) {
			int number = fd.acquire();
			try {
				var text = Native.readlink("/proc/self/fd/" + number);
				if (text == null || !text.startsWith("net:["))
					throw new LinuxException("readlink", "/proc/self/fd/" + number, Errno.EINVAL,
							"/proc must be mounted to know a namespace's number");
				inode = Long.parseLong(text.substring(5, text.length() - 1));
			} finally {
				fd.release();
			}
		}
		return inode;
	}

	/** @return the namespace's rtnetlink socket, closed with it */
	public RouteSocket route() {
		return route;
	}

	/** Opens a socket that reports changes from now on. */
	public RouteMonitor monitor() {
		return call(() -> RouteMonitor.open(object));
	}

	/**
	 * Does work inside, on a platform thread that lives for this work only. The work must not start threads or use
	 * pools (parallel streams, ProcessBuilder): a thread started inside stays inside and keeps the namespace alive.
	 * Sockets that it opens belong to the namespace for ever and may be used by any thread.
	 *
	 * @throws LinuxException if the namespace cannot be entered
	 * @throws IllegalStateException around a checked exception of the work; unchecked ones come as they are
	 */
	public <T> T call(Callable<T> work) {
		return OneShot.run("wirebench-in-namespace", () -> {
			OneShot.enter(fd, Native.CLONE_NEWNET, object);
			return work.call();
		});
	}

	/**
	 * Writes a kernel parameter of the namespace.
	 *
	 * @param key with dots, e.g. {@code net.ipv4.ip_forward}; with slashes where a device's name contains a dot
	 */
	public void writeSysctl(String key, String value) {
		writeSysctls(Map.of(key, value));
	}

	/** Writes several kernel parameters in one go. */
	public void writeSysctls(Map<String, String> values) {
		call(() -> {
			values.forEach(NetworkNamespace::write);
			return null;
		});
	}

	/** @return a kernel parameter of the namespace, without the line's end */
	public String readSysctl(String key) {
		return call(() -> {
			var path = path(key);
			try (var file = Fd.open(path, Native.O_RDONLY); var arena = Arena.ofConfined()) {
				var room = arena.allocate(4096);
				long length = LinuxException.check(Native.read(file.raw(), room, 4096), "read", path);
				return new String(room.asSlice(0, length).toArray(Native.BYTE), StandardCharsets.UTF_8).strip();
			}
		});
	}

	private static void write(String key, String value) {
		var path = path(key);
		try (var file = Fd.open(path, Native.O_WRONLY); var arena = Arena.ofConfined()) {
			var text = arena.allocateFrom(value);
			LinuxException.check(Native.write(file.raw(), text, text.byteSize() - 1), "write", path + " = " + value);
		}
	}

	private static String path(String key) {
		if (key.isEmpty() || key.contains("..") || key.startsWith("/"))
			throw new IllegalArgumentException("not a kernel parameter: \"" + key + '"');
		return "/proc/sys/" + (key.indexOf('/') >= 0 ? key : key.replace('.', '/'));
	}

	/** Lets go of the namespace. What runs or waits in it is not disturbed. */
	@Override
	public void close() {
		route.close();
		fd.close();
	}

	@Override
	public String toString() {
		return object + (fd.isClosed() ? " (closed)" : " net:[" + inode() + ']');
	}
}
