package io.wirebench.core.kinds;

import java.util.List;

/**
 * A declared kind of impairment.
 *
 * @param info what all kinds declare
 * @param scope what one instance sees
 * @param packetExact whether its effect depends on single packets, so that large segments must be cut first
 * @param figures what it counts
 */
public record ImpairmentKindDescriptor(KindInfo info, Scope scope, boolean packetExact,
		List<FigureDeclaration> figures) implements KindDescriptor {

	public ImpairmentKindDescriptor {
		figures = List.copyOf(figures);
	}

	@Override
	public KindPoint point() {
		return KindPoint.IMPAIRMENT;
	}
}
