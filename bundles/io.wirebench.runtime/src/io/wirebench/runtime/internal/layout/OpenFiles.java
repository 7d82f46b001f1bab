package io.wirebench.runtime.internal.layout;

import io.wirebench.core.emulation.EmulationException;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How many files the engine may have open (RLIMIT_NOFILE; the JVM has raised it to the hard limit), against what changes need.
 * A lab that would run out of them half way is refused before it begins.
 */
public final class OpenFiles {

	/** The namespace, and its netlink socket. */
	private static final int NODE = 2;
	/** Two rings and two senders. */
	private static final int ENGINE_LINK = 4;
	/** The node's processes: init, its pipe, and descriptors of the namespaces. */
	private static final int PROGRAMS = 5;
	/** A process with its streams. */
	private static final int PROCESS = 4;
	/** For clients, commands and whatever else happens meanwhile. */
	private static final int REST = 100;

	private OpenFiles() {
	}

	/**
	 * Refuses changes for which there are too few.
	 *
	 * @throws EmulationException as one that the machine is the reason of, with both numbers and the remedy
	 */
	public static void require(List<Change> changes) throws EmulationException {
		long needed = needed(changes);
		if (needed == 0)
			return;
		long free;
		try {
			free = limit(Files.readString(Path.of("/proc/self/limits"))) - open();
		} catch (IOException e) {
			return; // If it fails for want of them, it is taken back.
		}
		require(needed, free);
	}

	public static void require(long needed, long free) throws EmulationException {
		if (needed + REST > free)
			throw new EmulationException("this needs about " + needed + " open files, and the engine may open only "
					+ Math.max(0, free - REST)
					+ " more; stop other labs, or raise the limit (ulimit -Hn, LimitNOFILE in a systemd unit, /etc/security/limits.conf) and start the engine again",
					true, null);
	}

	public static long needed(List<Change> changes) {
		long needed = 0;
		Set<String> withPrograms = new HashSet<>();
		for (Change change : changes)
			switch (change) {
				case Change.MakeNode c -> {
					needed += NODE + (long) PROCESS * c.layout().processes().size();
					if (!c.layout().processes().isEmpty() || !c.layout().setup().isEmpty())
						withPrograms.add(c.element());
				}
				case Change.Join c when c.layout().join() == Layout.Join.ENGINE -> needed += ENGINE_LINK;
				case Change.StartService c -> {
					needed += (long) PROCESS * c.layout().needs().processes().size();
					withPrograms.add(c.layout().node());
				}
				default -> {
				}
			}
		return needed + (long) PROGRAMS * withPrograms.size();
	}

	/** @param limits what /proc/self/limits says. @return Long.MAX_VALUE if there is no limit */
	public static long limit(String limits) {
		for (String line : limits.split("\n"))
			if (line.startsWith("Max open files")) {
				String soft = line.substring("Max open files".length()).strip().split("\\s+")[0];
				return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
			}
		return Long.MAX_VALUE;
	}

	private static long open() throws IOException {
		long open = 0;
		try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
			for (Path _ : all)
				open++;
		}
		return open;
	}
}
