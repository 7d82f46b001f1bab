package io.wirebench.core.report;

import io.wirebench.core.emulation.EmulationEvent.Severity;
import io.wirebench.core.emulation.EmulationState.DirectionState;
import io.wirebench.core.emulation.EmulationState.FlowStatus;
import io.wirebench.core.emulation.EmulationState.LinkState;
import io.wirebench.core.plan.LinkTier;
import io.wirebench.core.plan.PlanStep;
import io.wirebench.core.spec.FlowSpec;
import io.wirebench.core.spec.LinkSpec;
import io.wirebench.core.spec.NodeSpec;
import io.wirebench.core.spec.ProbeSpec;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a report as one page for people: no script, nothing loaded from elsewhere, well-formed as XML too. All text of the
 * run is escaped.
 */
public final class HtmlReport {

	private static final int MOST_LINK_CHARTS = 40;
	private static final int MOST_FLOW_CHARTS = 120;
	private static final int MOST_ROWS = 2_000;
	private static final int MOST_LINES = 6;

	private static final String STYLE = """
			:root{color-scheme:light dark;--bg:#fff;--fg:#1d2329;--dim:#5c6670;--rule:#dfe3e7;--soft:#f4f6f8;--ok:#1a7340;--okbg:#e6f4ea;--bad:#b3261e;--badbg:#fceceb;
			--warn:#8a5a00;--s0:#1f6fd1;--s1:#c2570c;--s2:#1a7f4b;--s3:#8b3fb5;--s4:#b0256b;--s5:#5d6b1e;--shade:#f3d9d6;--link:#6b7680}
			@media(prefers-color-scheme:dark){:root{--bg:#16191d;--fg:#e3e7eb;--dim:#9aa5b0;--rule:#333a42;--soft:#1f242a;--ok:#6fd198;--okbg:#15301f;--bad:#ff8f86;
			--badbg:#3a1a18;--warn:#e5b567;--s0:#6aaeff;--s1:#ff9f5a;--s2:#5fd096;--s3:#cf96f0;--s4:#ff86bd;--s5:#c3d36b;--shade:#472422;--link:#8b97a3}}
			*{box-sizing:border-box}
			body{margin:0 auto;padding:24px 20px 60px;max-width:1000px;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
			h1{font-size:26px;line-height:1.2;margin:0 0 4px;overflow-wrap:anywhere}
			h2{font-size:19px;margin:38px 0 10px;padding-bottom:4px;border-bottom:1px solid var(--rule)}
			h3{font-size:16px;margin:24px 0 6px;overflow-wrap:anywhere}
			h4{font-size:13px;font-weight:600;margin:14px 0 2px}
			h3 small,h4 small{font-weight:400;color:var(--dim)}
			p{margin:6px 0}
			a{color:var(--s0)}
			.dim{color:var(--dim)}
			.result{margin:16px 0;padding:14px 18px;border-radius:8px;border-left:6px solid}
			.result b{display:block;font-size:24px;line-height:1.25}
			.result.ok{background:var(--okbg);border-color:var(--ok)} .result.ok b{color:var(--ok)}
			.result.bad{background:var(--badbg);border-color:var(--bad)} .result.bad b{color:var(--bad)}
			.ok{color:var(--ok)} .bad{color:var(--bad)} .warning{color:var(--warn)}
			.result.ok,.result.bad{color:var(--fg)}
			nav{font-size:14px;margin:10px 0} nav a{margin-right:14px;white-space:nowrap}
			.wide{overflow-x:auto}
			table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
			th{text-align:left;font-weight:600;color:var(--dim);font-size:13px}
			th,td{padding:5px 12px 5px 0;border-bottom:1px solid var(--rule);vertical-align:top;overflow-wrap:anywhere}
			td.n,th.n{text-align:right;white-space:nowrap} td.k{white-space:nowrap;overflow-wrap:normal;min-width:3em} td.name{min-width:11em} td.time{width:6em} td.state{font-weight:600;white-space:nowrap}
			code,pre{font:13px/1.45 ui-monospace,"SFMono-Regular",Menlo,Consolas,"Liberation Mono",monospace}
			code{overflow-wrap:anywhere}
			pre{background:var(--soft);padding:10px 12px;border-radius:6px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:4;margin:6px 0}
			details{margin:6px 0} summary{cursor:pointer;color:var(--dim)}
			"""
			+ TopologyDrawing.STYLE
			+ """
					.chart{margin:0 0 4px} .grid{stroke:var(--rule)} .chart .tick{font-size:11px;fill:var(--dim)}
					.mark line{stroke:var(--dim);stroke-dasharray:2 3;stroke-width:1.2} .mark text{font-size:11px;font-weight:600;fill:var(--dim)}
					.series{fill:none;stroke-width:1.7;stroke-linejoin:round} circle.series{fill:currentColor}
					.s0{stroke:var(--s0)} .s1{stroke:var(--s1);stroke-dasharray:6 2} .s2{stroke:var(--s2);stroke-dasharray:2 2} .s3{stroke:var(--s3);stroke-dasharray:9 3 2 3} .s4{stroke:var(--s4)} .s5{stroke:var(--s5);stroke-dasharray:4 4}
					.key{display:inline-block;margin-right:16px;font-weight:400;color:var(--dim)} .key svg{display:inline-block;width:26px;height:8px;margin-right:5px;vertical-align:middle}
					.shade{fill:var(--shade)} .hit{fill:transparent}
					.hit:hover{fill:var(--dim);fill-opacity:.13}
					.chartbox{break-inside:avoid}
					@media print{body{max-width:none;padding:0;font-size:12px}nav{display:none}.chartbox,tr,.result{break-inside:avoid}h2,h3,h4{break-after:avoid}
					details::details-content{content-visibility:visible;display:block;height:auto}}
					""";

