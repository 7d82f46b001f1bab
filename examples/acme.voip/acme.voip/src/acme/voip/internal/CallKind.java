package acme.voip.internal;

import io.wirebench.api.GeneratorContext;
import io.wirebench.api.GeneratorKind;
import io.wirebench.api.UdpSocket;
import io.wirebench.dataplane.Parameters;

import java.nio.ByteBuffer;

/** One direction of a telephone call. */
public final class CallKind implements GeneratorKind {

	@Override
	public void run(GeneratorContext context) throws Exception {
		boolean ipv6 = context.parameters().flag("ipv6");
		try (UdpSocket listener = context.to().openUdp(ipv6, (int) context.parameters().integer("port"));
				UdpSocket speaker = context.from().openUdp(ipv6, 0)) {
			speaker.connect(context.destination(ipv6), listener.port());
			new Call(context, speaker, listener).run();
		}
	}

	private static final class Call {
		private static final long WINDOW_NANOS = 5_000_000_000L;
		private static final long SECOND_NANOS = 1_000_000_000L;
		private static final long REPORT_NANOS = 200_000_000L;
		private static final long POLL_NANOS = 50_000_000L;
		private static final int MOST_BYTES = 1500;
		/** Packets that the listener may be behind; more than fit into any jitter buffer. */
		private static final int SLOTS = 1024;
		private static final long NOT_COME = Long.MAX_VALUE;

		private final GeneratorContext context;
		private final UdpSocket speaker;
		private final UdpSocket listener;
		private final EModel.Codec codec;
		private final long packetNanos;
		private final long bufferNanos;
		private final byte[] bytes = new byte[MOST_BYTES];
		private final ByteBuffer packet = ByteBuffer.wrap(bytes);
		private final int source;
		private final Losses losses;
		private final Rtp.Jitter jitter = new Rtp.Jitter();
		private final long[] sentNanos = new long[SLOTS];
		private final long[] arrivalNanos = new long[SLOTS];
		private long beginNanos;
		private long sent;
		/** Packets whose turn to be played has been. */
		private long played;
		/** What the fastest packet took, in this second and in the one before: the buffer is counted from it, so it follows the line. */
		private long fastestNanos = NOT_COME;
		private long fastestBeforeNanos = NOT_COME;
		private long secondEndsNanos;
		private double r = Double.NaN;

		Call(GeneratorContext context, UdpSocket speaker, UdpSocket listener) {
			this.context = context;
			this.speaker = speaker;
			this.listener = listener;
			Parameters parameters = context.parameters();
			codec = EModel.Codec.of(parameters.text("codec"));
			packetNanos = parameters.durationNanos("packet");
			if (packetNanos % 10_000_000L != 0)
				throw new IllegalArgumentException(
						"packet: speech is coded in pieces of 10 ms; write a whole number of them, such as 20 ms");
			bufferNanos = parameters.durationNanos("buffer");
			source = (int) context.random().nextLong();
			losses = new Losses((int) (WINDOW_NANOS / packetNanos));
			java.util.Arrays.fill(arrivalNanos, NOT_COME);
		}

		void run() throws Exception {
			beginNanos = context.clock().nanos();
			long nextReport = beginNanos + REPORT_NANOS;
			while (!context.stopRequested()) {
				long now = context.clock().nanos();
				// After a pause of the machine: not all at once, as a telephone does not either.
				if (now >= sendNanos(sent + 10))
					beginNanos += now - sendNanos(sent);
				if (now >= sendNanos(sent))
					send();
				receive(Math.min(sendNanos(sent) - context.clock().nanos(), POLL_NANOS));
				play(context.clock().nanos());
				if (context.clock().nanos() >= nextReport) {
					report();
					nextReport += REPORT_NANOS;
				}
			}
			report();
			context.log(String.format("%d packets sent, %d played or missed, R %.1f, MOS %.2f", sent, played, r,
					Double.isNaN(r) ? Double.NaN : EModel.mos(r)));
		}

