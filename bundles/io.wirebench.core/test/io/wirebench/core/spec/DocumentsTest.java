package io.wirebench.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.wirebench.core.kinds.TestRegistry;
import io.wirebench.model.file.NetworkFiles;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the pages and the examples show is right. */
class DocumentsTest {

	private static final Path ROOT = Path.of("../..");
	private static final TestRegistry REGISTRY = new TestRegistry();

	private static void assertRuns(String what, String text) throws Exception {
		SpecResult result = SpecBuilder.build(NetworkFiles.load(text).network(), REGISTRY.kinds);
		assertEquals(List.of(), result.problems(), what);
	}

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "docs/file-format.md" })
	void shouldShowNetworksThatAreRight(String page) throws Exception {
		List<String> networks = new ArrayList<>();
		Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(ROOT.resolve(page))).results().map((MatchResult m) -> m.group(1))
				.filter(block -> block.contains("<network")).forEach(networks::add);
		assertFalse(networks.isEmpty());
		for (String network : networks)
			assertRuns(page, network);
	}

	static Stream<Path> examples() throws Exception {
		return Files.list(ROOT.resolve("examples")).filter(file -> file.toString().endsWith(".wirebench")).sorted();
	}

	@ParameterizedTest
	@MethodSource("examples")
	void shouldHaveExamplesWithoutAnyProblem(Path file) throws Exception {
		assertRuns(file.toString(), Files.readString(file));
	}

	@ParameterizedTest
	@ValueSource(strings = { "two-hosts" })
	void shouldSayTwoHostsAndALinkInFifteenLines(String example) throws Exception {
		assertFalse(Files.readAllLines(ROOT.resolve("examples").resolve(example + ".wirebench")).size() > 15);
	}
}
