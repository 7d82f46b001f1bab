package io.wirebench.control.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The page and the schema say what the code speaks. {@code -Dwirebench.regenerate=true} writes them anew.
 */
class ProtocolPageTest {

	private static final Path PAGE = Path.of("../../docs/protocol.md");
	private static final Path SCHEMA = Path.of("../../docs/protocol.schema.json");

	private static void assertSame(Path file, String expected) throws IOException {
		if (Boolean.getBoolean("wirebench.regenerate"))
			Files.writeString(file, expected);
		assertEquals(expected, Files.readString(file),
				file + " says something else than the code; write it anew with -Dwirebench.regenerate=true");
	}

	@Test
	void shouldDescribeEachMessageAsTheCodeHasIt() throws IOException {
		assertSame(PAGE, ProtocolPage.page(Files.readString(PAGE)));
	}

	@Test
	void shouldHaveASchemaOfWhatTheCodeSpeaks() throws IOException {
		assertSame(SCHEMA, ProtocolPage.schema());
		assertTrue(ProtocolPage.schema().contains("\"engine/hello\""));
	}
}
