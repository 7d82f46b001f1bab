package io.wirebench.core.report;

import java.util.Locale;

/** Text and numbers for HTML and SVG. */
final class Markup {

	private Markup() {
	}

	/** @return the text with all that means something in HTML or XML escaped, and what neither may contain replaced */
	static String escape(String text) {
		StringBuilder out = new StringBuilder(text.length() + 16);
		String clean = clean(text);
		for (int i = 0; i < clean.length(); i++) {
			char c = clean.charAt(i);
			switch (c) {
				case '&' -> out.append("&amp;");
				case '<' -> out.append("&lt;");
				case '>' -> out.append("&gt;");
				case '"' -> out.append("&quot;");
				case '\'' -> out.append("&#39;");
				default -> out.append(c);
			}
		}
		return out.toString();
	}

	private static String clean(String text) {
		StringBuilder out = new StringBuilder(text.length());
		text.codePoints().forEach(c -> {
			boolean control = c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0;
			boolean surrogate = c >= 0xd800 && c <= 0xdfff;
			out.appendCodePoint(control || surrogate || (c & 0xfffe) == 0xfffe || bidirectional(c) ? 0xfffd : c);
		});
		return out.toString();
	}

	/** Controls that would let a name rearrange the text around it. */
	private static boolean bidirectional(int c) {
		return c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
	}

	/** @return the text on one line without control characters */
	static String printable(String text, char lineFeed) {
		return clean(text.replace("\r", "").replace('\n', lineFeed).replace('\t', ' '));
	}

	/** @return a number, with at most two digits after the point */
	static String number(double value) {
		if (value == Math.rint(value) && Math.abs(value) < 1e12)
			return String.valueOf((long) value);
		String text = String.format(Locale.ROOT, "%.2f", value);
		return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
	}

	/** @return roughly the width in pixels of a text in a small font */
	static double width(String text, double fontPixels) {
		return text.codePoints().mapToDouble(c -> c < 0x2e80 ? 0.58 : 1.05).sum() * fontPixels;
	}

	/** @return the text, cut to so many characters */
	static String cut(String text, int most) {
		if (text.codePointCount(0, text.length()) <= most)
			return text;
		return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
	}
}
