package io.wirebench.model.file;

import io.wirebench.model.Network;

import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.util.EcoreUtil;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Loading and saving network files without a resource set. Safe for use by any thread. */
public final class NetworkFiles {

	private NetworkFiles() {
	}

	/**
	 * Reads a file.
	 *
	 * @throws NetworkFileException if it is not a network file that can be read; with line and column
	 * @throws IOException if the file cannot be opened or read
	 */
	public static NetworkResource load(Path file) throws IOException {
		var resource = new NetworkResource(URI.createFileURI(file.toAbsolutePath().toString()));
		try (var in = Files.newInputStream(file)) {
			resource.load(in, null);
		}
		return resource;
	}

	/**
	 * Reads a network from text.
	 *
	 * @throws NetworkFileException if it cannot be read; with line and column
	 */
	public static NetworkResource load(String text) throws NetworkFileException {
		var resource = new NetworkResource(null);
		if (text.length() > XmlParser.MAXIMUM_BYTES)
			XmlParser.decode(text.getBytes(StandardCharsets.UTF_8));
		resource.loadText(text);
		return resource;
	}

	/**
	 * Refuses text that no file can hold, so that nobody has to find out when it is saved.
	 *
	 * @return the text
	 * @throws IllegalArgumentException naming the character
	 */
	public static String requireText(String text) {
		var illegal = XmlText.illegalIndex(text);
		if (illegal >= 0)
			throw new IllegalArgumentException("the text has the character U+%04X at place %d, which a file cannot hold; remove it"
					.formatted(text.codePointAt(illegal), illegal + 1));
		return text;
	}

	/**
	 * Writes a network to a file, changing no text that still says what the model says. The file is replaced in one
	 * step: a failure leaves the old one.
	 *
	 * @throws NetworkFileException if the model has something that a file cannot hold
	 * @throws IOException if the file cannot be written
	 */
	public static void save(NetworkResource resource, Path file) throws IOException {
		var bytes = resource.toText().getBytes(StandardCharsets.UTF_8);
		var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
		var temporary = Files.createTempFile(target.getParent(), ".", ".saving");
		try {
			Files.write(temporary, bytes);
			if (Files.exists(target))
				Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(target));
			else
				Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
			Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		} finally {
			Files.deleteIfExists(temporary);
		}
	}

	/**
	 * Writes a network that is not in a file yet in the canonical form.
	 *
	 * @throws NetworkFileException if the model has something that a file cannot hold
	 */
	public static String toText(Network network) throws NetworkFileException {
		var resource = new NetworkResource(null);
		resource.getContents().add(EcoreUtil.copy(network));
		return resource.toText();
	}
}
