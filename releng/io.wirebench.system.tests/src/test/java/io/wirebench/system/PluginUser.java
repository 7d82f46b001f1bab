package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody with an engine and a folder for plug-ins of their own.
 *
 * @param folder where both are
 * @param variables of the environment, NAME=VALUE
 */
record PluginUser(User user, Path folder, String... variables) {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/** Where the engine listens. */
	Path socket() {
		return folder.resolve(user.root() ? "root" : "user").resolve("engine.sock");
	}

	/** Where this user's plug-ins are. */
	Path data() {
		return folder.resolve(user.root() ? "data-root" : "data-user");
	}

	Program start(String... arguments) {
		List<String> environment = new ArrayList<>(List.of("env", "XDG_DATA_HOME=" + data()));
		environment.addAll(List.of(variables));
		return Installation.get().start(user, environment, socket(), arguments);
	}

	/** @return what a command printed, once its exit code is right */
	String expect(int code, String... arguments) {
		try (Program program = start(arguments)) {
			assertEquals(code, program.exitCode(), program::describe);
			assertFalse((program.out() + program.err()).contains("\tat "), program::describe);
			return program.out() + program.err();
		}
	}

	Program engine() {
		return start("engine", "--idle", "1h").awaitText("engine at ");
	}

	static void assertSays(String text, String... words) {
		for (String word : words)
			assertTrue(text.contains(word), () -> "'" + word + "' in: " + text);
	}

	/** Does something with the plug-ins of a site: install, update. */
	void plugins(String what, Path site, String... more) {
		List<String> words = new ArrayList<>(List.of("plugins", what, "--yes", "--trust", site.toString()));
		words.addAll(List.of(more));
		String said = expect(0, words.toArray(String[]::new));
		assertTrue(said.contains("done after") || said.contains("nothing to do"), said);
	}

	/** Waits until a condition is true in the lab. */
	void await(String condition) {
		assertSays(expect(0, "wait", condition), "true after");
	}

	/** Waits until Java has let go of all classes of what was removed: nothing holds them. For root, who may ask its engine to look. */
	void awaitUnloaded(Program engine) {
		String pid = String.valueOf(Host.engine(engine));
		Wait.until(PATIENCE, () -> {
			Program.output(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), pid, "GC.run");
			return Json.query(expect(0, "plugins", "list", "--json"), "len(d['unloading'])").equals("0");
		}, () -> expect(0, "plugins", "list", "--json"));
	}
}
