package io.wirebench.kinds.internal;

import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;

/** A learning Ethernet switch. Its declaration says that it forwards links: the planner makes it a bridge. */
public final class SwitchKind implements NodeKind {

	@Override
	public NodeNeeds needs(NodeSetup setup) {
		return NodeNeeds.NONE;
	}
}
