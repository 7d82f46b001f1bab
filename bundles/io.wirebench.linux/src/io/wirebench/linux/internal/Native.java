package io.wirebench.linux.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The one holder of downcall handles. A wrapper returns the call's result, or {@code -errno}; who knows the object
 * turns that into an error. No wrapper keeps state, so any thread may call any of them.
 */
public final class Native {

	public static final MemorySegment NULL = MemorySegment.NULL;
	/** C {@code int}, {@code long} and so on at any address. */
	public static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
	public static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
	public static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
	public static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

	public static final int CLONE_FS = 0x200;
	public static final int CLONE_NEWNS = 0x20000;
	public static final int CLONE_NEWUTS = 0x4000000;
	public static final int CLONE_NEWPID = 0x20000000;
	public static final int CLONE_NEWNET = 0x40000000;
	public static final int O_RDONLY = 0;
	public static final int O_WRONLY = 1;
	public static final int O_RDWR = 2;
	public static final int O_NOCTTY = 0x100;
	public static final int O_CREAT = 0x40;
	public static final int O_NONBLOCK = 0x800;
	public static final int O_CLOEXEC = 0x80000;
	public static final short POLLIN = 1;
	public static final short POLLOUT = 4;
	public static final int MSG_DONTWAIT = 0x40;
	public static final int MSG_NOSIGNAL = 0x4000;
	public static final int SOL_SOCKET = 1;
	public static final int SOL_PACKET = 263;

	private static final boolean X86 = System.getProperty("os.arch").equals("amd64");
	public static final long SYS_PIDFD_OPEN = 434;
	public static final long SYS_BPF = X86 ? 321 : 280;

	private static final Linker LINKER = Linker.nativeLinker();
	private static final SymbolLookup LIBC = LINKER.defaultLookup();
	private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
	private static final long ERRNO = CAPTURE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
	private static final Linker.Option ERR = Linker.Option.captureCallState("errno");

	/** One per thread: the errno capture and room for a timespec, so that no call allocates. */
	private record Scratch(MemorySegment capture, MemorySegment time) {
		Scratch() {
			this(Arena.ofAuto().allocate(CAPTURE), Arena.ofAuto().allocate(16, 8));
		}
	}

	private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

	private static MethodHandle handle(String name, FunctionDescriptor type, Linker.Option... options) {
		return LINKER.downcallHandle(LIBC.find(name).orElseThrow(() -> new UnsatisfiedLinkError(
				"the C library has no function " + name + "; Wirebench needs glibc 2.34 or newer")), type, options);
	}

	/** @return a handle, or {@code null} where this C library is too old to have the function */
	private static MethodHandle optional(String name, FunctionDescriptor type, Linker.Option... options) {
		return LIBC.find(name).map(symbol -> LINKER.downcallHandle(symbol, type, options)).orElse(null);
	}

	private static FunctionDescriptor i(MemoryLayout... arguments) {
		return FunctionDescriptor.of(JAVA_INT, arguments);
	}

	private static FunctionDescriptor l(MemoryLayout... arguments) {
		return FunctionDescriptor.of(JAVA_LONG, arguments);
	}

