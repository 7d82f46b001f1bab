package io.wirebench.core.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.emulation.EmulationEvent;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.emulation.EmulationState.DirectionState;
import io.wirebench.core.emulation.EmulationState.FlowState;
import io.wirebench.core.emulation.EmulationState.FlowStatus;
import io.wirebench.core.emulation.EmulationState.LinkState;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Random;

class RunRecorderTest {

	private static final DirectionState IDLE = new DirectionState(0, 0, 0, 0, 0, 0, Map.of("loss", 0L), 0);

	private static DirectionState busy(double rate) {
		return new DirectionState(0, 0, 0, 0, 0, 0, Map.of("loss", 0L), rate);
	}

	private static EmulationState state(double seconds, Map<String, LinkState> links, Map<String, FlowState> flows) {
		return new EmulationState(Math.round(seconds * 1e9), EmulationState.Phase.RUNNING, Map.of(), links, flows, Map.of());
	}

	private static LinkState link(boolean up, DirectionState forward) {
		return new LinkState(up, "wire", forward, IDLE, Map.of(), Map.of());
	}

	private static FlowState flow(FlowStatus status, Map<String, Double> figures) {
		return new FlowState(status, figures, "", List.of());
	}

	private static RunRecorder recorder() {
		return new RunRecorder(path -> path.endsWith(".rtt") ? "ns" : path.endsWith(".window") ? "B" : "bit/s", 0);
	}

	@Test
	void shouldRecordFlowsInBaseUnits() {
		RunRecorder recorder = recorder();
		recorder.stateChanged(state(1, Map.of(), Map.of("f", flow(FlowStatus.RUNNING, Map.of("rtt", 5e6, "window", 100.0)))));
		Recording recording = recorder.recording();
		Series rtt = recording.series().stream().filter(s -> s.figure().equals("rtt")).findFirst().orElseThrow();
		assertEquals("s", rtt.unit());
		assertEquals(0.005, rtt.valueAt(0), 1e-12);
		assertEquals(1.0, rtt.secondsAt(0));
		assertEquals(List.of(new Recording.Value("rtt", "s", 0.005), new Recording.Value("window", "bit", 800)),
				recording.flows().get("f").figures());
	}

	@Test
	void shouldKeepNoSeriesForWhatNeverHappened() {
		RunRecorder recorder = recorder();
		for (int i = 0; i < 10; i++)
			recorder.stateChanged(state(i, Map.of("l", link(true, i < 5 ? IDLE : busy(7))), Map.of()));
		List<Series> series = recorder.recording().series();
		assertEquals(List.of("l/forward.rate"), series.stream().map(Series::path).toList());
		assertArrayEquals(new double[]{0, 4, 5, 6, 7, 8, 9}, series.getFirst().seconds());
		assertArrayEquals(new double[]{0, 0, 7, 7, 7, 7, 7}, series.getFirst().values());
	}

	@Test
	void shouldIgnoreAStateThatItHasHeardOf() {
		RunRecorder recorder = recorder();
		EmulationState state = state(1, Map.of("l", link(true, busy(7))), Map.of());
		recorder.stateChanged(state);
		recorder.tick(1, state);
		assertEquals(1, recorder.recording().series().getFirst().size());
	}

	@Test
	void shouldKnowWhenALinkWasDown() {
		RunRecorder recorder = recorder();
		for (int i = 0; i < 10; i++)
			recorder.stateChanged(state(i, Map.of("l", link(i != 3 && i != 4 && i != 9, IDLE)), Map.of()));
		assertEquals(List.of(new Recording.Span(3, 5), new Recording.Span(9, 9)), recorder.recording().links().get("l").down());
	}

	@Test
	void shouldNotTakeTheEndOfTheLabForALinkThatFailed() {
		RunRecorder recorder = recorder();
		recorder.stateChanged(state(1, Map.of("l", link(true, IDLE)), Map.of()));
		recorder.stateChanged(new EmulationState(2_000_000_000L, EmulationState.Phase.STOPPING, Map.of(), Map.of("l", link(false, IDLE)),
				Map.of("f", flow(FlowStatus.STOPPED, Map.of("window", 1.0))), Map.of()));
		recorder.stateChanged(EmulationState.stopped(3_000_000_000L));
		assertEquals(List.of(), recorder.recording().links().get("l").down());
		assertEquals(FlowStatus.STOPPED, recorder.recording().flows().get("f").status());
	}

	@Test
	void shouldLeaveAGapWhereAFlowDidNotRun() {
		RunRecorder recorder = recorder();
		FlowStatus[] statuses = {FlowStatus.RUNNING, FlowStatus.DONE, FlowStatus.DONE, FlowStatus.DONE, FlowStatus.RUNNING};
		for (int i = 0; i < statuses.length; i++)
			recorder.stateChanged(state(i, Map.of(), Map.of("f", flow(statuses[i], Map.of("throughput", i + 1.0)))));
		Series series = recorder.recording().series().getFirst();
		assertArrayEquals(new double[]{1, 2, Double.NaN, 5}, series.values());
		assertArrayEquals(new double[]{0, 1, 4, 4}, series.seconds());
	}

