package io.wirebench.cli.internal.command;

import io.wirebench.cli.internal.client.ClientCommand;
import io.wirebench.cli.internal.client.Engines;
import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.cli.internal.client.Failure;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.Protocol;

import java.util.Locale;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "engine", description = {
		"Without option or word: runs an engine in this terminal, until it is not needed any more or Ctrl-C. (Options then: --idle TIME.)",
		"Commands start an engine by themselves when none runs. It owns labs, and ends some time after its last client and lab are gone."})
public final class EngineCommand extends ClientCommand {

	/** What to do with it. */
	public enum What {
		status, stop
	}

	@Parameters(paramLabel = "status|stop", arity = "0..1", description = "Shows the state of the engine, or stops it.")
	private What what;

	@Option(names = "--background", description = "Starts an engine unless one runs; returns when it answers.")
	private boolean background;

	@Option(names = "--force", description = "With stop: even if labs are open or other clients are connected.")
	private boolean force;

	@Option(names = "--json", description = "With status: prints JSON.")
	private boolean json;

	public EngineCommand() {
		door(notices -> background
				? Engines.connectOrStart("wirebench engine", notices)
				: new Engines.Opened(Engines.connect("wirebench engine", notices), false));
	}

	@Override
	public int run() throws EngineException, EngineGoneException {
		if (background) {
			out().println("engine at " + Engines.socket() + (started() ? ", started" : ""));
			return ExitCode.OK;
		}
		if (client() == null) {
			if (what == What.stop || what == What.status) {
				out().println("no engine runs at " + Engines.socket());
				return what == What.stop ? ExitCode.OK : ExitCode.EXPECTATION;
			}
			throw new picocli.CommandLine.ParameterException(spec.commandLine(), "Say what to do: status, stop or --background.");
		}
		if (what == What.stop) {
			Protocol.Done done = get(engine().stopEngine(new Protocol.StopEngine(force)));
			if (!done.done())
				throw new Failure(ExitCode.INPUT, done.message() + "; say --force to end it all the same");
			client().ended().join();
			out().println("the engine has ended");
			return ExitCode.OK;
		}
		Protocol.EngineInfo info = get(engine().status());
		if (json)
			json(info);
		else
			out().printf(Locale.ROOT, "%s, protocol %d, at %s%nup %.0f s, %d clients, %d labs, %.0f MB of heap%n", info.version(),
					info.protocol(), Engines.socket(), info.uptimeSeconds(),
					info.clients(), info.labs().size(), info.heapBytes() / 1e6);
		return ExitCode.OK;
	}
}
