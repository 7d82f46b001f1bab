package io.wirebench.plugins.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.plugins.PluginException;
import io.wirebench.plugins.internal.Area.Entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

class AreaTest {

	private static final Entry ONE = new Entry("acme.one", "1.0.0", "acme.one_1.0.0.jar");
	private static final Entry TWO = new Entry("acme.two", "2.0.0", "acme.two_2.0.0.jar");

	@TempDir
	private Path folder;

	@Test
	void shouldRememberWhatIsInstalled() throws IOException {
		Area area = new Area(folder);
		assertFalse(area.exists());
		assertEquals(List.of(), area.installed());
		area.installed(List.of(ONE, TWO));
		assertTrue(area.exists());
		assertEquals(List.of(ONE, TWO), new Area(folder).installed());
		Files.writeString(folder.resolve("installed"), "acme.one\n");
		assertThrows(IOException.class, area::installed);
	}

	@Test
	void shouldLeaveOutSuspectsOfEnginesThatEndedUntilSomebodySaysOtherwise() throws IOException {
		Area area = new Area(folder);
		assertFalse(area.exists());
		// As the launcher writes it.
		Files.writeString(folder.resolve("suspects.12-34"), "an engine ended\nacme.two 2.0.0\twhile it was being started\n");
		assertTrue(area.exists());
		area.suspects("", Map.of(ONE.text(), "it called\nfor the end"));
		Map<String, String> all = Map.of("acme.one 1.0.0", "it called for the end", "acme.two 2.0.0",
				"an engine ended while it was being started");
		assertEquals(all, area.leftOut());
		assertEquals(all, new Area(folder).leftOut());
		area.leftOut(Map.of());
		assertEquals(Map.of(), area.leftOut());
		Files.writeString(folder.resolve("left-out"), "acme.two 2.0.0\n");
		assertEquals(Map.of("acme.two 2.0.0", "an engine ended over it"), area.leftOut(), "as an older engine wrote it");
	}

	@Test
	void shouldNoteWhatPlugInsHaveUnderWayAsLongAsItIs() throws IOException {
		Path file = folder.resolve("in-use.12-34");
		Note note = new Note(file);
		note.used(Set.of());
		assertFalse(Files.exists(file));
		note.used(Set.of(TWO.text()));
		note.starting(ONE.text());
		assertEquals("acme.one 1.0.0\twhile it was being started\nacme.two 2.0.0\twhile labs used its kinds\n", Files.readString(file));
		new Area(folder).forgetDead();
		assertTrue(Files.exists(file), "its engine lives");
		note.started();
		assertEquals("acme.two 2.0.0\twhile labs used its kinds\n", Files.readString(file));
		assertEquals(Map.of(TWO.text(), "while labs used its kinds"), note.underWay());
		note.end();
		assertFalse(Files.exists(file));
		assertThrows(IOException.class, () -> note.starting(ONE.text()), "nothing is started in an engine that ends");
		assertFalse(Files.exists(file));
	}

	@Test
	void shouldForgetTheNoteOfAnEngineThatWasKilled() throws IOException {
		Path file = Files.writeString(folder.resolve("in-use.12-34"), "acme.two 2.0.0\twhile labs used its kinds\n");
		Area area = new Area(folder);
		area.forgetDead();
		assertFalse(Files.exists(file));
		assertEquals(Map.of(), area.leftOut());
	}

	@Test
	void shouldRemoveFilesThatBelongToNothing() throws IOException {
		Area area = new Area(folder);
		area.sweep(List.of());
		Files.createDirectories(area.pool());
		Files.writeString(area.pool().resolve(ONE.file()), "1");
		Files.writeString(area.pool().resolve(TWO.file()), "2");
		area.sweep(List.of(TWO));
		assertFalse(Files.exists(area.pool().resolve(ONE.file())));
		assertTrue(Files.exists(area.pool().resolve(TWO.file())));
	}

	@Test
	void shouldSayWhyItsFolderCannotBeUsed() throws IOException {
		Path file = Files.writeString(folder.resolve("file"), "");
		PluginException refused = assertThrows(PluginException.class, () -> new Area(file.resolve("plugins")).lock());
		assertTrue(refused.machineCannot());
		assertTrue(refused.getMessage().contains(file.resolve("plugins").toString()) && refused.getMessage().contains("XDG_DATA_HOME"),
				refused.getMessage());
	}
}
