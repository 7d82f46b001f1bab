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
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.spec.InterfaceSpec;
import io.wirebench.core.spec.IpPrefix;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.NodeSpec;
import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.engine.Link;
import io.wirebench.dataplane.engine.StageCall;
import io.wirebench.dataplane.engine.Worker;
import io.wirebench.linux.Feature;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.net.LinkStatistics;
import io.wirebench.runtime.internal.Kernel.LinkObject;
import io.wirebench.runtime.internal.Kernel.NodeObject;
import io.wirebench.runtime.internal.Kernel.Side;
import io.wirebench.runtime.internal.Layout.Join;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A lab in this process's namespaces. Everything that changes it is done under one lock; samples are taken under it too,
 * by a thread of its own while something runs.
 */
final class LocalEmulation implements Emulation {

	private static final long SAMPLE_MILLIS = 200;
	/** With very many devices a look at all of them takes its time: then less often. */
	private static final long SAMPLE_MILLIS_LARGE = 500;
	private static final int LARGE_LINKS = 200;
	private static final LinkStatistics NOTHING = new LinkStatistics(0, 0, 0, 0, 0, 0, 0, 0);

	private final KindRegistry kinds;
	private final Layouts layouts;
	private final Object lock = new Object();
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

	LocalEmulation(KindRegistry kinds, Path outputFolder, Path directory) {
		this.kinds = kinds;
		layouts = new Layouts(kinds, redirectCause());
		engine = new Engine(kinds, (path, reason, cause) -> {
			String message = reason + (cause == null ? "" : ": " + cause);
			quarantined.put(path, message);
			event(Severity.ERROR, path, "taken out of service because it " + message + "; the link goes on without it");
		}, this::lost);
		backend = new KernelBackend(kernel, engine, this::hosts, directory.toString(), this::event, this::servicesChanged, this::leftBehind);
		executor = new Executor(kernel, backend);
		flows = new Flows(kinds, this::handle, this::event);
		probes = new Probes(kinds, outputFolder, this::event);
	}

	/** A worker's thread does not come back from an impairment, or has failed (then there is no call): its links go on with another one. By a thread of its own. */
	private void lost(Worker worker, StageCall call) {
		if (call != null) {
			String message = "did not come back from a call for " + Engine.STUCK_MILLIS + " ms; its thread is left behind";
			quarantined.put(call.path(), message);
			event(Severity.ERROR, call.path(), "taken out of service because it " + message + "; the link goes on without it");
		} else {
			event(Severity.ERROR, "", "a thread of the data plane has failed: " + worker.failure() + "; its links go on with another one, frames on their way are lost");
		}
		synchronized (lock) {
			if (call != null)
				engine.giveUp(call.impairment());
			Map<String, LinkMeter> continued = new HashMap<>();
			for (LinkObject link : kernel.links.values())
				if (link.engine != null && link.engine.worker() == worker)
					try {
						backend.reattach(link, link.layout);
						LinkMeter meter = meters.computeIfAbsent(link.layout.name(), _ -> new LinkMeter());
						meter.lose();
						continued.put(link.layout.name(), meter);
					} catch (LinuxException | IllegalStateException e) {
						event(Severity.ERROR, link.layout.name(), "carries nothing any more: " + e.getMessage() + "; take the impairment away and apply the network again");
					}
			if (!continued.isEmpty())
				beginMeters(continued);
		}
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
		synchronized (lock) {
			return plan(wanted);
		}
	}

	/** Without the lock: kinds are asked, and may take their time. */
	private Layout layout(NetworkSpec desired) throws EmulationException {
		Layout wanted = layouts.of(desired);
		layouts.requirePrograms(wanted);
		return wanted;
	}

	private Plan plan(Layout wanted) {
		Layout running = kernel.layout();
		return new Plan(PaperBackend.steps(kernel.copy(), Differ.changes(running, kernel.hubExists, wanted)), Layouts.tiers(wanted, running));
	}

	@Override
	public Plan apply(NetworkSpec desired, ApplyMonitor monitor) throws EmulationException {
		Layout wanted = layout(desired);
		synchronized (lock) {
			Layout running = kernel.layout();
			List<Change> changes = Differ.changes(running, kernel.hubExists, wanted);
			// On paper first: the numbers of devices are the same then.
			Kernel paper = kernel.copy();
			NetworkSpec before = applied;
			phase = wanted.nodes().isEmpty() && wanted.bridges().isEmpty() ? Phase.STOPPING : Phase.APPLYING;
			try {
				carryOut(desired, wanted, changes, monitor);
			} catch (LinuxException | java.io.UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
				EmulationException failure = failure(e);
				takeBack(before, failure);
				throw failure;
			}
			return new Plan(PaperBackend.steps(paper, changes), Layouts.tiers(wanted, running));
		}
	}

