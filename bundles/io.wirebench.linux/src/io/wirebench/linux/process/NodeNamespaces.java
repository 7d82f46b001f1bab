package io.wirebench.linux.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import io.wirebench.linux.Errno;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.Pipe;
import io.wirebench.linux.internal.FdStreams;
import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.OneShot;
import io.wirebench.linux.internal.Reaper;
import io.wirebench.linux.net.NetworkNamespace;

/**
 * A node's own PID, mount and UTS namespaces beside its network namespace, under a small first process that reaps
 * orphans. That process ends when the pipe from the engine closes, be it by {@link #close()} or because the engine
 * died, and the kernel then ends every process of the node. Safe for use by any thread.
 *
 * @since 0.1
 */
public final class NodeNamespaces implements AutoCloseable {

	/** MS_REC | MS_PRIVATE, MS_BIND, MS_REC, MNT_DETACH. */
	private static final long PRIVATE = 0x4000 | 0x40000;
	private static final long BIND = 0x1000;
	/** MS_RDONLY; MS_NOSUID, MS_NODEV and MS_NOEXEC, which sysfs has anyway. */
	private static final long READ_ONLY = 1;
	private static final long NO_SUID_DEV_EXEC = 2 | 4 | 8;
	private static final long RECURSIVE = 0x4000;
	private static final int DETACH = 2;

	/** Where what covers files and directories is put together; any of them, as long as it exists. */
	private static final List<String> STAGES = List.of("/mnt", "/media", "/srv", "/tmp");

	/**
	 * The first process: ignores what would end it early, shows the node's own processes in /proc, reports, then waits
	 * for the end of its input. bash reaps whatever is orphaned while it waits.
	 */
	private static final String INIT = """
			trap '' TERM INT HUP QUIT USR1 USR2 PIPE ALRM
			mount -t proc proc /proc || { echo 'cannot mount /proc'; exit 1; }
			echo ready
			exec >/dev/null 2>&1
			while read -r _; do :; done
			exit 0
			""";

	private final String name;
	private final NetworkNamespace network;
	private final Fd mounts;
	private final Fd uts;
	private final Fd pids;
	private final Fd lifeline;
	private final Reaper.Child init;
	/** What {@link #provide} has mounted, and files that were covered at the beginning; each with where its links lead. */
	private final Map<String, Path> ownDirectories = new HashMap<>();
	private final Map<String, Path> ownFiles = new HashMap<>();

	private NodeNamespaces(String name, NetworkNamespace network, Fd mounts, Fd uts, Fd pids, Fd lifeline,
			Reaper.Child init) {
		this.name = name;
		this.network = network;
		this.mounts = mounts;
		this.uts = uts;
		this.pids = pids;
		this.lifeline = lifeline;
		this.init = init;
	}

