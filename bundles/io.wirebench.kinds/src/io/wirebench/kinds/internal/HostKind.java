package io.wirebench.kinds.internal;

import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;

/** An end system: it sends and receives, and forwards nothing. */
public final class HostKind implements NodeKind {

	@Override
	public NodeNeeds needs(NodeSetup setup) {
		return NodeNeeds.NONE;
	}
}
