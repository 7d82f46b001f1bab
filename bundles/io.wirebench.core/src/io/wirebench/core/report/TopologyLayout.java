package io.wirebench.core.report;

import io.wirebench.core.spec.LinkSpec;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.NodeSpec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where nodes are drawn: at the positions of the file, spread until they do not overlap; or, where positions are missing or
 * cannot be spread, in layers by their distance from an end of the network. Immutable.
 *
 * @param boxes by node name, in the order of the network
 * @param width of the drawing in pixels
 * @param height of the drawing in pixels
 */
record TopologyLayout(Map<String, Box> boxes, double width, double height) {

	/** What a node needs: its figure and its name under it. */
	record Box(double x, double y, double width, double height) {
		boolean overlaps(Box other) {
			return Math.abs(x - other.x) < (width + other.width) / 2 && Math.abs(y - other.y) < (height + other.height) / 2;
		}

		Box at(double newX, double newY) {
			return new Box(newX, newY, width, height);
		}
	}

	static final int BOX_HEIGHT = 58;
	static final int FONT = 12;
	static final int LONGEST_NAME = 18;
	private static final double WIDTH = 960;
	/** Drawings by positions of the file are not made higher than this. */
	private static final double HIGH = 520;
	private static final double MARGIN = 24;
	private static final double GAP = 14;
	private static final double ROW = 112;
	private static final double MOST_SPREAD = 8;

	static TopologyLayout of(NetworkSpec spec) {
		Map<String, Box> sizes = new LinkedHashMap<>();
		for (NodeSpec node : spec.nodes())
			sizes.put(node.name(), new Box(0, 0, Math.max(46, Markup.width(Markup.cut(node.name(), LONGEST_NAME), FONT) + 8), BOX_HEIGHT));
		Map<String, Box> placed = fromFile(spec, sizes);
		return framed(placed != null ? placed : layered(spec, sizes));
	}

	private static Map<String, Box> fromFile(NetworkSpec spec, Map<String, Box> sizes) {
		List<NodeSpec> nodes = spec.nodes();
		if (nodes.isEmpty() || nodes.stream().anyMatch(node -> node.x() == null || node.y() == null))
			return null;
		double spread = 0;
		for (int i = 0; i < nodes.size(); i++)
			for (int j = 0; j < i; j++) {
				Box a = sizes.get(nodes.get(i).name());
				Box b = sizes.get(nodes.get(j).name());
				double x = ((a.width + b.width) / 2 + GAP) / Math.abs((double) nodes.get(i).x() - nodes.get(j).x());
				double y = ((a.height + b.height) / 2 + GAP) / Math.abs((double) nodes.get(i).y() - nodes.get(j).y());
				spread = Math.max(spread, Math.min(x, y));
			}
		if (!(spread <= MOST_SPREAD))
			return null;
		double left = nodes.stream().mapToDouble(NodeSpec::x).min().getAsDouble();
		double right = nodes.stream().mapToDouble(NodeSpec::x).max().getAsDouble();
		double top = nodes.stream().mapToDouble(NodeSpec::y).min().getAsDouble();
		double bottom = nodes.stream().mapToDouble(NodeSpec::y).max().getAsDouble();
		double fitting = Math.min((WIDTH - 2 * MARGIN - 60) / Math.max(1, right - left), HIGH / Math.max(1, bottom - top));
		double factor = Math.max(spread, Math.clamp(fitting, 0.1, 2));
		Map<String, Box> placed = new LinkedHashMap<>();
		for (NodeSpec node : nodes)
			placed.put(node.name(), sizes.get(node.name()).at(node.x() * factor, node.y() * factor));
		return placed;
	}

	private static Map<String, Box> layered(NetworkSpec spec, Map<String, Box> sizes) {
		Map<String, Set<String>> neighbours = new LinkedHashMap<>();
		sizes.keySet().forEach(name -> neighbours.put(name, new LinkedHashSet<>()));
		for (LinkSpec link : spec.links()) {
			String from = link.from().node();
			String to = link.to().node();
			if (!from.equals(to) && neighbours.containsKey(from) && neighbours.containsKey(to)) {
				neighbours.get(from).add(to);
				neighbours.get(to).add(from);
			}
		}
		Map<String, Box> placed = new HashMap<>();
		Set<String> left = new LinkedHashSet<>(sizes.keySet());
		double y = 0;
		List<String> alone = new ArrayList<>();
		while (!left.isEmpty()) {
			String first = left.iterator().next();
			if (neighbours.get(first).isEmpty()) {
				left.remove(first);
				alone.add(first);
				continue;
			}
			// The far end of a longest way makes chains run from left to right.
			List<List<String>> layers = layers(layers(first, neighbours).getLast().getFirst(), neighbours);
			layers.forEach(left::removeAll);
			order(layers, neighbours);
			y = place(wrap(layers), sizes, placed, y);
		}
		int perRow = Math.max(6, (int) Math.ceil(Math.sqrt(alone.size() * 2.0)));
		List<List<String>> columns = new ArrayList<>();
		for (int i = 0; i < alone.size(); i++) {
			if (i < perRow)
				columns.add(new ArrayList<>());
			columns.get(i % perRow).add(alone.get(i));
		}
		if (!columns.isEmpty())
			place(columns, sizes, placed, y);
		Map<String, Box> ordered = new LinkedHashMap<>();
		sizes.keySet().forEach(name -> ordered.put(name, placed.get(name)));
		return ordered;
	}

