package io.wirebench.cli.internal;

import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationEvent;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationListener;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.kinds.Forwarding;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.report.Reports;
import io.wirebench.core.report.RunRecorder;
import io.wirebench.core.report.RunReport;
import io.wirebench.core.scenario.ExpectationResult;
import io.wirebench.core.scenario.FigureCatalogue;
import io.wirebench.core.scenario.ScenarioRunner;
import io.wirebench.core.spec.FlowSpec;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.NodeSpec;
import io.wirebench.core.spec.Quantities;
import io.wirebench.core.spec.StepSpec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "run", description = "Starts a network, runs its scenario and checks its expectations, and stops it. Without scenario and --for it runs until Ctrl-C.")
class RunCommand implements Callable<Integer> {

	private static final int SHELL_LINES = 64;

	private final Services services;

	@Spec
	private CommandSpec spec;

	@Mixin
	NetworkInput input;

	@Option(names = "--for", paramLabel = "TIME", description = "Ends the run after this time, e.g. 30s, whatever the scenario says.")
	private String duration;

	@Option(names = "--report", paramLabel = "DIR", description = "Writes report.html, report.json and captures into this folder.")
	Path report;

	/** For tests that kill the engine at every step: waits for ever once so many steps are done. */
	@Option(names = "--hold-at-step", paramLabel = "N", hidden = true)
	private Integer holdAtStep;

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this.")
	private boolean help;

	RunCommand(Services services) {
		this.services = services;
	}

