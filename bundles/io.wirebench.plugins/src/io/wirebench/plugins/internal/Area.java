package io.wirebench.plugins.internal;

import io.wirebench.core.plugins.PluginException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a user's plug-ins live: the profile and what p2 remembers, the files of the bundles, a list of them that is read at each start
 * without p2, and who is suspected of having ended an engine. Shared by all engines of a user.
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

	private Path suspect() {
		return folder.resolve("starting");
	}

	private Path suspects() {
		return folder.resolve("left-out");
	}

	boolean exists() {
		return Files.exists(list()) || Files.exists(suspect());
	}

	/** Waits until no other engine of the user changes or starts plug-ins. @return to be closed */
	FileChannel lock() throws PluginException {
		try {
			Files.createDirectories(folder);
			FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
			channel.lock();
			return channel;
		} catch (IOException e) {
			throw new PluginException("the folder for plug-ins, " + folder + ", cannot be used: " + reason(e) + "; make it writable, or set XDG_DATA_HOME", true, e);
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

	/** Notes which bundle is being started: whoever finds the note knows that an engine ended over it. */
	void starting(String bundle) throws IOException {
		Files.writeString(suspect(), bundle + "\n");
	}

	/** All went well. */
	void started() throws IOException {
		Files.deleteIfExists(suspect());
	}

	/** @return bundles that are left out because an engine ended while it started them; notes a fresh one among them */
	Set<String> leftOut() throws IOException {
		Set<String> all = new TreeSet<>();
		if (Files.exists(suspects()))
			all.addAll(Files.readAllLines(suspects()));
		if (Files.exists(suspect())) {
			Files.readAllLines(suspect()).stream().filter(line -> !line.isBlank()).forEach(all::add);
			leftOut(all);
			Files.delete(suspect());
		}
		return all;
	}

	void leftOut(Set<String> bundles) throws IOException {
		if (bundles.isEmpty())
			Files.deleteIfExists(suspects());
		else
			write(suspects(), String.join("\n", bundles) + "\n");
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
			System.err.println("wirebench engine: files of removed plug-ins in " + pool() + " could not be removed: " + e.getMessage());
		}
	}
}
