package io.wirebench.control.internal.lab;

import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.emulation.Capability;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.kinds.Forwarding;
import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindFaults;
import io.wirebench.core.kinds.KindPoint;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.plugins.PluginInfo;
import io.wirebench.core.plugins.PluginPlan;
import io.wirebench.core.scenario.Condition;
import io.wirebench.core.scenario.ExpectationResult;
import io.wirebench.core.scenario.FigureCatalogue;
import io.wirebench.core.spec.ImpairmentSpec;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.NodeSpec;
import io.wirebench.core.spec.Problem;
import io.wirebench.core.spec.ProblemGroup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/** From what the engine knows to messages. */
public final class Translate {

	private static final double NANOS = 1e9;
	private static final long PLAN_PART_CHARACTERS = 4 << 20;

	private Translate() {
	}

	public static String lower(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	/** @return seconds since 1970 for a time of {@link System#nanoTime()} */
	public static double epochSeconds(long nanos) {
		return System.currentTimeMillis() / 1e3 - (System.nanoTime() - nanos) / NANOS;
	}

	/** @return the unit in which the protocol gives a figure that is declared in this one */
	public static String unit(String declared) {
		return declared.equals("ns") ? "s" : declared;
	}

	public static double value(double value, String declaredUnit) {
		return declaredUnit.equals("ns") ? value / NANOS : value;
	}

	public static Protocol.Kinds kinds(KindRegistry registry) {
		List<Protocol.Kind> kinds = new ArrayList<>();
		for (KindPoint point : KindPoint.values())
			for (KindDescriptor k : registry.all(point))
				kinds.add(new Protocol.Kind(lower(point), k.id(), shortId(k.id()), k.info().name(), k.info().description(),
						k.info().contributor(),
						k.parameters().stream()
								.map(p -> new Protocol.Parameter(p.name(), p.type().literal(), p.defaultText(), p.minimum(), p.maximum(),
										p.choices(),
										p.required(), p.description()))
								.toList(),
						k.figures().stream().map(f -> new Protocol.FigureInfo(f.name(), unit(f.unit()), f.description())).toList()));
		return new Protocol.Kinds(kinds, registry.problems().stream()
				.map(p -> new Protocol.RefusedKind(p.contributor(), p.point(), p.kind(), p.message())).toList());
	}

	private static String shortId(String id) {
		String builtIn = KindRegistry.BUILT_IN + ".";
		return id.startsWith(builtIn) ? id.substring(builtIn.length()) : id;
	}

	public static Protocol.Plugin plugin(PluginInfo p) {
		return new Protocol.Plugin(p.id(), p.version(), p.name(), p.description(), p.provider(), p.installedVersion(), p.bundles(),
				p.kinds(), p.refused(), p.problem());
	}

	public static Protocol.PluginPlan plugins(PluginPlan plan, List<String> uses) {
		return new Protocol.PluginPlan(
				plan.changes().stream().map(c -> new Protocol.PluginChange(c.id(), c.name(), c.from(), c.to())).toList(),
				plan.bundles().stream().map(b -> new Protocol.BundleChange(b.name(), b.from(), b.to(), b.signer())).toList(),
				plan.affected(),
				plan.goingKinds().stream().map(KindDescriptor::id).toList(), uses, plan.restartReason(), plan.untrusted(),
				plan.warnings().stream().map(w -> new Protocol.PluginWarning(w.lab(), w.element(), w.message())).toList(), plan.refused());
	}

	public static Protocol.PluginFault fault(KindFaults.Fault fault) {
		return new Protocol.PluginFault(fault.epochMillis() / 1e3, fault.kind(), fault.element(), fault.message(), fault.trace(),
				fault.times());
	}

	public static Protocol.Doctor doctor(List<Capability> capabilities) {
		List<Protocol.CapabilityInfo> all = capabilities.stream()
				.map(c -> new Protocol.CapabilityInfo(c.name(), c.description(), c.available(), c.cause(), c.disables(),
						c.remedy(), Capability.REQUIRED.contains(c.name())))
				.toList();
		return new Protocol.Doctor(all.stream().allMatch(c -> c.available() || !c.required()),
				"Linux " + System.getProperty("os.version") + ", Java "
						+ System.getProperty("java.version") + ", " + Runtime.getRuntime().availableProcessors() + " processors",
				all);
	}

	public static Protocol.NetworkProblem problem(Problem p) {
		return new Protocol.NetworkProblem(lower(p.severity()), p.path(), p.line(), p.column(), p.message(), p.remedy(), 1);
	}

	/** Of many problems of one kind only the first, and how many more there are. */
	public static List<Protocol.NetworkProblem> problems(List<Problem> problems) {
		List<Protocol.NetworkProblem> all = new ArrayList<>();
		for (ProblemGroup group : ProblemGroup.of(problems)) {
			group.named().forEach(problem -> all.add(problem(problem)));
			if (group.more() > 0) {
				Problem summary = group.summary();
				all.add(new Protocol.NetworkProblem(lower(summary.severity()), "", 0, 0, summary.message(), "", group.more()));
			}
		}
		return all;
	}

	/** @return how many steps of a plan, from this one on, make one message: at least one, if there is one */
	public static int planPart(Plan plan, int first) {
		int end = first;
		for (long characters = 0; end < plan.steps().size() && characters < PLAN_PART_CHARACTERS; end++)
			// Each step stands in the list, and in the text.
			characters += 2L * (plan.steps().get(end).command().length() + plan.steps().get(end).reason().length()
					+ plan.steps().get(end).what().length());
		return end;
	}

	/** @param more number for the rest of the plan, which is asked for if it is too long for one message */
	public static Protocol.PlanInfo plan(Plan plan, List<String> missing, IntSupplier more) {
		int end = planPart(plan, 0);
		boolean whole = end == plan.steps().size();
		return new Protocol.PlanInfo(steps(plan, 0, end),
				plan.tiers().stream().map(t -> new Protocol.Tier(t.link(), t.tier(), t.reason(), t.exactSegments(), t.cost())).toList(),
				whole ? plan.print() : new Plan(plan.steps().subList(0, end), plan.tiers(), plan.drift()).print(), missing,
				plan.steps().size(), whole ? null : more.getAsInt());
	}

	/** @return the part of a plan that begins with this step */
	public static Protocol.PlanPart planPart(Plan plan, int first, int end) {
		String text = new Plan(plan.steps().subList(first, end), List.of()).print();
		// The headline of an element stands before its first step only.
		if (first > 0 && first < end && plan.steps().get(first).element().equals(plan.steps().get(first - 1).element()))
			text = text.substring(text.indexOf('\n', 1) + 1);
		return new Protocol.PlanPart(steps(plan, first, end), text);
	}

	private static List<Protocol.Step> steps(Plan plan, int first, int end) {
		return plan.steps().subList(first, end).stream().map(s -> new Protocol.Step(lower(s.action()), s.element(), s.what(),
				s.command().isEmpty() ? List.of() : List.of(s.command().split("\n")), s.reason())).toList();
	}

	public static Protocol.NetworkInfo network(NetworkSpec spec, String text) {
		return new Protocol.NetworkInfo(spec.name(), String.valueOf(spec.seed()), text, spec.nodes().stream().map(Translate::node).toList(),
				spec.links().stream()
						.map(l -> new Protocol.LinkInfo(l.name(), l.from().toString(), l.to().toString(), l.up(), impairments(l.forward()),
								impairments(l.backward())))
						.toList(),
				spec.flows().stream().map(f -> new Protocol.FlowInfo(f.path(), f.kindId(), f.from(), f.to(), f.parameters().texts()))
						.toList(),
				spec.probes().stream().map(p -> new Protocol.ProbeInfo(p.path(), p.kindId(), p.target(), p.parameters().texts())).toList());
	}

	private static Protocol.NodeInfo node(NodeSpec node) {
		return new Protocol.NodeInfo(node.name(), node.kindId(), node.forwarding() != Forwarding.LINK, node.parameters().texts(),
				node.interfaces().stream()
						.map(i -> new Protocol.InterfaceInfo(i.name(), i.mac(), i.addresses().stream().map(Object::toString).toList(),
								i.mtuBytes(), i.link()))
						.toList(),
				node.services().stream().map(s -> new Protocol.ServiceInfo(s.path(), s.kindId(), s.parameters().texts())).toList());
	}

	private static List<Protocol.ImpairmentInfo> impairments(List<ImpairmentSpec> impairments) {
		return impairments.stream()
				.map(i -> new Protocol.ImpairmentInfo(i.path(), i.kindId(), i.enabled(), i.match(), i.parameters().texts())).toList();
	}

	/** @param texts whether with outputs, logs and configurations */
	public static Protocol.State state(String lab, EmulationState state, FigureCatalogue catalogue, Map<String, String> withoutEffect,
			boolean texts) {
		Map<String, Protocol.NodeState> nodes = new LinkedHashMap<>();
		state.nodes().forEach((name, n) -> nodes.put(name, new Protocol.NodeState(n.running(), n.processes(), n.message())));
		Map<String, Protocol.LinkState> links = new LinkedHashMap<>();
		state.links().forEach((name, l) -> links.put(name,
				new Protocol.LinkState(l.up(), l.tier(), direction(l.forward()), direction(l.backward()), l.stages(), l.quarantined())));
		return new Protocol.State(lab, epochSeconds(state.nanos()), lower(state.phase()), nodes, links, flows(state, catalogue, texts),
				probes(state, catalogue), services(state, texts), withoutEffect);
	}

	private static Map<String, Protocol.ServiceState> services(EmulationState state, boolean texts) {
		Map<String, Protocol.ServiceState> services = new LinkedHashMap<>();
		state.services().forEach((path, s) -> services.put(path, new Protocol.ServiceState(lower(s.status()), s.message(),
				s.processes().stream()
						.map(p -> new Protocol.ServiceProcess(p.name(), p.pid(), p.exitCode().isPresent() ? p.exitCode().getAsInt() : null))
						.toList(),
				texts ? s.log() : List.of(),
				texts ? s.configuration() : Map.of())));
		return services;
	}

	private static Protocol.DirectionState direction(EmulationState.DirectionState d) {
		return new Protocol.DirectionState(d.inFrames(), d.inBytes(), d.outFrames(), d.outBytes(), d.copiedFrames(), d.queuedFrames(),
				d.droppedFrames(), d.outBitsPerSecond());
	}

	public static Map<String, Protocol.FlowState> flows(EmulationState state, FigureCatalogue catalogue, boolean texts) {
		Map<String, Protocol.FlowState> flows = new LinkedHashMap<>();
		state.flows()
				.forEach((name, f) -> flows.put(name,
						new Protocol.FlowState(lower(f.status()), figures(f.figures(), "flow:" + name, catalogue::unit), f.message(),
								texts ? f.output() : List.of())));
		return flows;
	}

	public static Map<String, Protocol.ProbeState> probes(EmulationState state, FigureCatalogue catalogue) {
		Map<String, Protocol.ProbeState> probes = new LinkedHashMap<>();
		state.probes().forEach((name, p) -> probes.put(name,
				new Protocol.ProbeState(figures(p.figures(), "probe:" + name, catalogue::unit), p.message(), p.files())));
		return probes;
	}

	private static Map<String, Double> figures(Map<String, Double> figures, String element, UnaryOperator<String> units) {
		Map<String, Double> all = new LinkedHashMap<>();
		figures.forEach((name, value) -> {
			if (Double.isFinite(value)) // JSON has no other numbers; a figure that is none is one that is not there.
				try {
					all.put(name, value(value, units.apply(element + "." + name)));
				} catch (Condition.SyntaxException e) {
					all.put(name, value); // Its element was changed a moment ago.
				}
		});
		return all;
	}

	public static Protocol.Expectation expectation(ExpectationResult r) {
		return new Protocol.Expectation(r.expectation().name(), r.expectation().always() ? "always" : "within", r.expectation().condition(),
				r.held(), r.explanation(), r.seconds());
	}
}
