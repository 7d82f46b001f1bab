package io.wirebench.kinds.internal;

import io.wirebench.api.ImpairmentKind;
import io.wirebench.dataplane.DropReason;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

/**
 * Loss of single frames, or in bursts: a two-state chain (Gilbert 1960) with the asked mean loss and mean burst length.
 */
public final class LossKind implements ImpairmentKind {

	private static final DropReason LOSS = new DropReason("loss", "lost at random");

	@Override
	public Impairment create(String elementPath) {
		return new Loss();
	}

	private static final class Loss implements Stage {
		private double probability;
		private double meanBurst = 1;
		private boolean bad;

		@Override
		public void update(Parameters parameters) {
			double newProbability = parameters.probability("probability");
			meanBurst = Math.max(1, parameters.integer("mean-burst"));
			probability = newProbability;
		}

		@Override
		public Verdict accept(Frame frame, StageContext context) {
			if (meanBurst <= 1)
				return context.random().chance(probability) ? context.drop(LOSS) : Verdict.PASS;
			if (probability >= 1)
				return context.drop(LOSS);
			// Leaving the bad state with 1/burst and entering it with p/(burst (1-p)) makes the share of bad frames p.
			double flip = bad ? 1 / meanBurst : Math.min(1, probability / (meanBurst * (1 - probability)));
			if (context.random().chance(flip))
				bad = !bad;
			return bad ? context.drop(LOSS) : Verdict.PASS;
		}
	}
}
