package io.wirebench.kinds.internal;

import io.wirebench.api.GeneratorContext;
import io.wirebench.api.GeneratorKind;
import io.wirebench.api.UdpSocket;
import io.wirebench.dataplane.Parameters;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;

/**
 * UDP at a constant bit rate. Each datagram carries its sequence number, and the receiver's own account says which came,
 * which came twice and which came late.
 */
public final class UdpKind implements GeneratorKind {

	private static final int HEADER_BYTES = 16;
	private static final long MAGIC = 0x57426e63_53657131L;
	private static final int RECEIVE_BUFFER_BYTES = 8 << 20;
	private static final long REPORT_NANOS = 100_000_000L;
	/** After the last datagram, how long to wait for late ones: as long as some come, and this long after. */
	private static final long QUIET_NANOS = 1_500_000_000L;
	private static final int MAX_DATAGRAM_BYTES = 65507;
	/** How long the first datagram may be alone. */
	private static final long FIRST_NANOS = 1_000_000_000L;

	@Override
	public void run(GeneratorContext context) throws Exception {
		Parameters parameters = context.parameters();
		boolean ipv6 = parameters.flag("ipv6");
		InetAddress destination = context.destination(ipv6);
		try (UdpSocket receiver = context.to().openUdp(ipv6, (int) parameters.integer("port"));
				UdpSocket sender = context.from().openUdp(ipv6, 0)) {
			receiver.receiveBuffer(RECEIVE_BUFFER_BYTES);
			sender.connect(destination, receiver.port());
			Account account = new Account(receiver);
			Thread sink = Thread.ofPlatform().daemon().name("udp sink of " + context.to().name()).start(account);
			long sent;
			try {
				sent = send(context, sender, account);
				account.report(context, sent);
				account.awaitQuiet(context);
			} finally {
				account.stop = true;
				sink.join();
			}
			account.report(context, sent);
			account.summarize(context, sent);
			if (account.failure != null)
				throw account.failure;
		}
	}

	private static long send(GeneratorContext context, UdpSocket sender, Account account) throws Exception {
		byte[] datagram = new byte[MAX_DATAGRAM_BYTES];
		ByteBuffer header = ByteBuffer.wrap(datagram);
		header.putLong(0, MAGIC);
		long sent = 0;
		long next = context.clock().nanos();
		long nextReport = next + REPORT_NANOS;
		while (!context.stopRequested() && account.failure == null) {
			Parameters parameters = context.parameters();
			long packets = parameters.integer("packets");
			if (packets > 0 && sent >= packets)
				break;
			long now = context.clock().nanos();
			if (now >= nextReport) {
				account.report(context, sent);
				nextReport = now + REPORT_NANOS;
			}
			if (now < next) {
				LockSupport.parkNanos(Math.min(next - now, REPORT_NANOS));
				continue;
			}
			int size = (int) Math.max(HEADER_BYTES, Math.min(MAX_DATAGRAM_BYTES, parameters.sizeBytes("size")));
			header.putLong(8, sent);
			if (!sender.send(datagram, 0, size)) {
				LockSupport.parkNanos(100_000); // no room in the sender's own queue: nothing was sent, try this one again
				continue;
			}
			sent++;
			if (sent == 1) {
				// While nodes still ask for their neighbours' addresses, the kernel keeps datagrams and may send a later one
				// before them: then a seed would not lose the same ones again.
				account.awaitFirst(context);
				next = context.clock().nanos();
			}
			next += size * 8_000_000_000L / Math.max(1, parameters.rateBitsPerSecond("rate"));
			// After a pause (a stopped engine, a live change) carry on from now instead of sending a burst.
			if (now - next > 1_000_000_000L)
				next = now;
		}
		return sent;
	}

	/** The receiver's account. Written by the sink thread, read when it pauses or with slightly old values. */
	private static final class Account implements Runnable {
		private final UdpSocket socket;
		private final BitSet seen = new BitSet();
		private volatile long unique;
		private volatile long duplicates;
		private volatile long reordered;
		private volatile long bytes;
		private volatile long lastReceivedNanos;
		private volatile Exception failure;
		private volatile boolean stop;
		private final Rates rates = new Rates();

		Account(UdpSocket socket) {
			this.socket = socket;
		}

		@Override
		public void run() {
			byte[] buffer = new byte[MAX_DATAGRAM_BYTES];
			ByteBuffer header = ByteBuffer.wrap(buffer);
			long highest = -1;
			try {
				while (!stop) {
					int n = socket.receive(buffer, 0, buffer.length, 50_000_000L);
					if (n < HEADER_BYTES || header.getLong(0) != MAGIC)
						continue;
					long sequence = header.getLong(8);
					if (sequence < 0 || sequence > Integer.MAX_VALUE)
						continue;
					lastReceivedNanos = System.nanoTime();
					synchronized (seen) {
						if (seen.get((int) sequence)) {
							duplicates++;
						} else {
							seen.set((int) sequence);
							unique++;
							bytes += n;
							if (sequence < highest)
								reordered++;
							highest = Math.max(highest, sequence);
						}
					}
				}
			} catch (Exception e) {
				failure = e;
			}
		}

		void awaitFirst(GeneratorContext context) {
			long end = System.nanoTime() + FIRST_NANOS;
			while (unique == 0 && failure == null && !context.stopRequested() && System.nanoTime() < end)
				LockSupport.parkNanos(500_000L);
		}

		void awaitQuiet(GeneratorContext context) {
			long start = System.nanoTime();
			while (failure == null && System.nanoTime() - Math.max(start, lastReceivedNanos) < QUIET_NANOS)
				LockSupport.parkNanos(20_000_000L);
		}

		void report(GeneratorContext context, long sent) {
			context.figures().set("sent", sent);
			context.figures().set("received", unique);
			context.figures().set("duplicates", duplicates);
			context.figures().set("reordered", reordered);
			context.figures().set("throughput", rates.add(context.clock().nanos(), bytes * 8.0));
		}

		/** Figures that are known only when nothing is on its way any more. */
		void summarize(GeneratorContext context, long sent) {
			long hash = 0xcbf29ce484222325L;
			StringBuilder first = new StringBuilder();
			long missing = 0;
			synchronized (seen) {
				for (int i = seen.nextClearBit(0); i < sent; i = seen.nextClearBit(i + 1)) {
					missing++;
					hash = (hash ^ i) * 0x100000001b3L;
					if (missing <= 20)
						first.append(missing == 1 ? "" : ", ").append(i);
				}
			}
			context.figures().set("lost", missing);
			// Exact in a double: the low 52 bits.
			context.figures().set("missing-hash", hash & 0xfffffffffffffL);
			context.log(String.format("%d sent, %d received, %d lost, %d twice, %d out of order", sent, unique, missing, duplicates,
					reordered));
			if (missing > 0)
				context.log("missing at the receiver: " + first + (missing > 20
						? ", … (" + missing + " in all, fingerprint "
								+ Long.toHexString(hash & 0xfffffffffffffL) + ")"
						: ""));
		}
	}
}
