package io.wirebench.kinds.internal;

import io.wirebench.api.Analyzer;
import io.wirebench.api.AnalyzerKind;
import io.wirebench.api.AnalyzerSetup;
import io.wirebench.api.ObservedFrame;
import io.wirebench.dataplane.Direction;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How long frames take through a link, measured on the frames themselves: a frame is recognized behind the impairments by
 * its bytes. Figures are over the frames of the last sample period that had any.
 */
public final class LatencyKind implements AnalyzerKind {

	@Override
	public Analyzer create(AnalyzerSetup setup) {
		return new Latency(setup);
	}

	private static final class Latency implements Analyzer {
		private static final int SLOTS = 1 << 15;
		private static final int MAX_SAMPLES = 20_000;

		private final AnalyzerSetup setup;
		private final OneWay[] ways = {new OneWay(), new OneWay()};

		Latency(AnalyzerSetup setup) {
			this.setup = setup;
		}

		/**
		 * Frames that were seen on one side of the link only as yet, by fingerprint, in a table that forgets the oldest. The
		 * two sides are watched apart, so either may come first.
		 */
		private static final class OneWay {
			private final long[] fingerprints = new long[SLOTS];
			private final long[] times = new long[SLOTS];
			private final boolean[] isAfter = new boolean[SLOTS];
			private final long[] delays = new long[MAX_SAMPLES];
			private int count;
		}

		@Override
		public void onFrame(ObservedFrame frame) {
			OneWay way = ways[frame.direction().ordinal()];
			long fingerprint = fingerprint(frame.bytes(), frame.length());
			int slot = (int) (fingerprint ^ fingerprint >>> 32) & SLOTS - 1;
			boolean after = frame.point() == ObservedFrame.Point.AFTER;
			if (way.fingerprints[slot] == fingerprint && way.isAfter[slot] != after) {
				way.fingerprints[slot] = 0;
				long delay = after ? frame.epochNanos() - way.times[slot] : way.times[slot] - frame.epochNanos();
				if (way.count < MAX_SAMPLES)
					way.delays[way.count++] = delay;
			} else {
				way.fingerprints[slot] = fingerprint;
				way.times[slot] = frame.epochNanos();
				way.isAfter[slot] = after;
			}
		}

		/**
		 * Over addresses, protocol, ports, sequence numbers and payload, but without checksums, which may be filled in on the
		 * way.
		 */
		private static long fingerprint(ByteBuffer bytes, int length) {
			long h = 0xcbf29ce484222325L ^ length;
			int n = Math.min(bytes.remaining(), 96);
			boolean ipv4 = n > 14 && bytes.get(12) == 8 && bytes.get(13) == 0;
			boolean ipv6 = n > 14 && (bytes.get(12) & 0xff) == 0x86 && (bytes.get(13) & 0xff) == 0xdd;
			int transport = ipv4 ? 14 + (bytes.get(14) & 15) * 4 : ipv6 ? 54 : n;
			int protocol = ipv4 && n > 23 ? bytes.get(23) : ipv6 && n > 20 ? bytes.get(20) : 0;
			int checksum = protocol == 6 ? transport + 16 : protocol == 17 ? transport + 6 : Integer.MAX_VALUE - 1;
			for (int i = 0; i < n; i++)
				if (i != checksum && i != checksum + 1)
					h = (h ^ bytes.get(i) & 0xff) * 0x100000001b3L;
			h ^= h >>> 29;
			return h == 0 ? 1 : h;
		}

		@Override
		public void onSample(long nowNanos) {
			for (Direction direction : Direction.values()) {
				OneWay way = ways[direction.ordinal()];
				if (way.count == 0)
					continue;
				Arrays.sort(way.delays, 0, way.count);
				setup.figures().set(direction.pathName() + "-p50", way.delays[way.count / 2]);
				setup.figures().set(direction.pathName() + "-p99", way.delays[(int) (way.count * 0.99)]);
				way.count = 0;
			}
		}
	}
}
