package io.wirebench.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.emulation.EmulationEvent.Severity;
import io.wirebench.core.emulation.EmulationState.DirectionState;
import io.wirebench.core.emulation.EmulationState.FlowStatus;
import io.wirebench.core.emulation.EmulationState.LinkState;
import io.wirebench.core.plan.LinkTier;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.plan.PlanStep;
import io.wirebench.core.report.RunReport.Ending;
import io.wirebench.core.scenario.ExpectationResult;
import io.wirebench.core.spec.ExpectationSpec;
import io.wirebench.core.spec.NetworkSpec;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;

class ReportWritersTest {

	private static final String HOSTILE = "</pre></script><script>alert(1)</script><img src=x onerror='alert(2)'>\"'&amp;\u0000\u001b[31m\u202e\ud800\u0085]]>";

	@TempDir
	Path folder;

	private static String html(RunReport report) {
		StringBuilder out = new StringBuilder();
		try {
			HtmlReport.write(report, Path.of("/reports/here"), out);
		} catch (IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
		return out.toString();
	}

	private static String json(RunReport report) {
		StringBuilder out = new StringBuilder();
		try {
			JsonReport.write(report, out);
		} catch (IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
		return out.toString();
	}

	/** Reads a page as XML: throws if a tag is not closed or a character is not allowed. */
	private static Document parsed(String html) throws Exception {
		var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
		builder.setEntityResolver((_, _) -> new InputSource(new StringReader("")));
		return builder.parse(new InputSource(new StringReader(html)));
	}

	private static List<Element> elements(Document document, String name) {
		List<Element> all = new ArrayList<>();
		NodeList nodes = document.getElementsByTagName(name);
		for (int i = 0; i < nodes.getLength(); i++)
			all.add((Element) nodes.item(i));
		return all;
	}

	private static RunReport hostile() {
		String h = HOSTILE;
		LinkState link = new LinkState(false, h, new DirectionState(3, 3, 1, 1, 0, 0, Map.of(h, 2L), 8),
				new DirectionState(0, 0, 0, 0, 0, 0, Map.of(), 0),
				Map.of(h, 3L), Map.of(h, h));
		ExpectationSpec expectation = new ExpectationSpec(h, true, 0, Long.MAX_VALUE, h);
		Series series = new Series("flow:" + h, h, "bit/s", new double[]{0, 1}, new double[]{1, 2});
		Recording recording = new Recording(List.of(series), List.of(new Recording.Event(0.5, Severity.ERROR, h, h)), 1,
				List.of(new Recording.Step(0.25, h, h, h, List.of(h), 2)), 0, List.of(new ExpectationResult(expectation, false, h, 1)),
				Map.of("h1-r1", new Recording.Link(link, List.of(new Recording.Span(0, 1)))),
				Map.of(h, new Recording.Flow(FlowStatus.FAILED, List.of(new Recording.Value(h, "bit/s", 1)), h, List.of(h))),
				Map.of(h, new Recording.Probe(List.of(), h, List.of("javascript:alert(1)", "../up.pcap", h, "a b'c.pcap"))));
		NetworkSpec demo = SampleRun.spec(SampleRun.demoText());
		NetworkSpec spec = new NetworkSpec(h, h, -1, demo.nodes(), demo.links(), demo.flows(), demo.probes(), demo.scenario());
		Plan plan = new Plan(List.of(new PlanStep(PlanStep.Action.CREATE, h, h, h, h)), List.of(new LinkTier("h1-r1", h, h, true, h)));
		return new RunReport(Instant.EPOCH, Duration.ofSeconds(1), Ending.FAILED, h, h, h, spec, plan, recording, List.of(h),
				new LinkedHashMap<>(Map.of(h, h)),
				List.of(h), List.of(h));
	}

	@Test
	void shouldWriteJsonThatReadsBack() {
		var all = (Map<?, ?>) JsonChecker.parse(json(SampleRun.demo()));
		assertEquals(1.0, all.get("reportFormat"));
		assertEquals(false, all.get("passed"));
		assertEquals("7", all.get("seed"));
		assertEquals(36.02, all.get("durationSeconds"));
		assertEquals(SampleRun.demoText(), ((Map<?, ?>) all.get("network")).get("fileText"));
		var expectations = (List<?>) all.get("expectations");
		assertEquals(List.of(true, true, true, true, false), expectations.stream().map(e -> ((Map<?, ?>) e).get("held")).toList());
		var throughput = ((List<?>) all.get("series")).stream().map(s -> (Map<?, ?>) s)
				.filter(s -> s.get("element").equals("flow:download") && s.get("figure").equals("throughput")).findFirst().orElseThrow();
		assertEquals("bit/s", throughput.get("unit"));
		assertEquals(351, ((List<?>) throughput.get("seconds")).size());
		assertEquals(1.0, ((List<?>) throughput.get("seconds")).getFirst());
		assertEquals(3e9, (Double) ((List<?>) throughput.get("values")).getFirst(), 3e8);
		var flow = (Map<?, ?>) ((List<?>) all.get("flows")).getFirst();
		assertEquals(Map.of("unit", "bit", "value", 65536.0 * 8), ((Map<?, ?>) flow.get("figures")).get("window"));
	}

	@Test
	void shouldKeepTheOrderOfKeys() {
		var keys = List.copyOf(((Map<?, ?>) JsonChecker.parse(json(SampleRun.demo()))).keySet());
		assertEquals(keys, List.copyOf(((Map<?, ?>) JsonChecker.parse(json(hostile()))).keySet()));
		assertEquals("reportFormat", keys.getFirst());
		assertEquals("series", keys.getLast());
	}

	@Property(tries = 300)
	void shouldWriteAnyTextAndNumberAsJson(@ForAll String text, @ForAll double number) {
		var read = (Map<?, ?>) JsonChecker.parse(
				Json.write(Map.of("text", text, text + "x", new double[]{number, Double.NaN}, "list", List.of(List.of(), Map.of()))));
		assertEquals(text, read.get("text"));
		assertEquals(number == 0 ? 0.0 : number, ((List<?>) read.get(text + "x")).getFirst());
		assertNull(((List<?>) read.get(text + "x")).getLast());
	}

	@Test
	void shouldWriteAPageThatIsWellFormedAndNeedsNothingElse() throws Exception {
		String page = html(SampleRun.demo());
		Document document = parsed(page);
		assertEquals("html", document.getDocumentElement().getTagName());
		assertTrue(elements(document, "script").isEmpty());
		assertTrue(elements(document, "img").isEmpty());
		assertTrue(elements(document, "link").isEmpty());
		assertFalse(page.contains("url("), "the style loads nothing");
		assertEquals(0, elements(document, "a").stream().filter(a -> a.getAttribute("href").startsWith("http")).count());
	}

	@Test
	void shouldShowTheResultFirst() throws Exception {
		Document document = parsed(html(SampleRun.demo()));
		assertEquals("✗ 4 of 5 expectations held", elements(document, "b").getFirst().getTextContent());
		assertEquals("result bad", ((Element) elements(document, "b").getFirst().getParentNode()).getAttribute("class"));
	}

	@Test
	void shouldDrawThroughputLogarithmicallyWhenItFallsByFactors() throws Exception {
		List<String> labels = elements(parsed(html(SampleRun.demo())), "svg").stream().map(svg -> svg.getAttribute("aria-label")).toList();
		assertTrue(labels.contains("flow:download throughput (logarithmic)"), labels.toString());
		assertTrue(labels.stream().anyMatch(label -> label.startsWith("r1-r2 Frames dropped")), labels.toString());
		assertTrue(labels.stream().noneMatch(label -> label.startsWith("h1-r1 Frames dropped")), "nothing was dropped there");
	}

	@Test
	void shouldEscapeHostileTexts() throws Exception {
		String page = html(hostile());
		Document document = parsed(page);
		assertTrue(elements(document, "script").isEmpty());
		assertTrue(elements(document, "img").isEmpty());
		assertTrue(page.chars().noneMatch(c -> c < 0x20 && c != '\n' && c != '\t' || c == 0x85 || c == 0x202e || c == 0x1b));
		for (Element any : elements(document, "*"))
			for (int i = 0; i < any.getAttributes().getLength(); i++)
				assertFalse(any.getAttributes().item(i).getNodeName().startsWith("on"), any.getTagName());
		var all = (Map<?, ?>) JsonChecker.parse(json(hostile()));
		assertEquals(HOSTILE, ((Map<?, ?>) all.get("network")).get("name"));
	}

	@Test
	void shouldLinkOnlyToFiles() throws Exception {
		List<String> links = elements(parsed(html(hostile())), "a").stream().map(a -> a.getAttribute("href"))
				.filter(href -> !href.startsWith("#")).toList();
		assertEquals("./javascript:alert(1)", links.getFirst());
		assertEquals("file:///reports/up.pcap", links.get(1));
		assertEquals(3, links.size(), "a name that is no path leads nowhere");
		assertEquals("./a%20b'c.pcap", links.getLast());
	}

	@Test
	void shouldTellTheResultInPlainText() {
		String summary = TextReport.summary(SampleRun.demo());
		List<String> lines = summary.lines().toList();
		assertTrue(lines.getFirst().startsWith("ok      fast-without-delay"), lines.getFirst());
		assertTrue(lines.get(4).startsWith("FAILED  recovers"), lines.get(4));
		assertTrue(lines.get(4).endsWith("(decided by flow:download.throughput = 812.4 kbit/s at least 1 Mbit/s at 36.00 s)"),
				lines.get(4));
		assertTrue(lines.get(5).startsWith("flow:download  running  bytes 1.7"), lines.get(5));
		assertEquals("FAILED: 4 of 5 expectations held after 36.02 s", lines.getLast());
		assertTrue(TextReport.summary(hostile()).chars().noneMatch(c -> c == 0x1b || c == 0x202e || c == 0));
	}

	@Test
	void shouldNotPassWhenAnExpectationWasNotDecided() {
		RunReport undecided = SampleRun.with(SampleRun.demo(), SampleRun.spec(SampleRun.demoText()), Recording.EMPTY,
				new Plan(List.of(), List.of()));
		assertFalse(undecided.passed());
		assertEquals("0 of 5 expectations held", undecided.result());
		assertTrue(html(undecided).contains("not decided"));
	}

	@Test
	void shouldQuoteTheCommandForAShell() {
		assertEquals("wirebench run demo.wirebench --report 'my reports'", SampleRun.demo().command());
		RunReport report = hostile();
		assertTrue(report.command().startsWith("'</pre>") && report.command().contains("'\\''"), report.command());
	}

	@Test
	void shouldWriteBothFilesAndLeaveNothingElse() throws Exception {
		Path here = folder.resolve("new/folder");
		Reports.write(SampleRun.demo(), here);
		Reports.write(SampleRun.demo(), here);
		try (var files = Files.list(here)) {
			assertEquals(List.of("report.html", "report.json"), files.map(f -> f.getFileName().toString()).sorted().toList());
		}
		assertNotNull(JsonChecker.parse(Files.readString(here.resolve("report.json"))));
		parsed(Files.readString(here.resolve("report.html")));
	}

	@Test
	void shouldLeaveTheOldReportWhenTheDiskIsFull() throws Exception {
		Files.writeString(folder.resolve("report.json"), "old");
		Map<String, Reports.Content> files = new LinkedHashMap<>();
		files.put("report.json", out -> out.append("new"));
		files.put("report.html", out -> {
			out.append("x".repeat(100_000));
			throw new IOException("No space left on device");
		});
		IOException e = assertThrows(IOException.class, () -> Reports.write(files, folder));
		assertEquals(
				"cannot write the report " + folder.resolve("report.html")
						+ ": No space left on device; make room or rights there, or choose another folder",
				e.getMessage());
		assertEquals("old", Files.readString(folder.resolve("report.json")));
		try (var left = Files.list(folder)) {
			assertEquals(1, left.count());
		}
	}

	@Test
	void shouldSayWhyAFolderCannotBeUsed() throws Exception {
		Path file = Files.writeString(folder.resolve("file"), "");
		IOException e = assertThrows(IOException.class, () -> Reports.write(SampleRun.demo(), file));
		assertTrue(e.getMessage().contains(file + ": it is not a folder"), e.getMessage());
		Files.createDirectories(folder.resolve("r/report.html"));
		IOException inTheWay = assertThrows(IOException.class, () -> Reports.write(SampleRun.demo(), folder.resolve("r")));
		assertTrue(inTheWay.getMessage().contains("report.html: it is a folder"), inTheWay.getMessage());
	}
}
