package io.wirebench.control.internal.session;

import io.wirebench.api.ProcessRequest;
import io.wirebench.control.internal.lab.Capture;
import io.wirebench.control.internal.lab.KindUse;
import io.wirebench.control.internal.lab.Lab;
import io.wirebench.control.internal.lab.LabRun;
import io.wirebench.control.internal.lab.Labs;
import io.wirebench.control.internal.lab.Programs;
import io.wirebench.control.internal.lab.Subscriber;
import io.wirebench.control.internal.lab.Translate;
import io.wirebench.control.internal.wire.ClientStream;
import io.wirebench.control.internal.wire.Failures;
import io.wirebench.control.internal.wire.Notices;
import io.wirebench.control.internal.wire.Task;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Limits;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationListener;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.kinds.AnalyzerKindDescriptor;
import io.wirebench.core.kinds.KindFaults;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.plugins.PluginInfo;
import io.wirebench.core.plugins.PluginMonitor;
import io.wirebench.core.plugins.PluginPlan;
import io.wirebench.core.plugins.PluginRequest;
import io.wirebench.core.plugins.Plugins;
import io.wirebench.core.report.Reports;
import io.wirebench.core.scenario.Condition;
import io.wirebench.core.scenario.FigureCatalogue;
import io.wirebench.core.spec.NetworkDocument;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.ProbeSpec;
import io.wirebench.core.spec.Problem;
import io.wirebench.core.spec.SpecResult;
import io.wirebench.core.spec.TypedParameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What one client asks for and has running. Called in the order of the requests by a thread that may not wait; work is done by others. */
public final class Session implements EngineApi {

	private static final long WAIT_NANOS = 100_000_000L;
	private static final int LARGE_LINKS = 200;
	private static final int LONG_PLANS = 4;
	private static final double LONGEST_WAIT_SECONDS = 1e9;

	private final Labs labs;
	private final Notices notices;
	private final ClientStream stream;
	private final Executor executor;
	private final Map<Integer, Subscriber> subscribers = new ConcurrentHashMap<>();
	private final Map<Integer, Programs.Running> programs = new ConcurrentHashMap<>();
	private final Map<Integer, Capture> captures = new ConcurrentHashMap<>();
	private final Map<Integer, Plan> longPlans = new LinkedHashMap<>();
	private final List<Lab> owned = new ArrayList<>();
	private final AtomicInteger numbers = new AtomicInteger();
	private final AtomicInteger running = new AtomicInteger();
	private volatile boolean endsEngine;
	private volatile boolean greeted;
	private volatile boolean over;
	private volatile String client = "a client";

	public Session(Labs labs, Notices notices, ClientStream stream) {
		this.labs = labs;
		this.notices = notices;
		this.stream = stream;
		executor = labs.executor;
	}

	public boolean greeted() {
		return greeted;
	}

	/** @return whether the engine shall end, once the answer that says so is on its way */
	public boolean endsEngine() {
		return endsEngine;
	}

	public String client() {
		return client;
	}

	// The engine

	@Override
	public CompletableFuture<Protocol.EngineInfo> hello(Protocol.Hello hello) {
		return Task.now(_ -> {
			if (hello.protocol() != Limits.PROTOCOL_VERSION)
				throw Failures.of(ErrorCode.VERSION,
						"the client speaks version " + hello.protocol() + " of the protocol, this engine (" + labs.engine.version()
								+ ") version "
								+ Limits.PROTOCOL_VERSION,
						"", "use a client and an engine of the same Wirebench; 'wirebench engine stop' ends an old engine", List.of());
			client = hello.client().strip().isEmpty()
					? client
					: hello.client().strip().substring(0, Math.min(100, hello.client().strip().length()));
			greeted = true;
			return labs.info();
		});
	}

	@Override
	public CompletableFuture<Protocol.EngineInfo> status() {
		return Task.now(_ -> labs.info());
	}

