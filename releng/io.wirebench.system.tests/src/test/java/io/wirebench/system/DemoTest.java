package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.system.Host.Footprint;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

class DemoTest {

	private static final int HELD = 6;

	static Stream<User> users() {
		return User.all();
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldHoldWhatItPromisesWriteAReportAndLeaveTheMachineAsItWas(User user) throws Exception {
		Kernel.assumeLabs(user);
		String mounts = Host.mounts();
		String links = Host.links();
		int hidden = Host.hiddenNamespaces();
		Path report = user.home().resolve("demo-report");
		Footprint footprint;
		try (Program demo = Installation.get().start(user, "demo", "--report", report.toString())) {
			demo.awaitText("links running after");
			footprint = Footprint.of(demo);
			assertTrue(footprint.namespaces().size() > 4, "four nodes, a hub, and the engine's own: " + footprint);
			assertEquals(0, demo.exitCode(Duration.ofSeconds(70)), demo::describe);
			List<String> held = demo.lines().stream().filter(line -> line.startsWith("ok ")).toList();
			assertEquals(HELD, held.size(), demo::describe);
			assertTrue(demo.out().contains("6 of 6 expectations held"), demo::describe);
			assertEquals("", demo.err(), demo::describe);
			footprint.awaitGone();
		}
		String html = Files.readString(report.resolve("report.html"));
		assertTrue(html.contains("round-trip-is-50-ms") && html.contains("<svg"), "the page shows expectations and drawings");
		Json.assertValid(Files.readString(report.resolve("report.json")));
		try (Stream<Path> files = Files.list(report)) {
			assertTrue(files.noneMatch(file -> file.getFileName().toString().endsWith(".tmp")), "no half report is left");
		}
		assertEquals(mounts, Host.mounts(), "mounts as before");
		assertEquals(links, Host.links(), "devices as before");
		if (hidden >= 0)
			Wait.until(Host.LEFTOVER_PATIENCE, () -> Host.hiddenNamespaces() <= hidden, () -> Host.hiddenNamespaces() + " network namespaces that no process shows, " + hidden + " before");
	}
}
