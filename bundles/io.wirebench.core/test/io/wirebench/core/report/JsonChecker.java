package io.wirebench.core.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON as RFC 8259 has it, and nothing else. */
final class JsonChecker {

	private final String text;
	private int at;

	private JsonChecker(String text) {
		this.text = text;
	}

	/** @return maps, lists, strings, doubles, booleans and null */
	static Object parse(String text) {
		JsonChecker checker = new JsonChecker(text);
		Object value = checker.value();
		checker.space();
		if (checker.at != text.length())
			throw checker.wrong("text after the value");
		return value;
	}

	private IllegalArgumentException wrong(String what) {
		return new IllegalArgumentException(
				what + " at " + at + ": " + text.substring(Math.max(0, at - 20), Math.min(text.length(), at + 20)));
	}

	private void space() {
		while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0)
			at++;
	}

	private char peek() {
		if (at >= text.length())
			throw wrong("unexpected end");
		return text.charAt(at);
	}

	private void expect(String literal) {
		if (!text.startsWith(literal, at))
			throw wrong("expected " + literal);
		at += literal.length();
	}

	private Object value() {
		space();
		return switch (peek()) {
			case '{' -> object();
			case '[' -> list();
			case '"' -> string();
			case 't' -> {
				expect("true");
				yield true;
			}
			case 'f' -> {
				expect("false");
				yield false;
			}
			case 'n' -> {
				expect("null");
				yield null;
			}
			default -> number();
		};
	}

	private Map<String, Object> object() {
		Map<String, Object> map = new LinkedHashMap<>();
		expect("{");
		space();
		if (peek() == '}') {
			at++;
			return map;
		}
		while (true) {
			space();
			String key = string();
			space();
			expect(":");
			if (map.put(key, value()) != null)
				throw wrong("key twice: " + key);
			space();
			if (peek() == '}') {
				at++;
				return map;
			}
			expect(",");
		}
	}

	private List<Object> list() {
		List<Object> list = new ArrayList<>();
		expect("[");
		space();
		if (peek() == ']') {
			at++;
			return list;
		}
		while (true) {
			list.add(value());
			space();
			if (peek() == ']') {
				at++;
				return list;
			}
			expect(",");
		}
	}

	private String string() {
		expect("\"");
		StringBuilder out = new StringBuilder();
		while (peek() != '"') {
			char c = text.charAt(at++);
			if (c < 0x20)
				throw wrong("control character in a string");
			if (c != '\\') {
				out.append(c);
				continue;
			}
			char escape = peek();
			at++;
			int simple = "\"\\/bfnrt".indexOf(escape);
			if (simple >= 0)
				out.append("\"\\/\b\f\n\r\t".charAt(simple));
			else if (escape == 'u') {
				out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
				at += 4;
			} else
				throw wrong("unknown escape");
		}
		at++;
		return out.toString();
	}

	private Double number() {
		var matcher = java.util.regex.Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?").matcher(text).region(at,
				text.length());
		if (!matcher.lookingAt())
			throw wrong("expected a value");
		at = matcher.end();
		return Double.valueOf(matcher.group());
	}
}