	private static EmulationException failure(RuntimeException e) {
		if (e instanceof CancellationException)
			return new EmulationException(e.getMessage(), e);
		boolean machine = e instanceof LinuxException linux && List.of("EPERM", "EACCES", "EOPNOTSUPP", "ENOSPC", "EMFILE", "ENFILE", "ENOMEM").contains(linux.errnoName());
		return new EmulationException(e.getMessage(), machine, e);
	}

	private void carryOut(NetworkSpec desired, Layout wanted, List<Change> changes, ApplyMonitor monitor) {
		backend.monitor(monitor);
		java.util.Set<String> remadeNodes = new java.util.HashSet<>();
		java.util.Set<String> touchedLinks = new java.util.HashSet<>();
		for (Change change : changes)
			switch (change) {
			case Change.RemoveNode c -> remadeNodes.add(c.element());
			case Change.RemoveLink c -> touchedLinks.add(c.element());
			case Change.Join c -> touchedLinks.add(c.element());
			default -> {
			}
			}
		applied = desired;
		engine.seed(desired.seed());
		flows.endBefore(wanted.flows(), name -> !remadeNodes.contains(name) && wanted.nodes().containsKey(name));
		probes.endBefore(wanted.probes(), name -> !touchedLinks.contains(name) && wanted.links().containsKey(name));
		Map<String, LinkMeter> continued = new HashMap<>();
		if (changes.stream().anyMatch(c -> c instanceof Change.Join join && !join.fresh()))
			read(); // what was counted until now
		executor.execute(changes, monitor);
		meters.keySet().retainAll(kernel.links.keySet());
		for (Change change : changes)
			if (change instanceof Change.Join join) {
				if (join.fresh())
					meters.put(join.element(), new LinkMeter()); // new devices: all their counters began at zero
				else
					continued.put(join.element(), meters.getOrDefault(join.element(), new LinkMeter()));
			}
		if (!continued.isEmpty())
			beginMeters(continued);
		String hosts = hosts();
		for (NodeObject node : kernel.nodes.values())
			node.programs.hosts(hosts);
		if (kernel.hubExists) {
			phase = Phase.RUNNING;
			probes.beginAfter(wanted.probes(), kernel);
			flows.beginAfter(wanted.flows(), desired.seed());
			if (sampler == null) {
				sampler = new Sampler();
				sampler.start();
			}
		} else {
			engine.close();
			meters.clear();
			quarantined.clear();
			if (sampler != null)
				sampler.stop();
			sampler = null;
			phase = Phase.STOPPED;
		}
		publish(read());
	}

	private void beginMeters(Map<String, LinkMeter> beginning) {
		Map<Integer, LinkStatistics> stats = hubStatistics();
		beginning.forEach((name, meter) -> {
			meter.begin(kernel.links.get(name), side -> stats.getOrDefault(side.hub().index(), NOTHING), farStatistics());
			meters.put(name, meter);
		});
	}

