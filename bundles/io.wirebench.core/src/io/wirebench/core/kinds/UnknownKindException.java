package io.wirebench.core.kinds;

/** There is no kind of that id; the message lists those known. */
public final class UnknownKindException extends IllegalArgumentException {

	private static final long serialVersionUID = 1;

	UnknownKindException(String message) {
		super(message);
	}
}
