package io.wirebench.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What can be seen of the machine from outside of all labs. */
final class Host {

	static final Duration LEFTOVER_PATIENCE = Duration.ofSeconds(5);
	private static final Path PROC = Path.of("/proc");
	private static final Path SLAB = Path.of("/sys/kernel/slab/net_namespace");

	private Host() {
	}

	private static List<Path> list(Path folder, String glob) {
		List<Path> found = new ArrayList<>();
		try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, glob)) {
			paths.forEach(found::add);
		} catch (IOException | java.nio.file.DirectoryIteratorException e) {
			// The process has ended, or is somebody else's.
		}
		return found;
	}

	static List<Long> processes() {
		return list(PROC, "[0-9]*").stream().map(path -> Long.valueOf(path.getFileName().toString())).toList();
	}

	private static String read(long pid, String name) {
		try {
			return new String(Files.readAllBytes(PROC.resolve(pid + "/" + name)), StandardCharsets.ISO_8859_1);
		} catch (IOException e) {
			return "";
		}
	}

	/** @return all processes that come of a program, zombies left out */
	static List<Long> marked(String mark) {
		String wanted = Program.MARK + "=" + mark;
		return processes().stream().filter(pid -> read(pid, "environ").contains(wanted)).toList();
	}

	static String commandLine(long pid) {
		return read(pid, "cmdline").replace('\0', ' ').strip();
	}

	/** @return the folder, with links to all programs of the system but those with such names: to be a PATH */
	static Path programsBut(String names, Path into) throws IOException {
		for (Path bin : List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin"), Path.of("/sbin")))
			for (Path program : list(bin, "*")) {
				String name = program.getFileName().toString();
				if (!name.matches(names) && !Files.exists(into.resolve(name), LinkOption.NOFOLLOW_LINKS))
					Files.createSymbolicLink(into.resolve(name), program);
			}
		return into;
	}

	/** @return the engine's JVM among the processes of a program */
	static long engine(Program program) {
		List<Long> engines = marked(program.mark()).stream().filter(pid -> commandLine(pid).contains("/bin/java ")
				&& read(pid, "status").lines().anyMatch(line -> line.startsWith("NSpid:") && line.endsWith("\t1"))).toList();
		if (engines.size() != 1)
			throw new AssertionError("not one engine but " + engines + ": " + program.describe());
		return engines.getFirst();
	}

	/** @return names ({@code net:[4026531840]}) of the network namespaces that a process is in or holds open or mounted */
	static Set<String> namespaces(long pid) {
		Set<String> names = new HashSet<>();
		for (Path task : list(PROC.resolve(pid + "/task"), "[0-9]*"))
			add(names, task.resolve("ns/net"));
		for (Path fd : list(PROC.resolve(pid + "/fd"), "*"))
			add(names, fd);
		read(pid, "mountinfo").lines().filter(line -> line.contains(" nsfs ") && line.contains("net:["))
				.forEach(line -> names.add(line.substring(line.indexOf("net:["), line.indexOf(']', line.indexOf("net:[")) + 1)));
		return names;
	}

	private static void add(Set<String> names, Path link) {
		try {
			String target = Files.readSymbolicLink(link).toString();
			if (target.startsWith("net:["))
				names.add(target);
		} catch (IOException e) {
			// Closed meanwhile.
		}
	}

	static String ownNamespace() {
		return namespaces(ProcessHandle.current().pid()).iterator().next();
	}

	/** @return which process holds which network namespaces, the host's own left out */
	static Map<Long, Set<String>> holders() {
		String own = ownNamespace();
		Map<Long, Set<String>> holders = new HashMap<>();
		for (long pid : processes()) {
			Set<String> names = namespaces(pid);
			names.remove(own);
			if (!names.isEmpty())
				holders.put(pid, names);
		}
		return holders;
	}

	static String links() {
		return Program.output("ip", "-o", "link");
	}

	static String mounts() {
		try {
			return Files.readString(Path.of("/proc/self/mountinfo"));
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	/**
	 * @return how many network namespaces the kernel has that no process shows, e.g. because a connection keeps them alive;
	 *         -1 if this user may not know
	 */
	static int hiddenNamespaces() {
		if (!User.all().toList().getFirst().root())
			return -1;
		try {
			// The kernel frees the namespaces that died last when the next one dies (net_complete_free): so one shall die now.
			Program.output("unshare", "--net", "true");
			// Else the kernel counts free objects of its caches as used.
			if (Files.isWritable(SLAB.resolve("shrink")))
				Files.writeString(SLAB.resolve("shrink"), "1");
			int active = Files.readAllLines(Path.of("/proc/slabinfo")).stream().filter(line -> line.startsWith("net_namespace "))
					.map(line -> Integer.parseInt(line.trim().split("\\s+")[1])).findFirst().orElse(-1);
			if (active < 0)
				return -1;
			Set<String> shown = new TreeSet<>();
			holders().values().forEach(shown::addAll);
			return Math.max(0, active - shown.size() - 1);
		} catch (IOException e) {
			return -1;
		}
	}

	/** Waits until the kernel has no more network namespaces that no process shows than before; -1 asks nothing. */
	static void awaitHidden(int before) {
		if (before < 0)
			return;
		long begin = System.nanoTime();
		Wait.until(LEFTOVER_PATIENCE, () -> hiddenNamespaces() <= before,
				() -> hiddenNamespaces() + " network namespaces that no process shows, " + before + " before");
		System.out.printf("the kernel has no namespace left after %.1f s%n", (System.nanoTime() - begin) / 1e9);
	}

	/**
	 * Everything of some labs, seen while they run; afterwards it must be gone.
	 *
	 * @param marks of their programs
	 * @param processes of theirs
	 * @param holders who holds a network namespace of theirs, strangers included
	 */
	record Footprint(Set<String> marks, Set<Long> processes, Map<Long, Set<String>> holders) {

		static Footprint of(Program... programs) {
			Set<String> marks = new HashSet<>();
			Set<Long> processes = new HashSet<>();
			for (Program program : programs) {
				marks.add(program.mark());
				processes.addAll(marked(program.mark()));
			}
			Map<Long, Set<String>> all = Host.holders();
			Set<String> namespaces = new HashSet<>();
			processes.forEach(pid -> namespaces.addAll(all.getOrDefault(pid, Set.of())));
			Map<Long, Set<String>> holders = new HashMap<>();
			all.forEach((pid, names) -> {
				Set<String> theirs = new HashSet<>(names);
				theirs.retainAll(namespaces);
				if (!theirs.isEmpty())
					holders.put(pid, theirs);
			});
			return new Footprint(marks, processes, holders);
		}

		Set<String> namespaces() {
			Set<String> names = new TreeSet<>();
			holders.values().forEach(names::addAll);
			return names;
		}

		/**
		 * Waits until it is gone. The number of a namespace that is gone is soon given to another one, of whoever: so only
		 * those are asked who had it before.
		 */
		void awaitGone() {
			Wait.until(LEFTOVER_PATIENCE, () -> leftovers().isEmpty(), () -> "nothing left; there is " + leftovers());
		}

		List<String> leftovers() {
			List<String> left = new ArrayList<>();
			for (String mark : marks)
				for (long pid : marked(mark))
					left.add("process " + pid + ": " + commandLine(pid));
			holders.forEach((pid, before) -> {
				Set<String> names = Host.namespaces(pid);
				names.retainAll(before);
				if (!names.isEmpty())
					left.add("process " + pid + " (" + commandLine(pid) + ") holds " + names);
			});
			return left;
		}
	}
}
