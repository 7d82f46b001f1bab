package io.wirebench.testkit;

import io.wirebench.api.Analyzer;
import io.wirebench.api.AnalyzerKind;
import io.wirebench.api.AnalyzerSetup;
import io.wirebench.api.FigureSink;
import io.wirebench.api.LinkCounters;
import io.wirebench.api.ObservedFrame;
import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.Parameters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What every analyzer must satisfy: it takes whatever a link may carry (frames that are cut, of unknown types, in any order, or
 * none at all), says only figures that it declares and that are numbers, and ends. No call takes long.
 */
public final class AnalyzerContract {

	private static final int FRAMES = 2000;
	private static final int HEADER_BYTES = 128;
	private static final long SAMPLE_NANOS = 200_000_000L;

	private AnalyzerContract() {
	}

	/** A frame as an analyzer is shown it: it ends with the call. */
	private static final class Shown implements ObservedFrame, AutoCloseable {
		private final Point point;
		private final Direction direction;
		private final long epochNanos;
		private final int length;
		private final Arena call = Arena.ofConfined();
		private final ByteBuffer bytes;
		private boolean isOver;

		Shown(Point point, Direction direction, long epochNanos, byte[] frame, int captured) {
			this.point = point;
			this.direction = direction;
			this.epochNanos = epochNanos;
			length = frame.length;
			bytes = call.allocateFrom(ValueLayout.JAVA_BYTE, frame).asSlice(0, captured).asByteBuffer().asReadOnlyBuffer();
		}

		private <T> T duringTheCall(T value) {
			if (isOver)
				throw new IllegalStateException("an observed frame was used after the call of onFrame that it was passed to");
			return value;
		}

		@Override
		public Point point() {
			return duringTheCall(point);
		}

		@Override
		public Direction direction() {
			return duringTheCall(direction);
		}

		@Override
		public long epochNanos() {
			return duringTheCall(epochNanos);
		}

		@Override
		public int length() {
			return duringTheCall(length);
		}

		@Override
		public ByteBuffer bytes() {
			return duringTheCall(bytes);
		}

		@Override
		public boolean isChecksumOpen() {
			return duringTheCall(false);
		}

		@Override
		public void copyTo(ByteBuffer target, int copied) {
			target.put(duringTheCall(bytes).slice(0, copied));
		}

		@Override
		public void close() {
			isOver = true;
			call.close();
		}
	}

	private record Setup(Parameters parameters, FigureSink figures, Path folder) implements AnalyzerSetup {
		@Override
		public String name() {
			return "probe";
		}

		@Override
		public String target() {
			return "r1-r2";
		}

		@Override
		public Path outputFile(String suffix) throws IOException {
			return folder.resolve(name() + suffix);
		}
	}

	/**
	 * Checks an analyzer.
	 *
	 * @param figures names of the figures that it declares
	 * @param parameters at least one set
	 * @throws AssertionError saying what it violates
	 */
	public static void check(AnalyzerKind kind, Set<String> figures, Parameters... parameters) {
		ImpairmentContract.some(parameters);
		TimeLimit.run("create", () -> checkInTime(kind, figures, parameters));
	}

	private static void checkInTime(AnalyzerKind kind, Set<String> figures, Parameters... parameters) {
		for (Parameters values : parameters)
			try {
				Path folder = Files.createTempDirectory("wirebench-testkit");
				try {
					run(kind, new CheckedFigures(figures), values, folder, 0);
					run(kind, new CheckedFigures(figures), values, folder, FRAMES);
				} finally {
					remove(folder);
				}
			} catch (IOException e) {
				throw new AssertionError("with " + values + ", it fails: " + e, e);
			} catch (AssertionError e) {
				throw e;
			} catch (RuntimeException | Error e) {
				throw new AssertionError("with " + values + ", it throws " + e, e);
			}
	}

	private static void run(AnalyzerKind kind, CheckedFigures figures, Parameters values, Path folder, int frames) throws IOException {
		Random random = new Random(frames);
		long nanos = 1_000_000_000L;
		TimeLimit.step("create");
		try (Analyzer analyzer = kind.create(new Setup(values, figures, folder))) {
			if (analyzer == null)
				throw new AssertionError("it makes null instead of an analyzer");
			long nextSample = nanos;
			long in = 0;
			for (int i = 0; i <= frames; i++) {
				nanos += (long) (random.nextDouble() * random.nextDouble() * 4_000_000);
				TimeLimit.step("onFrame, onCounters or onSample");
				if (i < frames) {
					show(analyzer, random, i, nanos);
					in++;
				}
				if (nanos >= nextSample || i == frames) {
					LinkCounters.OneWay way = new LinkCounters.OneWay(in, in * 500, in * 9 / 10, in * 450, 0, in - in * 9 / 10, 0);
					analyzer.onCounters(new LinkCounters(nanos, way, way));
					analyzer.onSample(nanos);
					nextSample = nanos + SAMPLE_NANOS;
				}
			}
			TimeLimit.step("close");
		}
		figures.end();
	}

	/** Mostly both sides, sometimes one only, sometimes the far one first, as two packet sockets see it. */
	private static void show(Analyzer analyzer, Random random, int number, long nanos) {
		byte[] frame = ImpairmentContract.frame(number, random);
		if (random.nextInt(20) == 0) // what it claims to be is cut off
			frame = java.util.Arrays.copyOf(frame, 14 + random.nextInt(Math.min(60, frame.length - 13)));
		Direction direction = random.nextInt(4) == 0 ? Direction.BACKWARD : Direction.FORWARD;
		int captured = random.nextBoolean() ? frame.length : Math.min(frame.length, HEADER_BYTES);
		long after = nanos + random.nextInt(1_000_000);
		int what = random.nextInt(10);
		if (what == 1)
			show(analyzer, new Shown(ObservedFrame.Point.AFTER, direction, after, frame, captured));
		if (what != 2)
			show(analyzer, new Shown(ObservedFrame.Point.BEFORE, direction, nanos, frame, captured));
		if (what > 1)
			show(analyzer, new Shown(ObservedFrame.Point.AFTER, direction, after, frame, captured));
	}

	private static void show(Analyzer analyzer, Shown frame) {
		try (frame) {
			analyzer.onFrame(frame);
		}
	}

	private static void remove(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> {
				try {
					Files.delete(file);
				} catch (IOException e) {
					throw new UncheckedIOException(e);
				}
			});
		}
	}
}
