package io.wirebench.core.report;

import io.wirebench.core.emulation.EmulationEvent;
import io.wirebench.core.emulation.EmulationState.FlowStatus;
import io.wirebench.core.emulation.EmulationState.LinkState;
import io.wirebench.core.scenario.ExpectationResult;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was seen of a run. Immutable. Times are seconds since the start of the run, values are in base units (bit/s, bit,
 * s, 1, ratio).
 *
 * @param series figures over time
 * @param events what happened, in order
 * @param eventsLeftOut how many more there were, from the middle of the run
 * @param steps of the scenario, in the order in which they were done
 * @param stepsLeftOut how many more there were, from the middle of the run
 * @param expectations in the order in which they were decided
 * @param links by name, as they were last seen
 * @param flows by name, as they were last seen
 * @param probes by name, as they were last seen
 */
public record Recording(List<Series> series, List<Event> events, long eventsLeftOut, List<Step> steps, long stepsLeftOut,
		List<ExpectationResult> expectations, Map<String, Link> links, Map<String, Flow> flows, Map<String, Probe> probes) {

	/** Nothing was seen. */
	public static final Recording EMPTY = new Recording(List.of(), List.of(), 0, List.of(), 0, List.of(), Map.of(), Map.of(), Map.of());

	/**
	 * Something that happened.
	 *
	 * @param seconds when; negative before the start of the run
	 * @param severity how bad it is
	 * @param element path of the element that it is about, or empty
	 * @param message a sentence
	 */
	public record Event(double seconds, EmulationEvent.Severity severity, String element, String message) {}

	/**
	 * A step of the scenario.
	 *
	 * @param seconds when it was begun
	 * @param path its element path, or empty
	 * @param what what it does
	 * @param problem why it could not be done, or empty
	 * @param output lines that its command printed
	 * @param linesLeftOut how many more lines there were
	 */
	public record Step(double seconds, String path, String what, String problem, List<String> output, long linesLeftOut) {
		public Step {
			output = List.copyOf(output);
		}
	}

	/**
	 * A figure's value.
	 *
	 * @param name of the figure
	 * @param unit base unit
	 * @param value in that unit
	 */
	public record Value(String name, String unit, double value) {}

	/**
	 * A span of time.
	 *
	 * @param fromSeconds since the start of the run
	 * @param toSeconds since the start of the run
	 */
	public record Span(double fromSeconds, double toSeconds) {}

	/**
	 * A link.
	 *
	 * @param last how it was last seen
	 * @param down when it carried no frames
	 */
	public record Link(LinkState last, List<Span> down) {
		public Link {
			down = List.copyOf(down);
		}
	}

	/**
	 * A flow.
	 *
	 * @param status what it was doing when last seen
	 * @param figures its last values, by name
	 * @param message why it failed, or empty
	 * @param output its newest lines
	 */
	public record Flow(FlowStatus status, List<Value> figures, String message, List<String> output) {
		public Flow {
			figures = List.copyOf(figures);
			output = List.copyOf(output);
		}
	}

	/**
	 * A probe.
	 *
	 * @param figures its last values, by name
	 * @param message what is wrong, or empty
	 * @param files that it wrote
	 */
	public record Probe(List<Value> figures, String message, List<String> files) {
		public Probe {
			figures = List.copyOf(figures);
			files = List.copyOf(files);
		}
	}

	public Recording {
		series = List.copyOf(series);
		events = List.copyOf(events);
		steps = List.copyOf(steps);
		expectations = List.copyOf(expectations);
		links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
		flows = Collections.unmodifiableMap(new LinkedHashMap<>(flows));
		probes = Collections.unmodifiableMap(new LinkedHashMap<>(probes));
	}

	/** @return the series of an element, in their order */
	public List<Series> seriesOf(String element) {
		return series.stream().filter(s -> s.element().equals(element)).toList();
	}
}
