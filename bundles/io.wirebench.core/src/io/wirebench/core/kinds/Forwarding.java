package io.wirebench.core.kinds;

/** What a node does with frames that are not for it. */
public enum Forwarding {
	/** Nothing: a host. */
	NONE,
	/** It routes packets between its interfaces. */
	NETWORK,
	/** It is one broadcast domain with all its links: a bridge. */
	LINK
}
