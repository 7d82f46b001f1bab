package io.wirebench.runtime.internal;

import io.wirebench.api.NodeHandle;
import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationEvent;
import io.wirebench.core.emulation.EmulationEvent.Severity;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationListener;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.emulation.EmulationState.LinkState;
import io.wirebench.core.emulation.EmulationState.NodeState;
import io.wirebench.core.emulation.EmulationState.Phase;
import io.wirebench.core.emulation.TerminalProcess;
import io.wirebench.core.kinds.KindFaults;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.spec.ImpairmentSpec;
import io.wirebench.core.spec.IpPrefix;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.engine.Link;
import io.wirebench.dataplane.engine.StageCall;
import io.wirebench.dataplane.engine.Worker;
import io.wirebench.linux.Feature;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.net.LinkStatistics;
import io.wirebench.runtime.internal.apply.Backend;
import io.wirebench.runtime.internal.apply.Executor;
import io.wirebench.runtime.internal.apply.Inspection;
import io.wirebench.runtime.internal.apply.Kernel;
import io.wirebench.runtime.internal.apply.Kernel.LinkObject;
import io.wirebench.runtime.internal.apply.Kernel.NodeObject;
import io.wirebench.runtime.internal.apply.Kernel.Side;
import io.wirebench.runtime.internal.apply.KernelBackend;
import io.wirebench.runtime.internal.apply.PaperBackend;
import io.wirebench.runtime.internal.apply.StateLock;
import io.wirebench.runtime.internal.apply.UndoLog;
import io.wirebench.runtime.internal.engine.Engine;
import io.wirebench.runtime.internal.engine.EngineLink;
import io.wirebench.runtime.internal.layout.Change;
import io.wirebench.runtime.internal.layout.Differ;
import io.wirebench.runtime.internal.layout.Layout;
import io.wirebench.runtime.internal.layout.Layout.Join;
import io.wirebench.runtime.internal.layout.Layouts;
import io.wirebench.runtime.internal.layout.OpenFiles;
import io.wirebench.runtime.internal.node.Names;
import io.wirebench.runtime.internal.node.NodePrograms;
import io.wirebench.runtime.internal.node.RunningNode;
import io.wirebench.runtime.internal.node.Services;
import io.wirebench.runtime.internal.traffic.Flows;
import io.wirebench.runtime.internal.traffic.LinkMeter;
import io.wirebench.runtime.internal.traffic.Probes;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A lab in this process's namespaces. Edits are made one after the other. What is noted of the lab has a lock of its own,
 * under which samples are taken, too, by a thread of their own while something runs; an edit lets go of it whenever it waits
 * for code of a kind or for a process.
 */
final class LocalEmulation implements Emulation {

	private static final long SAMPLE_MILLIS = 200;
	/** With very many devices a look at all of them takes its time: then less often. */
	private static final long SAMPLE_MILLIS_LARGE = 500;
	private static final int LARGE_LINKS = 200;
	/** So many links are asked for their counters one by one; with more, one look at all devices is cheaper. */
	private static final int FEW_LINKS = 16;
	/** A stop that failed once, perhaps for want of descriptors, may succeed when some have been let go of. */
	private static final int STOP_TRIES = 2;
	private static final LinkStatistics NOTHING = new LinkStatistics(0, 0, 0, 0, 0, 0, 0, 0);

	private final KindRegistry kinds;
	private final Layouts layouts;
	/** One edit at a time; taken before {@link #lock}. */
	private final ReentrantLock edits = new ReentrantLock();
	private final StateLock lock = new StateLock();
	private final Kernel kernel = new Kernel();
	private final Engine engine;
	private final KernelBackend backend;
	private final Executor executor;
	private final Flows flows;
	private final Probes probes;
	private final Map<String, LinkMeter> meters = new HashMap<>();
	private final Map<String, String> quarantined = new ConcurrentHashMap<>();
	private final List<EmulationListener> listeners = new CopyOnWriteArrayList<>();
	private final Object notification = new Object();
	private volatile NetworkSpec applied = NetworkSpec.EMPTY;
	private volatile Phase phase = Phase.STOPPED;
	private volatile EmulationState state = EmulationState.stopped(System.nanoTime());
	private Sampler sampler;
	private volatile boolean closed;
	/** What programs in all nodes know. */
	private Names names = Names.NONE;
	/** What {@link Names#of} last made, as long as it is about the same network. */
	private NamesOf lastNames = new NamesOf(NetworkSpec.EMPTY, Names.NONE);
	/** The nodes that run, for flows. */
	private volatile Map<String, NodeObject> handles = Map.of();

