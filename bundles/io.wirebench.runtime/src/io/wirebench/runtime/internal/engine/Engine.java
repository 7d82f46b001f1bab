package io.wirebench.runtime.internal.engine;

import io.wirebench.core.kinds.KindFailedException;
import io.wirebench.core.kinds.KindFaults;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.kinds.Scope;
import io.wirebench.core.spec.ImpairmentSpec;
import io.wirebench.dataplane.Clock;
import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.engine.FaultHandler;
import io.wirebench.dataplane.engine.FrameMatch;
import io.wirebench.dataplane.engine.Link;
import io.wirebench.dataplane.engine.SeededRandom;
import io.wirebench.dataplane.engine.StageBinding;
import io.wirebench.dataplane.engine.StageCall;
import io.wirebench.dataplane.engine.Worker;
import io.wirebench.linux.SystemClock;
import io.wirebench.runtime.internal.layout.Layout.BridgeEnd;
import io.wirebench.runtime.internal.layout.Layout.LinkLayout;
import io.wirebench.runtime.internal.layout.Limited;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The data plane of a lab: its workers, and which impairment objects stand for which elements. Used under the lab's lock,
 * but for fault messages.
 */
public final class Engine implements AutoCloseable {

	/** Before a frame is due a worker watches the clock for so long instead of sleeping: see docs/limits.md. */
	private static final long SPIN_NANOS = 60_000;
	private static final long HELD_BYTES = 256L << 20;

	/** An impairment that does not come back from a call for so long is given up, and its thread with it. */
	public static final long STUCK_MILLIS = 1000;
	private static final int LOOKS = 4;

	/** System property: how many workers a lab has at most, if not half of the processors. */
	public static final String WORKERS = "wirebench.workers";

	/** So many workers of a lab may fail before it gets no further one: what makes them fail will not end. */
	private static final int MOST_FAILURES = 10;

	/** Receives a worker whose thread does not return from an impairment, or has failed. Called by a thread of its own. */
	@FunctionalInterface
	public interface Losses {
		/** @param call the call that does not return, or null if the worker has failed; see {@link Worker#failure()} */
		void lost(Worker worker, StageCall call);
	}

	/** @param worker null as long as it has none */
	private record Instance(Impairment impairment, Worker worker, ImpairmentSpec spec) {}

	/** An impairment that has to be made. */
	public record Missing(String key, String path, ImpairmentSpec spec) {}

	private final KindRegistry kinds;
	private final FaultHandler faults;
	private final Losses losses;
	private final List<Worker> workers = new CopyOnWriteArrayList<>();
	private final Map<String, Instance> instances = new HashMap<>();
	/** Made for a change that is under way, by key. */
	private final Map<String, Instance> staged = new HashMap<>();
	/** Elements whose impairment did not come back, with the parameters that they had. */
	private final Map<String, ImpairmentSpec> lost = new HashMap<>();
	/** Kinds of what was bound last, by path. */
	private final Map<String, String> pathKinds = new ConcurrentHashMap<>();
	private volatile boolean hasLost;
	private final AtomicInteger failures = new AtomicInteger();
	private Watch watch;
	private int nextWorker;
	private long seed;

	public Engine(KindRegistry kinds, FaultHandler faults, Losses losses) {
		this.losses = losses;
		this.kinds = kinds;
		this.faults = faults;
	}

	public void seed(long networkSeed) {
		seed = networkSeed;
	}

	/** @return the worker for a new link */
	public Worker worker(LinkLayout link) {
		boolean shared = isShared(link);
		int most = Math.max(1, Integer.getInteger(WORKERS, Runtime.getRuntime().availableProcessors() / 2));
		// What several links share must be owned by one thread.
		int index = shared ? 0 : nextWorker++ % most;
		while (workers.size() <= index)
			workers.add(start(workers.size()));
		if (workers.get(index).isLost())
			workers.set(index, start(index));
		if (watch == null) {
			watch = new Watch();
			watch.thread.start();
		}
		return workers.get(index);
	}

