package io.wirebench.system;

import static io.wirebench.system.PluginUser.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.function.DoublePredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An author's whole way: a plug-in is made, built, installed into a running lab with traffic of others, updated and removed. */
@Tag(Installation.BUILDING)
class OwnPluginTest {

	private static final Duration PATIENCE = Duration.ofSeconds(40);
	/** What an iperf3 server says each second about datagrams: lost/total. */
	private static final Pattern DATAGRAMS = Pattern.compile("(\\d+)/(\\d+) \\(");
	/** What it says about a connection. */
	private static final Pattern BITRATE = Pattern.compile("sec +[\\d.]+ [KMG]?Bytes +([\\d.]+) ([KMG]?)bits/sec");

	private static Path folder;
	private static String id;
	private static String kind;
	private static Path version1;
	private static Path version2;

	static Stream<User> users() {
		return User.all();
	}

	@BeforeAll
	static void buildBothVersions() throws IOException {
		folder = Files.createTempDirectory("wirebench-own");
		Program.output("chmod", "1777", folder.toString());
		Random random = new Random();
		id = "org." + word(random) + "." + word(random);
		kind = id + id.substring(id.lastIndexOf('.'));
		long begin = System.nanoTime();
		PluginProject plugin = PluginProject.make("impairment", id, folder.resolve("project"));
		assertSays(plugin.build(), "Tests run: 2", "Tests run: 1", "built; install it with");
		System.out.printf("a new plug-in, %s, made, built and tested: %.0f s%n", id, (System.nanoTime() - begin) / 1e9);
		version1 = plugin.site(folder.resolve("site1"));
		plugin.edit("MANIFEST.MF", "Bundle-Version: 1.0.0", "Bundle-Version: 2.0.0")
				.edit("feature.xml", "version=\"1.0.0", "version=\"2.0.0").edit("pom.xml", "1.0.0-SNAPSHOT", "2.0.0-SNAPSHOT")
				.edit("Kind.java", "Math.round(period * share)", "Math.round(period * share / 2)").build("-DskipTests");
		version2 = plugin.site(folder.resolve("site2"));
	}

	/** Nobody can have prepared for it. */
	private static String word(Random random) {
		StringBuilder word = new StringBuilder("x");
		for (int i = 0; i < 6; i++)
			word.append((char) ('a' + random.nextInt(26)));
		return word.toString();
	}

	@AfterAll
	static void removeFolder() {
		Program.output("rm", "-rf", folder.toString());
	}

	/** Waits until a receiver says what is wanted about a second that began after now. */
	private static void awaitReceived(Program receiver, String what, Pattern pattern,
			java.util.function.ToDoubleFunction<MatchResult> value, DoublePredicate wanted) {
		// The second that runs now may have begun before.
		long seen = pattern.matcher(receiver.out()).results().count() + 1;
		Wait.until(PATIENCE, () -> pattern.matcher(receiver.out()).results().skip(seen).mapToDouble(value).anyMatch(wanted),
				() -> what + " from " + receiver.describe());
	}

	private static void awaitLoss(Program datagrams, double from, double to) {
		awaitReceived(datagrams, "lost share " + from + ".." + to, DATAGRAMS,
				m -> Double.parseDouble(m.group(1)) / Math.max(1, Double.parseDouble(m.group(2))), share -> share >= from && share <= to);
	}

	private static double mbits(MatchResult m) {
		return Double.parseDouble(m.group(1)) * switch (m.group(2)) {
			case "G" -> 1000;
			case "M" -> 1;
			case "K" -> 1e-3;
			default -> 1e-6;
		};
	}

