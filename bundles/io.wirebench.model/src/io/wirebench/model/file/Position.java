package io.wirebench.model.file;

/**
 * A place in a file.
 *
 * @param line counted from 1
 * @param column in characters, counted from 1
 */
public record Position(int line, int column) {

	@Override
	public String toString() {
		return line + ":" + column;
	}
}