	/**
	 * Makes a node's namespaces and starts their first process.
	 *
	 * @param network the node's network namespace; stays the caller's and must stay open
	 * @param hostname the node's name
	 * @param files contents of text files that its processes see instead of the machine's, by absolute path, e.g.
	 *        {@code /etc/hosts}; one that the machine does not have is made for the node alone
	 * @throws LinuxException if the kernel refuses
	 */
	public static NodeNamespaces create(NetworkNamespace network, String hostname, Map<String, String> files) {
		Reaper.prepare();
		var opened = new ArrayList<AutoCloseable>();
		try {
			var life = Pipe.open("init of " + hostname);
			opened.add(life);
			var report = Pipe.open("report of init of " + hostname);
			opened.add(report);
			var mounts = new Fd[1];
			var uts = new Fd[1];
			int pid = OneShot.run("wirebench-node-namespaces", () -> {
				check(Native.unshare(Native.CLONE_FS), "unshare CLONE_FS", hostname);
				OneShot.enter(network.fd(), Native.CLONE_NEWNET, "network namespace of " + hostname);
				check(Native.unshare(Native.CLONE_NEWNS | Native.CLONE_NEWUTS | Native.CLONE_NEWPID),
						"unshare CLONE_NEWNS|CLONE_NEWUTS|CLONE_NEWPID", hostname);
				check(Native.mount("", "/", null, PRIVATE), "mount private", "/ of " + hostname);
				check(Native.sethostname(hostname), "sethostname", hostname);
				coverSysfs(hostname);
				cover(files, hostname);
				mounts[0] = Fd.open("/proc/thread-self/ns/mnt", Native.O_RDONLY);
				opened.add(mounts[0]);
				uts[0] = Fd.open("/proc/thread-self/ns/uts", Native.O_RDONLY);
				opened.add(uts[0]);
				var shell = executable("bash", NodeEnvironment.path(Map.of()));
				int out = report.writeEnd().raw();
				return LinuxException.check(
						Native.spawn(shell, new String[]{"wirebench-init", "-c", INIT},
								NodeEnvironment.with(Map.of()), new int[]{life.readEnd().raw(), out, out}, "/"),
						"posix_spawn", shell + " as init of " + hostname);
			});
			life.readEnd().close();
			report.writeEnd().close();
			var init = Reaper.watch(pid, "init of " + hostname);
			var pids = Fd.open("/proc/" + pid + "/ns/pid", Native.O_RDONLY);
			opened.add(pids);
			var said = readAll(report.readEnd());
			if (!said.equals("ready\n"))
				throw new LinuxException("start init", hostname, Errno.EPERM, said.strip());
			var node = new NodeNamespaces(hostname, network, mounts[0], uts[0], pids, life.writeEnd(), init);
			for (var file : files.keySet())
				node.ownFiles.put(file, node.resolved(file, true));
			return node;
		} catch (IOException e) {
			close(opened, e);
			throw new LinuxException("readlink", hostname, Errno.EIO, String.valueOf(e.getMessage()));
		} catch (RuntimeException e) {
			close(opened, e);
			throw e;
		}
	}

	private static void close(List<AutoCloseable> opened, Exception reason) {
		for (var each : opened)
			try {
				each.close();
			} catch (Exception suppressed) {
				reason.addSuppressed(suppressed);
			}
	}

	private static void check(int result, String call, String object) {
		LinuxException.check(result, call, object);
	}

	/**
	 * Tries to show the sysfs of a network namespace, as nodes do, in a mount namespace of its own.
	 *
	 * @throws LinuxException if the kernel refuses
	 */
	public static void trySysfs(NetworkNamespace network) {
		OneShot.run("wirebench-probe", () -> {
			check(Native.unshare(Native.CLONE_FS), "unshare CLONE_FS", "probe");
			OneShot.enter(network.fd(), Native.CLONE_NEWNET, "network namespace of a probe");
			check(Native.unshare(Native.CLONE_NEWNS), "unshare CLONE_NEWNS", "probe");
			check(Native.mount("", "/", null, PRIVATE), "mount private", "/ of a probe");
			check(coverSysfs("probe"), "mount sysfs", "/sys of a probe");
			return null;
		});
	}

