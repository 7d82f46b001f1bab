package io.wirebench.runtime.internal.apply;

import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.EmulationEvent.Severity;
import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.engine.Link;
import io.wirebench.dataplane.engine.StageBinding;
import io.wirebench.dataplane.engine.Worker;
import io.wirebench.linux.SystemClock;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.net.RouteRequest;
import io.wirebench.runtime.internal.apply.Kernel.LinkObject;
import io.wirebench.runtime.internal.apply.Kernel.NodeObject;
import io.wirebench.runtime.internal.apply.Kernel.Side;
import io.wirebench.runtime.internal.engine.Engine;
import io.wirebench.runtime.internal.engine.EngineLink;
import io.wirebench.runtime.internal.engine.RingPort;
import io.wirebench.runtime.internal.engine.RingWork;
import io.wirebench.runtime.internal.layout.Layout.BridgeEnd;
import io.wirebench.runtime.internal.layout.Layout.EndLayout;
import io.wirebench.runtime.internal.layout.Layout.LinkLayout;
import io.wirebench.runtime.internal.layout.Layout.NodeEnd;
import io.wirebench.runtime.internal.layout.Layout.NodeLayout;
import io.wirebench.runtime.internal.layout.Layout.ServiceLayout;
import io.wirebench.runtime.internal.node.EventLog;
import io.wirebench.runtime.internal.node.Names;
import io.wirebench.runtime.internal.node.NodePrograms;
import io.wirebench.runtime.internal.node.Services;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/** Does things for real. Used under the lab's lock. */
public final class KernelBackend implements Backend {

	private static final long SETUP_SECONDS = 30;
	private static final long SETUP_POLL_MILLIS = 50;
	private static final long SETUP_OUTPUT_SECONDS = 2;
	private static final int SETUP_OUTPUT_BYTES = 2000;
	/** From which moment on another worker takes a link's frames: both must have heard of it before. */
	private static final long MOVE_NANOS = 20_000_000;
	private static final long LINGER_NANOS = 50_000_000;
	private static final long GONE_NANOS = 10_000_000_000L;
	/** Between two looks whether namespaces are gone: a look at a thousand of them takes its time, too. */
	private static final long LONGEST_PAUSE_NANOS = 16_000_000;

	/** Numbers of this process's closed namespaces in the engine's own one, until they are gone. */
	private static final AtomicInteger NEXT_NUMBER = new AtomicInteger(1);
	private final Kernel kernel;
	private final Engine engine;
	private final StateLock lock;
	/** The names of all nodes, as programs in them see them. */
	private Names names = Names.NONE;
	private final String directory;
	private final EventLog log;
	private final Services services;
	private final BooleanSupplier leftBehind;
	/** The engine's own namespace while others are being removed, otherwise null. */
	private NetworkNamespace own;
	private final Set<Integer> leaving = new HashSet<>();
	private ApplyMonitor monitor = ApplyMonitor.NONE;
	private final RingWork rings = new RingWork();
	private final List<RouteRequest> hubRequests = new ArrayList<>();
	private final Map<NodeObject, List<RouteRequest>> nodeRequests = new LinkedHashMap<>();

	/**
	 * @param lock the lab's; let go of while a kind or a process is waited for
	 * @param directory where programs start that do not say it themselves
	 * @param leftBehind whether threads were left behind, which may have sockets in the lab's namespaces
	 */
	public KernelBackend(Kernel kernel, Engine engine, StateLock lock, String directory, EventLog log, Runnable servicesChanged,
			BooleanSupplier leftBehind) {
		this.kernel = kernel;
		this.leftBehind = leftBehind;
		this.directory = directory;
		this.engine = engine;
		this.lock = lock;
		this.log = log;
		services = new Services(log, servicesChanged);
	}

	public Services services() {
		return services;
	}

	/** Before an apply. @param newNames the names that nodes made from now on know */
	public void begin(ApplyMonitor newMonitor, Names newNames) {
		monitor = newMonitor;
		names = newNames;
		discard();
	}