	private static List<List<String>> layers(String root, Map<String, Set<String>> neighbours) {
		Map<String, Integer> distance = new HashMap<>();
		Deque<String> queue = new ArrayDeque<>();
		List<List<String>> layers = new ArrayList<>();
		distance.put(root, 0);
		queue.add(root);
		while (!queue.isEmpty()) {
			String node = queue.remove();
			int d = distance.get(node);
			if (layers.size() <= d)
				layers.add(new ArrayList<>());
			layers.get(d).add(node);
			for (String next : neighbours.get(node))
				if (distance.putIfAbsent(next, d + 1) == null)
					queue.add(next);
		}
		return layers;
	}

	/** Few crossings: each node goes to the middle of its neighbours in the layer before, then of those after, some times over. */
	private static void order(List<List<String>> layers, Map<String, Set<String>> neighbours) {
		Map<String, Double> place = new HashMap<>();
		layers.forEach(layer -> number(layer, place));
		for (int sweep = 0; sweep < 6; sweep++)
			for (int i = 1; i < layers.size(); i++) {
				int at = sweep % 2 == 0 ? i : layers.size() - 1 - i;
				Set<String> beside = new LinkedHashSet<>(layers.get(sweep % 2 == 0 ? at - 1 : at + 1));
				Map<String, Double> middle = new HashMap<>();
				for (String node : layers.get(at))
					middle.put(node, neighbours.get(node).stream().filter(beside::contains).mapToDouble(place::get).average()
							.orElse(place.get(node)));
				layers.get(at).sort(Comparator.comparingDouble(middle::get));
				number(layers.get(at), place);
			}
	}

	private static void number(List<String> layer, Map<String, Double> place) {
		for (int i = 0; i < layer.size(); i++)
			place.put(layer.get(i), i - (layer.size() - 1) / 2.0);
	}

	/** Splits layers that would make the drawing much higher than wide. */
	private static List<List<String>> wrap(List<List<String>> layers) {
		int nodes = layers.stream().mapToInt(List::size).sum();
		int most = Math.max(6, (int) Math.ceil(Math.sqrt(nodes * 1.3)));
		List<List<String>> columns = new ArrayList<>();
		for (List<String> layer : layers) {
			int parts = (layer.size() + most - 1) / most;
			for (int part = 0; part < parts; part++)
				columns.add(layer.subList(layer.size() * part / parts, layer.size() * (part + 1) / parts));
		}
		return columns;
	}

	/** @return where the next component may begin */
	private static double place(List<List<String>> columns, Map<String, Box> sizes, Map<String, Box> placed, double top) {
		double[] widths = columns.stream().mapToDouble(column -> column.stream().mapToDouble(name -> sizes.get(name).width).max().orElse(0))
				.toArray();
		double sum = 0;
		for (double width : widths)
			sum += width;
		int rows = columns.stream().mapToInt(List::size).max().orElse(0);
		double gap = columns.size() == 1 ? 0 : Math.clamp((WIDTH - 2 * MARGIN - sum) / (columns.size() - 1), 46, 220);
		double x = 0;
		for (int c = 0; c < columns.size(); c++) {
			List<String> column = columns.get(c);
			for (int r = 0; r < column.size(); r++)
				placed.put(column.get(r), sizes.get(column.get(r)).at(x + widths[c] / 2, top + (rows - column.size()) * ROW / 2 + r * ROW));
			x += widths[c] + gap;
		}
		return top + rows * ROW;
	}

	private static TopologyLayout framed(Map<String, Box> placed) {
		double left = Double.MAX_VALUE;
		double top = Double.MAX_VALUE;
		double right = -Double.MAX_VALUE;
		double bottom = -Double.MAX_VALUE;
		for (Box box : placed.values()) {
			left = Math.min(left, box.x - box.width / 2);
			right = Math.max(right, box.x + box.width / 2);
			top = Math.min(top, box.y - box.height / 2);
			bottom = Math.max(bottom, box.y + box.height / 2);
		}
		if (placed.isEmpty())
			return new TopologyLayout(Map.of(), WIDTH, 2 * MARGIN);
		double width = Math.max(WIDTH, right - left + 2 * MARGIN);
		double moveX = (width - (right - left)) / 2 - left;
		double moveY = MARGIN + 14 - top;
		Map<String, Box> framed = new LinkedHashMap<>();
		placed.forEach((name, box) -> framed.put(name, box.at(box.x + moveX, box.y + moveY)));
		return new TopologyLayout(framed, width, bottom - top + 2 * MARGIN + 28);
	}
}
