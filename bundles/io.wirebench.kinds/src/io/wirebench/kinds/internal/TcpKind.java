package io.wirebench.kinds.internal;

import io.wirebench.api.GeneratorContext;
import io.wirebench.api.GeneratorKind;
import io.wirebench.api.TcpFigures;
import io.wirebench.api.TcpListener;
import io.wirebench.api.TcpOptions;
import io.wirebench.api.TcpSocket;
import io.wirebench.dataplane.Parameters;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** One TCP connection that sends as much as it can. The window can be clamped, the congestion control chosen. */
public final class TcpKind implements GeneratorKind {

	private static final int BUFFER_BYTES = 256 * 1024;
	private static final long POLL_NANOS = 100_000_000L;
	/** No data for so long, and for three round trips: what the kernel says of the round trip time is of the past. */
	private static final long STALE_NANOS = 1_000_000_000L;
	private static final long CONNECT_NANOS = 10_000_000_000L;

	@Override
	public void run(GeneratorContext context) throws Exception {
		Parameters parameters = context.parameters();
		boolean ipv6 = parameters.flag("ipv6");
		InetAddress destination = context.destination(ipv6);
		String congestionControl = parameters.text("congestion-control");
		TcpOptions receiving = new TcpOptions(congestionControl, parameters.sizeBytes("window"), false);
		try (TcpListener listener = context.to().listenTcp((int) parameters.integer("port"), receiving);
				TcpSocket sender = context.from().connectTcp(destination, listener.port(), new TcpOptions(congestionControl, 0, false),
						CONNECT_NANOS)) {
			TcpSocket receiver = null;
			while (receiver == null && !context.stopRequested())
				receiver = listener.accept(POLL_NANOS);
			if (receiver == null)
				return;
			try (TcpSocket r = receiver) {
				transfer(context, sender, r);
			}
		}
	}

	private static void transfer(GeneratorContext context, TcpSocket sender, TcpSocket receiver) throws Exception {
		AtomicLong received = new AtomicLong();
		AtomicReference<Exception> failure = new AtomicReference<>();
		Thread sink = Thread.ofPlatform().daemon().name("tcp sink of " + context.to().name()).start(() -> {
			byte[] buffer = new byte[BUFFER_BYTES];
			try {
				for (int n; (n = receiver.receive(buffer, 0, buffer.length, POLL_NANOS)) >= 0;)
					received.addAndGet(n);
			} catch (Exception e) {
				failure.set(e);
			}
		});
		Rates rates = new Rates();
		byte[] buffer = new byte[BUFFER_BYTES];
		long nextReport = context.clock().nanos();
		rates.add(nextReport, 0);
		TcpFigures last = null;
		long seen = 0;
		long seenNanos = nextReport;
		try {
			while (!context.stopRequested() && failure.get() == null) {
				sender.send(buffer, 0, buffer.length, POLL_NANOS / 2);
				long now = context.clock().nanos();
				if (now >= nextReport) {
					long sum = received.get();
					if (sum != seen)
						seenNanos = now;
					seen = sum;
					last = report(context, sender, sum, rates, now, now - seenNanos);
					nextReport = now + POLL_NANOS;
				}
			}
		} finally {
			report(context, sender, received.get(), rates, context.clock().nanos(), 0);
			// With data still on its way a close resets the connection: a stopped flow ends now, not when a queue is empty.
			receiver.close();
			sink.join();
		}
		if (failure.get() != null && !context.stopRequested())
			throw failure.get();
		context.log(String.format("%d bytes received, %d segments sent again", received.get(),
				last == null ? 0 : last.retransmittedSegments()));
	}

	/** @param quietNanos how long nothing has been received */
	private static TcpFigures report(GeneratorContext context, TcpSocket sender, long received, Rates rates, long now, long quietNanos)
			throws Exception {
		TcpFigures tcp = sender.figures();
		context.figures().set("throughput", rates.add(now, received * 8.0));
		context.figures().set("bytes", received);
		context.figures().set("window", tcp.peerWindowBytes());
		boolean stale = quietNanos > Math.max(STALE_NANOS, 3 * tcp.smoothedRttNanos());
		context.figures().set("rtt", stale ? Double.NaN : tcp.smoothedRttNanos());
		context.figures().set("retransmits", tcp.retransmittedSegments());
		return tcp;
	}
}
