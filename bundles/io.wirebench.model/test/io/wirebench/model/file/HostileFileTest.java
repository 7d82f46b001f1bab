package io.wirebench.model.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class HostileFileTest {

	private static final Duration BOUND = Duration.ofSeconds(20);
	private static final String PIECES = "<>/='\"&;!-[]?x \n\t\r\u0000\uFEFF\uD83D:#0";

	private static NetworkFileException refusal(String text) {
		return assertTimeoutPreemptively(BOUND, () -> assertThrows(NetworkFileException.class, () -> NetworkFiles.load(text)));
	}

	@Test
	void shouldRefuseADocumentTypeWithItsPlace() {
		var refused = refusal("<?xml version=\"1.0\"?>\n<!DOCTYPE network [<!ENTITY a \"b\">]>\n<network format='1' name='&a;'/>");
		assertEquals(2, refused.line());
		assertTrue(refused.getMessage().contains("document type"), refused.getMessage());
	}

	@Test
	void shouldRefuseExternalEntitiesWithoutReadingThem() {
		var refused = refusal("<!DOCTYPE network SYSTEM \"file:///etc/passwd\">\n<network format='1'/>");
		assertTrue(refused.getMessage().contains("document type"), refused.getMessage());
		assertEquals(1, refusal("<network format='1' name='&unknown;'/>").line());
	}

	@Test
	void shouldRefuseTooDeepNesting() {
		assertTrue(refusal("<network format='1'>" + "<a>".repeat(100_000)).getMessage().contains("deeper"));
	}

	@Test
	void shouldRefuseTooManyElements() {
		assertTrue(refusal("<network format='1'>" + "<a/>".repeat(XmlParser.MAXIMUM_ELEMENTS) + "</network>").getMessage()
				.contains("more than"));
	}

	@Test
	void shouldRefuseTooLargeFiles(@TempDir Path folder) throws IOException {
		var file = folder.resolve("large.wirebench");
		Files.write(file, new byte[XmlParser.MAXIMUM_BYTES + 1]);
		assertTrue(assertThrows(NetworkFileException.class, () -> NetworkFiles.load(file)).getMessage().contains("32 MiB"));
	}

	@Test
	void shouldRefuseOtherEncodingsWithTheirPlace(@TempDir Path folder) throws IOException {
		var file = folder.resolve("latin.wirebench");
		Files.write(file, "<network format='1'\nname='\u00e4'/>".getBytes(StandardCharsets.ISO_8859_1));
		var refused = assertThrows(NetworkFileException.class, () -> NetworkFiles.load(file));
		assertEquals(2, refused.line());
		assertEquals(7, refused.column());
		assertTrue(refusal("<?xml version='1.0' encoding='ISO-8859-1'?><network format='1'/>").getMessage().contains("UTF-8"));
		assertTrue(refusal("<?xml version='1.1'?><network format='1'/>").getMessage().contains("1.0"));
	}

	@Test
	void shouldRefuseOtherDocumentsAndEmptyOnes() {
		assertTrue(refusal("<html/>").getMessage().contains("<network>"));
		refusal("");
		refusal("<network format='1'>");
		refusal("<network format='1' format='1'/>");
		refusal("<network format='1'/><network/>");
	}

	@Property(tries = 3000)
	void shouldReadOrRefuseWhateverAMutationMakes(@ForAll long seed) throws NetworkFileException {
		var random = new Random(seed);
		var networks = new RandomNetworks(seed);
		var text = new StringBuilder(networks.layOut(NetworkFiles.toText(networks.network())));
		for (var count = random.nextInt(4); count >= 0 && !text.isEmpty(); count--) {
			var at = random.nextInt(text.length());
			switch (random.nextInt(4)) {
				case 0 -> text.deleteCharAt(at);
				case 1 -> text.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
				case 2 -> text.setCharAt(at, PIECES.charAt(random.nextInt(PIECES.length())));
				default -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
			}
		}
		try {
			var resource = NetworkFiles.load(text.toString());
			assertEquals(text.toString(), resource.toText());
		} catch (NetworkFileException exception) {
			assertTrue(exception.line() > 0 && exception.column() > 0, exception.getMessage());
		}
	}
}
