package io.wirebench.core.report;

import io.wirebench.core.emulation.EmulationEvent;
import io.wirebench.core.emulation.EmulationListener;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.emulation.EmulationState.DirectionState;
import io.wirebench.core.emulation.EmulationState.FlowState;
import io.wirebench.core.emulation.EmulationState.FlowStatus;
import io.wirebench.core.emulation.EmulationState.LinkState;
import io.wirebench.core.emulation.EmulationState.ProbeState;
import io.wirebench.core.scenario.Dimension;
import io.wirebench.core.scenario.ExpectationResult;
import io.wirebench.core.scenario.FigureCatalogue;
import io.wirebench.core.scenario.ScenarioRunner;
import io.wirebench.core.spec.StepSpec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Records a run for its report: listens to the lab and to the scenario. Safe for use by any thread. Its memory is bounded
 * however long the run takes and however large the network is: series are thinned, long lists keep their beginning and end.
 */
public final class RunRecorder implements EmulationListener, ScenarioRunner.Listener {

	private static final int MOST_SERIES = 20_000;
	private static final int MOST_BUCKETS = 1_500_000;
	private static final int MOST_BUCKETS_PER_SERIES = 2_000;
	private static final int MOST_EVENTS = 4_000;
	private static final int MOST_STEPS = 2_000;
	private static final int MOST_LINES_PER_STEP = 1_000;
	private static final int MOST_CHARACTERS_PER_LINE = 2_000;
	private static final int MOST_SPANS = 1_000;

	/** A list that keeps its first and its newest entries. */
	private static final class Ends<T> {
		private final int half;
		private final List<T> first = new ArrayList<>();
		private final Deque<T> newest = new ArrayDeque<>();
		private long leftOut;

		Ends(int most) {
			half = most / 2;
		}

		void add(T item) {
			if (first.size() < half) {
				first.add(item);
				return;
			}
			newest.add(item);
			if (newest.size() > half) {
				newest.remove();
				leftOut++;
			}
		}

		List<T> items() {
			List<T> all = new ArrayList<>(first);
			all.addAll(newest);
			return all;
		}
	}

	private record SeriesKey(String element, String figure) {}

	private static final class Downtime {
		private final List<Recording.Span> spans = new ArrayList<>();
		private double since = Double.NaN;
	}

	private final UnaryOperator<String> declaredUnits;
	private final Map<SeriesKey, String> units = new HashMap<>();
	private final Map<SeriesKey, SeriesBuffer> series = new LinkedHashMap<>();
	private final Ends<EmulationEvent> events = new Ends<>(MOST_EVENTS);
	private final Ends<Recording.Step> steps = new Ends<>(MOST_STEPS);
	private final Map<String, Ends<String>> output = new HashMap<>();
	private final Map<String, ExpectationResult> expectations = new LinkedHashMap<>();
	private final Map<String, LinkState> links = new LinkedHashMap<>();
	private final Map<String, Downtime> downtimes = new HashMap<>();
	private final Map<String, FlowState> flows = new LinkedHashMap<>();
	private final Map<String, ProbeState> probes = new LinkedHashMap<>();
	private long startNanos;
	private double firstSeconds = Double.NaN;
	private double lastSeconds = Double.NaN;
	private long lastNanos = Long.MIN_VALUE;

	/**
	 * @param catalogue says the units of figures
	 * @param startNanos the start of the run, of {@code Clock.SYSTEM}
	 */
	public RunRecorder(FigureCatalogue catalogue, long startNanos) {
		this(catalogue::unit, startNanos);
	}

	/**
	 * @param declaredUnits gives a figure's declared unit ({@code bit/s}, {@code B}, {@code ns}, {@code 1}, {@code ratio}) for its
	 *        path; a figure that it throws {@link IllegalArgumentException} for is taken as a number
	 * @param startNanos the start of the run, of {@code Clock.SYSTEM}
	 */
	public RunRecorder(UnaryOperator<String> declaredUnits, long startNanos) {
		this.declaredUnits = declaredUnits;
		this.startNanos = startNanos;
	}

