package io.wirebench.plugins.internal;

import io.wirebench.core.plugins.PluginException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where a user's plug-ins live: the profile and what p2 remembers, the files of the bundles, a list of them that is read at each start
 * without p2, and who is left out and why. Shared by all engines of a user.
 *
 * <p>Each engine has a {@link Note} here of what plug-ins have under way. Suspects are what became of the note of an engine that did
 * not end in order: a first line that says what happened, and a line for each bundle with what it did then.
 */
final class Area {

	/**
	 * A bundle of an installed plug-in.
	 *
	 * @param name symbolic name
	 * @param version its version
	 * @param file name of its file in the pool
	 */
	record Entry(String name, String version, String file) {
		String text() {
			return name + " " + version;
		}
	}

	private static final String NOTE = "in-use.";
	private static final String SUSPECTS = "suspects.";

	private final Path folder;

	Area(Path folder) {
		this.folder = folder;
	}

	/** @return that of the user who runs this engine; it may not exist yet */
	static Area ofUser() {
		String data = System.getenv("XDG_DATA_HOME");
		Path base = data != null && data.startsWith("/") ? Path.of(data) : Path.of(System.getProperty("user.home"), ".local", "share");
		return new Area(base.resolve("wirebench").resolve("plugins"));
	}

	Path folder() {
		return folder;
	}

	/** Where p2 keeps its profile. */
	Path p2() {
		return folder.resolve("p2");
	}

	/** Where the bundles are. */
	Path pool() {
		return folder.resolve("bundles");
	}

	/** Where files are until it is certain that they are right. */
	Path staging() {
		return folder.resolve("staging");
	}

	private Path list() {
		return folder.resolve("installed");
	}

	private Path left() {
		return folder.resolve("left-out");
	}

	/** @return the file of this engine's note; null without the launcher, which is who looks at it in the end */
	Path note() {
		return run().isEmpty() ? null : folder.resolve(NOTE + run());
	}

	/** What the launcher calls this run of an engine. */
	private static String run() {
		return System.getProperty("wirebench.run", "");
	}

	boolean exists() {
		return Files.exists(list()) || Files.exists(left()) || !named(NOTE).isEmpty() || !named(SUSPECTS).isEmpty();
	}

	private List<Path> named(String prefix) {
		if (!Files.isDirectory(folder))
			return List.of();
		try (var all = Files.list(folder)) {
			return all.filter(file -> file.getFileName().toString().startsWith(prefix)).sorted().toList();
		} catch (IOException | UncheckedIOException e) {
			return List.of();
		}
	}

	/** Waits until no other engine of the user changes or starts plug-ins. @return to be closed */
	FileChannel lock() throws PluginException {
		try {
			Files.createDirectories(folder);
			FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
			channel.lock();
			return channel;
		} catch (IOException e) {
			throw new PluginException(
					"the folder for plug-ins, " + folder + ", cannot be used: " + reason(e) + "; make it writable, or set XDG_DATA_HOME",
					true, e);
		}
	}

	static String reason(IOException e) {
		return switch (e) {
			case java.nio.file.AccessDeniedException _ -> "permission denied";
			case java.nio.file.NoSuchFileException missing -> missing.getFile() + " does not exist";
			case java.nio.file.FileSystemException other when other.getReason() != null -> other.getReason();
			default -> String.valueOf(e.getMessage());
		};
	}

	List<Entry> installed() throws IOException {
		List<Entry> entries = new ArrayList<>();
		if (!Files.exists(list()))
			return entries;
		for (String line : Files.readAllLines(list())) {
			String[] words = line.split("\t");
			if (words.length == 3)
				entries.add(new Entry(words[0], words[1], words[2]));
			else if (!line.isBlank())
				throw new IOException(list() + " has a line that says nothing: '" + line + "'");
		}
		return entries;
	}

	void installed(List<Entry> entries) throws IOException {
		StringBuilder text = new StringBuilder();
		entries.forEach(e -> text.append(e.name()).append('\t').append(e.version()).append('\t').append(e.file()).append('\n'));
		write(list(), text.toString());
	}

	private static void write(Path file, String text) throws IOException {
		Path fresh = file.resolveSibling(file.getFileName() + ".new");
		Files.writeString(fresh, text);
		try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
			channel.force(true);
		}
		Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	static String lines(Map<String, String> bundles) {
		StringBuilder text = new StringBuilder();
		bundles.forEach((bundle, words) -> text.append(bundle).append('\t').append(words.replaceAll("\\s+", " ")).append('\n'));
		return text.toString();
	}

	/**
	 * Leaves a word to the next start, for an engine that ends. Needs no lock.
	 *
	 * @param what what happened, the beginning of a sentence
	 * @param bundles who is suspect, with the rest of the sentence
	 */
	void suspects(String what, Map<String, String> bundles) throws IOException {
		write(folder.resolve(SUSPECTS + (run().isEmpty() ? "own" : run())), what + "\n" + lines(bundles));
	}

	/** @return bundles that are left out, with the reason; engines that ended may have added some. Under the lock */
	Map<String, String> leftOut() throws IOException {
		Map<String, String> all = new TreeMap<>();
		if (Files.exists(left()))
			read(Files.readAllLines(left()), "", all);
		List<Path> fresh = named(SUSPECTS);
		for (Path file : fresh) {
			List<String> lines = Files.readAllLines(file);
			if (!lines.isEmpty())
				read(lines.subList(1, lines.size()), lines.getFirst(), all);
		}
		if (!fresh.isEmpty())
			leftOut(all);
		for (Path file : fresh)
			Files.deleteIfExists(file);
		return all;
	}

	private static void read(List<String> lines, String what, Map<String, String> into) {
		for (String line : lines) {
			int tab = line.indexOf('\t');
			if (tab > 0)
				into.put(line.substring(0, tab), (what + " " + line.substring(tab + 1)).strip());
			else if (!line.isBlank())
				into.put(line, "an engine ended over it");
		}
	}

	void leftOut(Map<String, String> bundles) throws IOException {
		if (bundles.isEmpty())
			Files.deleteIfExists(left());
		else
			write(left(), lines(bundles));
	}

	/** Removes notes of engines that were killed together with their launcher: nobody is suspect. Under the lock. */
	void forgetDead() {
		for (Path file : named(NOTE)) {
			if (file.equals(note()))
				continue; // To close it here would unlock it.
			try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
				if (channel.tryLock() != null)
					Files.deleteIfExists(file);
			} catch (IOException | OverlappingFileLockException e) {
				// Gone already, or in use.
			}
		}
	}

	/** Removes files of the pool that belong to no bundle any more. */
	void sweep(List<Entry> kept) {
		if (!Files.isDirectory(pool()))
			return;
		Set<String> files = new TreeSet<>();
		kept.forEach(entry -> files.add(entry.file()));
		try (var all = Files.list(pool())) {
			for (Path file : all.filter(f -> !files.contains(f.getFileName().toString())).toList())
				Files.deleteIfExists(file);
		} catch (IOException | UncheckedIOException e) {
			System.getLogger("io.wirebench.plugins").log(System.Logger.Level.WARNING,
					"files of removed plug-ins in " + pool() + " could not be removed: " + e.getMessage());
		}
	}
}
