package io.wirebench.core.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The reference says what the declarations say. {@code -Dwirebench.regenerate=true} writes it anew. */
class ReferencePagesTest {

	private static void assertSame(Path file, String expected) throws IOException {
		if (Boolean.getBoolean("wirebench.regenerate"))
			Files.writeString(file, expected);
		assertEquals(expected, Files.readString(file),
				file + " says something else than the declarations; write it anew with -Dwirebench.regenerate=true");
	}

	@Test
	void shouldDescribeEachExtensionPointAsItsSchemaDoes() throws IOException {
		String page = ReferencePages.points();
		for (KindPoint point : KindPoint.values())
			assertTrue(page.contains("### `<" + point.element() + ">`"), point.id());
		assertSame(Path.of("../../docs/extension-points.md"), page);
	}

	@Test
	void shouldDescribeEachBuiltInKindAsItIsDeclared() throws IOException {
		KindRegistry registry = new TestRegistry().kinds;
		String page = ReferencePages.kinds(registry);
		for (KindPoint point : KindPoint.values())
			for (KindDescriptor kind : registry.all(point))
				assertTrue(page.contains(kind.info().description()), kind.id());
		assertSame(Path.of("../../docs/kinds.md"), page);
	}
}
