package io.wirebench.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs, with what it has printed. All processes that come of it, wherever they hide, have its mark in
 * their environment; closing ends them all.
 */
final class Program implements AutoCloseable {

	static final String MARK = "WIREBENCH_SYSTEM_TEST";
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final List<String> words;
	private final String mark = UUID.randomUUID().toString();
	private final Path ownEngine;
	private final Process process;
	private final StringBuffer out = new StringBuffer();
	private final StringBuffer err = new StringBuffer();
	private final Thread outReader;
	private final Thread errReader;

	/** @param engine where the engine listens that the program talks to; null: one of its own, which ends with it */
	private Program(Path folder, List<String> words, Path engine) {
		this.words = words;
		ownEngine = engine == null ? Path.of(System.getProperty("java.io.tmpdir"), "wirebench-test-" + mark) : null;
		ProcessBuilder builder = new ProcessBuilder(words).directory(folder == null ? null : folder.toFile());
		builder.environment().put(MARK, mark);
		builder.environment().put("WIREBENCH_NO_BUILD", "1");
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		builder.environment().put("LC_ALL", "C.UTF-8");
		builder.environment().put("WIREBENCH_SOCKET", (engine != null ? engine : ownEngine.resolve("engine.sock")).toString());
		builder.environment().put("WIREBENCH_IDLE", "500 ms");
		// Starts are many and short.
		builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
		try {
			process = builder.start();
		} catch (IOException e) {
			throw new AssertionError(e);
		}
		outReader = reader(process.getInputStream(), out);
		errReader = reader(process.getErrorStream(), err);
	}

	static Program start(Path folder, List<String> words) {
		return start(folder, words, null);
	}

	/** @param engine where the engine listens that the program talks to, or null for one of its own */
	static Program start(Path folder, List<String> words, Path engine) {
		return new Program(folder, words, engine);
	}

	/** Runs a small program of the system. @return what it printed; anything but exit code 0 is an error */
	static String output(String... words) {
		try (Program program = new Program(null, List.of(words), null)) {
			int code = program.exitCode();
			if (code != 0)
				throw new AssertionError(program.describe());
			return program.out();
		}
	}

	private static Thread reader(InputStream stream, StringBuffer into) {
		return Thread.ofPlatform().daemon().start(() -> {
			byte[] bytes = new byte[8192];
			try {
				for (int n; (n = stream.read(bytes)) >= 0;)
					into.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
			} catch (IOException e) {
				// The stream ends with the program.
			}
		});
	}

	String mark() {
		return mark;
	}

	long pid() {
		return process.pid();
	}

	String out() {
		return out.toString();
	}

	/** @return the standard error without what the JVM says about the options that it was given */
	String err() {
		return err.toString().lines().filter(line -> !line.startsWith("NOTE: Picked up JDK_JAVA_OPTIONS")).map(line -> line + "\n")
				.reduce("", String::concat);
	}

	List<String> lines() {
		return out().lines().toList();
	}

	OutputStream input() {
		return process.getOutputStream();
	}

	/** Waits until the program has printed this. */
	Program awaitText(String text) {
		Wait.until(PATIENCE, () -> out().contains(text) || !process.isAlive() && !outReader.isAlive(),
				() -> "'" + text + "' from " + describe());
		if (!out().contains(text))
			throw new AssertionError("it ended without saying '" + text + "': " + describe());
		return this;
	}

	/** Waits for the end. */
	int exitCode() {
		return exitCode(PATIENCE);
	}

	int exitCode(Duration patience) {
		try {
			if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
				throw new AssertionError("not ended within " + patience.toSeconds() + " s: " + describe());
			// A process that was left behind may hold the streams open: what has ended has been read soon.
			outReader.join(2000);
			errReader.join(2000);
			return process.exitValue();
		} catch (InterruptedException e) {
			throw new AssertionError(e);
		}
	}

	void signal(String name) {
		signal(name, pid());
	}

	static void signal(String name, long pid) {
		output("kill", "-" + name, String.valueOf(pid));
	}

	String describe() {
		// Indented: what it says of its own tests is not taken for ours.
		return String.join(" ", words) + (process.isAlive() ? " runs" : " ended with " + process.exitValue()) + "\n--- out\n"
				+ out.toString().indent(2) + "--- err\n" + err.toString().indent(2);
	}

	/** Ends whatever is left of it. */
	@Override
	public void close() {
		process.destroyForcibly();
		if (!process.isAlive() && words.getFirst().equals("kill"))
			return;
		for (long pid : Host.marked(mark))
			ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
		if (ownEngine != null && java.nio.file.Files.exists(ownEngine))
			output("rm", "-rf", ownEngine.toString());
	}
}
