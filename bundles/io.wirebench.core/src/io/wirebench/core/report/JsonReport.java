package io.wirebench.core.report;

import io.wirebench.core.emulation.EmulationState.DirectionState;
import io.wirebench.core.emulation.EmulationState.LinkState;
import io.wirebench.core.plan.LinkTier;
import io.wirebench.core.plan.PlanStep;
import io.wirebench.core.spec.FlowSpec;
import io.wirebench.core.spec.ImpairmentSpec;
import io.wirebench.core.spec.InterfaceSpec;
import io.wirebench.core.spec.LinkSpec;
import io.wirebench.core.spec.NodeSpec;
import io.wirebench.core.spec.ProbeSpec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Writes a report as JSON, for programs. Keys come in the order given here, and none is left out: what is not known is
 * {@code null}, an empty list or an empty text. Times are seconds since the start of the run if the key ends in
 * {@code Seconds}; a unit that depends on the figure stands beside the value: {@code bit/s}, {@code bit} (a size; not bytes),
 * {@code s}, {@code 1} (a number) or {@code ratio} (0..1). A value that is not a number is {@code null}. New keys may be
 * added; {@code reportFormat} grows when one changes its meaning.
 * <ul>
 * <li>{@code reportFormat}: 1
 * <li>{@code passed}, {@code result} (a sentence), {@code ending} (completed, stopped, failed), {@code endingMessage},
 * {@code problems}
 * <li>{@code started} (ISO 8601, UTC), {@code durationSeconds}, {@code seed} (a text: it may need 64 bits), {@code command},
 * {@code versions}
 * <li>{@code expectations}: {@code name, mode} (always, within)
 * {@code , fromSeconds, toSeconds, condition, decided, held, decidedAtSeconds, decidedBy}
 * <li>{@code steps}: {@code atSeconds, path, what, problem, output, outputLinesLeftOut}; {@code stepsLeftOut}
 * <li>{@code events}: {@code atSeconds, severity, element, message}; {@code eventsLeftOut}
 * <li>{@code flows}: {@code name, kind, from, to, startSeconds, durationSeconds, parameters, status, message, figures} (name to
 * {@code unit, value}), {@code output}
 * <li>{@code probes}: {@code name, kind, target, parameters, message, figures, files}
 * <li>{@code links}: {@code name, from, to, tier, tierReason, up, downSeconds} (pairs of from and to),
 * {@code forward, backward}: {@code impairments, inFrames, inBytes, outFrames, outBytes, copiedFrames, queuedFrames,
 * droppedFrames} (by reason); {@code impairmentCounters, quarantined}
 * <li>{@code network}: {@code name, description, fileName, fileText, nodes}: {@code name, kind, parameters, interfaces}
 * <li>{@code plan}: {@code action, element, what, command, reason}
 * <li>{@code doctor}: lines
 * <li>{@code series}: {@code element, figure, unit, seconds, values}, the last two equally long
 * </ul>
 */
public final class JsonReport {

	private static final int FORMAT = 1;

	private JsonReport() {
	}

	/** Writes a report. */
	public static void write(RunReport report, Appendable out) throws IOException {
		Json.write(content(report), out);
	}

	private static Map<String, Object> content(RunReport report) {
		Recording recording = report.recording();
		Map<String, Object> all = object("reportFormat", FORMAT, "passed", report.passed(), "result", report.result(), "ending",
				lower(report.ending()),
				"endingMessage", report.endingMessage(), "problems", report.problems(), "started", report.started().toString(),
				"durationSeconds",
				report.duration().toNanos() / 1e9, "seed", String.valueOf(report.spec().seed()), "command", report.command(), "versions",
				report.versions());
		all.put("expectations", report.expectations().stream().map(JsonReport::expectation).toList());
		all.put("steps",
				recording.steps().stream()
						.map(s -> object("atSeconds", micros(s.seconds()), "path", s.path(), "what", s.what(), "problem", s.problem(),
								"output", s.output(), "outputLinesLeftOut", s.linesLeftOut()))
						.toList());
		all.put("stepsLeftOut", recording.stepsLeftOut());
		all.put("events", recording.events().stream()
				.map(e -> object("atSeconds", micros(e.seconds()), "severity", lower(e.severity()), "element", e.element(), "message",
						e.message()))
				.toList());
		all.put("eventsLeftOut", recording.eventsLeftOut());
		all.put("flows", flows(report));
		all.put("probes", probes(report));
		all.put("links", links(report));
		all.put("network",
				object("name", report.spec().name(), "description", report.spec().description(), "fileName", report.fileName(), "fileText",
						report.fileText(), "nodes", report.spec().nodes().stream().map(JsonReport::node).toList()));
		all.put("plan", report.plan().steps().stream().map(JsonReport::planStep).toList());
		all.put("doctor", report.doctorLines());
		all.put("series", recording.series().stream()
				.map(s -> object("element", s.element(), "figure", s.figure(), "unit", s.unit(), "seconds", micros(s.seconds()), "values",
						s.values()))
				.toList());
		return all;
	}

	private static Map<String, Object> expectation(RunReport.Expectation e) {
		return object("name", e.spec().name(), "mode", e.spec().always() ? "always" : "within", "fromSeconds", e.spec().fromNanos() / 1e9,
				"toSeconds",
				e.spec().toNanos() == Long.MAX_VALUE ? null : e.spec().toNanos() / 1e9, "condition", e.spec().condition(), "decided",
				e.result().isPresent(), "held",
				e.held(), "decidedAtSeconds", e.result().map(r -> micros(r.seconds())).orElse(null), "decidedBy",
				e.result().map(r -> r.explanation()).orElse(""));
	}

