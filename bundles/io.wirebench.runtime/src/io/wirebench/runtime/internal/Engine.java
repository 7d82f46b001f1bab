package io.wirebench.runtime.internal;

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
import io.wirebench.dataplane.engine.Worker;
import io.wirebench.linux.SystemClock;
import io.wirebench.runtime.internal.Layout.BridgeEnd;
import io.wirebench.runtime.internal.Layout.LinkLayout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The data plane of a lab: its workers, and which impairment objects stand for which elements. Used under the lab's lock,
 * but for fault messages.
 */
final class Engine implements AutoCloseable {

	/** Before a frame is due a worker watches the clock for so long instead of sleeping: see docs/limits.md. */
	private static final long SPIN_NANOS = 60_000;
	private static final long HELD_BYTES = 256L << 20;

	private record Instance(Impairment impairment, Worker worker, ImpairmentSpec spec) {
	}

	private final KindRegistry kinds;
	private final FaultHandler faults;
	private final List<Worker> workers = new ArrayList<>();
	private final List<Thread> threads = new ArrayList<>();
	private final Map<String, Instance> instances = new HashMap<>();
	private int nextWorker;
	private long seed;

	Engine(KindRegistry kinds, FaultHandler faults) {
		this.kinds = kinds;
		this.faults = faults;
	}

	void seed(long networkSeed) {
		seed = networkSeed;
	}

	/** @return the worker for a new link */
	Worker worker(LinkLayout link) {
		boolean shared = java.util.stream.Stream.concat(link.forward().stream(), link.backward().stream()).anyMatch(i -> i.scope() == Scope.MEDIUM);
		int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
		// What several links share must be owned by one thread.
		int index = shared ? 0 : nextWorker++ % most;
		while (workers.size() <= index) {
			int number = workers.size();
			Worker worker = new Worker(Clock.SYSTEM, new EpollWaiter("worker " + number), faults, SPIN_NANOS, HELD_BYTES);
			Thread thread = Thread.ofPlatform().daemon().name("wirebench worker " + number).unstarted(() -> {
				SystemClock.setTimerSlackNanos(1);
				worker.run();
			});
			thread.start();
			workers.add(worker);
			threads.add(thread);
		}
		return workers.get(index);
	}

	List<Worker> workers() {
		return List.copyOf(workers);
	}

	/** Makes what stands for the impairments of one direction, and gives those already there their new parameters. */
	List<StageBinding> bindings(LinkLayout link, Direction direction, Worker worker) {
		List<StageBinding> bindings = new ArrayList<>();
		for (ImpairmentSpec spec : direction == Direction.FORWARD ? link.forward() : link.backward()) {
			if (!spec.enabled())
				continue;
			String path = link.name() + "/" + direction.pathName() + "/" + spec.name();
			String key = switch (spec.scope()) {
			case DIRECTION -> path;
			case LINK -> spec.path();
			case MEDIUM -> "medium " + medium(link) + " " + spec.kindId() + " " + spec.name();
			};
			Instance old = instances.get(key);
			Impairment impairment;
			if (old != null && old.worker == worker && old.spec.kindId().equals(spec.kindId())) {
				impairment = old.impairment;
				if (!old.spec.parameters().equals(spec.parameters()))
					worker.update(impairment, spec.parameters());
			} else {
				impairment = kinds.impairmentKind(spec.kindId()).create(path);
				impairment.update(spec.parameters());
			}
			instances.put(key, new Instance(impairment, worker, spec));
			bindings.add(new StageBinding(path, impairment, FrameMatch.parse(spec.match()),
					SeededRandom.key(seed, link.name(), direction.pathName(), spec.name())));
		}
		return bindings;
	}

	private static String medium(LinkLayout link) {
		return link.to() instanceof BridgeEnd bridge ? bridge.node() : link.from() instanceof BridgeEnd bridge ? bridge.node() : link.name();
	}

	/** Forgets objects of elements that are gone. */
	void retain(Predicate<String> path) {
		instances.keySet().removeIf(key -> !key.startsWith("medium ") && !path.test(key));
	}

	/** Forgets objects of a kind that goes; no link has one any more. */
	void forget(String kindId) {
		instances.values().removeIf(instance -> instance.spec.kindId().equals(kindId));
	}

	/** @return the counters of links, each worker's of one moment */
	Map<String, Link.Counters> counters(Map<String, EngineLink> links) {
		Map<String, Link.Counters> result = new HashMap<>();
		for (Worker worker : workers) {
			List<String> names = new ArrayList<>();
			List<Link> mine = new ArrayList<>();
			links.forEach((name, link) -> {
				if (link.worker() == worker) {
					names.add(name);
					mine.add(link.link());
				}
			});
			if (mine.isEmpty())
				continue;
			List<Link.Counters> counters = worker.counters(mine);
			for (int i = 0; i < names.size(); i++)
				result.put(names.get(i), counters.get(i));
		}
		return result;
	}

	@Override
	public void close() {
		workers.forEach(Worker::close);
		workers.clear();
		threads.clear();
		instances.clear();
		nextWorker = 0;
	}
}