	LocalEmulation(KindRegistry kinds, Path outputFolder, Path directory) {
		this(kinds, outputFolder, directory, UnaryOperator.identity());
	}

	/** @param steps what the executor's steps go through, for tests that let one fail */
	LocalEmulation(KindRegistry kinds, Path outputFolder, Path directory, UnaryOperator<Backend> steps) {
		this.kinds = kinds;
		layouts = new Layouts(kinds, redirectCause());
		engine = new Engine(kinds, (path, reason, cause) -> {
			String kind = kindOf(path);
			String message = reason + (cause == null ? "" : ": " + KindFaults.say(cause));
			quarantined.put(path, message);
			if (cause != null)
				kinds.faults().add(kind, path, reason, cause);
			event(Severity.ERROR, path,
					"disabled because it " + message + (kind.isEmpty() ? "" : " (kind " + kind + ")") + "; the link continues without it");
		}, this::lost);
		backend = new KernelBackend(kernel, engine, lock, directory.toString(), this::event, this::servicesChanged, this::leftBehind);
		executor = new Executor(kernel, steps.apply(backend));
		flows = new Flows(kinds, this::handle, this::event);
		probes = new Probes(kinds, outputFolder, this::event);
	}

	private String kindOf(String impairment) {
		return engine.kindOf(impairment);
	}

	Kernel kernel() {
		return kernel;
	}

	Engine engine() {
		return engine;
	}

	/**
	 * A worker's thread does not come back from an impairment, or has failed (then there is no call): its links go on with another one. By
	 * a thread of its own.
	 */
	private void lost(Worker worker, StageCall call) {
		if (call != null) {
			String message = "did not return from a call within " + Engine.STUCK_MILLIS + " ms; its thread was abandoned";
			quarantined.put(call.path(), message);
			event(Severity.ERROR, call.path(),
					"disabled because it " + message + " (kind " + engine.kindOf(call.path()) + "); the link continues without it");
		} else {
			event(Severity.ERROR, "", "a thread of the data plane has failed: " + worker.failure()
					+ "; its links continue on another one, frames in transit are lost");
		}
		lock.held(() -> {
			if (call != null)
				engine.giveUp(call.impairment());
			for (LinkObject link : kernel.links.values())
				if (link.engine != null && link.engine.worker() == worker)
					try {
						backend.reattach(link, link.layout);
						LinkMeter meter = meters.computeIfAbsent(link.layout.name(), _ -> new LinkMeter());
						meter.lose();
						Map<Integer, LinkStatistics> hub = hubStatistics();
						meter.begin(link, null, null, side -> hub.getOrDefault(side.hub().index(), NOTHING), farStatistics());
					} catch (LinuxException | IllegalStateException e) {
						event(Severity.ERROR, link.layout.name(),
								"carries nothing any more: " + e.getMessage() + "; take the impairment away and apply the network again");
					}
		});
	}

	/** @return whether code of a plug-in did not come back, and its thread was left behind */
	private boolean leftBehind() {
		return engine.hasLost() || flows.leftBehind() || probes.leftBehind();
	}

	private static String redirectCause() {
		return Feature.U32_MIRRED.isAvailable() ? null : String.valueOf(Feature.U32_MIRRED.unavailabilityCause().getMessage());
	}

	@Override
	public Plan plan(NetworkSpec desired) throws EmulationException {
		Layout wanted = layout(desired);
		edits.lock();
		try {
			return lock.<Outcome>held(() -> {
				Layout running = kernel.layout();
				Layout settled = layouts.settled(wanted, running);
				List<Change> changes = Differ.changes(running, kernel.hubExists, settled, kernel.uncertain);
				try {
					OpenFiles.require(changes);
				} catch (EmulationException e) {
					return new Outcome(null, e);
				}
				return new Outcome(new Plan(PaperBackend.steps(kernel.copy(kernel.touched(changes)), changes),
						Layouts.tiers(settled, running), Inspection.drift(kernel)), null);
			}).orThrow();
		} finally {
			edits.unlock();
		}
	}

