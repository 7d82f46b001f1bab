package io.wirebench.runtime.internal.traffic;

import io.wirebench.api.Analyzer;
import io.wirebench.api.AnalyzerSetup;
import io.wirebench.api.FigureSink;
import io.wirebench.api.LinkCounters;
import io.wirebench.api.ObservedFrame;
import io.wirebench.core.emulation.EmulationEvent.Severity;
import io.wirebench.core.emulation.EmulationState.LinkState;
import io.wirebench.core.emulation.EmulationState.ProbeState;
import io.wirebench.core.kinds.FigureDeclaration;
import io.wirebench.core.kinds.KindFaults;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.kinds.Need;
import io.wirebench.core.spec.ProbeSpec;
import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.Parameters;
import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.packet.CaptureRing;
import io.wirebench.runtime.internal.apply.Kernel;
import io.wirebench.runtime.internal.apply.Kernel.LinkObject;
import io.wirebench.runtime.internal.apply.Kernel.Side;
import io.wirebench.runtime.internal.apply.StateLock;
import io.wirebench.runtime.internal.layout.Limited;
import io.wirebench.runtime.internal.node.EventLog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** The probes of a lab. Safe for use by any thread. */
public final class Probes implements AutoCloseable {

	private static final int HEADER_BYTES = 128;
	private static final int RING_BYTES = 4 << 20;
	private static final long POLL_NANOS = 100_000_000L;
	/** An analyzer that does not come back from a call for so long is given up, and its thread with it. */
	private static final long STUCK_NANOS = 1_000_000_000L;
	private static final long LOOK_NANOS = 50_000_000L;

	/**
	 * One probe. Its analyzer is called by one thread at a time: the one that has the turn. A call that does not come back costs
	 * the probe; neither the lab nor other probes wait for it.
	 */
	private final class Runner implements AnalyzerSetup {
		private final ProbeSpec spec;
		private final LinkObject link;
		private final Map<String, Double> figures = new ConcurrentHashMap<>();
		private final Set<String> declared;
		private final List<String> files = new CopyOnWriteArrayList<>();
		private final List<CaptureRing> rings = new ArrayList<>();
		private final List<Thread> threads = new ArrayList<>();
		/** Samples are taken, and the end is told, on a thread of its own. */
		private final ExecutorService thread;
		private final ReentrantLock turn = new ReentrantLock();
		/** Grows when a call of the analyzer begins and when it ends: odd while one is under way. */
		private final AtomicLong calls = new AtomicLong();
		private Future<?> sampling;
		private long seenCall;
		private long seenNanos;
		private volatile Analyzer analyzer;
		private volatile boolean abandoned;
		private volatile boolean begun;
		private volatile boolean ended;
		private volatile String message = "";

		public Runner(ProbeSpec spec, LinkObject link) {
			this.spec = spec;
			this.link = link;
			declared = kinds.analyzer(spec.kindId()).figures().stream().map(FigureDeclaration::name).collect(Collectors.toSet());
			thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("wirebench probe " + spec.name()).factory());
		}

		public void begin(Kernel kernel) {
			try {
				Analyzer made = Limited.call("wirebench create " + spec.path(), () -> kinds.analyzerKind(spec.kindId()).create(this));
				if (made == null)
					throw new IllegalStateException("its kind " + spec.kindId() + " made no analyzer");
				analyzer = made;
				if (spec.needs() != Need.COUNTERS) {
					// Before: as it arrives in the hub. After: as it arrives at the other end, whichever way it took through the hub.
					watch(kernel.hub, link.from.hub(), ObservedFrame.Point.BEFORE, Direction.FORWARD);
					watchFar(kernel, link.to, Direction.FORWARD);
					watch(kernel.hub, link.to.hub(), ObservedFrame.Point.BEFORE, Direction.BACKWARD);
					watchFar(kernel, link.from, Direction.BACKWARD);
				}
			} catch (TimeoutException e) {
				fail("could not begin: its kind " + spec.kindId() + " made no analyzer within " + Limited.SECONDS
						+ " s; its thread was abandoned");
			} catch (ExecutionException e) {
				fail("could not begin", e.getCause());
			} catch (RuntimeException e) {
				fail("could not begin", e);
			}
			begun = true;
		}

		private void watchFar(Kernel kernel, Side side, Direction direction) {
			watch(side.node() == null ? kernel.hub : kernel.nodes.get(side.node()).namespace, side.far(), ObservedFrame.Point.AFTER,
					direction);
		}

