package io.wirebench.kinds.internal;

import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;
import io.wirebench.api.SpanningTree;
import io.wirebench.dataplane.Parameters;

/** A learning Ethernet switch. Its declaration says that it forwards links: the planner makes it a bridge. */
public final class SwitchKind implements NodeKind {

	@Override
	public NodeNeeds needs(NodeSetup setup) {
		Parameters p = setup.parameters();
		return p.flag("spanning-tree") ? NodeNeeds.ofSpanningTree(new SpanningTree(p.durationNanos("forward-delay"))) : NodeNeeds.NONE;
	}
}
