package acme.voip.internal;

/** Which of the newest packets were lost, in the order in which they were sent. For one thread. */
final class Losses {

	private final boolean[] lost;
	private final boolean[] late;
	private long count;

	/** @param window how many packets count */
	Losses(int window) {
		lost = new boolean[window];
		late = new boolean[window];
	}

	void add(boolean isLost) {
		lost[(int) (count % lost.length)] = isLost;
		late[(int) (count % lost.length)] = false;
		count++;
	}

	/** One that was added as lost has come after all, too late. @param number counted from the first that was added */
	void came(long number) {
		if (number >= first() && number < count)
			late[(int) (number % late.length)] = lost[(int) (number % lost.length)];
	}

	private long first() {
		return Math.max(0, count - lost.length);
	}

	boolean isEmpty() {
		return count == 0;
	}

	private double share(boolean[] which) {
		long n = 0;
		for (long i = first(); i < count; i++)
			if (which[(int) (i % which.length)])
				n++;
		return count == 0 ? 0 : (double) n / (count - first());
	}

	/** @return 0..1 */
	double lossProbability() {
		return share(lost);
	}

	/** @return 0..1 */
	double lateProbability() {
		return share(late);
	}

	/**
	 * @return BurstR of G.107, clause 7.5: mean length of losses divided by that of random losses of the same probability; 1 without
	 * losses
	 */
	double burstRatio() {
		long bursts = 0;
		long all = 0;
		boolean before = false;
		for (long i = first(); i < count; i++) {
			boolean now = lost[(int) (i % lost.length)];
			if (now) {
				all++;
				if (!before)
					bursts++;
			}
			before = now;
		}
		double probability = lossProbability();
		return bursts == 0 || probability >= 1 ? 1 : Math.max(1, (double) all / bursts * (1 - probability));
	}
}