	private static boolean isShared(LinkLayout link) {
		return java.util.stream.Stream.concat(link.forward().stream(), link.backward().stream())
				.anyMatch(i -> i.enabled() && i.scope() == Scope.MEDIUM);
	}

	/** @return whether a link must go to another worker, as it now shares something with other links */
	public boolean mustMove(LinkLayout link, Worker worker) {
		return isShared(link) && !workers.isEmpty() && workers.getFirst() != worker;
	}

	/** @return where a link will be that is at this worker now. @param worker null if it is at none */
	public Worker future(LinkLayout link, Worker worker) {
		return isShared(link) && !workers.isEmpty() ? workers.getFirst() : worker;
	}

	private Worker start(int number) {
		if (failures.get() >= MOST_FAILURES)
			throw new IllegalStateException("the data plane of this lab has failed " + MOST_FAILURES + " times; restart the lab");
		Worker worker = new Worker(Clock.SYSTEM, new EpollWaiter("worker " + number), faults, SPIN_NANOS, HELD_BYTES);
		Thread.ofPlatform().daemon().name("wirebench worker " + number).start(() -> {
			SystemClock.setTimerSlackNanos(1);
			worker.run();
			if (worker.failure() == null)
				return;
			failures.incrementAndGet();
			hasLost = true;
			Thread.ofPlatform().daemon().name("wirebench loss").start(() -> losses.lost(worker, null));
		});
		return worker;
	}

	/** Looks every now and then whether a worker is still in the same call. */
	private final class Watch {
		private final CountDownLatch stop = new CountDownLatch(1);
		private final Map<Worker, StageCall> seen = new HashMap<>();
		private final Map<Worker, Integer> looks = new HashMap<>();
		private final Thread thread = Thread.ofPlatform().daemon().name("wirebench watch").unstarted(this::run);

		private void run() {
			try {
				while (!stop.await(STUCK_MILLIS / LOOKS, TimeUnit.MILLISECONDS))
					workers.forEach(this::look);
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		}

		private void look(Worker worker) {
			StageCall call = worker.currentCall();
			StageCall before = seen.put(worker, call);
			boolean same = call != null && before != null && call.number() == before.number() && !worker.isLost();
			int n = same ? looks.merge(worker, 1, Integer::sum) : 0;
			if (!same)
				looks.remove(worker);
			if (n >= LOOKS) {
				seen.remove(worker);
				looks.remove(worker);
				// Whoever waits for it, perhaps with the lab's lock, goes on.
				hasLost = true;
				worker.abandon();
				// That may have to wait for the lab's lock, and whoever has it for the next worker that is to be given up here.
				Thread.ofPlatform().daemon().name("wirebench loss").start(() -> losses.lost(worker, call));
			}
		}
	}

	/** Takes an impairment out of service for good: its object is in the hands of a thread that does not come back. */
	public void giveUp(Impairment impairment) {
		instances.forEach((key, instance) -> {
			if (instance.impairment == impairment)
				lost.put(key, instance.spec);
		});
		instances.keySet().removeAll(lost.keySet());
	}

	/** @return whether a worker was lost since the data plane was last closed */
	public boolean hasLost() {
		return hasLost;
	}

	public List<Worker> workers() {
		return List.copyOf(workers);
	}

	private static String path(LinkLayout link, Direction direction, ImpairmentSpec spec) {
		return link.name() + "/" + direction.pathName() + "/" + spec.name();
	}

	private static String key(LinkLayout link, Direction direction, ImpairmentSpec spec) {
		return switch (spec.scope()) {
			case DIRECTION -> path(link, direction, spec);
			case LINK -> spec.path();
			case MEDIUM -> "medium " + medium(link) + " " + spec.kindId() + " " + spec.name();
		};
	}

	private static List<ImpairmentSpec> of(LinkLayout link, Direction direction) {
		return direction == Direction.FORWARD ? link.forward() : link.backward();
	}

