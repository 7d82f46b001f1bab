package io.wirebench.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.cli.internal.command.NewPlugin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

/** What the files are worth is for the system tests, which build them. */
class NewPluginTest {

	@TempDir
	private Path folder;

	private record Result(int code, String out, String err) {}

	private static Result make(String... arguments) {
		List<String> words = new ArrayList<>(List.of("plugins", "new"));
		words.addAll(List.of(arguments));
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		int code = Main.run(null, new PrintWriter(out), new PrintWriter(err, true), words.toArray(String[]::new));
		return new Result(code, out.toString(), err.toString());
	}

	@ParameterizedTest
	@EnumSource(NewPlugin.Type.class)
	void shouldLeaveNoWordOfTheTemplateUnfilled(NewPlugin.Type type) throws Exception {
		Path made = folder.resolve("made");
		Result result = make("--type", type.name(), "--id", "com.example.my_thing", made.toString());
		assertEquals(0, result.code(), result.err());
		assertTrue(result.out().contains("com.example.my_thing.my-thing"), result.out());
		try (Stream<Path> files = Files.walk(made)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				String text = Files.readString(file);
				assertFalse(text.replaceAll("\"\\$@\"", "").matches("(?s).*@[a-z]+@.*"), file + ":\n" + text);
				if (file.toString().endsWith(".xml"))
					parse(file);
			}
		}
		assertTrue(Files.isExecutable(made.resolve("build")));
		String manifest = Files.readString(made.resolve("com.example.my_thing/META-INF/MANIFEST.MF"));
		assertTrue(manifest.contains("Bundle-Vendor: Example\n") && manifest.contains("Bundle-Name: My thing\n"), manifest);
		assertTrue(Files.exists(made.resolve("com.example.my_thing/src/com/example/my_thing/internal/MyThingKind.java")));
	}

	private static Document parse(Path file) throws Exception {
		return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
	}

	@ParameterizedTest
	@CsvSource({"fade, says nothing of whose it is", "acme.Fade, cannot be part of the name of a Java package", "acme.new, cannot be part",
			"acme..fade, cannot be part", "acme.fade., cannot be part",
			"io.wirebench.fade, is the name of Wirebench itself", "acme.test, takes a bundle whose name ends in",
			"acme.a123456789012345678901234567890, is too long"})
	void shouldSayWhatIsWrongWithAnId(String id, String words) {
		Result result = make("--type", "node", "--id", id, folder.resolve("made").toString());
		assertEquals(ExitCode.INPUT, result.code());
		assertTrue(result.err().contains(words), result.err());
		assertFalse(Files.exists(folder.resolve("made")));
	}

	@Test
	void shouldNotTouchAFolderThatHasSomethingInIt() throws IOException {
		Path file = Files.writeString(folder.resolve("precious"), "x");
		Result result = make("--type", "node", "--id", "acme.box", folder.toString());
		assertEquals(ExitCode.INPUT, result.code());
		assertTrue(result.err().contains("is not empty"), result.err());
		assertEquals(ExitCode.INPUT, make("--type", "node", "--id", "acme.box", file.toString()).code());
		assertEquals("x", Files.readString(file));
	}

	@Test
	void shouldTakeNamesThatXmlAndManifestsCanHoldOnly() {
		assertEquals(0,
				make("--type", "node", "--id", "acme.box", "--name", "Größe (2)", "--vendor", "Acme, Inc.", folder.resolve("a").toString())
						.code());
		for (String name : List.of("<b>", "a\nb", " ", "@id@"))
			assertEquals(ExitCode.INPUT, make("--type", "node", "--id", "acme.box", "--name", name, folder.resolve("b").toString()).code(),
					name);
		assertFalse(Files.exists(folder.resolve("b")));
	}

	@Test
	void shouldSayWhichTypesThereAre() {
		Result result = make("--type", "toaster", "--id", "acme.box", folder.resolve("made").toString());
		assertEquals(ExitCode.INPUT, result.code());
		assertTrue(result.err().contains("impairment") && result.err().contains("analyzer"), result.err());
	}
}