	/**
	 * Sets the start of the run anew and forgets what was sampled so far; events are kept. For a lab that was listened to
	 * while it was being made.
	 *
	 * @param nanos of {@code Clock.SYSTEM}
	 */
	public synchronized void begin(long nanos) {
		startNanos = nanos;
		series.clear();
		downtimes.clear();
		firstSeconds = Double.NaN;
		lastSeconds = Double.NaN;
		lastNanos = Long.MIN_VALUE;
	}

	/** Takes a sample. One that is not newer than the last is ignored, so it does no harm to hear of a state twice. */
	@Override
	public synchronized void stateChanged(EmulationState state) {
		if (lastNanos != Long.MIN_VALUE && state.nanos() - lastNanos <= 0)
			return;
		lastNanos = state.nanos();
		double seconds = (state.nanos() - startNanos) / 1e9;
		if (Double.isNaN(firstSeconds))
			firstSeconds = seconds;
		// A link that is being taken away is not one that failed.
		if (state.phase() == EmulationState.Phase.RUNNING || state.phase() == EmulationState.Phase.APPLYING)
			state.links().forEach((name, link) -> link(seconds, name, link));
		state.flows().forEach((name, flow) -> flow(seconds, name, flow));
		state.probes().forEach((name, probe) -> {
			probes.put(name, probe);
			probe.figures().forEach((figure, value) -> add(seconds, "probe:" + name, figure, value));
		});
		lastSeconds = seconds;
	}

	private void link(double seconds, String name, LinkState link) {
		links.put(name, link);
		Downtime downtime = downtimes.computeIfAbsent(name, _ -> new Downtime());
		if (!link.up() && Double.isNaN(downtime.since))
			downtime.since = seconds;
		else if (link.up() && !Double.isNaN(downtime.since)) {
			if (downtime.spans.size() < MOST_SPANS)
				downtime.spans.add(new Recording.Span(downtime.since, seconds));
			downtime.since = Double.NaN;
		}
		direction(seconds, name + "/forward", link.forward());
		direction(seconds, name + "/backward", link.backward());
	}

	private void direction(double seconds, String element, DirectionState direction) {
		addOnceNonzero(seconds, element, "rate", direction.outBitsPerSecond());
		addOnceNonzero(seconds, element, "queued", direction.queuedFrames());
		direction.droppedFrames().forEach((reason, frames) -> addOnceNonzero(seconds, element, "dropped-" + reason, frames));
	}

	private void flow(double seconds, String name, FlowState flow) {
		FlowState before = flows.put(name, flow);
		boolean running = flow.status() == FlowStatus.RUNNING;
		boolean ran = before != null && before.status() == FlowStatus.RUNNING;
		if (running && before != null && !ran && before.status() != FlowStatus.WAITING)
			// Started again: a gap, so that charts draw no line across the pause.
			series.forEach((key, buffer) -> {
				if (key.element.equals("flow:" + name))
					buffer.add(seconds, Double.NaN, capacity());
			});
		// The figures of an ended flow stay as they are; they are taken once more and no longer.
		if (running || ran || before == null || before.status() == FlowStatus.WAITING && flow.status() != FlowStatus.WAITING)
			flow.figures().forEach((figure, value) -> add(seconds, "flow:" + name, figure, value));
	}

	/** Most links of a large network carry nothing for most of the time; a series starts with the first value. */
	private void addOnceNonzero(double seconds, String element, String figure, double value) {
		SeriesKey key = new SeriesKey(element, figure);
		if (!series.containsKey(key)) {
			if (value == 0)
				return;
			if (!Double.isNaN(lastSeconds)) {
				put(firstSeconds, key, 0);
				if (lastSeconds > firstSeconds)
					put(lastSeconds, key, 0);
			}
		}
		put(seconds, key, value);
	}

	private void add(double seconds, String element, String figure, double value) {
		SeriesKey key = new SeriesKey(element, figure);
		put(seconds, key, Double.isFinite(value) ? value * Dimension.factorOfUnit(unit(key)) : Double.NaN);
	}

	private void put(double seconds, SeriesKey key, double value) {
		SeriesBuffer buffer = series.get(key);
		if (buffer == null) {
			if (series.size() >= MOST_SERIES)
				return;
			series.put(key, buffer = new SeriesBuffer());
		}
		buffer.add(seconds, value, capacity());
	}