	/** @return what of a link's impairments no object stands for yet. @param worker where the link is, or null */
	public List<Missing> missing(LinkLayout link, Worker worker) {
		Map<String, Missing> missing = new java.util.LinkedHashMap<>();
		for (Direction direction : Direction.values())
			for (ImpairmentSpec spec : of(link, direction)) {
				String key = key(link, direction, spec);
				Instance old = instances.get(key);
				Instance ready = staged.get(key);
				if (spec.enabled() && !spec.equals(lost.get(key))
						&& !(old != null && old.worker == worker && old.spec.kindId().equals(spec.kindId()))
						&& !standsFor(ready, spec))
					missing.put(key, new Missing(key, path(link, direction, spec), spec));
			}
		return List.copyOf(missing.values());
	}

	private static boolean standsFor(Instance ready, ImpairmentSpec spec) {
		return ready != null && ready.spec.kindId().equals(spec.kindId()) && ready.spec.parameters().equals(spec.parameters());
	}

	/** Keeps what was made for a change until {@link #bindings} takes it. */
	public void stage(Missing missing, Impairment impairment) {
		staged.put(missing.key(), new Instance(impairment, null, missing.spec()));
	}

	/** Forgets what was made and not taken. */
	public void unstage() {
		staged.clear();
	}

	/** Gives what stands for the impairments of one direction, those already there their new parameters. */
	public List<StageBinding> bindings(LinkLayout link, Direction direction, Worker worker) {
		List<StageBinding> bindings = new ArrayList<>();
		Map<String, Instance> updated = new LinkedHashMap<>();
		try {
			bind(link, direction, worker, bindings, updated);
		} catch (RuntimeException e) {
			updated.forEach((key, old) -> restore(key, old, worker, e));
			throw e;
		}
		return bindings;
	}

	/** What was changed before one refused gets back what it had: an edit is made whole or not at all. */
	private void restore(String key, Instance old, Worker worker, RuntimeException failure) {
		try {
			worker.update(old.impairment, old.spec.parameters(), instances.get(key).spec.parameters());
			instances.put(key, old);
		} catch (RuntimeException e) {
			failure.addSuppressed(e);
		}
	}

	private void bind(LinkLayout link, Direction direction, Worker worker, List<StageBinding> bindings, Map<String, Instance> updated) {
		for (ImpairmentSpec spec : of(link, direction)) {
			if (!spec.enabled())
				continue;
			String path = path(link, direction, spec);
			String key = key(link, direction, spec);
			// Another kind, or other parameters, may be better.
			if (spec.equals(lost.get(key)))
				continue;
			lost.remove(key);
			Instance old = instances.get(key);
			Impairment impairment;
			if (old != null && old.worker == worker && old.spec.kindId().equals(spec.kindId())) {
				impairment = old.impairment;
				if (!old.spec.parameters().equals(spec.parameters())) {
					try {
						worker.update(impairment, spec.parameters(), old.spec.parameters());
					} catch (IllegalArgumentException e) {
						kinds.faults().add(spec.kindId(), path, "refused the parameters", e);
						throw new IllegalArgumentException(
								path + ": kind " + spec.kindId() + " refused the parameters: " + KindFaults.say(e), e);
					}
					updated.put(key, old);
				}
			} else {
				Instance ready = staged.remove(key);
				impairment = standsFor(ready, spec) ? ready.impairment : create(spec, path);
			}
			instances.put(key, new Instance(impairment, worker, spec));
			pathKinds.put(path, spec.kindId());
			bindings.add(new StageBinding(path, impairment, FrameMatch.parse(spec.match()),
					SeededRandom.key(seed, link.name(), direction.pathName(), spec.name())));
		}
	}

