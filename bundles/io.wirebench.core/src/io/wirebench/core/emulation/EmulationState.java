package io.wirebench.core.emulation;

import io.wirebench.dataplane.Direction;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a lab stands at one moment. Immutable.
 *
 * @param nanos when, of {@code Clock.SYSTEM}
 * @param phase what the lab is doing
 * @param nodes by name
 * @param links by name
 * @param flows by name
 * @param probes by name
 * @param services by path, e.g. {@code r1/ospf}
 */
public record EmulationState(long nanos, Phase phase, Map<String, NodeState> nodes, Map<String, LinkState> links,
		Map<String, FlowState> flows, Map<String, ProbeState> probes, Map<String, ServiceState> services) {

	/** A lab without services. */
	public EmulationState(long nanos, Phase phase, Map<String, NodeState> nodes, Map<String, LinkState> links,
			Map<String, FlowState> flows, Map<String, ProbeState> probes) {
		this(nanos, phase, nodes, links, flows, probes, Map.of());
	}

	/** What a lab is doing. */
	public enum Phase {
		STOPPED, APPLYING, RUNNING, STOPPING
	}

	/** What a flow is doing. */
	public enum FlowStatus {
		WAITING, RUNNING, DONE, STOPPED, FAILED
	}

	/**
	 * A node.
	 *
	 * @param running whether it is there
	 * @param processes how many programs run in it
	 * @param message what is wrong with it, or empty
	 */
	public record NodeState(boolean running, int processes, String message) {}

	/**
	 * A link.
	 *
	 * @param up whether it carries frames
	 * @param tier how frames get across
	 * @param forward counters of one direction
	 * @param backward counters of the other
	 * @param stages counters of impairments by path
	 * @param quarantined impairments that were disabled, path to reason
	 */
	public record LinkState(boolean up, String tier, DirectionState forward, DirectionState backward, Map<String, Long> stages,
			Map<String, String> quarantined) {
		public DirectionState of(Direction direction) {
			return direction == Direction.FORWARD ? forward : backward;
		}
	}

	/**
	 * One direction of a link. Frames add up: in + copied = out + dropped + queued.
	 *
	 * @param inFrames frames that it took
	 * @param inBytes their bytes
	 * @param outFrames frames that it delivered
	 * @param outBytes their bytes
	 * @param copiedFrames frames that impairments added
	 * @param queuedFrames frames in it
	 * @param droppedFrames frames dropped, by reason
	 * @param outBitsPerSecond what it delivered over the last second
	 */
	public record DirectionState(long inFrames, long inBytes, long outFrames, long outBytes, long copiedFrames, long queuedFrames,
			Map<String, Long> droppedFrames, double outBitsPerSecond) {
		/** @return frames dropped for whatever reason */
		public long dropped() {
			long sum = 0;
			for (long n : droppedFrames.values())
				sum += n;
			return sum;
		}
	}

	/**
	 * A flow.
	 *
	 * @param status what it is doing
	 * @param figures newest values in their declared units
	 * @param message why it failed, or empty
	 * @param output its newest lines, at most 1000
	 */
	public record FlowState(FlowStatus status, Map<String, Double> figures, String message, List<String> output) {}

	/**
	 * A probe.
	 *
	 * @param figures newest values in their declared units
	 * @param message what is wrong, or empty
	 * @param files files that it wrote
	 */
	public record ProbeState(Map<String, Double> figures, String message, List<String> files) {}

	/** What a service is doing. */
	public enum ServiceStatus {
		/** Its turn to start has not come. */
		WAITING,
		/** Its programs are being started; not all are ready. */
		STARTING,
		/** All its programs run and are ready. */
		RUNNING,
		/** A program could not be started, did not become ready, or has ended by itself. */
		FAILED,
		/** Its programs were ended in order. */
		STOPPED
	}

	/**
	 * A service of a node.
	 *
	 * @param status what it is doing
	 * @param processes its programs that were started, in their order
	 * @param message why it failed, or empty
	 * @param log what its programs have printed: the newest lines, at most 200, each after the program's name
	 * @param configuration its files in the node, path to text
	 */
	public record ServiceState(ServiceStatus status, List<ServiceProcessState> processes, String message, List<String> log,
			Map<String, String> configuration) {}

	/**
	 * A program of a service.
	 *
	 * @param name its short name in the service
	 * @param pid its process id as the engine sees it
	 * @param exitCode exit code, or 128 + signal number, once it has ended; otherwise empty
	 */
	public record ServiceProcessState(String name, long pid, OptionalInt exitCode) {}

	/** A lab in which nothing runs. */
	public static EmulationState stopped(long nanos) {
		return new EmulationState(nanos, Phase.STOPPED, Map.of(), Map.of(), Map.of(), Map.of());
	}

	/**
	 * A figure by its path, in its declared unit: {@code flow:NAME.figure}, {@code probe:NAME.figure},
	 * {@code LINK/forward.in|out|copied|dropped|dropped-REASON|queued|rate}, {@code LINK.up}, and for impairments
	 * {@code LINK/forward/NAME.counter}; {@code NODE/SERVICE.running} is 1 or 0.
	 */
	public OptionalDouble figure(String path) {
		int dot = path.lastIndexOf('.');
		if (dot < 0)
			return OptionalDouble.empty();
		String element = path.substring(0, dot);
		String name = path.substring(dot + 1);
		if (element.startsWith("flow:")) {
			FlowState flow = flows.get(element.substring(5));
			return flow == null ? OptionalDouble.empty() : optional(flow.figures().get(name));
		}
		if (element.startsWith("probe:")) {
			ProbeState probe = probes.get(element.substring(6));
			return probe == null ? OptionalDouble.empty() : optional(probe.figures().get(name));
		}
		int slash = element.indexOf('/');
		ServiceState service = services.get(element);
		if (service != null)
			return name.equals("running") ? OptionalDouble.of(service.status() == ServiceStatus.RUNNING ? 1 : 0) : OptionalDouble.empty();
		LinkState link = links.get(slash < 0 ? element : element.substring(0, slash));
		if (link == null)
			return OptionalDouble.empty();
		if (slash < 0)
			return name.equals("up") ? OptionalDouble.of(link.up() ? 1 : 0) : OptionalDouble.empty();
		String rest = element.substring(slash + 1);
		DirectionState way = rest.equals("forward") ? link.forward() : rest.equals("backward") ? link.backward() : null;
		if (way == null) {
			Long count = link.stages().get(path);
			return count == null ? OptionalDouble.empty() : OptionalDouble.of(count);
		}
		return switch (name) {
			case "in" -> OptionalDouble.of(way.inFrames());
			case "out" -> OptionalDouble.of(way.outFrames());
			case "copied" -> OptionalDouble.of(way.copiedFrames());
			case "queued" -> OptionalDouble.of(way.queuedFrames());
			case "dropped" -> OptionalDouble.of(way.dropped());
			case "rate" -> OptionalDouble.of(way.outBitsPerSecond());
			default -> name.startsWith("dropped-")
					? OptionalDouble.of(way.droppedFrames().getOrDefault(name.substring(8), 0L))
					: OptionalDouble.empty();
		};
	}

	private static OptionalDouble optional(Double value) {
		return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
	}
}
