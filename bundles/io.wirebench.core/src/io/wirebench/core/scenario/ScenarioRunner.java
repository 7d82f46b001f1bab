package io.wirebench.core.scenario;

import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.emulation.EmulationState.FlowStatus;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.spec.ExpectationSpec;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.ScenarioSpec;
import io.wirebench.core.spec.StepSpec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Takes a running network through its scenario: does the steps when their time or condition has come, and holds the
 * figures against the expectations. Sees the network only through {@link Emulation}, so it works the same beside it and
 * over the control protocol. For one thread; one object a run.
 */
public final class ScenarioRunner {

	/** Hears of the run. Called by the running thread. */
	public interface Listener {
		/** A step has ended: it was done, or could not be. @param seconds when it began @param problem empty if it was done */
		default void step(double seconds, StepSpec step, String what, String problem) {
		}

		/** A line that a step's command printed. Called by threads of its own. */
		default void output(StepSpec step, String line) {
		}

		/** An expectation was decided. */
		default void decided(ExpectationResult result) {
		}

		/** Called at each look at the figures. */
		default void tick(double seconds, EmulationState state) {
		}
	}

	/** Changes a running network on behalf of a step. */
	@FunctionalInterface
	public interface Changer {
		/** @param path of the parameter, as {@link NetworkSpec#with} takes it */
		void set(String path, String value) throws EmulationException;
	}

	/** The time of a run. Tests bring their own. */
	public interface Clock {
		/** The time of this process. */
		Clock SYSTEM = new Clock() {
			@Override
			public long nanos() {
				return System.nanoTime();
			}

			@Override
			public void pause(long nanos) {
				LockSupport.parkNanos(nanos);
			}
		};

		/** @return nanoseconds since some moment */
		long nanos();

		/** Returns after so many nanoseconds, or earlier. */
		void pause(long nanos);
	}

	private static final long TICK_NANOS = 100_000_000L;
	private static final long COMMAND_SECONDS = 30;
	private static final long PIPE_MILLIS = 500;

