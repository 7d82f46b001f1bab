package io.wirebench.cli.internal.client;

import picocli.CommandLine;

/** How commands end. */
public final class Commands {

	private Commands() {
	}

	/** Runs a command. @return the exit code */
	public static int execute(CommandLine line, String... arguments) {
		line.setExitCodeExceptionMapper(e -> switch (e) {
			case Failure failure -> failure.exitCode();
			case CommandLine.ParameterException _ -> ExitCode.INPUT;
			default -> ExitCode.MACHINE;
		});
		line.setExecutionExceptionHandler((e, command, _) -> {
			command.getOut().flush();
			if (e instanceof Failure failure) {
				if (!failure.getMessage().isEmpty())
					command.getErr().println("wirebench: " + failure.getMessage());
				return failure.exitCode();
			}
			command.getErr().println("wirebench: this should not have happened: " + e + "; please report it with the trace below");
			e.printStackTrace(command.getErr());
			return ExitCode.MACHINE;
		});
		return line.execute(arguments);
	}
}
