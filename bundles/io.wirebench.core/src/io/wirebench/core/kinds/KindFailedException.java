package io.wirebench.core.kinds;

/** A declared kind's class cannot be created; the message names contributor, point and id. */
public final class KindFailedException extends RuntimeException {

	private static final long serialVersionUID = 1;

	KindFailedException(String message, Throwable cause) {
		super(message, cause);
	}
}
