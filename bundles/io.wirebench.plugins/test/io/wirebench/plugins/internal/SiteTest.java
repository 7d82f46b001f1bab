package io.wirebench.plugins.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.plugins.PluginException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class SiteTest {

	@TempDir
	private Path folder;
	private Path staging;

	@BeforeEach
	void makeStaging() {
		staging = folder.resolve("staging");
	}

	private Path zip(String name, Map<String, String> files) throws IOException {
		Path zip = folder.resolve(name);
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
			for (Map.Entry<String, String> file : files.entrySet()) {
				out.putNextEntry(new ZipEntry(file.getKey()));
				out.write(file.getValue().getBytes());
				out.closeEntry();
			}
		}
		return zip;
	}

	private String refused(String source) throws IOException {
		String message = assertThrows(PluginException.class, () -> Site.open(source, staging)).getMessage();
		try (var left = Files.exists(staging) ? Files.list(staging) : java.util.stream.Stream.<Path>empty()) {
			assertEquals(0, left.count(), "nothing is left of what was unpacked");
		}
		return message;
	}

	@Test
	void shouldUnpackAZipFileAndRemoveItAgain() throws Exception {
		Path zip = zip("site.zip", Map.of("content.xml", "<repository/>", "plugins/a.jar", "a"));
		Path unpacked;
		try (Site site = Site.open(zip.toString(), staging)) {
			unpacked = Path.of(site.location());
			assertEquals("a", Files.readString(unpacked.resolve("plugins/a.jar")));
		}
		assertFalse(Files.exists(unpacked));
		try (Site site = Site.open(zip.toUri().toString(), staging)) {
			assertEquals(zip.toUri().toString(), site.source());
		}
	}

	@Test
	void shouldLeaveAFolderAsItIs() throws Exception {
		Files.writeString(folder.resolve("content.xml"), "<repository/>");
		try (Site site = Site.open(folder.toString(), staging)) {
			assertEquals(folder.toUri(), site.location());
		}
		assertTrue(Files.exists(folder.resolve("content.xml")));
	}

	@Test
	void shouldNotLetAZipFileWriteElsewhere() throws IOException {
		Path zip = zip("evil.zip", Map.of("content.xml", "<repository/>", "../../outside", "x"));
		assertTrue(refused(zip.toString()).contains("outside of its folder"));
		assertFalse(Files.exists(folder.resolve("outside")));
	}

	@Test
	void shouldSayWhyThereIsNoSite() throws IOException {
		Path cut = zip("cut.zip", Map.of("content.xml", "<repository/>"));
		byte[] whole = Files.readAllBytes(cut);
		Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 10));
		assertTrue(refused(cut.toString()).contains("no whole zip file"));
		assertTrue(refused(zip("empty.zip", Map.of("readme", "x")).toString()).contains("is no p2 site"));
		assertTrue(refused(folder.toString()).contains("is no p2 site"));
		assertTrue(refused(folder.resolve("nowhere").toString()).contains("does not exist"));
		assertTrue(refused("relative/path").contains("no absolute path"));
		assertTrue(refused("https://example.org/site").contains("no network"));
		assertTrue(refused(" ").contains("no site is named"));
	}
}
