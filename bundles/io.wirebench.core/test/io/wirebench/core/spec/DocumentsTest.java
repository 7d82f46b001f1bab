package io.wirebench.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.kinds.TestRegistry;
import io.wirebench.model.file.NetworkFiles;

import org.junit.jupiter.api.Test;
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

	@Test
	void shouldWriteAnInterfaceThatOnlyALinkNamesWhenItGetsAValue() throws Exception {
		var kinds = new TestRegistry().kinds;
		var document = NetworkDocument.read(
				"<network format=\"1\">\n\t<node name=\"h1\" kind=\"host\"/>\n\t<node name=\"h2\" kind=\"host\"/>\n\t<link from=\"h1\" to=\"h2\"/>\n</network>\n");
		var spec = document.build(kinds).orThrow();
		assertTrue(spec.isOfInterface("h1.eth0.mtu"));
		document.set("h1.eth0.mtu", "1400");
		document.set("h1.eth0.addresses", "10.3.0.1/24 fd03::1/64");
		assertTrue(document.text().contains("<interface name=\"eth0\" addresses=\"10.3.0.1/24 fd03::1/64\" mtu=\"1400\"/>"),
				document.text());
		var changed = document.build(kinds).orThrow();
		assertEquals(1400, changed.node("h1").orElseThrow().interfaces().getFirst().mtuBytes());
		assertEquals("10.3.0.2/24", changed.node("h2").orElseThrow().interfaces().getFirst().addresses().getFirst().toString());
		for (var wrong : new String[]{"h1.eth9.mtu", "h1.eth0.speed"})
			assertThrows(IllegalArgumentException.class, () -> spec.isOfInterface(wrong), wrong);
		assertThrows(IllegalArgumentException.class, () -> spec.with("h1.eth0.mtu", "1400"));
	}

	private static final Path ROOT = Path.of("../..");
	private static final TestRegistry REGISTRY = new TestRegistry();

	private static void assertRuns(String what, String text) throws Exception {
		SpecResult result = SpecBuilder.build(NetworkFiles.load(text).network(), REGISTRY.kinds);
		assertEquals(List.of(), result.problems(), what);
	}

	@ParameterizedTest
	@ValueSource(strings = {"README.md", "docs/file-format.md"})
	void shouldShowNetworksThatAreRight(String page) throws Exception {
		List<String> networks = new ArrayList<>();
		Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(ROOT.resolve(page))).results()
				.map((MatchResult m) -> m.group(1))
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
	@ValueSource(strings = {"two-hosts"})
	void shouldSayTwoHostsAndALinkInFifteenLines(String example) throws Exception {
		assertFalse(Files.readAllLines(ROOT.resolve("examples").resolve(example + ".wirebench")).size() > 15);
	}
}
