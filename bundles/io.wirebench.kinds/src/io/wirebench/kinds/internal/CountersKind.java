package io.wirebench.kinds.internal;

import io.wirebench.api.Analyzer;
import io.wirebench.api.AnalyzerKind;
import io.wirebench.api.AnalyzerSetup;
import io.wirebench.api.LinkCounters;
import io.wirebench.dataplane.Direction;

/** A link's counters as figures. */
public final class CountersKind implements AnalyzerKind {

	@Override
	public Analyzer create(AnalyzerSetup setup) {
		return new Analyzer() {
			@Override
			public void onCounters(LinkCounters counters) {
				for (Direction direction : Direction.values()) {
					LinkCounters.OneWay one = counters.of(direction);
					String prefix = direction.pathName() + "-";
					setup.figures().set(prefix + "in", one.inFrames());
					setup.figures().set(prefix + "out", one.outFrames());
					setup.figures().set(prefix + "dropped", one.droppedFrames());
					setup.figures().set(prefix + "queued", one.queuedFrames());
				}
			}
		};
	}
}