	/** @return how often TCP of a node has reset a connection, as its kernel counts */
	private static long resets(PluginUser lab, String node) {
		String snmp = lab.expect(0, "exec", node, "cat", "/proc/net/snmp");
		String[] tcp = snmp.lines().filter(line -> line.startsWith("Tcp:")).toArray(String[]::new);
		String[] names = tcp[0].split(" ");
		String[] values = tcp[1].split(" ");
		long sum = 0;
		for (int i = 1; i < names.length; i++)
			if (names[i].equals("EstabResets") || names[i].equals("OutRsts"))
				sum += Long.parseLong(values[i]);
		return sum;
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldTakePartInALabWithTrafficOfOthersAndLeaveItAgain(User user) {
		Kernel.assumeLabs(user);
		PluginUser lab = new PluginUser(user, folder);
		String text = """
				<?xml version="1.0" encoding="UTF-8"?>
				<network format="1" name="own">
					<node name="h1" kind="host"/>
					<node name="h2" kind="host"/>
					<link from="h1" to="h2"><forward><impairment kind="rate" rate="50 Mbit/s"/></forward></link>
				</network>
				""";
		try (Program engine = lab.engine(); Program events = lab.start("events", "--json")) {
			lab.expect(0, "start", user.write("own.wirebench", text).toString());
			try (Program stream = lab.start("exec", "h2", "iperf3", "-s", "-1", "-p", "5201", "-i", "1", "--forceflush");
					Program datagrams = lab.start("exec", "h2", "iperf3", "-s", "-1", "-p", "5202", "-i", "1", "--forceflush")) {
				stream.awaitText("Server listening");
				datagrams.awaitText("Server listening");
				try (Program tcp = lab.start("exec", "h1", "iperf3", "-c", "h2", "-4", "-p", "5201", "-t", "600");
						Program udp = lab.start("exec", "h1", "iperf3", "-c", "h2", "-4", "-p", "5202", "-t", "600", "-u", "-b", "4M", "-l",
								"500")) {
					awaitReceived(stream, "much", BITRATE, OwnPluginTest::mbits, rate -> rate > 30);
					// TCP fills the queue in front of the bottleneck and takes some of the datagrams' room.
					awaitLoss(datagrams, 0, 0.1);

					lab.plugins("install", version1);
					events.awaitText("\"type\":\"kinds\"");
					long begin = System.nanoTime();
					lab.expect(0, "impair", "h1-h2/forward", kind, "name=own", "share=50%");
					System.out.printf("first use of the new kind as %s, with the start of the command: %.0f ms%n", user,
							(System.nanoTime() - begin) / 1e6);
					awaitLoss(datagrams, 0.4, 0.65);
					awaitReceived(stream, "less", BITRATE, OwnPluginTest::mbits, rate -> rate < 15);

					assertSays(lab.expect(0, "plugins", "update", "--yes", "--trust", version2.toString()), id, "to 2.0.0",
							"in use now: lab 'own': h1-h2/forward/own");
					awaitLoss(datagrams, 0.15, 0.4);

					// As people write.
					String odd = "<impairment   kind='" + kind + "'\n\t\t\t\tname=\"own\"  share='50 %'/><!-- why -->";
					lab.expect(0, "apply", user.write("odd.wirebench", text.replace("</forward>", odd + "</forward>")).toString());
					String before = lab.expect(0, "save");
					assertSays(before, odd);
					assertSays(lab.expect(2, "plugins", "remove", "--yes", id), "is in use: lab 'own': h1-h2/forward/own", "force");
					assertSays(lab.expect(0, "plugins", "remove", "--yes", "--force", id), id + " is removed");
					events.awaitText("missing kind");
					awaitLoss(datagrams, 0, 0.1);
					awaitReceived(stream, "much again", BITRATE, OwnPluginTest::mbits, rate -> rate > 30);
					assertEquals(before, lab.expect(0, "save"), "the text keeps what is missing");
					lab.expect(0, "set", "h1-h2/forward/rate.rate=40 Mbit/s");
					assertEquals(before.replace("\"50 Mbit/s\"", "\"40 Mbit/s\""), lab.expect(0, "save"),
							"another element was edited, and nothing else has changed");
					if (user.root())
						lab.awaitUnloaded(engine);

					assertEquals(0, resets(lab, "h1") + resets(lab, "h2"), "connections reset");
					// iperf3 says there what ended a connection.
					assertEquals("", tcp.err() + udp.err(), () -> tcp.describe() + udp.describe());
				}
			}
			lab.expect(0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
			assertEquals("", engine.err());
		}
	}
}
