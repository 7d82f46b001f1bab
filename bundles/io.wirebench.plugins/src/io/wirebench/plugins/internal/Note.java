package io.wirebench.plugins.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What plug-ins have under way in this engine, on disk as long as it is: the bundle that is being started, and those whose kinds
 * labs use. Should the engine end by itself and not in order, the launcher makes suspects of them; whoever is killed suspects nobody.
 * Locked as long as it is there, so that others see that the engine lives. Safe for use by any thread.
 */
final class Note {

	static final String STARTING = "while it was being started";
	private static final String USED = "while labs used its kinds";

	private final Path file;
	private String starting = "";
	private Set<String> used = Set.of();
	private FileChannel channel;
	private boolean over;

	/** @param file where, or null: nobody would look at it */
	Note(Path file) {
		this.file = file;
	}

	/** @throws IOException if it cannot be written, or the engine ends: then nothing more is to be started */
	synchronized void starting(String bundle) throws IOException {
		if (over)
			throw new IOException("the engine ends");
		starting = bundle;
		write();
	}

	synchronized void started() throws IOException {
		starting = "";
		write();
	}

	synchronized void used(Set<String> bundles) throws IOException {
		if (used.equals(bundles))
			return;
		used = new TreeSet<>(bundles);
		write();
	}

	/** The engine ends in order: nobody is noted any more. */
	synchronized void end() {
		over = true;
		try {
			write();
		} catch (IOException e) {
			System.getLogger("io.wirebench.plugins").log(System.Logger.Level.WARNING, file + " could not be removed: " + e.getMessage());
		}
	}

	/** @return who is suspect if the engine ended now, with what each was doing */
	synchronized Map<String, String> underWay() {
		Map<String, String> all = new TreeMap<>();
		used.forEach(bundle -> all.put(bundle, USED));
		if (!starting.isEmpty())
			all.put(starting, STARTING);
		return all;
	}

	private void write() throws IOException {
		if (file == null)
			return;
		Map<String, String> all = over ? Map.of() : underWay();
		if (all.isEmpty()) {
			if (channel != null)
				channel.close();
			channel = null;
			Files.deleteIfExists(file);
			return;
		}
		while (channel == null) {
			Files.createDirectories(file.getParent());
			FileChannel fresh = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
			fresh.lock();
			// Another engine that starts may have taken it, not locked yet, for that of a dead one.
			if (Files.exists(file))
				channel = fresh;
			else
				fresh.close();
		}
		ByteBuffer text = ByteBuffer.wrap(Area.lines(all).getBytes(StandardCharsets.UTF_8));
		int length = text.remaining();
		channel.write(text, 0);
		channel.truncate(length);
	}
}
