package io.wirebench.core.report;

import io.wirebench.core.kinds.Forwarding;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.kinds.ParameterDeclaration;
import io.wirebench.core.plan.LinkTier;
import io.wirebench.core.report.TopologyLayout.Box;
import io.wirebench.core.spec.ImpairmentSpec;
import io.wirebench.core.spec.LinkSpec;
import io.wirebench.core.spec.NodeSpec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Draws a network as SVG: nodes by what they do, links with name, tier and impairments, those in trouble marked. */
final class TopologyDrawing {

	/** Rules that a drawing needs; colours are variables of the page. */
	static final String STYLE = """
			svg{display:block;width:100%;height:auto;font-family:inherit}
			svg text{fill:var(--fg)}
			.topology{max-height:640px;border:1px solid var(--rule);border-radius:8px;margin:8px 0}
			.link{fill:none;stroke:var(--link);stroke-width:1.8} .link.dropped{stroke:var(--warn);stroke-width:2.4} .link.down{stroke:var(--bad);stroke-width:2.4;stroke-dasharray:7 4}
			.node rect,.node>circle,.node .shape{fill:var(--soft);stroke:var(--fg);stroke-width:1.5} .node .ink{fill:none;stroke:var(--fg);stroke-width:1.5}
			.node text{font-weight:600;paint-order:stroke;stroke:var(--bg);stroke-width:3px}
			.under{fill:var(--bg);opacity:.86} .label{fill:var(--dim);paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-linejoin:round} .label tspan{fill:var(--dim)} .label .name{fill:var(--fg)} .label .bad{fill:var(--bad)}
			""";

	private static final String COLOURS = "--bg:#fff;--fg:#1d2329;--dim:#5c6670;--rule:#dfe3e7;--soft:#f4f6f8;--bad:#b3261e;--warn:#8a5a00;--link:#6b7680;"
			+ "font-family:system-ui,sans-serif;background:var(--bg)";

	private static final double LABEL_FONT = 10.5;
	private static final double LINE_HEIGHT = 13;
	private static final int LONGEST_LABEL = 34;
	/** With more links, labels would hide the network: they are shown when pointed at. */
	private static final int MOST_LABELS = 120;
	private static final double FIGURE_Y = -9;

	/** A quadratic curve from node to node. */
	private record Curve(double x1, double y1, double cx, double cy, double x2, double y2) {
		double x(double t) {
			return (1 - t) * (1 - t) * x1 + 2 * t * (1 - t) * cx + t * t * x2;
		}

		double y(double t) {
			return (1 - t) * (1 - t) * y1 + 2 * t * (1 - t) * cy + t * t * y2;
		}
	}

	private final RunReport report;
	private final TopologyLayout layout;
	private final StringBuilder out = new StringBuilder();
	private final List<Box> taken = new ArrayList<>();

	private TopologyDrawing(RunReport report) {
		this.report = report;
		layout = TopologyLayout.of(report.spec());
	}

	/** @return the network of a report */
	static String svg(RunReport report) {
		return new TopologyDrawing(report).draw();
	}

	/** @return the network of a report as a document of its own, whose rules do not reach what stands beside it in a page */
	static String document(RunReport report) {
		StringBuilder rules = new StringBuilder(".topology{").append(COLOURS).append('}');
		for (String rule : STYLE.replace("\n", "").split("(?<=\\})")) {
			int brace = rule.indexOf('{');
			if (brace < 0 || rule.strip().startsWith("svg{"))
				continue;
			List<String> selectors = new ArrayList<>();
			for (String selector : rule.substring(0, brace).split(","))
				selectors.add(
						selector.strip().equals(".topology") ? ".topology" : ".topology " + selector.strip().replaceFirst("^svg ", ""));
			rules.append(String.join(",", selectors)).append(rule.substring(brace));
		}
		return svg(report).replaceFirst("<svg ", "<svg xmlns='http://www.w3.org/2000/svg' ").replaceFirst(">",
				"><style>" + rules + "</style>");
	}

