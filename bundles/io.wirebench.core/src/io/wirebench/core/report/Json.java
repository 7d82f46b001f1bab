package io.wirebench.core.report;

import java.util.Map;

/**
 * Writes JSON (RFC 8259). Values are {@code null}, strings, numbers, booleans, maps with string keys, and iterables; any other
 * object is written as its text. Numbers that JSON cannot express (NaN, infinities) become {@code null}.
 */
public final class Json {

	private Json() {
	}

	/** @return the value as JSON with two spaces of indentation a level and a line feed at the end */
	public static String write(Object value) {
		StringBuilder out = new StringBuilder();
		write(value, out, 0);
		return out.append('\n').toString();
	}

	/** @return the value as JSON on one line */
	public static String writeLine(Object value) {
		StringBuilder out = new StringBuilder();
		write(value, out, -1);
		return out.toString();
	}

	private static void write(Object value, StringBuilder out, int depth) {
		switch (value) {
		case null -> out.append("null");
		case Boolean b -> out.append(b);
		case Double d when d.isNaN() || d.isInfinite() -> out.append("null");
		case Double d when d == Math.rint(d) && Math.abs(d) < 1e15 -> out.append(d.longValue());
		case Number n -> out.append(n);
		case Map<?, ?> map -> {
			out.append('{');
			boolean first = true;
			for (Map.Entry<?, ?> e : map.entrySet()) {
				next(out, first, depth);
				first = false;
				quote(String.valueOf(e.getKey()), out);
				out.append(depth < 0 ? ":" : ": ");
				write(e.getValue(), out, depth < 0 ? depth : depth + 1);
			}
			close(out, first, depth, '}');
		}
		case Iterable<?> items -> {
			out.append('[');
			boolean first = true;
			for (Object item : items) {
				next(out, first, depth);
				first = false;
				write(item, out, depth < 0 ? depth : depth + 1);
			}
			close(out, first, depth, ']');
		}
		default -> quote(value.toString(), out);
		}
	}

	private static void next(StringBuilder out, boolean first, int depth) {
		if (!first)
			out.append(',');
		if (depth >= 0)
			out.append('\n').append("  ".repeat(depth + 1));
	}

	private static void close(StringBuilder out, boolean empty, int depth, char bracket) {
		if (!empty && depth >= 0)
			out.append('\n').append("  ".repeat(depth));
		out.append(bracket);
	}

	private static void quote(String text, StringBuilder out) {
		out.append('"');
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			switch (c) {
			case '"' -> out.append("\\\"");
			case '\\' -> out.append("\\\\");
			case '\n' -> out.append("\\n");
			case '\r' -> out.append("\\r");
			case '\t' -> out.append("\\t");
			default -> {
				if (c < 0x20 || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c) && !paired(text, i))
					out.append(String.format("\\u%04x", (int) c));
				else
					out.append(c);
			}
			}
		}
		out.append('"');
	}

	private static boolean paired(String text, int i) {
		return Character.isHighSurrogate(text.charAt(i)) ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
				: i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
	}
}
