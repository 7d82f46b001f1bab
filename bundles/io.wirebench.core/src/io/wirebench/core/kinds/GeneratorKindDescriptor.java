package io.wirebench.core.kinds;

import java.util.List;

/**
 * A declared kind of traffic generator.
 *
 * @param info what all kinds declare
 * @param figures what it measures
 */
public record GeneratorKindDescriptor(KindInfo info, List<FigureDeclaration> figures) implements KindDescriptor {

	public GeneratorKindDescriptor {
		figures = List.copyOf(figures);
	}

	@Override
	public KindPoint point() {
		return KindPoint.GENERATOR;
	}
}