	/**
	 * Mounts the sysfs of the calling thread's network namespace over that of the machine, with all that is mounted below.
	 * Where the kernel refuses it ({@link io.wirebench.linux.Feature#SYSFS}), the machine's stays.
	 *
	 * @return 0, or the negative number of the error
	 */
	private static int coverSysfs(String hostname) throws IOException {
		var below = new ArrayList<String>();
		long flags = -1;
		for (var line : Files.readAllLines(Path.of("/proc/thread-self/mountinfo"))) {
			var fields = line.split(" ");
			var point = fields[4];
			if (point.equals("/sys"))
				flags = NO_SUID_DEV_EXEC | (List.of(fields[5].split(",")).contains("ro") ? READ_ONLY : 0);
			else if (point.startsWith("/sys/")
					&& below.stream().noneMatch(parent -> point.startsWith(parent + "/") || point.equals(parent)))
				below.add(point);
		}
		if (flags < 0)
			return -Errno.ENOENT;
		if (below.isEmpty())
			return Native.mount("sysfs", "/sys", "sysfs", flags);
		var stage = stage(hostname, "");
		try {
			Files.createDirectory(Path.of(stage, "sys"));
			mount("/sys", stage + "/sys", null, BIND | RECURSIVE, "mount --rbind", hostname);
			int result = Native.mount("sysfs", "/sys", "sysfs", flags);
			if (result < 0)
				return result;
			// Among them may be what hides parts of it: all or nothing.
			for (var point : below) {
				result = Native.mount(stage + point, point, null, BIND | RECURSIVE);
				if (result < 0) {
					check(Native.umount("/sys", DETACH), "umount2", "/sys of " + hostname);
					return result;
				}
			}
			return 0;
		} finally {
			check(Native.umount(stage, DETACH), "umount2", stage + " of " + hostname);
		}
	}

	/** Puts files into a tmpfs, each over its target, and takes the tmpfs itself out of sight. */
	private static void cover(Map<String, String> files, String hostname) throws IOException {
		if (files.isEmpty())
			return;
		makeRoom(files.keySet().stream().sorted().toList(), true, hostname);
		String stage = stage(hostname, "");
		int number = 0;
		for (var entry : files.entrySet()) {
			var copy = stage + "/f" + number++;
			try (var file = Fd.open(copy, Native.O_WRONLY | Native.O_CREAT);
					var arena = java.lang.foreign.Arena.ofConfined()) {
				var text = entry.getValue().getBytes(StandardCharsets.UTF_8);
				var memory = arena.allocate(Math.max(1, text.length));
				memory.asSlice(0, text.length).copyFrom(java.lang.foreign.MemorySegment.ofArray(text));
				for (long done = 0; done < text.length;)
					done += LinuxException.check(Native.write(file.raw(), memory.asSlice(done), text.length - done),
							"write", entry.getKey() + " of " + hostname);
				check(Native.fchmod(file.raw(), 0644), "fchmod", entry.getKey() + " of " + hostname);
			}
			mount(copy, entry.getKey(), null, BIND, "mount --bind", hostname);
		}
		check(Native.umount(stage, DETACH), "umount2", stage + " of " + hostname);
	}

	/**
	 * Gives the node directories and files of its own, also while programs run in it. Nothing is written to the machine's
	 * disk.
	 *
	 * @param directories absolute paths of directories that are empty at first and in memory; one that the node already
	 *        has stays as it is. A directory need not exist on the machine
	 * @param files texts by absolute path. A file below one of the directories is made or written anew; any other covers
	 *        the machine's file, or is made for the node alone. Symbolic links are followed as the node's programs do
	 * @throws LinuxException if the kernel refuses a mount
	 * @throws IOException if a file cannot be written, or a link that a program of the node made leads to the machine's disk
	 */
	public synchronized void provide(List<String> directories, Map<String, String> files) throws IOException {
		var covered = new HashMap<String, String>();
		var written = new HashMap<String, String>();
		var fresh = new HashMap<Path, String>();
		var given = new ArrayList<Path>();
		for (var directory : directories) {
			var real = resolved(directory, true);
			given.add(real);
			// Two names may be one directory, as /var/run and /run are.
			if (!ownDirectories.containsValue(real))
				fresh.putIfAbsent(real, directory);
		}
		for (var file : files.entrySet()) {
			// Where it stands, not where it leads: what covers it is seen by both names.
			var real = resolved(file.getKey(), false);
			boolean own = ownFiles.containsKey(file.getKey()) || given.stream().anyMatch(real::startsWith);
			(own ? written : covered).put(file.getKey(), file.getValue());
		}
		if (!fresh.isEmpty() || !covered.isEmpty())
			OneShot.run("wirebench-provide", () -> {
				check(Native.unshare(Native.CLONE_FS), "unshare CLONE_FS", name);
				OneShot.enter(mounts, Native.CLONE_NEWNS, "mount namespace of " + name);
				for (var directory : fresh.entrySet()) {
					makeRoom(List.of(directory.getValue()), false, name);
					mount("tmpfs", directory.getValue(), "tmpfs", 0, "mount tmpfs", name);
					ownDirectories.put(directory.getValue(), directory.getKey());
				}
				cover(covered, name);
				return null;
			});
		for (var directory : directories)
			ownDirectories.put(directory, resolved(directory, true));
		for (var file : covered.keySet())
			ownFiles.put(file, resolved(file, true));
		for (var entry : written.entrySet())
			write(entry.getKey(), entry.getValue());
	}

