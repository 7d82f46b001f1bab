package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.RandomSource;

import java.nio.charset.StandardCharsets;

/**
 * A counter-based source: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014) started
 * anew for each frame from a key and the frame's index. For one thread.
 */
public final class SeededRandom implements RandomSource {

	private static final long GOLDEN = 0x9E3779B97F4A7C15L;

	private long state;

	/**
	 * @param seed the network's seed
	 * @param names what the numbers are for: link, direction, impairment
	 * @return a key that differs, in effect, for any two lists of names
	 */
	public static long key(long seed, String... names) {
		long h = mix(seed ^ GOLDEN);
		for (String name : names) {
			for (byte b : name.getBytes(StandardCharsets.UTF_8))
				h = (h ^ (b & 0xff)) * 0x100000001B3L;
			h = mix(h + GOLDEN);
		}
		return h;
	}

	/** Starts the numbers for one frame. */
	public void begin(long key, long index) {
		state = mix(key + index * GOLDEN) ^ key;
	}

	@Override
	public long nextLong() {
		state += GOLDEN;
		return mix(state);
	}

	private static long mix(long z) {
		z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
		z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
		return z ^ (z >>> 31);
	}
}