	private final RunReport report;
	private final Recording recording;
	private final Path folder;
	private final Appendable out;
	private final double end;
	private final List<Chart.Mark> marks;
	private final Map<String, List<Series>> seriesByElement = new HashMap<>();

	private HtmlReport(RunReport report, Path folder, Appendable out) {
		this.report = report;
		recording = report.recording();
		this.folder = folder.toAbsolutePath().normalize();
		this.out = out;
		end = report.duration().toNanos() / 1e9;
		marks = marks(recording);
		for (Series series : recording.series())
			seriesByElement.computeIfAbsent(series.element(), _ -> new ArrayList<>()).add(series);
	}

	/**
	 * Writes a report.
	 *
	 * @param folder where the page will stand; links to files are relative to it
	 */
	public static void write(RunReport report, Path folder, Appendable out) throws IOException {
		new HtmlReport(report, folder, out).page();
	}

	private static List<Chart.Mark> marks(Recording recording) {
		List<Chart.Mark> marks = new ArrayList<>();
		for (int i = 0; i < recording.steps().size(); i++) {
			Recording.Step step = recording.steps().get(i);
			marks.add(new Chart.Mark(step.seconds(), String.valueOf(i + 1),
					"step " + (i + 1) + ", " + Units.seconds(step.seconds()) + ": " + step.what()
							+ (step.problem().isEmpty() ? "" : "\nfailed: " + step.problem())));
		}
		for (Recording.Event event : recording.events())
			if (event.severity() != Severity.INFO)
				marks.add(new Chart.Mark(event.seconds(), "!", Units.seconds(event.seconds()) + ": " + subject(event) + event.message()));
		return marks;
	}

	private static String subject(Recording.Event event) {
		return event.element().isEmpty() ? "" : event.element() + ": ";
	}

	private void page() throws IOException {
		add("<!DOCTYPE html>\n<html lang='en' xmlns='http://www.w3.org/1999/xhtml'>\n<head>\n<meta charset='utf-8'/>\n"
				+ "<meta name='viewport' content='width=device-width, initial-scale=1'/>\n"
				+ "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n<title>");
		text((report.passed() ? "Passed: " : "Failed: ") + name() + ", " + report.result());
		// The style has no character that HTML and XML read differently but '>', which is allowed in both.
		add("</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n");
		head();
		network();
		expectations();
		steps();
		flows();
		links();
		probes();
		events();
		file();
		plan();
		run();
		add("</body>\n</html>\n");
	}