	/** Forgets requests that were collected and not carried out. */
	public void discard() {
		hubRequests.clear();
		nodeRequests.clear();
	}

	@Override
	public void makeHub(Map<String, String> sysctls) {
		kernel.hub = NetworkNamespace.createAll(1, sysctls).getFirst();
	}

	@Override
	public List<NodeObject> makeNodes(List<NodeLayout> layouts, Map<String, String> sysctls) {
		List<NetworkNamespace> namespaces = NetworkNamespace.createAll(layouts.size(), sysctls, _ -> {
		}, monitor::cancelled);
		List<NodeObject> nodes = new ArrayList<>();
		for (int i = 0; i < layouts.size(); i++) {
			NodeObject node = new NodeObject(layouts.get(i), namespaces.get(i));
			node.programs = new NodePrograms(layouts.get(i).name(), namespaces.get(i), layouts.get(i).files(), names, directory);
			nodes.add(node);
		}
		return nodes;
	}

	@Override
	public void sysctls(NodeObject node, Map<String, String> sysctls) {
		node.namespace.writeSysctls(sysctls);
	}

	@Override
	public Map<String, String> readSysctls(NodeObject node, Set<String> keys) {
		Map<String, String> values = new LinkedHashMap<>();
		for (String key : keys)
			values.put(key, node.namespace.readSysctl(key));
		return values;
	}

	@Override
	public void veth(LinkSettings hubEnd, LinkSettings farEnd, NodeObject node) {
		hubRequests.add(RouteRequest.veth(hubEnd, farEnd, node == null ? null : node.namespace, node == null ? null : node.layout.name()));
	}

	@Override
	public void hub(RouteRequest request) {
		hubRequests.add(request);
	}

	@Override
	public void node(NodeObject node, RouteRequest request) {
		nodeRequests.computeIfAbsent(node, _ -> new ArrayList<>()).add(request);
	}

	@Override
	public void flush() {
		if (!hubRequests.isEmpty()) {
			List<RouteRequest> requests = List.copyOf(hubRequests);
			hubRequests.clear();
			kernel.hub.route().execute(requests);
		}
		Map<NodeObject, List<RouteRequest>> byNode = new LinkedHashMap<>(nodeRequests);
		nodeRequests.clear();
		byNode.forEach((node, requests) -> node.namespace.route().execute(requests));
	}

	@Override
	public void prepareEngine(LinkObject link, LinkLayout layout) {
		Worker worker = link.engine == null ? null : link.engine.worker();
		for (Engine.Missing missing : engine.missing(layout, engine.future(layout, worker)))
			engine.stage(missing, lock.released(() -> engine.create(missing.spec(), missing.path())));
	}

	@Override
	public void attachEngine(Map<LinkObject, LinkLayout> links) {
		List<Callable<RingPort>> asked = new ArrayList<>();
		links.forEach((link, layout) -> asked.addAll(ports(link, layout)));
		List<RingPort> opened = RingWork.open(asked);
		Iterator<RingPort> ports = opened.iterator();
		try {
			links.forEach((link, layout) -> {
				Worker worker = engine.worker(layout);
				List<StageBinding> forward = engine.bindings(layout, Direction.FORWARD, worker);
				List<StageBinding> backward = engine.bindings(layout, Direction.BACKWARD, worker);
				link.engine = attach(layout, worker, forward, backward, ports.next(), ports.next(), false);
			});
		} catch (RuntimeException | Error e) {
			links.keySet().stream().filter(link -> link.engine != null)
					.forEach(link -> opened.removeAll(List.of(link.engine.from(), link.engine.to())));
			opened.forEach(RingPort::close);
			throw e;
		}
	}

	private EngineLink attach(LinkObject link, LinkLayout layout, boolean paused) {
		Worker worker = engine.worker(layout);
		// What can fail comes before what would have to be closed.
		List<StageBinding> forward = engine.bindings(layout, Direction.FORWARD, worker);
		List<StageBinding> backward = engine.bindings(layout, Direction.BACKWARD, worker);
		List<RingPort> ports = RingWork.open(ports(link, layout));
		return attach(layout, worker, forward, backward, ports.getFirst(), ports.getLast(), paused);
	}

