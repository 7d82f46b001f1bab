package io.wirebench.testkit;

import io.wirebench.control.client.EngineClient;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.Protocol;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The one engine of a test run. */
final class TestEngine {

	private static final long PATIENCE_NANOS = 60_000_000_000L;
	private static final long PAUSE_NANOS = 10_000_000L;
	private static final long END_SECONDS = 20;

	private static TestEngine engine;

	private final Path folder;
	private final Process process;
	private final EngineClient client;

	private TestEngine() {
		try {
			folder = Files.createTempDirectory("wirebench-lab"); // for this user alone
			process = start();
		} catch (IOException e) {
			throw new AssertionError("an engine for tests cannot be started with '" + command() + "': " + e.getMessage()
					+ "; name the command in the system property wirebench.command or the variable WIREBENCH", e);
		}
		Runtime.getRuntime().addShutdownHook(new Thread(this::end));
		client = connect();
		install();
	}

	/** Starts it when first asked. */
	static synchronized TestEngine get() {
		if (engine == null)
			engine = new TestEngine();
		return engine;
	}

	EngineClient client() {
		return client;
	}

	private static String command() {
		String named = System.getProperty("wirebench.command", "");
		if (named.isEmpty())
			named = System.getenv().getOrDefault("WIREBENCH", "");
		return named.isEmpty() ? "wirebench" : named;
	}

	private Path socket() {
		return folder.resolve("engine.sock");
	}

	private Process start() throws IOException {
		// Whoever ends this run by force takes the last client away: the engine then ends by itself.
		ProcessBuilder builder = new ProcessBuilder("setsid", command(), "engine", "--idle", "5 s").redirectInput(new File("/dev/null"))
				.redirectErrorStream(true)
				.redirectOutput(folder.resolve("log").toFile());
		builder.environment().put("WIREBENCH_SOCKET", socket().toString());
		builder.environment().put("XDG_DATA_HOME", folder.resolve("data").toString());
		// What the test run's own Java was told is not for the engine's.
		builder.environment().remove("JAVA_TOOL_OPTIONS");
		return builder.start();
	}

	private EngineClient connect() {
		for (long end = System.nanoTime() + PATIENCE_NANOS; System.nanoTime() < end;) {
			boolean alive = process.isAlive();
			if (Files.exists(socket()))
				try {
					return EngineClient.connect(socket(), "tests", new EngineApi.Client() {
					});
				} catch (IOException | EngineGoneException e) {
					// It does not listen yet.
				} catch (EngineException e) {
					throw new AssertionError("the engine for tests does not take this test kit: " + e.getMessage(), e);
				}
			if (!alive)
				throw new AssertionError("the engine for tests ('" + command() + "') has ended:\n" + log());
			LockSupport.parkNanos(PAUSE_NANOS);
		}
		throw new AssertionError("the engine for tests does not answer; it says:\n" + log());
	}

	private void install() {
		String site = System.getProperty("wirebench.plugin.site", "");
		if (site.isEmpty())
			return;
		try {
			client.get(client.engine()
					.installPlugins(new Protocol.InstallPlugins(null, Path.of(site).toAbsolutePath().normalize().toString(), true, false)));
		} catch (EngineException e) {
			throw new AssertionError("the plug-in's site " + site + " cannot be installed: " + e.getMessage(), e);
		} catch (EngineGoneException e) {
			throw new AssertionError("the engine ended while the plug-in's site " + site + " was being installed:\n" + log(), e);
		}
	}

	/** @return what it said */
	String log() {
		try {
			List<String> lines = Files.readAllLines(folder.resolve("log"));
			return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
		} catch (IOException e) {
			return "(nothing can be read: " + e.getMessage() + ")";
		}
	}

	private void end() {
		try {
			if (client != null)
				try {
					client.get(client.engine().stopEngine(new Protocol.StopEngine(true)));
				} catch (EngineException | EngineGoneException e) {
					process.destroy();
				}
			else
				process.destroy();
			if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS))
				process.destroyForcibly();
			try (Stream<Path> files = Files.walk(folder)) {
				for (Path file : files.sorted(Comparator.reverseOrder()).toList())
					Files.deleteIfExists(file);
			}
		} catch (IOException | InterruptedException e) {
			System.err.println("wirebench testkit: " + folder + " could not be removed: " + e.getMessage());
		}
	}
}
