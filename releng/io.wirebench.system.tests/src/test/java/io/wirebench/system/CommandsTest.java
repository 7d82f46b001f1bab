package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Commands that run no network, and exit codes. */
class CommandsTest {

	private static final String TWO = """
			<?xml version="1.0" encoding="UTF-8"?>
			<network format="1" name="two">
				<node name="h1" kind="host"/>
				<node name="h2" kind="host"/>
				<link from="h1" to="h2"><both><impairment kind="delay" time="10 ms"/></both></link>
				<flow name="ping" kind="ping" from="h1" to="h2" interval="50 ms"/>
				<scenario duration="2 s"><always name="slow" from="0.5 s" to="1.8 s" that="flow:ping.rtt between 20 ms and LIMIT"/></scenario>
			</network>
			""";

	static Stream<User> users() {
		return User.all();
	}

	/** One engine for all commands of a user: each would start one. */
	private static final Map<User, Program> ENGINES = new HashMap<>();

	private static Path socket(User user) {
		return user.home().resolve("commands/engine.sock");
	}

	@BeforeAll
	static void startEngines() {
		User.all().forEach(user -> ENGINES.put(user,
				Installation.get().start(user, List.of(), socket(user), "engine", "--idle", "1h").awaitText("engine at ")));
	}

	@AfterAll
	static void endEngines() {
		ENGINES.values().forEach(Program::close);
	}

	/** @return what the command printed, on both ways, once its exit code is right */
	private static String expect(User user, int code, String... arguments) {
		try (Program program = Installation.get().start(user, List.of(), socket(user), arguments)) {
			assertEquals(code, program.exitCode(), program::describe);
			String all = program.out() + program.err();
			assertFalse(all.contains("\tat "), () -> "no stack trace for users: " + program.describe());
			if (code >= 2)
				assertFalse(program.err().isBlank(), () -> "an error says why on standard error: " + program.describe());
			return all;
		}
	}

