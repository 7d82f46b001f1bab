package io.wirebench.system;

import static io.wirebench.system.PluginUser.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The examples of plug-ins, each built somewhere else against nothing but the update site; their own tests run in labs. */
@Tag(Installation.BUILDING)
@Order(1) // The longest first.
class ExamplePluginsTest {

	private static final Pattern TESTS = Pattern.compile("Tests run: (\\d+), Failures: 0, Errors: 0, Skipped: 0");

	/** Sites of examples that have been built. */
	private static final Map<String, Path> BUILT = new HashMap<>();

	private static Path folder;

	@BeforeAll
	static void makeFolder() throws IOException {
		folder = Files.createTempDirectory("wirebench-examples");
		Program.output("chmod", "1777", folder.toString());
	}

	@AfterAll
	static void removeFolder() {
		Program.output("rm", "-rf", folder.toString());
	}

	/** @return the site of an example, built with all its tests when first asked for */
	private static Path built(String id) {
		Kernel.assumeLabs(User.all().toList().getFirst());
		return BUILT.computeIfAbsent(id, _ -> {
			PluginProject project = PluginProject.example(id, folder.resolve(id));
			String said = project.build();
			Matcher tests = TESTS.matcher(said);
			int classes = 0;
			while (tests.find())
				classes++;
			int found = classes;
			assertTrue(classes >= 2, () -> "tests with and without a kernel: " + said);
			assertEquals(said.split("Tests run:", -1).length - 1, found, said);
			return project.site(folder.resolve("site-" + id));
		});
	}

	/** @return somebody without plug-ins */
	private static PluginUser lab(User user) {
		try {
			Path own = Files.createTempDirectory(folder, "lab");
			Program.output("chmod", "1777", own.toString());
			return new PluginUser(user, own);
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	/** @return the site of its second version */
	private static Path second(String id) {
		PluginProject project = PluginProject.example(id, folder.resolve(id + "-2")).patched("2.0.0.patch");
		project.build("-DskipTests");
		return project.site(folder.resolve("site-" + id + "-2"));
	}

	static Stream<String> examples() throws IOException {
		try (Stream<Path> all = Files.list(Installation.ROOT.resolve("examples"))) {
			return all.filter(Files::isDirectory).map(example -> example.getFileName().toString()).sorted().toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("examples")
	void shouldBuildAndRunInLabsWithNothingOfOursButTheUpdateSite(String id) {
		assertTrue(Files.isRegularFile(built(id).resolve("p2.index")), id);
	}

	@ParameterizedTest
	@ValueSource(strings = {"queue", "node", "service", "generator", "analyzer"}) // OwnPluginTest goes all the way with an impairment.
	void shouldHaveATemplateThatBuildsForEachTypeOfKind(String type) {
		Kernel.assumeLabs(User.all().toList().getFirst());
		assertSays(PluginProject.make(type, "com.example.my_" + type, folder.resolve(type)).build(),
				"Tests run: 2, Failures: 0, Errors: 0, Skipped: 0", "Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
	}

	/** Does something with a plug-in in a lab that runs. */
	private static void inLab(User user, Path site, String network, BiConsumer<PluginUser, Program> what) {
		PluginUser lab = lab(user);
		try (Program engine = lab.engine()) {
			lab.plugins("install", site);
			lab.expect(0, "start", user.write("example.wirebench", network).toString());
			what.accept(lab, engine);
			lab.expect(0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
	}

	/** Both versions of an example, one after the other in one lab. */
	@Test
	void shouldGoOnWithTheSecondVersionOfTheBurstLoss() {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		Path version1 = built("acme.burstloss");
		Path version2 = second("acme.burstloss");
		inLab(user, version1,
				"""
						<network format="1" name="bursts">
							<node name="h1" kind="host"/>
							<node name="h2" kind="host"/>
							<link from="h1" to="h2"><forward><impairment kind="acme.burstloss.gilbert" name="bursts" match="udp" p="0 %"/></forward></link>
							<flow name="stream" kind="udp" from="h1" to="h2" rate="8 Mbit/s"/>
						</network>
						""",
				(lab, engine) -> {
					lab.await("flow:stream.throughput above 7 Mbit/s");
					assertSays(lab.expect(2, "set", "h1-h2/forward/bursts.loss-good=50%"), "loss-good");
					assertSays(lab.expect(0, "plugins", "update", "--yes", "--trust", version2.toString()), "acme.burstloss", "to 2.0.0",
							"in use now");
					lab.expect(0, "set", "h1-h2/forward/bursts.loss-good=50%");
					lab.await("h1-h2/forward.dropped-single above 100");
					lab.await("flow:stream.throughput below 5 Mbit/s");
				});
	}

	/** Of nodes, here as root where that is possible: who may ask the engine's Java to look for what nobody holds. */
	@Test
	void shouldGoOnWithTheSecondVersionOfTheFirewallAndLetGoOfTheFirst() {
		User user = User.all().toList().getFirst();
		Kernel.assumeLabs(user);
		Path version1 = built("acme.firewall");
		Path version2 = second("acme.firewall");
		inLab(user, version1, """
				<network format="1" name="firewall">
					<node name="world" kind="host"/>
					<node name="fw" kind="acme.firewall.firewall"/>
					<node name="office" kind="host"/>
					<link from="world" to="fw.eth0"/>
					<link from="fw.eth1" to="office"/>
					<flow name="ping" kind="ping" from="world" to="office" interval="100 ms"/>
				</network>
				""", (lab, engine) -> {
			lab.await("flow:ping.sent above 5");
			lab.await("flow:ping.received = 0");
			assertSays(lab.expect(0, "plugins", "update", "--yes", "--trust", version2.toString()), "acme.firewall", "to 2.0.0",
					"in use now");
			lab.expect(0, "set", "fw.ping=true");
			lab.await("flow:ping.received above 3");
			if (user.root())
				lab.awaitUnloaded(engine);
		});
	}

	@Test
	void shouldTakeAwayTrafficAndMeasurementsThatRun() {
		User user = User.all().toList().getFirst();
		Kernel.assumeLabs(user);
		Path site = built("acme.voip");
		inLab(user, site, """
				<network format="1" name="call">
					<node name="h1" kind="host"/>
					<node name="h2" kind="host"/>
					<link name="line" from="h1" to="h2"/>
					<flow name="call" kind="acme.voip.call" from="h1" to="h2"/>
					<flow name="ping" kind="ping" from="h1" to="h2" interval="100 ms"/>
					<probe name="ear" kind="acme.voip.quality" target="line"/>
				</network>
				""", (lab, engine) -> {
			lab.await("flow:call.mos above 4 and probe:ear.forward-mos above 4");
			String before = lab.expect(0, "save");
			assertSays(lab.expect(2, "plugins", "remove", "--yes", "acme.voip"), "is in use", "flow:call", "probe:ear");
			assertSays(lab.expect(0, "plugins", "remove", "--yes", "--force", "acme.voip"), "acme.voip is removed");
			if (user.root())
				lab.awaitUnloaded(engine);
			assertEquals(before, lab.expect(0, "save"));
			lab.plugins("install", site);
			lab.await("flow:call.mos above 4 and probe:ear.forward-mos above 4 and flow:ping.loss = 0");
		});
	}
}
