package io.wirebench.core.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws series over time as SVG, with marks where something happened. Where values of a rate, size or duration lie far
 * apart, the axis is logarithmic, so that the small ones can still be read.
 */
final class Chart {

	/**
	 * A moment with a text.
	 *
	 * @param seconds when
	 * @param label a few characters above the chart, or empty
	 * @param text shown when pointed at
	 */
	record Mark(double seconds, String label, String text) {}

	/** @param label of the line, for the text shown when pointed at */
	record Line(String label, Series series) {}

	private static final int WIDTH = 960;
	private static final int HEIGHT = 176;
	private static final int LEFT = 88;
	private static final int RIGHT = 14;
	private static final int TOP = 20;
	private static final int BOTTOM = 22;
	/** Height of the strip for zero under a logarithmic axis. */
	private static final int ZERO_STRIP = 18;
	private static final int MOST_MARKS = 80;
	private static final int STRIPS = 60;
	/** From this ratio between the highest and a low value on, the axis is logarithmic. */
	private static final double WIDE = 25;

	/** Where values go. */
	private record Axis(boolean logarithmic, double bottom, double top, List<Double> ticks) {
		double y(double value) {
			double height = HEIGHT - TOP - BOTTOM;
			if (!logarithmic)
				return HEIGHT - BOTTOM - (value - bottom) / (top - bottom) * height;
			if (value < bottom)
				return HEIGHT - BOTTOM;
			return HEIGHT - BOTTOM - ZERO_STRIP - Math.log(value / bottom) / Math.log(top / bottom) * (height - ZERO_STRIP);
		}
	}

	private Chart() {
	}