	private String name() {
		return report.spec().name().isEmpty() ? "network without name" : report.spec().name();
	}

	private void head() throws IOException {
		add("<header>\n<h1>");
		text(name());
		add("</h1>\n");
		if (!report.spec().description().isEmpty())
			paragraph("dim", report.spec().description());
		boolean passed = report.passed();
		add("<div class='result " + (passed ? "ok" : "bad") + "'><b>");
		text((passed ? "✓ " : "✗ ") + capital(report.result()));
		add("</b>");
		text("Ran " + Units.seconds(end) + " from "
				+ DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC).format(report.started())
				+ " UTC, seed " + report.spec().seed() + ". " + switch (report.ending()) {
					case COMPLETED -> "The scenario ran to its end.";
					case STOPPED -> "The run was stopped before its end.";
					case FAILED -> "The run could not go on.";
				});
		if (!report.endingMessage().isEmpty())
			paragraph("", report.endingMessage());
		if (!report.problems().isEmpty()) {
			add("<ul>");
			for (String problem : report.problems()) {
				add("<li>");
				text(problem);
				add("</li>");
			}
			add("</ul>");
		}
		add("</div>\n<nav>");
		for (String[] section : new String[][]{{"network", "Network"}, {"expectations", "Expectations"}, {"steps", "Steps"},
				{"flows", "Flows"},
				{"links", "Links"}, {"probes", "Probes"}, {"events", "Events"}, {"file", "File"}, {"plan", "Plan"}, {"run", "Reproduce"}})
			add("<a href='#" + section[0] + "'>" + section[1] + "</a> ");
		add("</nav>\n</header>\n");
	}

	private static String capital(String text) {
		return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
	}

	private void network() throws IOException {
		heading("network", "Network");
		add(TopologyDrawing.svg(report));
		paragraph("dim",
				"Impairments as they were at the start; ⇄ stands for both directions. Dashed red: was down. Amber: dropped frames.");
		if (report.spec().nodes().isEmpty())
			return;
		add("<details><summary>Nodes and addresses</summary><div class='wide'>");
		table("Node", "Kind", "Parameters", "Interfaces");
		for (NodeSpec node : first(report.spec().nodes())) {
			List<String> interfaces = node.interfaces().stream()
					.map(i -> i.name() + (i.addresses().isEmpty()
							? ""
							: " " + String.join(" ", i.addresses().stream().map(Object::toString).toList())))
					.toList();
			row(node.name(), TopologyDrawing.shortKind(node.kindId()), parameters(node.parameters().texts()),
					String.join("; ", interfaces));
		}
		endTable(report.spec().nodes().size());
		add("</div></details>\n");
	}

	private void expectations() throws IOException {
		heading("expectations", "Expectations");
		List<RunReport.Expectation> all = report.expectations();
		if (all.isEmpty()) {
			paragraph("dim", "The scenario expects nothing.");
			return;
		}
		add("<div class='wide'>");
		table("", "Name", "What must hold", "Decided by", "#At");
		for (RunReport.Expectation e : first(all)) {
			boolean decided = e.result().isPresent();
			add("<tr><td class='state " + (e.held() ? "ok'>✓ held" : decided ? "bad'>✗ failed" : "bad'>– not decided")
					+ "</td><td class='name'>");
			text(e.spec().name());
			add("</td><td>");
			text(TextReport.condition(e));
			add("</td><td>");
			text(decided ? e.result().get().explanation() : "the run ended before");
			add("</td><td class='n'>");
			text(decided ? Units.seconds(e.result().get().seconds()) : "");
			add("</td></tr>\n");
		}
		endTable(all.size());
		add("</div>\n");
	}

	private void steps() throws IOException {
		heading("steps", "Steps");
		if (recording.steps().isEmpty()) {
			paragraph("dim", "No step of a scenario was done.");
			return;
		}
		add("<div class='wide'>");
		table("No.", "#At", "Step", "Result");
		int number = 0;
		for (Recording.Step step : first(recording.steps())) {
			add("<tr><td class='k'>" + ++number + "</td><td class='n time'>");
			text(Units.seconds(step.seconds()));
			add("</td><td>");
			text(step.what());
			if (!step.output().isEmpty())
				output(step.linesLeftOut() == 0 ? "Output" : "Output (" + step.linesLeftOut() + " lines in the middle left out)",
						step.output(), step.output().size() <= 12);
			add("</td><td" + (step.problem().isEmpty() ? ">done" : " class='bad'>"));
			text(step.problem());
			add("</td></tr>\n");
		}
		endTable(recording.steps().size());
		add("</div>\n");
		leftOut(recording.stepsLeftOut(), "steps");
		paragraph("dim", "The numbers stand above the charts where the steps were done; “!” stands for a warning or an error.");
	}

	private void flows() throws IOException {
		heading("flows", "Flows");
		Map<String, FlowSpec> specs = new LinkedHashMap<>();
		report.spec().flows().forEach(flow -> specs.put(flow.name(), flow));
		recording.flows().keySet().forEach(name -> specs.putIfAbsent(name, null));
		if (specs.isEmpty())
			paragraph("dim", "The network has no flows.");
		int charts = 0;
		for (Map.Entry<String, FlowSpec> entry : specs.entrySet()) {
			FlowSpec spec = entry.getValue();
			Recording.Flow seen = recording.flows().get(entry.getKey());
			add("<h3>");
			text(entry.getKey());
			add(" <small>");
			text(spec == null ? "" : TopologyDrawing.shortKind(spec.kindId()) + " from " + spec.from() + " to " + spec.to());
			if (seen == null)
				add(" · never seen");
			else
				add(" · <span" + (seen.status() == FlowStatus.FAILED ? " class='bad'" : "") + ">"
						+ seen.status().name().toLowerCase(Locale.ROOT) + "</span>");
			add("</small></h3>\n");
			if (spec != null && !spec.parameters().texts().isEmpty())
				paragraph("dim", parameters(spec.parameters().texts()));
			if (seen == null)
				continue;
			if (!seen.message().isEmpty())
				paragraph(seen.status() == FlowStatus.FAILED ? "bad" : "", seen.message());
			String element = "flow:" + entry.getKey();
			boolean draw = charts < MOST_FLOW_CHARTS;
			if (draw)
				charts += mainCharts(element);
			figures(element, seen.figures());
			if (draw)
				charts += otherCharts(element);
			if (!seen.output().isEmpty())
				output("Output (" + seen.output().size() + (seen.output().size() == 1 ? " line)" : " lines)"), seen.output(),
						seen.output().size() <= 8);
		}
		if (charts >= MOST_FLOW_CHARTS)
			paragraph("dim", "Only the first " + MOST_FLOW_CHARTS + " charts are drawn; " + Reports.JSON_FILE + " has all series.");
	}

	/** Figures with their last, lowest and highest values. */
	private void figures(String element, List<Recording.Value> values) throws IOException {
		if (values.isEmpty())
			return;
		Map<String, Series> series = new HashMap<>();
		seriesOf(element).forEach(s -> series.put(s.figure(), s));
		add("<div class='wide'>");
		table("Figure", "#Last", "#Lowest", "#Highest");
		for (Recording.Value value : values) {
			Series over = series.get(value.name());
			add("<tr><td>");
			text(value.name());
			for (double number : new double[]{value.value(), over == null ? Double.NaN : over.lowest(),
					over == null ? Double.NaN : over.highest()}) {
				add("</td><td class='n'>");
				text(Double.isFinite(number) ? Units.print(value.unit(), number) : "");
			}
			add("</td></tr>\n");
		}
		endTable(values.size());
		add("</div>\n");
	}

	/** Rates, durations and shares: what a flow or a probe is looked at for. */
	private int mainCharts(String element) throws IOException {
		int drawn = 0;
		for (String unit : List.of("bit/s", "s", "ratio")) {
			List<Series> together = seriesOf(element).stream().filter(s -> s.unit().equals(unit) && varies(s)).toList();
			drawn += charts(element, together, List.of());
		}
		return drawn;
	}

	/** Sizes and counts, each for itself, folded: they differ too much to share an axis. */
	private int otherCharts(String element) throws IOException {
		List<Series> others = seriesOf(element).stream().filter(s -> (s.unit().equals("bit") || s.unit().equals("1")) && varies(s))
				.toList();
		if (others.isEmpty())
			return 0;
		add("<details><summary>Charts of ");
		text(String.join(", ", others.stream().map(Series::figure).toList()));
		add("</summary>\n");
		int drawn = 0;
		for (Series series : others)
			drawn += charts(element, List.of(series), List.of());
		add("</details>\n");
		return drawn;
	}

	private static boolean varies(Series series) {
		return series.lowest() < series.highest();
	}

	/** Draws series of one unit, a few to a chart. @return how many charts */
	private int charts(String element, List<Series> all, List<Recording.Span> shaded) throws IOException {
		int drawn = 0;
		for (int from = 0; from < all.size(); from += MOST_LINES, drawn++) {
			List<Chart.Line> lines = all.subList(from, Math.min(all.size(), from + MOST_LINES)).stream()
					.map(s -> new Chart.Line(label(element, s), s)).toList();
			chart(lines.size() == 1 ? lines.getFirst().label() : null, element, lines, shaded);
		}
		return drawn;
	}

	private static String label(String element, Series series) {
		String words = series.figure().replace('-', ' ');
		return series.element().equals(element) ? words : series.element().substring(series.element().indexOf('/') + 1) + " " + words;
	}

	private void chart(String title, String element, List<Chart.Line> lines, List<Recording.Span> shaded) throws IOException {
		add("<div class='chartbox'><h4>");
		if (title != null)
			text(capital(title));
		else
			for (int i = 0; i < lines.size(); i++) {
				add("<span class='key'><svg viewBox='0 0 26 8' aria-hidden='true'><path class='series s" + i + "' d='M0 4H26'/></svg>");
				text(lines.get(i).label());
				add("</span>");
			}
		if (Chart.logarithmic(lines))
			add(" <small>logarithmic</small>");
		add("</h4>\n");
		add(Chart.svg(element + (title == null ? "" : " " + title), lines, end, marks, shaded));
		add("</div>\n");
	}

	private void links() throws IOException {
		heading("links", "Links");
		if (report.spec().links().isEmpty()) {
			paragraph("dim", "The network has no links.");
			return;
		}
		Map<String, LinkTier> tiers = new HashMap<>();
		report.tiers().forEach(tier -> tiers.put(tier.link(), tier));
		add("<div class='wide'>");
		table("Link", "Way", "Impairments", "#Frames in", "#Frames out", "#Data out", "#Dropped", "#Queued");
		for (LinkSpec link : first(report.spec().links())) {
			Recording.Link seen = recording.links().get(link.name());
			LinkState last = seen == null ? null : seen.last();
			direction(link, "forward", link.from().node() + " → " + link.to().node(), TopologyDrawing.impairments(link.forward()),
					last == null ? null : last.forward(),
					true);
			direction(link, "backward", link.to().node() + " → " + link.from().node(), TopologyDrawing.impairments(link.backward()),
					last == null ? null : last.backward(), false);
		}
		endTable(report.spec().links().size());
		add("</div>\n");
		List<String> troubles = new ArrayList<>();
		for (LinkSpec link : report.spec().links()) {
			Recording.Link seen = recording.links().get(link.name());
			if (seen == null)
				continue;
			for (Recording.Span span : seen.down().subList(0, Math.min(20, seen.down().size())))
				troubles.add(
						link.name() + " was down from " + Units.seconds(span.fromSeconds()) + " to " + Units.seconds(span.toSeconds()));
			new TreeMap<>(seen.last().quarantined()).forEach((path, reason) -> troubles.add(path + " was disabled: " + reason));
		}
		list(troubles);
		details("Counters of impairments", counters());
		tiers();
		linkCharts();
	}

	private void direction(LinkSpec link, String way, String ends, String impairments, DirectionState d, boolean named) throws IOException {
		add("<tr><td>");
		text(named ? link.name() : "");
		add("</td><td title='" + way + "'>");
		text(ends);
		add("</td><td>");
		text(impairments);
		add("</td>");
		if (d == null)
			add("<td class='n' colspan='5'>never seen</td>");
		else {
			for (String cell : new String[]{count(d.inFrames()), count(d.outFrames()), Units.print("bit", d.outBytes() * 8.0)})
				add("<td class='n'>" + cell + "</td>");
			add("<td class='n" + (d.dropped() > 0 ? " warning" : "") + "'>" + count(d.dropped()));
			if (d.dropped() > 0) {
				List<String> reasons = new ArrayList<>();
				new TreeMap<>(d.droppedFrames()).forEach((reason, frames) -> {
					if (frames > 0)
						reasons.add(reason + " " + count(frames));
				});
				add("<br/><small>");
				text(String.join(", ", reasons));
				add("</small>");
			}
			add("</td><td class='n'>" + count(d.queuedFrames()) + "</td>");
		}
		add("</tr>\n");
	}

	private List<String> counters() {
		List<String> lines = new ArrayList<>();
		recording.links().values()
				.forEach(link -> new TreeMap<>(link.last().stages()).forEach((path, count) -> lines.add(path + "  " + count)));
		return lines.subList(0, Math.min(MOST_ROWS, lines.size()));
	}

	private void tiers() throws IOException {
		if (report.tiers().isEmpty())
			return;
		add("<details open='open'><summary>How frames get across</summary><div class='wide'>");
		table("Link", "Tier", "Why");
		for (LinkTier tier : first(report.tiers()))
			row(tier.link(), tier.tier(), tier.reason() + (tier.exactSegments() ? "; large segments are cut at the sender" : "")
					+ (tier.cost().isEmpty() ? "" : "; " + tier.cost()));
		endTable(report.tiers().size());
		add("</div></details>\n");
	}

	private void linkCharts() throws IOException {
		record Busy(LinkSpec link, double highest, boolean trouble) {}
		List<Busy> busy = new ArrayList<>();
		for (LinkSpec link : report.spec().links()) {
			List<Series> all = new ArrayList<>(seriesOf(link.name() + "/forward"));
			all.addAll(seriesOf(link.name() + "/backward"));
			if (all.isEmpty())
				continue;
			Recording.Link seen = recording.links().get(link.name());
			boolean trouble = seen != null
					&& (!seen.down().isEmpty() || seen.last().forward().dropped() + seen.last().backward().dropped() > 0);
			busy.add(new Busy(link, all.stream().filter(s -> s.figure().equals("rate")).mapToDouble(Series::highest).max().orElse(0),
					trouble));
		}
		if (busy.size() > MOST_LINK_CHARTS) {
			paragraph("dim",
					"Charts of the " + MOST_LINK_CHARTS + " links that were in trouble or carried most; " + Reports.JSON_FILE
							+ " has the series of all "
							+ busy.size() + " that carried anything.");
			busy.sort(Comparator.comparing(Busy::trouble).thenComparingDouble(Busy::highest).reversed());
			busy = busy.subList(0, MOST_LINK_CHARTS);
		}
		for (Busy b : busy) {
			LinkSpec link = b.link;
			Recording.Link seen = recording.links().get(link.name());
			List<Recording.Span> down = seen == null ? List.of() : seen.down();
			add("<h3>");
			text(link.name());
			add(" <small>");
			text("forward: " + link.from().node() + " to " + link.to().node() + (down.isEmpty() ? "" : "; shaded: down"));
			add("</small></h3>\n");
			List<Series> rates = new ArrayList<>();
			List<Series> drops = new ArrayList<>();
			List<Series> queues = new ArrayList<>();
			for (String way : List.of("/forward", "/backward"))
				for (Series series : seriesOf(link.name() + way))
					(series.figure().equals("rate") ? rates : series.figure().equals("queued") ? queues : drops).add(series);
			titled("Rate", link, rates, down);
			titled("Frames dropped since the start, by reason", link, drops, down);
			titled("Frames queued", link, queues, down);
		}
	}

	private void titled(String title, LinkSpec link, List<Series> all, List<Recording.Span> down) throws IOException {
		if (all.stream().noneMatch(HtmlReport::varies))
			return;
		add("<h4>" + title + "</h4>\n");
		for (int from = 0; from < all.size(); from += MOST_LINES)
			chart(null, link.name() + " " + title, all.subList(from, Math.min(all.size(), from + MOST_LINES)).stream().map(s -> {
				String way = s.element().substring(s.element().lastIndexOf('/') + 1);
				return new Chart.Line(s.figure().startsWith("dropped-") ? way + " " + s.figure().substring(8) : way, s);
			}).toList(), down);
	}

	private void probes() throws IOException {
		heading("probes", "Probes");
		Map<String, ProbeSpec> specs = new LinkedHashMap<>();
		report.spec().probes().forEach(probe -> specs.put(probe.name(), probe));
		recording.probes().keySet().forEach(name -> specs.putIfAbsent(name, null));
		if (specs.isEmpty())
			paragraph("dim", "The network has no probes.");
		int charts = 0;
		for (Map.Entry<String, ProbeSpec> entry : specs.entrySet()) {
			ProbeSpec spec = entry.getValue();
			add("<h3>");
			text(entry.getKey());
			add(" <small>");
			text(spec == null ? "" : TopologyDrawing.shortKind(spec.kindId()) + " on " + spec.target());
			add("</small></h3>\n");
			Recording.Probe seen = recording.probes().get(entry.getKey());
			if (seen == null) {
				paragraph("dim", "Never seen.");
				continue;
			}
			if (!seen.message().isEmpty())
				paragraph("warning", seen.message());
			String element = "probe:" + entry.getKey();
			boolean draw = charts < MOST_FLOW_CHARTS;
			if (draw)
				charts += mainCharts(element);
			figures(element, seen.figures());
			if (draw)
				charts += otherCharts(element);
			if (!seen.files().isEmpty()) {
				add("<p>Files: ");
				for (String file : seen.files()) {
					add("<a href='");
					text(href(file));
					add("'>");
					text(file);
					add("</a> ");
				}
				add("</p>\n");
			}
		}
	}

	/** @return a link that can only lead to a file, relative to the report's folder where the file is in it */
	private String href(String file) {
		try {
			Path path = folder.resolve(file).normalize();
			if (!path.startsWith(folder))
				return path.toUri().toASCIIString();
			return "./" + new URI(null, null, "/" + folder.relativize(path), null).toASCIIString().substring(1);
		} catch (InvalidPathException | URISyntaxException e) {
			return "#probes";
		}
	}

	private void events() throws IOException {
		heading("events", "Events");
		if (recording.events().isEmpty()) {
			paragraph("dim", "Nothing was reported.");
			return;
		}
		boolean calm = recording.events().stream().allMatch(e -> e.severity() == Severity.INFO) && recording.events().size() > 30;
		add("<details" + (calm ? "" : " open='open'") + "><summary>" + recording.events().size()
				+ (recording.events().size() == 1 ? " event" : " events")
				+ "</summary><div class='wide'>");
		table("#At", "", "Element", "What happened");
		for (Recording.Event event : first(recording.events())) {
			add("<tr><td class='n time'>");
			text(Units.seconds(event.seconds()));
			add("</td><td class='k" + switch (event.severity()) {
				case INFO -> " dim'>info";
				case WARNING -> " warning'>warning";
				case ERROR -> " bad'>error";
			} + "</td><td>");
			text(event.element());
			add("</td><td>");
			text(event.message());
			add("</td></tr>\n");
		}
		endTable(recording.events().size());
		add("</div></details>\n");
		leftOut(recording.eventsLeftOut(), "events");
	}

	private void file() throws IOException {
		heading("file", "Network file");
		if (report.fileText().isEmpty()) {
			paragraph("dim", "The network came from no file.");
			return;
		}
		boolean shortFile = report.fileText().lines().count() <= 60;
		add("<details" + (shortFile ? " open='open'" : "") + "><summary>");
		text(report.fileName());
		add("</summary><pre>");
		text(report.fileText());
		add("</pre></details>\n");
	}

	private void plan() throws IOException {
		heading("plan", "Plan");
		List<PlanStep> steps = report.plan().steps();
		if (steps.isEmpty()) {
			paragraph("dim", "Nothing had to be done to make the network.");
			return;
		}
		add("<details><summary>" + steps.size() + (steps.size() == 1 ? " step" : " steps")
				+ " to make the network, each with its reason</summary><pre>");
		text(report.plan().print());
		add("</pre></details>\n");
	}

	private void run() throws IOException {
		heading("run", "Run it again");
		if (!report.command().isEmpty()) {
			add("<pre>");
			text(report.command());
			add("</pre>\n");
		}
		add("<div class='wide'>");
		table("With", "");
		row("Seed", String.valueOf(report.spec().seed()));
		for (Map.Entry<String, String> version : report.versions().entrySet())
			row(version.getKey(), version.getValue());
		endTable(0);
		add("</div>\n");
		details("What the check of the machine said", report.doctorLines());
	}

	private List<Series> seriesOf(String element) {
		return seriesByElement.getOrDefault(element, List.of());
	}

	private static String parameters(Map<String, String> texts) {
		List<String> words = new ArrayList<>();
		texts.forEach((name, value) -> words.add(name + " " + (value.isEmpty() ? "\"\"" : value)));
		return String.join(", ", words);
	}

	private static String count(long number) {
		// A thin space between thousands reads well and is no decimal sign anywhere.
		return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
	}

	private static <T> List<T> first(List<T> all) {
		return all.subList(0, Math.min(MOST_ROWS, all.size()));
	}

	private void heading(String id, String title) throws IOException {
		add("<h2 id='" + id + "'>" + title + "</h2>\n");
	}

	private void paragraph(String type, String text) throws IOException {
		add(type.isEmpty() ? "<p>" : "<p class='" + type + "'>");
		text(text);
		add("</p>\n");
	}

	private void list(List<String> lines) throws IOException {
		if (lines.isEmpty())
			return;
		add("<ul>");
		for (String line : first(lines)) {
			add("<li>");
			text(line);
			add("</li>");
		}
		add("</ul>\n");
	}

	private void details(String title, List<String> lines) throws IOException {
		if (!lines.isEmpty())
			output(title, lines, false);
	}

	private void output(String title, List<String> lines, boolean open) throws IOException {
		add("<details" + (open ? " open='open'" : "") + "><summary>");
		text(title);
		add("</summary><pre>");
		text(String.join("\n", lines));
		add("</pre></details>\n");
	}

	/** @param titles a number sign first makes a column of numbers */
	private void table(String... titles) throws IOException {
		add("<table><thead><tr>");
		for (String title : titles)
			add(title.startsWith("#") ? "<th class='n'>" + title.substring(1) + "</th>" : "<th>" + title + "</th>");
		add("</tr></thead><tbody>\n");
	}

	/** @param rows how many there would be without the limit */
	private void endTable(int rows) throws IOException {
		add("</tbody></table>\n");
		leftOut(Math.max(0, rows - MOST_ROWS), "rows");
	}

	private void leftOut(long number, String what) throws IOException {
		if (number > 0)
			paragraph("dim", number + " more " + what + " are left out here.");
	}

	private void row(String... cells) throws IOException {
		add("<tr>");
		for (String cell : cells) {
			add("<td>");
			text(cell);
			add("</td>");
		}
		add("</tr>\n");
	}

	private void add(String markup) throws IOException {
		out.append(markup);
	}

	private void text(String text) throws IOException {
		out.append(Markup.escape(text));
	}
}