		private void watch(NetworkNamespace namespace, Device device, ObservedFrame.Point point, Direction direction) {
			CaptureRing ring = CaptureRing.open(namespace, device, RING_BYTES, spec.needs() == Need.HEADERS ? HEADER_BYTES : 0);
			rings.add(ring);
			Thread watching = Thread.ofPlatform().daemon().name("wirebench probe " + spec.name() + " " + device.name()).unstarted(() -> {
				while (!ended)
					try {
						ring.poll(POLL_NANOS, (epochNanos, length, data, outgoing, checksumStart, checksumField) -> {
							if (outgoing || !enter())
								return;
							Seen seen = new Seen(point, direction, epochNanos, length, data.asByteBuffer(), checksumStart, checksumField);
							try {
								analyzer.onFrame(seen);
							} finally {
								seen.isOver = true;
								leave();
							}
						});
					} catch (Throwable e) {
						fail("", e);
					}
			});
			threads.add(watching);
			watching.start();
		}

		/** @return whether the analyzer may be called now; then {@link #leave} comes after it */
		private boolean enter() {
			turn.lock();
			if (ended) {
				turn.unlock();
				return false;
			}
			calls.setRelease(calls.getPlain() + 1);
			return true;
		}

		private void leave() {
			calls.setRelease(calls.getPlain() + 1);
			turn.unlock();
		}

		/** Waits for the analyzer, but not for one that does not come back. For one thread at a time. */
		public void sample(LinkCounters counters) {
			if (ended || !begun)
				return;
			boolean fresh = sampling == null || sampling.isDone();
			if (fresh)
				sampling = thread.submit(() -> take(counters));
			long end = System.nanoTime() + STUCK_NANOS + 2 * LOOK_NANOS;
			do {
				try {
					sampling.get(LOOK_NANOS, TimeUnit.NANOSECONDS);
					return;
				} catch (TimeoutException e) {
					if (isStuck()) {
						abandon();
						return;
					}
				} catch (ExecutionException e) {
					fail("", e.getCause());
					return;
				} catch (InterruptedException e) {
					Thread.currentThread().interrupt();
					return;
				}
			} while (fresh && System.nanoTime() < end);
		}

		private boolean isStuck() {
			long call = calls.getAcquire();
			long now = System.nanoTime();
			if (call == seenCall && (call & 1) == 1)
				return now - seenNanos >= STUCK_NANOS;
			seenCall = call;
			seenNanos = now;
			return false;
		}

		private void take(LinkCounters counters) {
			if (!enter())
				return;
			try {
				if (spec.needs() == Need.COUNTERS)
					analyzer.onCounters(counters);
				analyzer.onSample(counters.nanos());
				long drops = 0;
				for (CaptureRing ring : rings)
					drops += ring.drops();
				if (drops > 0)
					message = drops + " frames were not seen: they came faster than they could be taken";
			} catch (Throwable e) {
				fail("", e);
			} finally {
				leave();
			}
		}

		private void abandon() {
			fail("its analyzer " + spec.kindId() + " did not return from a call within " + STUCK_NANOS / 1_000_000
					+ " ms; its thread was abandoned");
			abandoned = true;
			leftBehind = true;
			thread.shutdownNow();
			rings.forEach(CaptureRing::close);
		}

		private void fail(String what, Throwable cause) {
			if (ended)
				return;
			kinds.faults().add(spec.kindId(), spec.path(), what.isEmpty() ? "ended" : what, cause);
			fail((what.isEmpty() ? "" : what + ": ") + KindFaults.say(cause) + Flows.of(spec.kindId()));
		}

		/** Switched off at once: a probe must not harm what it watches. */
		private synchronized void fail(String reason) {
			if (ended)
				return;
			ended = true;
			message = reason;
			log.event(Severity.ERROR, spec.path(), "ended: " + reason);
		}

		/** Nothing is looked at any more. */
		public void stop() {
			ended = true;
			rings.forEach(CaptureRing::close);
		}