	private static EngineLink attach(LinkLayout layout, Worker worker, List<StageBinding> forward, List<StageBinding> backward,
			RingPort from, RingPort to, boolean paused) {
		if (paused) {
			from.ignoreAll();
			to.ignoreAll();
		}
		// From here on the worker closes them, whatever becomes of it.
		return new EngineLink(worker.add(layout.name(), from, to, forward, backward), worker, from, to);
	}

	private List<Callable<RingPort>> ports(LinkObject link, LinkLayout layout) {
		return List.of(() -> open(link.from, layout.from(), layout), () -> open(link.to, layout.to(), layout));
	}

	private RingPort open(Side side, EndLayout end, LinkLayout layout) {
		int mtuBytes = switch (end) {
			case NodeEnd node -> node.mtuBytes();
			case BridgeEnd bridge -> bridge.mtuBytes();
		};
		return RingPort.open(rings, kernel.hub, side.hub(), mtuBytes, layout.exact());
	}

	/** Lets a link go on with another worker; what was on its way is lost. */
	public void reattach(LinkObject link, LinkLayout layout) {
		forsake(link);
		link.engine = attach(link, layout, false);
	}

	private static void forsake(LinkObject link) {
		if (link.engine != null) {
			link.engine.from().mute();
			link.engine.to().mute();
		}
		link.engine = null;
	}

	@Override
	public void changeEngine(LinkObject link, LinkLayout layout) {
		if (link.engine == null || link.engine.worker().isLost()) {
			reattach(link, layout);
			return;
		}
		EngineLink e = link.engine;
		if (engine.mustMove(layout, e.worker())) {
			// Both see every frame meanwhile; its time says who takes it.
			EngineLink moved = attach(link, layout, true);
			long cut;
			do {
				cut = SystemClock.realtimeNanos() + MOVE_NANOS;
				beginAt(moved, cut);
				e.from().ignoreAfter(cut - 1);
				e.to().ignoreAfter(cut - 1);
			} while (SystemClock.realtimeNanos() >= cut); // too late: what came meanwhile was taken by the old one
			link.engine = moved;
			link.draining.add(e);
			return;
		}
		e.worker().bind(e.link(), engine.bindings(layout, Direction.FORWARD, e.worker()),
				engine.bindings(layout, Direction.BACKWARD, e.worker()));
	}

	private static void beginAt(EngineLink e, long realtimeNanos) {
		e.worker().call(() -> {
			e.from().beginAt(realtimeNanos);
			e.to().beginAt(realtimeNanos);
		});
	}

	@Override
	public void switchToEngine(LinkObject link, LinkLayout layout, Runnable endRedirect) {
		flush();
		// Until the redirect has ended, frames that the rings show have crossed already.
		link.engine = attach(link, layout, true);
		endRedirect.run();
		flush();
		beginAt(link.engine, SystemClock.realtimeNanos());
	}

	@Override
	public void switchFromEngine(LinkObject link, Runnable begin) {
		EngineLink e = link.engine;
		if (e != null) {
			long now = SystemClock.realtimeNanos();
			e.from().ignoreAfter(now);
			e.to().ignoreAfter(now);
		}
		begin.run();
		flush();
		if (e != null)
			link.draining.add(e);
		link.engine = null;
	}

	@Override
	public void letGo(LinkObject link) {
		for (EngineLink e : link.draining)
			if (!e.worker().isLost())
				e.worker().bind(e.link(), List.of(), List.of());
	}

	@Override
	public void returnToEngine(LinkObject link, LinkLayout layout, Runnable end) {
		EngineLink last = link.engine != null || link.draining.isEmpty() ? null : link.draining.getLast();
		if (last == null || last.worker().isLost()) {
			// It was never taken out, or cannot be had back.
			if (link.engine == null)
				link.engine = attach(link, layout, true);
		} else {
			link.draining.removeLast();
			link.engine = last;
		}
		end.run();
		flush();
		beginAt(link.engine, SystemClock.realtimeNanos());
	}

