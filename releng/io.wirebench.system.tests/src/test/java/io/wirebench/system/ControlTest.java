package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.system.Host.Footprint;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** One engine, several clients: as a user works with a lab from more than one terminal. */
class ControlTest {

	private static final long SEED = 20261125;

	private static final String LAB = """
			<?xml version="1.0" encoding="UTF-8"?>
			<network format="1" name="lab" seed="1">
				<node name="h1" kind="host"/>
				<node name="h2" kind="host"/>
				<link from="h1" to="h2"><both><impairment kind="delay" time="5 ms"/></both></link>
				<flow name="ping" kind="ping" from="h1" to="h2" interval="50 ms"/>
				<flow name="stream" kind="udp" from="h2" to="h1" rate="10 Mbit/s"/>
			</network>
			""";

	private Path folder;

	static Stream<User> users() {
		return User.all();
	}

	@BeforeEach
	void makeFolder() throws Exception {
		folder = Files.createTempDirectory("wirebench-control");
		Program.output("chmod", "1777", folder.toString());
	}

	@AfterEach
	void removeFolder() {
		Program.output("rm", "-rf", folder.toString());
	}

	private Path socket(User user) {
		return folder.resolve(user.root() ? "root" : "user").resolve("engine.sock");
	}

	private Program start(User user, String... arguments) {
		return Installation.get().start(user, List.of(), socket(user), arguments);
	}

	/** @return what a command printed, once its exit code is right */
	private String expect(User user, int code, String... arguments) {
		try (Program program = start(user, arguments)) {
			assertEquals(code, program.exitCode(), program::describe);
			assertFalse((program.out() + program.err()).contains("\tat "), program::describe);
			return program.out() + program.err();
		}
	}

	/** An engine that stays as long as the test wants it. */
	private Program engine(User user) {
		return start(user, "engine", "--idle", "1h").awaitText("engine at ");
	}

