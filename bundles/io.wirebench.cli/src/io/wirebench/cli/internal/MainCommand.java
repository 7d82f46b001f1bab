package io.wirebench.cli.internal;

import io.wirebench.cli.internal.client.Version;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line without a command: help. */
@Command(name = "wirebench", versionProvider = Version.class, subcommands = CommandLine.HelpCommand.class, description = "Runs networks from files on real Linux namespaces, impairs their links, sends traffic, measures and checks.", footer = {
		"",
		"Also, by the launcher in a checkout of the sources: @|bold bench|@ NAME measures Wirebench itself, @|bold build|@ builds it, @|bold verify|@ [--quick] tests it, @|bold format|@ formats its Java, "
				+ "@|bold package|@ [DIR] makes archives to install it from.",
		"",
		"Exit codes: 0 expectations held, 1 one failed, 2 bad usage or input, 3 the machine cannot.",
		"'wirebench help COMMAND' says more."})
final class MainCommand implements Runnable {

	@Spec
	private CommandSpec spec;

	@Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help.")
	private boolean help;

	@Option(names = {"-V", "--version"}, versionHelp = true, description = "Prints the version.")
	private boolean version;

	@Override
	public void run() {
		throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do.");
	}
}
