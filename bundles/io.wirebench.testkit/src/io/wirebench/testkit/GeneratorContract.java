package io.wirebench.testkit;

import io.wirebench.api.FigureSink;
import io.wirebench.api.GeneratorContext;
import io.wirebench.api.GeneratorKind;
import io.wirebench.api.NodeHandle;
import io.wirebench.dataplane.Clock;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.RandomSource;
import io.wirebench.dataplane.engine.SeededRandom;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What every generator must satisfy: it ends soon after it was asked to, closes what it opened, and says only figures that it
 * declares and that are numbers. It runs over the loopback interface, for a fraction of a second with each set of parameters;
 * congestion control and window are the machine's there, and {@code TcpSocket.figures} gives fixed values: what depends on them is
 * tested in a {@link Lab}.
 */
public final class GeneratorContract {

	private static final long RUN_NANOS = 250_000_000L;
	private static final long STOP_SECONDS = 5;

	private GeneratorContract() {
	}

	/** One run of a flow. */
	private static final class Run implements GeneratorContext {
		private final Parameters parameters;
		private final CheckedFigures figures;
		private final LoopbackNode from = new LoopbackNode("from", 1);
		private final LoopbackNode to = new LoopbackNode("to", 2);
		private final SeededRandom random = new SeededRandom();
		private final long stopNanos = Clock.SYSTEM.nanos() + RUN_NANOS;

		Run(Parameters parameters, CheckedFigures figures) {
			this.parameters = parameters;
			this.figures = figures;
			random.begin(SeededRandom.key(1, "flow"), 0);
		}

		@Override
		public NodeHandle from() {
			return from;
		}

		@Override
		public NodeHandle to() {
			return to;
		}

		@Override
		public InetAddress destination(boolean ipv6) throws IOException {
			return to.address(ipv6);
		}

		@Override
		public Parameters parameters() {
			return parameters;
		}

		@Override
		public Clock clock() {
			return Clock.SYSTEM;
		}

		@Override
		public RandomSource random() {
			return random;
		}

		@Override
		public long endNanos() {
			return Long.MAX_VALUE;
		}

		@Override
		public boolean stopRequested() {
			return Clock.SYSTEM.nanos() >= stopNanos;
		}

		@Override
		public FigureSink figures() {
			return figures;
		}

		@Override
		public void log(String line) {
			if (line == null)
				throw new IllegalArgumentException("a line of the output is null");
		}
	}

	/**
	 * Checks a generator. One that starts programs cannot be checked so: let it run in a {@link Lab}.
	 *
	 * @param figures names of the figures that it declares
	 * @param parameters at least one set
	 * @throws AssertionError saying what it violates
	 */
	public static void check(GeneratorKind kind, Set<String> figures, Parameters... parameters) {
		for (Parameters values : ImpairmentContract.some(parameters))
			if (!run(kind, new CheckedFigures(figures), values, values == parameters[0]))
				return;
	}

	/** @return false if it starts programs */
	private static boolean run(GeneratorKind kind, CheckedFigures figures, Parameters values, boolean must) {
		TimeLimit.step("a run", 2 * STOP_SECONDS + TimeLimit.CALL_SECONDS);
		Run run = new Run(values, figures);
		AtomicReference<Throwable> failure = new AtomicReference<>();
		CountDownLatch done = new CountDownLatch(1);
		Thread thread = Thread.ofPlatform().daemon().name("generator under test").start(() -> {
			try {
				kind.run(run);
			} catch (Throwable e) {
				failure.set(e);
			} finally {
				done.countDown();
			}
		});
		try {
			if (!done.await(STOP_SECONDS * 1_000_000_000L + RUN_NANOS, TimeUnit.NANOSECONDS)) {
				StackTraceElement[] where = thread.getStackTrace();
				throw new AssertionError("with " + values + ", it goes on " + STOP_SECONDS + " s after it was asked to stop"
						+ (where.length == 0 ? "" : ", in " + where[0])
						+ "; ask context.stopRequested() at least every 100 ms");
			}
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new AssertionError(e);
		}
		Throwable e = failure.get();
		if (e instanceof LoopbackNode.NoPrograms)
			return false;
		if (e != null && (must || !(e instanceof Exception) || e.getMessage() == null || e.getMessage().isBlank()))
			throw new AssertionError("with " + values + ", it fails: " + e, e);
		int open = run.from.closeAll() + run.to.closeAll();
		if (open > 0)
			throw new AssertionError("with " + values + ", it leaves " + open + " of its sockets open; use try-with-resources");
		figures.end();
		return true;
	}
}
