package io.wirebench.core.kinds;

import java.util.List;

/**
 * A declared kind of analyzer.
 *
 * @param info what all kinds declare
 * @param needs what it has to see
 * @param figures what it measures
 */
public record AnalyzerKindDescriptor(KindInfo info, Need needs, List<FigureDeclaration> figures) implements KindDescriptor {

	public AnalyzerKindDescriptor {
		figures = List.copyOf(figures);
	}

	@Override
	public KindPoint point() {
		return KindPoint.ANALYZER;
	}
}
