package io.wirebench.core.spec;

import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.model.file.NetworkFileException;
import io.wirebench.model.file.NetworkFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** From a network file to a specification in one step, for those who do not edit it. */
public final class SpecFiles {

	private SpecFiles() {
	}

	/**
	 * Reads and checks a file.
	 *
	 * @return the specification and what was found; a file that is no network at all gives one error with its place
	 * @throws IOException if the file cannot be read
	 */
	public static SpecResult read(Path file, KindRegistry kinds) throws IOException {
		try {
			return SpecBuilder.build(NetworkFiles.load(file).network(), kinds);
		} catch (NetworkFileException e) {
			return new SpecResult(null, List.of(new Problem(Problem.Severity.ERROR, "", e.line(), e.column(), e.getMessage(), "")));
		}
	}
}
