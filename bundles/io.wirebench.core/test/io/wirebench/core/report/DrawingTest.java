package io.wirebench.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.kinds.Forwarding;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.report.TopologyLayout.Box;
import io.wirebench.core.spec.End;
import io.wirebench.core.spec.LinkSpec;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.NodeSpec;
import io.wirebench.core.spec.SegmentMode;
import io.wirebench.core.spec.TierChoice;
import io.wirebench.core.spec.TypedParameters;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.xml.parsers.DocumentBuilderFactory;

class DrawingTest {

	private static final Plan NO_PLAN = new Plan(List.of(), List.of());

	private static NetworkSpec network(int nodes, int links, boolean placed, int spread, Random random) {
		List<NodeSpec> all = new ArrayList<>();
		for (int i = 0; i < nodes; i++)
			all.add(new NodeSpec("n" + "x".repeat(random.nextInt(30)) + i,
					random.nextBoolean() ? "io.wirebench.kinds.host" : "acme.firewall",
					Forwarding.values()[random.nextInt(3)], TypedParameters.NONE, List.of(), List.of(),
					placed ? random.nextInt(spread) - spread / 2 : null,
					placed ? random.nextInt(spread) : null));
		List<LinkSpec> between = new ArrayList<>();
		for (int i = 0; i < links; i++)
			between.add(new LinkSpec("l" + i, new End(all.get(random.nextInt(nodes)).name(), "a" + i),
					new End(all.get(random.nextInt(nodes)).name(), "b" + i), true,
					SegmentMode.AUTO, TierChoice.AUTO, List.of(), List.of()));
		return new NetworkSpec("t", "", 0, all, between, List.of(), List.of(), Optional.empty());
	}

	@Property(tries = 200)
	void shouldPlaceNodesWithoutOverlap(@ForAll @IntRange(min = 0, max = 70) int nodes, @ForAll @IntRange(min = 0, max = 150) int links,
			@ForAll boolean placed,
			@ForAll @IntRange(min = 1, max = 3_000) int spread, @ForAll long seed) {
		NetworkSpec spec = network(nodes, nodes == 0 ? 0 : links, placed, spread, new Random(seed));
		TopologyLayout layout = TopologyLayout.of(spec);
		assertEquals(spec.nodes().stream().map(NodeSpec::name).toList(), List.copyOf(layout.boxes().keySet()));
		List<Box> boxes = List.copyOf(layout.boxes().values());
		for (int i = 0; i < boxes.size(); i++) {
			Box box = boxes.get(i);
			assertTrue(box.x() - box.width() / 2 >= 0 && box.x() + box.width() / 2 <= layout.width(), "inside from left to right");
			assertTrue(box.y() - box.height() / 2 >= 0 && box.y() + box.height() / 2 <= layout.height(), "inside from top to bottom");
			for (int j = 0; j < i; j++)
				assertFalse(box.overlaps(boxes.get(j)), "no overlap");
		}
	}

	@Property(tries = 60)
	void shouldPlaceLabelsApartFromNodesAndEachOther(@ForAll @IntRange(min = 1, max = 30) int nodes,
			@ForAll @IntRange(min = 0, max = 60) int links, @ForAll long seed)
			throws Exception {
		NetworkSpec spec = network(nodes, links, false, 1, new Random(seed));
		String svg = TopologyDrawing.svg(SampleRun.with(SampleRun.demo(), spec, Recording.EMPTY, NO_PLAN));
		DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
		List<Box> taken = new ArrayList<>(TopologyLayout.of(spec).boxes().values());
		Matcher label = Pattern.compile("<rect class='under' x='([-0-9.]+)' y='([-0-9.]+)' width='([0-9.]+)' height='([0-9.]+)'")
				.matcher(svg);
		while (label.find()) {
			// A little smaller: what is written is rounded.
			double width = Double.parseDouble(label.group(3));
			double height = Double.parseDouble(label.group(4));
			Box box = new Box(Double.parseDouble(label.group(1)) + width / 2, Double.parseDouble(label.group(2)) + height / 2, width - 0.5,
					height - 0.5);
			assertTrue(taken.stream().noneMatch(box::overlaps));
			taken.add(box);
		}
	}

