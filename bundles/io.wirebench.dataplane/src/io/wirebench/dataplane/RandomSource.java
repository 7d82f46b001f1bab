package io.wirebench.dataplane;

/**
 * Random numbers that one seed reproduces. Before a stage is called with a frame, its source is set to a state that
 * depends on nothing but the network's seed, the link, the direction, the impairment's name and the index of the
 * frame among those that the impairment matches; so a decision depends on neither time nor other links.
 */
public interface RandomSource {

	/** @return 64 uniformly distributed bits */
	long nextLong();

	/** @return a uniformly distributed number, 0 inclusive to 1 exclusive */
	default double nextDouble() {
		return (nextLong() >>> 11) * 0x1.0p-53;
	}

	/**
	 * @param probability 0 (never) to 1 (always)
	 * @return whether this throw hits; consumes one number whatever the probability
	 */
	default boolean chance(double probability) {
		return nextDouble() < probability;
	}

	/** @return a number from the normal distribution with mean 0 and standard deviation 1; consumes two numbers */
	default double nextGaussian() {
		// Box-Muller without its cached second value: a draw must not depend on the draws before it.
		double u = 1.0 - nextDouble();
		double v = nextDouble();
		return Math.sqrt(-2.0 * Math.log(u)) * Math.cos(2.0 * Math.PI * v);
	}
}