	/**
	 * @param title said to readers who cannot see
	 * @param lines of the same unit; values that are not finite leave gaps
	 * @param end of the time axis in seconds
	 * @param marks moments to show; of labels that would overlap, the first in the list is shown
	 * @param shaded spans of time to show as a shadow
	 */
	static String svg(String title, List<Line> lines, double end, List<Mark> marks, List<Recording.Span> shaded) {
		String unit = lines.isEmpty() ? "1" : lines.getFirst().series().unit();
		Axis axis = axis(lines, unit);
		double last = Math.max(Double.isFinite(end) ? end : 0, 1e-3);
		for (Line line : lines)
			if (line.series().size() > 0)
				last = Math.max(last, line.series().secondsAt(line.series().size() - 1));
		double scaleX = (WIDTH - LEFT - RIGHT) / last;
		StringBuilder out = new StringBuilder();
		out.append("<svg class='chart' viewBox='0 0 ").append(WIDTH).append(' ').append(HEIGHT).append("' role='img' aria-label='")
				.append(Markup.escape(title + (axis.logarithmic ? " (logarithmic)" : ""))).append("'>");
		for (Recording.Span span : shaded) {
			double from = LEFT + Math.clamp(span.fromSeconds(), 0, last) * scaleX;
			double to = LEFT + Math.clamp(span.toSeconds(), 0, last) * scaleX;
			out.append("<rect class='shade' x='").append(n(from)).append("' y='").append(TOP).append("' width='")
					.append(n(Math.max(1, to - from)))
					.append("' height='").append(HEIGHT - TOP - BOTTOM).append("'/>");
		}
		for (double tick : axis.ticks) {
			line(out, "grid", LEFT, axis.y(tick), WIDTH - RIGHT, axis.y(tick));
			text(out, "tick", LEFT - 7, axis.y(tick) + 4, "end", Units.print(unit, tick));
		}
		if (axis.logarithmic) {
			line(out, "grid", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
			text(out, "tick", LEFT - 7, HEIGHT - BOTTOM + 4, "end", "0");
		}
		double step = timeStep(last);
		for (int i = 0; i * step <= last * (1 + 1e-9); i++) {
			double x = LEFT + i * step * scaleX;
			line(out, "grid", x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 4);
			text(out, "tick", Math.min(x, WIDTH - RIGHT - 10), HEIGHT - 5, "middle", time(i * step));
		}
		marks(out, marks, last, scaleX);
		for (int i = 0; i < lines.size(); i++)
			path(out, lines.get(i).series(), "series s" + i % 6, axis, scaleX);
		strips(out, lines, unit, last, scaleX);
		return out.append("</svg>").toString();
	}

	private static void marks(StringBuilder out, List<Mark> marks, double last, double scaleX) {
		List<Double> labels = new ArrayList<>();
		int drawn = 0;
		for (Mark mark : marks) {
			if (!(mark.seconds >= 0 && mark.seconds <= last) || drawn++ >= MOST_MARKS)
				continue;
			double x = LEFT + mark.seconds * scaleX;
			out.append("<g class='mark'><title>").append(Markup.escape(mark.text)).append("</title>");
			line(out, "", x, TOP - 3, x, HEIGHT - BOTTOM);
			if (!mark.label.isEmpty() && labels.stream().noneMatch(other -> Math.abs(other - x) < 16)) {
				text(out, "", x, TOP - 7, "middle", mark.label);
				labels.add(x);
			}
			out.append("</g>");
		}
	}

	private static void path(StringBuilder out, Series series, String type, Axis axis, double scaleX) {
		int columns = WIDTH - LEFT - RIGHT;
		StringBuilder path = new StringBuilder();
		boolean pen = false;
		boolean dot = false;
		double dotX = 0;
		double dotY = 0;
		StringBuilder dots = new StringBuilder();
		int i = 0;
		int size = series.size();
		while (i < size) {
			// Of the points in one column of pixels the first, the extremes and the last are enough.
			int column = (int) (series.secondsAt(i) * scaleX);
			int to = i;
			int low = -1;
			int high = -1;
			while (to < size && (int) (series.secondsAt(to) * scaleX) == column) {
				double v = series.valueAt(to);
				if (Double.isFinite(v)) {
					low = low < 0 || v < series.valueAt(low) ? to : low;
					high = high < 0 || v > series.valueAt(high) ? to : high;
				}
				to++;
			}
			int[] chosen = {i, Math.min(low, high), Math.max(low, high), to - 1};
			int before = -1;
			for (int point : chosen) {
				if (point < 0 || point == before)
					continue;
				before = point;
				double v = series.valueAt(point);
				if (!Double.isFinite(v)) {
					if (dot)
						dot(dots, type, dotX, dotY);
					dot = false;
					pen = false;
					continue;
				}
				double x = LEFT + Math.clamp(series.secondsAt(point) * scaleX, 0, columns);
				double y = axis.y(v);
				path.append(pen ? 'L' : 'M').append(n(x)).append(' ').append(n(y));
				dot = !pen;
				dotX = x;
				dotY = y;
				pen = true;
			}
			i = to;
		}
		// A value on its own has no line: a dot.
		if (dot)
			dot(dots, type, dotX, dotY);
		if (!path.isEmpty())
			out.append("<path class='").append(type).append("' d='").append(path).append("'/>").append(dots);
	}

	private static void dot(StringBuilder out, String type, double x, double y) {
		out.append("<circle class='").append(type).append("' cx='").append(n(x)).append("' cy='").append(n(y)).append("' r='2'/>");
	}

	/** Values to be shown when pointed at. */
	private static void strips(StringBuilder out, List<Line> lines, String unit, double last, double scaleX) {
		double width = last / STRIPS;
		int[] at = new int[lines.size()];
		for (int i = 0; i < STRIPS; i++) {
			StringBuilder text = new StringBuilder();
			for (int l = 0; l < lines.size(); l++) {
				Series series = lines.get(l).series();
				double low = Double.NaN;
				double high = Double.NaN;
				while (at[l] < series.size() && series.secondsAt(at[l]) < (i + 1) * width) {
					double v = series.valueAt(at[l]++);
					if (!Double.isFinite(v))
						continue;
					low = v >= low ? low : v;
					high = v <= high ? high : v;
				}
				if (!Double.isNaN(low))
					text.append(text.isEmpty() ? "" : "\n").append(lines.get(l).label()).append(": ").append(Units.print(unit, low))
							.append(low == high ? "" : " to " + Units.print(unit, high));
			}
			if (text.isEmpty())
				continue;
			out.append("<rect class='hit' x='").append(n(LEFT + i * width * scaleX)).append("' y='").append(TOP).append("' width='")
					.append(n(width * scaleX))
					.append("' height='").append(HEIGHT - TOP - BOTTOM).append("'><title>")
					.append(Markup.escape(Units.seconds(i * width) + " to " + Units.seconds((i + 1) * width) + "\n" + text))
					.append("</title></rect>");
		}
	}

	/** @return whether a chart of these lines would have a logarithmic axis */
	static boolean logarithmic(List<Line> lines) {
		return !lines.isEmpty() && axis(lines, lines.getFirst().series().unit()).logarithmic;
	}

	private static Axis axis(List<Line> lines, String unit) {
		double max = 0;
		double min = 0;
		double positiveSeconds = 0;
		for (Line line : lines)
			for (int i = 0; i < line.series().size(); i++) {
				double v = line.series().valueAt(i);
				if (!Double.isFinite(v))
					continue;
				max = Math.max(max, v);
				min = Math.min(min, v);
				if (v > 0)
					positiveSeconds += weight(line.series(), i);
			}
		boolean scalable = unit.equals("bit/s") || unit.equals("bit") || unit.equals("s");
		if (scalable && min >= 0 && max > 0) {
			// What lies low for a good part of the time must be readable, a short dip need not be.
			double low = quantile(lines, 0.1 * positiveSeconds);
			if (max / low > WIDE)
				return logarithmicAxis(Math.max(quantile(lines, 0.03 * positiveSeconds), max / 1e7), max, unit);
		}
		double step = valueStep(max - min, unit);
		double top = step * Math.max(1, Math.ceil(max / step - 1e-9));
		double bottom = step * Math.floor(min / step + 1e-9);
		List<Double> ticks = new ArrayList<>();
		for (int i = 0; bottom + i * step <= top + step / 2 && i < 20; i++) {
			double tick = bottom + i * step;
			ticks.add(Math.abs(tick) < step / 1e6 ? 0 : tick);
		}
		return new Axis(false, bottom, top, ticks);
	}

	private static Axis logarithmicAxis(double low, double max, String unit) {
		double base = unit.equals("bit") ? 1024 : 10;
		double least = unit.equals("bit") ? 8 : 1;
		double bottom = least * Math.pow(base, Math.floor(Math.log(low / least) / Math.log(base) + 1e-9));
		List<Double> ticks = new ArrayList<>();
		List<Double> fine = new ArrayList<>();
		double tick = bottom;
		for (; tick < max * (1 - 1e-9) && ticks.size() < 30; tick *= base) {
			ticks.add(tick);
			fine.add(tick);
			for (double factor : base == 10 ? new double[]{2, 5} : new double[]{32})
				if (tick * factor < max)
					fine.add(tick * factor);
		}
		double top = Math.max(max * 1.05, bottom * base);
		if (tick <= top)
			ticks.add(tick);
		while (ticks.size() > 7)
			for (int i = ticks.size() - 2; i > 0; i -= 2)
				ticks.remove(i);
		return new Axis(true, bottom, top, ticks.size() <= 2 ? fine : ticks);
	}

	/** @return the positive value below which the lines are for so many seconds */
	private static double quantile(List<Line> lines, double seconds) {
		record Weighed(double value, double seconds) {}
		List<Weighed> values = new ArrayList<>();
		for (Line line : lines)
			for (int i = 0; i < line.series().size(); i++)
				if (Double.isFinite(line.series().valueAt(i)) && line.series().valueAt(i) > 0)
					values.add(new Weighed(line.series().valueAt(i), weight(line.series(), i)));
		values.sort((a, b) -> Double.compare(a.value, b.value));
		double sum = 0;
		for (Weighed weighed : values) {
			sum += weighed.seconds;
			if (sum > seconds)
				return weighed.value;
		}
		return values.getLast().value;
	}

	private static double weight(Series series, int i) {
		double before = series.secondsAt(Math.max(0, i - 1));
		double after = series.secondsAt(Math.min(series.size() - 1, i + 1));
		return Math.max(1e-9, (after - before) / 2);
	}

	/** @return a round distance between ticks, about four of which fill the range */
	private static double valueStep(double range, String unit) {
		if (!(range > 0))
			return unit.equals("bit") ? 8 : unit.equals("ratio") ? 0.01 : 1;
		if (unit.equals("bit"))
			return 8 * Math.pow(2, Math.max(0, Math.ceil(Math.log(range / 8 / 4) / Math.log(2))));
		double step = roundStep(range / 4);
		return unit.equals("1") ? Math.max(step, range < 4 && range != Math.rint(range) ? step : 1) : step;
	}

	private static double timeStep(double seconds) {
		for (double step : new double[]{10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 86400})
			if (seconds >= 60 && seconds / step <= 12)
				return step;
		return roundStep(seconds / 12);
	}

	private static double roundStep(double raw) {
		double power = Math.pow(10, Math.floor(Math.log10(raw)));
		double lead = raw / power;
		return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
	}

	private static String time(double seconds) {
		if (seconds >= 7200)
			return Markup.number(seconds / 3600) + " h";
		return seconds >= 600 ? Markup.number(seconds / 60) + " min" : Units.dimension("s").print(Math.rint(seconds * 1e9) / 1e9);
	}

	private static void line(StringBuilder out, String type, double x1, double y1, double x2, double y2) {
		out.append("<line").append(type.isEmpty() ? "" : " class='" + type + "'").append(" x1='").append(n(x1)).append("' y1='")
				.append(n(y1)).append("' x2='")
				.append(n(x2)).append("' y2='").append(n(y2)).append("'/>");
	}

	private static void text(StringBuilder out, String type, double x, double y, String anchor, String text) {
		out.append("<text").append(type.isEmpty() ? "" : " class='" + type + "'").append(" x='").append(n(x)).append("' y='").append(n(y))
				.append("' text-anchor='")
				.append(anchor).append("'>").append(Markup.escape(text)).append("</text>");
	}

	private static String n(double value) {
		return Markup.number(Math.rint(value * 10) / 10);
	}
}
