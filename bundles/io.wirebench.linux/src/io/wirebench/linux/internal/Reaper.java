package io.wirebench.linux.internal;

import java.lang.foreign.Arena;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.wirebench.linux.Epoll;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;

/** Waits for the ends of all children that we started, in one thread, and takes their exit codes. */
public final class Reaper {

	/** A child process. */
	public static final class Child {

		private final int pid;
		private final Fd pidfd;
		private final CompletableFuture<Integer> exit = new CompletableFuture<>();
		private boolean reaped;

		private Child(int pid, Fd pidfd) {
			this.pid = pid;
			this.pidfd = pidfd;
		}

		public int pid() {
			return pid;
		}

		/** @return completed with the exit code, or 128 + signal */
		public CompletableFuture<Integer> exit() {
			return exit;
		}

		/**
		 * Signals the child's process group. As long as it is not reaped its number belongs to it.
		 *
		 * @throws LinuxException if the kernel refuses; not if it has ended
		 */
		public synchronized void signalGroup(int signal) {
			if (reaped)
				return;
			int e = Native.kill(-pid, signal);
			if (e < 0 && e != -3)
				throw new LinuxException("kill", pidfd.object() + ", signal " + signal, -e);
		}

		private synchronized int reap() {
			try (var arena = Arena.ofConfined()) {
				var info = arena.allocate(128, 8);
				int e = Native.waitPidfd(pidfd.raw(), info);
				if (e < 0) {
					reaped = true;
					return 255; // someone else took the code: nothing is known but that it ended
				}
				if (info.get(Native.INT, 16) == 0)
					return -1;
				reaped = true;
				int status = info.get(Native.INT, 24);
				return info.get(Native.INT, 8) == 1 ? status : 128 + status;
			}
		}
	}

	private static final Reaper INSTANCE = new Reaper();

	private final Epoll epoll = new Epoll(64);
	private final ConcurrentHashMap<Long, Child> children = new ConcurrentHashMap<>();
	private final AtomicLong tokens = new AtomicLong();

	private Reaper() {
		Thread.ofPlatform().daemon().name("wirebench-reaper").start(this::run);
	}

	/** Starts the thread; to be called before a one-shot thread might, in whose namespaces it then would live. */
	public static void prepare() {
		if (INSTANCE == null)
			throw new AssertionError();
	}

	/** Watches a child that has just been started. By an ordinary thread. */
	public static Child watch(int pid, String object) {
		var child = new Child(pid,
				Fd.own((int) Native.syscall(Native.SYS_PIDFD_OPEN, pid, 0, 0), "pidfd_open", object));
		long token = INSTANCE.tokens.incrementAndGet();
		INSTANCE.children.put(token, child);
		INSTANCE.epoll.add(child.pidfd, Epoll.IN, token);
		return child;
	}

	private void run() {
		while (true) {
			int ready = epoll.await(-1);
			for (int n = 0; n < ready; n++) {
				long token = epoll.token(n);
				var child = children.get(token);
				if (child == null)
					continue;
				int code = child.reap();
				if (code < 0)
					continue;
				children.remove(token);
				epoll.remove(child.pidfd);
				child.pidfd.close();
				// Whoever hears of it may wait: not by this thread, nor by one of the few of the common pool.
				child.exit.completeAsync(() -> code, task -> Thread.ofPlatform().daemon().name("wirebench exit").start(task));
			}
		}
	}
}