	/**
	 * Lets go of what frames were still in, where none are any more.
	 *
	 * @param queued how many frames are in it
	 * @param last gets its last counters, null if its worker is lost
	 */
	public void closeDrained(LinkObject link, ToLongFunction<EngineLink> queued, BiConsumer<EngineLink, Link.Counters> last) {
		link.draining.removeIf(e -> {
			if (e.worker().isLost()) {
				e.from().mute();
				e.to().mute();
				last.accept(e, null);
				return true;
			}
			// What came before the cut may still be in its rings.
			if (queued.applyAsLong(e) > 0 || SystemClock.realtimeNanos() < e.from().ignoredAfterRealtimeNanos() + LINGER_NANOS)
				return false;
			last.accept(e, e.worker().remove(e.link()));
			return true;
		});
	}

	@Override
	public void detachEngine(LinkObject link) {
		List<EngineLink> all = new ArrayList<>(link.draining);
		if (link.engine != null)
			all.add(link.engine);
		link.engine = null;
		link.draining.clear();
		for (EngineLink e : all)
			if (e.worker().isLost()) {
				e.from().mute();
				e.to().mute();
			} else {
				e.worker().remove(e.link());
			}
	}

	@Override
	public void setUp(NodeObject node, List<ProcessRequest> programs) {
		lock.released(() -> {
			runSetup(node, programs);
			return null;
		});
	}

	private void runSetup(NodeObject node, List<ProcessRequest> programs) {
		for (ProcessRequest program : programs) {
			String title = "the setup of " + node.layout.name() + ", " + String.join(" ", program.argv());
			try (NodeProcess process = node.programs.start(program)) {
				process.input().close();
				Printed output = new Printed(process.output(), title);
				Printed error = new Printed(process.error(), title);
				int code = exitCode(process, title);
				if (code != 0) {
					String printed = (error.text() + output.text()).strip();
					throw new IOException(title + ", ended with exit code " + code + (printed.isEmpty() ? "" : ": " + printed));
				}
			} catch (IOException e) {
				throw new UncheckedIOException(e);
			} catch (ExecutionException e) {
				throw new UncheckedIOException(new IOException(title + ", failed: " + e.getCause(), e));
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
				throw new CancellationException("interrupted in " + title);
			}
		}
	}

	private int exitCode(NodeProcess process, String title) throws IOException, InterruptedException, ExecutionException {
		long end = System.nanoTime() + SETUP_SECONDS * 1_000_000_000L;
		while (System.nanoTime() < end) {
			if (monitor.cancelled())
				throw new CancellationException("cancelled in " + title);
			try {
				return process.exit().get(SETUP_POLL_MILLIS, TimeUnit.MILLISECONDS);
			} catch (TimeoutException e) {
				// It still runs.
			}
		}
		throw new IOException(
				title + ", has not ended within " + SETUP_SECONDS + " s; long-running programs belong in the node's processes");
	}

	/**
	 * The first of what a program prints, read by a thread of its own: a daemon that the program leaves behind may keep the
	 * stream open for as long as it runs. The rest is read, too, or the program would never end.
	 */
	private static final class Printed {
		private final ByteArrayOutputStream first = new ByteArrayOutputStream();
		private final Thread thread;

		public Printed(InputStream stream, String title) {
			thread = Thread.ofPlatform().daemon().name("output of " + title).start(() -> {
				byte[] buffer = new byte[SETUP_OUTPUT_BYTES];
				try (stream) {
					for (int n; (n = stream.read(buffer)) >= 0;)
						synchronized (first) {
							first.write(buffer, 0, Math.min(n, SETUP_OUTPUT_BYTES - first.size()));
						}
				} catch (IOException e) {
					// ends with the program
				}
			});
		}

		/** What there is when the program has ended; waits a little for the last of it. */
		public String text() throws InterruptedException {
			thread.join(Duration.ofSeconds(SETUP_OUTPUT_SECONDS));
			synchronized (first) {
				return first.toString(StandardCharsets.UTF_8);
			}
		}
	}