	/** Without the lock: kinds are asked, and may take their time. */
	private Layout layout(NetworkSpec desired) throws EmulationException {
		Layout wanted = layouts.of(desired);
		layouts.requirePrograms(wanted);
		return wanted;
	}

	@Override
	public Plan apply(NetworkSpec desired, ApplyMonitor monitor) throws EmulationException {
		Layout wanted = layout(desired);
		edits.lock();
		try {
			requireOpen();
			return apply(desired, wanted, monitor);
		} finally {
			edits.unlock();
		}
	}

	private void requireOpen() throws EmulationException {
		if (closed)
			throw new EmulationException("this lab has been closed; open another one");
	}

	/** The lock on edits is held; that on the lab's state only where it is not waited for anything. */
	private Plan apply(NetworkSpec desired, Layout asked, ApplyMonitor monitor) throws EmulationException {
		boolean stops = asked.nodes().isEmpty() && asked.bridges().isEmpty();
		return stops ? stop(desired, monitor) : lock.<Outcome>held(() -> change(desired, asked, monitor)).orThrow();
	}

	private record Outcome(Plan plan, EmulationException failure) {
		Plan orThrow() throws EmulationException {
			if (failure != null)
				throw failure;
			return plan;
		}
	}

	private Outcome change(NetworkSpec desired, Layout asked, ApplyMonitor monitor) {
		Layout running = kernel.layout();
		Layout wanted = layouts.settled(asked, running);
		List<Change> changes = Differ.changes(running, kernel.hubExists, wanted, kernel.uncertain);
		try {
			OpenFiles.require(changes);
		} catch (EmulationException e) {
			return new Outcome(null, e);
		}
		// On paper first: the numbers of devices are the same then.
		Kernel.Touched of = kernel.touched(changes);
		Kernel paper = kernel.copy(of);
		boolean fresh = !kernel.hubExists;
		Phase phaseBefore = phase;
		Runnable memento = kernel.memento(of);
		UndoLog log = new UndoLog();
		Set<String> touched = new HashSet<>();
		for (Change change : changes)
			if (change instanceof Change.RemoveLink || change instanceof Change.LinkChange)
				touched.add(change.element());
		backend.begin(monitor, names(desired));
		if (phase != Phase.RUNNING)
			phase = Phase.APPLYING;
		try {
			engine.seed(desired.seed());
			Set<String> rejoined = changes.stream().filter(c -> c instanceof Change.Join join && !join.fresh()).map(Change::element)
					.collect(Collectors.toSet());
			if (!rejoined.isEmpty())
				readLinks(System.nanoTime(), rejoined, new LinkedHashMap<>()); // what was counted until now
			executor.execute(changes, monitor, log);
		} catch (RuntimeException | Error e) {
			EmulationException failure = failure(e);
			engine.seed(applied.seed());
			if (fresh)
				abandonStart(failure);
			else
				takeBack(log, memento, touched, failure);
			phase = fresh ? Phase.STOPPED : phaseBefore;
			publish(read());
			return new Outcome(null, failure);
		}
		// From here on there is no way back, and nothing that has to succeed.
		Set<String> removedNodes = new HashSet<>();
		Set<String> anew = new HashSet<>();
		for (Change change : changes)
			switch (change) {
				case Change.RemoveNode c -> removedNodes.add(c.element());
				case Change.RemoveLink c -> anew.add(c.element());
				case Change.Join c when c.fresh() || hasOtherDevices(paper.links.get(c.element()), kernel.links.get(c.element())) ->
					anew.add(c.element());
				default -> {
				}
			}
		applied = desired;
		lock.released(() -> {
			flows.endBefore(wanted.flows(), name -> !removedNodes.contains(name) && wanted.nodes().containsKey(name));
			probes.endBefore(wanted.probes(), name -> !anew.contains(name) && wanted.links().containsKey(name));
			return null;
		});
		Map<String, RuntimeException> leftovers = log.commit(backend::discard);
		leftovers.forEach((element, e) -> event(Severity.WARNING, element,
				"could not be removed whole: " + e.getMessage() + "; it goes when the lab stops"));
		kernel.uncertain.clear(); // all of them were made anew
		touched.forEach(name -> engine.retain(name, kernel.links.containsKey(name) ? kernel.links.get(name).layout : null));
		engine.unstage();
		meters.keySet().retainAll(kernel.links.keySet());
		quarantined.keySet().removeIf(path -> wanted.links().values().stream().noneMatch(link -> hasImpairment(link, path)));
		beginMeters(changes);
		if (changes.stream().anyMatch(c -> c instanceof Change.MakeNode || c instanceof Change.RemoveNode))
			handles = Map.copyOf(kernel.nodes);
		Names newNames = names(desired);
		phase = Phase.RUNNING;
		// Nodes made by this apply have them already; the text of a large lab is long.
		if (!newNames.equals(names)) {
			List<NodePrograms> programs = kernel.nodes.values().stream().map(node -> node.programs).toList();
			lock.released(() -> {
				programs.forEach(node -> node.names(newNames));
				return null;
			});
		}
		names = newNames;
		probes.beginAfter(wanted.probes(), kernel, lock);
		flows.beginAfter(wanted.flows(), desired.seed());
		if (sampler == null) {
			sampler = new Sampler();
			sampler.start();
		}
		Set<String> changed = new HashSet<>(of.links());
		changes.forEach(change -> changed.add(change.element()));
		publish(read(changed));
		return new Outcome(new Plan(PaperBackend.steps(paper, changes), Layouts.tiers(wanted, running, changes), List.of()), null);
	}

