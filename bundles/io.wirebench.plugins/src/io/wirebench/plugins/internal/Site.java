package io.wirebench.plugins.internal;

import io.wirebench.core.plugins.PluginException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/** A site that is open: a folder, or what was in a zip file until it is closed. */
final class Site implements AutoCloseable {

	private static final long MOST_BYTES = 4L << 30;
	private static final int MOST_FILES = 100_000;
	private static final List<String> MARKS = List.of("content.jar", "content.xml", "content.xml.xz", "compositeContent.jar",
			"compositeContent.xml", "p2.index");

	private final String source;
	private final Path folder;
	private final boolean unpacked;

	private Site(String source, Path folder, boolean unpacked) {
		this.source = source;
		this.folder = folder;
		this.unpacked = unpacked;
	}

	/** @param staging where a zip file is unpacked; made when needed */
	static Site open(String source, Path staging) throws PluginException {
		if (source == null || source.isBlank())
			throw new PluginException("no site is named; name a folder, a zip file or a URL");
		Path path = path(source.strip());
		if (!Files.exists(path))
			throw new PluginException("there is no site at " + source + ": " + path + " does not exist, or may not be looked at");
		if (Files.isDirectory(path))
			return checked(new Site(source, path, false));
		Path folder;
		try {
			Files.createDirectories(staging);
			folder = Files.createTempDirectory(staging, "site");
		} catch (IOException e) {
			throw new PluginException("the folder " + staging + ", where a zip file is unpacked, cannot be made: " + e.getMessage(), true,
					e);
		}
		Site site = new Site(source, folder, true);
		try {
			unpack(path, folder);
			return checked(site);
		} catch (ZipException | IllegalArgumentException e) {
			site.close();
			throw new PluginException(
					"the site " + source + " cannot be read: it is no whole zip file (" + e.getMessage() + "); download it again", e);
		} catch (IOException e) {
			site.close();
			throw new PluginException("the site " + source + " cannot be unpacked: " + e.getMessage(), e);
		} catch (PluginException e) {
			site.close();
			throw e;
		}
	}

	private static Path path(String source) throws PluginException {
		if (source.startsWith("file:"))
			try {
				return Path.of(URI.create(source.replace(" ", "%20"))).normalize();
			} catch (IllegalArgumentException e) {
				throw new PluginException("'" + source + "' is not the URL of a file: " + e.getMessage(), e);
			}
		if (source.matches("[A-Za-z][A-Za-z0-9+.-]*:.*"))
			throw new PluginException("the engine has no network of its own, so it cannot read " + source
					+ "; fetch the site and name the folder or file (the command line does that by itself)");
		Path path = Path.of(source);
		if (!path.isAbsolute())
			throw new PluginException(
					"the site '" + source + "' is no absolute path; the engine does not know in which folder its client is");
		return path.normalize();
	}

	private static Site checked(Site site) throws PluginException {
		if (MARKS.stream().noneMatch(mark -> Files.isRegularFile(site.folder.resolve(mark))))
			throw new PluginException(site.source + " is no p2 site: it has neither content.jar nor content.xml nor a composite of others");
		return site;
	}

	private static void unpack(Path zip, Path folder) throws IOException {
		long bytes = 0;
		int files = 0;
		byte[] piece = new byte[1 << 16];
		// The index at its end first: a file that was cut off has none.
		try (java.util.zip.ZipFile whole = new java.util.zip.ZipFile(zip.toFile())) {
			for (ZipEntry entry : java.util.Collections.list(whole.entries())) {
				Path to = folder.resolve(entry.getName()).normalize();
				if (!to.startsWith(folder))
					throw new ZipException("it wants to write outside of its folder: " + entry.getName());
				if (++files > MOST_FILES)
					throw new ZipException("it has more than " + MOST_FILES + " files");
				if (entry.isDirectory()) {
					Files.createDirectories(to);
					continue;
				}
				Files.createDirectories(to.getParent());
				try (InputStream in = whole.getInputStream(entry); var out = Files.newOutputStream(to)) {
					for (int n; (n = in.read(piece)) >= 0;) {
						bytes += n;
						if (bytes > MOST_BYTES)
							throw new ZipException("it has more than " + MOST_BYTES + " bytes");
						out.write(piece, 0, n);
					}
				}
			}
		}
	}

	URI location() {
		return folder.toUri();
	}

	/** @return as it was named */
	String source() {
		return source;
	}

	@Override
	public void close() {
		if (unpacked)
			delete(folder);
	}

	/** Removes a folder with all that is in it. */
	static void delete(Path folder) {
		if (!Files.exists(folder))
			return;
		try (Stream<Path> all = Files.walk(folder)) {
			for (Path path : all.sorted(Comparator.reverseOrder()).toList())
				Files.deleteIfExists(path);
		} catch (IOException | UncheckedIOException e) {
			System.getLogger("io.wirebench.plugins").log(System.Logger.Level.WARNING, folder + " could not be removed: " + e.getMessage());
		}
	}
}