	private static void assertSays(String text, String... words) {
		for (String word : words)
			assertTrue(text.contains(word), () -> "'" + word + "' in: " + text);
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldLetAUserWorkWithALabFromSeveralTerminals(User user) throws Exception {
		Kernel.assumeLabs(user);
		String file = user.write("control.wirebench", LAB).toString();
		try (Program engine = engine(user)) {
			assertSays(expect(user, 0, "list"), "no lab is open");
			assertSays(expect(user, 0, "start", file), "lab lab: 2 nodes and 1 links running");
			Footprint footprint = Footprint.of(engine);
			assertSays(expect(user, 2, "start", file, "--name", "lab"), "there is a lab 'lab' already");
			assertSays(expect(user, 0, "list"), "lab", "running", "wirebench start");
			assertSays(expect(user, 0, "wait", "flow:ping.rtt between 10 ms and 100 ms"), "true after");
			expect(user, 0, "set", "h1-h2/both/delay.time=60ms");
			assertSays(expect(user, 0, "wait", "flow:ping.rtt", "above", "120", "ms"), "true after");
			assertSays(expect(user, 1, "wait", "--timeout", "0.5s", "flow:ping.rtt below 1 ms"), "not true after");
			assertSays(expect(user, 2, "set", "h1-h2/both/delay.tim=60ms"), "tim", "time");
			assertSays(expect(user, 0, "impair", "h1-h2/forward", "loss", "probability=100%", "match=udp"), "h1-h2/forward/loss: added");
			expect(user, 0, "remove", "h1-h2/forward/loss");
			assertSays(expect(user, 0, "set", "flow:ping.size=64 B"), "flow:ping.size = 64 B");
			assertSays(expect(user, 0, "state", "flow:stream.throughput", "h1-h2.up"), "flow:stream.throughput ", " bit/s", "h1-h2.up 1");
			expect(user, 0, "link", "down", "h1-h2");
			assertSays(expect(user, 0, "state", "h1-h2.up"), "h1-h2.up 0");
			expect(user, 0, "link", "up", "h1-h2");
			assertSays(expect(user, 0, "flow", "add", "tcp", "h1", "h2", "name=bulk"), "flow:bulk");
			expect(user, 0, "wait", "flow:bulk.throughput above 1 Mbit/s");
			expect(user, 0, "flow", "stop", "bulk");
			String saved = expect(user, 0, "save");
			assertSays(saved, "<node name=\"h1\" kind=\"host\"/>", "time=\"60ms\"", "name=\"bulk\"");
			String now = user.write("now.wirebench", saved).toString();
			assertEquals("# nothing to do\n", expect(user, 0, "plan", "--lab", "lab", now));
			expect(user, 0, "exec", "h1", "--", "ip", "address", "flush", "dev", "eth0", "scope", "global");
			assertSays(expect(user, 0, "plan", "--lab", "lab", now), "# drift: h1.eth0: has lost its address 10.", "# nothing to do");
			assertEquals("True", Json.query(stateOf(user),
					"d['flows']['ping']['status'] == 'running' and d['links']['h1-h2']['up'] and d['nodes']['h1']['running']"));
			assertSays(expect(user, 0, "stop"), "lab 'lab' is gone");
			assertSays(expect(user, 0, "engine", "stop"), "the engine has ended");
			assertEquals(0, engine.exitCode(), engine::describe);
			footprint.awaitGone();
		}
	}

	private String stateOf(User user) {
		try (Program program = start(user, "state", "--json")) {
			assertEquals(0, program.exitCode(), program::describe);
			return program.out();
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldRunProgramsInNodesWithStreamsTerminalsFilesAndExitCodes(User user) throws Exception {
		Kernel.assumeLabs(user);
		try (Program engine = engine(user)) {
			expect(user, 0, "start", user.write("control.wirebench", LAB).toString());
			assertEquals("h1\n", expect(user, 0, "exec", "h1", "--", "hostname"));
			assertSays(expect(user, 7, "exec", "h1", "bash", "-c", "echo to-error >&2; exit 7"), "to-error");
			assertSays(expect(user, 2, "exec", "h1", "no-such-program"), "no-such-program", "PATH");
			try (Program cat = start(user, "exec", "h2", "tr", "a-z", "A-Z")) {
				cat.input().write("through a pipe\n".getBytes());
				cat.input().close();
				assertEquals(0, cat.exitCode(), cat::describe);
				assertEquals("THROUGH A PIPE\n", cat.out());
			}
			List<String> terminal = new ArrayList<>(user.words());
			terminal.addAll(List.of("script", "--quiet", "--return", "--flush", "--command",
					"stty rows 33 columns 99; " + Installation.get().folder().resolve("wirebench") + " shell h1", "/dev/null"));
			try (Program shell = Program.start(user.home(), terminal, socket(user))) {
				shell.input().write("PS1='in-$(hostname)> '\n".getBytes());
				shell.input().flush();
				shell.awaitText("in-h1> ");
				shell.input().write("stty size; tty; exit 5\n".getBytes());
				shell.input().flush();
				assertEquals(5, shell.exitCode(), shell::describe);
				assertSays(shell.out(), "33 99", "/dev/pts/");
			}
			Path copied = folder.resolve("copied");
			expect(user, 0, "copy", "h1:/etc/hosts", copied.toString());
			assertSays(Files.readString(copied), "h2");
			assertSays(expect(user, 2, "copy", "here", "there"), "NODE:PATH");
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldEndExecWhenNobodyReadsItsOutput(User user) throws Exception {
		Kernel.assumeLabs(user);
		String wirebench = Installation.get().folder().resolve("wirebench").toString();
		try (Program engine = engine(user)) {
			expect(user, 0, "start", user.write("control.wirebench", LAB).toString());
			List<String> pipe = new ArrayList<>(user.words());
			pipe.addAll(List.of("bash", "-c", wirebench + " exec h1 -- yes | head -1; echo ${PIPESTATUS[@]}"));
			try (Program yes = Program.start(user.home(), pipe, socket(user))) {
				assertEquals(0, yes.exitCode(), yes::describe);
				assertEquals("y\n141 0\n", yes.out());
			}
			Wait.until(Duration.ofSeconds(10), () -> "0".equals(Json.query(stateOf(user), "d['nodes']['h1']['processes']")),
					() -> "no program runs in h1: " + stateOf(user));
			assertEquals("", expect(user, 0, "exec", "-n", "h1", "cat"), "without input");
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldPassSignalsOnToTheProgramAndKillItAtTheSecond(User user) throws Exception {
		Kernel.assumeLabs(user);
		try (Program engine = engine(user)) {
			expect(user, 0, "start", user.write("control.wirebench", LAB).toString());
			for (String[] each : new String[][]{{"INT", "3"}, {"TERM", "4"}})
				try (Program program = start(user, "exec", "h1", "bash", "-c",
						"trap 'echo last words; exit 3' INT; trap 'echo last words; exit 4' TERM; echo ready; while :; do read -t 1 -r _ < /dev/zero; done")) {
					program.awaitText("ready");
					program.signal(each[0]);
					assertEquals(Integer.parseInt(each[1]), program.exitCode(), program::describe);
					assertSays(program.out(), "last words");
				}
			try (Program program = start(user, "exec", "h1", "bash", "-c",
					"trap 'echo not yet' TERM; echo ready; while :; do read -t 1 -r _ < /dev/zero; done")) {
				program.awaitText("ready");
				program.signal("TERM");
				program.awaitText("not yet");
				program.signal("TERM");
				assertEquals(137, program.exitCode(), program::describe);
			}
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldKeepProgramsInNodesFromControllingTheEngineUnlessAskedFor(User user) throws Exception {
		Kernel.assumeLabs(user);
		String wirebench = Installation.get().folder().resolve("wirebench").toString();
		String[] list = {"exec", "-e", "WIREBENCH_SOCKET", "-e", "WIREBENCH_NO_BUILD", "-e", "JAVA_HOME", "h1", wirebench, "list"};
		try (Program engine = engine(user)) {
			expect(user, 0, "start", user.write("control.wirebench", LAB).toString());
			assertSays(expect(user, 3, list), "programs in nodes may not control the engine", "WIREBENCH_ALLOW_NODES");
			assertSays(expect(user, 0, "list"), "lab");
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
		try (Program engine = start(user, "engine", "--idle", "1h", "--allow-nodes").awaitText("engine at ")) {
			expect(user, 0, "start", user.write("control.wirebench", LAB).toString());
			assertSays(expect(user, 0, list), "lab", "running");
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldGiveProgramsACleanEnvironment(User user) throws Exception {
		Kernel.assumeLabs(user);
		List<String> leaky = new ArrayList<>(user.words());
		leaky.addAll(List.of("env", "ENGINE_SECRET=1", "http_proxy=p", Installation.get().folder().resolve("wirebench").toString(),
				"engine", "--idle", "1h"));
		List<String> client = new ArrayList<>(user.words());
		client.addAll(List.of("env", "CLIENT_SECRET=1", "TZ=UTC", "PATH=" + System.getenv("PATH").replaceAll("[^:]*/sbin:?", ""),
				Installation.get().folder().resolve("wirebench").toString(), "exec", "-e",
				"ASKED=yes", "h1", "env"));
		try (Program engine = Program.start(user.home(), leaky, socket(user)).awaitText("engine at ")) {
			expect(user, 0, "start", user.write("control.wirebench", LAB).toString());
			try (Program environment = Program.start(user.home(), client, socket(user))) {
				assertEquals(0, environment.exitCode(), environment::describe);
				assertSays(environment.out(), "ASKED=yes\n", "TZ=UTC\n", "/usr/sbin");
				assertFalse(environment.out().contains("SECRET") || environment.out().contains("proxy")
						|| environment.out().contains("JDK_JAVA_OPTIONS"), environment::describe);
			}
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldTellOthersWhatHappensInARun(User user) throws Exception {
		Kernel.assumeLabs(user);
		String file = user.write("run.wirebench", LAB.replace("</network>", """
				<scenario duration="60 s"><set at="1 s" path="h1-h2/both/delay.time" value="7 ms"/></scenario></network>""")).toString();
		List<String> pipe = new ArrayList<>(user.words());
		String wirebench = Installation.get().folder().resolve("wirebench").toString();
		pipe.addAll(List.of("bash", "-c", "set -o pipefail; " + wirebench + " events --json | head -4"));
		try (Program engine = engine(user);
				Program events = Program.start(user.home(), pipe, socket(user));
				Program run = start(user, "run", file)) {
			run.awaitText("links running after");
			events.awaitText("\"type\":\"lab\"");
			assertEquals(0, events.exitCode(), () -> "a reader that has seen enough is no failure: " + events.describe());
			assertEquals(4, events.lines().size(), events::describe);
			for (String line : events.lines())
				Json.assertValid(line);
			pipe.set(pipe.size() - 1, "set -o pipefail; " + wirebench + " capture h1-h2 - --for 1s | od -A n -t x4 -N 12");
			try (Program capture = Program.start(user.home(), pipe, socket(user))) {
				assertEquals(0, capture.exitCode(), capture::describe);
				assertSays(capture.out(), "0a0d0d0a", "1a2b3c4d");
			}
			Path captured = folder.resolve("link.pcapng");
			expect(user, 0, "capture", "h1-h2", captured.toString(), "--for", "1s");
			assertTrue(Files.size(captured) > 1000);
			expect(user, 0, "wait", "flow:ping.rtt above 14 ms");
			Program.signal("TERM", run.pid());
			assertEquals(0, run.exitCode(), run::describe);
			assertSays(expect(user, 0, "list"), "no lab is open");
			Program.signal("TERM", engine.pid());
			assertEquals(0, engine.exitCode(), engine::describe);
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldStartAnEngineWhenNoneRunsAndLetItEndWhenNobodyNeedsIt(User user) {
		Kernel.assumeLabs(user);
		try (Program first = start(user, "start", user.write("control.wirebench", LAB).toString())) {
			assertEquals(0, first.exitCode(), first::describe);
			Footprint footprint = Footprint.of(first);
			assertTrue(footprint.namespaces().size() >= 4, "the lab is there without its client: " + footprint);
			assertSays(expect(user, 0, "stop"), "is gone");
			// It was told to wait half a second for others.
			footprint.awaitGone();
			assertSays(expect(user, 0, "list"), "no engine runs");
		}
	}

	/** Engine or client, whoever is killed: nothing is left, and whoever is left says so. */
	@ParameterizedTest
	@MethodSource("users")
	void shouldLeaveNothingWhenEngineOrClientIsKilledUnderLoad(User user) {
		Kernel.assumeLabs(user);
		int kills = Math.max(2, Integer.getInteger("wirebench.kills", 10) / (2 * (int) User.all().count()));
		Random random = new Random(SEED);
		String file = user.write("control.wirebench", LAB).toString();
		String mounts = Host.mounts();
		String links = Host.links();
		long begin = System.nanoTime();
		for (int n = 0; n < kills; n++)
			for (boolean engineDies : new boolean[]{true, false})
				try (Program engine = start(user, "engine", "--idle", "4s").awaitText("engine at ");
						Program run = start(user, "run", file)) {
					run.awaitText("links running after");
					try (Program exec = start(user, "exec", "h1", "--", "bash", "-c",
							"echo begun; trap '' TERM INT HUP; setsid -f sleep 7777; while :; do echo $RANDOM; done");
							Program events = start(user, "events", "--json", "--states")) {
						exec.awaitText("begun");
						events.awaitText("\"phase\":\"running\"");
						Footprint footprint = Footprint.of(engine, run, exec, events);
						Wait.pass(Duration.ofMillis(random.nextInt(800)));
						if (engineDies) {
							Program.signal("KILL", Host.engine(engine));
							for (Program client : List.of(run, exec, events)) {
								assertEquals(3, client.exitCode(Host.LEFTOVER_PATIENCE), client::describe);
								assertTrue(client.err().contains("the engine has ended"), client::describe);
							}
						} else {
							for (Program client : List.of(exec, run, events))
								Program.signal("KILL", client.pid());
							assertEquals(0, engine.exitCode(), engine::describe);
						}
						footprint.awaitGone();
					}
				}
		assertEquals(mounts, Host.mounts());
		assertEquals(links, Host.links());
		System.out.printf("engine or client killed %d times under load as %s: %.1f s%n", 2 * kills, user,
				(System.nanoTime() - begin) / 1e9);
	}

	@Test
	void shouldEndInOrderWithFiveHundredHostsOnSigterm() {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		StringBuilder star = new StringBuilder("<network format=\"1\" name=\"star\"><node name=\"sw\" kind=\"switch\"/>");
		for (int n = 1; n <= 500; n++)
			star.append("<node name=\"h").append(n).append("\" kind=\"host\"/><link from=\"h").append(n).append("\" to=\"sw\"/>");
		try (Program engine = engine(user)) {
			assertSays(expect(user, 0, "start", user.write("star500.wirebench", star + "</network>").toString()),
					"501 nodes and 500 links running");
			Footprint footprint = Footprint.of(engine);
			Program.signal("TERM", engine.pid());
			assertEquals(0, engine.exitCode(), engine::describe);
			footprint.awaitGone();
			assertFalse(engine.err().contains("the kernel ends what is left"), engine::describe);
		}
	}

	@Test
	void shouldEndAndSaySoWhenMemoryRunsOut() {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		List<String> words = new ArrayList<>(user.words());
		words.addAll(List.of("env", "WIREBENCH_ENGINE_OPTIONS=-Xmx40m", Installation.get().folder().resolve("wirebench").toString(),
				"engine", "--idle", "1h"));
		StringBuilder large = new StringBuilder("<network format=\"1\" name=\"large\">");
		for (int n = 1; n <= 60_000; n++)
			large.append("<node name=\"host-number-").append(n).append("\" kind=\"host\"/>");
		String file = user.write("large.wirebench", large + "</network>").toString();
		try (Program engine = Program.start(user.home(), words, socket(user)).awaitText("engine at ")) {
			expect(user, 0, "start", user.write("control.wirebench", LAB).toString());
			Footprint footprint = Footprint.of(engine);
			assertSays(expect(user, 3, "check", file), "the engine has ended, or was killed", "memory");
			assertEquals(3, engine.exitCode(), engine::describe);
			footprint.awaitGone();
			assertSays(expect(user, 0, "list"), "no engine runs");
		}
	}

	/** Root may open any socket; the engine asks the kernel who it is and lets nobody in but its own user. */
	@Test
	void shouldLetNoOtherUserIn() {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		Kernel.assumeRoot("only root can open another user's socket");
		String hello = "import json, socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); "
				+ "b = json.dumps({'jsonrpc': '2.0', 'id': 1, 'method': 'engine/hello', 'params': {'protocol': 1, 'client': 'x'}}).encode()\n"
				+ "try:\n s.sendall(b'Content-Length: %d\\r\\n\\r\\n' % len(b) + b); print(len(s.recv(10000)))\nexcept OSError as e: print(0)";
		try (Program engine = engine(user)) {
			List<String> words = new ArrayList<>(user.words());
			words.addAll(List.of("python3", "-c", hello, socket(user).toString()));
			try (Program same = Program.start(user.home(), words)) {
				assertEquals(0, same.exitCode(), same::describe);
				assertTrue(Integer.parseInt(same.out().strip()) > 100, same::describe);
			}
			try (Program root = Program.start(null, List.of("python3", "-c", hello, socket(user).toString()))) {
				assertEquals(0, root.exitCode(), root::describe);
				assertEquals("0", root.out().strip(), root::describe);
			}
			Wait.until(Duration.ofSeconds(5), () -> engine.err().contains("refused a client of user"), engine::describe);
			try (Program list = Installation.get().start(User.all().toList().getFirst(), List.of(), socket(user), "list")) {
				assertEquals(3, list.exitCode(), list::describe);
				assertTrue(list.err().contains("could pretend to be your engine"), list::describe);
			}
		}
	}

	@Test
	void shouldExplainEveryCommand() {
		User user = User.ordinary();
		String help = expect(user, 0, "--help");
		for (String command : List.of("demo", "run", "check", "plan", "start", "stop", "apply", "list", "state", "service", "set", "link",
				"impair", "remove", "flow", "exec", "shell", "copy", "capture", "events",
				"wait", "save", "kinds", "plugins", "doctor", "engine", "completion")) {
			assertSays(help, "\n  " + command + " ");
			assertSays(expect(user, 0, command, "--help"), "Usage: wirebench " + command);
		}
		try (Program bash = Program.start(user.home(),
				List.of("bash", "-n", user.write("completion", expect(user, 0, "completion")).toString()))) {
			assertEquals(0, bash.exitCode(), bash::describe);
		}
	}
}
