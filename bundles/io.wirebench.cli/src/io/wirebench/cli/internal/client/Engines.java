package io.wirebench.cli.internal.client;

import io.wirebench.control.client.EngineClient;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.EngineApi;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Finds the user's engine, and starts it when none runs. */
public final class Engines {

	private static final long PATIENCE_NANOS = 30_000_000_000L;
	private static final long PAUSE_NANOS = 10_000_000L;
	private static final int LOG_LINES = 12;

	/** How a command gets to an engine. Tests bring their own. */
	@FunctionalInterface
	public interface Door {
		Opened open(EngineApi.Client notices) throws EngineException;
	}

	/**
	 * A connection.
	 *
	 * @param started whether the engine was started for it
	 */
	public record Opened(EngineClient client, boolean started) {}

	private Engines() {
	}

	/** @return where the user's engine listens, or would */
	public static Path socket() {
		String named = System.getenv("WIREBENCH_SOCKET");
		if (named != null && !named.isEmpty())
			return Path.of(named).toAbsolutePath();
		String runtime = System.getenv("XDG_RUNTIME_DIR");
		if (runtime != null && !runtime.isEmpty() && Files.isDirectory(Path.of(runtime)))
			return Path.of(runtime, "wirebench", "engine.sock");
		// The launcher knows the user's number outside of the engine's user namespace.
		return Path.of("/tmp", "wirebench-" + System.getProperty("wirebench.host.uid", "0"), "engine.sock");
	}

	/** Connects to an engine that runs. @return null if none does */
	public static EngineClient connect(String name, EngineApi.Client notices) throws EngineException {
		Path socket = socket();
		try {
			if (!Files.exists(socket))
				return null;
			Object owner = Files.getAttribute(socket.getParent(), "unix:uid");
			String user = System.getProperty("wirebench.host.uid", String.valueOf(owner));
			if (!user.equals(String.valueOf(owner)))
				throw new Failure(ExitCode.MACHINE, "the folder " + socket.getParent() + " belongs to user " + owner
						+ ", who could pretend to be your engine; remove it, or set WIREBENCH_SOCKET");
			return EngineClient.connect(socket, name, notices);
		} catch (IOException | EngineGoneException e) {
			return null; // It can be ending at this moment because nobody needed it.
		}
	}

	/** Connects to the user's engine, and starts it first if none runs. */
	public static Opened connectOrStart(String name, EngineApi.Client notices) throws EngineException {
		EngineClient client = connect(name, notices);
		if (client != null)
			return new Opened(client, false);
		Path socket = socket();
		Path log = socket.resolveSibling(socket.getFileName() + ".log");
		long before = log.toFile().length();
		Process engine = start(socket, log);
		for (long end = System.nanoTime() + PATIENCE_NANOS; System.nanoTime() < end;) {
			// Before the look: what ends after it has failed, or has found that another one was quicker.
			boolean alive = engine.isAlive();
			client = connect(name, notices);
			if (client != null)
				return new Opened(client, alive);
			if (!alive && engine.exitValue() != 0)
				throw new Failure(engine.exitValue() == ExitCode.INPUT ? ExitCode.INPUT : ExitCode.MACHINE,
						"the engine could not be started:\n" + tail(log, before));
			if (!alive) // Another one was quicker, and has ended meanwhile.
				engine = start(socket, log);
			LockSupport.parkNanos(PAUSE_NANOS);
		}
		engine.descendants().forEach(ProcessHandle::destroy);
		engine.destroy();
		throw new Failure(ExitCode.MACHINE, "the engine does not answer at " + socket + " after " + PATIENCE_NANOS / 1_000_000_000L
				+ " s; its log " + log + " says:\n" + tail(log, before));
	}

	private static Process start(Path socket, Path log) {
		try {
			if (!Files.isDirectory(socket.getParent()))
				Files.createDirectories(socket.getParent(), java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
						java.nio.file.attribute.PosixFilePermissions.fromString("rwx------")));
			// In a session of its own: Ctrl-C is for the client.
			List<String> words = new ArrayList<>(List.of("setsid", System.getProperty("wirebench.launcher", "wirebench"), "engine"));
			String idle = System.getenv("WIREBENCH_IDLE");
			if (idle != null && !idle.isEmpty())
				words.addAll(List.of("--idle", idle));
			if ("1".equals(System.getenv("WIREBENCH_ALLOW_NODES")))
				words.add("--allow-nodes");
			ProcessBuilder builder = new ProcessBuilder(words).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
					.redirectErrorStream(true)
					.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
			builder.environment().put("WIREBENCH_COMMAND", System.getProperty("wirebench.command", ""));
			return builder.start();
		} catch (IOException e) {
			throw new Failure(ExitCode.MACHINE, "the engine cannot be started: " + e.getMessage());
		}
	}

	private static String tail(Path log, long begin) {
		try {
			byte[] all = Files.readAllBytes(log);
			int from = begin < all.length ? (int) begin : 0; // It may have been cut meanwhile.
			List<String> lines = new String(all, from, all.length - from, java.nio.charset.StandardCharsets.UTF_8).lines()
					.filter(line -> !line.startsWith("NOTE: Picked up")).toList();
			return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
		} catch (IOException e) {
			return "(its log " + log + " cannot be read: " + e.getMessage() + ")";
		}
	}
}
