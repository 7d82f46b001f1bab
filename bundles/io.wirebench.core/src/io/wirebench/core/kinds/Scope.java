package io.wirebench.core.kinds;

/** What one instance of an impairment sees. */
public enum Scope {
	/** One direction of a link. */
	DIRECTION,
	/** Both directions of a link. */
	LINK,
	/** All links of one shared medium. */
	MEDIUM
}
