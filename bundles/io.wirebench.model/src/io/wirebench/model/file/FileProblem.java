package io.wirebench.model.file;

import org.eclipse.emf.ecore.resource.Resource;

/**
 * Something in a network file that does not prevent reading it. The text it is about is kept as it stands.
 *
 * @param error whether the network cannot run like this; otherwise it only has no effect
 * @param message what is wrong and what to do
 * @param position where
 */
public record FileProblem(boolean error, String message, Position position) implements Resource.Diagnostic {

	@Override
	public String getMessage() {
		return message;
	}

	@Override
	public String getLocation() {
		return null;
	}

	@Override
	public int getLine() {
		return position.line();
	}

	@Override
	public int getColumn() {
		return position.column();
	}
}