	private static List<Object> flows(RunReport report) {
		List<Object> all = new ArrayList<>();
		Map<String, Recording.Flow> seen = new LinkedHashMap<>(report.recording().flows());
		for (FlowSpec spec : report.spec().flows())
			all.add(flow(spec.name(), spec, seen.remove(spec.name())));
		seen.forEach((name, flow) -> all.add(flow(name, null, flow)));
		return all;
	}

	private static Object flow(String name, FlowSpec spec, Recording.Flow seen) {
		return object("name", name, "kind", spec == null ? null : spec.kindId(), "from", spec == null ? null : spec.from(), "to",
				spec == null ? null : spec.to(),
				"startSeconds", spec == null ? null : seconds(spec.startNanos()), "durationSeconds",
				spec == null ? null : seconds(spec.durationNanos()),
				"parameters", spec == null ? Map.of() : spec.parameters().texts(), "status", seen == null ? null : lower(seen.status()),
				"message",
				seen == null ? "" : seen.message(), "figures", seen == null ? Map.of() : figures(seen.figures()), "output",
				seen == null ? List.of() : seen.output());
	}

	private static List<Object> probes(RunReport report) {
		List<Object> all = new ArrayList<>();
		Map<String, Recording.Probe> seen = new LinkedHashMap<>(report.recording().probes());
		for (ProbeSpec spec : report.spec().probes())
			all.add(probe(spec.name(), spec, seen.remove(spec.name())));
		seen.forEach((name, probe) -> all.add(probe(name, null, probe)));
		return all;
	}

	private static Object probe(String name, ProbeSpec spec, Recording.Probe seen) {
		return object("name", name, "kind", spec == null ? null : spec.kindId(), "target", spec == null ? null : spec.target(),
				"parameters",
				spec == null ? Map.of() : spec.parameters().texts(), "message", seen == null ? "" : seen.message(), "figures",
				seen == null ? Map.of() : figures(seen.figures()), "files", seen == null ? List.of() : seen.files());
	}

	private static List<Object> links(RunReport report) {
		Map<String, LinkTier> tiers = new LinkedHashMap<>();
		report.tiers().forEach(tier -> tiers.put(tier.link(), tier));
		List<Object> all = new ArrayList<>();
		for (LinkSpec spec : report.spec().links()) {
			Recording.Link seen = report.recording().links().get(spec.name());
			LinkState last = seen == null ? null : seen.last();
			LinkTier tier = tiers.get(spec.name());
			all.add(object("name", spec.name(), "from", spec.from().toString(), "to", spec.to().toString(), "tier",
					last != null ? last.tier() : tier == null ? null : tier.tier(), "tierReason", tier == null ? "" : tier.reason(), "up",
					last == null ? null : last.up(), "downSeconds",
					seen == null ? List.of() : seen.down().stream().map(s -> new double[]{s.fromSeconds(), s.toSeconds()}).toList(),
					"forward",
					direction(spec.forward(), last == null ? null : last.forward()), "backward",
					direction(spec.backward(), last == null ? null : last.backward()),
					"impairmentCounters", last == null ? Map.of() : new TreeMap<>(last.stages()), "quarantined",
					last == null ? Map.of() : new TreeMap<>(last.quarantined())));
		}
		return all;
	}

	private static Object direction(List<ImpairmentSpec> impairments, DirectionState last) {
		Map<String, Object> all = object("impairments",
				impairments.stream()
						.map(i -> object("path", i.path(), "kind", i.kindId(), "enabled", i.enabled(), "match", i.match(), "parameters",
								i.parameters().texts()))
						.toList());
		all.put("inFrames", last == null ? null : last.inFrames());
		all.put("inBytes", last == null ? null : last.inBytes());
		all.put("outFrames", last == null ? null : last.outFrames());
		all.put("outBytes", last == null ? null : last.outBytes());
		all.put("copiedFrames", last == null ? null : last.copiedFrames());
		all.put("queuedFrames", last == null ? null : last.queuedFrames());
		all.put("droppedFrames", last == null ? Map.of() : new TreeMap<>(last.droppedFrames()));
		return all;
	}

	private static Object node(NodeSpec node) {
		return object("name", node.name(), "kind", node.kindId(), "parameters", node.parameters().texts(), "interfaces",
				node.interfaces().stream().map(JsonReport::networkInterface).toList());
	}

	private static Object networkInterface(InterfaceSpec i) {
		return object("name", i.name(), "mac", i.mac(), "addresses", i.addresses().stream().map(Object::toString).toList(), "mtuBytes",
				i.mtuBytes(), "link",
				i.link());
	}

	private static Object planStep(PlanStep step) {
		return object("action", lower(step.action()), "element", step.element(), "what", step.what(), "command", step.command(), "reason",
				step.reason());
	}

	private static Map<String, Object> figures(List<Recording.Value> values) {
		Map<String, Object> all = new LinkedHashMap<>();
		values.forEach(v -> all.put(v.name(), object("unit", v.unit(), "value", v.value())));
		return all;
	}

	private static Double seconds(OptionalLong nanos) {
		return nanos.isPresent() ? nanos.getAsLong() / 1e9 : null;
	}

	private static double micros(double seconds) {
		return Math.rint(seconds * 1e6) / 1e6;
	}

	private static double[] micros(double[] seconds) {
		for (int i = 0; i < seconds.length; i++)
			seconds[i] = micros(seconds[i]);
		return seconds;
	}

	private static String lower(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	private static Map<String, Object> object(Object... keysAndValues) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2)
			map.put((String) keysAndValues[i], keysAndValues[i + 1]);
		return map;
	}
}