	private static boolean hasImpairment(Layout.LinkLayout link, String path) {
		for (Direction direction : Direction.values())
			for (ImpairmentSpec spec : direction == Direction.FORWARD ? link.forward() : link.backward())
				if (path.equals(spec.path()) || path.equals(link.name() + "/" + direction.pathName() + "/" + spec.name()))
					return true;
		return false;
	}

	private static boolean hasOtherDevices(LinkObject before, LinkObject now) {
		return before == null || now == null || !Objects.equals(before.from, now.from) || !Objects.equals(before.to, now.to);
	}

	/** After a failed edit: each step back, last first, until it is as before. What cannot be had back is made anew by the next apply. */
	private void takeBack(UndoLog log, Runnable memento, Set<String> touched, EmulationException failure) {
		backend.begin(ApplyMonitor.NONE, names(applied));
		Map<String, RuntimeException> lost = log.unwind(backend::discard);
		memento.run();
		touched.forEach(name -> engine.retain(name, kernel.links.containsKey(name) ? kernel.links.get(name).layout : null));
		engine.unstage();
		backend.awaitRings();
		lost.forEach((element, e) -> {
			failure.addSuppressed(e);
			if (!element.isEmpty())
				kernel.uncertain.add(element);
			event(Severity.ERROR, element, "a failed edit could not be undone: " + e.getMessage()
					+ (element.isEmpty() ? "" : "; apply the network again: this recreates it"));
		});
	}

	/** After a start that failed: nothing is left. */
	private void abandonStart(EmulationException failure) {
		RuntimeException e = removeAll(ApplyMonitor.NONE);
		if (e != null)
			failure.addSuppressed(e);
	}

	private Plan stop(NetworkSpec desired, ApplyMonitor monitor) throws EmulationException {
		return lock.<Outcome>held(() -> {
			Layout running = kernel.layout();
			List<Change> changes = Differ.changes(running, kernel.hubExists, Layout.EMPTY);
			Kernel paper = kernel.copy(kernel.touched(changes));
			if (kernel.hubExists)
				phase = Phase.STOPPING;
			applied = desired;
			handles = Map.of();
			lock.released(() -> {
				flows.endBefore(Map.of(), _ -> false);
				probes.endBefore(Map.of(), _ -> false);
				return null;
			});
			RuntimeException failed = removeAll(monitor);
			if (failed != null)
				event(Severity.WARNING, "", "the lab did not stop in order: " + failed.getMessage()
						+ "; its namespaces were closed all the same, and the kernel removes what hangs on them");
			publish(read());
			return new Outcome(new Plan(PaperBackend.steps(paper, changes), List.of(), List.of()), null);
		}).orThrow();
	}

