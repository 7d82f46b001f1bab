package io.wirebench.core.kinds;

import java.util.List;

/**
 * A declared kind of service.
 *
 * @param info what all kinds declare
 * @param routing whether it fills the node's routing table, so that a router with it gets no static routes
 * @param programs what must be installed on the machine for it
 */
public record ServiceKindDescriptor(KindInfo info, boolean routing, List<ProgramDeclaration> programs) implements KindDescriptor {

	public ServiceKindDescriptor {
		programs = List.copyOf(programs);
	}

	@Override
	public KindPoint point() {
		return KindPoint.SERVICE;
	}
}
