package io.wirebench.cli.internal;

import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.Problem;
import io.wirebench.core.spec.SpecFiles;
import io.wirebench.core.spec.SpecResult;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A network file and changes to it, as several commands take them. */
final class NetworkInput {

	@Parameters(paramLabel = "FILE", description = "A network file (.wirebench).")
	Path file;

	@Option(names = "--seed", paramLabel = "N", description = "Replaces the file's seed: another run of all random decisions.")
	Long seed;

	@Option(names = "--set", paramLabel = "PATH=VALUE",
			description = "Sets a parameter by its element path, e.g. r1-r2/both/delay.time=25ms. Can be given several times.")
	List<String> changes = new ArrayList<>();

	/**
	 * Reads and checks the network.
	 *
	 * @param err where warnings and problems go
	 * @throws Failure with exit code 2 if there is an error in it
	 */
	NetworkSpec read(KindRegistry kinds, PrintWriter err) {
		SpecResult result;
		try {
			if (Files.isDirectory(file))
				throw new Failure(ExitCode.INPUT, file + " is a folder; name a network file (.wirebench)");
			result = SpecFiles.read(file, kinds);
		} catch (NoSuchFileException e) {
			throw new Failure(ExitCode.INPUT, "there is no file " + file);
		} catch (IOException e) {
			throw new Failure(ExitCode.INPUT, file + " cannot be read: " + e.getMessage());
		}
		for (Problem problem : result.problems())
			err.println(file + ":" + (problem.line() == 0 ? " " : "") + problem + (problem.severity() == Problem.Severity.WARNING ? " (warning)" : ""));
		err.flush();
		NetworkSpec spec = result.spec();
		if (spec == null) {
			long errors = result.errors().size();
			throw new Failure(ExitCode.INPUT, errors == 1 ? "the network has an error, see above" : "the network has " + errors + " errors, see above");
		}
		for (String change : changes) {
			int equals = change.indexOf('=');
			if (equals < 0)
				throw new Failure(ExitCode.INPUT, "--set " + change + ": write PATH=VALUE, for example --set r1-r2/both/delay.time=25ms");
			try {
				spec = spec.with(change.substring(0, equals).trim(), change.substring(equals + 1).trim());
			} catch (IllegalArgumentException e) {
				throw new Failure(ExitCode.INPUT, "--set " + change + ": " + e.getMessage());
			}
		}
		if (seed != null)
			spec = new NetworkSpec(spec.name(), spec.description(), seed, spec.nodes(), spec.links(), spec.flows(), spec.probes(), spec.scenario());
		return spec;
	}
}
