package io.wirebench.system;

import static io.wirebench.system.PluginUser.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.wirebench.system.Host.Footprint;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Plug-ins that hang or end the engine: it says who it was, leaves nothing, and the next one starts without them. */
class BadPluginsTest {

	private static final String LAB = """
			<?xml version="1.0" encoding="UTF-8"?>
			<network format="1" name="lab" seed="1">
				<node name="h1" kind="host"/>
				<node name="h2" kind="host"/>
				<link from="h1" to="h2"><both><impairment kind="delay" time="5 ms"/></both></link>
				<flow name="stream" kind="udp" from="h2" to="h1" rate="8 Mbit/s"/>
			</network>
			""";
	private static final String SMALL = "-Xmx96m";
	private static final String BUNDLE = "acme.bad 1.0.0";

	private Path folder;
	private Path version1;
	private Path version2;

	static Stream<User> users() {
		return User.all();
	}

	@BeforeEach
	void makeFolder() throws Exception {
		folder = Files.createTempDirectory("wirebench-bad-plugins");
		Program.output("chmod", "1777", folder.toString());
		version1 = ForeignSite.write(folder.resolve("site1"), ForeignSite.bad("1.0.0", folder.resolve("order1")));
		version2 = ForeignSite.write(folder.resolve("site2"), ForeignSite.bad("2.0.0", folder.resolve("order2")));
	}

	@AfterEach
	void removeFolder() {
		Program.output("rm", "-rf", folder.toString());
	}

	/** What a version of the bundle does from now on when it starts. */
	private void order(int version, String what) throws Exception {
		Files.writeString(folder.resolve("order" + version), what);
	}

	private PluginUser lab(User user) {
		return new PluginUser(user, folder, "WIREBENCH_ENGINE_OPTIONS=" + SMALL);
	}

	private Program start(User user, String... arguments) {
		return lab(user).start(arguments);
	}

	private Program engine(User user) {
		return lab(user).engine();
	}

	private String expect(User user, int code, String... arguments) {
		return lab(user).expect(code, arguments);
	}

	private void install(User user, Path site) {
		lab(user).plugins("install", site);
	}

	private void stopEngine(User user, Program engine) {
		expect(user, 0, "engine", "stop", "--force");
		assertEquals(0, engine.exitCode(), engine::describe);
	}

	private void startLab(User user) {
		expect(user, 0, "start", user.write("bad.wirebench", LAB).toString());
		awaitStream(user);
	}

	private void awaitStream(User user) {
		lab(user).await("flow:stream.throughput between 7.5 Mbit/s and 8.5 Mbit/s");
	}

	/** Does something that ends the engine; whether the command hears of that or not does not matter. */
	private void provoke(User user, String... arguments) {
		try (Program program = start(user, arguments)) {
			program.exitCode();
		}
	}

	/** A new engine has left the bundle out, says why wherever it is asked, and goes on without. */
	private void assertLeftOut(User user, Program engine, String bundle, String... reason) {
		assertSays(engine.err(), "the plug-in bundle " + bundle + " was left out");
		assertSays(engine.err(), reason);
		assertSays(expect(user, 0, "plugins", "list"), bundle, "does not work");
		assertSays(expect(user, 0, "plugins", "list"), reason);
		assertSays(expect(user, 2, "kinds", ForeignSite.BAD_STAGE), "there is no kind");
	}

	private List<String> notes(User user) {
		return Program.output("find", lab(user).data().resolve("wirebench/plugins").toString(), "-maxdepth", "1", "-name", "in-use*", "-o",
				"-name", "*suspects*").lines().toList();
	}

