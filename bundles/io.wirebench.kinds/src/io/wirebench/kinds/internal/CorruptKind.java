package io.wirebench.kinds.internal;

import io.wirebench.api.ImpairmentKind;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

/** Flips one bit behind the Ethernet header, now and then; checksums that were open are closed first, so it can be noticed. */
public final class CorruptKind implements ImpairmentKind {

	private static final int ETHERNET_HEADER_BYTES = 14;

	@Override
	public Impairment create(String elementPath) {
		return new Corrupt();
	}

	private static final class Corrupt implements Stage {
		private double probability;

		@Override
		public void update(Parameters parameters) {
			probability = parameters.probability("probability");
		}

		@Override
		public Verdict accept(Frame frame, StageContext context) {
			if (!context.random().chance(probability) || frame.length() <= ETHERNET_HEADER_BYTES)
				return Verdict.PASS;
			long bits = (frame.length() - ETHERNET_HEADER_BYTES) * 8L;
			long bit = (long) (context.random().nextDouble() * bits);
			int offset = ETHERNET_HEADER_BYTES + (int) (bit >>> 3);
			frame.setByte(offset, frame.getUnsignedByte(offset) ^ 1 << (bit & 7));
			context.count("flipped-bits", 1);
			return Verdict.PASS;
		}
	}
}
