package io.wirebench.runtime.internal.traffic;

import io.wirebench.api.FigureSink;
import io.wirebench.api.GeneratorContext;
import io.wirebench.api.NodeHandle;
import io.wirebench.core.emulation.EmulationEvent.Severity;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationState.FlowState;
import io.wirebench.core.emulation.EmulationState.FlowStatus;
import io.wirebench.core.kinds.FigureDeclaration;
import io.wirebench.core.kinds.KindFaults;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.spec.FlowSpec;
import io.wirebench.dataplane.Clock;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.RandomSource;
import io.wirebench.dataplane.engine.SeededRandom;
import io.wirebench.runtime.internal.node.EventLog;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The flows of a lab, each on a thread of its own. Safe for use by any thread. */
public final class Flows implements AutoCloseable {

	private static final int OUTPUT_LINES = 1000;
	/** How long a generator may take to hear that it shall stop, and then that it is interrupted. */
	private static final long STOP_NANOS = 4_000_000_000L;
	private static final long INTERRUPT_NANOS = 1_000_000_000L;

	/** One run of a flow. */
	private final class Runner implements GeneratorContext, Runnable {
		private volatile FlowSpec spec;
		private final NodeHandle from;
		private final NodeHandle to;
		private final long startNanos;
		private final long endNanos;
		private final Map<String, Double> figures = new ConcurrentHashMap<>();
		private final Set<String> declared;
		private final ArrayDeque<String> output = new ArrayDeque<>();
		private final CountDownLatch stop = new CountDownLatch(1);
		private final SeededRandom random = new SeededRandom();
		private final Thread thread;
		private volatile FlowStatus status = FlowStatus.WAITING;
		private volatile String message = "";

		public Runner(FlowSpec spec, NodeHandle from, NodeHandle to, long startNanos) {
			this.spec = spec;
			this.from = from;
			this.to = to;
			this.startNanos = startNanos;
			endNanos = spec.durationNanos().isPresent() ? startNanos + spec.durationNanos().getAsLong() : Long.MAX_VALUE;
			declared = kinds.generator(spec.kindId()).figures().stream().map(FigureDeclaration::name).collect(Collectors.toSet());
			random.begin(SeededRandom.key(seed, "flow", spec.name()), 0);
			thread = Thread.ofPlatform().daemon().name("wirebench flow " + spec.name()).unstarted(this);
		}

		@Override
		public void run() {
			String path = spec.path();
			try {
				if (stop.await(Math.max(0, startNanos - System.nanoTime()), TimeUnit.NANOSECONDS)) {
					status = FlowStatus.STOPPED;
					return;
				}
				status = FlowStatus.RUNNING;
				log.event(Severity.INFO, path, "started");
				kinds.generatorKind(spec.kindId()).run(this);
				status = stop.getCount() == 0 ? FlowStatus.STOPPED : FlowStatus.DONE;
				log.event(Severity.INFO, path, status == FlowStatus.DONE ? "done" : "stopped");
			} catch (Throwable e) { // Code of others: an endless recursion, too, ends its flow only.
				if (stop.getCount() == 0) {
					// What breaks when a flow is stopped in the middle is no failure.
					status = FlowStatus.STOPPED;
					log.event(Severity.INFO, path, "stopped");
					return;
				}
				message = KindFaults.say(e);
				status = FlowStatus.FAILED;
				kinds.faults().add(spec.kindId(), path, "failed", e);
				log.event(Severity.ERROR, path, "failed: " + message + of(spec.kindId()));
			}
		}

		public FlowState state() {
			List<String> lines;
			synchronized (output) {
				lines = List.copyOf(output);
			}
			return new FlowState(status, new TreeMap<>(figures), message, lines);
		}

		@Override
		public NodeHandle from() {
			return from;
		}

		@Override
		public NodeHandle to() {
			return to;
		}

		@Override
		public InetAddress destination(boolean ipv6) throws IOException {
			return nearest(from, to, ipv6);
		}

		@Override
		public Parameters parameters() {
			return spec.parameters();
		}

		@Override
		public Clock clock() {
			return Clock.SYSTEM;
		}

		@Override
		public RandomSource random() {
			return random;
		}

		@Override
		public long endNanos() {
			return endNanos;
		}

		@Override
		public boolean stopRequested() {
			return stop.getCount() == 0 || System.nanoTime() >= endNanos;
		}

		@Override
		public FigureSink figures() {
			return (name, value) -> {
				if (!declared.contains(name))
					throw new IllegalArgumentException("generator " + spec.kindId() + " did not declare the figure '" + name + "'");
				figures.put(name, value);
			};
		}

		@Override
		public void log(String line) {
			synchronized (output) {
				if (output.size() == OUTPUT_LINES)
					output.removeFirst();
				output.addLast(line);
			}
		}
	}

	private final KindRegistry kinds;
	private final Function<String, NodeHandle> nodes;
	private final EventLog log;
	private final Map<String, Runner> runners = new LinkedHashMap<>();
	private final Map<String, FlowSpec> specs = new LinkedHashMap<>();
	private volatile long seed;
	private volatile boolean leftBehind;
	/** When the lab first ran; flows count from then. */
	private long originNanos;

	/** @return what names a kind of a plug-in, behind a message of its */
	public static String of(String kindId) {
		return kindId.startsWith(KindRegistry.BUILT_IN + ".") ? "" : " (kind " + kindId + ")";
	}

	/** @param nodes gives a running node by name, or null */
	public Flows(KindRegistry kinds, Function<String, NodeHandle> nodes, EventLog log) {
		this.kinds = kinds;
		this.nodes = nodes;
		this.log = log;
	}

