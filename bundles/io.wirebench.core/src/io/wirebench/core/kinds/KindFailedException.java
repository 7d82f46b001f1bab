package io.wirebench.core.kinds;

/** A declared kind's class cannot be created; the message names the kind, and says what its constructor said. */
public final class KindFailedException extends RuntimeException {

	private static final long serialVersionUID = 1;

	KindFailedException(String message, Throwable cause) {
		super(message, cause);
	}
}
