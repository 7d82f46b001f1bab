package io.wirebench.core.spec;

/**
 * Something wrong or doubtful in a network.
 *
 * @param severity whether the network can run
 * @param path the element's path, empty for the network
 * @param line in the file, counted from 1, or 0 if not known
 * @param column in the file, counted from 1, or 0 if not known
 * @param message what is wrong
 * @param remedy what to do
 */
public record Problem(Severity severity, String path, int line, int column, String message, String remedy) {

	/** How bad it is. */
	public enum Severity {
		/** The network cannot run. */
		ERROR,
		/** It can, but probably not as meant. */
		WARNING
	}

	/** @return one line for a user */
	@Override
	public String toString() {
		return (line > 0 ? line + ":" + column + ": " : "") + (path.isEmpty() ? "" : path + ": ") + message
				+ (remedy.isEmpty() ? "" : "; " + remedy);
	}
}