	/**
	 * Ends all that runs. A step that fails does not keep the others from being done: the kernel removes what hangs on the
	 * namespaces.
	 *
	 * @return what failed, or null
	 */
	private RuntimeException removeAll(ApplyMonitor monitor) {
		backend.begin(ApplyMonitor.NONE, Names.NONE);
		RuntimeException failure = null;
		for (int i = 0; i < STOP_TRIES && kernel.hubExists; i++)
			try {
				UndoLog log = new UndoLog();
				executor.execute(Differ.changes(kernel.layout(), kernel.hubExists, Layout.EMPTY), monitorOf(monitor), log);
				for (RuntimeException e : log.commit(backend::discard).values())
					failure = added(failure, e);
			} catch (RuntimeException e) {
				failure = added(failure, e);
				backend.discard();
			}
		if (kernel.hubExists)
			backend.removeEverything();
		engine.close();
		meters.clear();
		quarantined.clear();
		if (sampler != null)
			sampler.stop();
		sampler = null;
		phase = Phase.STOPPED;
		return failure;
	}

	/** Progress is shown; a stop is not cancelled half way. */
	private static ApplyMonitor monitorOf(ApplyMonitor monitor) {
		return new ApplyMonitor() {
			@Override
			public void progress(int done, int total, String what) {
				monitor.progress(done, total, what);
			}

			@Override
			public boolean cancelled() {
				return false;
			}

			@Override
			public boolean stepwise() {
				return monitor.stepwise();
			}
		};
	}

	private static RuntimeException added(RuntimeException first, RuntimeException next) {
		if (first == null)
			return next;
		first.addSuppressed(next);
		return first;
	}

	private static EmulationException failure(Throwable e) {
		if (e instanceof CancellationException)
			return new EmulationException(e.getMessage(), e);
		boolean machine = e instanceof LinuxException linux
				&& List.of("EPERM", "EACCES", "EOPNOTSUPP", "ENOSPC", "EMFILE", "ENFILE", "ENOMEM").contains(linux.errnoName());
		return new EmulationException(e.getMessage() == null ? e.toString() : e.getMessage(), machine, e);
	}

	/** Zeroes the counters of links that were joined, or joined in another way. */
	private void beginMeters(List<Change> changes) {
		List<LinkObject> joined = changes.stream().filter(c -> c instanceof Change.Join || c instanceof Change.SetStages)
				.map(c -> kernel.links.get(c.element())).filter(Objects::nonNull).distinct().toList();
		Map<Integer, LinkStatistics> hub = null;
		Function<Side, LinkStatistics> far = farStatistics();
		for (Change change : changes) {
			LinkObject link = change instanceof Change.Join || change instanceof Change.SetStages
					? kernel.links.get(change.element())
					: null;
			if (link == null)
				continue;
			boolean fresh = change instanceof Change.Join join && join.fresh();
			EngineLink left = link.draining.isEmpty() ? null : link.draining.getLast();
			LinkMeter meter = meters.get(change.element());
			if (fresh || meter == null) {
				meters.put(change.element(), meter = new LinkMeter()); // new devices: all their counters began at zero
				if (link.layout.join() != Join.ENGINE)
					continue;
			} else if (change instanceof Change.SetStages && (left == null || meter.knows(left))) {
				continue; // it goes on where it was
			}
			if (hub == null)
				hub = joined.size() <= FEW_LINKS ? hubStatistics(joined) : hubStatistics();
			Map<Integer, LinkStatistics> stats = hub;
			EngineLink last = left == null || meter.knows(left) ? null : left;
			meter.begin(link, last, last == null ? null : engine.counters(List.of(last)).get(last),
					side -> stats.getOrDefault(side.hub().index(), NOTHING), far);
		}
	}

	@Override
	public NetworkSpec applied() {
		return applied;
	}

	@Override
	public EmulationState state() {
		return state;
	}

	@Override
	public EmulationState sample() {
		return lock.held(() -> {
			publish(read());
			return state;
		});
	}

	/** While an apply waits for services there are no samples: the last one then shows how far they are. */
	private void servicesChanged() {
		synchronized (notification) {
			EmulationState s = state;
			state = new EmulationState(s.nanos(), s.phase(), s.nodes(), s.links(), s.flows(), s.probes(), backend.services().states());
		}
	}

	private void publish(EmulationState newState) {
		synchronized (notification) {
			state = newState;
			listeners.forEach(listener -> listener.stateChanged(newState));
		}
	}

