package io.wirebench.core.scenario;

import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.kinds.FigureDeclaration;
import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindPoint;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.spec.FlowSpec;
import io.wirebench.core.spec.ImpairmentSpec;
import io.wirebench.core.spec.LinkSpec;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.NodeSpec;
import io.wirebench.core.spec.ProbeSpec;
import io.wirebench.core.spec.ServiceSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/** Which figures a network has and what they measure: as its kinds declare them, plus those of every link. Immutable. */
public final class FigureCatalogue {

	/** Figures of each direction of a link, beside {@code dropped-REASON}. */
	private static final Set<String> COUNTS = Set.of("in", "out", "copied", "queued", "dropped");

	private final NetworkSpec spec;
	private final KindRegistry kinds;

	public FigureCatalogue(NetworkSpec spec, KindRegistry kinds) {
		this.spec = spec;
		this.kinds = kinds;
	}

	/**
	 * @return the declared unit of a figure: {@code bit/s}, {@code B}, {@code ns}, {@code 1} or {@code ratio}
	 * @throws Condition.SyntaxException if there is no such figure; says which there are
	 */
	public String unit(String path) {
		int dot = path.lastIndexOf('.');
		String element = dot < 0 ? path : path.substring(0, dot);
		String name = path.substring(dot + 1);
		if (element.startsWith("flow:")) {
			FlowSpec flow = spec.flow(element.substring(5))
					.orElseThrow(() -> unknown(path, "there is no flow '" + element.substring(5) + "'",
							spec.flows().stream().map(FlowSpec::path).toList()));
			return declared(path, name, kinds.find(KindPoint.GENERATOR, flow.kindId()));
		}
		if (element.startsWith("probe:")) {
			ProbeSpec probe = spec.probe(element.substring(6))
					.orElseThrow(() -> unknown(path, "there is no probe '" + element.substring(6) + "'",
							spec.probes().stream().map(ProbeSpec::path).toList()));
			return declared(path, name, kinds.find(KindPoint.ANALYZER, probe.kindId()));
		}
		int slash = element.indexOf('/');
		String linkName = slash < 0 ? element : element.substring(0, slash);
		if (slash > 0 && spec.node(linkName).isPresent())
			return ofService(path, element, name, spec.node(linkName).get());
		LinkSpec link = spec.link(linkName)
				.orElseThrow(
						() -> unknown(path, "there is no link '" + linkName + "'", spec.links().stream().map(LinkSpec::name).toList()));
		if (slash < 0) {
			if (name.equals("up"))
				return "1";
			throw unknown(path, "a link has no figure '" + name + "'", List.of(linkName + ".up", linkName + "/forward.dropped"));
		}
		String rest = element.substring(slash + 1);
		if (rest.equals("forward") || rest.equals("backward")) {
			if (name.equals("rate"))
				return "bit/s";
			if (COUNTS.contains(name) || name.startsWith("dropped-"))
				return "1";
			List<String> known = new ArrayList<>(COUNTS.stream().sorted().toList());
			known.add("rate");
			known.add("dropped-REASON");
			throw unknown(path, "a direction of a link has no figure '" + name + "'", known);
		}
		boolean forward = rest.startsWith("forward/");
		if (forward || rest.startsWith("backward/")) {
			String impairment = rest.substring(rest.indexOf('/') + 1);
			for (ImpairmentSpec i : forward ? link.forward() : link.backward())
				if (i.name().equals(impairment))
					return counted(path, name, kinds.find(KindPoint.IMPAIRMENT, i.kindId()));
		}
		throw unknown(path, "there is no element '" + element + "'", List.of(linkName + "/forward", linkName + "/backward"));
	}

	/** @return the figures of a state by path, in base units (bits, seconds, bits a second, numbers) */
	public Figures figures(EmulationState state) {
		return path -> {
			OptionalDouble value = state.figure(path);
			return value.isPresent() ? OptionalDouble.of(value.getAsDouble() * Dimension.factorOfUnit(unit(path))) : value;
		};
	}

	private static String ofService(String path, String element, String name, NodeSpec node) {
		if (node.services().stream().noneMatch(service -> service.path().equals(element)))
			throw unknown(path, "there is no service '" + element + "'", node.services().stream().map(ServiceSpec::path).toList());
		if (!name.equals("running"))
			throw unknown(path, "a service has no figure '" + name + "'", List.of(element + ".running"));
		return "1";
	}

	private static String declared(String path, String name, Optional<? extends KindDescriptor> kind) {
		List<FigureDeclaration> figures = kind.map(KindDescriptor::figures).orElse(List.of());
		return figures.stream().filter(f -> f.name().equals(name)).map(FigureDeclaration::unit).findFirst()
				.orElseThrow(
						() -> unknown(path, "it has no figure '" + name + "'", figures.stream().map(FigureDeclaration::name).toList()));
	}

	/** What an impairment counts; one that declares nothing may count anything. */
	private static String counted(String path, String name, Optional<? extends KindDescriptor> kind) {
		List<FigureDeclaration> figures = kind.map(KindDescriptor::figures).orElse(List.of());
		if (name.equals("matched") || figures.isEmpty())
			return "1";
		return figures.stream().filter(f -> f.name().equals(name)).map(FigureDeclaration::unit).findFirst()
				.orElseThrow(() -> unknown(path, "it has no figure '" + name + "'",
						Stream.concat(Stream.of("matched"), figures.stream().map(FigureDeclaration::name)).toList()));
	}

	private static Condition.SyntaxException unknown(String path, String why, List<String> known) {
		return new Condition.SyntaxException(
				"figure '" + path + "': " + why + (known.isEmpty() ? "" : "; known: " + String.join(", ", known)));
	}

	/** @return what a figure measures; throws as {@link #unit} does */
	public Dimension dimension(String path) {
		return Dimension.ofUnit(unit(path));
	}

	/** Checks a condition over this network's figures. @return what is wrong with it, or empty */
	public Optional<String> problem(String condition) {
		try {
			Condition.parse(condition).check(this::dimension);
			return Optional.empty();
		} catch (Condition.SyntaxException e) {
			return Optional.of(e.getMessage());
		}
	}
}
