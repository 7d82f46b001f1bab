package io.wirebench.cli.internal;

/** Ends a command with an exit code and a message for the user. */
final class Failure extends RuntimeException {
	private static final long serialVersionUID = 1L;

	private final int exitCode;

	Failure(int exitCode, String message) {
		super(message);
		this.exitCode = exitCode;
	}

	int exitCode() {
		return exitCode;
	}
}