	private static final MethodHandle SOCKET = handle("socket", i(JAVA_INT, JAVA_INT, JAVA_INT), ERR);
	private static final MethodHandle BIND = handle("bind", i(JAVA_INT, ADDRESS, JAVA_INT), ERR);
	private static final MethodHandle CONNECT = handle("connect", i(JAVA_INT, ADDRESS, JAVA_INT), ERR);
	private static final MethodHandle LISTEN = handle("listen", i(JAVA_INT, JAVA_INT), ERR);
	private static final MethodHandle ACCEPT4 = handle("accept4", i(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT), ERR);
	private static final MethodHandle SHUTDOWN = handle("shutdown", i(JAVA_INT, JAVA_INT), ERR);
	private static final MethodHandle GETSOCKNAME = handle("getsockname", i(JAVA_INT, ADDRESS, ADDRESS), ERR);
	private static final MethodHandle SETSOCKOPT = handle("setsockopt",
			i(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT), ERR);
	private static final MethodHandle GETSOCKOPT = handle("getsockopt",
			i(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS), ERR);
	private static final MethodHandle SEND = handle("send", l(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), ERR);
	private static final MethodHandle SENDTO = handle("sendto",
			l(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT), ERR);
	private static final MethodHandle RECV = handle("recv", l(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), ERR);
	private static final MethodHandle RECVMSG = handle("recvmsg", l(JAVA_INT, ADDRESS, JAVA_INT), ERR);
	private static final MethodHandle SENDMMSG = handle("sendmmsg", i(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT), ERR);
	private static final MethodHandle READ = handle("read", l(JAVA_INT, ADDRESS, JAVA_LONG), ERR);
	private static final MethodHandle WRITE = handle("write", l(JAVA_INT, ADDRESS, JAVA_LONG), ERR);
	private static final MethodHandle CLOSE = handle("close", i(JAVA_INT), ERR);
	private static final MethodHandle OPEN = handle("open", i(ADDRESS, JAVA_INT, JAVA_INT), ERR,
			Linker.Option.firstVariadicArg(2));
	private static final MethodHandle FCNTL = handle("fcntl", i(JAVA_INT, JAVA_INT, JAVA_INT), ERR,
			Linker.Option.firstVariadicArg(2));
	private static final MethodHandle IOCTL = handle("ioctl", i(JAVA_INT, JAVA_LONG, ADDRESS), ERR,
			Linker.Option.firstVariadicArg(2));
	private static final MethodHandle READLINK = handle("readlink", l(ADDRESS, ADDRESS, JAVA_LONG), ERR);
	private static final MethodHandle ACCESS = handle("access", i(ADDRESS, JAVA_INT), ERR);
	private static final MethodHandle PIPE2 = handle("pipe2", i(ADDRESS, JAVA_INT), ERR);
	private static final MethodHandle EVENTFD = handle("eventfd", i(JAVA_INT, JAVA_INT), ERR);
	private static final MethodHandle EPOLL_CREATE1 = handle("epoll_create1", i(JAVA_INT), ERR);
	private static final MethodHandle EPOLL_CTL = handle("epoll_ctl", i(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS), ERR);
	private static final MethodHandle EPOLL_WAIT = handle("epoll_wait", i(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), ERR);
	private static final MethodHandle EPOLL_PWAIT2 = optional("epoll_pwait2",
			i(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS), ERR);
	private static final MethodHandle PPOLL = handle("ppoll", i(ADDRESS, JAVA_LONG, ADDRESS, ADDRESS), ERR);
	private static final MethodHandle MMAP = handle("mmap",
			FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG), ERR);
	private static final MethodHandle MUNMAP = handle("munmap", i(ADDRESS, JAVA_LONG), ERR);
	private static final MethodHandle UNSHARE = handle("unshare", i(JAVA_INT), ERR);
	private static final MethodHandle SETNS = handle("setns", i(JAVA_INT, JAVA_INT), ERR);
	private static final MethodHandle MOUNT = handle("mount", i(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS), ERR);
	private static final MethodHandle UMOUNT2 = handle("umount2", i(ADDRESS, JAVA_INT), ERR);
	private static final MethodHandle SETHOSTNAME = handle("sethostname", i(ADDRESS, JAVA_LONG), ERR);
	private static final MethodHandle FCHMOD = handle("fchmod", i(JAVA_INT, JAVA_INT), ERR);
	private static final MethodHandle KILL = handle("kill", i(JAVA_INT, JAVA_INT), ERR);
	private static final MethodHandle WAITID = handle("waitid", i(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT), ERR);
	private static final MethodHandle PRCTL = handle("prctl", i(JAVA_INT, JAVA_LONG), ERR,
			Linker.Option.firstVariadicArg(1));
	private static final MethodHandle SYSCALL = handle("syscall", l(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG), ERR,
			Linker.Option.firstVariadicArg(1));
	private static final MethodHandle CLOCK_GETTIME = handle("clock_gettime", i(JAVA_INT, ADDRESS),
			Linker.Option.critical(false));
	private static final MethodHandle POSIX_SPAWN = handle("posix_spawn",
			i(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
	private static final MethodHandle FA_INIT = handle("posix_spawn_file_actions_init", i(ADDRESS));
	private static final MethodHandle FA_DESTROY = handle("posix_spawn_file_actions_destroy", i(ADDRESS));
	private static final MethodHandle FA_DUP2 = handle("posix_spawn_file_actions_adddup2",
			i(ADDRESS, JAVA_INT, JAVA_INT));
	private static final MethodHandle FA_CHDIR = handle("posix_spawn_file_actions_addchdir_np", i(ADDRESS, ADDRESS));
	private static final MethodHandle FA_OPEN = handle("posix_spawn_file_actions_addopen",
			i(ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
	private static final MethodHandle FA_CLOSEFROM = handle("posix_spawn_file_actions_addclosefrom_np",
			i(ADDRESS, JAVA_INT));
	private static final MethodHandle AT_INIT = handle("posix_spawnattr_init", i(ADDRESS));
	private static final MethodHandle AT_DESTROY = handle("posix_spawnattr_destroy", i(ADDRESS));
	private static final MethodHandle AT_FLAGS = handle("posix_spawnattr_setflags", i(ADDRESS, ValueLayout.JAVA_SHORT));
	private static final MethodHandle AT_SIGMASK = handle("posix_spawnattr_setsigmask", i(ADDRESS, ADDRESS));
	private static final MethodHandle AT_SIGDEFAULT = handle("posix_spawnattr_setsigdefault", i(ADDRESS, ADDRESS));

	private static volatile boolean pwait2 = EPOLL_PWAIT2 != null;

	private Native() {
	}

	/**
	 * Starts what the JVM starts on first use (the cleaner's thread among it) in the calling thread, so that it does
	 * not begin its life inside a node's namespace and keep that alive.
	 */
	public static void prepare() {
		SCRATCH.get();
	}

	/** @return whether {@link #epollWait} has nanosecond resolution here */
	public static boolean hasNanosecondWait() {
		try (var arena = Arena.ofConfined()) {
			int epoll = epollCreate();
			epollWait(epoll, arena.allocate(16, 8), 1, arena.allocate(16, 8), 0);
			close(epoll);
			return pwait2;
		}
	}

	private static MemorySegment capture() {
		return SCRATCH.get().capture;
	}

	private static int result(MemorySegment capture, int result) {
		return result == -1 ? -capture.get(JAVA_INT, ERRNO) : result;
	}

	private static long result(MemorySegment capture, long result) {
		return result == -1 ? -capture.get(JAVA_INT, ERRNO) : result;
	}

	private static Error broken(Throwable cause) {
		if (cause instanceof RuntimeException unchecked)
			throw unchecked;
		if (cause instanceof Error error)
			return error;
		return new AssertionError(cause);
	}

	public static int socket(int domain, int type, int protocol) {
		try {
			var c = capture();
			return result(c, (int) SOCKET.invokeExact(c, domain, type | O_CLOEXEC, protocol));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int bind(int fd, MemorySegment address, int length) {
		try {
			var c = capture();
			return result(c, (int) BIND.invokeExact(c, fd, address, length));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int connect(int fd, MemorySegment address, int length) {
		try {
			var c = capture();
			return result(c, (int) CONNECT.invokeExact(c, fd, address, length));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int listen(int fd, int backlog) {
		try {
			var c = capture();
			return result(c, (int) LISTEN.invokeExact(c, fd, backlog));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/** Accepts a connection whose descriptor is non-blocking and closed on exec. */
	public static int accept(int fd) {
		try {
			var c = capture();
			return result(c, (int) ACCEPT4.invokeExact(c, fd, NULL, NULL, O_CLOEXEC | O_NONBLOCK));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int shutdown(int fd, int how) {
		try {
			var c = capture();
			return result(c, (int) SHUTDOWN.invokeExact(c, fd, how));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/** @param length in and out: the room for, and the length of, the address */
	public static int getsockname(int fd, MemorySegment address, MemorySegment length) {
		try {
			var c = capture();
			return result(c, (int) GETSOCKNAME.invokeExact(c, fd, address, length));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int setsockopt(int fd, int level, int option, MemorySegment value, int length) {
		try {
			var c = capture();
			return result(c, (int) SETSOCKOPT.invokeExact(c, fd, level, option, value, length));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int setsockopt(int fd, int level, int option, int value) {
		var room = SCRATCH.get().time;
		room.set(JAVA_INT, 0, value);
		return setsockopt(fd, level, option, room, 4);
	}

	/** @param length in and out: the room for, and the length of, the value */
	public static int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length) {
		try {
			var c = capture();
			return result(c, (int) GETSOCKOPT.invokeExact(c, fd, level, option, value, length));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static long send(int fd, MemorySegment buffer, long length, int flags) {
		try {
			var c = capture();
			return result(c, (long) SEND.invokeExact(c, fd, buffer, length, flags));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static long sendto(int fd, MemorySegment buffer, long length, int flags, MemorySegment address,
			int addressLength) {
		try {
			var c = capture();
			return result(c, (long) SENDTO.invokeExact(c, fd, buffer, length, flags, address, addressLength));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static long recv(int fd, MemorySegment buffer, long length, int flags) {
		try {
			var c = capture();
			return result(c, (long) RECV.invokeExact(c, fd, buffer, length, flags));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static long recvmsg(int fd, MemorySegment message, int flags) {
		try {
			var c = capture();
			return result(c, (long) RECVMSG.invokeExact(c, fd, message, flags));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/** @param messages address of an array of {@code struct mmsghdr} that outlives the call */
	public static int sendmmsg(int fd, long messages, int count, int flags) {
		try {
			var c = capture();
			return result(c, (int) SENDMMSG.invokeExact(c, fd, messages, count, flags));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static long read(int fd, MemorySegment buffer, long length) {
		try {
			var c = capture();
			return result(c, (long) READ.invokeExact(c, fd, buffer, length));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static long write(int fd, MemorySegment buffer, long length) {
		try {
			var c = capture();
			return result(c, (long) WRITE.invokeExact(c, fd, buffer, length));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int close(int fd) {
		try {
			var c = capture();
			return result(c, (int) CLOSE.invokeExact(c, fd));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/** Opens a file; the descriptor is always closed on exec. */
	public static int open(String path, int flags, int mode) {
		try (var arena = Arena.ofConfined()) {
			var c = capture();
			var name = arena.allocateFrom(path);
			return result(c, (int) OPEN.invokeExact(c, name, flags | O_CLOEXEC, mode));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/** Duplicates a descriptor; the copy is closed on exec ({@code F_DUPFD_CLOEXEC}). */
	public static int dup(int fd) {
		try {
			var c = capture();
			return result(c, (int) FCNTL.invokeExact(c, fd, 1030, 0));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int ioctl(int fd, long request, MemorySegment argument) {
		try {
			var c = capture();
			return result(c, (int) IOCTL.invokeExact(c, fd, request, argument));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/** @return the link's text, or {@code null} if it cannot be read */
	public static String readlink(String path) {
		try (var arena = Arena.ofConfined()) {
			var c = capture();
			var name = arena.allocateFrom(path);
			var room = arena.allocate(4097);
			var length = (long) READLINK.invokeExact(c, name, room, 4096L);
			return length < 0 ? null : room.getString(0);
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/** @param mode 1 = may be executed, 4 = may be read */
	public static int access(String path, int mode) {
		try (var arena = Arena.ofConfined()) {
			var c = capture();
			var name = arena.allocateFrom(path);
			return result(c, (int) ACCESS.invokeExact(c, name, mode));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int pipe2(MemorySegment pair, int flags) {
		try {
			var c = capture();
			return result(c, (int) PIPE2.invokeExact(c, pair, flags));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int eventfd(int initial, int flags) {
		try {
			var c = capture();
			return result(c, (int) EVENTFD.invokeExact(c, initial, flags));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int epollCreate() {
		try {
			var c = capture();
			return result(c, (int) EPOLL_CREATE1.invokeExact(c, O_CLOEXEC));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int epollCtl(int epoll, int operation, int fd, MemorySegment event) {
		try {
			var c = capture();
			return result(c, (int) EPOLL_CTL.invokeExact(c, epoll, operation, fd, event));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/**
	 * Waits with nanosecond resolution where kernel and C library have {@code epoll_pwait2}, otherwise in whole
	 * milliseconds, rounded up.
	 *
	 * @param timespec 16 bytes of the caller's
	 * @param timeoutNanos negative to wait without end
	 */
	public static int epollWait(int epoll, MemorySegment events, int room, MemorySegment timespec, long timeoutNanos) {
		try {
			var c = capture();
			if (pwait2) {
				int n;
				if (timeoutNanos < 0) {
					n = result(c, (int) EPOLL_PWAIT2.invokeExact(c, epoll, events, room, NULL, NULL));
				} else {
					timespec.set(JAVA_LONG, 0, timeoutNanos / 1_000_000_000L);
					timespec.set(JAVA_LONG, 8, timeoutNanos % 1_000_000_000L);
					n = result(c, (int) EPOLL_PWAIT2.invokeExact(c, epoll, events, room, timespec, NULL));
				}
				if (n != -38)
					return n;
				pwait2 = false;
			}
			int millis = timeoutNanos < 0 ? -1 : (int) Math.min(Integer.MAX_VALUE, (timeoutNanos + 999_999) / 1_000_000);
			return result(c, (int) EPOLL_WAIT.invokeExact(c, epoll, events, room, millis));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/** @param timeoutNanos negative to wait without end */
	public static int poll(MemorySegment pollfds, int count, long timeoutNanos) {
		try {
			var scratch = SCRATCH.get();
			var c = scratch.capture;
			if (timeoutNanos < 0)
				return result(c, (int) PPOLL.invokeExact(c, pollfds, (long) count, NULL, NULL));
			var time = scratch.time;
			time.set(JAVA_LONG, 0, timeoutNanos / 1_000_000_000L);
			time.set(JAVA_LONG, 8, timeoutNanos % 1_000_000_000L);
			return result(c, (int) PPOLL.invokeExact(c, pollfds, (long) count, time, NULL));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/** Maps a descriptor's memory, shared, readable and writable. @return the mapping, or null with -errno in {@code error[0]} */
	public static MemorySegment mapShared(int fd, long bytes, int[] error) {
		try {
			var c = capture();
			var mapped = (MemorySegment) MMAP.invokeExact(c, NULL, bytes, 3, 1 | 0x8000, fd, 0L);
			if (mapped.address() == -1L) {
				error[0] = -c.get(JAVA_INT, ERRNO);
				return null;
			}
			return mapped.reinterpret(bytes);
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int unmap(MemorySegment mapped) {
		try {
			var c = capture();
			return result(c, (int) MUNMAP.invokeExact(c, mapped, mapped.byteSize()));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int unshare(int flags) {
		try {
			var c = capture();
			return result(c, (int) UNSHARE.invokeExact(c, flags));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int setns(int fd, int type) {
		try {
			var c = capture();
			return result(c, (int) SETNS.invokeExact(c, fd, type));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/** @param type the file system's type, or {@code null} */
	public static int mount(String source, String target, String type, long flags) {
		try (var arena = Arena.ofConfined()) {
			var c = capture();
			var from = arena.allocateFrom(source);
			var to = arena.allocateFrom(target);
			MemorySegment kind = type == null ? NULL : arena.allocateFrom(type);
			return result(c, (int) MOUNT.invokeExact(c, from, to, kind, flags, NULL));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int umount(String target, int flags) {
		try (var arena = Arena.ofConfined()) {
			var c = capture();
			var name = arena.allocateFrom(target);
			return result(c, (int) UMOUNT2.invokeExact(c, name, flags));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int sethostname(String name) {
		try (var arena = Arena.ofConfined()) {
			var c = capture();
			var text = arena.allocateFrom(name);
			return result(c, (int) SETHOSTNAME.invokeExact(c, text, text.byteSize() - 1));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int fchmod(int fd, int mode) {
		try {
			var c = capture();
			return result(c, (int) FCHMOD.invokeExact(c, fd, mode));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int kill(int pid, int signal) {
		try {
			var c = capture();
			return result(c, (int) KILL.invokeExact(c, pid, signal));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/** Waits for the child behind a pidfd without blocking. @param info 128 bytes for {@code siginfo_t}, zeroed */
	public static int waitPidfd(int pidfd, MemorySegment info) {
		try {
			var c = capture();
			return result(c, (int) WAITID.invokeExact(c, 3, pidfd, info, 4 | 1));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static int prctl(int option, long argument) {
		try {
			var c = capture();
			return result(c, (int) PRCTL.invokeExact(c, option, argument));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	public static long syscall(long number, long first, long second, long third) {
		try {
			var c = capture();
			return result(c, (long) SYSCALL.invokeExact(c, number, first, second, third));
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/** @param clock 0 = realtime, 1 = monotonic */
	public static long clockNanos(int clock) {
		try {
			var time = SCRATCH.get().time;
			int ignored = (int) CLOCK_GETTIME.invokeExact(clock, time);
			return time.get(JAVA_LONG, 0) * 1_000_000_000L + time.get(JAVA_LONG, 8);
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	/**
	 * Starts a program in a session of its own, with no signal blocked or ignored and no descriptor above 2.
	 *
	 * @param fds what becomes descriptors 0, 1 and 2
	 * @param directory the working directory, or {@code null}
	 * @return the process id, or -errno
	 */
	public static int spawn(String path, String[] argv, String[] environment, int[] fds, String directory) {
		return spawn(path, argv, environment, fds, null, directory);
	}

	/**
	 * Starts a program whose controlling terminal, input, output and error are a terminal device.
	 *
	 * @param terminal the device's path, opened by the child after it became the leader of its session (tty_open_proc_set_tty)
	 * @return the process id, or {@code -errno}
	 */
	public static int spawn(String path, String[] argv, String[] environment, String terminal, String directory) {
		return spawn(path, argv, environment, null, terminal, directory);
	}

	private static int spawn(String path, String[] argv, String[] environment, int[] fds, String terminal, String directory) {
		try (var arena = Arena.ofConfined()) {
			var actions = arena.allocate(256, 16);
			var attributes = arena.allocate(1024, 16);
			var none = arena.allocate(128, 8);
			var all = arena.allocate(128, 8).fill((byte) 0xff);
			int e = (int) FA_INIT.invokeExact(actions);
			e = e != 0 ? e : (int) AT_INIT.invokeExact(attributes);
			// Through copies above 2 first: a source that itself is 0..2 would be overwritten by an earlier dup2.
			var copies = new int[3];
			try {
				if (terminal != null) {
					var device = arena.allocateFrom(terminal);
					e = e != 0 ? e : (int) FA_OPEN.invokeExact(actions, 0, device, O_RDWR, 0);
					e = e != 0 ? e : (int) FA_DUP2.invokeExact(actions, 0, 1);
					e = e != 0 ? e : (int) FA_DUP2.invokeExact(actions, 0, 2);
				}
				for (int n = 0; fds != null && n < 3 && e == 0; n++) {
					copies[n] = fds[n] <= 2 ? dupAbove(fds[n]) : fds[n];
					e = copies[n] < 0 ? -copies[n] : (int) FA_DUP2.invokeExact(actions, copies[n], n);
				}
				if (e == 0 && directory != null) {
					var name = arena.allocateFrom(directory);
					e = (int) FA_CHDIR.invokeExact(actions, name);
				}
				e = e != 0 ? e : (int) FA_CLOSEFROM.invokeExact(actions, 3);
				e = e != 0 ? e : (int) AT_FLAGS.invokeExact(attributes, (short) (0x80 | 0x04 | 0x08));
				e = e != 0 ? e : (int) AT_SIGMASK.invokeExact(attributes, none);
				e = e != 0 ? e : (int) AT_SIGDEFAULT.invokeExact(attributes, all);
				if (e != 0)
					return -e;
				var pid = arena.allocate(8, 8);
				var program = arena.allocateFrom(path);
				var arguments = strings(arena, argv);
				var variables = strings(arena, environment);
				e = (int) POSIX_SPAWN.invokeExact(pid, program, actions, attributes, arguments, variables);
				return e != 0 ? -e : pid.get(JAVA_INT, 0);
			} finally {
				for (int n = 0; fds != null && n < 3; n++)
					if (fds[n] <= 2 && copies[n] > 2)
						close(copies[n]);
				int ignored = (int) FA_DESTROY.invokeExact(actions);
				ignored = (int) AT_DESTROY.invokeExact(attributes);
			}
		} catch (Throwable t) {
			throw broken(t);
		}
	}

	private static int dupAbove(int fd) throws Throwable {
		var c = capture();
		return result(c, (int) FCNTL.invokeExact(c, fd, 1030, 3));
	}

	private static MemorySegment strings(Arena arena, String[] texts) {
		var array = arena.allocate((texts.length + 1) * 8L, 8);
		for (int n = 0; n < texts.length; n++)
			array.set(JAVA_LONG, n * 8L, arena.allocateFrom(texts[n]).address());
		return array;
	}
}