	private String draw() {
		Map<String, String> tiers = new HashMap<>();
		for (LinkTier tier : report.tiers())
			tiers.put(tier.link(), tier.tier());
		out.append("<svg class='topology' viewBox='0 0 ").append(n(layout.width())).append(' ').append(n(layout.height()))
				.append("' role='img' aria-label='The network: ").append(report.spec().nodes().size()).append(" nodes, ")
				.append(report.spec().links().size())
				.append(" links'>");
		taken.addAll(layout.boxes().values());
		List<LinkSpec> links = report.spec().links();
		Map<LinkSpec, Curve> curves = new HashMap<>();
		Map<String, Integer> parallel = new HashMap<>();
		for (LinkSpec link : links) {
			Box from = layout.boxes().get(link.from().node());
			Box to = layout.boxes().get(link.to().node());
			if (from == null || to == null)
				continue;
			String pair = link.from().node().compareTo(link.to().node()) < 0
					? link.from().node() + "\n" + link.to().node()
					: link.to().node() + "\n" + link.from().node();
			Curve curve = curve(from, to, parallel.merge(pair, 1, Integer::sum) - 1, link.from().node().compareTo(link.to().node()) < 0);
			curves.put(link, curve);
			line(link, curve, tiers);
		}
		for (NodeSpec node : report.spec().nodes())
			node(node, layout.boxes().get(node.name()));
		if (links.size() <= MOST_LABELS)
			for (LinkSpec link : links)
				if (curves.containsKey(link))
					label(link, curves.get(link), tiers);
		return out.append("</svg>").toString();
	}

	private Curve curve(Box from, Box to, int index, boolean ordered) {
		double x1 = from.x();
		double y1 = from.y() + FIGURE_Y;
		double x2 = to.x();
		double y2 = to.y() + FIGURE_Y;
		double length = Math.hypot(x2 - x1, y2 - y1);
		if (length == 0)
			// A link of a node with itself: a drop above it, drawn as there and back.
			return new Curve(x1 - 18, y1, x1, y1 - 70 - 20 * index, x1 + 18, y1);
		double nx = (ordered ? 1 : -1) * -(y2 - y1) / length;
		double ny = (ordered ? 1 : -1) * (x2 - x1) / length;
		double first = index == 0 ? 0 : (index % 2 == 1 ? 1 : -1) * (index + 1) / 2 * 56.0;
		Curve straight = bent(x1, y1, x2, y2, nx, ny, first);
		if (layout.boxes().size() > 200 || !hits(straight, from, to))
			return straight;
		for (double bend : new double[]{60, -60, 110, -110, 170, -170}) {
			Curve around = bent(x1, y1, x2, y2, nx, ny, first + bend);
			if (!hits(around, from, to) && inside(around))
				return around;
		}
		return straight;
	}

	private static Curve bent(double x1, double y1, double x2, double y2, double nx, double ny, double bend) {
		return new Curve(x1, y1, (x1 + x2) / 2 + nx * bend, (y1 + y2) / 2 + ny * bend, x2, y2);
	}

	private boolean hits(Curve curve, Box from, Box to) {
		for (Box box : layout.boxes().values())
			if (box != from && box != to)
				for (double t = 0.04; t < 1; t += 0.04)
					if (Math.abs(curve.x(t) - box.x()) < box.width() / 2 && Math.abs(curve.y(t) - box.y()) < box.height() / 2)
						return true;
		return false;
	}

	private boolean inside(Curve curve) {
		double x = curve.x(0.5);
		double y = curve.y(0.5);
		return x > 4 && y > 4 && x < layout.width() - 4 && y < layout.height() - 4;
	}

	private void line(LinkSpec link, Curve curve, Map<String, String> tiers) {
		out.append("<path class='link").append(trouble(link)).append("' d='M").append(n(curve.x1)).append(' ').append(n(curve.y1))
				.append('Q').append(n(curve.cx))
				.append(' ').append(n(curve.cy)).append(' ').append(n(curve.x2)).append(' ').append(n(curve.y2)).append("'><title>")
				.append(Markup
						.escape(link.name() + ": " + link.from() + " to " + link.to() + "\n" + String.join("\n", details(link, tiers))))
				.append("</title></path>");
	}

