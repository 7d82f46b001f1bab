package io.wirebench.cli.internal;

import io.wirebench.core.emulation.Capability;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "doctor", description = "Tries what this machine can do, and says what is missing, what that disables and how to get it.")
final class DoctorCommand implements Callable<Integer> {

	private final Services services;

	@Spec
	private CommandSpec spec;

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this.")
	private boolean help;

	DoctorCommand(Services services) {
		this.services = services;
	}

	@Override
	public Integer call() {
		PrintWriter out = spec.commandLine().getOut();
		out.println(MainCommand.Version.text());
		out.println("Linux " + System.getProperty("os.version") + ", Java " + System.getProperty("java.version") + ", "
				+ Runtime.getRuntime().availableProcessors() + " processors");
		List<Capability> capabilities = services.emulations().capabilities();
		boolean canRun = true;
		for (Capability c : capabilities) {
			out.printf("%-8s %s%n", c.available() ? "ok" : "MISSING", c.description());
			if (!c.available()) {
				out.println("         why:     " + c.cause());
				out.println("         without: " + c.disables());
				out.println("         remedy:  " + c.remedy());
				canRun &= !Capability.REQUIRED.contains(c.name());
			}
		}
		out.println(canRun ? "Networks can run here." : "Networks cannot run here: see MISSING above.");
		out.flush();
		return canRun ? ExitCode.OK : ExitCode.MACHINE;
	}
}
