package io.wirebench.linux.net;

/**
 * What the kernel's netem does (tc-netem(8)). All values are of one direction: what leaves the device.
 *
 * @param delayNanos fixed delay, at least 0
 * @param jitterNanos uniform variation, at least 0
 * @param limitPackets how many packets it holds before it drops; must exceed rate × delay
 * @param lossProbability 0..1
 * @param duplicateProbability 0..1
 * @param reorderProbability 0..1: sent at once, ahead of the delayed ones; needs a delay
 * @param corruptProbability 0..1: one bit of the packet is changed
 * @since 0.1
 */
public record NetemSettings(long delayNanos, long jitterNanos, int limitPackets, double lossProbability,
		double duplicateProbability, double reorderProbability, double corruptProbability) {

	public NetemSettings {
		if (delayNanos < 0 || jitterNanos < 0 || limitPackets < 1)
			throw new IllegalArgumentException("netem needs delay >= 0, jitter >= 0 and limit >= 1, not " + delayNanos
					+ " ns, " + jitterNanos + " ns, " + limitPackets + " packets");
		for (var p : new double[]{lossProbability, duplicateProbability, reorderProbability, corruptProbability})
			if (!(p >= 0 && p <= 1))
				throw new IllegalArgumentException("a probability lies in 0..1, not " + p);
	}

	/** A delay only. */
	public static NetemSettings delay(long delayNanos, int limitPackets) {
		return new NetemSettings(delayNanos, 0, limitPackets, 0, 0, 0, 0);
	}
}
