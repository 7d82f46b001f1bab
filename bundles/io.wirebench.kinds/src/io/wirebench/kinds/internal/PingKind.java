package io.wirebench.kinds.internal;

import io.wirebench.api.EchoSocket;
import io.wirebench.api.FigureSink;
import io.wirebench.api.GeneratorContext;
import io.wirebench.api.GeneratorKind;

import java.net.InetAddress;

/** Echo requests at an interval; round trip times and losses. */
public final class PingKind implements GeneratorKind {

	/** A request without a reply for so long is lost. */
	private static final long LOST_NANOS = 2_000_000_000L;
	/** The loss is that of the last 10 s. */
	private static final long RECENT_NANOS = 10_000_000_000L;
	/** Without a reply for so long, and for three intervals, nobody knows the round trip time any more. */
	private static final long STALE_NANOS = 1_000_000_000L;
	private static final int SEQUENCES = 65536;

	@Override
	public void run(GeneratorContext context) throws Exception {
		boolean ipv6 = context.parameters().flag("ipv6");
		InetAddress destination = context.destination(ipv6);
		try (EchoSocket socket = context.from().openEcho(ipv6)) {
			new Pinger(context, socket, destination).run();
		}
	}

	private static final class Pinger {
		private final GeneratorContext context;
		private final EchoSocket socket;
		private final InetAddress destination;
		/** When the newest request of a sequence number was sent; 0 when it was answered or lost. */
		private final long[] sentNanos = new long[SEQUENCES];
		private long sent;
		private long received;
		/** How many requests, from the first on, are answered or lost. */
		private long settled;
		private long lost;
		private final RecentShare recentlyLost = new RecentShare(RECENT_NANOS);
		private double last = Double.NaN;
		private long lastReplyNanos;
		private double min = Double.POSITIVE_INFINITY;
		private double max;
		private double sum;

		Pinger(GeneratorContext context, EchoSocket socket, InetAddress destination) {
			this.context = context;
			this.socket = socket;
			this.destination = destination;
		}

		void run() throws Exception {
			long count = context.parameters().integer("count");
			long next = context.clock().nanos();
			while (!context.stopRequested() && (count == 0 || sent < count)) {
				long now = context.clock().nanos();
				if (now >= next) {
					int sequence = (int) (sent % SEQUENCES);
					sentNanos[sequence] = now;
					sent++;
					try {
						socket.request(destination, sequence, (int) context.parameters().sizeBytes("size"));
					} catch (java.io.IOException e) {
						// Not reachable just now (a link is down): that is a loss, not an end.
						if (sent == 1)
							context.log(e.getMessage());
					}
					next = Math.max(next + context.parameters().durationNanos("interval"), now - LOST_NANOS);
				}
				receive(Math.min(next - context.clock().nanos(), 100_000_000L));
				report();
			}
			long lastChance = context.clock().nanos() + (context.stopRequested() ? 0 : LOST_NANOS);
			while (received < sent && context.clock().nanos() < lastChance && !context.stopRequested()) {
				receive(50_000_000L);
				report();
			}
			settle(Long.MAX_VALUE);
			report();
			context.log(
					String.format("%d sent, %d received, %.2f %% lost", sent, received, sent == 0 ? 0 : 100.0 * (sent - received) / sent));
			if (received > 0)
				context.log(String.format("round trip min/mean/max %.3f/%.3f/%.3f ms", min / 1e6, sum / received / 1e6, max / 1e6));
		}

		private void receive(long timeoutNanos) throws Exception {
			int sequence = socket.reply(Math.max(0, timeoutNanos));
			while (sequence >= 0) {
				long at = sentNanos[sequence];
				if (at != 0) {
					sentNanos[sequence] = 0;
					received++;
					last = Math.max(0, socket.receivedNanos() - at);
					min = Math.min(min, last);
					max = Math.max(max, last);
					sum += last;
					lastReplyNanos = context.clock().nanos();
				}
				sequence = socket.reply(0);
			}
			long now = context.clock().nanos();
			settle(now - LOST_NANOS);
		}

		/** Decides, in order of sending, about requests that are answered or were sent before a time. */
		private void settle(long sentBefore) {
			for (; settled < sent; settled++) {
				int sequence = (int) (settled % SEQUENCES);
				if (sentNanos[sequence] != 0) {
					if (sentNanos[sequence] >= sentBefore)
						return;
					sentNanos[sequence] = 0;
					lost++;
					recentlyLost.add(context.clock().nanos(), true);
				} else {
					recentlyLost.add(context.clock().nanos(), false);
				}
			}
		}

		private void report() {
			FigureSink figures = context.figures();
			figures.set("sent", sent);
			figures.set("received", received);
			long now = context.clock().nanos();
			if (settled > 0) {
				figures.set("loss", recentlyLost.at(now));
				figures.set("loss-total", (double) lost / settled);
			}
			if (received > 0) {
				boolean stale = now - lastReplyNanos > Math.max(STALE_NANOS, 3 * context.parameters().durationNanos("interval"));
				figures.set("rtt", stale && !context.stopRequested() ? Double.NaN : last);
				figures.set("rtt-min", min);
				figures.set("rtt-max", max);
			}
		}
	}
}