	@Test
	void shouldLeaveOutABundleWhoseStartDoesNotComeBack() throws Exception {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		try (Program engine = engine(user)) {
			install(user, version1);
			startLab(user);
			expect(user, 0, "impair", "h1-h2/both", ForeignSite.BAD_STAGE, "name=bad");
			order(2, "loop");
			long begin = System.nanoTime();
			try (Program update = start(user, "plugins", "update", "--yes", "--trust", version2.toString())
					.awaitText("update " + ForeignSite.BAD)) {
				expect(user, 0, "set", "h1-h2/both/delay.time=6ms");
				awaitStream(user);
				assertEquals(2, update.exitCode(), update::describe);
				assertSays(update.err() + update.out(),
						"it does not run, so all is as it was: acme.bad 2.0.0: its start did not return within 10 s");
			}
			System.out.printf("an update whose start does not come back was refused as %s: %.1f s%n", user,
					(System.nanoTime() - begin) / 1e9);
			assertEquals("", engine.err());
			// The old version is back, in the lab too, beside the new one that holds its thread.
			awaitStream(user);
			assertSays(expect(user, 0, "plugins", "list"), BUNDLE, "kinds: " + ForeignSite.BAD_STAGE);
			assertFalse(expect(user, 0, "plugins", "list").contains("does not work"));
			expect(user, 0, "set", "h1-h2/both/bad.what=other");
			assertSays(expect(user, 0, "plugins", "update", "--yes", "--trust", version2.toString()),
					"did not return from its start or stop in this engine", "is updated to 2.0.0; it takes effect at the next start");
			stopEngine(user, engine);
		}
		try (Program engine = engine(user)) {
			assertLeftOut(user, engine, "acme.bad 2.0.0", "its start did not return within 10 s", "its thread was abandoned");
			startLab(user);
			stopEngine(user, engine);
		}
		try (Program engine = engine(user)) {
			assertLeftOut(user, engine, "acme.bad 2.0.0",
					"its start did not return within 10 s; it is skipped until it is installed again or removed");
			order(2, "");
			assertSays(expect(user, 0, "plugins", "install", "--yes", "--trust", version2.toString()), "acme.bad 2.0.0 runs again");
			assertSays(expect(user, 0, "kinds", ForeignSite.BAD_STAGE), "Version 2.0.0.");
			stopEngine(user, engine);
		}
		try (Program engine = engine(user)) {
			assertEquals("", engine.err());
			assertEquals(List.of(), notes(user));
		}
	}

	private static void assertEnded(Program engine, Footprint footprint) {
		assertEquals(3, engine.exitCode(), engine::describe);
		footprint.awaitGone();
		assertSays(engine.err(), "acme.bad.internal.Deeds.perform of the plug-in bundle " + BUNDLE
				+ " called for the end of the process (System.exit); the next start leaves out " + BUNDLE);
	}

