package io.wirebench.runtime.internal;

import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.EmulationEvent.Severity;
import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.engine.Worker;
import io.wirebench.linux.SystemClock;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.net.RouteRequest;
import io.wirebench.runtime.internal.Kernel.LinkObject;
import io.wirebench.runtime.internal.Kernel.NodeObject;
import io.wirebench.runtime.internal.Kernel.Side;
import io.wirebench.runtime.internal.Layout.BridgeEnd;
import io.wirebench.runtime.internal.Layout.EndLayout;
import io.wirebench.runtime.internal.Layout.LinkLayout;
import io.wirebench.runtime.internal.Layout.NodeEnd;
import io.wirebench.runtime.internal.Layout.NodeLayout;
import io.wirebench.runtime.internal.Layout.ServiceLayout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Does things for real. Used under the lab's lock. */
final class KernelBackend implements Backend {

	/** Hears of what programs of nodes print, and of their end. */
	@FunctionalInterface
	interface Log {
		void event(Severity severity, String element, String message);
	}

	private static final long SETUP_SECONDS = 30;
	private static final long SETUP_POLL_MILLIS = 50;
	private static final long SETUP_OUTPUT_SECONDS = 2;
	private static final int SETUP_OUTPUT_BYTES = 2000;
	/** How long frames of a link may take to leave the engine when it is taken out. */
	private static final long DRAIN_NANOS = 2_000_000_000L;
	private static final long GONE_NANOS = 10_000_000_000L;
	/** Between two looks whether namespaces are gone: a look at a thousand of them takes its time, too. */
	private static final long LONGEST_PAUSE_NANOS = 16_000_000;

	/** Numbers of this process's closed namespaces in the engine's own one, until they are gone. */
	private static final AtomicInteger NEXT_NUMBER = new AtomicInteger(1);
	private final Kernel kernel;
	private final Engine engine;
	private final Supplier<String> hosts;
	private final String directory;
	private final Log log;
	private final Services services;
	private final BooleanSupplier leftBehind;
	/** The engine's own namespace while others are being removed, otherwise null. */
	private NetworkNamespace own;
	private final Set<Integer> leaving = new HashSet<>();
	private ApplyMonitor monitor = ApplyMonitor.NONE;
	private final List<RouteRequest> hubRequests = new ArrayList<>();
	private final Map<NodeObject, List<RouteRequest>> nodeRequests = new LinkedHashMap<>();

	/**
	 * @param directory where programs start that do not say it themselves
	 * @param leftBehind whether threads were left behind, which may have sockets in the lab's namespaces
	 */
	KernelBackend(Kernel kernel, Engine engine, Supplier<String> hosts, String directory, Log log, Runnable servicesChanged, BooleanSupplier leftBehind) {
		this.kernel = kernel;
		this.leftBehind = leftBehind;
		this.directory = directory;
		this.engine = engine;
		this.hosts = hosts;
		this.log = log;
		services = new Services(log, servicesChanged);
	}

	Services services() {
		return services;
	}

