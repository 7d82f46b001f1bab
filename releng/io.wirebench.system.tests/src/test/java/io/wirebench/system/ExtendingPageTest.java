package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The page for authors of plug-ins, followed literally. */
@Tag(Installation.BUILDING)
class ExtendingPageTest {

	private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
	private static final Duration PATIENCE = Duration.ofMinutes(8);

	/** Each command of the page, in its order, by the shell; each block says how long it took. */
	@Test
	void shouldWorkAsItIsTyped() throws IOException {
		Kernel.assumeLabs(User.all().toList().getFirst());
		List<String> blocks = BLOCK.matcher(Files.readString(Installation.ROOT.resolve("docs/extending.md"))).results()
				.map((MatchResult m) -> m.group(1)).toList();
		assertTrue(blocks.size() >= 4, "blocks of commands: " + blocks.size());
		Path home = Files.createTempDirectory("wirebench-author");
		try {
			StringBuilder script = new StringBuilder("set -e\n");
			for (int i = 0; i < blocks.size(); i++)
				script.append("SECONDS=0\n").append(blocks.get(i)).append("echo \"block ").append(i + 1).append(": $SECONDS s\"\n");
			Path file = Files.writeString(home.resolve("typed"), script);
			try (Program typed = Program.start(Installation.ROOT,
					List.of("env", "HOME=" + home, "XDG_DATA_HOME=" + home.resolve("data"), "bash", file.toString()))) {
				assertEquals(0, typed.exitCode(PATIENCE), typed::describe);
				typed.lines().stream().filter(line -> line.matches("block \\d+: \\d+ s"))
						.forEach(line -> System.out.println("docs/extending.md, " + line));
				assertTrue(typed.out().contains("true after") && typed.out().contains("acme.fade is removed")
						&& typed.out().contains("kind=\"acme.fade.fade\""), typed::describe);
			}
		} finally {
			Program.output("rm", "-rf", home.toString());
		}
	}
}