	/** After a failure: as it was, or, if even that fails, nothing. */
	private void takeBack(NetworkSpec before, EmulationException failure) {
		try {
			Layout old = layouts.of(before);
			carryOut(before, old, Differ.changes(kernel.layout(), kernel.hubExists, old), ApplyMonitor.NONE);
			return;
		} catch (EmulationException | RuntimeException e) {
			failure.addSuppressed(e);
		}
		try {
			carryOut(NetworkSpec.EMPTY, Layout.EMPTY, Differ.changes(kernel.layout(), kernel.hubExists, Layout.EMPTY), ApplyMonitor.NONE);
		} catch (RuntimeException e) {
			failure.addSuppressed(e);
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
		synchronized (lock) {
			publish(read());
			return state;
		}
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
		long nanos = System.nanoTime();
		Map<String, NodeState> nodes = new LinkedHashMap<>();
		kernel.nodes.forEach((name, node) -> nodes.put(name, new NodeState(true, node.programs.count(), "")));
		kernel.bridges.forEach((name, _) -> nodes.put(name, new NodeState(true, 0, "")));
		Map<String, EngineLink> engineLinks = new HashMap<>();
		kernel.links.forEach((name, link) -> {
			if (link.engine != null)
				engineLinks.put(name, link.engine);
		});
		Map<Integer, LinkStatistics> hub = hubStatistics();
		Map<String, Link.Counters> counters = engine.counters(engineLinks);
		Function<Side, LinkStatistics> hubOf = side -> hub.getOrDefault(side.hub().index(), NOTHING);
		Function<Side, LinkStatistics> farOf = farStatistics();
		Map<String, LinkState> links = new LinkedHashMap<>();
		for (LinkObject link : kernel.links.values()) {
			String name = link.layout.name();
			LinkMeter meter = meters.get(name);
			if (meter == null)
				continue;
			Link.Counters c = counters.get(name);
			Map<String, String> broken = new HashMap<>();
			quarantined.forEach((path, reason) -> {
				if (path.startsWith(name + "/"))
					broken.put(path, reason);
			});
			links.put(name, new LinkState(link.layout.up(), link.layout.join() == Join.ENGINE ? "engine" : "wire",
					meter.read(link, Direction.FORWARD, nanos, hubOf, farOf, c), meter.read(link, Direction.BACKWARD, nanos, hubOf, farOf, c),
					c == null ? Map.of() : c.stages(), broken));
		}
		probes.sample(nanos, links);
		return new EmulationState(nanos, phase, nodes, links, flows.states(), probes.states(), backend.services().states());
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

	/** Without the lock: flows that begin under it ask for their nodes. */
	private NodeHandle handle(String name) {
		NodeObject node = kernel.nodes.get(name);
		if (node == null)
			throw new IllegalStateException("node " + name + " does not run");
		List<InetAddress> addresses = node.layout.addresses().values().stream().flatMap(List::stream)
				.sorted((a, b) -> Boolean.compare(a.ipv6(), b.ipv6())).map(IpPrefix::address).toList();
		return new RunningNode(name, node.namespace, node.programs, () -> addresses);
	}

	private NodeObject node(String name) throws EmulationException {
		NodeObject node = kernel.nodes.get(name);
		if (node == null)
			throw new EmulationException(kernel.bridges.containsKey(name) ? name + " is a switch: it has no programs and no shell"
					: "there is no running node '" + name + "'; there are " + (kernel.nodes.isEmpty() ? "none" : String.join(", ", kernel.nodes.keySet())));
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

	private <T> T start(String name, Starter<T> starter) throws EmulationException {
		NodePrograms programs;
		synchronized (lock) {
			programs = node(name).programs;
		}
		try {
			return starter.start(programs);
		} catch (IOException e) {
			throw new EmulationException(e.getMessage(), e);
		}
	}

	@Override
	public String shellCommand(String name) throws EmulationException {
		synchronized (lock) {
			try {
				long pid = hostPid(node(name).programs.initPid());
				// As another user than root, the engine's user namespace comes first: in it the user is root.
				boolean ownUsers = !isInitialUserNamespace();
				return "nsenter --target " + pid + (ownUsers ? " --user --preserve-credentials" : "") + " --net --mount --uts --pid bash";
			} catch (IOException e) {
				throw new EmulationException(e.getMessage(), e);
			}
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
					Optional<String> ids = java.nio.file.Files.readAllLines(process.resolve("status")).stream().filter(line -> line.startsWith("NSpid:")).findFirst();
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

	/** The names of all nodes, for programs in them. Under the lock. */
	private String hosts() {
		StringBuilder text = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
		for (NodeSpec node : applied.nodes())
			for (boolean ipv6 : new boolean[] { false, true })
				for (InterfaceSpec i : node.interfaces())
					i.address(ipv6).ifPresent(address -> text.append(IpPrefix.format(address.address())).append('\t').append(node.name()).append('\n'));
		return text.toString();
	}

	@Override
	public void retire(String kindId) throws EmulationException {
		synchronized (lock) {
			String id = KindRegistry.fullId(kindId);
			NetworkSpec without = new NetworkSpec(applied.name(), applied.description(), applied.seed(),
					applied.nodes().stream().map(node -> node.kindId().equals(id) ? node.withoutKind() : node).map(node -> node.withServices(node.services().stream().filter(s -> !s.kindId().equals(id)).toList())).toList(),
					applied.links().stream().map(link -> new io.wirebench.core.spec.LinkSpec(link.name(), link.from(), link.to(), link.up(),
							link.segments(), link.tier(), link.forward().stream().filter(i -> !i.kindId().equals(id)).toList(),
							link.backward().stream().filter(i -> !i.kindId().equals(id)).toList())).toList(),
					applied.flows().stream().filter(f -> !f.kindId().equals(id)).toList(), applied.probes().stream().filter(p -> !p.kindId().equals(id)).toList(),
					applied.scenario());
			if (!without.equals(applied))
				apply(without, ApplyMonitor.NONE);
			engine.forget(id);
			kinds.retire(id);
		}
	}

	@Override
	public void close() {
		synchronized (lock) {
			try {
				apply(NetworkSpec.EMPTY, ApplyMonitor.NONE);
			} catch (EmulationException e) {
				event(Severity.ERROR, "", "the lab could not be stopped in order: " + e.getMessage() + "; the kernel ends the rest with this process");
			}
			flows.close();
			probes.close();
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
			try {
				while (!stop.await(kernel.links.size() > LARGE_LINKS ? SAMPLE_MILLIS_LARGE : SAMPLE_MILLIS, TimeUnit.MILLISECONDS))
					synchronized (lock) {
						if (stop.getCount() > 0)
							publish(read());
					}
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			} catch (RuntimeException e) {
				event(Severity.ERROR, "", "figures are no longer taken: " + e.getMessage());
			}
		}
	}
}
