package io.wirebench.cli.internal.client;

import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.protocol.EngineApi;

import picocli.CommandLine.Option;

/** A command about a lab that runs; starts no engine, as a new one has no lab. */
public abstract class LabCommand extends ClientCommand {

	@Option(names = {"-l", "--lab"}, paramLabel = "LAB", description = "Name of the lab; optional if only one runs.")
	public String lab;

	public LabCommand() {
		door(this::connect);
	}

	private Engines.Opened connect(EngineApi.Client notices) throws EngineException {
		var client = Engines.connect("wirebench " + spec.name(), notices);
		if (client == null)
			throw new Failure(ExitCode.INPUT, "no engine runs, so there is no lab; start one: wirebench start FILE");
		return new Engines.Opened(client, false);
	}
}
