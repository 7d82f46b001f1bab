package io.wirebench.core.report;

import io.wirebench.core.emulation.EmulationEvent;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.emulation.EmulationState.DirectionState;
import io.wirebench.core.emulation.EmulationState.FlowState;
import io.wirebench.core.emulation.EmulationState.FlowStatus;
import io.wirebench.core.emulation.EmulationState.LinkState;
import io.wirebench.core.emulation.EmulationState.ProbeState;
import io.wirebench.core.kinds.TestRegistry;
import io.wirebench.core.plan.LinkTier;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.plan.PlanStep;
import io.wirebench.core.report.RunReport.Ending;
import io.wirebench.core.scenario.ExpectationResult;
import io.wirebench.core.scenario.FigureCatalogue;
import io.wirebench.core.scenario.ScenarioRunner;
import io.wirebench.core.spec.ExpectationSpec;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.SpecBuilder;
import io.wirebench.core.spec.StepSpec;
import io.wirebench.model.file.NetworkFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A run of the demo network, made up from what such a run looks like; tests of reports start from it. */
final class SampleRun {

	static final TestRegistry REGISTRY = new TestRegistry();
	private static final long START_NANOS = 5_000_000_000_000L;

	private SampleRun() {
	}

	static String demoText() {
		try {
			return Files.readString(Path.of("test/io/wirebench/core/report/sample-run.wirebench"));
		} catch (IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
	}

	static NetworkSpec spec(String text) {
		try {
			return SpecBuilder.build(NetworkFiles.load(text).network(), REGISTRY.kinds).orThrow();
		} catch (IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
	}

	/** @return a run whose throughput falls from 3 Gbit/s to 10 Mbit/s, with loss and a link that is down for a while */
	static RunReport demo() {
		NetworkSpec spec = spec(demoText());
		RunRecorder recorder = new RunRecorder(new FigureCatalogue(spec, REGISTRY.kinds), START_NANOS);
		recorder.event(
				new EmulationEvent(START_NANOS - 300_000_000, EmulationEvent.Severity.INFO, "", "the network is up: 4 nodes, 3 links"));
		Random random = new Random(1);
		double bits = 0;
		double lost = 0;
		double down = 0;
		List<StepSpec> waiting = new ArrayList<>(spec.scenario().orElseThrow().steps());
		for (int i = 0; i <= 360; i++) {
			double t = i / 10.0;
			while (!waiting.isEmpty() && waiting.getFirst().trigger() instanceof StepSpec.At at && at.nanos() / 1e9 <= t) {
				StepSpec step = waiting.removeFirst();
				recorder.step(t + 0.002, step, ScenarioRunner.describe(step), "");
			}
			boolean up = t < 25 || t >= 27;
			double rate = t < 1
					? 0
					: t < 6
							? 3e9 + random.nextGaussian() * 6e7
							: t < 16
									? 10.3e6 + random.nextGaussian() * 5e4
									: t < 23
											? 3e6 + random.nextGaussian() * 6e5
											: up && t < 25 ? 10.3e6 : up && t > 28.4 ? 10.3e6 + random.nextGaussian() * 5e4 : 0;
			bits += rate / 10;
			lost += t > 16 && t < 23 ? random.nextInt(2) : 0;
			down += up ? 0 : random.nextInt(2);
			double queued = rate / 12000 * (t < 6 ? 0 : 0.025);
			DirectionState forward = direction(bits * 1.04, rate * 1.04, Math.rint(queued), lost, down);
			DirectionState backward = direction(bits * 0.02, rate * 0.02, Math.rint(queued / 3), 0, 0);
			LinkState middle = new LinkState(up, "engine", forward, backward, Map.of("r1-r2/forward/loss.dropped", (long) lost), Map.of());
			LinkState outer = new LinkState(true, "wire", direction(bits * 1.04, rate * 1.04, 0, 0, 0),
					direction(bits * 0.02, rate * 0.02, 0, 0, 0), Map.of(), Map.of());
			Map<String, Double> figures = t < 1
					? Map.of()
					: Map.of("throughput", rate, "bytes", bits / 8, "window", 65536.0, "rtt",
							t < 6 ? 2e5 + random.nextInt(40_000) : 50.2e6 + random.nextInt(200_000),
							"retransmits", lost + down);
			recorder.stateChanged(new EmulationState(START_NANOS + i * 100_000_000L, EmulationState.Phase.RUNNING, Map.of(),
					Map.of("h1-r1", outer, "r1-r2", middle, "r2-h2", outer),
					Map.of("download",
							new FlowState(t < 1 ? FlowStatus.WAITING : FlowStatus.RUNNING, figures, "",
									List.of("connected to 10.0.2.2 port 5201"))),
					Map.of("middle", new ProbeState(Map.of("forward", rate * 1.04, "backward", rate * 0.02), "", List.of("middle.csv")))));
		}
		recorder.event(new EmulationEvent(START_NANOS + 25_000_000_000L, EmulationEvent.Severity.WARNING, "r1-r2", "the link is down"));
		recorder.event(new EmulationEvent(START_NANOS + 27_000_000_000L, EmulationEvent.Severity.INFO, "r1-r2", "the link is up"));
		String[] explanations = {"flow:download.throughput = 3.012 Gbit/s at least 100 Mbit/s",
				"flow:download.throughput = 10.31 Mbit/s between 0.8 * flow:download.window = 64 KiB / 50 ms and 1.1 * flow:download.window = 64 KiB / 50 ms",
				"flow:download.throughput = 3.214 Mbit/s at most 0.8 * flow:download.window = 64 KiB / 50 ms",
				"flow:download.throughput = 0 bit/s at most 100 kbit/s",
				"flow:download.throughput = 812.4 kbit/s at least 1 Mbit/s"};
		List<ExpectationSpec> expectations = spec.scenario().orElseThrow().expectations();
		for (int i = 0; i < expectations.size(); i++)
			recorder.decided(new ExpectationResult(expectations.get(i), i != 4, explanations[i], new double[]{2.1, 15, 17, 26.1, 36}[i]));
		Plan plan = new Plan(
				List.of(new PlanStep(PlanStep.Action.CREATE, "", "hub namespace", "ip netns add hub", "all links meet in it"),
						new PlanStep(PlanStep.Action.CREATE, "h1", "namespace of h1", "ip netns add h1",
								"h1 is in the network and not running")),
				List.of(new LinkTier("h1-r1", "wire", "nothing impairs it", false, ""),
						new LinkTier("r1-r2", "engine", "delay and loss act on single packets", true, ""),
						new LinkTier("r2-h2", "wire", "nothing impairs it", false, "")));
		return new RunReport(Instant.parse("2026-03-01T10:15:30Z"), Duration.ofMillis(36_020), Ending.COMPLETED, "", "demo.wirebench",
				demoText(), spec, plan,
				recorder.recording(), List.of(), RunReport.versionsHere("0.1.0"),
				List.of("wirebench", "run", "demo.wirebench", "--report", "my reports"),
				List.of("ok  user namespaces", "ok  packet sockets", "--  netem: the kernel has no sch_netem; the engine does it instead"));
	}

	private static DirectionState direction(double bits, double rate, double queued, double lost, double down) {
		long frames = (long) (bits / 12_000);
		return new DirectionState(frames + (long) (queued + lost + down), (long) (bits / 8), frames, (long) (bits / 8), 0, (long) queued,
				Map.of("loss", (long) lost, "link-down", (long) down), rate);
	}

	/** @return the report with another network and recording */
	static RunReport with(RunReport report, NetworkSpec spec, Recording recording, Plan plan) {
		return new RunReport(report.started(), report.duration(), report.ending(), report.endingMessage(), report.fileName(),
				report.fileText(), spec, plan, recording,
				report.problems(), report.versions(), report.commandLine(), report.doctorLines());
	}
}
