package io.wirebench.model.file;

import java.io.IOException;

/**
 * A network file cannot be read or written at all. The message says what is wrong and what to do, for the user.
 */
public final class NetworkFileException extends IOException {

	private static final long serialVersionUID = 1;

	private final int line;
	private final int column;

	NetworkFileException(String message, int line, int column) {
		super(line > 0 ? "line " + line + ", column " + column + ": " + message : message);
		this.line = line;
		this.column = column;
	}

	NetworkFileException(String message) {
		this(message, 0, 0);
	}

	/** @return the line, counted from 1, or 0 if the whole file or no file is meant */
	public int line() {
		return line;
	}

	/** @return the column in characters, counted from 1, or 0 if the whole file or no file is meant */
	public int column() {
		return column;
	}
}
