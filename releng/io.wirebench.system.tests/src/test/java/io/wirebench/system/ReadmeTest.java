package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The network and the scenario that README shows: its expectations hold, and fail where they should. */
class ReadmeTest {

	private static String xml(String begin, String end) throws IOException {
		Matcher block = Pattern.compile("```xml\n(" + begin + ".*?" + end + ")\n```", Pattern.DOTALL)
				.matcher(Files.readString(Installation.ROOT.resolve("README.md")));
		assertTrue(block.find(), begin);
		return block.group(1);
	}

	@Test
	void shouldShowExpectationsThatHoldAndCanFail() throws IOException {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		String network = xml("<network ", "</network>").replace("</network>", xml("<scenario ", "</scenario>") + "\n</network>");
		String up = "<up at=\"12 s\" link=\"h1-h2\"/>";
		assertTrue(network.contains(up), network);
		Path good = user.write("readme.wirebench", network);
		Path broken = user.write("readme-broken.wirebench",
				network.replace(up, "").replace("time=\"10 ms\" jitter", "time=\"80 ms\" jitter"));
		// Beside each other: each takes its time.
		try (Program holds = Installation.get().start(user, List.of(), "run", good.toString(), "--for", "16s");
				Program fails = Installation.get().start(user, List.of(), "run", broken.toString(), "--for", "16s")) {
			assertEquals(0, holds.exitCode(), holds::describe);
			assertTrue(holds.out().contains("2 of 2 expectations held"), holds::describe);
			assertEquals(1, fails.exitCode(), fails::describe);
			assertTrue(fails.out().contains("FAILED  round-trip") && fails.out().contains("FAILED  recovers"), fails::describe);
		}
	}
}