		private long sendNanos(long number) {
			return beginNanos + number * packetNanos;
		}

		private void send() throws Exception {
			int payload = codec.bytes(packetNanos);
			Rtp.write(packet, codec == EModel.Codec.G729A ? 18 : 0, (int) sent, sent * packetNanos / (1_000_000_000L / Rtp.CLOCK_HERTZ),
					source);
			packet.putLong(Rtp.HEADER_BYTES, sent);
			arrivalNanos[(int) (sent % SLOTS)] = NOT_COME;
			sentNanos[(int) (sent % SLOTS)] = context.clock().nanos();
			// A datagram that the node itself had no room for is lost, too.
			speaker.send(bytes, 0, Rtp.HEADER_BYTES + payload);
			sent++;
		}

		private void receive(long timeoutNanos) throws Exception {
			for (int n = listener.receive(bytes, 0, bytes.length, Math.max(0, timeoutNanos)); n >= 0; n = listener.receive(bytes, 0,
					bytes.length, 0)) {
				if (n < Rtp.HEADER_BYTES + Long.BYTES || !Rtp.isRtp(packet, 0) || Rtp.source(packet, 0) != source)
					continue; // Somebody else's.
				long number = packet.getLong(Rtp.HEADER_BYTES);
				if (number < 0 || number >= sent || number < sent - SLOTS || (short) number != (short) Rtp.sequence(packet, 0))
					continue; // Spoiled on its way, or so late that nobody waits.
				jitter.arrived(listener.receivedNanos(), Rtp.timestamp(packet, 0));
				arrivalNanos[(int) (number % SLOTS)] = Math.min(arrivalNanos[(int) (number % SLOTS)], listener.receivedNanos());
				losses.came(number); // if its turn has been
				fastestNanos = Math.min(fastestNanos, Math.max(0, listener.receivedNanos() - sentNanos[(int) (number % SLOTS)]));
			}
		}

		/** What a packet may take, the jitter buffer included; {@link #NOT_COME} before anything has been heard. */
		private long patienceNanos() {
			long fastest = Math.min(fastestNanos, fastestBeforeNanos);
			return fastest == NOT_COME ? NOT_COME : fastest + bufferNanos;
		}

		private void play(long now) {
			if (now >= secondEndsNanos) {
				// While nothing comes, the line is taken to be as it was.
				if (fastestNanos != NOT_COME)
					fastestBeforeNanos = fastestNanos;
				fastestNanos = NOT_COME;
				secondEndsNanos = now + SECOND_NANOS;
			}
			long heard = patienceNanos();
			// Nobody has heard anything yet: what was sent a second ago is lost.
			long patience = heard == NOT_COME ? SECOND_NANOS : heard;
			for (; played < sent && sentNanos[(int) (played % SLOTS)] + patience <= now; played++) {
				long arrival = arrivalNanos[(int) (played % SLOTS)];
				boolean missed = arrival == NOT_COME || arrival - sentNanos[(int) (played % SLOTS)] > patience;
				losses.add(missed);
				if (arrival != NOT_COME)
					losses.came(played);
			}
		}

		private void report() {
			context.figures().set("sent", sent);
			if (losses.isEmpty())
				return;
			context.figures().set("loss", losses.lossProbability());
			context.figures().set("late", losses.lateProbability());
			context.figures().set("burst", losses.burstRatio());
			context.figures().set("jitter", jitter.nanos());
			long heard = patienceNanos();
			double delayNanos = heard == NOT_COME ? 0 : packetNanos + heard;
			if (heard != NOT_COME)
				context.figures().set("delay", delayNanos);
			r = EModel.rating(codec, delayNanos / 1e6, losses.lossProbability(), losses.burstRatio());
			context.figures().set("r", r);
			context.figures().set("mos", EModel.mos(r));
		}
	}
}
