package io.wirebench.core.report;

import io.wirebench.core.scenario.Dimension;

import java.util.List;
import java.util.Locale;

/** Draws a series over time as SVG, with marks where something happened. */
final class Chart {

	/** A moment with a text. */
	record Mark(double seconds, String text) {
	}

	private static final int WIDTH = 860;
	private static final int HEIGHT = 150;
	private static final int LEFT = 84;
	private static final int BOTTOM = 22;
	private static final int TOP = 10;
	private static final int RIGHT = 10;

	private Chart() {
	}

	/**
	 * @param times in seconds
	 * @param values in base units; NaN leaves a gap
	 * @param end of the time axis in seconds
	 */
	static String svg(double[] times, double[] values, Dimension dimension, double end, List<Mark> marks) {
		double max = 0;
		double min = 0;
		for (double v : values)
			if (!Double.isNaN(v)) {
				max = Math.max(max, v);
				min = Math.min(min, v);
			}
		double step = step(max - min);
		double top = step * Math.max(1, Math.ceil(max / step));
		double bottom = step * Math.floor(min / step);
		double scaleX = (WIDTH - LEFT - RIGHT) / Math.max(end, 1e-3);
		double scaleY = (HEIGHT - TOP - BOTTOM) / (top - bottom);
		StringBuilder out = new StringBuilder();
		out.append("<svg viewBox='0 0 ").append(WIDTH).append(' ').append(HEIGHT).append("' role='img'>");
		for (double y = bottom; y <= top + step / 2; y += step) {
			double py = HEIGHT - BOTTOM - (y - bottom) * scaleY;
			line(out, "grid", LEFT, py, WIDTH - RIGHT, py);
			text(out, "tick", LEFT - 6, py + 4, "end", dimension.print(Math.abs(y) < step / 1e6 ? 0 : y));
		}
		double seconds = step(end);
		for (double t = 0; t <= end + 1e-9; t += seconds)
			text(out, "tick", LEFT + t * scaleX, HEIGHT - 6, "middle", number(t) + " s");
		for (Mark mark : marks) {
			double x = LEFT + mark.seconds * scaleX;
			out.append("<g class='mark'><title>").append(escape(mark.text)).append("</title>");
			line(out, "", x, TOP, x, HEIGHT - BOTTOM);
			out.append("</g>");
		}
		StringBuilder path = new StringBuilder();
		boolean pen = false;
		for (int i = 0; i < times.length; i++) {
			if (Double.isNaN(values[i])) {
				pen = false;
				continue;
			}
			path.append(pen ? 'L' : 'M').append(number(LEFT + times[i] * scaleX)).append(' ')
					.append(number(HEIGHT - BOTTOM - (values[i] - bottom) * scaleY));
			pen = true;
		}
		out.append("<path class='series' d='").append(path).append("'/></svg>");
		return out.toString();
	}

	/** @return a round distance between ticks, about four of which fill the range */
	private static double step(double range) {
		if (!(range > 0))
			return 1;
		double raw = range / 4;
		double power = Math.pow(10, Math.floor(Math.log10(raw)));
		double lead = raw / power;
		return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
	}

	private static void line(StringBuilder out, String type, double x1, double y1, double x2, double y2) {
		out.append("<line class='").append(type).append("' x1='").append(number(x1)).append("' y1='").append(number(y1)).append("' x2='")
				.append(number(x2)).append("' y2='").append(number(y2)).append("'/>");
	}

	private static void text(StringBuilder out, String type, double x, double y, String anchor, String text) {
		out.append("<text class='").append(type).append("' x='").append(number(x)).append("' y='").append(number(y))
				.append("' text-anchor='").append(anchor).append("'>").append(escape(text)).append("</text>");
	}

	static String number(double value) {
		return value == Math.rint(value) && Math.abs(value) < 1e12 ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.2f", value);
	}

	static String escape(String text) {
		StringBuilder out = new StringBuilder(text.length() + 16);
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			switch (c) {
			case '&' -> out.append("&amp;");
			case '<' -> out.append("&lt;");
			case '>' -> out.append("&gt;");
			case '"' -> out.append("&quot;");
			case '\'' -> out.append("&#39;");
			default -> out.append(c < 0x20 && c != '\n' && c != '\t' ? '\uFFFD' : c);
			}
		}
		return out.toString();
	}
}
