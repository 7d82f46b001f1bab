package io.wirebench.control.internal.lab;

import io.wirebench.control.internal.wire.Failures;
import io.wirebench.control.internal.wire.Notices;
import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationEvent;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationListener;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.report.Reports;
import io.wirebench.core.report.RunRecorder;
import io.wirebench.core.report.RunReport;
import io.wirebench.core.scenario.ExpectationResult;
import io.wirebench.core.scenario.FigureCatalogue;
import io.wirebench.core.scenario.ScenarioRunner;
import io.wirebench.core.spec.FlowSpec;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.StepSpec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Takes a lab through its scenario for one client, who hears of everything in lines for people. For one thread. */
public final class LabRun implements EmulationListener, ScenarioRunner.Listener {

	private final Labs labs;
	private final Lab lab;
	private final Protocol.RunScenario request;
	private final Notices notices;
	private final String client;
	private final BooleanSupplier cancelled;
	private final NetworkSpec network;
	private final FigureCatalogue catalogue;
	private final RunRecorder recorder;
	private final Instant started = Instant.now();
	private final long startNanos = System.nanoTime();
	private volatile long runNanos = startNanos;
	private final AtomicLong leftOut = new AtomicLong();
	private long nextLine = 1;

	/** @param cancelled asked all the time; true ends the run */
	public LabRun(Labs labs, Lab lab, Protocol.RunScenario request, Notices notices, String client, BooleanSupplier cancelled) {
		this.labs = labs;
		this.lab = lab;
		this.request = request;
		this.notices = notices;
		this.client = client;
		this.cancelled = cancelled;
		network = lab.emulation.applied();
		catalogue = new FigureCatalogue(network, labs.kinds);
		recorder = new RunRecorder(catalogue, startNanos);
	}

	/** @return whether a run of it ends by itself: it has a scenario, or all its flows end */
	public static boolean ends(NetworkSpec network) {
		return network.scenario().isPresent() || network.flows().stream().anyMatch(LabRun::ends);
	}

	private static boolean ends(FlowSpec flow) {
		return flow.startNanos().isPresent() && (flow.durationNanos().isPresent() || flow.kindId().equals(KindRegistry.fullId("command"))
				|| limited(flow, "count") || limited(flow, "packets"));
	}

	private static boolean limited(FlowSpec flow, String parameter) {
		String text = flow.parameters().texts().get(parameter);
		return text != null && !text.equals("0");
	}

	public Protocol.RunResult run() throws EmulationException {
		if (network.equals(NetworkSpec.EMPTY))
			throw Failures.input("nothing runs in lab '" + lab.name + "' yet; apply a network first");
		if (!lab.running.compareAndSet(false, true))
			throw Failures.of(ErrorCode.INPUT, "lab '" + lab.name + "' is in a run already", "", "wait for its end, or cancel it",
					List.of());
		Path report = request.report() == null ? null : Labs.absolute("report", request.report());
		try (Emulation.Subscription _ = lab.emulation.listen(this)) {
			recorder.begin(System.nanoTime());
			runNanos = System.nanoTime();
			boolean hold = Boolean.TRUE.equals(request.hold()) && !ends(network) && request.forSeconds() == null;
			OptionalLong forNanos = request.forSeconds() != null
					? OptionalLong.of((long) (Math.clamp(request.forSeconds(), 0, 1e9) * 1e9))
					: hold ? OptionalLong.of(Long.MAX_VALUE) : OptionalLong.empty();
			ScenarioRunner runner = new ScenarioRunner(lab.emulation, network, labs.kinds, this, this::set);
			List<ExpectationResult> results = runner.run(forNanos, cancelled);
			boolean stopped = cancelled.getAsBoolean();
			for (FlowSpec flow : network.flows())
				stopFlow(flow.name());
			EmulationState last = lab.emulation.sample();
			List<String> problems = new ArrayList<>(runner.problems());
			problems.addAll(runner.failedFlows());
			if (!lab.why().isEmpty())
				problems.add("the lab ended with its engine" + lab.why());
			summarize(last, results, problems);
			long held = results.stream().filter(ExpectationResult::held).count();
			String reportProblem = report == null ? null : write(report, problems, stopped);
			return new Protocol.RunResult(held == results.size() && problems.isEmpty(), stopped,
					results.stream().map(Translate::expectation).toList(), problems,
					Translate.flows(last, catalogue, true), Translate.probes(last, catalogue),
					report == null || reportProblem != null ? null : report.resolve(Reports.HTML_FILE).toString(),
					reportProblem);
		} finally {
			lab.running.set(false);
		}
	}