	/** @return CSS classes for what happened to a link */
	private String trouble(LinkSpec link) {
		return (wasDown(link) ? " down" : "") + (dropped(link) > 0 ? " dropped" : "");
	}

	private boolean wasDown(LinkSpec link) {
		Recording.Link seen = report.recording().links().get(link.name());
		return seen == null ? !link.up() : !seen.down().isEmpty();
	}

	private long dropped(LinkSpec link) {
		Recording.Link seen = report.recording().links().get(link.name());
		return seen == null ? 0 : seen.last().forward().dropped() + seen.last().backward().dropped();
	}

	private List<String> details(LinkSpec link, Map<String, String> tiers) {
		List<String> lines = new ArrayList<>();
		String tier = tiers.get(link.name());
		Recording.Link seen = report.recording().links().get(link.name());
		if (tier == null && seen != null)
			tier = seen.last().tier();
		lines.add(link.name() + (tier == null || tier.isEmpty() ? "" : " · " + tier));
		String forward = impairments(link.forward());
		String backward = impairments(link.backward());
		if (forward.equals(backward)) {
			if (!forward.isEmpty())
				lines.add("⇄ " + forward);
		} else {
			String from = Markup.cut(link.from().node(), 10);
			String to = Markup.cut(link.to().node(), 10);
			if (!forward.isEmpty())
				lines.add(from + "→" + to + " " + forward);
			if (!backward.isEmpty())
				lines.add(to + "→" + from + " " + backward);
		}
		List<String> marks = new ArrayList<>();
		if (wasDown(link))
			marks.add("was down");
		if (dropped(link) > 0)
			marks.add(dropped(link) + " dropped");
		if (!marks.isEmpty())
			lines.add("! " + String.join(", ", marks));
		return lines;
	}

	/** @return impairments in few words: their name and what is not the default */
	static String impairments(List<ImpairmentSpec> impairments) {
		List<String> all = new ArrayList<>();
		for (ImpairmentSpec impairment : impairments) {
			List<String> words = new ArrayList<>();
			Map<String, String> texts = impairment.parameters().texts();
			boolean first = true;
			for (ParameterDeclaration declaration : impairment.parameters().declarations()) {
				String text = texts.get(declaration.name());
				if (text == null)
					continue;
				boolean usual = declaration.defaultText() != null
						&& declaration.format(declaration.parse(declaration.defaultText())).equals(text);
				if (!usual || first && declaration.required())
					words.add(first ? text : declaration.name() + " " + text);
				first = false;
			}
			all.add(impairment.name() + (words.isEmpty() ? "" : " " + String.join(" ", words))
					+ (impairment.match().equals("all") || impairment.match().isEmpty()
							? ""
							: " on " + impairment.match())
					+ (impairment.enabled() ? "" : " (off)"));
		}
		return String.join(", ", all);
	}

	private void label(LinkSpec link, Curve curve, Map<String, String> tiers) {
		List<String> lines = new ArrayList<>();
		for (String line : details(link, tiers))
			wrap(line, lines);
		while (!lines.isEmpty()) {
			Box place = placeFor(lines, curve);
			if (place != null) {
				taken.add(place);
				text(link, lines, place);
				return;
			}
			// Less is shown where there is less room; the table of links has it all.
			lines.removeLast();
			if (!lines.isEmpty() && !lines.getLast().endsWith("…"))
				lines.set(lines.size() - 1, lines.getLast() + " …");
		}
	}

	private static void wrap(String line, List<String> lines) {
		StringBuilder current = new StringBuilder();
		for (String part : line.split("(?<=, )")) {
			if (!current.isEmpty() && current.length() + part.length() > LONGEST_LABEL) {
				lines.add(current.toString().strip());
				current.setLength(0);
				current.append("   ");
			}
			current.append(part);
		}
		lines.add(current.toString().stripTrailing());
		lines.replaceAll(l -> Markup.cut(l, LONGEST_LABEL));
	}

