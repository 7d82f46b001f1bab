package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Direction;

import java.util.List;
import java.util.Map;

/**
 * A link whose frames pass through the engine. Made and changed by {@link Worker}; what other threads may do goes through
 * it.
 */
public final class Link {

	/**
	 * A link's counters at one moment.
	 *
	 * @param forward the way from the first port to the second
	 * @param backward the way back
	 * @param stages counters of the impairments, by element path
	 */
	public record Counters(DirectionCounters forward, DirectionCounters backward, Map<String, Long> stages) {

		/** @return the counters of one direction */
		public DirectionCounters of(Direction direction) {
			return direction == Direction.FORWARD ? forward : backward;
		}
	}

	final String name;
	final Port[] ports;
	/** By the index of the port that frames come in at. */
	final Pipeline[] pipelines;
	int[] tokens = new int[2];
	boolean closed;

	Link(String name, Forwarding forwarding, Port from, Port to) {
		this.name = name;
		ports = new Port[]{from, to};
		pipelines = new Pipeline[]{new Pipeline(forwarding, Direction.FORWARD, from, to),
				new Pipeline(forwarding, Direction.BACKWARD, to, from)};
	}

	/** @return the link's name */
	public String name() {
		return name;
	}

	void bind(List<StageBinding> forward, List<StageBinding> backward) {
		pipelines[0].bind(forward);
		pipelines[1].bind(backward);
	}

	Counters counters() {
		Map<String, Long> stages = pipelines[0].stageCounters();
		stages.putAll(pipelines[1].stageCounters());
		return new Counters(pipelines[0].counters(), pipelines[1].counters(), stages);
	}
}
