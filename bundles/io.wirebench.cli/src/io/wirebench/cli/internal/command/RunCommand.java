package io.wirebench.cli.internal.command;

import io.wirebench.cli.internal.client.ClientCommand;
import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.cli.internal.client.Failure;
import io.wirebench.cli.internal.client.Interrupt;
import io.wirebench.cli.internal.client.NetworkInput;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.Protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "run", description = "Starts a network, runs its scenario, checks its expectations and stops it. Without a scenario and --for it runs until Ctrl-C. "
		+ "While it runs, other commands (list, state, set, exec, capture ...) see it.")
public class RunCommand extends ClientCommand {

	private static final int SHELL_LINES = 64;

	@Mixin
	public NetworkInput input;

	@Option(names = "--for", paramLabel = "TIME", description = "Ends the run after this time, e.g. 30s, even if the scenario is not finished.")
	private String duration;

	@Option(names = "--report", paramLabel = "DIR", description = "Writes report.html, report.json and captures into this folder.")
	public Path report;

	@Option(names = "--name", paramLabel = "LAB", description = "Name of the lab for other commands; by default the network's name.")
	private String name;

	/** For tests that kill the engine at every step: waits for ever once so many steps are done. */
	@Option(names = "--hold-at-step", paramLabel = "N", hidden = true)
	private Integer holdAtStep;

	@Override
	public EngineApi.Client notices() {
		return new EngineApi.Client() {
			@Override
			public void progress(Protocol.ProgressNotice progress) {
				if (holdAtStep != null && progress.done() == holdAtStep) {
					out().printf("holding at step %d of %d%n", progress.done(), progress.total());
					out().flush();
				}
			}

			@Override
			public void run(Protocol.RunNotice notice) {
				// What became of expectations comes in the summary; that a flow has started is seen by its figures.
				if (notice.type().equals("expectation") || notice.type().equals("event") && !notice.problem())
					return;
				out().println(notice.text());
				out().flush();
			}
		};
	}

	@Override
	public int run() throws EngineException, EngineGoneException {
		Double forSeconds = seconds("--for", duration);
		Protocol.NetworkText network = input.read();
		Protocol.Checked checked = input.check(this, network);
		Path folder = (report != null
				? report
				: Path.of("wirebench-" + checked.name() + "-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"))))
				.toAbsolutePath();
		if (report != null)
			prepare(report);
		try (Interrupt interrupt = new Interrupt()) {
			try {
				int code = run(network, checked, forSeconds, folder, interrupt);
				interrupt.exitCode(code);
				return code;
			} catch (EngineException | EngineGoneException | Failure e) {
				Failure failure = e instanceof Failure f
						? f
						: e instanceof EngineException x ? failure(x, "") : new Failure(ExitCode.MACHINE, e.getMessage());
				if (!interrupt.requested())
					throw failure;
				// The process ends as soon as this block is left: nobody else would say it.
				err().println("wirebench: " + failure.getMessage());
				err().flush();
				interrupt.exitCode(failure.exitCode());
				return failure.exitCode();
			}
		}
	}

	private static void prepare(Path folder) {
		try {
			Files.createDirectories(folder);
			if (!Files.isWritable(folder))
				throw new Failure(ExitCode.INPUT, "--report " + folder + ": this folder cannot be written to");
		} catch (IOException e) {
			throw new Failure(ExitCode.INPUT, "--report " + folder + " cannot be made: " + e.getMessage());
		}
	}

	private int run(Protocol.NetworkText network, Protocol.Checked checked, Double forSeconds, Path folder, Interrupt interrupt)
			throws EngineException, EngineGoneException {
		Protocol.LabInfo lab = get(
				engine().open(new Protocol.OpenLab(name, network, false, folder.toString(), Path.of("").toAbsolutePath().toString())));
		long begin = System.nanoTime();
		CompletableFuture<Protocol.PlanInfo> starting = engine().apply(new Protocol.Apply(lab.lab(), null, holdAtStep));
		interrupt.action(() -> client().cancel(starting));
		try {
			get(starting);
		} catch (EngineException e) {
			if (interrupt.requested())
				throw new Failure(ExitCode.EXPECTATION, "stopped before the network was complete; what there was of it is gone");
			throw failure(e, "the network could not be started: ");
		}
		Protocol.NetworkInfo running = get(engine().network(new Protocol.LabRef(lab.lab())));
		out().printf("%s: %d nodes and %d links running after %.0f ms%s%n", checked.name().isEmpty() ? input.file : checked.name(),
				checked.nodes(), checked.links(),
				(System.nanoTime() - begin) / 1e6, running.seed().equals("0") ? "" : ", seed " + running.seed());
		out().flush();
		boolean hold = forSeconds == null && !checked.ends();
		if (hold || forSeconds == null && !checked.scenario())
			shells(lab.lab(), running, hold);
		CompletableFuture<Protocol.RunResult> run = engine()
				.run(new Protocol.RunScenario(lab.lab(), forSeconds, report == null ? null : folder.toString(), commandLine(), hold));
		interrupt.action(() -> client().cancel(run));
		Protocol.RunResult result = get(run);
		try {
			get(engine().stopLab(new Protocol.LabRef(lab.lab())));
		} catch (EngineException | EngineGoneException e) {
			// It has ended with its engine; the result says why.
			if (result.passed())
				throw e;
		}
		if (result.reportProblem() != null)
			throw new Failure(ExitCode.MACHINE, "the report could not be written to " + report + ": " + result.reportProblem());
		if (result.report() != null)
			out().println("report: " + report.resolve("report.html"));
		out().flush();
		if (started())
			releaseEngine();
		return result.passed() ? ExitCode.OK : ExitCode.EXPECTATION;
	}

	/** What was started for this run goes with it, unless somebody else uses it by now. */
	private void releaseEngine() throws EngineException {
		try {
			if (get(engine().stopEngine(new Protocol.StopEngine(false))).done())
				client().ended().join();
		} catch (EngineGoneException e) {
			// As was wanted.
		}
	}

	private List<String> commandLine() {
		List<String> line = new ArrayList<>(List.of("./wirebench"));
		line.addAll(spec.commandLine().getParseResult().originalArgs().isEmpty()
				? List.of("run", input.file.toString())
				: spec.commandLine().getParent().getParseResult().originalArgs());
		return line;
	}

	private void shells(String lab, Protocol.NetworkInfo network, boolean hold) throws EngineGoneException {
		out().println("To open a shell in a node: wirebench shell NODE, or in any terminal:");
		int n = 0;
		for (Protocol.NodeInfo node : network.nodes()) {
			if (!node.programs())
				continue;
			if (n++ == SHELL_LINES) {
				out().println("  … and so on for the other nodes; they get their line when they are among the first " + SHELL_LINES);
				break;
			}
			try {
				out().printf("  %-12s %s%n", node.name(), get(engine().shellCommand(new Protocol.NodeRef(lab, node.name()))).command());
			} catch (EngineException e) {
				out().printf("  %-12s (none: %s)%n", node.name(), e.getMessage());
			}
		}
		out().println(hold ? "Ctrl-C stops the network." : "");
		out().flush();
	}
}
