package io.wirebench.cli.internal.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * The file that an engine's standard output is appended to. When it becomes long, it is copied beside itself (FILE.1) and cut, so that
 * an engine never uses more than twice {@link #MOST_BYTES} of the disk for it.
 */
public final class EngineLog {

	/** The length at which it is cut. */
	public static final long MOST_BYTES = 4 << 20;

	private static final long CHECK_NANOS = 2_000_000_000L;
	private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
	private static final Path STANDARD_OUTPUT_FLAGS = Path.of("/proc/self/fdinfo/1");
	private static final int O_APPEND = 02000;

	private EngineLog() {
	}

	/** Watches the log of this process from now on, if its standard output is a file that is appended to. */
	public static void watch() {
		try {
			if (!Files.isRegularFile(STANDARD_OUTPUT) || !appends())
				return; // A terminal, a pipe, or a file that would be filled up with zeros where it was cut.
			Path log = Files.readSymbolicLink(STANDARD_OUTPUT);
			Thread.ofPlatform().daemon().name("wirebench log").start(() -> {
				while (true) {
					LockSupport.parkNanos(CHECK_NANOS);
					cut(log, MOST_BYTES);
				}
			});
		} catch (IOException e) {
			// Then nobody knows where it is.
		}
	}

	private static boolean appends() throws IOException {
		for (String line : Files.readAllLines(STANDARD_OUTPUT_FLAGS))
			if (line.startsWith("flags:"))
				return (Integer.parseInt(line.substring("flags:".length()).strip(), 8) & O_APPEND) != 0;
		return false;
	}

	/** Cuts a log that is longer than it may be. */
	public static void cut(Path log, long mostBytes) {
		try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
			long length = file.size();
			if (length <= mostBytes)
				return;
			Path older = log.resolveSibling(log.getFileName() + ".1");
			try (FileChannel copy = FileChannel.open(older, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
					StandardOpenOption.TRUNCATE_EXISTING)) {
				// The newest: something may have written more than that since the last look.
				for (long at = Math.max(0, length - mostBytes), n; at < length && (n = file.transferTo(at, length - at, copy)) > 0;)
					at += n;
			}
			file.truncate(0);
		} catch (IOException e) {
			// It was removed, or the disk is full: a log that cannot be cut is no reason to end labs.
		}
	}
}