	/** @return the address of a node that is nearest: on a network of the other's, else its first */
	public static InetAddress nearest(NodeHandle from, NodeHandle to, boolean ipv6) throws IOException {
		InetAddress first = null;
		for (InetAddress address : to.addresses())
			if ((address.getAddress().length == 16) == ipv6) {
				if (first == null)
					first = address;
				for (InetAddress own : from.addresses())
					if (sameNetwork(own, address))
						return address;
			}
		if (first == null)
			throw new IOException(
					to.name() + " has no " + (ipv6 ? "IPv6" : "IPv4") + " address; give it one, or choose the other with ipv6=\""
							+ !ipv6 + "\"");
		return first;
	}

	private static boolean sameNetwork(InetAddress a, InetAddress b) {
		byte[] x = a.getAddress();
		byte[] y = b.getAddress();
		if (x.length != y.length)
			return false;
		for (int i = 0; i < (x.length == 4 ? 3 : 8); i++)
			if (x[i] != y[i])
				return false;
		return true;
	}

	/** Ends flows that are gone, or that a change of their ends makes anew. */
	public void endBefore(Map<String, FlowSpec> wanted, java.util.function.Predicate<String> nodeStays) {
		List<Runner> ending = new ArrayList<>();
		synchronized (this) {
			for (FlowSpec old : List.copyOf(specs.values())) {
				FlowSpec now = wanted.get(old.name());
				boolean stays = now != null && sameRun(old, now) && nodeStays.test(old.from()) && nodeStays.test(old.to());
				if (!stays) {
					specs.remove(old.name());
					Runner runner = runners.remove(old.name());
					if (runner != null)
						ending.add(runner);
				}
			}
		}
		end(ending);
	}

	/** Stops them all at once. One that does not hear it is named and left behind: nobody waits for it any longer. */
	private void end(List<Runner> ending) {
		ending.forEach(runner -> runner.stop.countDown());
		long end = System.nanoTime() + STOP_NANOS;
		ending.forEach(runner -> await(runner.thread, end));
		ending.stream().filter(runner -> runner.thread.isAlive()).forEach(runner -> runner.thread.interrupt());
		ending.forEach(runner -> await(runner.thread, end + INTERRUPT_NANOS));
		for (Runner runner : ending)
			if (runner.thread.isAlive()) {
				runner.message = "its generator " + runner.spec.kindId() + " does not stop; it was abandoned";
				runner.status = FlowStatus.FAILED;
				leftBehind = true;
				log.event(Severity.ERROR, runner.spec.path(), runner.message);
			}
	}

	/** @return whether the thread of a generator was left behind */
	public boolean leftBehind() {
		return leftBehind;
	}

	private static void await(Thread thread, long endNanos) {
		try {
			long left = endNanos - System.nanoTime();
			if (left > 0)
				thread.join(Duration.ofNanos(left));
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean sameRun(FlowSpec a, FlowSpec b) {
		return a.kindId().equals(b.kindId()) && a.from().equals(b.from()) && a.to().equals(b.to()) && a.startNanos().equals(b.startNanos())
				&& a.durationNanos().equals(b.durationNanos());
	}

	/** Takes over the wanted flows: new ones are started when their time comes, others get new parameters. */
	public synchronized void beginAfter(Map<String, FlowSpec> wanted, long networkSeed) {
		seed = networkSeed;
		if (specs.isEmpty() && runners.isEmpty())
			originNanos = System.nanoTime();
		wanted.forEach((name, spec) -> {
			boolean known = specs.put(name, spec) != null;
			Runner runner = runners.get(name);
			if (runner != null)
				runner.spec = spec;
			else if (!known && spec.startNanos().isPresent())
				start(spec, originNanos + spec.startNanos().getAsLong());
		});
	}

	private void start(FlowSpec spec, long atNanos) {
		NodeHandle from = nodes.apply(spec.from());
		NodeHandle to = nodes.apply(spec.to());
		Runner runner = new Runner(spec, from, to, Math.max(atNanos, System.nanoTime()));
		runners.put(spec.name(), runner);
		runner.thread.start();
	}

	public synchronized void startNow(String name) throws EmulationException {
		FlowSpec spec = known(name);
		Runner runner = runners.get(name);
		if (runner != null && (runner.status == FlowStatus.WAITING || runner.status == FlowStatus.RUNNING))
			throw new EmulationException(
					"flow:" + name + " is already " + (runner.status == FlowStatus.RUNNING ? "running" : "about to start"));
		start(spec, System.nanoTime());
	}

	public void stop(String name) throws EmulationException {
		Runner runner;
		synchronized (this) {
			known(name);
			runner = runners.get(name);
		}
		if (runner != null)
			end(List.of(runner));
	}

	private FlowSpec known(String name) throws EmulationException {
		FlowSpec spec = specs.get(name);
		if (spec == null)
			throw new EmulationException(
					"there is no flow '" + name + "'; there are " + (specs.isEmpty() ? "none" : String.join(", ", specs.keySet())));
		return spec;
	}

	public synchronized Map<String, FlowState> states() {
		Map<String, FlowState> states = new LinkedHashMap<>();
		specs.forEach((name, _) -> {
			Runner runner = runners.get(name);
			states.put(name, runner == null ? new FlowState(FlowStatus.WAITING, Map.of(), "", List.of()) : runner.state());
		});
		return states;
	}

	@Override
	public void close() {
		endBefore(Map.of(), _ -> false);
	}
}
