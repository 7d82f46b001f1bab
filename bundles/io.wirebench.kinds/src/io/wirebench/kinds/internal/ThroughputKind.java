package io.wirebench.kinds.internal;

import io.wirebench.api.Analyzer;
import io.wirebench.api.AnalyzerKind;
import io.wirebench.api.AnalyzerSetup;
import io.wirebench.api.LinkCounters;

/** What a link delivers in each direction, over the last second. */
public final class ThroughputKind implements AnalyzerKind {

	@Override
	public Analyzer create(AnalyzerSetup setup) {
		Rates forward = new Rates();
		Rates backward = new Rates();
		return new Analyzer() {
			@Override
			public void onCounters(LinkCounters counters) {
				setup.figures().set("forward", forward.add(counters.nanos(), counters.forward().outBytes() * 8.0));
				setup.figures().set("backward", backward.add(counters.nanos(), counters.backward().outBytes() * 8.0));
			}
		};
	}
}
