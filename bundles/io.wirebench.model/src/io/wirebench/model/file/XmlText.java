package io.wirebench.model.file;

/** The rules of XML 1.0 for characters, sections 2.2, 2.11, 3.3.3 and 4.6. */
final class XmlText {

	private XmlText() {
	}

	/** @return the index of the first character that XML cannot hold, or -1 */
	static int illegalIndex(String value) {
		for (var index = 0; index < value.length();) {
			var point = value.codePointAt(index);
			var legal = point == '\t' || point == '\n' || point == '\r' || point >= 0x20 && point <= 0xD7FF
					|| point >= 0xE000 && point <= 0xFFFD || point >= 0x10000;
			if (!legal)
				return index;
			index += Character.charCount(point);
		}
		return -1;
	}

	static String escapeAttribute(String value, char quote) {
		var out = new StringBuilder(value.length() + 8);
		for (var index = 0; index < value.length(); index++) {
			var character = value.charAt(index);
			switch (character) {
				case '&' -> out.append("&amp;");
				case '<' -> out.append("&lt;");
				case '\t', '\n', '\r' -> out.append("&#").append((int) character).append(';');
				default -> {
					if (character == quote)
						out.append(quote == '"' ? "&quot;" : "&apos;");
					else
						out.append(character);
				}
			}
		}
		return out.toString();
	}

	static String escapeCharacters(String value, String lineEnd) {
		return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;").replace("\n", lineEnd);
	}

	/** Decodes an attribute's value as it stands between its quotes. */
	static String decodeAttribute(String raw) {
		return decodeReferences(normalizeLines(raw).replace('\n', ' ').replace('\t', ' '));
	}

	static String normalizeLines(String raw) {
		return raw.indexOf('\r') < 0 ? raw : raw.replace("\r\n", "\n").replace('\r', '\n');
	}

	static String decodeReferences(String raw) {
		if (raw.indexOf('&') < 0)
			return raw;
		var out = new StringBuilder(raw.length());
		for (var index = 0; index < raw.length();) {
			var character = raw.charAt(index);
			var end = character == '&' ? raw.indexOf(';', index) : -1;
			if (end < 0) {
				out.append(character);
				index++;
				continue;
			}
			var name = raw.substring(index + 1, end);
			switch (name) {
				case "amp" -> out.append('&');
				case "lt" -> out.append('<');
				case "gt" -> out.append('>');
				case "quot" -> out.append('"');
				case "apos" -> out.append('\'');
				default -> out.appendCodePoint(name.startsWith("#x")
						? Integer.parseInt(name.substring(2), 16)
						: Integer.parseInt(name.substring(1)));
			}
			index = end + 1;
		}
		return out.toString();
	}
}