	private int capacity() {
		return Math.min(MOST_BUCKETS_PER_SERIES, MOST_BUCKETS / Math.max(1, series.size()));
	}

	private String unit(SeriesKey key) {
		return units.computeIfAbsent(key, k -> {
			if (!k.element.startsWith("flow:") && !k.element.startsWith("probe:"))
				return k.figure.equals("rate") ? "bit/s" : "1";
			try {
				return declaredUnits.apply(k.element + "." + k.figure);
			} catch (IllegalArgumentException e) {
				return "1";
			}
		});
	}

	@Override
	public synchronized void event(EmulationEvent event) {
		events.add(event);
	}

	/**
	 * A step of the scenario was done.
	 *
	 * @param seconds when it was begun, since the start of the run
	 * @param what what it does
	 * @param problem why it could not be done, or empty
	 */
	public void step(double seconds, String what, String problem) {
		step(seconds, "", what, problem);
	}

	@Override
	public void step(double seconds, StepSpec step, String what, String problem) {
		step(seconds, step.path(), what, problem);
	}

	private synchronized void step(double seconds, String path, String what, String problem) {
		Ends<String> lines = output.remove(path);
		steps.add(new Recording.Step(seconds, path, what, problem == null ? "unknown reason" : problem,
				lines == null ? List.of() : lines.items(),
				lines == null ? 0 : lines.leftOut));
	}

	@Override
	public void output(StepSpec step, String line) {
		output(step.path(), line);
	}

	/** A line that a step's command printed; belongs to the step of that path that is told of next. */
	public synchronized void output(String stepPath, String line) {
		output.computeIfAbsent(stepPath, _ -> new Ends<>(MOST_LINES_PER_STEP))
				.add(line.length() <= MOST_CHARACTERS_PER_LINE ? line : line.substring(0, MOST_CHARACTERS_PER_LINE) + " …");
	}

	@Override
	public synchronized void decided(ExpectationResult result) {
		expectations.put(result.expectation().path(), result);
	}

	@Override
	public void tick(double seconds, EmulationState state) {
		stateChanged(state);
	}

	/** @return what was recorded so far */
	public synchronized Recording recording() {
		List<Series> recorded = new ArrayList<>();
		series.forEach((key, buffer) -> recorded.add(buffer.series(key.element, key.figure, Units.base(unit(key)), 0)));
		Map<String, Recording.Link> seenLinks = new LinkedHashMap<>();
		links.forEach((name, link) -> {
			Downtime downtime = downtimes.get(name);
			List<Recording.Span> down = downtime == null ? new ArrayList<>() : new ArrayList<>(downtime.spans);
			if (downtime != null && !Double.isNaN(downtime.since))
				down.add(new Recording.Span(downtime.since, lastSeconds));
			seenLinks.put(name, new Recording.Link(link, down));
		});
		Map<String, Recording.Flow> seenFlows = new LinkedHashMap<>();
		flows.forEach((name, flow) -> seenFlows.put(name,
				new Recording.Flow(flow.status(), values("flow:" + name, flow.figures()), flow.message(), flow.output())));
		Map<String, Recording.Probe> seenProbes = new LinkedHashMap<>();
		probes.forEach((name, probe) -> seenProbes.put(name,
				new Recording.Probe(values("probe:" + name, probe.figures()), probe.message(), probe.files())));
		return new Recording(recorded,
				events.items().stream()
						.map(e -> new Recording.Event((e.nanos() - startNanos) / 1e9, e.severity(), e.element(), e.message())).toList(),
				events.leftOut, steps.items(), steps.leftOut, List.copyOf(expectations.values()), seenLinks, seenFlows, seenProbes);
	}

	private List<Recording.Value> values(String element, Map<String, Double> figures) {
		List<Recording.Value> values = new ArrayList<>();
		new TreeMap<>(figures).forEach((figure, value) -> {
			String unit = unit(new SeriesKey(element, figure));
			values.add(new Recording.Value(figure, Units.base(unit), value * Dimension.factorOfUnit(unit)));
		});
		return values;
	}
}
