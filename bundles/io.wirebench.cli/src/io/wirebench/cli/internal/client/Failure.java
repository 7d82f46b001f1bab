package io.wirebench.cli.internal.client;

/** Ends a command with an exit code and a message for the user. */
public final class Failure extends RuntimeException {
	private static final long serialVersionUID = 1L;

	private final int exitCode;

	public Failure(int exitCode, String message) {
		super(message);
		this.exitCode = exitCode;
	}

	public int exitCode() {
		return exitCode;
	}
}
