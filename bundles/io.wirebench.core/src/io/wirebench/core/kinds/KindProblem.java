package io.wirebench.core.kinds;

/**
 * A declaration that was refused.
 *
 * @param contributor the name of the bundle that declares it
 * @param point the extension point as it is written there
 * @param kind the id of the kind as it is written there; empty if the whole extension is refused, or it has no id
 * @param message why, and what to write
 */
public record KindProblem(String contributor, String point, String kind, String message) {

	@Override
	public String toString() {
		return contributor + ", " + point + (kind.isEmpty() ? "" : ", " + kind) + ": " + message;
	}
}
