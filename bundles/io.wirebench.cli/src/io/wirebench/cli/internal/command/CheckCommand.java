package io.wirebench.cli.internal.command;

import io.wirebench.cli.internal.client.ClientCommand;
import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.cli.internal.client.NetworkInput;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.Protocol;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "check", description = "Checks a network file and lists its problems: line, element, remedy.")
public final class CheckCommand extends ClientCommand {

	@Mixin
	private NetworkInput input;

	@Override
	public int run() throws EngineException, EngineGoneException {
		Protocol.Checked network = input.check(this, input.read());
		out().printf("%s: %d nodes, %d links, %d flows, %d probes: no errors%n", input.file, network.nodes(), network.links(),
				network.flows(), network.probes());
		return ExitCode.OK;
	}
}