	private Map<Integer, LinkStatistics> hubStatistics() {
		return kernel.hub == null ? Map.of() : kernel.hub.route().statistics();
	}

	/** Counters of the hub's devices of a few links. */
	private Map<Integer, LinkStatistics> hubStatistics(List<LinkObject> links) {
		List<Integer> indexes = new ArrayList<>();
		for (LinkObject link : links)
			for (Side side : new Side[]{link.from, link.to})
				if (side != null)
					indexes.add(side.hub().index());
		return kernel.hub == null ? Map.of() : kernel.hub.route().statistics(indexes);
	}

	/** Counters of the ends of links in the engine, each node looked at once. */
	private Function<Side, LinkStatistics> farStatistics() {
		Map<String, Map<Integer, LinkStatistics>> byNode = new HashMap<>();
		return side -> {
			if (side.node() == null)
				return NOTHING;
			return byNode.computeIfAbsent(side.node(), name -> {
				NodeObject node = kernel.nodes.get(name);
				return node == null ? Map.of() : node.namespace.route().statistics();
			}).getOrDefault(side.far().index(), NOTHING);
		};
	}

	/** Reads everything. Under the lock. */
	private EmulationState read() {
		return read(null);
	}

	/**
	 * Reads links and takes the rest as it was seen last. Under the lock.
	 *
	 * @param changed names of links, or null for all; what else is in it does not matter
	 */
	private EmulationState read(Set<String> changed) {
		long nanos = System.nanoTime();
		Map<String, LinkState> before = state.links();
		Set<String> asked = new HashSet<>();
		if (changed != null)
			for (String name : kernel.links.keySet())
				if (changed.contains(name) || !before.containsKey(name))
					asked.add(name);
		boolean some = changed != null && asked.size() <= FEW_LINKS;
		Map<String, NodeState> nodes = new LinkedHashMap<>();
		kernel.nodes.forEach((name, node) -> nodes.put(name, new NodeState(true, node.programs.count(), node.programs.failure())));
		kernel.bridges.forEach((name, _) -> nodes.put(name, new NodeState(true, 0, "")));
		Map<String, LinkState> links = new LinkedHashMap<>();
		if (some)
			kernel.links.keySet().forEach(name -> links.put(name, before.get(name)));
		readLinks(nanos, some ? asked : kernel.links.keySet(), links);
		links.values().removeIf(Objects::isNull); // no counters yet
		if (!some)
			probes.sample(nanos, links);
		return new EmulationState(nanos, phase, nodes, links, flows.states(), probes.states(), backend.services().states());
	}

	/** Reads the counters of links that exist into a map by name. Under the lock. */
	private void readLinks(long nanos, Set<String> names, Map<String, LinkState> links) {
		List<LinkObject> objects = names.stream().map(kernel.links::get).toList();
		List<EngineLink> engineLinks = new ArrayList<>();
		objects.forEach(link -> {
			if (link.engine != null)
				engineLinks.add(link.engine);
			engineLinks.addAll(link.draining);
		});
		Map<Integer, LinkStatistics> hub = objects.size() <= FEW_LINKS ? hubStatistics(objects) : hubStatistics();
		Map<EngineLink, Link.Counters> counters = engine.counters(engineLinks);
		Function<Side, LinkStatistics> hubOf = side -> hub.getOrDefault(side.hub().index(), NOTHING);
		Function<Side, LinkStatistics> farOf = farStatistics();
		Map<String, Map<String, String>> broken = new HashMap<>();
		// One that stands nowhere any more has no link in its path.
		quarantined.forEach((path, reason) -> broken
				.computeIfAbsent(path.substring(0, Math.max(0, path.indexOf('/'))), _ -> new HashMap<>()).put(path, reason));
		for (LinkObject link : objects) {
			String name = link.layout.name();
			LinkMeter meter = meters.get(name);
			if (meter == null)
				continue;
			Link.Counters c = link.engine == null ? null : counters.get(link.engine);
			if (!link.draining.isEmpty())
				backend.closeDrained(link,
						e -> counters.get(e) == null
								? 0
								: counters.get(e).forward().queuedFrames() + counters.get(e).backward().queuedFrames(),
						meter::endDraining);
			links.put(name, new LinkState(link.layout.up(), link.layout.join() == Join.ENGINE ? "engine" : "wire",
					meter.read(link, Direction.FORWARD, nanos, hubOf, farOf, c, counters::get),
					meter.read(link, Direction.BACKWARD, nanos, hubOf, farOf, c, counters::get),
					c == null ? Map.of() : c.stages(), broken.getOrDefault(name, Map.of())));
		}
	}