	/** Code of others, which may not come back: then its thread was abandoned, not the lab's. Needs no lock. */
	public Impairment create(ImpairmentSpec spec, String path) {
		try {
			return Limited.call("wirebench create " + path, () -> {
				Impairment impairment = kinds.impairmentKind(spec.kindId()).create(path);
				if (impairment == null)
					throw new IllegalStateException("it made null instead of an impairment");
				impairment.update(spec.parameters(), Clock.SYSTEM.nanos());
				return impairment;
			});
		} catch (TimeoutException e) {
			throw new IllegalStateException(
					path + ": kind " + spec.kindId() + " made no impairment within " + Limited.SECONDS + " s; its thread was abandoned");
		} catch (ExecutionException e) {
			Throwable cause = e.getCause();
			kinds.faults().add(spec.kindId(), path, "could not make an impairment", cause);
			if (cause instanceof IllegalArgumentException)
				throw new IllegalArgumentException(path + ": kind " + spec.kindId() + " refused the parameters: " + KindFaults.say(cause),
						cause);
			throw new IllegalStateException(path + ": " + (cause instanceof KindFailedException
					? cause.getMessage()
					: "kind " + spec.kindId() + " could not make an impairment: " + KindFaults.say(cause)), cause);
		}
	}

	private static String medium(LinkLayout link) {
		return link.to() instanceof BridgeEnd bridge
				? bridge.node()
				: link.from() instanceof BridgeEnd bridge ? bridge.node() : link.name();
	}

	/** Forgets objects of a link that its layout has no use for. @param layout null if the link is gone */
	public void retain(String link, LinkLayout layout) {
		java.util.Set<String> keys = new java.util.HashSet<>();
		if (layout != null)
			for (Direction direction : Direction.values())
				for (ImpairmentSpec spec : of(layout, direction))
					if (spec.enabled())
						keys.add(key(layout, direction, spec));
		String prefix = link + "/";
		if (layout == null)
			pathKinds.keySet().removeIf(path -> path.startsWith(prefix));
		instances.keySet().removeIf(key -> key.startsWith(prefix) && !keys.contains(key));
		lost.keySet().removeIf(key -> key.startsWith(prefix) && !keys.contains(key));
	}

	/** @return which objects stand for what, with their parameters: equal texts, equal engines */
	public String describe() {
		StringBuilder text = new StringBuilder();
		new java.util.TreeMap<>(instances)
				.forEach((key, instance) -> text.append(key).append(' ').append(System.identityHashCode(instance.impairment)).append(' ')
						.append(instance.spec.parameters()).append('\n'));
		return text.toString();
	}

	/** @return the kind of the impairment at a path, for messages; empty if there is none. For any thread */
	public String kindOf(String path) {
		return pathKinds.getOrDefault(path, "");
	}

	/** Forgets objects of a kind that goes; no link has one any more. */
	public void forget(String kindId) {
		instances.values().removeIf(instance -> instance.spec.kindId().equals(kindId));
	}

	/** @return the counters of links, each worker's of one moment */
	public Map<EngineLink, Link.Counters> counters(List<EngineLink> links) {
		Map<EngineLink, Link.Counters> result = new java.util.IdentityHashMap<>();
		for (Worker worker : workers) {
			List<EngineLink> names = new ArrayList<>();
			List<Link> mine = new ArrayList<>();
			for (EngineLink link : links)
				if (link.worker() == worker) {
					names.add(link);
					mine.add(link.link());
				}
			if (mine.isEmpty() || worker.isLost())
				continue;
			List<Link.Counters> counters;
			try {
				counters = worker.counters(mine);
			} catch (Worker.LostException e) {
				continue; // Its links get another one in a moment.
			}
			for (int i = 0; i < names.size(); i++)
				result.put(names.get(i), counters.get(i));
		}
		return result;
	}

	@Override
	public void close() {
		if (watch != null)
			watch.stop.countDown();
		watch = null;
		workers.forEach(Worker::close);
		workers.clear();
		instances.clear();
		staged.clear();
		lost.clear();
		pathKinds.clear();
		nextWorker = 0;
		hasLost = false;
		failures.set(0);
	}
}