	@Test
	void shouldKeepThePositionsOfTheFile() {
		TopologyLayout layout = TopologyLayout.of(SampleRun.spec(SampleRun.demoText()));
		List<Box> boxes = List.copyOf(layout.boxes().values());
		for (int i = 1; i < boxes.size(); i++) {
			assertEquals(boxes.getFirst().y(), boxes.get(i).y());
			assertEquals(boxes.get(1).x() - boxes.get(0).x(), boxes.get(i).x() - boxes.get(i - 1).x(), 1e-6);
		}
		assertTrue(boxes.get(1).x() > boxes.get(0).x());
	}

	@Test
	void shouldDrawALargeNetworkInReasonableShape() {
		TopologyLayout layout = TopologyLayout.of(network(1_000, 999, false, 1, new Random(5)));
		assertTrue(layout.height() < 4 * layout.width() && layout.width() < 6 * layout.height(), layout.width() + " x " + layout.height());
	}

	private static String chart(String unit, double[] seconds, double... values) {
		String svg = Chart.svg("t", List.of(new Chart.Line("line", new Series("e", "f", unit, seconds, values))), 10,
				List.of(new Chart.Mark(Double.NaN, "1", "never"), new Chart.Mark(1e9, "2", "after the end"),
						new Chart.Mark(3, "3", "here <&>")),
				List.of());
		try {
			DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
		} catch (Exception e) {
			throw new AssertionError(svg, e);
		}
		assertFalse(svg.contains("NaN") || svg.contains("Infinity"), svg);
		assertTrue(svg.contains("here &lt;&amp;&gt;") && !svg.contains("after the end"), svg);
		return svg;
	}

	@Test
	void shouldDrawChartsOfNothing() {
		assertFalse(chart("bit/s", new double[0]).contains("class='series"));
		assertFalse(chart("s", new double[]{1, 2}, Double.NaN, Double.POSITIVE_INFINITY).contains("class='series"));
		assertTrue(chart("1", new double[]{1, 2}, 0, 0).contains("<path class='series"));
	}

	@Test
	void shouldLeaveGapsAndDrawSingleValuesAsDots() {
		String svg = chart("bit/s", new double[]{1, 2, 3, 4, 5, 6}, 5, 6, Double.NaN, 7, Double.NaN, 8);
		String path = svg.replaceAll("(?s).*<path class='series s0' d='([^']*)'.*", "$1");
		assertEquals(3, path.chars().filter(c -> c == 'M').count(), path);
		assertEquals(1, path.chars().filter(c -> c == 'L').count(), path);
		assertEquals(2, svg.split("<circle").length - 1);
	}

	@Property(tries = 300)
	void shouldDrawAnyValuesInsideTheChart(@ForAll List<Double> values, @ForAll @IntRange(min = 0, max = 4) int unit) {
		double[] seconds = new double[values.size()];
		double[] some = new double[values.size()];
		for (int i = 0; i < seconds.length; i++) {
			seconds[i] = i;
			some[i] = values.get(i) % 1e15;
		}
		String svg = chart(List.of("bit/s", "bit", "s", "1", "ratio").get(unit), seconds, some);
		Matcher point = Pattern.compile("[ML]([-0-9.]+) ([-0-9.]+)").matcher(svg);
		while (point.find()) {
			assertTrue(Double.parseDouble(point.group(1)) >= 88 && Double.parseDouble(point.group(1)) <= 947, point.group());
			assertTrue(Double.parseDouble(point.group(2)) >= 19 && Double.parseDouble(point.group(2)) <= 155, point.group());
		}
	}

	@Test
	void shouldUseALogarithmicAxisOnlyWhereValuesLieFarApart() {
		double[] seconds = {0, 1, 2, 3, 4, 5};
		assertTrue(chart("bit/s", seconds, 3e9, 3e9, 1e7, 1e7, 1e7, 1e7).contains("(logarithmic)"));
		assertTrue(chart("s", seconds, 2e-4, 2e-4, 5e-2, 5e-2, 5e-2, 5e-2).contains("(logarithmic)"));
		assertFalse(chart("bit/s", seconds, 3e9, 2e9, 1e9, 1e9, 0, 0).contains("(logarithmic)"));
		assertFalse(chart("1", seconds, 1, 10, 100, 1000, 10_000, 100_000).contains("(logarithmic)"));
	}

	@Test
	void shouldNotGrowWithTheNumberOfPoints() {
		double[] seconds = new double[200_000];
		double[] values = new double[seconds.length];
		Random random = new Random(2);
		for (int i = 0; i < seconds.length; i++) {
			seconds[i] = i / 20_000.0;
			values[i] = random.nextDouble();
		}
		assertTrue(chart("bit/s", seconds, values).length() < 100_000);
	}
}
