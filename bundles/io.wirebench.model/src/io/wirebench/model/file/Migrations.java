package io.wirebench.model.file;

import java.util.List;

/** All steps in order. The newest version is the one after the last step. Immutable. */
final class Migrations {

	/** What this release knows: format 1 is the first. */
	static final Migrations CURRENT = new Migrations(List.of());

	private final List<Migration> steps;

	Migrations(List<Migration> steps) {
		this.steps = List.copyOf(steps);
		for (var index = 0; index < steps.size(); index++)
			if (steps.get(index).from() != index + 1)
				throw new IllegalArgumentException(
						"step " + index + " starts from format " + steps.get(index).from() + ", not " + (index + 1));
	}

	int newest() {
		return steps.size() + 1;
	}

	/** Brings a file to the newest format. */
	void apply(XmlElement network) throws NetworkFileException {
		var version = version(network);
		if (version > newest())
			throw new NetworkFileException("format " + version + " is newer than this Wirebench, which reads formats up to " + newest()
					+ "; open the file with a newer Wirebench", network.position.line(), network.position.column());
		if (version == newest())
			return;
		for (var step : steps.subList(version - 1, steps.size()))
			step.migrate(network);
		network.setAttribute("format", String.valueOf(newest()), List.of("format"));
	}

	private static int version(XmlElement network) throws NetworkFileException {
		var text = network.value("format");
		if (text == null)
			throw new NetworkFileException("the format version is missing; write <network format=\"1\" …>",
					network.position.line(), network.position.column());
		try {
			var version = Integer.parseInt(text);
			if (version >= 1)
				return version;
		} catch (NumberFormatException exception) {
			// Said below, with what was written.
		}
		var position = network.attribute("format").position;
		throw new NetworkFileException("format '" + text + "' is not a version; write format=\"1\"", position.line(), position.column());
	}
}