	@Override
	public CompletableFuture<Protocol.Done> stopEngine(Protocol.StopEngine stop) {
		return Task.now(_ -> {
			int others = labs.engine.clients() - 1;
			List<Lab> open = labs.all();
			if (!Boolean.TRUE.equals(stop.force()) && (others > 0 || !open.isEmpty()))
				return new Protocol.Done(false,
						"the engine is in use: "
								+ (open.isEmpty() ? "" : "labs " + String.join(", ", open.stream().map(l -> l.name).toList()))
								+ (open.isEmpty() || others <= 0 ? "" : "; ") + (others > 0 ? others + " other clients" : ""));
			endsEngine = true;
			return new Protocol.Done(true, "the engine ends");
		});
	}

	@Override
	public CompletableFuture<Protocol.Kinds> kinds() {
		return Task.begin(executor, _ -> {
			labs.kinds.refresh(); // Of a point that does not exist the platform tells nobody.
			return Translate.kinds(labs.kinds);
		});
	}

	@Override
	public CompletableFuture<Protocol.Doctor> doctor() {
		return Task.begin(executor, _ -> Translate.doctor(labs.capabilities()));
	}

	// Networks

	@Override
	public CompletableFuture<Protocol.Checked> check(Protocol.NetworkText network) {
		return Task.begin(executor, _ -> {
			Lab.Networks.limit(network);
			SpecResult result = NetworkDocument.check(network.text(), labs.kinds);
			if (result.spec() == null)
				return new Protocol.Checked(false, Translate.problems(result.problems()), "", 0, 0, 0, 0, false, false);
			Lab.Networks.Read read = Lab.Networks.read(network, labs.kinds);
			NetworkSpec spec = read.spec();
			List<Problem> found = new ArrayList<>(read.result().problems());
			Object use = new Object();
			labs.use.by(use, KindUse.of(spec));
			try {
				found.addAll(read.document().placed(labs.emulations.check(spec)));
			} finally {
				labs.use.by(use, Set.of());
			}
			List<Protocol.NetworkProblem> problems = Translate.problems(found);
			if (found.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR))
				return new Protocol.Checked(false, problems, "", 0, 0, 0, 0, false, false);
			return new Protocol.Checked(true, problems, spec.name(), spec.nodes().size(), spec.links().size(), spec.flows().size(),
					spec.probes().size(), spec.scenario().isPresent(),
					LabRun.ends(spec));
		});
	}

	@Override
	public CompletableFuture<Protocol.PlanInfo> planNetwork(Protocol.NetworkText network) {
		return Task.begin(executor, _ -> {
			NetworkSpec spec = Lab.Networks.read(network, labs.kinds).spec();
			Path here = Path.of("").toAbsolutePath();
			try (Emulation emulation = labs.emulations.open(here, here)) {
				labs.use.by(emulation, KindUse.of(spec));
				try {
					return plan(emulation.plan(spec), labs.missing());
				} finally {
					labs.use.by(emulation, Set.of());
				}
			}
		});
	}

	private Protocol.PlanInfo plan(Plan plan, List<String> missing) {
		return Translate.plan(plan, missing, () -> {
			int number = numbers.incrementAndGet();
			synchronized (longPlans) {
				longPlans.put(number, plan);
				if (longPlans.size() > LONG_PLANS)
					longPlans.remove(longPlans.keySet().iterator().next());
			}
			return number;
		});
	}

	@Override
	public CompletableFuture<Protocol.PlanPart> morePlan(Protocol.MorePlan more) {
		return Task.begin(executor, _ -> {
			Plan plan;
			synchronized (longPlans) {
				plan = longPlans.get(more.plan());
			}
			if (plan == null)
				throw Failures.of(ErrorCode.ENDED,
						"there is no plan " + more.plan() + " any more; the engine keeps the newest " + LONG_PLANS
								+ " long plans of a connection",
						"", "ask for the plan again",
						List.of());
			if (more.first() < 0 || more.first() > plan.steps().size())
				throw Failures.input("first " + more.first() + " is not between 0 and " + plan.steps().size() + ", the number of steps");
			int end = Translate.planPart(plan, more.first());
			if (end == plan.steps().size())
				synchronized (longPlans) {
					longPlans.remove(more.plan());
				}
			return Translate.planPart(plan, more.first(), end);
		});
	}

	// Labs

	@Override
	public CompletableFuture<Protocol.LabInfo> open(Protocol.OpenLab request) {
		return Task.begin(executor, _ -> {
			Lab lab = labs.open(request, client);
			if (!lab.keep)
				synchronized (owned) {
					if (!over)
						owned.add(lab);
				}
			if (over && !lab.keep)
				labs.end(lab, client + " is gone");
			return lab.info();
		});
	}

	/** Work that changes a lab: in the order in which it is asked for. */
	private <T> CompletableFuture<T> serial(String name, Task.Work<T> work, Lab lab) {
		return Task.begin(lab.serial, task -> {
			lab.needed();
			if (task.cancelRequested())
				throw new CancellationException();
			return work.run(task);
		});
	}

	/** Work on a lab by its name. */
	@FunctionalInterface
	private interface LabWork<T> {
		T run(Lab lab, Task<T> task) throws Exception;
	}

	private <T> CompletableFuture<T> serial(String name, LabWork<T> work) {
		Lab lab;
		try {
			lab = labs.get(name);
		} catch (RuntimeException e) {
			return CompletableFuture.failedFuture(e);
		}
		return serial(name, task -> work.run(lab, task), lab);
	}

	/** Work that changes nothing, beside whatever changes the lab meanwhile. */
	private <T> CompletableFuture<T> beside(String name, LabWork<T> work) {
		Lab lab;
		try {
			lab = labs.get(name);
		} catch (RuntimeException e) {
			return CompletableFuture.failedFuture(e);
		}
		return Task.begin(executor, task -> {
			try {
				return work.run(lab, task);
			} catch (EmulationException | IllegalStateException e) {
				lab.needed();
				throw e;
			}
		});
	}

	@Override
	public CompletableFuture<Protocol.PlanInfo> plan(Protocol.Apply apply) {
		return serial(apply.lab(), (lab, _) -> plan(lab.plan(apply.network()), labs.missing()));
	}

	@Override
	public CompletableFuture<Protocol.PlanInfo> apply(Protocol.Apply apply) {
		return serial(apply.lab(), (lab, task) -> {
			Plan plan = lab.apply(apply.network(), new Progress(lab, task, apply.holdAtStep()));
			lab.changed(client, "", plan.isEmpty() ? "nothing to apply" : "applied " + plan.steps().size() + " steps");
			return plan(plan, labs.missing());
		});
	}

	/** Tells how far an apply is, a few times a second. */
	private final class Progress implements ApplyMonitor {
		private static final long NANOS = 200_000_000L;
		private final Lab lab;
		private final Task<?> task;
		private final Integer holdAtStep;
		private long next = System.nanoTime() + NANOS;

		public Progress(Lab lab, Task<?> task, Integer holdAtStep) {
			this.lab = lab;
			this.task = task;
			this.holdAtStep = holdAtStep;
		}

		@Override
		public boolean cancelled() {
			return task.cancelRequested() || over || lab.ended();
		}

		@Override
		public boolean stepwise() {
			return holdAtStep != null;
		}

		@Override
		public void progress(int done, int total, String what) {
			boolean hold = holdAtStep != null && done == holdAtStep;
			long now = System.nanoTime();
			if (hold || now - next >= 0) {
				next = now + NANOS;
				notices.offer("lab/progress", new Protocol.ProgressNotice(lab.name, done, total, what));
			}
			while (hold && !cancelled())
				LockSupport.parkNanos(WAIT_NANOS);
		}
	}

	@Override
	public CompletableFuture<Protocol.PlanInfo> set(Protocol.SetValues set) {
		return serial(set.lab(), (lab, _) -> plan(lab.set(set.values(), client), List.of()));
	}

	@Override
	public CompletableFuture<Protocol.PlanInfo> add(Protocol.Add add) {
		return serial(add.lab(), (lab, _) -> Failures.about(add.parent(),
				() -> plan(lab.edit(d -> d.add(add.parent(), add.xml()), client, add.parent(), "added " + add.xml()), List.of())));
	}

	@Override
	public CompletableFuture<Protocol.PlanInfo> remove(Protocol.Remove remove) {
		return serial(remove.lab(), (lab, _) -> Failures.about(remove.element(),
				() -> plan(lab.edit(d -> d.remove(remove.element()), client, remove.element(), "removed " + remove.element()), List.of())));
	}

	@Override
	public CompletableFuture<Protocol.Done> stopLab(Protocol.LabRef ref) {
		return serial(ref.lab(), (lab, _) -> {
			labs.end(lab, client + ": stopped");
			synchronized (owned) {
				owned.remove(lab);
			}
			return new Protocol.Done(true, "lab '" + lab.name + "' is gone");
		});
	}

	@Override
	public CompletableFuture<Protocol.NetworkInfo> network(Protocol.LabRef ref) {
		return serial(ref.lab(), (lab, _) -> Translate.network(lab.wanted(), lab.text()));
	}

	@Override
	public CompletableFuture<Protocol.Drawing> drawing(Protocol.LabRef ref) {
		return serial(ref.lab(),
				(lab, _) -> new Protocol.Drawing(Reports.drawing(lab.wanted(), List.copyOf(lab.tiers().values()), lab.emulation.state())));
	}

	// How things stand

	@Override
	public CompletableFuture<Protocol.State> state(Protocol.GetState get) {
		return beside(get.lab(),
				(lab, _) -> Translate.state(lab.name, Boolean.TRUE.equals(get.fresh()) ? lab.emulation.sample() : lab.emulation.state(),
						lab.catalogue(), lab.withoutEffect(), true));
	}

	@Override
	public CompletableFuture<Protocol.Figures> figures(Protocol.GetFigures get) {
		return Task.now(_ -> {
			Lab lab = labs.get(get.lab());
			EmulationState state = lab.emulation.state();
			FigureCatalogue catalogue = lab.catalogue();
			List<Protocol.FigureValue> values = new ArrayList<>();
			for (String path : get.paths()) {
				String unit = Failures.about(path, () -> catalogue.unit(path));
				OptionalDouble value = state.figure(path);
				values.add(new Protocol.FigureValue(path,
						value.isPresent() && Double.isFinite(value.getAsDouble()) ? Translate.value(value.getAsDouble(), unit) : null,
						Translate.unit(unit)));
			}
			return new Protocol.Figures(values);
		});
	}

	@Override
	public CompletableFuture<Protocol.Waited> waitFor(Protocol.Wait wait) {
		return beside(wait.lab(), (lab, task) -> {
			Condition condition = Condition.parse(wait.condition());
			condition.check(lab.catalogue()::dimension);
			long begin = System.nanoTime();
			long end = begin + (long) (Math.clamp(wait.timeoutSeconds(), 0, LONGEST_WAIT_SECONDS) * 1e9);
			Thread waiter = Thread.currentThread();
			try (Emulation.Subscription _ = lab.emulation.listen(new EmulationListener() {
				@Override
				public void stateChanged(EmulationState state) {
					LockSupport.unpark(waiter);
				}
			})) {
				task.whenCancelled(() -> LockSupport.unpark(waiter));
				EmulationState seen = null;
				while (true) {
					lab.needed();
					FigureCatalogue catalogue = lab.catalogue();
					EmulationState state = seen == null
							|| lab.emulation.state() == seen && catalogue != null && seen.links().size() <= LARGE_LINKS
									? lab.emulation.sample()
									: lab.emulation.state();
					seen = state;
					Condition.Outcome outcome = condition.evaluate(catalogue.figures(state), catalogue::dimension);
					long now = System.nanoTime();
					if (outcome.held() || now - end >= 0)
						return new Protocol.Waited(outcome.held(), outcome.explanation(), (now - begin) / 1e9);
					if (task.cancelRequested() || over)
						throw new CancellationException();
					// What woke us may have been our own sample: not sooner than this.
					for (long until = Math.min(end, now + WAIT_NANOS); System.nanoTime() - until < 0 && !task.cancelRequested()
							&& !lab.ended() && !over
							&& lab.emulation.state() == seen;)
						LockSupport.parkNanos(until - System.nanoTime());
				}
			}
		});
	}

	@Override
	public CompletableFuture<Protocol.Subscription> watch(Protocol.Watch watch) {
		return Task.now(_ -> {
			if (subscribers.size() >= Limits.SUBSCRIPTIONS)
				throw Failures.of(ErrorCode.LIMIT,
						"this client has " + Limits.SUBSCRIPTIONS + " subscriptions already (SUBSCRIPTIONS); end one first");
			Lab only = watch.lab() == null ? null : labs.get(watch.lab());
			int number = numbers.incrementAndGet();
			Subscriber subscriber = new Subscriber(number, watch, notices, stream, executor);
			subscribers.put(number, subscriber);
			if (only != null)
				subscriber.toOne(only, labs);
			else
				subscriber.toAll(labs);
			if (over)
				subscriber.end();
			return new Protocol.Subscription(number);
		});
	}

	@Override
	public CompletableFuture<Protocol.Done> unwatch(Protocol.Subscription subscription) {
		return Task.now(_ -> {
			Subscriber subscriber = subscribers.remove(subscription.subscription());
			if (subscriber != null)
				subscriber.end();
			return new Protocol.Done(subscriber != null, subscriber == null ? "there is no such subscription" : "");
		});
	}

	// Runs and flows

	@Override
	public CompletableFuture<Protocol.RunResult> run(Protocol.RunScenario run) {
		return beside(run.lab(),
				(lab, task) -> new LabRun(labs, lab, run, notices, client, () -> task.cancelRequested() || over || lab.ended()).run());
	}

	private static String flow(String name) {
		return name.startsWith("flow:") ? name.substring(5) : name;
	}

	@Override
	public CompletableFuture<Protocol.Done> startFlow(Protocol.FlowRef ref) {
		String element = "flow:" + flow(ref.flow());
		return serial(ref.lab(), (lab, _) -> Failures.about(element, () -> {
			lab.emulation.startFlow(flow(ref.flow()));
			lab.changed(client, element, "started");
			return new Protocol.Done(true, "");
		}));
	}

	@Override
	public CompletableFuture<Protocol.Done> stopFlow(Protocol.FlowRef ref) {
		String element = "flow:" + flow(ref.flow());
		return serial(ref.lab(), (lab, _) -> Failures.about(element, () -> {
			lab.emulation.stopFlow(flow(ref.flow()));
			lab.changed(client, element, "stopped");
			return new Protocol.Done(true, "");
		}));
	}

	@Override
	public CompletableFuture<Protocol.Done> restartService(Protocol.ServiceRef ref) {
		return serial(ref.lab(), (lab, _) -> Failures.about(ref.service(), () -> {
			lab.emulation.restartService(ref.service());
			lab.changed(client, ref.service(), "restarted");
			return new Protocol.Done(true, "");
		}));
	}

	// Programs and files

	private void limitPrograms() {
		if (running.incrementAndGet() > Limits.PROCESSES) {
			running.decrementAndGet();
			throw Failures.of(ErrorCode.LIMIT,
					"this client has " + Limits.PROCESSES + " programs running already (PROCESSES); end one first");
		}
	}

	private static ProcessRequest request(List<String> argv, Map<String, String> environment, String directory) {
		if (argv.isEmpty() || argv.getFirst().isEmpty())
			throw Failures.input("argv is empty: there is no program to run");
		return new ProcessRequest(argv, environment == null ? Map.of() : environment,
				directory == null ? "" : Labs.absolute("directory", directory).toString());
	}

	@Override
	public CompletableFuture<Protocol.ProgramResult> runProgram(Protocol.RunProgram run) {
		return beside(run.lab(), (lab, task) -> {
			limitPrograms();
			try {
				return Programs.run(
						Failures.about(run.node(),
								() -> lab.emulation.start(run.node(), request(run.argv(), run.environment(), run.directory()))),
						run.input(), run.timeoutSeconds(),
						() -> task.cancelRequested() || over, task::whenCancelled, executor);
			} finally {
				running.decrementAndGet();
			}
		});
	}

	@Override
	public CompletableFuture<Protocol.Program> startProgram(Protocol.StartProgram start) {
		return beside(start.lab(), (lab, _) -> {
			ProcessRequest request = request(start.argv(), start.environment(), start.directory());
			limitPrograms();
			try {
				int number = numbers.incrementAndGet();
				Programs.Running program = Failures.about(start.node(), () -> start.terminal() == null
						? new Programs.Running(number, lab.emulation.start(start.node(), request), null, stream, executor)
						: terminal(number, lab, start, request));
				programs.put(number, program);
				program.follow(executor, () -> {
					programs.remove(number);
					running.decrementAndGet();
				});
				if (over)
					program.close();
				return new Protocol.Program(number, program.pid());
			} catch (Exception e) {
				running.decrementAndGet();
				throw e;
			}
		});
	}

	private Programs.Running terminal(int number, Lab lab, Protocol.StartProgram start, ProcessRequest request) throws EmulationException {
		var terminal = lab.emulation.startAtTerminal(start.node(), request, start.terminal().rows(), start.terminal().columns());
		return new Programs.Running(number, terminal, terminal, stream, executor);
	}

	private Programs.Running program(int number) {
		Programs.Running program = programs.get(number);
		if (program == null)
			throw Failures.of(ErrorCode.ENDED, "program " + number + " has ended, or was never started by this client");
		return program;
	}

	@Override
	public CompletableFuture<Protocol.Done> signal(Protocol.ProgramSignal signal) {
		return Task.now(_ -> {
			program(signal.program()).signal(signal.signal());
			return new Protocol.Done(true, "");
		});
	}

	@Override
	public CompletableFuture<Protocol.Done> input(Protocol.ProgramInput input) {
		return onProgram(input.program(), program -> program.input(bytes(input.data())));
	}

	@Override
	public CompletableFuture<Protocol.Done> closeInput(Protocol.ProgramRef ref) {
		return onProgram(ref.program(), Programs.Running::closeInput);
	}

	/** Something that a program may keep waiting. */
	@FunctionalInterface
	private interface ProgramWork {
		void run(Programs.Running program) throws java.io.IOException;
	}

	private CompletableFuture<Protocol.Done> onProgram(int number, ProgramWork work) {
		Programs.Running program;
		try {
			program = program(number);
		} catch (RuntimeException e) {
			return CompletableFuture.failedFuture(e);
		}
		return Task.begin(program.inputs(), _ -> {
			work.run(program);
			return new Protocol.Done(true, "");
		});
	}

	private static byte[] bytes(String base64) {
		try {
			return Base64.getDecoder().decode(base64);
		} catch (IllegalArgumentException e) {
			throw Failures.input("data is not Base64: " + e.getMessage());
		}
	}

	@Override
	public CompletableFuture<Protocol.Done> resize(Protocol.ProgramResize resize) {
		return Task.now(_ -> {
			program(resize.program()).resize(resize.terminal());
			return new Protocol.Done(true, "");
		});
	}

	@Override
	public CompletableFuture<Protocol.FileData> readFile(Protocol.ReadFile read) {
		return beside(read.lab(), (lab, _) -> new Protocol.FileData(
				Base64.getEncoder()
						.encodeToString(Programs.read(
								Failures.about(read.node(),
										() -> lab.emulation.start(read.node(), ProcessRequest.of("cat", "--", absolute(read.path())))),
								read.path(), executor))));
	}

	@Override
	public CompletableFuture<Protocol.Done> writeFile(Protocol.WriteFile write) {
		byte[] data;
		try {
			data = bytes(write.data());
			if (data.length > Limits.FILE_BYTES)
				throw Failures.of(ErrorCode.LIMIT,
						"a file of " + data.length + " bytes is longer than " + Limits.FILE_BYTES + " bytes (FILE_BYTES)");
		} catch (RuntimeException e) {
			return CompletableFuture.failedFuture(e);
		}
		return beside(write.lab(), (lab, _) -> {
			Programs.write(
					Failures.about(write.node(),
							() -> lab.emulation.start(write.node(),
									ProcessRequest.of("/bin/sh", "-c", "cat > \"$1\"", "sh", absolute(write.path())))),
					write.path(),
					data, executor);
			return new Protocol.Done(true, data.length + " bytes");
		});
	}

	private static String absolute(String path) {
		if (!path.startsWith("/"))
			throw Failures.input("path '" + path + "' is not absolute");
		return path;
	}

	@Override
	public CompletableFuture<Protocol.CommandLine> shellCommand(Protocol.NodeRef node) {
		return beside(node.lab(),
				(lab, _) -> new Protocol.CommandLine(Failures.about(node.node(), () -> lab.emulation.shellCommand(node.node()))));
	}

	// Captures

	@Override
	public CompletableFuture<Protocol.Capture> startCapture(Protocol.StartCapture start) {
		return serial(start.lab(), (lab, _) -> {
			if (captures.size() >= Limits.CAPTURES)
				throw Failures.of(ErrorCode.LIMIT,
						"this client has " + Limits.CAPTURES + " captures running already (CAPTURES); end one first");
			AnalyzerKindDescriptor kind = labs.kinds.analyzer("capture");
			int snap = start.snapLengthBytes() == null ? 0 : start.snapLengthBytes();
			if (snap < 0)
				throw Failures.input("snapLengthBytes " + snap + " is negative");
			TypedParameters all = TypedParameters.defaults(kind.parameters());
			if (snap > 0)
				all = all.with("snap-length", snap + " B");
			if (Boolean.FALSE.equals(start.completeChecksums()))
				all = all.with("complete-checksums", "false");
			ProbeSpec probe = new ProbeSpec("live-" + labs.nextCapture(), kind.id(), kind.needs(), start.link(), all);
			int number = numbers.incrementAndGet();
			Capture capture = new Capture(number, lab, probe, notices, stream, () -> captures.remove(number));
			String effect = capture.begin();
			captures.put(number, capture);
			if (over)
				capture.end();
			return new Protocol.Capture(number, effect);
		});
	}

	@Override
	public CompletableFuture<Protocol.Done> stopCapture(Protocol.CaptureRef ref) {
		return Task.now(_ -> {
			Capture capture = captures.get(ref.capture());
			if (capture != null)
				capture.end();
			return new Protocol.Done(capture != null, capture == null ? "there is no such capture" : "");
		});
	}

	// Plug-ins

	private Plugins service() {
		if (labs.plugins == null)
			throw Failures.of(ErrorCode.MACHINE, "this engine has no plug-ins");
		return labs.plugins;
	}

	@Override
	public CompletableFuture<Protocol.InstalledPlugins> plugins() {
		return Task.begin(executor,
				_ -> new Protocol.InstalledPlugins(service().installed().stream().map(Translate::plugin).toList(), service().unloading()));
	}

	@Override
	public CompletableFuture<Protocol.OfferedPlugins> searchPlugins(Protocol.SearchPlugins search) {
		return Task.begin(executor,
				_ -> new Protocol.OfferedPlugins(service().search(search.site()).stream().map(Translate::plugin).toList()));
	}

	@Override
	public CompletableFuture<Protocol.PluginLog> pluginLog(Protocol.GetPluginLog get) {
		return Task.begin(executor, _ -> {
			List<KindFaults.Fault> faults = labs.kinds.faults().all();
			if (get.id() != null) {
				Set<String> names = new HashSet<>(List.of(KindRegistry.fullId(get.id()), get.id()));
				// A plug-in's bundles may have other names than it has.
				if (labs.plugins != null && faults.stream().noneMatch(fault -> isOf(fault.kind(), names)))
					for (PluginInfo plugin : labs.plugins.installed())
						if (plugin.id().equals(get.id()))
							plugin.bundles().forEach(bundle -> names.add(bundle.substring(0, bundle.indexOf(' '))));
				faults.removeIf(fault -> !isOf(fault.kind(), names));
			}
			return new Protocol.PluginLog(faults.stream().map(Translate::fault).toList());
		});
	}

	private static boolean isOf(String kind, Set<String> names) {
		return names.stream().anyMatch(name -> kind.equals(name) || kind.startsWith(name + "."));
	}

	@Override
	public CompletableFuture<Protocol.PluginPlan> planPlugins(Protocol.PlanPlugins plan) {
		return Task.begin(executor, task -> {
			PluginRequest.Action action = switch (plan.action()) {
				case "install" -> PluginRequest.Action.INSTALL;
				case "update" -> PluginRequest.Action.UPDATE;
				case "remove" -> PluginRequest.Action.REMOVE;
				default -> throw Failures.input("action '" + plan.action() + "' is neither install nor update nor remove");
			};
			PluginPlan would = service().plan(new PluginRequest(action, orEmpty(plan.ids()), plan.site()), new PluginProgress(task));
			return Translate.plugins(would, labs.kindUsers(client).uses(would.goingKinds()));
		});
	}

	private CompletableFuture<Protocol.PluginPlan> change(PluginRequest.Action action, List<String> ids, String site, Boolean trust,
			Boolean force) {
		return Task.begin(executor,
				task -> Translate.plugins(service().carryOut(new PluginRequest(action, orEmpty(ids), site), Boolean.TRUE.equals(trust),
						Boolean.TRUE.equals(force),
						labs.kindUsers(client), new PluginProgress(task)), List.of()));
	}

	private static List<String> orEmpty(List<String> list) {
		return list == null ? List.of() : list;
	}

	@Override
	public CompletableFuture<Protocol.PluginPlan> installPlugins(Protocol.InstallPlugins install) {
		return change(PluginRequest.Action.INSTALL, install.ids(), install.site(), install.trust(), install.force());
	}

	@Override
	public CompletableFuture<Protocol.PluginPlan> updatePlugins(Protocol.UpdatePlugins update) {
		return change(PluginRequest.Action.UPDATE, update.ids(), update.site(), update.trust(), update.force());
	}

	@Override
	public CompletableFuture<Protocol.PluginPlan> removePlugins(Protocol.RemovePlugins remove) {
		return change(PluginRequest.Action.REMOVE, remove.ids(), null, false, remove.force());
	}

	/** Tells how far a change of plug-ins is. */
	private final class PluginProgress implements PluginMonitor {
		private final Task<?> task;

		public PluginProgress(Task<?> task) {
			this.task = task;
		}

		@Override
		public boolean cancelled() {
			return task.cancelRequested() || over;
		}

		@Override
		public void progress(double done, String what) {
			notices.offer("plugins/progress", new Protocol.PluginProgress(done, what));
		}
	}

	/** The client is gone: so is what it had running. @param ended called when everything is gone */
	public void end(Runnable ended) {
		over = true;
		executor.execute(() -> {
			subscribers.values().forEach(Subscriber::end);
			programs.values().forEach(Programs.Running::close);
			captures.values().forEach(Capture::end);
			List<Lab> mine;
			synchronized (owned) {
				mine = List.copyOf(owned);
				owned.clear();
			}
			mine.forEach(lab -> labs.end(lab, client + " is gone"));
			ended.run();
		});
	}
}