	@Override
	public void startPrograms(NodeObject node, List<ProcessRequest> programs) {
		String name = node.layout.name();
		for (ProcessRequest program : programs)
			try {
				NodeProcess process = node.programs.start(program);
				process.input().close();
				String title = program.argv().getFirst();
				follow(process.output(), name, title);
				follow(process.error(), name, title);
				process.exit().thenAccept(
						code -> log.event(code == 0 ? Severity.INFO : Severity.ERROR, name, title + " has ended with exit code " + code));
			} catch (IOException e) {
				throw new UncheckedIOException(e);
			}
	}

	private void follow(InputStream stream, String node, String program) {
		Thread.ofPlatform().daemon().name("output of " + program + " in " + node).start(() -> {
			try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
				for (String line; (line = lines.readLine()) != null;)
					log.event(Severity.INFO, node, program + ": " + line);
			} catch (IOException e) {
				// Ends with the program.
			}
		});
	}

	@Override
	public void startServices(List<Services.Work> works, Map<String, ServiceLayout> before) {
		ApplyMonitor m = monitor;
		lock.released(() -> {
			services.start(works, m::cancelled);
			return null;
		});
	}

	@Override
	public void stopServices(List<ServiceLayout> stopping) {
		lock.released(() -> {
			services.stop(stopping.stream().map(ServiceLayout::path).toList());
			return null;
		});
	}

	@Override
	public void removeNode(NodeObject node) {
		if (node.programs != null)
			lock.released(() -> {
				node.programs.close();
				return null;
			});
		leave(node.namespace);
	}

	/** Closes a namespace that the engine's own one then knows by a number until it is gone. */
	private void leave(NetworkNamespace namespace) {
		if (namespace == null)
			return;
		if (own == null)
			own = NetworkNamespace.current();
		int number = NEXT_NUMBER.getAndIncrement();
		try {
			own.route().execute(RouteRequest.numberNamespace(namespace, number));
			leaving.add(number);
		} finally {
			namespace.close(); // unnumbered, it is not waited for
		}
	}

	/** Lets go of all namespaces, whatever state they are in: the kernel removes what hangs on them. */
	public void removeEverything() {
		discard();
		for (LinkObject link : kernel.links.values())
			try {
				detachEngine(link);
			} catch (RuntimeException e) {
				// its worker goes with the engine
			}
		List<String> running = List.copyOf(kernel.services.keySet());
		List<NodeObject> nodes = List.copyOf(kernel.nodes.values());
		NetworkNamespace hub = kernel.hub;
		kernel.links.clear();
		kernel.bridges.clear();
		kernel.services.clear();
		kernel.nodes.clear();
		kernel.hub = null;
		kernel.hubExists = false;
		kernel.uncertain.clear();
		lock.released(() -> {
			services.stop(running);
			nodes.forEach(node -> node.programs.close());
			return null;
		});
		nodes.forEach(node -> node.namespace.close());
		awaitRings();
		if (hub != null)
			hub.close();
		leaving.clear();
		if (own != null)
			own.close();
		own = null;
	}

	/** Waits for packet rings that were given up: their sockets keep the hub. */
	public void awaitRings() {
		lock.released(() -> {
			rings.awaitClosed();
			return null;
		});
	}

	@Override
	public void removeHub() {
		// The hub goes together with the nodes: waiting for them first would make the kernel do its slow part twice.
		NetworkNamespace hub = kernel.hub;
		kernel.hub = null; // nobody asks it any more while it is waited for
		awaitRings();
		leave(hub);
		// What a thread has that was left behind goes with the engine: that would be waited for in vain.
		long end = System.nanoTime() + (leftBehind.getAsBoolean() ? 0 : GONE_NANOS);
		lock.released(() -> {
			for (long pause = 1_000_000; !Collections.disjoint(leaving, own.route().neighbourNamespaces()) && System.nanoTime() < end;) {
				LockSupport.parkNanos(pause);
				pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
			}
			return null;
		});
		leaving.clear();
		own.close();
		own = null;
	}
}