	/** A step's change, in turn with those of clients. */
	private void set(String path, String value) throws EmulationException {
		CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {
			try {
				lab.set(Map.of(path, value), "scenario");
			} catch (EmulationException e) {
				throw new CompletionException(e);
			}
		}, lab.serial);
		try {
			done.join();
		} catch (CompletionException e) {
			if (e.getCause() instanceof EmulationException failure)
				throw failure;
			throw new EmulationException(e.getCause().getMessage(), e.getCause());
		}
	}

	private void stopFlow(String name) {
		try {
			lab.emulation.stopFlow(name);
		} catch (EmulationException e) {
			// Somebody has removed it meanwhile.
		}
	}

	private double now() {
		return (System.nanoTime() - runNanos) / 1e9;
	}

	/** Called by threads of the lab, too, so nothing here waits for the client: what it has no room for is left out and counted. */
	private void tell(double seconds, String type, String element, String text, boolean problem) {
		boolean dispensable = type.equals("output") || type.equals("figures");
		long before = leftOut.get();
		if (before > 0 && !notices.full() && leftOut.compareAndSet(before, 0)
				&& !send(seconds, "output", "", before + " lines were left out because the client read too slowly", true))
			leftOut.addAndGet(before);
		if (dispensable && notices.full() || !send(seconds, type, element, text, problem))
			leftOut.incrementAndGet();
	}

	private boolean send(double seconds, String type, String element, String text, boolean problem) {
		return notices.offer("run/notice", new Protocol.RunNotice(lab.name, seconds, type, element, text, problem));
	}

	private void summary(String element, String text, boolean problem) {
		tell(now(), "summary", element, text, problem);
	}

	private void summarize(EmulationState state, List<ExpectationResult> results, List<String> problems) {
		summary("", "", false);
		state.flows().forEach((name, flow) -> {
			String element = "flow:" + name;
			summary(element, "flow " + name + ": " + FigureLines.summary(element, flow, catalogue),
					flow.status() == EmulationState.FlowStatus.FAILED);
			flow.output().forEach(line -> summary(element, "  | " + line, false));
		});
		state.probes().forEach((name, probe) -> {
			if (!probe.message().isEmpty())
				summary("probe:" + name, "probe " + name + ": " + probe.message(), true);
			probe.files().forEach(file -> summary("probe:" + name, "probe " + name + ": wrote " + file, false));
		});
		for (ExpectationResult result : results)
			summary(result.expectation().path(),
					String.format("%-7s %s: %s", result.held() ? "ok" : "FAILED", result.expectation().name(), result.explanation()),
					!result.held());
		problems.forEach(problem -> summary("", "FAILED  " + problem, true));
		long held = results.stream().filter(ExpectationResult::held).count();
		if (!results.isEmpty())
			summary("", held + " of " + results.size() + " expectations held", held < results.size());
	}

	/** @return why it could not be written whole, or null; what was there before is then left as it was */
	private String write(Path folder, List<String> problems, boolean stopped) {
		List<String> doctor = labs.capabilities().stream()
				.map(c -> (c.available() ? "ok       " : "missing  ") + c.description() + (c.available() ? "" : ": " + c.cause())).toList();
		String[] text = {"", ""};
		CompletableFuture.runAsync(() -> {
			text[0] = lab.fileName();
			text[1] = lab.text();
		}, lab.serial).join();
		RunReport run = new RunReport(started, Duration.ofNanos(System.nanoTime() - startNanos),
				stopped ? RunReport.Ending.STOPPED : RunReport.Ending.COMPLETED, "", text[0],
				text[1], network, lab.firstPlan(), recorder.recording(), problems, RunReport.versionsHere(labs.engine.version()),
				request.command() == null ? List.of() : request.command(), doctor);
		try {
			Reports.write(run, folder);
			return null;
		} catch (IOException e) {
			return e.getMessage();
		}
	}

	@Override
	public void event(EmulationEvent event) {
		recorder.event(event);
		boolean bad = event.severity() != EmulationEvent.Severity.INFO;
		tell(now(), "event", event.element(),
				(bad ? "! " : "") + (event.element().isEmpty() ? "" : event.element() + ": ") + event.message(), bad);
	}

	@Override
	public void stateChanged(EmulationState state) {
		recorder.stateChanged(state);
	}

	@Override
	public void step(double seconds, StepSpec step, String what, String problem) {
		recorder.step(seconds, step, what, problem);
		tell(seconds, "step", step.path(),
				String.format(Locale.ROOT, "%5.1f s  %s%s", seconds, what, problem.isEmpty() ? "" : " — " + problem), !problem.isEmpty());
	}

	@Override
	public void output(StepSpec step, String line) {
		recorder.output(step, line);
		tell(now(), "output", step.path(), "         | " + line, false);
	}

	@Override
	public void decided(ExpectationResult result) {
		recorder.decided(result);
		tell(result.seconds(), "expectation", result.expectation().path(),
				(result.held() ? "held: " : "FAILED: ") + result.expectation().name() + ": " + result.explanation(), !result.held());
	}

	@Override
	public void tick(double seconds, EmulationState state) {
		if (seconds < nextLine)
			return;
		nextLine = (long) seconds + 1;
		tell(seconds, "figures", "", FigureLines.line(seconds, state, catalogue), false);
	}
}