	@Override
	public Subscription listen(EmulationListener listener) {
		listeners.add(listener);
		return () -> listeners.remove(listener);
	}

	private void event(Severity severity, String element, String message) {
		EmulationEvent event = new EmulationEvent(System.nanoTime(), severity, element, message);
		synchronized (notification) {
			listeners.forEach(listener -> listener.event(event));
		}
	}

	@Override
	public void startFlow(String name) throws EmulationException {
		flows.startNow(name);
	}

	@Override
	public void stopFlow(String name) throws EmulationException {
		flows.stop(name);
	}

	@Override
	public void restartService(String path) throws EmulationException {
		edits.lock();
		try {
			requireOpen();
			EmulationException failure = lock.held(() -> {
				Layout.ServiceLayout service = kernel.services.get(path);
				if (service == null)
					return new EmulationException("there is no service '" + path + "'; there are "
							+ (kernel.services.isEmpty() ? "none" : String.join(", ", kernel.services.keySet())));
				backend.begin(ApplyMonitor.NONE, names(applied));
				try {
					backend.startServices(List.of(new Services.Work(service, kernel.nodes.get(service.node()).programs, 0)), Map.of());
				} catch (RuntimeException e) {
					return failure(e);
				}
				publish(read());
				return null;
			});
			if (failure != null)
				throw failure;
		} finally {
			edits.unlock();
		}
	}

	private NodeHandle handle(String name) {
		NodeObject node = handles.get(name);
		if (node == null)
			throw new IllegalStateException("node " + name + " does not run");
		// A link-local address means nothing without its link.
		List<InetAddress> addresses = node.layout.addresses().values().stream().flatMap(List::stream)
				.filter(address -> !address.linkLocal())
				.sorted((a, b) -> Boolean.compare(a.ipv6(), b.ipv6())).map(IpPrefix::address).toList();
		return new RunningNode(name, node.namespace, node.programs, () -> addresses);
	}

	private NodeObject node(String name) throws EmulationException {
		NodeObject node = kernel.nodes.get(name);
		if (node == null)
			throw new EmulationException(kernel.bridges.containsKey(name)
					? name + " is a switch: it has no programs and no shell"
					: "there is no running node '" + name + "'; there are "
							+ (kernel.nodes.isEmpty() ? "none" : String.join(", ", kernel.nodes.keySet())));
		return node;
	}

	@Override
	public NodeProcess start(String name, ProcessRequest request) throws EmulationException {
		return start(name, programs -> programs.start(request));
	}

	@Override
	public TerminalProcess startAtTerminal(String name, ProcessRequest request, int rows, int columns) throws EmulationException {
		return start(name, programs -> programs.startAtTerminal(request, rows, columns));
	}

	@FunctionalInterface
	private interface Starter<T> {
		T start(NodePrograms programs) throws IOException;
	}

	private NodePrograms programs(String name) throws EmulationException {
		NodeObject[] found = new NodeObject[1];
		EmulationException[] failure = new EmulationException[1];
		lock.held(() -> {
			try {
				found[0] = node(name);
			} catch (EmulationException e) {
				failure[0] = e;
			}
		});
		if (failure[0] != null)
			throw failure[0];
		return found[0].programs;
	}

	private <T> T start(String name, Starter<T> starter) throws EmulationException {
		try {
			return starter.start(programs(name));
		} catch (IOException e) {
			throw new EmulationException(e.getMessage(), e);
		}
	}

	@Override
	public String shellCommand(String name) throws EmulationException {
		try {
			long pid = hostPid(programs(name).initPid());
			// As another user than root, the engine's user namespace comes first: in it the user is root.
			boolean ownUsers = !isInitialUserNamespace();
			return "nsenter --target " + pid + (ownUsers ? " --user --preserve-credentials" : "") + " --net --mount --uts --pid bash";
		} catch (IOException e) {
			throw new EmulationException(e.getMessage(), e);
		}
	}

