package io.wirebench.cli.internal.command;

import io.wirebench.cli.internal.client.ClientCommand;
import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.Protocol;

import picocli.CommandLine.Command;

@Command(name = "doctor", description = "Probes this machine and prints what is missing, what that disables and how to get it.")
public final class DoctorCommand extends ClientCommand {

	@Override
	public int run() throws EngineException, EngineGoneException {
		out().println(client().greeting().version());
		Protocol.Doctor doctor = get(engine().doctor());
		out().println(doctor.machine());
		for (Protocol.CapabilityInfo c : doctor.capabilities()) {
			out().printf("%-8s %s%n", c.available() ? "ok" : "MISSING", c.description());
			if (!c.available()) {
				out().println("         why:     " + c.cause());
				out().println("         without: " + c.disables());
				out().println("         remedy:  " + c.remedy());
			}
		}
		out().println(doctor.canRun() ? "Networks can run here." : "Networks cannot run here: see MISSING above.");
		return doctor.canRun() ? ExitCode.OK : ExitCode.MACHINE;
	}
}
