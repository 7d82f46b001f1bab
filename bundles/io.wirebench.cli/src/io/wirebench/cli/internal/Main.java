package io.wirebench.cli.internal;

import io.wirebench.cli.internal.client.ClientCommand;
import io.wirebench.cli.internal.client.Commands;
import io.wirebench.cli.internal.client.Engines;
import io.wirebench.cli.internal.command.CheckCommand;
import io.wirebench.cli.internal.command.DemoCommand;
import io.wirebench.cli.internal.command.DoctorCommand;
import io.wirebench.cli.internal.command.EngineCommand;
import io.wirebench.cli.internal.command.KindsCommand;
import io.wirebench.cli.internal.command.LabCommands;
import io.wirebench.cli.internal.command.NodeCommands;
import io.wirebench.cli.internal.command.PlanCommand;
import io.wirebench.cli.internal.command.PluginCommands;
import io.wirebench.cli.internal.command.RunCommand;
import io.wirebench.cli.internal.command.WatchCommands;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The command line: a client of the engine that needs nothing of the platform, so that it starts quickly. */
public final class Main {

	private Main() {
	}

	/** All commands by name, in the order of the help. */
	private static Map<String, Supplier<Object>> commands() {
		Map<String, Supplier<Object>> all = new LinkedHashMap<>();
		all.put("demo", DemoCommand::new);
		all.put("run", RunCommand::new);
		all.put("check", CheckCommand::new);
		all.put("plan", PlanCommand::new);
		all.put("start", LabCommands.Start::new);
		all.put("stop", LabCommands.Stop::new);
		all.put("apply", LabCommands.Apply::new);
		all.put("list", LabCommands.ListLabs::new);
		all.put("state", LabCommands.State::new);
		all.put("service", LabCommands.Service::new);
		all.put("set", LabCommands.SetValues::new);
		all.put("link", LabCommands.Link::new);
		all.put("impair", LabCommands.Impair::new);
		all.put("remove", LabCommands.Remove::new);
		all.put("flow", LabCommands.Flow::new);
		all.put("exec", NodeCommands.Exec::new);
		all.put("shell", NodeCommands.Shell::new);
		all.put("copy", NodeCommands.Copy::new);
		all.put("capture", WatchCommands.Capture::new);
		all.put("events", WatchCommands.Events::new);
		all.put("wait", LabCommands.Wait::new);
		all.put("save", LabCommands.Save::new);
		all.put("kinds", KindsCommand::new);
		all.put("plugins", PluginCommands.Plugins::new);
		all.put("doctor", DoctorCommand::new);
		all.put("engine", EngineCommand::new);
		all.put("completion", Completion::new);
		return all;
	}

	@Command(name = "completion", description = "Prints a completion script for bash: source <(wirebench completion)")
	static final class Completion implements Runnable {
		@ParentCommand
		private MainCommand parent;

		@Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help.")
		private boolean help;

		@CommandLine.Spec
		private CommandLine.Model.CommandSpec spec;

		@Override
		public void run() {
			spec.commandLine().getOut().print(AutoComplete.bash("wirebench", line(null, null)));
			spec.commandLine().getOut().flush();
		}
	}

	/**
	 * @param only the one command that is needed, or null for all
	 * @param door another way to an engine, or null
	 */
	private static CommandLine line(String only, Engines.Door door) {
		Map<String, Supplier<Object>> all = commands();
		CommandLine line = new CommandLine(new MainCommand());
		all.forEach((name, command) -> {
			if (only != null && all.containsKey(only) && !only.equals(name) && !(only.equals("demo") && name.equals("run")))
				return;
			Object made = command.get();
			if (door != null && made instanceof ClientCommand client)
				client.door(door);
			line.addSubcommand(made);
			if (made instanceof NodeCommands.Exec)
				line.getSubcommands().get(name).setStopAtPositional(true);
		});
		return line;
	}

	/** Runs one command with another way to the engine, printing on these. @return the exit code */
	static int run(Engines.Door door, PrintWriter out, PrintWriter err, String... arguments) {
		return Commands.execute(line(null, door).setOut(out).setErr(err), arguments);
	}

	/** Runs one command and ends this process with its exit code. */
	public static void main(String[] arguments) {
		System.setProperty("wirebench.command", String.join(" ", arguments));
		CommandLine line = line(arguments.length == 0 ? null : arguments[0], null);
		line.setOut(new PrintWriter(System.out, false, StandardCharsets.UTF_8))
				.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
		int code = Commands.execute(line, arguments);
		line.getOut().flush();
		System.out.flush();
		System.exit(code);
	}
}