	private Box placeFor(List<String> lines, Curve curve) {
		double width = lines.stream().mapToDouble(l -> Markup.width(l, LABEL_FONT)).max().orElse(0) + 6;
		double height = lines.size() * LINE_HEIGHT + 4;
		boolean flat = Math.abs(curve.x2 - curve.x1) > 2 * Math.abs(curve.y2 - curve.y1);
		double[] shiftsX = flat ? new double[]{0} : new double[]{0, width / 2 + 6, -width / 2 - 6};
		double[] shiftsY = flat ? new double[]{-height / 2 - 3, height / 2 + 3, -height - 6, height + 6} : new double[]{0};
		for (double t : new double[]{0.5, 0.42, 0.58, 0.34, 0.66})
			for (double shiftX : shiftsX)
				for (double shiftY : shiftsY) {
					Box box = new Box(curve.x(t) + shiftX, curve.y(t) + shiftY, width, height);
					if (box.x() - width / 2 > 2 && box.x() + width / 2 < layout.width() - 2 && box.y() - height / 2 > 2
							&& box.y() + height / 2 < layout.height() - 2 && taken.stream().noneMatch(box::overlaps))
						return box;
				}
		return null;
	}

	private void text(LinkSpec link, List<String> lines, Box place) {
		out.append("<rect class='under' x='").append(n(place.x() - place.width() / 2)).append("' y='")
				.append(n(place.y() - place.height() / 2)).append("' width='")
				.append(n(place.width())).append("' height='").append(n(place.height())).append("' rx='3'/>");
		out.append("<text class='label").append(trouble(link)).append("' font-size='").append(LABEL_FONT).append("' text-anchor='middle'>");
		for (int i = 0; i < lines.size(); i++)
			out.append("<tspan x='").append(n(place.x())).append("' y='").append(n(place.y() - place.height() / 2 + 12 + i * LINE_HEIGHT))
					.append("'")
					.append(lines.get(i).startsWith("!") ? " class='bad'" : i == 0 ? " class='name'" : "").append('>')
					.append(Markup.escape(lines.get(i)))
					.append("</tspan>");
		out.append("</text>");
	}

	private void node(NodeSpec node, Box box) {
		out.append("<g class='node' transform='translate(").append(n(box.x())).append(' ').append(n(box.y() + FIGURE_Y))
				.append(")'><title>")
				.append(Markup.escape(node.name() + " (" + shortKind(node.kindId()) + ")")).append("</title>");
		boolean builtIn = node.kindId().startsWith(KindRegistry.BUILT_IN + ".");
		if (node.forwarding() == Forwarding.NETWORK)
			out.append("<circle r='18'/><path class='ink' d='M-11 0H11M7 -4L11 0L7 4M-7 -4L-11 0L-7 4M0 -11V-3M0 11V3'/>");
		else if (node.forwarding() == Forwarding.LINK)
			out.append(
					"<rect x='-22' y='-13' width='44' height='26' rx='3'/><path class='ink' d='M-14 -4H12M8 -8L12 -4L8 0M14 5H-12M-8 1L-12 5L-8 9'/>");
		else if (builtIn)
			out.append("<rect x='-19' y='-17' width='38' height='26' rx='3'/><path class='ink' d='M0 9V15M-10 16H10'/>");
		else
			out.append("<path class='shape' d='M-20 0L-10 -17H10L20 0L10 17H-10Z'/><circle class='ink' r='4'/>");
		out.append("<text y='34' font-size='").append(TopologyLayout.FONT).append("' text-anchor='middle'>")
				.append(Markup.escape(Markup.cut(node.name(), TopologyLayout.LONGEST_NAME))).append("</text></g>");
	}

	/** @return a kind's id without the prefix of those that are built in */
	static String shortKind(String id) {
		return id.startsWith(KindRegistry.BUILT_IN + ".") ? id.substring(KindRegistry.BUILT_IN.length() + 1) : id;
	}

	private static String n(double value) {
		return Markup.number(Math.rint(value * 10) / 10);
	}
}
