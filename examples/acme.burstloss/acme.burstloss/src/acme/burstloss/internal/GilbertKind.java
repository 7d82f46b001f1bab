package acme.burstloss.internal;

import io.wirebench.api.ImpairmentKind;
import io.wirebench.dataplane.DropReason;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

/** E. N. Gilbert: Capacity of a burst-noise channel, Bell System Technical Journal 39 (1960). */
public final class GilbertKind implements ImpairmentKind {

	private static final DropReason BURST = new DropReason("burst", "came during a burst of losses");

	@Override
	public Impairment create(String elementPath) {
		return new Channel();
	}

	private static final class Channel implements Stage {
		private double goodToBad;
		private double badToGood;
		private double lossInBad;
		private boolean bad;

		@Override
		public void update(Parameters parameters) {
			// All is read before anything is assigned: parameters that are refused change nothing.
			double p = parameters.probability("p");
			double r = parameters.probability("r");
			double loss = parameters.probability("loss");
			goodToBad = p;
			badToGood = r;
			lossInBad = loss;
		}

		@Override
		public Verdict accept(Frame frame, StageContext context) {
			if (context.random().chance(bad ? badToGood : goodToBad)) {
				bad = !bad;
				if (bad)
					context.count("bursts", 1);
			}
			return bad && context.random().chance(lossInBad) ? context.drop(BURST) : Verdict.PASS;
		}
	}
}