	private void write(String path, String text) throws IOException {
		var real = resolved(path, true);
		if (!ownFiles.containsValue(real) && ownDirectories.values().stream().noneMatch(real::startsWith))
			throw new IOException(
					path + " in " + name + " leads to " + real + ", which is the machine's own: files of a service go only into "
							+ "directories and files of the node's own; remove the link");
		var file = NodePaths.below(root(), real);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

	private Path root() {
		return Path.of("/proc/" + init.pid() + "/root");
	}

	/** @return where a path leads in the node. @param last whether its last name is followed as well */
	private Path resolved(String path, boolean last) throws IOException {
		return NodePaths.resolve(root(), path, last);
	}

	/**
	 * Takes away what {@link #provide} gave. What the node does not have is ignored. Of what the machine does not have, an
	 * empty file or directory stays.
	 *
	 * @param paths directories, and files that cover the machine's
	 */
	public synchronized void withdraw(java.util.Collection<String> paths) {
		var mounted = new ArrayList<String>();
		for (var path : paths) {
			var directory = ownDirectories.remove(path);
			var file = ownFiles.remove(path);
			// What another name still stands for stays.
			if (directory != null && !ownDirectories.containsValue(directory) || file != null && !ownFiles.containsValue(file))
				mounted.add(path);
		}
		if (mounted.isEmpty() || mounts.isClosed())
			return;
		OneShot.run("wirebench-withdraw", () -> {
			check(Native.unshare(Native.CLONE_FS), "unshare CLONE_FS", name);
			OneShot.enter(mounts, Native.CLONE_NEWNS, "mount namespace of " + name);
			for (var path : mounted)
				Native.umount(path, DETACH);
			return null;
		});
	}

	/**
	 * Gives the path by which the engine reaches a file that the node sees, as long as the node is there. Symbolic links are
	 * followed as the node's programs do, but for the last name, which may be a link itself.
	 *
	 * @param path absolute
	 * @throws IOException if links lead round in a circle
	 */
	public Path inNode(String path) throws IOException {
		return NodePaths.below(root(), resolved(path, false));
	}

	private static void mount(String source, String target, String type, long flags, String call, String hostname) {
		int e = Native.mount(source, target, type, flags);
		if (e < 0)
			throw new LinuxException(call, target + " in " + hostname, -e, "");
	}

	/**
	 * Makes those files or directories that the machine does not have, empty, without writing to its disk: the nearest
	 * directory that there is is covered by a copy in memory that shows everything in it and has room for more.
	 */
	private static void makeRoom(List<String> paths, boolean files, String hostname) throws IOException {
		var missing = new TreeMap<Path, List<Path>>();
		for (var path : paths) {
			if (Native.access(path, 0) == 0)
				continue;
			var parent = Path.of(path).getParent();
			while (!Files.isDirectory(parent))
				parent = parent.getParent();
			var real = parent.toRealPath();
			if (real.getParent() == null)
				throw new LinuxException(files ? "create" : "mkdir", path + " in " + hostname, Errno.ENOENT,
						"its parent must exist on the machine for a node to have it; create /" + Path.of(path).getName(0));
			missing.computeIfAbsent(real, _ -> new ArrayList<>()).add(real.resolve(parent.relativize(Path.of(path))));
		}
		for (var room : missing.entrySet())
			makeRoom(room.getKey(), room.getValue(), files, hostname);
	}

	private static void makeRoom(Path parent, List<Path> paths, boolean files, String hostname) throws IOException {
		var stage = stage(hostname, parent.toString());
		var rights = Files.getPosixFilePermissions(parent);
		if (!rights.contains(PosixFilePermission.OTHERS_WRITE)) // else as a tmpfs is: for all, each for themselves
			Files.setPosixFilePermissions(Path.of(stage), rights);
		try (var entries = Files.newDirectoryStream(parent)) {
			for (var entry : entries) {
				var copy = Path.of(stage, entry.getFileName().toString());
				if (Files.isSymbolicLink(entry)) {
					Files.createSymbolicLink(copy, Files.readSymbolicLink(entry));
					continue;
				}
				if (Files.isDirectory(entry))
					Files.createDirectory(copy);
				else
					Files.createFile(copy);
				mount(entry.toString(), copy.toString(), null, BIND | RECURSIVE, "mount --rbind", hostname);
			}
		}
		for (var path : paths) {
			var made = Path.of(stage).resolve(parent.relativize(path));
			if (Files.isSymbolicLink(made)) // which leads nowhere
				Files.delete(made);
			Files.createDirectories(files ? made.getParent() : made);
			if (files)
				Files.createFile(made);
		}
		mount(stage, parent.toString(), null, BIND | RECURSIVE, "mount --rbind", hostname);
		check(Native.umount(stage, DETACH), "umount2", stage + " of " + hostname);
	}

	/** Mounts a tmpfs where it covers nothing that matters for the moment. @param outside must not be below it */
	private static String stage(String hostname, String outside) {
		for (var candidate : STAGES)
			if (!(outside + "/").startsWith(candidate + "/") && Native.mount("tmpfs", candidate, "tmpfs", 0) == 0)
				return candidate;
		throw new LinuxException("mount tmpfs", String.join(", ", STAGES) + " in " + hostname, Errno.ENOENT,
				"a node with files of its own needs one of these directories");
	}

	/**
	 * Starts a program in the node.
	 *
	 * @throws LinuxException if it cannot be started; ENOENT names the program and the PATH that was searched
	 */
	public NodeProcess start(ProcessSpec spec) {
		Reaper.prepare();
		var object = spec.argv().getFirst() + " in " + name;
		var opened = new ArrayList<Pipe>();
		try {
			var in = Pipe.open("input of " + object);
			opened.add(in);
			var out = spec.outputTo() != null ? null : Pipe.open("output of " + object);
			var err = spec.outputTo() != null ? null : Pipe.open("error of " + object);
			if (out != null) {
				opened.add(out);
				opened.add(err);
			}
			int outFd = out == null ? spec.outputTo().raw() : out.writeEnd().raw();
			int errFd = err == null ? outFd : err.writeEnd().raw();
			var fds = new int[]{in.readEnd().raw(), outFd, errFd};
			int pid = spawn(spec, (file, argv, variables, directory) -> Native.spawn(file, argv, variables, fds, directory));
			in.readEnd().close();
			if (out != null) {
				out.writeEnd().close();
				err.writeEnd().close();
			}
			return new NodeProcess(Reaper.watch(pid, object), FdStreams.output(in.writeEnd()),
					out == null ? InputStream.nullInputStream() : FdStreams.input(out.readEnd()),
					err == null ? InputStream.nullInputStream() : FdStreams.input(err.readEnd()), null);
		} catch (RuntimeException e) {
			opened.forEach(Pipe::close);
			throw e;
		}
	}

	/**
	 * Starts a program in the node at a terminal of its own, which is its controlling terminal. What it prints comes as
	 * {@link NodeProcess#output()}; its input is what a person would type.
	 *
	 * @param spec where output goes is not asked
	 * @throws LinuxException if it cannot be started, or there are no terminals
	 */
	public NodeProcess startAtTerminal(ProcessSpec spec, int rows, int columns) {
		Reaper.prepare();
		var terminal = Terminal.open(spec.argv().getFirst() + " in " + name);
		try {
			terminal.resize(rows, columns);
			int pid = spawn(spec, (file, argv, variables, directory) -> Native.spawn(file, argv, variables, terminal.device(), directory));
			return new NodeProcess(Reaper.watch(pid, spec.argv().getFirst() + " in " + name), FdStreams.output(terminal.side().dup()),
					FdStreams.input(terminal.side().dup()), InputStream.nullInputStream(), terminal);
		} catch (RuntimeException e) {
			terminal.close();
			throw e;
		}
	}

	@FunctionalInterface
	private interface Spawn {
		int spawn(String file, String[] argv, String[] variables, String directory);
	}

	/** Starts a program on a thread that is in the node's namespaces. @return its process id */
	private int spawn(ProcessSpec spec, Spawn how) {
		var program = spec.argv().getFirst();
		var object = program + " in " + name;
		var variables = NodeEnvironment.with(spec.environment());
		var path = NodeEnvironment.path(spec.environment());
		var directory = spec.workingDirectory().isEmpty() ? System.getProperty("user.dir") : spec.workingDirectory();
		return OneShot.run("wirebench-start", () -> {
			check(Native.unshare(Native.CLONE_FS), "unshare CLONE_FS", object);
			OneShot.enter(network.fd(), Native.CLONE_NEWNET, "network namespace of " + name);
			OneShot.enter(uts, Native.CLONE_NEWUTS, "UTS namespace of " + name);
			OneShot.enter(pids, Native.CLONE_NEWPID, "PID namespace of " + name);
			OneShot.enter(mounts, Native.CLONE_NEWNS, "mount namespace of " + name);
			var file = executable(program, path);
			if (Native.access(directory, 1) < 0)
				throw new LinuxException("chdir", directory + " for " + object, Errno.ENOENT,
						"the working directory does not exist in the node");
			int result = how.spawn(file, spec.argv().toArray(String[]::new), variables, directory);
			if (result == -Errno.ENOMEM && init.exit().isDone())
				throw new LinuxException("posix_spawn", object, Errno.ESRCH, "the node has been stopped");
			return LinuxException.check(result, "posix_spawn", object);
		});
	}

	private static String executable(String program, String path) {
		if (program.contains("/")) {
			int e = Native.access(program, 1);
			if (e < 0)
				throw new LinuxException("execve", program, -e, "there is no such program, or it may not be executed");
			return program;
		}
		for (var directory : path.split(":")) {
			var candidate = (directory.isEmpty() ? "." : directory) + '/' + program;
			if (Native.access(candidate, 1) == 0)
				return candidate;
		}
		throw new LinuxException("execve", program, Errno.ENOENT,
				"no such program in PATH=" + path + "; install it, or give its full path");
	}

	private static String readAll(Fd fd) {
		try (var stream = FdStreams.input(fd)) {
			var bytes = new ByteArrayOutputStream();
			stream.transferTo((OutputStream) bytes);
			return bytes.toString(StandardCharsets.UTF_8);
		} catch (IOException e) {
			throw new IllegalStateException(e.getMessage(), e);
		}
	}

	/** @return the process id of the node's first process, as the engine sees it */
	public long initPid() {
		return init.pid();
	}

	/** @return completed when the first process, and with it every process of the node, has ended */
	public CompletableFuture<Integer> exit() {
		return init.exit();
	}

	/** Ends every process of the node and lets go of its namespaces. Returns at once; see {@link #exit()}. */
	@Override
	public void close() {
		lifeline.close();
		mounts.close();
		uts.close();
		pids.close();
	}

	@Override
	public String toString() {
		return "namespaces of " + name;
	}
}
