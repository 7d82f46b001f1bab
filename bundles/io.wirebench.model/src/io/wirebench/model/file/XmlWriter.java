package io.wirebench.model.file;

/** Collects text and knows the position where the next character goes. For one thread. */
final class XmlWriter {

	private final StringBuilder text = new StringBuilder();
	private int line = 1;
	private int column = 1;

	void append(String piece) {
		text.append(piece);
		for (var index = 0; index < piece.length(); index++) {
			var character = piece.charAt(index);
			if (character == '\n' || character == '\r' && !(index + 1 < piece.length() && piece.charAt(index + 1) == '\n')) {
				line++;
				column = 1;
			} else if (character != '\uFEFF' && !Character.isLowSurrogate(character))
				column++;
		}
	}

	Position position() {
		return new Position(line, column);
	}

	@Override
	public String toString() {
		return text.toString();
	}
}