	private static void assertSays(String text, String... words) {
		for (String word : words)
			assertTrue(text.contains(word), () -> "'" + word + "' in: " + text);
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldExitWith0WhenAllHoldsAnd1WhenAnExpectationFails(User user) {
		Kernel.assumeLabs(user);
		assertSays(expect(user, 0, "run", user.write("held.wirebench", TWO.replace("LIMIT", "60 ms")).toString()), "ok      slow",
				"1 of 1 expectations held");
		assertSays(expect(user, 1, "run", user.write("failed.wirebench", TWO.replace("LIMIT", "20.001 ms")).toString()), "FAILED  slow",
				"0 of 1 expectations held");
	}

	@Test
	void shouldExitWith2AndSayWhatIsWrongWithTheInput() {
		User user = User.ordinary();
		assertSays(expect(user, 2, "dance"), "dance");
		assertSays(expect(user, 2, "run"), "FILE");
		assertSays(expect(user, 2, "check", "nowhere.wirebench"), "there is no file nowhere.wirebench");
		assertSays(expect(user, 2, "check", "/"), "/ is a folder");
		assertSays(expect(user, 2, "check", "/dev/zero"), "/dev/zero is no regular file");
		String pipe = user.home().resolve("a.pipe").toString();
		Program.output("rm", "-f", pipe);
		Program.output("mkfifo", pipe);
		assertSays(expect(user, 2, "check", pipe), "is no regular file");
		assertSays(expect(user, 2, "check", user.write("large.wirebench", "x".repeat((8 << 20) + 1)).toString()), "8 MiB");
		assertSays(expect(user, 2, "check", user.write("text.wirebench", "two hosts").toString()), "no XML");
		assertSays(expect(user, 2, "copy", "no-such-file", "h1:/tmp/x"), "there is no file no-such-file");
		String file = user.write("good.wirebench", TWO.replace("LIMIT", "60 ms")).toString();
		assertSays(expect(user, 2, "plan", file, "--set", "h1-h2/both/delay.tim=3ms"), "--set h1-h2/both/delay.tim=3ms", "time");
		assertSays(expect(user, 2, "plan", file, "--set", "h1-h2/both/delay.time=3"), "--set h1-h2/both/delay.time=3");
		assertSays(expect(user, 2, "plan", file, "--set", "nothing"), "PATH=VALUE");
		assertSays(expect(user, 2, "run", file, "--for", "soon"), "--for");
		assertSays(expect(user, 2, "run", file, "--report", "/proc/report"), "/proc/report");
	}

	@Test
	void shouldExitWith2OnHostileFiles() {
		User user = User.ordinary();
		String bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE network [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n<network format=\"1\" name=\"&b;\"/>";
		String outside = "<?xml version=\"1.0\"?>\n<!DOCTYPE network [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>\n<network format=\"1\" name=\"n\"><description>&x;</description></network>";
		assertSays(expect(user, 2, "check", user.write("bomb.wirebench", bomb).toString()), "bomb.wirebench:2:");
		assertSays(expect(user, 2, "check", user.write("outside.wirebench", outside).toString()), "outside.wirebench:2:");
		assertSays(expect(user, 2, "check", user.write("deep.wirebench", "<network>".repeat(10_000)).toString()), "deep.wirebench:1:");
		assertSays(expect(user, 2, "check", user.write("noise.wirebench", "\0\1\2\3").toString()), "noise.wirebench:1:");
		assertSays(expect(user, 2, "check", user.write("kind.wirebench", TWO.replace("\"delay\"", "\"dealy\"")).toString()),
				"kind.wirebench:5:", "dealy", "delay");
	}

	@Test
	void shouldExitWith3AndOfferWhatHelpsWhereUserNamespacesAreForbidden() {
		User user = User.ordinary();
		// In a user namespace of its own the limit is ours to set.
		List<String> forbidden = List.of("unshare", "--user", "--map-user=1000", "--keep-caps", "bash", "-c",
				"echo 0 > /proc/sys/user/max_user_namespaces || exit 77; exec \"$@\"", "bash");
		try (Program program = Installation.get().start(user, forbidden, "run", Installation.get().example("two-hosts"), "--for", "1s")) {
			int code = program.exitCode();
			if (code == 77 || program.err().contains("unshare:"))
				Kernel.skip("no user namespace whose limits could be set: " + program.err().strip());
			assertEquals(3, code, program::describe);
			assertSays(program.err(), "may not make user namespaces", "user.max_user_namespaces",
					"sudo sysctl -w user.max_user_namespaces=", "as root: sudo ");
		}
	}

	@Test
	void shouldCheckListAndExplain() {
		User user = User.ordinary();
		Installation product = Installation.get();
		assertSays(expect(user, 0, "check", product.example("demo")), "demo.wirebench: 4 nodes, 3 links, 2 flows, 1 probes: no errors");
		assertSays(expect(user, 0, "kinds"), "Nodes", "Impairments", "Traffic", "Measurements", "delay", "loss", "tcp", "udp", "latency",
				"capture");
		assertSays(expect(user, 0, "kinds", "loss"), "probability", "required");
		assertSays(expect(user, 2, "kinds", "loess"), "loess", "known: ");
		assertSays(expect(user, 0, "--help"), "Usage: wirebench", "run", "plan", "demo", "doctor", "Exit codes");
		assertSays(expect(user, 0, "run", "--help"), "--report", "--set", "--seed", "--for");
		assertTrue(expect(user, 0, "--version").startsWith("Wirebench 0."));
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldSayWhatTheMachineCanDo(User user) {
		Kernel.assumeLabs(user);
		assertSays(expect(user, 0, "doctor"), "Linux ", "Java ", "ok ", "Networks can run here.");
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldPlanWithReasonsAndMakeNothing(User user) throws IOException {
		Kernel.assumeLabs(user);
		String links = Host.links();
		String plan = expect(user, 0, "plan", Installation.get().example("demo"));
		assertSays(plan, "h1", "r1-r2", "ip -n", "tc -n");
		assertTrue(plan.lines().filter(line -> line.contains("ip -n")).count() > 10, plan);
		try (Program program = Installation.get().start(user, "plan", "--json", Installation.get().example("demo"))) {
			assertEquals(0, program.exitCode(), program::describe);
			assertEquals("True", Json.query(program.out(),
					"len(d['steps']) > 5 and all(s['reason'] and s['what'] for s in d['steps']) and len(d['tiers']) == 3 and all(t['reason'] for t in d['tiers'])"));
		}
		assertEquals(links, Host.links());
		try (Stream<Path> files = Files.list(user.home())) {
			assertTrue(files.map(Path::getFileName).map(Path::toString).noneMatch(name -> name.startsWith("wirebench-demo")),
					"a plan writes no report");
		}
	}
}