	void monitor(ApplyMonitor newMonitor) {
		monitor = newMonitor;
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
		String names = hosts.get();
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
	public void attachEngine(LinkObject link, LinkLayout layout) {
		attach(link, layout, false);
	}

	private void attach(LinkObject link, LinkLayout layout, boolean paused) {
		Worker worker = engine.worker(layout);
		RingPort from = open(link.from, layout.from(), layout);
		RingPort to;
		try {
			to = open(link.to, layout.to(), layout);
		} catch (RuntimeException e) {
			from.close();
			throw e;
		}
		if (paused) {
			from.ignoreAll();
			to.ignoreAll();
		}
		link.engine = new EngineLink(worker.add(layout.name(), from, to, engine.bindings(layout, Direction.FORWARD, worker),
				engine.bindings(layout, Direction.BACKWARD, worker)), worker, from, to);
	}

	private RingPort open(Side side, EndLayout end, LinkLayout layout) {
		int mtuBytes = switch (end) {
		case NodeEnd node -> node.mtuBytes();
		case BridgeEnd bridge -> bridge.mtuBytes();
		};
		return RingPort.open(kernel.hub, side.hub(), mtuBytes, layout.exact());
	}

	/** Lets a link go on with another worker; what was on its way is lost. */
	void reattach(LinkObject link, LinkLayout layout) {
		forsake(link);
		attach(link, layout, false);
	}

	private static void forsake(LinkObject link) {
		link.engine.from().mute();
		link.engine.to().mute();
		link.engine = null;
	}

	@Override
	public void changeEngine(LinkObject link, LinkLayout layout) {
		if (link.engine.worker().isLost()) {
			reattach(link, layout);
			return;
		}
		EngineLink e = link.engine;
		e.worker().bind(e.link(), engine.bindings(layout, Direction.FORWARD, e.worker()), engine.bindings(layout, Direction.BACKWARD, e.worker()));
		engine.retain(path -> !path.startsWith(layout.name() + "/")
				|| layout.forward().stream().anyMatch(i -> i.enabled() && (path.equals(i.path()) || path.equals(layout.name() + "/forward/" + i.name())))
				|| layout.backward().stream().anyMatch(i -> i.enabled() && (path.equals(i.path()) || path.equals(layout.name() + "/backward/" + i.name()))));
	}

	@Override
	public void switchToEngine(LinkObject link, LinkLayout layout, Runnable endRedirect) {
		flush();
		// Until the redirect has ended, frames that the rings show have crossed already.
		attach(link, layout, true);
		endRedirect.run();
		flush();
		long now = SystemClock.realtimeNanos();
		EngineLink e = link.engine;
		e.worker().call(() -> {
			e.from().beginAt(now);
			e.to().beginAt(now);
		});
	}

	@Override
	public void switchFromEngine(LinkObject link, Runnable begin) {
		long now = SystemClock.realtimeNanos();
		link.engine.from().ignoreAfter(now);
		link.engine.to().ignoreAfter(now);
		begin.run();
		flush();
		long end = System.nanoTime() + DRAIN_NANOS;
		while (System.nanoTime() < end && !monitor.cancelled()) {
			var counters = link.engine.worker().counters(List.of(link.engine.link())).getFirst();
			if (counters.forward().queuedFrames() + counters.backward().queuedFrames() == 0)
				break;
			LockSupport.parkNanos(1_000_000);
		}
		detachEngine(link);
	}

	@Override
	public void detachEngine(LinkObject link) {
		if (link.engine == null)
			return;
		if (link.engine.worker().isLost()) {
			forsake(link);
		} else {
			link.engine.worker().remove(link.engine.link());
			link.engine = null;
		}
		String prefix = link.layout.name() + "/";
		engine.retain(path -> !path.startsWith(prefix));
	}

	@Override
	public void setUp(NodeObject node, List<ProcessRequest> programs) {
		for (ProcessRequest program : programs) {
			String title = "the setup of " + node.layout.name() + ", " + String.join(" ", program.argv());
			try (NodeProcess process = node.programs.start(program)) {
				process.input().close();
				CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> text(process.output()));
				CompletableFuture<String> complained = CompletableFuture.supplyAsync(() -> text(process.error()));
				int code = exitCode(process, title);
				if (code != 0) {
					String printed = (complained.get(SETUP_OUTPUT_SECONDS, TimeUnit.SECONDS) + said.get(SETUP_OUTPUT_SECONDS, TimeUnit.SECONDS)).strip();
					throw new IOException(title + ", ended with exit code " + code + (printed.isEmpty() ? "" : ": " + printed));
				}
			} catch (IOException e) {
				throw new UncheckedIOException(e);
			} catch (ExecutionException | TimeoutException e) {
				throw new UncheckedIOException(new IOException(title + ", failed, and what it printed cannot be read", e));
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
		throw new IOException(title + ", has not ended within " + SETUP_SECONDS + " s; what shall go on belongs to the node's processes");
	}

	/** The first of what a program prints. The rest is read, too, or it would never end. */
	private static String text(InputStream stream) {
		try (stream) {
			byte[] first = stream.readNBytes(SETUP_OUTPUT_BYTES);
			stream.transferTo(OutputStream.nullOutputStream());
			return new String(first, StandardCharsets.UTF_8);
		} catch (IOException e) {
			return ""; // ends with the program
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
				process.exit().thenAccept(code -> log.event(code == 0 ? Severity.INFO : Severity.ERROR, name, title + " has ended with exit code " + code));
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
		services.start(works, monitor::cancelled);
	}

	@Override
	public void stopServices(List<ServiceLayout> stopping) {
		services.stop(stopping.stream().map(ServiceLayout::path).toList());
	}

	@Override
	public void removeNode(NodeObject node) {
		node.programs.close();
		leave(node.namespace);
	}

	/** Closes a namespace that the engine's own one then knows by a number until it is gone. */
	private void leave(NetworkNamespace namespace) {
		if (own == null)
			own = NetworkNamespace.current();
		int number = NEXT_NUMBER.getAndIncrement();
		own.route().execute(RouteRequest.numberNamespace(namespace, number));
		leaving.add(number);
		namespace.close();
	}

	@Override
	public void removeHub() {
		// The hub goes together with the nodes: waiting for them first would make the kernel do its slow part twice.
		leave(kernel.hub);
		// What a thread has that was left behind goes with the engine: that would be waited for in vain.
		long end = System.nanoTime() + (leftBehind.getAsBoolean() ? 0 : GONE_NANOS);
		for (long pause = 1_000_000; !Collections.disjoint(leaving, own.route().neighbourNamespaces()) && System.nanoTime() < end;) {
			LockSupport.parkNanos(pause);
			pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
		}
		leaving.clear();
		own.close();
		own = null;
	}
}
