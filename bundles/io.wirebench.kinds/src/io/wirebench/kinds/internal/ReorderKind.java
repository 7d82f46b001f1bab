package io.wirebench.kinds.internal;

import io.wirebench.api.ImpairmentKind;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

/** Holds some frames back for a time, so that later ones overtake them. */
public final class ReorderKind implements ImpairmentKind {

	@Override
	public Impairment create(String elementPath) {
		return new Reorder();
	}

	private static final class Reorder implements Stage {
		private double probability;
		private long holdNanos;

		@Override
		public void update(Parameters parameters) {
			double newProbability = parameters.probability("probability");
			holdNanos = parameters.durationNanos("hold");
			probability = newProbability;
		}

		@Override
		public Verdict accept(Frame frame, StageContext context) {
			return context.random().chance(probability) ? context.holdUntil(context.nowNanos() + holdNanos) : Verdict.PASS;
		}
	}
}
