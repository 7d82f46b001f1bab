package io.wirebench.core.kinds;

import java.util.List;

/**
 * A declared kind of node.
 *
 * @param info what all kinds declare
 * @param forwarding what it does with frames that are not for it
 * @param programs what must be installed on the machine for it
 */
public record NodeKindDescriptor(KindInfo info, Forwarding forwarding, List<ProgramDeclaration> programs) implements KindDescriptor {

	public NodeKindDescriptor {
		programs = List.copyOf(programs);
	}

	@Override
	public KindPoint point() {
		return KindPoint.NODE;
	}
}