	@Override
	public Integer call() {
		PrintWriter out = spec.commandLine().getOut();
		KindRegistry kinds = services.kinds();
		NetworkSpec network = input.read(kinds, spec.commandLine().getErr());
		OptionalLong forNanos = OptionalLong.empty();
		if (duration != null)
			try {
				forNanos = OptionalLong.of(Quantities.durationNanos(duration));
			} catch (IllegalArgumentException e) {
				throw new Failure(ExitCode.INPUT, "--for: " + e.getMessage());
			}
		Path folder = report != null ? report
				: Path.of("wirebench-" + network.name() + "-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
		if (report != null)
			prepare(report);
		try (Interrupt interrupt = new Interrupt(); Emulation emulation = open(folder)) {
			Run run = new Run(out, kinds, network, emulation, interrupt, folder);
			try {
				int code = run.run(forNanos);
				interrupt.exitCode(code);
				return code;
			} catch (Failure e) {
				if (!interrupt.requested())
					throw e;
				// The process ends as soon as this block is left: nobody else would say it.
				spec.commandLine().getErr().println("wirebench: " + e.getMessage());
				spec.commandLine().getErr().flush();
				interrupt.exitCode(e.exitCode());
				return e.exitCode();
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

	private Emulation open(Path folder) {
		try {
			return services.emulations().open(folder);
		} catch (EmulationException e) {
			throw new Failure(ExitCode.MACHINE, e.getMessage());
		}
	}

	/** One run, from start to stop. */
	private final class Run implements EmulationListener, ScenarioRunner.Listener {
		private final PrintWriter out;
		private final KindRegistry kinds;
		private final NetworkSpec network;
		private final Emulation emulation;
		private final Interrupt interrupt;
		private final Path folder;
		private final FigureCatalogue catalogue;
		private final RunRecorder recorder;
		private final Instant started = Instant.now();
		private final long startNanos = System.nanoTime();
		private Plan plan = new Plan(List.of(), List.of());
		private long nextLine = 1;

		Run(PrintWriter out, KindRegistry kinds, NetworkSpec network, Emulation emulation, Interrupt interrupt, Path folder) {
			this.out = out;
			this.kinds = kinds;
			this.network = network;
			this.emulation = emulation;
			this.interrupt = interrupt;
			this.folder = folder;
			catalogue = new FigureCatalogue(network, kinds);
			recorder = new RunRecorder(catalogue, startNanos);
		}

		int run(OptionalLong forNanos) {
			try (Emulation.Subscription _ = emulation.listen(this)) {
				start();
				boolean hold = network.scenario().isEmpty() && forNanos.isEmpty() && network.flows().stream().noneMatch(this::ends);
				if (network.scenario().isEmpty() && forNanos.isEmpty())
					shells(hold);
				recorder.begin(System.nanoTime());
				ScenarioRunner runner = new ScenarioRunner(emulation, network, kinds, this);
				List<ExpectationResult> results = runner.run(hold ? OptionalLong.of(Long.MAX_VALUE) : forNanos, interrupt::requested);
				for (FlowSpec flow : network.flows())
					stopFlow(flow.name());
				EmulationState last = emulation.sample();
				List<String> problems = new ArrayList<>(runner.problems());
				problems.addAll(runner.failedFlows());
				int code = summarize(last, results, problems);
				emulation.close();
				if (report != null)
					write(problems);
				return code;
			}
		}

		/** @throws Failure if the report cannot be written whole; what was there before is left as it was */
		private void write(List<String> problems) {
			String text;
			try {
				text = Files.readString(input.file);
			} catch (IOException e) {
				text = "";
			}
			List<String> doctor = services.emulations().capabilities().stream()
					.map(c -> (c.available() ? "ok       " : "missing  ") + c.description() + (c.available() ? "" : ": " + c.cause())).toList();
			RunReport run = new RunReport(started, Duration.ofNanos(System.nanoTime() - startNanos),
					interrupt.requested() ? RunReport.Ending.STOPPED : RunReport.Ending.COMPLETED, "", input.file.toString(), text, network, plan,
					recorder.recording(), problems, RunReport.versionsHere(MainCommand.Version.text()), commandLine(), doctor);
			try {
				Reports.write(run, report);
			} catch (IOException e) {
				throw new Failure(ExitCode.MACHINE, "the report could not be written to " + report + ": " + e.getMessage());
			}
			out.println("report: " + report.resolve(Reports.HTML_FILE));
			out.flush();
		}

		private List<String> commandLine() {
			List<String> line = new ArrayList<>(List.of("./wirebench"));
			line.addAll(spec.commandLine().getParseResult().originalArgs().isEmpty() ? List.of("run", input.file.toString())
					: spec.commandLine().getParent().getParseResult().originalArgs());
			return line;
		}

		/** A network whose flows all end by themselves is a run; one without such flows is there until somebody stops it. */
		private boolean ends(FlowSpec flow) {
			return flow.startNanos().isPresent() && (flow.durationNanos().isPresent() || flow.kindId().equals(KindRegistry.fullId("command"))
					|| limited(flow, "count") || limited(flow, "packets"));
		}

		private boolean limited(FlowSpec flow, String parameter) {
			String text = flow.parameters().texts().get(parameter);
			return text != null && !text.equals("0");
		}

		private void stopFlow(String name) {
			try {
				emulation.stopFlow(name);
			} catch (EmulationException e) {
				out.println("wirebench: " + e.getMessage());
			}
		}

		private void start() {
			long begin = System.nanoTime();
			try {
				plan = emulation.apply(network, new ApplyMonitor() {
					@Override
					public boolean cancelled() {
						return interrupt.requested();
					}

					@Override
					public boolean stepwise() {
						return holdAtStep != null;
					}

					@Override
					public void progress(int done, int total, String what) {
						if (holdAtStep == null || done != holdAtStep)
							return;
						out.printf("holding at step %d of %d%n", done, total);
						out.flush();
						while (!interrupt.requested())
							LockSupport.parkNanos(100_000_000);
					}
				});
			} catch (EmulationException e) {
				if (interrupt.requested())
					throw new Failure(ExitCode.EXPECTATION, "stopped before the network was complete; what there was of it is gone");
				throw new Failure(e.machineCannot() ? ExitCode.MACHINE : ExitCode.INPUT, "the network could not be started: " + e.getMessage());
			}
			out.printf("%s: %d nodes and %d links running after %.0f ms%s%n", network.name().isEmpty() ? input.file : network.name(), network.nodes().size(),
					network.links().size(), (System.nanoTime() - begin) / 1e6, network.seed() == 0 ? "" : ", seed " + network.seed());
			out.flush();
		}

		private void shells(boolean hold) {
			out.println("To open a shell in a node:");
			int n = 0;
			for (NodeSpec node : network.nodes()) {
				if (node.forwarding() == Forwarding.LINK)
					continue;
				if (n++ == SHELL_LINES) {
					out.println("  … and so on for the other nodes; they get their line when they are among the first " + SHELL_LINES);
					break;
				}
				try {
					out.printf("  %-12s %s%n", node.name(), emulation.shellCommand(node.name()));
				} catch (EmulationException e) {
					out.printf("  %-12s (none: %s)%n", node.name(), e.getMessage());
				}
			}
			out.println(hold ? "Ctrl-C stops the network." : "");
			out.flush();
		}

		private int summarize(EmulationState state, List<ExpectationResult> results, List<String> problems) {
			out.println();
			state.flows().forEach((name, flow) -> {
				out.println("flow " + name + ": " + Console.summary("flow:" + name, flow, catalogue));
				flow.output().forEach(line -> out.println("  | " + line));
			});
			state.probes().forEach((name, probe) -> {
				if (!probe.message().isEmpty())
					out.println("probe " + name + ": " + probe.message());
				probe.files().forEach(file -> out.println("probe " + name + ": wrote " + file));
			});
			for (ExpectationResult result : results)
				out.printf("%-7s %s: %s%n", result.held() ? "ok" : "FAILED", result.expectation().name(), result.explanation());
			problems.forEach(problem -> out.println("FAILED  " + problem));
			long held = results.stream().filter(ExpectationResult::held).count();
			if (!results.isEmpty())
				out.printf("%d of %d expectations held%n", held, results.size());
			out.flush();
			return held == results.size() && problems.isEmpty() ? ExitCode.OK : ExitCode.EXPECTATION;
		}

		@Override
		public void event(EmulationEvent event) {
			recorder.event(event);
			if (event.severity() != EmulationEvent.Severity.INFO) {
				out.println("! " + (event.element().isEmpty() ? "" : event.element() + ": ") + event.message());
				out.flush();
			}
		}

		@Override
		public void stateChanged(EmulationState state) {
			recorder.stateChanged(state);
		}

		@Override
		public void step(double seconds, StepSpec step, String what, String problem) {
			recorder.step(seconds, step, what, problem);
			out.printf(Locale.ROOT, "%5.1f s  %s%s%n", seconds, what, problem.isEmpty() ? "" : " — " + problem);
			out.flush();
		}

		@Override
		public void output(StepSpec step, String line) {
			recorder.output(step, line);
			out.println("         | " + line);
			out.flush();
		}

		@Override
		public void decided(ExpectationResult result) {
			recorder.decided(result);
		}

		@Override
		public void tick(double seconds, EmulationState state) {
			if (seconds < nextLine)
				return;
			nextLine = (long) seconds + 1;
			out.println(Console.line(seconds, state, catalogue));
			out.flush();
		}
	}
}
