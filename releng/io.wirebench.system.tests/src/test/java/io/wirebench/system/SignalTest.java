package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.system.Host.Footprint;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A lab that runs until somebody ends it, in whatever way. */
class SignalTest {

	static Stream<User> users() {
		return User.all();
	}

	/** Who is told to end, and how. */
	enum Ending {
		CTRL_C, TERM, KILL_CLIENT, KILL_ENGINE;

		boolean inOrder() {
			return this == CTRL_C || this == TERM;
		}
	}

	static Stream<org.junit.jupiter.params.provider.Arguments> endings() {
		return User.all()
				.flatMap(user -> Stream.of(Ending.values()).map(ending -> org.junit.jupiter.params.provider.Arguments.of(user, ending)));
	}

	@ParameterizedTest
	@MethodSource("endings")
	void shouldEndWithinFiveSecondsAndLeaveNothing(User user, Ending ending) throws Exception {
		Kernel.assumeLabs(user);
		Path report = user.home().resolve("report-" + ending);
		List<String> terminal = new ArrayList<>();
		String[] run = {"run", Installation.get().example("two-hosts"), "--report", report.toString()};
		Program program;
		if (ending == Ending.CTRL_C) {
			terminal.addAll(user.words());
			terminal.addAll(List.of("script", "--quiet", "--return", "--flush", "--command",
					"exec " + Installation.get().folder().resolve("wirebench") + " " + String.join(" ", run), "/dev/null"));
			program = Program.start(user.home(), terminal);
		} else {
			program = Installation.get().start(user, run);
		}
		try (program) {
			program.awaitText("Ctrl-C stops the network.").awaitText("rtt");
			Footprint footprint = Footprint.of(program);
			assertTrue(footprint.namespaces().size() >= 4, "two nodes, a hub, and the engine's own: " + footprint);
			switch (ending) {
				case CTRL_C -> {
					program.input().write(3);
					program.input().flush();
				}
				case TERM -> Program.signal("TERM", program.pid());
				case KILL_CLIENT -> Program.signal("KILL", program.pid());
				case KILL_ENGINE -> Program.signal("KILL", Host.engine(program));
			}
			footprint.awaitGone();
			int code = program.exitCode(Host.LEFTOVER_PATIENCE);
			if (ending.inOrder()) {
				assertEquals(0, code, () -> "nothing was expected, so nothing failed: " + program.describe());
				assertTrue(Files.size(report.resolve("report.html")) > 0);
				Json.assertValid(Files.readString(report.resolve("report.json"), StandardCharsets.UTF_8));
			} else if (ending == Ending.KILL_ENGINE) {
				assertEquals(3, code, program::describe);
				assertTrue(program.err().contains("was killed"), program::describe);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldTakeBackANetworkThatIsStoppedBeforeItIsComplete(User user) {
		Kernel.assumeLabs(user);
		try (Program program = Installation.get().start(user, "run", Installation.get().example("demo"), "--hold-at-step", "9")) {
			program.awaitText("holding at step 9 of ");
			Footprint footprint = Footprint.of(program);
			Program.signal("TERM", program.pid());
			footprint.awaitGone();
			assertEquals(1, program.exitCode(Host.LEFTOVER_PATIENCE), () -> "what was expected did not come: " + program.describe());
			assertTrue(program.err().contains("stopped before the network was complete"), program::describe);
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldPrintALineForEachNodeThatOpensAShellThere(User user) {
		Kernel.assumeLabs(user);
		try (Program program = Installation.get().start(user, "run", Installation.get().example("two-hosts"))) {
			program.awaitText("Ctrl-C stops the network.");
			List<String> lines = program.lines().stream().filter(line -> line.contains("nsenter ")).toList();
			assertEquals(2, lines.size(), program::describe);
			for (String line : lines) {
				String node = line.strip().split("\\s+")[0];
				List<String> words = new ArrayList<>(user.words());
				words.addAll(List.of("bash", "-c", line.substring(line.indexOf("nsenter ")) + " -c 'hostname; getent hosts "
						+ (node.equals("h1") ? "h2" : "h1") + "; ip -o -4 address show dev eth0'"));
				try (Program shell = Program.start(user.home(), words)) {
					assertEquals(0, shell.exitCode(), shell::describe);
					assertEquals(node, shell.lines().getFirst());
					assertEquals(3, shell.lines().size(), () -> "name, the other's address, the own one: " + shell.describe());
					assertTrue(shell.lines().get(1).contains(node.equals("h1") ? "h2" : "h1") && shell.lines().get(2).contains("inet 10."),
							shell::describe);
				}
			}
			Footprint footprint = Footprint.of(program);
			Program.signal("TERM", program.pid());
			assertEquals(0, program.exitCode(), program::describe);
			footprint.awaitGone();
		}
	}
}
