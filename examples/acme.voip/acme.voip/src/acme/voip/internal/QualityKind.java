package acme.voip.internal;

import io.wirebench.api.Analyzer;
import io.wirebench.api.AnalyzerKind;
import io.wirebench.api.AnalyzerSetup;
import io.wirebench.api.ObservedFrame;
import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.Parameters;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a link does to calls that cross it. */
public final class QualityKind implements AnalyzerKind {

	@Override
	public Analyzer create(AnalyzerSetup setup) {
		return new Quality(setup);
	}

	private static final class Quality implements Analyzer {
		private static final int ETHERNET_BYTES = 14;
		private static final int IPV6_BYTES = 40;
		private static final int UDP_BYTES = 8;
		private static final int UDP = 17;
		/** A packet that has not come out after so long is lost. */
		private static final long LOST_NANOS = 1_000_000_000L;
		private static final int SLOTS = 4096;
		private static final int WINDOW = 250;

		private final AnalyzerSetup setup;
		private final int port;
		private final EModel.Codec codec;
		private final double otherMillis;
		private final OneWay[] ways = {new OneWay(), new OneWay()};

		Quality(AnalyzerSetup setup) {
			this.setup = setup;
			Parameters parameters = setup.parameters();
			port = (int) parameters.integer("port");
			codec = EModel.Codec.of(parameters.text("codec"));
			otherMillis = parameters.durationNanos("other") / 1e6;
		}

		/** Packets of one direction, by source and sequence number: when they were seen before the impairments, and after. */
		private static final class OneWay {
			private final long[] keys = new long[SLOTS];
			private final long[] before = new long[SLOTS];
			private final long[] after = new long[SLOTS];
			/** The order in which they were sent. */
			private final int[] order = new int[SLOTS];
			private long in;
			private long judged;
			private long newestNanos;
			private final Losses losses = new Losses(WINDOW);
			private final Rtp.Jitter jitter = new Rtp.Jitter();
			private final double[] delays = new double[WINDOW];
			private long delayCount;

			private int slot(long key) {
				return (int) ((key * 0x9E3779B97F4A7C15L) >>> 52);
			}

			void seen(boolean isAfter, long key, int timestamp, long nanos) {
				newestNanos = Math.max(newestNanos, nanos);
				int slot = slot(key);
				if (keys[slot] != key) {
					keys[slot] = key;
					before[slot] = 0;
					after[slot] = 0;
				}
				if (isAfter) {
					if (after[slot] != 0)
						return; // a duplicate
					after[slot] = nanos;
					jitter.arrived(nanos, timestamp);
				} else if (before[slot] == 0) {
					before[slot] = nanos;
					if (in - judged < SLOTS)
						order[(int) (in++ % SLOTS)] = slot;
				}
			}

			/** Packets that were sent long enough ago either came or are lost. */
			void judge() {
				for (; judged < in; judged++) {
					int slot = order[(int) (judged % SLOTS)];
					boolean came = after[slot] != 0;
					if (!came && newestNanos - before[slot] < LOST_NANOS)
						return;
					losses.add(!came);
					if (came)
						delays[(int) (delayCount++ % WINDOW)] = Math.max(0, after[slot] - before[slot]);
					keys[slot] = 0;
				}
			}

			double delayNanos() {
				int n = (int) Math.min(delayCount, WINDOW);
				return n == 0 ? Double.NaN : Arrays.stream(delays, 0, n).average().orElse(Double.NaN);
			}
		}

		@Override
		public void onFrame(ObservedFrame frame) {
			ByteBuffer bytes = frame.bytes();
			int at = payload(bytes);
			if (at < 0 || !Rtp.isRtp(bytes, at))
				return;
			// A key of 0 stands for none.
			long key = 1L << 63 | (Rtp.source(bytes, at) & 0xffffffffL) << 16 | Rtp.sequence(bytes, at);
			ways[frame.direction().ordinal()].seen(frame.point() == ObservedFrame.Point.AFTER, key, Rtp.timestamp(bytes, at),
					frame.epochNanos());
		}

		/** @return where the data of a UDP datagram to the port begin, or -1 */
		private int payload(ByteBuffer bytes) {
			if (bytes.remaining() < ETHERNET_BYTES + 20 + UDP_BYTES)
				return -1;
			int type = bytes.getShort(12) & 0xffff;
			int transport;
			if (type == 0x0800 && (bytes.get(ETHERNET_BYTES) & 0xf0) == 0x40 && bytes.get(ETHERNET_BYTES + 9) == UDP
					&& (bytes.getShort(ETHERNET_BYTES + 6) & 0x1fff) == 0)
				transport = ETHERNET_BYTES + (bytes.get(ETHERNET_BYTES) & 15) * 4;
			else if (type == 0x86dd && bytes.get(ETHERNET_BYTES + 6) == UDP)
				transport = ETHERNET_BYTES + IPV6_BYTES;
			else
				return -1;
			return bytes.remaining() >= transport + UDP_BYTES && (bytes.getShort(transport + 2) & 0xffff) == port
					? transport + UDP_BYTES
					: -1;
		}

		@Override
		public void onSample(long nowNanos) {
			for (Direction direction : Direction.values()) {
				OneWay way = ways[direction.ordinal()];
				way.judge();
				if (way.losses.isEmpty())
					continue;
				String name = direction.pathName();
				double delayNanos = way.delayNanos();
				setup.figures().set(name + "-loss", way.losses.lossProbability());
				setup.figures().set(name + "-jitter", way.jitter.nanos());
				if (!Double.isNaN(delayNanos))
					setup.figures().set(name + "-delay", delayNanos);
				double rating = EModel.rating(codec, otherMillis + (Double.isNaN(delayNanos) ? 0 : delayNanos / 1e6),
						way.losses.lossProbability(), way.losses.burstRatio());
				setup.figures().set(name + "-mos", EModel.mos(rating));
			}
		}
	}
}
