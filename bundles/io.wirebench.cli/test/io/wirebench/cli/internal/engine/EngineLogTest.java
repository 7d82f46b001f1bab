package io.wirebench.cli.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

class EngineLogTest {

	@TempDir
	private Path folder;

	@Test
	void shouldKeepTheNewestLinesBesideAndGoOnInAnEmptyFile() throws IOException {
		Path log = folder.resolve("engine.log");
		try (OutputStream out = new FileOutputStream(log.toFile(), true)) {
			out.write("old old old new".getBytes());
			EngineLog.cut(log, 3);
			out.write("more".getBytes());
		}
		assertEquals("new", Files.readString(folder.resolve("engine.log.1")));
		assertEquals("more", Files.readString(log));
	}

	@Test
	void shouldLeaveAShortLogAlone() throws IOException {
		Path log = Files.writeString(folder.resolve("engine.log"), "short");
		EngineLog.cut(log, 5);
		assertEquals("short", Files.readString(log));
		assertFalse(Files.exists(folder.resolve("engine.log.1")));
	}
}
