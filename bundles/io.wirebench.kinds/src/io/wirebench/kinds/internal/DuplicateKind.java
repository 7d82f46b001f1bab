package io.wirebench.kinds.internal;

import io.wirebench.api.ImpairmentKind;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

/** Sends a frame twice, now and then. */
public final class DuplicateKind implements ImpairmentKind {

	@Override
	public Impairment create(String elementPath) {
		return new Duplicate();
	}

	private static final class Duplicate implements Stage {
		private double probability;

		@Override
		public void update(Parameters parameters) {
			probability = parameters.probability("probability");
		}

		@Override
		public Verdict accept(Frame frame, StageContext context) {
			if (context.random().chance(probability))
				context.copy();
			return Verdict.PASS;
		}
	}
}
