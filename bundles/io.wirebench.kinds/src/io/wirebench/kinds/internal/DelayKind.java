package io.wirebench.kinds.internal;

import io.wirebench.api.ImpairmentKind;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.RandomSource;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

/**
 * Delay in one direction, one way, with jitter. Keeps the order of frames unless told otherwise: then a frame whose time is
 * shorter waits for the one before it, so frames that follow each other within the jitter are later in the mean than the
 * distribution. How much is counted, as it depends on the traffic: {@code waited-ns} over {@code matched}.
 */
public final class DelayKind implements ImpairmentKind {

	@Override
	public Impairment create(String elementPath) {
		return new Delay();
	}

	private static final class Delay implements Stage {
		private enum Distribution {
			UNIFORM, NORMAL, PARETO
		}

		/** Shape of the Pareto distribution: with 3, mean and variance exist and the tail is long. */
		private static final double PARETO_SHAPE = 3;
		/** Mean and standard deviation of the Pareto distribution of that shape with minimum 1. */
		private static final double PARETO_MEAN = PARETO_SHAPE / (PARETO_SHAPE - 1);
		private static final double PARETO_DEVIATION = Math
				.sqrt(PARETO_SHAPE / ((PARETO_SHAPE - 1) * (PARETO_SHAPE - 1) * (PARETO_SHAPE - 2)));

		private long delayNanos;
		private long jitterNanos;
		private Distribution distribution = Distribution.NORMAL;
		private boolean mayReorder;
		private long lastReleaseNanos = Long.MIN_VALUE;

		@Override
		public void update(Parameters parameters) {
			long newDelayNanos = parameters.durationNanos("time");
			long newJitterNanos = parameters.durationNanos("jitter");
			Distribution newDistribution = switch (parameters.text("distribution")) {
				case "uniform" -> Distribution.UNIFORM;
				case "pareto" -> Distribution.PARETO;
				default -> Distribution.NORMAL;
			};
			mayReorder = parameters.flag("reorder");
			delayNanos = newDelayNanos;
			jitterNanos = newJitterNanos;
			distribution = newDistribution;
		}

		@Override
		public Verdict accept(Frame frame, StageContext context) {
			long delay = delayNanos;
			if (jitterNanos > 0)
				delay = Math.max(0, delay + (long) (jitterNanos * deviation(context.random())));
			long release = frame.arrivalNanos() + delay;
			// A frame held by an earlier stage came here later than it came to the link.
			if (context.nowNanos() - frame.arrivalNanos() > LATE_NANOS)
				release = context.nowNanos() + delay;
			if (!mayReorder) {
				if (release < lastReleaseNanos) {
					if (jitterNanos > 0) {
						context.count("waited-frames", 1);
						context.count("waited-ns", lastReleaseNanos - release);
					}
					release = lastReleaseNanos;
				}
				lastReleaseNanos = release;
			}
			return context.holdUntil(release);
		}

		/** @return a number with mean 0; for uniform within -1..1, otherwise with standard deviation 1 */
		private double deviation(RandomSource random) {
			return switch (distribution) {
				case UNIFORM -> 2 * random.nextDouble() - 1;
				case NORMAL -> random.nextGaussian();
				case PARETO -> (Math.pow(1 - random.nextDouble(), -1 / PARETO_SHAPE) - PARETO_MEAN) / PARETO_DEVIATION;
			};
		}
	}

	/**
	 * How late a frame may reach this stage and still be counted from its arrival at the link: more than a worker takes
	 * to come round, less than a delay that anybody asks for.
	 */
	private static final long LATE_NANOS = 200_000;
}
