package io.wirebench.control.internal.lab;

import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.emulation.EmulationState.FlowState;
import io.wirebench.core.emulation.EmulationState.LinkState;
import io.wirebench.core.scenario.Condition;
import io.wirebench.core.scenario.Dimension;
import io.wirebench.core.scenario.FigureCatalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts figures of a network on lines for people. */
public final class FigureLines {

	/** What a person looks for first, in this order. */
	private static final List<String> MAIN_FIGURES = List.of("throughput", "rtt", "loss", "lost", "retransmits", "exit-code");
	private static final int MAX_LENGTH = 200;
	private static final int MAX_FIGURES = 3;

	private FigureLines() {
	}

	public static String line(double seconds, EmulationState state, FigureCatalogue catalogue) {
		List<String> parts = new ArrayList<>();
		state.flows().forEach((name, flow) -> {
			switch (flow.status()) {
				case RUNNING -> parts.add(name + " " + figures("flow:" + name, flow.figures(), catalogue));
				case FAILED -> parts.add(name + " FAILED");
				default -> {
				}
			}
		});
		state.links().forEach((name, link) -> {
			String text = link(link);
			if (!text.isEmpty())
				parts.add(name + " " + text);
		});
		String line = String.format(Locale.ROOT, "%5.0f s  %s", seconds, parts.isEmpty() ? "nothing flows" : String.join("; ", parts));
		return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH - 1) + "…" : line;
	}

	/** Only what is not as it should be: rates are those of the flows. */
	private static String link(LinkState link) {
		List<String> parts = new ArrayList<>();
		if (!link.up())
			parts.add("down");
		long dropped = link.forward().dropped() + link.backward().dropped();
		if (dropped > 0)
			parts.add(dropped + " dropped");
		// In the kernel that is only what its two counters, read one after the other, differ by.
		long queued = link.tier().equals("engine") ? link.forward().queuedFrames() + link.backward().queuedFrames() : 0;
		if (queued > 0)
			parts.add(queued + " under way");
		if (!link.quarantined().isEmpty())
			parts.add("without " + String.join(", ", link.quarantined().keySet()));
		return String.join(", ", parts);
	}

	/** @return a flow's main figures with units */
	public static String figures(String element, Map<String, Double> figures, FigureCatalogue catalogue) {
		List<String> parts = new ArrayList<>();
		for (String name : MAIN_FIGURES)
			if (figures.containsKey(name) && parts.size() < MAX_FIGURES)
				parts.add(print(element, name, figures.get(name), catalogue));
		for (Map.Entry<String, Double> figure : figures.entrySet())
			if (parts.isEmpty())
				parts.add(print(element, figure.getKey(), figure.getValue(), catalogue));
		return String.join(", ", parts);
	}

	public static String print(String element, String name, double value, FigureCatalogue catalogue) {
		try {
			String unit = catalogue.unit(element + "." + name);
			return name + " "
					+ (unit.equals("ratio")
							? Dimension.NUMBER.print(value * 100) + " %"
							: Dimension.ofUnit(unit).print(value * Dimension.factorOfUnit(unit)));
		} catch (Condition.SyntaxException e) {
			return name + " " + value;
		}
	}

	/** @return all figures of a flow that has ended */
	public static String summary(String element, FlowState flow, FigureCatalogue catalogue) {
		List<String> parts = new ArrayList<>();
		flow.figures().forEach((name, value) -> {
			if (!name.endsWith("-hash"))
				parts.add(print(element, name, value, catalogue));
		});
		return flow.status().name().toLowerCase(Locale.ROOT) + (flow.message().isEmpty() ? "" : " (" + flow.message() + ")")
				+ (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
	}
}