		/** After {@link #stop}. @param endNanos when to go on without it */
		public void end(long endNanos) {
			try {
				boolean back = !abandoned;
				for (Thread watching : threads)
					back = back && watching.join(Duration.ofNanos(Math.max(1, endNanos - System.nanoTime())));
				Analyzer last = analyzer;
				analyzer = null;
				if (abandoned || last == null)
					return;
				if (!back)
					throw new TimeoutException();
				thread.submit(() -> {
					last.close();
					return null;
				}).get(Math.max(1, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
			} catch (TimeoutException e) {
				leftBehind = true;
				log.event(Severity.ERROR, spec.path(),
						"could not finish: its analyzer " + spec.kindId() + " did not return; its thread was abandoned");
			} catch (ExecutionException e) {
				kinds.faults().add(spec.kindId(), spec.path(), "could not finish", e.getCause());
				log.event(Severity.ERROR, spec.path(), "could not finish: " + KindFaults.say(e.getCause()) + Flows.of(spec.kindId()));
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			} finally {
				thread.shutdownNow();
			}
		}

		public ProbeState state() {
			return new ProbeState(new TreeMap<>(figures), message, List.copyOf(files));
		}

		@Override
		public String name() {
			return spec.name();
		}

		@Override
		public String target() {
			return spec.target();
		}

		@Override
		public Parameters parameters() {
			return spec.parameters();
		}

		@Override
		public FigureSink figures() {
			return (name, value) -> {
				if (!declared.contains(name))
					throw new IllegalArgumentException("analyzer " + spec.kindId() + " did not declare the figure '" + name + "'");
				figures.put(name, value);
			};
		}

		@Override
		public Path outputFile(String suffix) throws IOException {
			Files.createDirectories(outputFolder);
			Path file = outputFolder.resolve(spec.name() + suffix);
			files.add(file.toString());
			return file;
		}
	}

	/** Made for one call: what an analyzer keeps throws afterwards, and its bytes with it. */
	private static final class Seen implements ObservedFrame {
		private final Point point;
		private final Direction direction;
		private final long epochNanos;
		private final int length;
		private final ByteBuffer bytes;
		private final int checksumStart;
		private final int checksumField;
		private volatile boolean isOver;

		public Seen(Point point, Direction direction, long epochNanos, int length, ByteBuffer bytes, int checksumStart, int checksumField) {
			this.point = point;
			this.direction = direction;
			this.epochNanos = epochNanos;
			this.length = length;
			this.bytes = bytes;
			this.checksumStart = checksumStart;
			this.checksumField = checksumField;
		}

		private void requireCall() {
			if (isOver)
				throw new IllegalStateException("an observed frame was used after the call of onFrame that it was passed to");
		}

		@Override
		public Point point() {
			requireCall();
			return point;
		}

		@Override
		public Direction direction() {
			requireCall();
			return direction;
		}

		@Override
		public long epochNanos() {
			requireCall();
			return epochNanos;
		}

		@Override
		public int length() {
			requireCall();
			return length;
		}

		@Override
		public ByteBuffer bytes() {
			requireCall();
			return bytes;
		}

		@Override
		public boolean isChecksumOpen() {
			requireCall();
			return checksumStart >= 0;
		}

		@Override
		public void copyTo(ByteBuffer target, int copied) {
			requireCall();
			int at = target.position();
			ByteBuffer frame = bytes.slice(0, bytes.limit());
			target.put(frame.slice(0, copied));
			if (checksumStart >= 0 && frame.remaining() == length)
				OpenChecksum.close(frame, checksumStart, checksumField, target, at, copied);
		}
	}

	private final KindRegistry kinds;
	private final Path outputFolder;
	private final EventLog log;
	private final Map<String, Runner> runners = new LinkedHashMap<>();
	private volatile boolean leftBehind;

	public Probes(KindRegistry kinds, Path outputFolder, EventLog log) {
		this.kinds = kinds;
		this.outputFolder = outputFolder;
		this.log = log;
	}

	/** Ends probes that are gone or changed, or whose link is made anew or joined in another way. */
	public void endBefore(Map<String, ProbeSpec> wanted, java.util.function.Predicate<String> linkStays) {
		List<Runner> ending = new ArrayList<>();
		synchronized (this) {
			runners.values().removeIf(runner -> {
				boolean stays = runner.spec.equals(wanted.get(runner.spec.name())) && linkStays.test(runner.spec.target());
				if (!stays)
					ending.add(runner);
				return !stays;
			});
		}
		ending.forEach(Runner::stop);
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Limited.SECONDS);
		ending.forEach(runner -> runner.end(end));
	}

	/** @return whether a thread was left behind that watches a link */
	public boolean leftBehind() {
		return leftBehind;
	}

	/** Begins what has come. Only one edit at a time does so. @param lock let go of while analyzers are made */
	public void beginAfter(Map<String, ProbeSpec> wanted, Kernel kernel, StateLock lock) {
		wanted.forEach((name, spec) -> {
			Runner runner = null;
			synchronized (this) {
				if (!runners.containsKey(name))
					runners.put(name, runner = new Runner(spec, kernel.links.get(spec.target())));
			}
			if (runner != null) {
				Runner beginning = runner;
				lock.released(() -> {
					beginning.begin(kernel);
					return null;
				});
			}
		});
	}

	public void sample(long nanos, Map<String, LinkState> links) {
		List<Runner> all;
		synchronized (this) {
			all = List.copyOf(runners.values());
		}
		for (Runner runner : all) {
			LinkState link = links.get(runner.spec.target());
			if (link != null)
				runner.sample(new LinkCounters(nanos, oneWay(link, Direction.FORWARD), oneWay(link, Direction.BACKWARD)));
		}
	}

	private static LinkCounters.OneWay oneWay(LinkState link, Direction direction) {
		var d = link.of(direction);
		return new LinkCounters.OneWay(d.inFrames(), d.inBytes(), d.outFrames(), d.outBytes(), d.copiedFrames(), d.dropped(),
				d.queuedFrames());
	}

	public synchronized Map<String, ProbeState> states() {
		Map<String, ProbeState> states = new LinkedHashMap<>();
		runners.forEach((name, runner) -> states.put(name, runner.state()));
		return states;
	}

	@Override
	public void close() {
		endBefore(Map.of(), _ -> false);
	}
}