	@Test
	void shouldForgetSamplesFromBeforeTheRunAndKeepEvents() {
		RunRecorder recorder = recorder();
		recorder.event(new EmulationEvent(1_000_000_000, EmulationEvent.Severity.INFO, "", "made"));
		recorder.stateChanged(state(1, Map.of("l", link(true, busy(7))), Map.of()));
		recorder.begin(2_000_000_000L);
		recorder.stateChanged(state(3, Map.of("l", link(true, busy(8))), Map.of()));
		Recording recording = recorder.recording();
		assertEquals(-1.0, recording.events().getFirst().seconds());
		assertArrayEquals(new double[]{1}, recording.series().getFirst().seconds());
	}

	@Test
	void shouldGiveAStepTheOutputOfItsCommand() {
		RunRecorder recorder = recorder();
		for (int i = 0; i < 5_000; i++)
			recorder.output("scenario/1", "line " + i);
		recorder.output("scenario/1", "x".repeat(1_000_000));
		recorder.step(3, "no path", "broken");
		var at = new io.wirebench.core.spec.StepSpec("scenario/1", new io.wirebench.core.spec.StepSpec.At(0),
				new io.wirebench.core.spec.StepSpec.Run("h1", "seq"));
		recorder.step(4, at, "run in h1: seq", "");
		List<Recording.Step> steps = recorder.recording().steps();
		assertEquals("broken", steps.getFirst().problem());
		assertEquals(List.of(), steps.getFirst().output());
		assertEquals(1_000, steps.getLast().output().size());
		assertEquals(4_001, steps.getLast().linesLeftOut());
		assertTrue(steps.getLast().output().getLast().length() < 2_010);
	}

	@Test
	void shouldStayBoundedInALongRun() {
		RunRecorder recorder = recorder();
		Random random = new Random(1);
		int samples = 200_000;
		for (int i = 0; i < samples; i++)
			recorder.stateChanged(state(i / 10.0, Map.of("l", link(true, busy(i == 77_777 ? 1e6 : 10 + random.nextInt(5)))), Map.of()));
		for (int i = 0; i < samples; i++) {
			recorder.event(new EmulationEvent(i, EmulationEvent.Severity.INFO, "", "event " + i));
			recorder.step(i, "step", "");
		}
		Recording recording = recorder.recording();
		Series rate = recording.series().getFirst();
		assertTrue(rate.size() > 1_000 && rate.size() <= 4_001, "points: " + rate.size());
		assertEquals(1e6, rate.highest(), "a single peak is kept");
		assertEquals((samples - 1) / 10.0, rate.secondsAt(rate.size() - 1), 1e-6, "the end is kept");
		assertEquals(0, rate.secondsAt(0), 100, "the beginning is kept");
		assertEquals(4_000, recording.events().size());
		assertEquals(samples - 4_000, recording.eventsLeftOut());
		assertEquals("event 0", recording.events().getFirst().message());
		assertEquals("event " + (samples - 1), recording.events().getLast().message());
		assertEquals(2_000, recording.steps().size());
	}

	@Test
	void shouldStayBoundedInALargeNetwork() {
		RunRecorder recorder = recorder();
		Map<String, LinkState> links = new java.util.HashMap<>();
		for (int round = 0; round < 100; round++) {
			for (int i = 0; i < 12_000; i++)
				links.put("l" + i, new LinkState(true, "wire", busy(round + 1), busy(round + 1), Map.of(), Map.of()));
			recorder.stateChanged(state(round, links, Map.of()));
		}
		Recording recording = recorder.recording();
		assertEquals(20_000, recording.series().size());
		assertTrue(recording.series().stream().mapToLong(Series::size).sum() <= 20_000 * 151L);
	}

	@Property(tries = 200)
	void shouldKeepExtremesOrderAndEndWhileThinning(@ForAll @IntRange(min = 1, max = 3_000) int samples,
			@ForAll @IntRange(min = 2, max = 60) int capacity, @ForAll long seed) {
		SeriesBuffer buffer = new SeriesBuffer();
		Random random = new Random(seed);
		double low = Double.MAX_VALUE;
		double high = -Double.MAX_VALUE;
		double last = 0;
		for (int i = 0; i < samples; i++) {
			last = random.nextInt(20) == 0 && i > 0 && i < samples - 1 ? Double.NaN : random.nextGaussian();
			if (!Double.isNaN(last)) {
				low = Math.min(low, last);
				high = Math.max(high, last);
			}
			buffer.add(i, last, capacity);
			assertTrue(buffer.buckets() <= capacity);
		}
		Series series = buffer.series("e", "f", "1", 0);
		assertEquals(low, series.lowest());
		assertEquals(high, series.highest());
		assertEquals(samples - 1, series.secondsAt(series.size() - 1));
		for (int i = 1; i < series.size(); i++)
			assertTrue(series.secondsAt(i) > series.secondsAt(i - 1));
	}
}
