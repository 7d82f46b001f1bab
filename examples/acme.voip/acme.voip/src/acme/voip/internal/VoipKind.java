package acme.voip.internal;

import io.wirebench.api.GeneratorContext;
import io.wirebench.api.GeneratorKind;
import io.wirebench.api.UdpSocket;

/** Datagrams in bursts. One object serves all flows, so it keeps no state; each flow runs on a thread of its own. */
public final class VoipKind implements GeneratorKind {

	private static final long POLL_NANOS = 50_000_000L;
	private static final long LATE_NANOS = 1_000_000_000L;
	private static final int MOST_BYTES = 1400;

	@Override
	public void run(GeneratorContext context) throws Exception {
		try (UdpSocket receiver = context.to().openUdp(false, 0); UdpSocket sender = context.from().openUdp(false, 0)) {
			sender.connect(context.destination(false), receiver.port());
			new Flow(context, sender, receiver).run();
		}
	}

	private static final class Flow {
		private final GeneratorContext context;
		private final UdpSocket sender;
		private final UdpSocket receiver;
		private final byte[] buffer = new byte[MOST_BYTES];
		private long sent;
		private long received;

		Flow(GeneratorContext context, UdpSocket sender, UdpSocket receiver) {
			this.context = context;
			this.sender = sender;
			this.receiver = receiver;
		}

		void run() throws Exception {
			long next = context.clock().nanos();
			while (!context.stopRequested()) {
				if (context.clock().nanos() >= next) {
					// Read each time: a user may change parameters while it runs.
					long burst = context.parameters().integer("burst");
					for (int i = 0; i < burst; i++)
						if (sender.send(buffer, 0, (int) context.parameters().sizeBytes("size")))
							sent++;
					next += context.parameters().durationNanos("interval");
				}
				receive(Math.min(next - context.clock().nanos(), POLL_NANOS));
				report();
			}
			// What is still on its way may come, but a stop is to be heard.
			for (long end = Math.min(context.clock().nanos() + LATE_NANOS, context.endNanos()); received < sent && context.clock().nanos() < end && !context.stopRequested();)
				receive(POLL_NANOS);
			report();
			context.log(String.format("%d sent, %d received", sent, received));
		}

		private void receive(long timeoutNanos) throws Exception {
			for (int n = receiver.receive(buffer, 0, buffer.length, Math.max(0, timeoutNanos)); n >= 0; n = receiver.receive(buffer, 0, buffer.length, 0))
				received++;
		}

		private void report() {
			context.figures().set("sent", sent);
			context.figures().set("received", received);
			if (sent > 0)
				context.figures().set("loss", Math.max(0, (double) (sent - received) / sent));
		}
	}
}
