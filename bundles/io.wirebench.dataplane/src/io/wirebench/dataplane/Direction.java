package io.wirebench.dataplane;

/** One way along a link. A link names its ends {@code from} and {@code to}; that order gives the directions their names. */
public enum Direction {
	/** From the end the link calls {@code from} to the end it calls {@code to}. */
	FORWARD,
	/** From the end the link calls {@code to} to the end it calls {@code from}. */
	BACKWARD;

	/** @return the other way along the same link */
	public Direction opposite() {
		return this == FORWARD ? BACKWARD : FORWARD;
	}

	/** @return the name that element paths use: {@code forward} or {@code backward} */
	public String pathName() {
		return this == FORWARD ? "forward" : "backward";
	}
}