	@Test
	void shouldSayWhoseCodeEndedTheEngineAndStartWithoutIt() throws Exception {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		String reason = "acme.bad.internal.Deeds.perform called for the end of the process (System.exit); it is skipped until it is installed again or removed";
		Path report = user.home().resolve("report-exit");
		try (Program engine = engine(user)) {
			install(user, version1);
			String lab = LAB.replace("</both>", "<impairment kind=\"acme.bad.stage\" name=\"bad\"/></both>");
			try (Program run = start(user, "run", user.write("exit.wirebench", lab).toString(), "--for", "10min", "--report",
					report.toString()).awaitText("links running after")) {
				awaitStream(user);
				Footprint footprint = Footprint.of(engine);
				long begin = System.nanoTime();
				provoke(user, "set", "h1-h2/both/bad.what=exit");
				assertEnded(engine, footprint);
				System.out.printf("an engine whose plug-in called System.exit ended in order as %s: %.1f s%n", user,
						(System.nanoTime() - begin) / 1e9);
				// Whoever is in a run hears why, and has its report.
				assertEquals(1, run.exitCode(), () -> run.describe() + engine.describe());
				assertSays(run.out(), "report: " + report);
				assertSays(run.out(),
						"the lab ended with its engine: acme.bad.internal.Deeds.perform of the plug-in bundle acme.bad 1.0.0");
				String json = Files.readString(report.resolve("report.json"), StandardCharsets.UTF_8);
				Json.assertValid(json);
				assertSays(json, "the lab ended with its engine");
			}
		}
		try (Program engine = engine(user)) {
			assertLeftOut(user, engine, BUNDLE, reason);
			install(user, version1);
			startLab(user);
			Footprint footprint = Footprint.of(engine);
			provoke(user, "apply", user
					.write("exit.wirebench",
							LAB.replace("</network>",
									"<flow name=\"bad\" kind=\"acme.bad.flow\" what=\"exit\" from=\"h1\" to=\"h2\"/></network>"))
					.toString());
			assertEnded(engine, footprint);
		}
		try (Program engine = engine(user)) {
			assertLeftOut(user, engine, BUNDLE, reason);
			assertSays(expect(user, 0, "plugins", "remove", "--yes", ForeignSite.BAD), "is removed");
			order(1, "exit");
			startLab(user);
			Footprint footprint = Footprint.of(engine);
			provoke(user, "plugins", "install", "--yes", "--trust", version1.toString());
			assertEnded(engine, footprint);
		}
		order(1, "");
		try (Program engine = engine(user)) {
			assertSays(engine.err(), BUNDLE, reason);
			install(user, version1);
			stopEngine(user, engine);
		}
		order(1, "exit");
		try (Program engine = start(user, "engine", "--idle", "1h")) {
			assertEnded(engine, Footprint.of(engine));
		}
		try (Program engine = engine(user)) {
			assertLeftOut(user, engine, BUNDLE, reason);
			assertSays(expect(user, 0, "plugins", "remove", "--yes", ForeignSite.BAD), "is removed");
			stopEngine(user, engine);
		}
		try (Program engine = engine(user)) {
			assertEquals("", engine.err());
			assertEquals(List.of(), notes(user));
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldEndInOrderBeforeMemoryRunsOutAndStartWithoutTheSuspect(User user) {
		Kernel.assumeLabs(user);
		try (Program engine = engine(user)) {
			install(user, version1);
			startLab(user);
			expect(user, 0, "impair", "h1-h2/both", ForeignSite.BAD_STAGE, "name=bad");
			Footprint footprint = Footprint.of(engine);
			long begin = System.nanoTime();
			provoke(user, "set", "h1-h2/both/bad.what=leak");
			assertEquals(3, engine.exitCode(), engine::describe);
			footprint.awaitGone();
			assertSays(engine.err(), "memory runs out: ", "the next start leaves out " + BUNDLE);
			System.out.printf("an engine with a leak of some 10 MB/s and a heap of 96 MB ended in order as %s: %.1f s%n", user,
					(System.nanoTime() - begin) / 1e9);
		}
		try (Program engine = engine(user)) {
			assertLeftOut(user, engine, BUNDLE,
					"an engine's memory ran out while labs used its kinds; it is skipped until it is installed again or removed");
			startLab(user);
			assertSays(expect(user, 0, "plugins", "install", "--yes", "--trust", version1.toString()), BUNDLE + " runs again");
			// All of it at once: then nobody has time for anything.
			Footprint footprint = Footprint.of(engine);
			provoke(user, "impair", "h1-h2/both", ForeignSite.BAD_STAGE, "name=bad", "what=burst");
			assertEquals(3, engine.exitCode(), engine::describe);
			footprint.awaitGone();
			assertSays(engine.err(), "the engine's memory ran out, and it ended at once");
		}
		try (Program engine = engine(user)) {
			assertLeftOut(user, engine, BUNDLE, "an engine's memory ran out while labs used its kinds");
			assertEquals(List.of(), notes(user));
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldSuspectNobodyWhenSomebodyKillsTheEngine(User user) {
		Kernel.assumeLabs(user);
		for (boolean launcher : new boolean[]{false, true})
			try (Program engine = engine(user)) {
				assertEquals("", engine.err());
				install(user, version1);
				startLab(user);
				expect(user, 0, "impair", "h1-h2/both", ForeignSite.BAD_STAGE, "name=bad");
				assertEquals(1, notes(user).size());
				Footprint footprint = Footprint.of(engine);
				Program.signal("KILL", launcher ? engine.pid() : Host.engine(engine));
				footprint.awaitGone();
				assertNotEquals(0, engine.exitCode(), engine::describe);
			}
		try (Program engine = engine(user)) {
			assertEquals("", engine.err());
			assertEquals(List.of(), notes(user));
			assertSays(expect(user, 0, "plugins", "list"), BUNDLE, "kinds: " + ForeignSite.BAD_STAGE);
			assertFalse(expect(user, 0, "plugins", "list").contains("does not work"));
			startLab(user);
			expect(user, 0, "impair", "h1-h2/both", ForeignSite.BAD_STAGE, "name=bad");
			assertEquals(1, notes(user).size(), "as long as a lab uses it");
			expect(user, 0, "stop");
			assertEquals(List.of(), notes(user));
		}
	}
}
