package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wirebench.system.Host.Footprint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Networks run through the command line. */
class LabsTest {

	private static final String TWO = """
			<?xml version="1.0" encoding="UTF-8"?>
			<network format="1" name="two" seed="1">
				<node name="h1" kind="host"/>
				<node name="h2" kind="host"/>
				<link from="h1" to="h2">LINK</link>
				REST
			</network>
			""";

	static Stream<User> users() {
		return User.all();
	}

	private static String two(String link, String rest) {
		return TWO.replace("LINK", link).replace("REST", rest);
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldRunOneFileTwiceAtOnceWithoutDisturbance(User user) {
		Kernel.assumeLabs(user);
		String file = user.write("at-once.wirebench", two("<both><impairment kind='delay' time='10 ms'/></both>", """
				<flow name='p' kind='ping' from='h1' to='h2' interval='50 ms'/>
				<scenario duration='5 s'>
					<always name='undisturbed' from='1 s' to='4.5 s' that='flow:p.rtt between 20 ms and 80 ms'/>
					<within name='complete' from='1 s' to='5 s' that='flow:p.received at least 80'/>
				</scenario>""")).toString();
		// The second one is another user's, if there is one: they share nothing but the file.
		try (Program first = Installation.get().start(user, "run", file);
				Program second = Installation.get().start(User.ordinary(), "run", file)) {
			first.awaitText("links running after");
			second.awaitText("links running after");
			Footprint footprint = Footprint.of(first, second);
			for (Program program : List.of(first, second)) {
				assertEquals(0, program.exitCode(), program::describe);
				assertTrue(program.out().contains("ok      undisturbed"), program::describe);
			}
			footprint.awaitGone();
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldGoOnWhenANodesProcessDiesAndShowItsExitCode(User user) {
		Kernel.assumeLabs(user);
		String file = user.write("dies.wirebench", two("", """
				<flow name='dies' kind='command' from='h1' to='h2' start='0.5 s' argv="bash -c 'echo alive; kill -9 $$'"/>
				<flow name='p' kind='ping' from='h1' to='h2' interval='50 ms' start='1.5 s'/>
				<scenario duration='4 s'>
					<within name='is-shown' from='0 s' to='3 s' that='flow:dies.exit-code is 137'/>
					<within name='goes-on' from='2 s' to='4 s' that='flow:p.received at least 5'/>
				</scenario>""")).toString();
		try (Program program = Installation.get().start(user, "run", file)) {
			assertEquals(0, program.exitCode(), program::describe);
			assertTrue(program.out().contains("exit-code 137") && program.out().contains("| alive"), program::describe);
		}
	}

	/** The numbers of the datagrams that miss, as a fingerprint, come from the seed, whoever runs it. */
	@Test
	void shouldLoseTheSameDatagramsWithTheSameSeedAndOthersWithAnother() {
		User.all().forEach(Kernel::assumeLabs);
		String network = two("<forward><impairment kind='loss' probability='2 %' match='udp'/></forward>",
				"<flow name='u' kind='udp' from='h1' to='h2' packets='20000' rate='16 Mbit/s' size='400 B'/>");
		User first = User.all().toList().getFirst();
		String seed1 = fingerprint(first, network, "1");
		assertEquals(seed1, fingerprint(User.ordinary(), network, "1"));
		assertNotEquals(seed1, fingerprint(User.ordinary(), network, "2"));
	}

	private static String fingerprint(User user, String network, String seed) {
		try (Program program = Installation.get().start(user, "run", user.write("seeds.wirebench", network).toString(), "--seed", seed)) {
			assertEquals(0, program.exitCode(), program::describe);
			String line = program.lines().stream().filter(l -> l.contains("missing at the receiver: ")).findFirst()
					.orElseThrow(() -> new AssertionError(program.describe()));
			int lost = Integer.parseInt(line.replaceAll(".*\\((\\d+) in all, fingerprint \\w+\\)", "$1"));
			assertTrue(lost > 320 && lost < 480, "2 % of 20000 is about 400: " + line);
			return line;
		}
	}

	/** Where the machine gives the user a range of ids: here by files of the test's own over /etc/subuid and /etc/subgid. */
	@Test
	void shouldLetProgramsOfAnOrdinaryUserChangeToUsersOfTheirRange() throws Exception {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		assumeTrue(User.all().toList().getFirst().root(), "only root can mount");
		assumeTrue(Files.isExecutable(Path.of("/usr/bin/newuidmap")), "needs the package uidmap");
		Path made = user.home().resolve("made-by-root");
		Files.deleteIfExists(made);
		String file = user.write("ids.wirebench", two("", "<flow name='id' kind='command' from='h1' to='h2' argv=\"bash -c 'touch " + made
				+ "; cat /proc/self/setgroups; setpriv --reuid 33 --regid 33 --clear-groups id -u'\"/>"
				+ "<scenario duration='3 s'><within name='changed' from='0 s' to='3 s' that='flow:id.exit-code EXPECTED'/></scenario>"))
				.toString();
		String text = Files.readString(Path.of(file));
		for (String range : new String[]{"nobody:500000:65536\n", ""}) {
			Files.writeString(Path.of(file), text.replace("EXPECTED", range.isEmpty() ? "is not 0" : "is 0"));
			Path ids = user.write("ids", range);
			String mounts = "mount --bind " + ids + " /etc/subuid && mount --bind " + ids + " /etc/subgid && exec \"$@\"";
			List<String> words = new ArrayList<>(List.of("unshare", "--mount", "bash", "-c", mounts, "ids"));
			words.addAll(user.words());
			User limited = new User(user.name(), false, words, user.home());
			try (Program program = Installation.get().start(limited, "run", file)) {
				assertEquals(0, program.exitCode(), program::describe);
				assertEquals(!range.isEmpty(), program.out().contains("| 33"), program::describe);
				assertTrue(program.out().contains(range.isEmpty() ? "| deny" : "| allow"), program::describe);
			}
			assertEquals(65534, Files.getAttribute(made, "unix:uid"), "what root makes in a node is the user's");
			Files.delete(made);
			try (Program program = Installation.get().start(limited, "doctor")) {
				assertEquals(0, program.exitCode(), program::describe);
				assertEquals(range.isEmpty(), program.out().contains("MISSING  users besides root"), program::describe);
				assertTrue(!range.isEmpty() || program.out().contains("usermod --add-subuids"), program::describe);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldSayWhichFileDidNotFitOnAFullDiskAndLeaveNoHalfReport(User user) throws Exception {
		Kernel.assumeLabs(user);
		Path disk = Files.createDirectories(user.home().resolve("disk"));
		Path list = user.home().resolve("list-" + user.name().replace(' ', '-'));
		String file = user.write("full.wirebench", two("", "<flow name='p' kind='ping' from='h1' to='h2' interval='50 ms' count='10'/>"))
				.toString();
		List<String> words = new ArrayList<>(List.of("unshare", "--mount"));
		if (!user.root())
			words.addAll(1, List.of("--user", "--map-root-user"));
		words.addAll(List.of("bash", "-c",
				"mount -t tmpfs -o size=64k tmpfs " + disk + " && head -c 61440 /dev/zero > " + disk
						+ "/ballast && { \"$@\"; code=$?; ls -A " + disk
						+ "/report > " + list + "; exit $code; }",
				"bash"));
		try (Program program = Installation.get().start(user, words, "run", file, "--report", disk.resolve("report").toString())) {
			program.awaitText("links running after");
			Footprint footprint = Footprint.of(program);
			assertEquals(3, program.exitCode(), program::describe);
			assertTrue(program.err().contains(disk + "/report/report.") && program.err().contains("No space left on device"),
					program::describe);
			assertTrue(!program.err().contains("\tat "), program::describe);
			footprint.awaitGone();
		}
		assertEquals("", Files.readString(list).strip(), "nothing half written is left");
	}
}
