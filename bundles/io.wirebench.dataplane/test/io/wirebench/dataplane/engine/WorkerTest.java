package io.wirebench.dataplane.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.dataplane.DropReason;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.QueueStage;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class WorkerTest {

	private static final DropReason LOSS = new DropReason("loss", "lost");

	private interface Decision extends Stage {
		@Override
		default void update(Parameters parameters) {
		}
	}

	private static Stage stage(java.util.function.BiFunction<Frame, StageContext, Verdict> f) {
		return (Decision) f::apply;
	}

	private static List<Integer> numbers(List<Bench.Out> out) {
		return out.stream().map(Bench.Out::number).toList();
	}

	@Test
	void shouldPassFramesUnchangedInBothDirections() {
		try (Bench bench = new Bench().with(List.of(), List.of())) {
			byte[] f = Bench.frame(7, 1500);
			f[1499] = 42;
			bench.in(0, f).inBackward(5, Bench.frame(8, 60)).run(1000);
			assertArrayEquals(f, bench.b.out.getFirst().bytes());
			assertEquals(List.of(8), numbers(bench.a.out));
			assertTrue(bench.counters().forward().addUp());
			assertEquals(1500, bench.counters().forward().outBytes());
		}
	}

	@Test
	void shouldReleaseAHeldFrameExactlyWhenItIsDueWithItsBytesIntact() {
		try (Bench bench = new Bench().with(
				List.of(Bench.binding("d", stage((f, c) -> c.holdUntil(f.arrivalNanos() + 5_000)), 1)), List.of())) {
			for (int i = 0; i < 300; i++)
				bench.in(i * 10L, Bench.frame(i, 100 + i));
			bench.run(Long.MAX_VALUE);
			assertEquals(300, bench.b.out.size());
			for (int i = 0; i < 300; i++) {
				assertEquals(1_000_000 + i * 10L + 5_000, bench.b.out.get(i).nanos());
				assertArrayEquals(Bench.frame(i, 100 + i), bench.b.out.get(i).bytes());
			}
		}
	}

	@Test
	void shouldLetAFrameWithAnEarlierReleaseOvertake() {
		try (Bench bench = new Bench().with(List.of(Bench.binding("d",
				stage((f, c) -> f.getInt(14) == 1 ? c.holdUntil(f.arrivalNanos() + 1_000) : c.holdUntil(f.arrivalNanos() + 9_000)), 1)),
				List.of())) {
			bench.in(0, Bench.frame(0, 60)).in(10, Bench.frame(1, 60)).in(20, Bench.frame(2, 60)).run(Long.MAX_VALUE);
			assertEquals(List.of(1, 0, 2), numbers(bench.b.out));
		}
	}

	@Test
	void shouldReproduceDecisionsFromTheSeedWhateverTheTimes() {
		List<List<Integer>> runs = new ArrayList<>();
		for (long[] seedAndGap : new long[][]{{1, 10}, {1, 777}, {2, 10}})
			try (Bench bench = new Bench().with(List.of(Bench.binding("loss",
					stage((f, c) -> c.random().chance(0.02) ? c.drop(LOSS) : Verdict.PASS), seedAndGap[0])), List.of())) {
				for (int i = 0; i < 20_000; i++)
					bench.in(i * seedAndGap[1], Bench.frame(i, 60));
				bench.run(Long.MAX_VALUE);
				runs.add(numbers(bench.b.out));
				long dropped = bench.counters().forward().dropped().get("loss");
				assertEquals(20_000, dropped + bench.b.out.size());
				assertTrue(dropped > 320 && dropped < 480, "2 % of 20000 is about 400, not " + dropped);
			}
		assertEquals(runs.get(0), runs.get(1));
		assertTrue(!runs.get(0).equals(runs.get(2)));
	}

	@Test
	void shouldSendCopiesRightBehindTheFrame() {
		try (Bench bench = new Bench().with(List.of(Bench.binding("dup", stage((f, c) -> {
			c.copy();
			c.copy();
			return f.getInt(14) == 1 ? c.drop(LOSS) : Verdict.PASS;
		}), 1)), List.of())) {
			bench.in(0, Bench.frame(0, 60)).in(10, Bench.frame(1, 60)).run(Long.MAX_VALUE);
			assertEquals(List.of(0, 0, 0, 1, 1), numbers(bench.b.out));
			assertEquals(4, bench.counters().forward().copiedFrames());
			assertTrue(bench.counters().forward().addUp());
		}
	}

	@Test
	void shouldTakeAThrowingStageOutOfServiceAndLetItsFramesGoOn() {
		try (Bench bench = new Bench().with(List.of(Bench.binding("bad", stage((f, c) -> {
			if (f.getInt(14) == 2)
				throw new IllegalStateException("broken");
			return c.holdUntil(f.arrivalNanos() + 1_000_000);
		}), 1)), List.of())) {
			for (int i = 0; i < 5; i++)
				bench.in(i, Bench.frame(i, 60));
			bench.run(Long.MAX_VALUE);
			assertEquals(5, bench.b.out.size());
			assertEquals(List.of("bad: threw for a frame"), bench.faults);
			assertTrue(bench.counters().forward().addUp());
			assertTrue(bench.b.out.getLast().nanos() < 1_100_000, "held frames leave at once");
		}
	}

	@Test
	void shouldTakeStagesThatGiveNonsenseOutOfService() {
		record Case(String reason, Stage stage) {}
		for (Case c : List.of(new Case("gave no verdict", stage((f, x) -> null)),
				new Case("dropped a frame without a reason", stage((f, x) -> Verdict.DROP)),
				new Case("held a frame without saying until when", stage((f, x) -> Verdict.HOLD)),
				new Case("threw for a frame", stage((f, x) -> x.holdUntil(Long.MIN_VALUE / 2))),
				new Case("threw for a frame", stage((f, x) -> {
					f.setByte(f.length(), 1);
					return Verdict.PASS;
				}))))
			try (Bench bench = new Bench().with(List.of(Bench.binding("bad", c.stage, 1)), List.of())) {
				bench.in(0, Bench.frame(0, 60)).in(1, Bench.frame(1, 60)).run(Long.MAX_VALUE);
				assertEquals(2, bench.b.out.size(), c.reason);
				assertEquals(List.of("bad: " + c.reason), bench.faults);
			}
	}

	@Test
	void shouldKeepStateAndFramesOfStagesThatStayWhenStagesAreReplaced() {
		StageBinding slow = Bench.binding("slow", stage((f, c) -> c.holdUntil(f.arrivalNanos() + 1_000)), 1);
		StageBinding gone = Bench.binding("gone", stage((f, c) -> c.holdUntil(f.arrivalNanos() + 2_000)), 1);
		try (Bench bench = new Bench().with(List.of(gone, slow), List.of())) {
			bench.in(0, Bench.frame(0, 60)).run(500);
			bench.with(List.of(slow), List.of());
			bench.in(600, Bench.frame(1, 60)).run(Long.MAX_VALUE);
			assertEquals(List.of(1, 0), numbers(bench.b.out));
			// Frame 1 meets only the stage that stayed; frame 0 leaves the removed stage when it was due there.
			assertEquals(1_000_000 + 1_600, bench.b.out.get(0).nanos());
			assertEquals(1_000_000 + 2_000, bench.b.out.get(1).nanos());
			assertTrue(bench.counters().forward().addUp());
		}
	}

	/** CoDel (RFC 8289) with its own rate: the shape must be able to express active queue management that drops at the head. */
	static final class CoDel implements QueueStage {
		private static final DropReason DROP = new DropReason("codel", "sojourn time above target for an interval");
		private final ArrayDeque<Frame> queue = new ArrayDeque<>();
		private final long bitsPerSecond;
		private final long targetNanos = 5_000_000;
		private final long intervalNanos = 100_000_000;
		private long freeAt;
		private long firstAboveAt;
		private long dropNextAt;
		private int dropped;
		private boolean dropping;

		CoDel(long bitsPerSecond) {
			this.bitsPerSecond = bitsPerSecond;
		}

		@Override
		public void update(Parameters parameters) {
		}

		@Override
		public Verdict enqueue(Frame frame, StageContext context) {
			queue.add(frame);
			return Verdict.HOLD;
		}

		@Override
		public Frame dequeue(long nowNanos, StageContext context) {
			if (nowNanos < freeAt)
				return null;
			Frame frame = queue.poll();
			boolean bad = isBad(frame, nowNanos);
			if (dropping && !bad)
				dropping = false;
			while (dropping && bad && nowNanos >= dropNextAt && frame != null) {
				context.dropQueued(frame, DROP);
				dropped++;
				frame = queue.poll();
				bad = isBad(frame, nowNanos);
				dropNextAt += (long) (intervalNanos / Math.sqrt(dropped));
			}
			if (!dropping && bad) {
				context.dropQueued(frame, DROP);
				frame = queue.poll();
				dropping = true;
				dropped = 1;
				dropNextAt = nowNanos + intervalNanos;
			}
			if (frame != null)
				freeAt = nowNanos + frame.length() * 8_000_000_000L / bitsPerSecond;
			return frame;
		}

		private boolean isBad(Frame frame, long nowNanos) {
			if (frame == null || nowNanos - frame.arrivalNanos() < targetNanos) {
				firstAboveAt = 0;
				return false;
			}
			if (firstAboveAt == 0)
				firstAboveAt = nowNanos + intervalNanos;
			return nowNanos >= firstAboveAt;
		}

		@Override
		public long nextNanos() {
			return queue.isEmpty() ? Long.MAX_VALUE : freeAt;
		}
	}

	@Test
	void shouldExpressCoDelAsAQueueStage() {
		try (Bench bench = new Bench().with(List.of(Bench.binding("codel", new CoDel(10_000_000), 1)), List.of())) {
			// 20 Mbit/s into 10 Mbit/s for two seconds: a standing queue that CoDel must cut.
			for (int i = 0; i < 4_000; i++)
				bench.in(i * 500_000L, Bench.frame(i, 1250));
			bench.run(Long.MAX_VALUE);
			DirectionCounters counters = bench.counters().forward();
			assertTrue(counters.addUp());
			assertTrue(counters.dropped().get("codel") > 20, "" + counters);
			List<Integer> out = numbers(bench.b.out);
			assertEquals(out.stream().sorted().toList(), out, "what leaves is in order");
			long perFrame = bench.b.out.get(1).nanos() - bench.b.out.get(0).nanos();
			assertEquals(1_000_000, perFrame, "1250 B at 10 Mbit/s");
			assertTrue(bench.faults.isEmpty());
		}
	}

	/** A shared half-duplex medium: one frame at a time, whichever way it goes. */
	static final class HalfDuplex implements QueueStage {
		private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
		private final long bitsPerSecond;
		private Frame onAir;
		private long airFreeAt;

		HalfDuplex(long bitsPerSecond) {
			this.bitsPerSecond = bitsPerSecond;
		}

		@Override
		public void update(Parameters parameters) {
		}

		@Override
		public Verdict enqueue(Frame frame, StageContext context) {
			waiting.add(frame);
			startNext(context.nowNanos());
			return Verdict.HOLD;
		}

		@Override
		public Frame dequeue(long nowNanos, StageContext context) {
			if (onAir == null || nowNanos < airFreeAt)
				return null;
			Frame done = onAir;
			onAir = null;
			startNext(nowNanos);
			return done;
		}

		private void startNext(long nowNanos) {
			if (onAir == null && (onAir = waiting.poll()) != null)
				airFreeAt = Math.max(nowNanos, airFreeAt) + onAir.length() * 8_000_000_000L / bitsPerSecond;
		}

		@Override
		public long nextNanos() {
			return onAir == null ? Long.MAX_VALUE : airFreeAt;
		}
	}

	@Test
	void shouldExpressASharedHalfDuplexMedium() {
		HalfDuplex medium = new HalfDuplex(8_000_000);
		try (Bench bench = new Bench().with(List.of(Bench.binding("air", medium, 1)), List.of(Bench.binding("air", medium, 1)))) {
			for (int i = 0; i < 10; i++)
				bench.in(0, Bench.frame(i, 1000)).inBackward(0, Bench.frame(100 + i, 1000));
			bench.run(Long.MAX_VALUE);
			List<Bench.Out> all = new ArrayList<>(bench.a.out);
			all.addAll(bench.b.out);
			all.sort(java.util.Comparator.comparingLong(Bench.Out::nanos));
			for (int i = 0; i < all.size(); i++)
				assertEquals(1_000_000 + (i + 1) * 1_000_000L, all.get(i).nanos(), "never two at a time");
			assertEquals(10, bench.a.out.size());
			assertEquals(10, bench.b.out.size());
			assertTrue(bench.counters().forward().addUp() && bench.counters().backward().addUp());
		}
	}

	@Test
	void shouldTakeAQueueThatHandsOutAForeignFrameOutOfService() {
		class Thief implements QueueStage {
			private Frame stolen;

			@Override
			public void update(Parameters parameters) {
			}

			@Override
			public Verdict enqueue(Frame frame, StageContext context) {
				stolen = frame;
				return Verdict.PASS;
			}

			@Override
			public Frame dequeue(long nowNanos, StageContext context) {
				return stolen;
			}

			@Override
			public long nextNanos() {
				return stolen == null ? Long.MAX_VALUE : 0;
			}
		}
		class Holder extends Thief {
			private int calls;

			@Override
			public Verdict enqueue(Frame frame, StageContext context) {
				super.enqueue(frame, context);
				return ++calls == 1 ? Verdict.PASS : Verdict.HOLD;
			}

			@Override
			public Frame dequeue(long nowNanos, StageContext context) {
				return null;
			}
		}
		try (Bench bench = new Bench().with(List.of(Bench.binding("thief", new Thief() {
			@Override
			public Verdict enqueue(Frame frame, StageContext context) {
				Frame before = super.stolen;
				super.enqueue(frame, context);
				if (before != null)
					super.stolen = before;
				return before == null ? Verdict.PASS : Verdict.HOLD;
			}
		}, 1)), List.of())) {
			bench.in(0, Bench.frame(0, 60)).in(10, Bench.frame(1, 60)).run(10_000);
			assertEquals(List.of(0, 1), numbers(bench.b.out));
			assertEquals(List.of("thief: handed out a frame that it does not hold"), bench.faults);
		}
		try (Bench bench = new Bench().with(List.of(Bench.binding("late", new Holder(), 1)), List.of())) {
			bench.in(0, Bench.frame(0, 60)).in(10, Bench.frame(1, 60)).run(10_000);
			assertEquals(2, bench.b.out.size());
			assertEquals(1, bench.faults.size());
		}
	}

	@Property(tries = 200)
	void shouldAccountForEveryFrame(@ForAll long seed, @ForAll @IntRange(min = 0, max = 5) int stages,
			@ForAll @Size(max = 200) List<@IntRange(min = 0, max = 2000) Integer> gaps) {
		Random random = new Random(seed);
		List<StageBinding> bindings = new ArrayList<>();
		for (int s = 0; s < stages; s++) {
			int what = random.nextInt(4);
			bindings.add(Bench.binding("s" + s, what == 3 ? new CoDel(1_000_000 + random.nextInt(100_000_000)) : stage((f, c) -> {
				if (what == 0)
					return c.random().chance(0.3) ? c.drop(LOSS) : Verdict.PASS;
				if (what == 1) {
					if (c.random().chance(0.3))
						c.copy();
					return Verdict.PASS;
				}
				return c.holdUntil(c.nowNanos() + (long) (c.random().nextDouble() * 100_000));
			}), seed));
		}
		try (Bench bench = new Bench().with(bindings, List.of())) {
			long at = 0;
			for (int i = 0; i < gaps.size(); i++)
				bench.in(at += gaps.get(i), Bench.frame(i, 60 + random.nextInt(1400)));
			for (long until = 0; until < at; until += Math.max(1, at / 10)) {
				bench.run(until);
				assertTrue(bench.counters().forward().addUp(), () -> bench.counters().toString());
			}
			bench.run(Long.MAX_VALUE);
			DirectionCounters counters = bench.counters().forward();
			assertTrue(counters.addUp(), counters::toString);
			assertEquals(gaps.size(), counters.inFrames());
			assertEquals(0, counters.queuedFrames());
			assertEquals(bench.b.out.size(), counters.outFrames());
			assertTrue(bench.faults.isEmpty(), () -> "" + bench.faults);
		}
	}
}