	/** The process id as it is outside of the engine's own process namespace, where the user types. */
	private static long hostPid(long pid) throws IOException {
		String launcher = System.getProperty("wirebench.host.proc", "");
		if (launcher.isEmpty())
			return pid;
		// The host's /proc is mounted beside ours for this one purpose; a process knows its ids in all namespaces.
		String own = java.nio.file.Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/pid")).toString();
		try (var processes = java.nio.file.Files.newDirectoryStream(Path.of(launcher), "[0-9]*")) {
			for (Path process : processes)
				try {
					Optional<String> ids = java.nio.file.Files.readAllLines(process.resolve("status")).stream()
							.filter(line -> line.startsWith("NSpid:")).findFirst();
					String[] n = ids.orElse("").trim().split("\\s+");
					if (n.length > 2 && n[n.length - 1].equals("1") && n[n.length - 2].equals(String.valueOf(pid))
							&& java.nio.file.Files.readSymbolicLink(process.resolve("ns/pid")).toString().equals(own))
						return Long.parseLong(n[1]);
				} catch (IOException e) {
					// A process that ended, or another user's.
				}
		}
		return pid;
	}

	private static boolean isInitialUserNamespace() throws IOException {
		String map = java.nio.file.Files.readString(Path.of("/proc/self/uid_map")).trim();
		return map.split("\\s+")[2].equals("4294967295");
	}

	private record NamesOf(NetworkSpec network, Names names) {}

	private Names names(NetworkSpec network) {
		if (lastNames.network.nodes() != network.nodes() || !Layouts.sameEnds(lastNames.network, network))
			lastNames = new NamesOf(network, Names.of(network));
		return lastNames.names;
	}

	@Override
	public void retire(String kindId) throws EmulationException {
		edits.lock();
		try {
			String id = KindRegistry.fullId(kindId);
			NetworkSpec without = new NetworkSpec(applied.name(), applied.description(), applied.seed(),
					applied.nodes().stream().map(node -> node.kindId().equals(id) ? node.withoutKind() : node)
							.map(node -> node.withServices(node.services().stream().filter(s -> !s.kindId().equals(id)).toList())).toList(),
					applied.links().stream().map(link -> new io.wirebench.core.spec.LinkSpec(link.name(), link.from(), link.to(), link.up(),
							link.segments(), link.tier(), link.forward().stream().filter(i -> !i.kindId().equals(id)).toList(),
							link.backward().stream().filter(i -> !i.kindId().equals(id)).toList())).toList(),
					applied.flows().stream().filter(f -> !f.kindId().equals(id)).toList(),
					applied.probes().stream().filter(p -> !p.kindId().equals(id)).toList(),
					applied.scenario());
			if (!without.equals(applied))
				apply(without, ApplyMonitor.NONE);
			lock.held(() -> engine.forget(id));
			kinds.retire(id);
		} finally {
			edits.unlock();
		}
	}

	@Override
	public void close() {
		edits.lock();
		try {
			closed = true;
			try {
				stop(NetworkSpec.EMPTY, ApplyMonitor.NONE);
			} catch (EmulationException e) {
				event(Severity.ERROR, "",
						"the lab could not be stopped in order: " + e.getMessage() + "; the kernel ends the rest with this process");
			}
			flows.close();
			probes.close();
		} finally {
			edits.unlock();
		}
	}

	/** Takes samples as long as something runs. */
	private final class Sampler {
		private final CountDownLatch stop = new CountDownLatch(1);
		private final Thread thread = Thread.ofPlatform().daemon().name("wirebench sampler").unstarted(this::run);

		void start() {
			thread.start();
		}

		/** Under the lock: the thread may be waiting for it, so it is not waited for. */
		void stop() {
			stop.countDown();
		}

		private void run() {
			String failing = "";
			try {
				while (!stop.await(state.links().size() > LARGE_LINKS ? SAMPLE_MILLIS_LARGE : SAMPLE_MILLIS, TimeUnit.MILLISECONDS))
					try {
						lock.held(() -> {
							if (stop.getCount() > 0)
								publish(read());
						});
						failing = "";
					} catch (RuntimeException e) {
						String message = "no figures can be taken: " + e.getMessage();
						if (!message.equals(failing))
							event(Severity.ERROR, "", message);
						failing = message;
					}
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		}
	}
}
