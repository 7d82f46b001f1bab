package io.wirebench.cli.internal;

import io.wirebench.core.spec.NetworkSpec;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "check", description = "Reads a network file and says what is wrong with it, with line, element and remedy.")
final class CheckCommand implements Callable<Integer> {

	private final Services services;

	@Spec
	private CommandSpec spec;

	@Mixin
	private NetworkInput input;

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this.")
	private boolean help;

	CheckCommand(Services services) {
		this.services = services;
	}

	@Override
	public Integer call() {
		NetworkSpec network = input.read(services.kinds(), spec.commandLine().getErr());
		spec.commandLine().getOut().printf("%s: %d nodes, %d links, %d flows, %d probes: no errors%n", input.file, network.nodes().size(),
				network.links().size(), network.flows().size(), network.probes().size());
		spec.commandLine().getOut().flush();
		return ExitCode.OK;
	}
}
