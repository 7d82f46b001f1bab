package io.wirebench.core.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Writes JSON (RFC 8259). Values are {@code null}, strings, numbers, booleans, maps with string keys, iterables, and arrays
 * of {@code double} (always on one line); any other object is written as its text. Numbers that JSON cannot express (NaN,
 * infinities) become {@code null}.
 */
public final class Json {

	private Json() {
	}

	/** @return the value as JSON with two spaces of indentation a level and a line feed at the end */
	public static String write(Object value) {
		StringBuilder out = new StringBuilder();
		try {
			write(value, out);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
		return out.toString();
	}

	/** Writes what {@link #write(Object)} gives, without holding it in memory. */
	public static void write(Object value, Appendable out) throws IOException {
		write(value, out, 0);
		out.append('\n');
	}

	/** @return the value as JSON on one line */
	public static String writeLine(Object value) {
		StringBuilder out = new StringBuilder();
		try {
			write(value, out, -1);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
		return out.toString();
	}

	private static void write(Object value, Appendable out, int depth) throws IOException {
		switch (value) {
			case null -> out.append("null");
			case Boolean b -> out.append(b.toString());
			case Double d -> number(d, out);
			case Float f -> number(f, out);
			case Number n -> out.append(n.toString());
			case double[] numbers -> {
				out.append('[');
				for (int i = 0; i < numbers.length; i++) {
					if (i > 0)
						out.append(',');
					number(numbers[i], out);
				}
				out.append(']');
			}
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

	private static void number(double value, Appendable out) throws IOException {
		if (Double.isNaN(value) || Double.isInfinite(value))
			out.append("null");
		else if (value == Math.rint(value) && Math.abs(value) < 1e15)
			out.append(Long.toString((long) value));
		else
			out.append(Double.toString(value));
	}

	private static void next(Appendable out, boolean first, int depth) throws IOException {
		if (!first)
			out.append(',');
		if (depth >= 0)
			out.append('\n').append("  ".repeat(depth + 1));
	}

	private static void close(Appendable out, boolean empty, int depth, char bracket) throws IOException {
		if (!empty && depth >= 0)
			out.append('\n').append("  ".repeat(depth));
		out.append(bracket);
	}

	private static void quote(String text, Appendable out) throws IOException {
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
		return Character.isHighSurrogate(text.charAt(i))
				? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
				: i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
	}
}
