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
	void shouldLeaveOutWhatWasBeingStartedWhenAnEngineEnded() throws IOException {
		Area area = new Area(folder);
		area.starting(ONE.text());
		area.starting(TWO.text());
		assertEquals(Set.of("acme.two 2.0.0"), area.leftOut());
		assertEquals(Set.of("acme.two 2.0.0"), area.leftOut(), "until somebody says otherwise");
		area.starting(ONE.text());
		area.started();
		assertEquals(Set.of("acme.two 2.0.0"), area.leftOut());
		area.leftOut(Set.of());
		assertEquals(Set.of(), area.leftOut());
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
		assertTrue(refused.getMessage().contains(file.resolve("plugins").toString()) && refused.getMessage().contains("XDG_DATA_HOME"), refused.getMessage());
	}
}