	private final Emulation emulation;
	private final FigureCatalogue catalogue;
	private final ScenarioSpec scenario;
	private final Listener listener;
	private final Changer changer;
	private final List<StepSpec> waiting;
	private final List<Check> checks = new ArrayList<>();
	private final List<String> failedSteps = new ArrayList<>();
	private final Clock clock;
	/** Steps are done by it, one after the other, so that the clock goes on meanwhile; their commands end beside it. */
	private final ExecutorService steps = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("wirebench steps").factory());
	private final BlockingQueue<Done> done = new LinkedBlockingQueue<>();
	private final Set<NodeProcess> commands = ConcurrentHashMap.newKeySet();
	private volatile boolean ending;
	private int underWay;
	private long startNanos;

	/** A step that has ended. @param problem empty if it was done */
	private record Done(double seconds, StepSpec step, String problem) {}

	/**
	 * @param spec the network, which must be applied; its scenario may be empty
	 * @throws Condition.SyntaxException if a condition cannot be read; a network from a file was checked when it was read
	 */
	public ScenarioRunner(Emulation emulation, NetworkSpec spec, KindRegistry kinds, Listener listener) {
		this(emulation, spec, kinds, listener, (path, value) -> emulation.apply(emulation.applied().with(path, value), ApplyMonitor.NONE));
	}

	/** @param changer how steps change the network, where others change it meanwhile */
	public ScenarioRunner(Emulation emulation, NetworkSpec spec, KindRegistry kinds, Listener listener, Changer changer) {
		this(emulation, spec, kinds, listener, changer, Clock.SYSTEM);
	}

	/** @param clock the time by which steps and expectations come */
	public ScenarioRunner(Emulation emulation, NetworkSpec spec, KindRegistry kinds, Listener listener, Changer changer, Clock clock) {
		this.clock = clock;
		this.emulation = emulation;
		this.changer = changer;
		this.listener = listener;
		catalogue = new FigureCatalogue(spec, kinds);
		scenario = spec.scenario().orElse(new ScenarioSpec(OptionalLong.empty(), List.of(), List.of()));
		waiting = new ArrayList<>(scenario.steps());
		for (ExpectationSpec e : scenario.expectations())
			checks.add(new Check(e, Condition.parse(e.condition())));
	}

	/** An expectation under observation. */
	private static final class Check {
		private final ExpectationSpec spec;
		private final Condition condition;
		private boolean decided;
		/** For {@code always}: whether a value was seen at all; the newest, or the first that failed. */
		private String explanation = "no figure was seen in its time";
		private boolean seen;

		Check(ExpectationSpec spec, Condition condition) {
			this.spec = spec;
			this.condition = condition;
		}
	}

	/**
	 * Runs the scenario. Steps are done beside the clock: one that takes its time delays neither expectations nor the commands of others.
	 * At the end, commands that still run are waited for, unless the run is stopped; those are killed.
	 *
	 * @param forNanos ends the run after this time, whatever the scenario says; empty for the scenario's own end
	 * @param stop asked all the time; true ends the run
	 * @return what became of each expectation, in their order
	 */
	public List<ExpectationResult> run(OptionalLong forNanos, BooleanSupplier stop) {
		startNanos = clock.nanos();
		long end = forNanos.isPresent() ? forNanos.getAsLong() : scenario.durationNanos().orElse(ownEnd());
		List<ExpectationResult> results = new ArrayList<>();
		long next = startNanos;
		try {
			while (true) {
				long now = clock.nanos() - startNanos;
				boolean last = now >= end || stop.getAsBoolean() || end == Long.MAX_VALUE && allDone();
				reportDone();
				doSteps(now);
				EmulationState state = emulation.sample();
				for (Check check : checks)
					if (!check.decided)
						look(check, now, state, last, results);
				listener.tick(now / 1e9, state);
				if (last)
					break;
				next += TICK_NANOS;
				for (long wait; (wait = Math.min(next, nextStep()) - clock.nanos()) > 0 && !stop.getAsBoolean();)
					clock.pause(Math.min(wait, TICK_NANOS));
				next = Math.max(next, clock.nanos() - TICK_NANOS);
			}
			awaitSteps(stop);
		} finally {
			ending = true;
			commands.forEach(NodeProcess::close);
			steps.shutdownNow();
		}
		results.sort(java.util.Comparator.comparingInt(r -> scenario.expectations().indexOf(r.expectation())));
		return results;
	}

	/** @return steps that could not be done, and those whose condition never came, as text */
	public List<String> problems() {
		List<String> problems = new ArrayList<>(failedSteps);
		waiting.forEach(step -> problems.add(step.path() + " was not reached: " + describe(step)));
		return problems;
	}

	/** Without a duration a scenario ends with its last step or expectation; without those, with its flows. */
	private long ownEnd() {
		long end = 0;
		for (StepSpec step : scenario.steps())
			if (step.trigger() instanceof StepSpec.At at)
				end = Math.max(end, at.nanos());
			else
				return Long.MAX_VALUE;
		for (ExpectationSpec e : scenario.expectations())
			end = Math.max(end, e.toNanos());
		return end == 0 ? Long.MAX_VALUE : end;
	}

	private boolean allDone() {
		if (!waiting.isEmpty() || underWay > 0 || checks.stream().anyMatch(c -> !c.decided))
			return false;
		var flows = emulation.state().flows().values();
		return !flows.isEmpty() && flows.stream().noneMatch(f -> f.status() == FlowStatus.RUNNING || f.status() == FlowStatus.WAITING);
	}

	private long nextStep() {
		long next = Long.MAX_VALUE;
		for (StepSpec step : waiting)
			if (step.trigger() instanceof StepSpec.At at)
				next = Math.min(next, startNanos + at.nanos());
		return next;
	}

	private void doSteps(long now) {
		for (StepSpec step : List.copyOf(waiting)) {
			boolean due = switch (step.trigger()) {
				case StepSpec.At at -> now >= at.nanos();
				case StepSpec.After after ->
					Condition.parse(after.condition()).evaluate(catalogue.figures(emulation.state()), catalogue::dimension).held();
			};
			if (!due)
				continue;
			waiting.remove(step);
			underWay++;
			steps.execute(() -> {
				double seconds = (clock.nanos() - startNanos) / 1e9;
				try {
					perform(step, seconds);
				} catch (EmulationException | RuntimeException | IOException e) {
					done.add(new Done(seconds, step, message(e)));
				}
			});
		}
	}

	private static String message(Exception e) {
		return e.getMessage() == null ? e.toString() : e.getMessage();
	}

	/** Reports steps that have ended by now. */
	private void reportDone() {
		for (Done step; (step = done.poll()) != null;)
			report(step);
	}

	private void report(Done ended) {
		underWay--;
		if (!ended.problem.isEmpty())
			failedSteps.add(ended.step.path() + " (" + describe(ended.step) + ") failed: " + ended.problem);
		listener.step(ended.seconds, ended.step, describe(ended.step), ended.problem);
	}

	/** Waits for steps that were begun; they have limits of their own. */
	private void awaitSteps(BooleanSupplier stop) {
		try {
			while (underWay > 0) {
				if (stop.getAsBoolean() && !ending) {
					ending = true;
					commands.forEach(NodeProcess::close);
				}
				Done ended = done.poll(TICK_NANOS, TimeUnit.NANOSECONDS);
				if (ended != null)
					report(ended);
			}
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	/** Does a step; what came of it is told through {@link #done}, or by an exception. */
	private void perform(StepSpec step, double seconds) throws EmulationException, IOException {
		switch (step.action()) {
			case StepSpec.SetValue set -> changer.set(set.target(), set.value());
			case StepSpec.SetLink link -> changer.set(link.link() + ".up", String.valueOf(link.up()));
			case StepSpec.SetFlow flow -> {
				if (flow.running())
					emulation.startFlow(flow.flow());
				else
					emulation.stopFlow(flow.flow());
			}
			case StepSpec.Run run -> {
				NodeProcess process = emulation.start(run.node(), ProcessRequest.of("/bin/sh", "-c", run.command()));
				commands.add(process);
				Thread.ofPlatform().daemon().name("wirebench step " + step.path()).start(() -> {
					String problem = "";
					try {
						finish(step, process);
					} catch (EmulationException | RuntimeException | IOException e) {
						problem = message(e);
					} finally {
						commands.remove(process);
					}
					done.add(new Done(seconds, step, problem));
				});
				return;
			}
		}
		done.add(new Done(seconds, step, ""));
	}

	private void finish(StepSpec step, NodeProcess started) throws EmulationException, IOException {
		try (NodeProcess process = started) {
			if (ending)
				throw new EmulationException("the run ended before it began");
			process.input().close();
			Thread output = Thread.ofPlatform().daemon().start(() -> copy(step, process.output()));
			Thread errors = Thread.ofPlatform().daemon().start(() -> copy(step, process.error()));
			int code = process.exit().get(COMMAND_SECONDS, TimeUnit.SECONDS);
			// Something that it left running in the background may keep the pipes open for ever.
			output.join(PIPE_MILLIS);
			errors.join(PIPE_MILLIS);
			if (ending)
				throw new EmulationException("it had not ended when the run was stopped, and was killed");
			if (code != 0)
				throw new EmulationException("exit code " + code);
		} catch (TimeoutException e) {
			throw new EmulationException("it had not ended after " + COMMAND_SECONDS + " s and was killed");
		} catch (ExecutionException e) {
			throw new EmulationException(e.getMessage(), e);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new EmulationException("interrupted", e);
		}
	}

	private void copy(StepSpec step, InputStream stream) {
		try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
			for (String line; (line = lines.readLine()) != null;)
				listener.output(step, line);
		} catch (IOException e) {
			// Ends with the process.
		}
	}

	private void look(Check check, long now, EmulationState state, boolean last, List<ExpectationResult> results) {
		ExpectationSpec spec = check.spec;
		boolean inTime = now >= spec.fromNanos() && now <= spec.toNanos();
		boolean over = now > spec.toNanos() || last;
		if (inTime) {
			Condition.Outcome outcome = check.condition.evaluate(catalogue.figures(state), catalogue::dimension);
			if (outcome.known()) {
				check.seen = true;
				check.explanation = outcome.explanation();
				if (outcome.held() != spec.always()) {
					// One true moment is enough for "within", one false one for "always".
					decide(check, outcome.held(), now, results);
					return;
				}
			}
		}
		if (over) {
			boolean cut = last && now < spec.toNanos();
			if (cut && spec.always())
				check.explanation += "; the run ended before its time was over";
			decide(check, spec.always() && check.seen && !cut, now, results);
		}
	}

	private void decide(Check check, boolean held, long now, List<ExpectationResult> results) {
		check.decided = true;
		ExpectationResult result = new ExpectationResult(check.spec, held, check.explanation, now / 1e9);
		results.add(result);
		listener.decided(result);
	}

	/** @return what a step does, in a few words */
	public static String describe(StepSpec step) {
		return switch (step.action()) {
			case StepSpec.SetValue set -> set.target() + " = " + set.value();
			case StepSpec.SetLink link -> link.link() + (link.up() ? " up" : " down");
			case StepSpec.SetFlow flow -> (flow.running() ? "start " : "stop ") + "flow:" + flow.flow();
			case StepSpec.Run run -> "run in " + run.node() + ": " + run.command();
		};
	}

	/** @return flows that failed, as text */
	public List<String> failedFlows() {
		List<String> failed = new ArrayList<>();
		emulation.state().flows().forEach((name, flow) -> {
			if (flow.status() == FlowStatus.FAILED)
				failed.add("flow:" + name + " failed: " + flow.message());
		});
		return failed;
	}

}
