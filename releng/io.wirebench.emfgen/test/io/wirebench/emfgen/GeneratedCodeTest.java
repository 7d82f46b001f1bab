package io.wirebench.emfgen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

class GeneratedCodeTest {

	private static final String REMEDY = "bundles/io.wirebench.model/src-gen is not what model/network.ecore gives;"
			+ " run: mvn -Pregenerate -pl :io.wirebench.emfgen process-classes, and commit the result";

	private final Path model = Path.of("../../bundles/io.wirebench.model").toAbsolutePath().normalize();

	@Test
	void shouldHaveCommittedExactlyWhatTheModelGenerates(@TempDir Path folder) throws IOException {
		var copy = Files.createDirectories(folder.resolve("io.wirebench.model/model"));
		for (var name : new String[]{"network.ecore", "network.genmodel"})
			Files.copy(model.resolve("model").resolve(name), copy.resolve(name));
		assertTrue(EmfGenerator.generate(copy.getParent(), "model/network.genmodel") > 40, "too few files were generated");
		var expected = read(copy.resolveSibling("src-gen"));
		var committed = read(model.resolve("src-gen"));
		assertEquals(new TreeSet<>(expected.keySet()), new TreeSet<>(committed.keySet()), REMEDY);
		for (var entry : expected.entrySet())
			assertEquals(entry.getValue(), committed.get(entry.getKey()), REMEDY + " (" + entry.getKey() + ")");
	}

	@Test
	void shouldHaveNoHandWrittenPartInGeneratedCode() throws IOException {
		for (var entry : read(model.resolve("src-gen")).entrySet())
			assertTrue(!entry.getValue().contains("@generated NOT"), entry.getKey());
	}

	private static Map<String, String> read(Path root) throws IOException {
		var contents = new TreeMap<String, String>();
		try (var files = Files.walk(root)) {
			for (var file : files.filter(Files::isRegularFile).toList())
				contents.put(root.relativize(file).toString(), Files.readString(file));
		}
		return contents;
	}
}
