package io.wirebench.core.report;

import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.plan.LinkTier;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.spec.NetworkSpec;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes reports of runs into folders. */
public final class Reports {

	/** The file for programs. */
	public static final String JSON_FILE = "report.json";

	/** The file for people. */
	public static final String HTML_FILE = "report.html";

	/** Something that can be written. */
	@FunctionalInterface
	interface Content {
		void writeTo(Appendable out) throws IOException;
	}

	private Reports() {
	}

	/**
	 * Writes {@value #JSON_FILE} and {@value #HTML_FILE}, over those that are there. Both are complete under another name
	 * before either takes its place, so a full disk leaves what was there before.
	 *
	 * @param folder made if it is not there
	 * @throws IOException naming the file and the reason
	 */
	public static void write(RunReport report, Path folder) throws IOException {
		Map<String, Content> files = new LinkedHashMap<>();
		files.put(JSON_FILE, out -> JsonReport.write(report, out));
		files.put(HTML_FILE, out -> HtmlReport.write(report, folder, out));
		write(files, folder);
	}

	/**
	 * Draws a network as it stands.
	 *
	 * @param tiers how each link's frames get across; links that are not named are drawn without it
	 * @return a document in Scalable Vector Graphics
	 */
	public static String drawing(NetworkSpec network, List<LinkTier> tiers, EmulationState state) {
		RunRecorder recorder = new RunRecorder(_ -> "1", state.nanos());
		recorder.stateChanged(state);
		return TopologyDrawing.document(new RunReport(Instant.EPOCH, Duration.ZERO, RunReport.Ending.COMPLETED, "", "", "", network,
				new Plan(List.of(), tiers), recorder.recording(), List.of(), Map.of(), List.of(), List.of()));
	}

	static void write(Map<String, Content> files, Path folder) throws IOException {
		Path current = folder;
		Map<Path, Path> written = new LinkedHashMap<>();
		try {
			Files.createDirectories(folder);
			String suffix = "." + UUID.randomUUID() + ".tmp";
			for (Map.Entry<String, Content> file : files.entrySet()) {
				current = folder.resolve(file.getKey());
				if (Files.isDirectory(current))
					throw new IOException("it is a folder");
				Path temporary = folder.resolve("." + file.getKey() + suffix);
				written.put(temporary, current);
				write(temporary, file.getValue());
			}
			for (Map.Entry<Path, Path> file : written.entrySet()) {
				current = file.getValue();
				Files.move(file.getKey(), current, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			}
		} catch (IOException e) {
			throw new IOException(
					"cannot write the report " + current + ": " + reason(e) + "; make room or rights there, or choose another folder", e);
		} finally {
			for (Path temporary : written.keySet())
				deleteQuietly(temporary);
		}
	}

	private static void write(Path file, Content content) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
				BufferedWriter out = new BufferedWriter(new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8),
						1 << 16)) {
			content.writeTo(out);
			out.flush();
			// Some file systems find out only now that there is no room.
			channel.force(true);
		}
	}

	private static String reason(IOException e) {
		String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
		return switch (e) {
			case java.nio.file.AccessDeniedException _ -> "access denied";
			case java.nio.file.FileAlreadyExistsException _ -> "it is not a folder";
			default -> reason == null ? e.getClass().getSimpleName() : reason;
		};
	}

	private static void deleteQuietly(Path file) {
		try {
			Files.deleteIfExists(file);
		} catch (IOException e) {
			// The first failure is the one to tell of.
		}
	}
}
