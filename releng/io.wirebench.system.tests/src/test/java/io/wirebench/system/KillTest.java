package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.system.Host.Footprint;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** kill -9 of the engine leaves nothing, whenever it comes. Two labs at a time: that is what a small machine bears. */
class KillTest {

	private static final int PARALLEL = 2;
	private static final long SEED = 20250701;

	/** Its daemon has a session of its own, ignores what can be ignored, and its parent has ended. */
	private static final String BUSY = """
			<?xml version="1.0" encoding="UTF-8"?>
			<network format="1" name="busy" seed="1">
				<node name="h1" kind="host"/>
				<node name="r1" kind="router"/>
				<node name="h2" kind="host"/>
				<link from="h1" to="r1"><both><impairment kind="delay" time="5 ms"/></both></link>
				<link from="r1" to="h2"/>
				<flow name="download" kind="tcp" from="h1" to="h2"/>
				<flow name="stream" kind="udp" from="h2" to="h1" rate="10 Mbit/s"/>
				<flow name="daemon" kind="command" from="h2" to="h1" argv="bash -c &quot;trap '' TERM INT HUP QUIT USR1 USR2 PIPE; setsid -f setsid -f sleep 7777&quot;"/>
			</network>
			""";

	private String mounts;
	private String links;
	private int hidden;

	static Stream<User> users() {
		return User.all();
	}

	@BeforeEach
	void rememberTheMachine() {
		mounts = Host.mounts();
		links = Host.links();
		hidden = Host.hiddenNamespaces();
	}

	@AfterEach
	void shouldBeAsBefore() {
		org.junit.jupiter.api.Assertions.assertEquals(mounts, Host.mounts());
		org.junit.jupiter.api.Assertions.assertEquals(links, Host.links());
		Host.awaitHidden(hidden);
	}

	private static void killEngines(List<Program> programs) {
		Footprint footprint = Footprint.of(programs.toArray(Program[]::new));
		List<String> words = new ArrayList<>(List.of("kill", "-9"));
		programs.forEach(program -> words.add(String.valueOf(Host.engine(program))));
		Program.output(words.toArray(String[]::new));
		footprint.awaitGone();
	}

	private static int steps(User user) {
		try (Program program = Installation.get().start(user, "run", Installation.get().example("demo"), "--hold-at-step", "0")) {
			program.awaitText("holding at step 0 of ");
			String line = program.lines().stream().filter(l -> l.startsWith("holding at step")).findFirst().orElseThrow();
			killEngines(List.of(program));
			return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldLeaveNothingAfterEachStepOfThePlan(User user) {
		Kernel.assumeLabs(user);
		long begin = System.nanoTime();
		int steps = steps(user);
		assertTrue(steps > 5, "the demo takes some steps: " + steps);
		int most = 0;
		for (int first = 1; first <= steps; first += PARALLEL) {
			List<Program> programs = new ArrayList<>();
			try {
				for (int k = first; k < first + PARALLEL && k <= steps; k++)
					programs.add(
							Installation.get().start(user, "run", Installation.get().example("demo"), "--hold-at-step", String.valueOf(k)));
				for (int i = 0; i < programs.size(); i++)
					programs.get(i).awaitText("holding at step " + (first + i) + " of " + steps);
				most = Math.max(most, Footprint.of(programs.getFirst()).namespaces().size());
				killEngines(programs);
			} finally {
				programs.forEach(Program::close);
			}
		}
		assertTrue(most > 5, "the last steps had four nodes, a hub, and the engine's own: " + most);
		System.out.printf("killed after each of %d steps as %s: %.1f s%n", steps + 1, user, (System.nanoTime() - begin) / 1e9);
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldLeaveNothingAtRandomMomentsUnderTrafficWithADaemonInANode(User user) {
		Kernel.assumeLabs(user);
		long begin = System.nanoTime();
		int kills = Integer.getInteger("wirebench.kills", 10);
		int here = Math.max(PARALLEL, kills / (int) User.all().count());
		Random random = new Random(SEED + here);
		String file = user.write("busy.wirebench", BUSY).toString();
		for (int done = 0; done < here; done += PARALLEL) {
			List<Program> programs = new ArrayList<>();
			try {
				for (int i = 0; i < Math.min(PARALLEL, here - done); i++)
					programs.add(Installation.get().start(user, "run", file, "--for", "60s"));
				for (Program program : programs) {
					program.awaitText("links running after");
					Wait.until(Duration.ofSeconds(20),
							() -> Host.marked(program.mark()).stream().anyMatch(pid -> Host.commandLine(pid).equals("sleep 7777")),
							() -> "the daemon lives: " + program.describe());
				}
				Wait.pass(Duration.ofMillis(random.nextInt(1500)));
				killEngines(programs);
			} finally {
				programs.forEach(Program::close);
			}
		}
		System.out.printf("killed %d times under traffic as %s: %.1f s%n", here, user, (System.nanoTime() - begin) / 1e9);
	}
}
