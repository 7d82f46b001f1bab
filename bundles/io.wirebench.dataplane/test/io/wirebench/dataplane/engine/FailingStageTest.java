package io.wirebench.dataplane.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.dataplane.DropReason;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.QueueStage;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Impairments that break their contract: they are disabled, everything else goes on and adds up. */
class FailingStageTest {

	private static final DropReason LOSS = new DropReason("loss", "lost");

	/** Throws anything, checked or not. */
	private static <T extends Throwable> void sneak(Throwable t) throws T {
		@SuppressWarnings("unchecked")
		T thrown = (T) t;
		throw thrown;
	}

	private static void fail(String how) {
		switch (how) {
			case "AssertionError" -> throw new AssertionError("a plug-in's own assertion");
			case "StackOverflowError" -> fail(how + "", 0);
			case "NoClassDefFoundError" -> throw new NoClassDefFoundError("acme/Gone");
			case "checked" -> FailingStageTest.<RuntimeException>sneak(new Exception("checked"));
			default -> throw new IllegalStateException(how);
		}
	}

	private static int fail(String how, int depth) {
		return fail(how, depth + 1) + 1;
	}

	/** Holds every frame for 1 ms and fails where it is told to. */
	private static final class Holding implements Stage {
		private final String where;
		private final String how;

		Holding(String where, String how) {
			this.where = where;
			this.how = how;
		}

		@Override
		public void update(Parameters parameters) {
			if (where.equals("update"))
				fail(how);
		}

		@Override
		public Verdict accept(Frame frame, StageContext context) {
			if (where.equals("accept") && frame.getInt(14) == 3)
				fail(how);
			context.scheduleTimer(context.nowNanos() + 500_000);
			return context.holdUntil(context.nowNanos() + 1_000_000);
		}

		@Override
		public void onTimer(long nowNanos, StageContext context) {
			if (where.equals("onTimer"))
				fail(how);
		}
	}

	/** Hands frames out 1 ms after the last one came and fails where it is told to. */
	private static final class Queue implements QueueStage {
		private final ArrayDeque<Frame> frames = new ArrayDeque<>();
		private final String where;
		private final String how;
		private long due = Long.MAX_VALUE;
		private int drained;

		Queue(String where, String how) {
			this.where = where;
			this.how = how;
		}

		@Override
		public void update(Parameters parameters) {
			if (where.equals("update"))
				fail(how);
		}

		@Override
		public Verdict enqueue(Frame frame, StageContext context) {
			if (where.equals("enqueue") && frame.getInt(14) == 3)
				fail(how);
			frames.add(frame);
			due = context.nowNanos() + 1_000_000;
			return Verdict.HOLD;
		}

		@Override
		public Frame dequeue(long nowNanos, StageContext context) {
			if (where.equals("dequeue") && frames.size() == 3)
				fail(how);
			return nowNanos < due ? null : frames.poll();
		}

		@Override
		public long nextNanos() {
			if (where.equals("nextNanos") && frames.size() == 3)
				fail(how);
			return frames.isEmpty() ? Long.MAX_VALUE : due;
		}

		@Override
		public void drained() {
			drained++;
			frames.clear();
			if (where.equals("drained"))
				fail(how);
		}
	}

	private static final Parameters SOME = (Parameters) Proxy.newProxyInstance(Parameters.class.getClassLoader(),
			new Class<?>[]{Parameters.class},
			(_, _, _) -> 0L);

	@ParameterizedTest
	@ValueSource(strings = {"IllegalStateException", "AssertionError", "StackOverflowError", "NoClassDefFoundError", "checked"})
	void shouldDisableAnImpairmentWhateverItThrowsAndFromWhichCall(String how) {
		for (String where : List.of("accept", "onTimer", "update", "enqueue", "dequeue", "nextNanos", "drained")) {
			Impairment bad = where.equals("accept") || where.equals("onTimer") ? new Holding(where, how) : new Queue(where, how);
			StageBinding good = Bench.binding("good", new Holding("", ""), 1);
			try (Bench bench = new Bench().with(List.of(Bench.binding("bad", bad, 1), good), List.of())) {
				for (int i = 0; i < 5; i++)
					bench.in(i * 1000, Bench.frame(i, 60));
				bench.run(100_000);
				if (where.equals("update"))
					bench.worker.update(bad, SOME);
				if (where.equals("drained"))
					bench.worker.bind(bench.link, List.of(good), List.of());
				bench.run(Long.MAX_VALUE);
				assertEquals(List.of(0, 1, 2, 3, 4), bench.b.out.stream().map(Bench.Out::number).sorted().toList(), where);
				assertEquals(1, bench.faults.size(), () -> where + " " + bench.faults);
				assertTrue(bench.faults.getFirst().startsWith("bad: threw "), bench.faults.getFirst());
				assertNull(bench.worker.currentCall(), "the mark of a call is reset after " + where);
				assertTrue(bench.counters().forward().addUp(), where);
				assertEquals(0, bench.counters().forward().queuedFrames());
			}
		}
	}

	/** Half of it is assigned before it refuses. */
	private static final class HalfAssigning implements Stage {
		private long holdNanos = 1_000;
		private boolean isHopeless;

		@Override
		public void update(Parameters parameters) {
			holdNanos = parameters.durationNanos("hold");
			if (holdNanos > 10_000 || isHopeless)
				throw new IllegalArgumentException("a hold of " + holdNanos + " ns is too long");
		}

		@Override
		public Verdict accept(Frame frame, StageContext context) {
			return context.holdUntil(context.nowNanos() + holdNanos);
		}
	}

	private static Parameters hold(long nanos) {
		return (Parameters) Proxy.newProxyInstance(Parameters.class.getClassLoader(), new Class<?>[]{Parameters.class}, (_, _, _) -> nanos);
	}

	@Test
	void shouldKeepTheOldParametersAndTheImpairmentWhenItRefusesNewOnes() {
		HalfAssigning stage = new HalfAssigning();
		try (Bench bench = new Bench().with(List.of(Bench.binding("half", stage, 1)), List.of())) {
			bench.run(0);
			bench.worker.update(stage, hold(2_000), hold(1_000));
			assertThrows(IllegalArgumentException.class, () -> bench.worker.update(stage, hold(99_000), hold(2_000)));
			assertNull(bench.worker.currentCall());
			bench.in(100_000, Bench.frame(0, 60)).run(1_000_000);
			assertEquals(1_000_000 + 102_000, bench.b.out.getFirst().nanos());
			assertThrows(IllegalArgumentException.class, () -> bench.worker.update(stage, hold(99_000)),
					"also what the worker remembers is restored");
			bench.in(2_000_000, Bench.frame(1, 60)).run(3_000_000);
			assertEquals(1_000_000 + 2_002_000, bench.b.out.getLast().nanos());
			assertTrue(bench.faults.isEmpty());
			stage.isHopeless = true;
			assertThrows(IllegalArgumentException.class, () -> bench.worker.update(stage, hold(3_000)));
			assertEquals(List.of("half: refused parameters, and then those that it had before"), bench.faults);
		}
	}

	@Test
	void shouldGoOnWhenAStageAsksForATimerNowInItsTimer() {
		class Impatient implements Stage {
			private int timers;

			@Override
			public void update(Parameters parameters) {
			}

			@Override
			public Verdict accept(Frame frame, StageContext context) {
				context.scheduleTimer(context.nowNanos());
				return Verdict.PASS;
			}

			@Override
			public void onTimer(long nowNanos, StageContext context) {
				timers++;
				context.scheduleTimer(nowNanos);
			}
		}
		Impatient stage = new Impatient();
		try (Bench bench = new Bench().with(List.of(Bench.binding("impatient", stage, 1)), List.of())) {
			bench.in(0, Bench.frame(0, 60)).in(100_000, Bench.frame(1, 60)).run(100_000);
			assertTrue(stage.timers > 10 && stage.timers <= 101, stage.timers + " timers in 100 µs");
			assertEquals(2, bench.b.out.size(), "frames pass in between");
			bench.run(Long.MAX_VALUE);
			assertEquals(1000, stage.timers);
			assertEquals(List.of("impatient: asked 1000 times in a row for a timer at a time that had passed"), bench.faults);
		}
	}

	@Test
	void shouldHaveOneTimerAStageHoweverOftenItIsSet() {
		class Rearming implements Stage {
			private int timers;

			@Override
			public void update(Parameters parameters) {
			}

			@Override
			public Verdict accept(Frame frame, StageContext context) {
				context.scheduleTimer(context.nowNanos() + 30_000_000_000L);
				return Verdict.PASS;
			}

			@Override
			public void onTimer(long nowNanos, StageContext context) {
				timers++;
			}
		}
		Rearming stage = new Rearming();
		try (Bench bench = new Bench().with(List.of(Bench.binding("rearming", stage, 1)), List.of())) {
			for (int i = 0; i < 50_000; i++)
				bench.in(i * 10L, Bench.frame(i, 60));
			bench.run(1_000_000);
			assertEquals(1, bench.worker.timerCount());
			bench.run(Long.MAX_VALUE);
			assertEquals(1, stage.timers);
		}
	}

	@Test
	void shouldThrowWhenAFrameIsUsedAfterItsCall() throws InterruptedException {
		List<Frame> kept = new ArrayList<>();
		List<StageContext> contexts = new ArrayList<>();
		int[] refused = new int[1];
		Stage stage = new Stage() {
			@Override
			public void update(Parameters parameters) {
			}

			@Override
			public Verdict accept(Frame frame, StageContext context) {
				kept.forEach(before -> {
					assertThrows(IllegalStateException.class, () -> before.getUnsignedByte(17));
					assertThrows(IllegalStateException.class, () -> before.setByte(17, 99));
					assertThrows(IllegalStateException.class, before::length);
					refused[0]++;
				});
				kept.add(frame);
				contexts.add(context);
				Thread other = Thread.ofPlatform().start(() -> assertThrows(IllegalStateException.class, frame::length));
				try {
					other.join();
				} catch (InterruptedException e) {
					throw new IllegalStateException(e);
				}
				return Verdict.PASS;
			}
		};
		try (Bench bench = new Bench().with(List.of(Bench.binding("keeps", stage, 1)), List.of())) {
			for (int i = 0; i < 20; i++)
				bench.in(i, Bench.frame(i, 60));
			bench.run(Long.MAX_VALUE);
			assertEquals(190, refused[0]);
			assertTrue(bench.faults.isEmpty(), () -> "" + bench.faults);
			assertEquals(java.util.stream.IntStream.range(0, 20).boxed().toList(), bench.b.out.stream().map(Bench.Out::number).toList(),
					"no frame was changed");
			assertThrows(IllegalStateException.class, kept.getLast()::segments);
			assertThrows(IllegalStateException.class, () -> contexts.getFirst().count("late", 1));
			assertThrows(IllegalStateException.class, () -> contexts.getFirst().drop(LOSS));
		}
	}

	@Test
	void shouldLetAQueueUseItsFramesUntilItHandsThemOut() {
		class Peeking implements QueueStage {
			private final ArrayDeque<Frame> queue = new ArrayDeque<>();
			private final List<Frame> gone = new ArrayList<>();

			@Override
			public void update(Parameters parameters) {
			}

			@Override
			public Verdict enqueue(Frame frame, StageContext context) {
				gone.forEach(before -> assertThrows(IllegalStateException.class, before::length));
				queue.add(frame);
				return Verdict.HOLD;
			}

			@Override
			public Frame dequeue(long nowNanos, StageContext context) {
				if (queue.size() < 2)
					return null;
				Frame first = queue.poll();
				assertEquals(first.getInt(14) + 1, queue.peek().getInt(14));
				gone.add(first);
				if (first.getInt(14) % 5 != 0)
					return first;
				context.dropQueued(first, LOSS);
				assertThrows(IllegalStateException.class, first::length);
				assertThrows(IllegalStateException.class, () -> context.dropQueued(first, LOSS));
				return null;
			}

			@Override
			public long nextNanos() {
				return Long.MAX_VALUE;
			}
		}
		try (Bench bench = new Bench().with(List.of(Bench.binding("peeking", new Peeking(), 1)), List.of())) {
			for (int i = 0; i < 500; i++)
				bench.in(i, Bench.frame(i, 60));
			bench.run(Long.MAX_VALUE);
			assertTrue(bench.faults.isEmpty(), () -> "" + bench.faults);
			assertEquals(399, bench.b.out.size());
			assertEquals(100, bench.counters().forward().dropped().get("loss"));
			assertTrue(bench.counters().forward().addUp());
		}
	}

	@Test
	void shouldHandFramesOfARemovedQueueOnInTheirOrder() {
		Queue queue = new Queue("", "");
		StageBinding delay = Bench.binding("delay", new Holding("", ""), 1);
		try (Bench bench = new Bench().with(List.of(Bench.binding("queue", queue, 1), delay), List.of())) {
			for (int i = 0; i < 40; i++)
				bench.in(i * 10L, Bench.frame(i, 60));
			bench.run(1_000);
			assertEquals(40, bench.counters().forward().queuedFrames());
			bench.with(List.of(delay), List.of()).run(2_000);
			assertEquals(1, queue.drained);
			assertEquals(40, bench.counters().forward().queuedFrames(), "they wait in the next stage now");
			bench.run(Long.MAX_VALUE);
			assertEquals(java.util.stream.IntStream.range(0, 40).boxed().toList(), bench.b.out.stream().map(Bench.Out::number).toList());
			assertTrue(bench.counters().forward().addUp());
			assertTrue(bench.faults.isEmpty(), () -> "" + bench.faults);
			// The same object may come back: it begins empty.
			bench.with(List.of(Bench.binding("queue", queue, 1)), List.of()).in(9_000_000, Bench.frame(40, 60)).run(Long.MAX_VALUE);
			assertEquals(41, bench.b.out.size());
		}
	}

	@Test
	void shouldCountFramesOfARemovedLinkAsDropped() {
		Queue queue = new Queue("", "");
		Stage overtaking = new Stage() {
			@Override
			public void update(Parameters parameters) {
			}

			@Override
			public Verdict accept(Frame frame, StageContext context) {
				return context.holdUntil(context.nowNanos() + (frame.getInt(14) % 2 == 0 ? 5_000_000 : 2_000_000));
			}
		};
		try (Bench bench = new Bench().with(List.of(Bench.binding("overtaking", overtaking, 1)),
				List.of(Bench.binding("queue", queue, 1)))) {
			for (int i = 0; i < 10; i++)
				bench.in(i, Bench.frame(i, 60)).inBackward(i, Bench.frame(i, 60));
			bench.run(100);
			Link.Counters last = bench.worker.remove(bench.link);
			for (DirectionCounters d : List.of(last.forward(), last.backward())) {
				assertEquals(10, d.dropped().get("removed"));
				assertEquals(0, d.queuedFrames());
				assertTrue(d.addUp());
			}
			assertEquals(1, queue.drained);
			assertEquals(0, bench.worker.timerCount());
			bench.run(Long.MAX_VALUE);
			assertTrue(bench.faults.isEmpty(), () -> "" + bench.faults);
		}
	}

	@Test
	void shouldReleaseOvertakingFramesOfADisabledStageInTheOrderOfTheirTimes() {
		Stage stage = new Stage() {
			@Override
			public void update(Parameters parameters) {
			}

			@Override
			public Verdict accept(Frame frame, StageContext context) {
				int n = frame.getInt(14);
				if (n == 5)
					throw new AssertionError("enough");
				return context.holdUntil(context.nowNanos() + (10 - n) * 1_000_000_000L);
			}
		};
		try (Bench bench = new Bench().with(List.of(Bench.binding("overtaking", stage, 1)), List.of())) {
			for (int i = 0; i < 6; i++)
				bench.in(i, Bench.frame(i, 60));
			bench.run(1_000_000);
			assertEquals(List.of(5, 4, 3, 2, 1, 0), bench.b.out.stream().map(Bench.Out::number).toList());
			assertEquals(0, bench.worker.timerCount());
		}
	}

	@Test
	void shouldLetASharedQueueKeepItsFramesUntilItStandsNowhere() {
		Queue queue = new Queue("", "");
		StageBinding shared = Bench.binding("shared", queue, 1);
		try (Bench bench = new Bench().with(List.of(shared), List.of(shared))) {
			for (int i = 0; i < 5; i++)
				bench.in(i, Bench.frame(i, 60)).inBackward(i, Bench.frame(i, 60));
			bench.run(100);
			bench.with(List.of(), List.of(shared)).run(200);
			assertEquals(0, bench.b.out.size());
			assertEquals(0, queue.drained);
			bench.run(Long.MAX_VALUE);
			assertEquals(5, bench.b.out.size());
			assertEquals(5, bench.a.out.size());
			assertTrue(bench.faults.isEmpty(), () -> "" + bench.faults);
		}
	}

	// ---- the worker itself ----

	/** A port and a waiter that do nothing, until they fail. */
	private static final class Quiet implements Port, Waiter {
		private final java.util.concurrent.Semaphore wakes = new java.util.concurrent.Semaphore(0);
		private volatile Error failing;

		@Override
		public void add(Port port, int token) {
		}

		@Override
		public void remove(Port port) {
		}

		@Override
		public void await(long timeoutNanos, Ready ready) {
			try {
				wakes.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS);
			} catch (InterruptedException e) {
				throw new IllegalStateException(e);
			}
			if (failing != null)
				throw failing;
		}

		@Override
		public void wake() {
			wakes.release();
		}

		@Override
		public int receive(Receiver receiver, int max) {
			return 0;
		}

		@Override
		public void release() {
		}

		@Override
		public void send(long header, int length) {
		}

		@Override
		public void flush() {
		}

		@Override
		public long overrunFrames() {
			return 0;
		}

		@Override
		public long unsentFrames() {
			return 0;
		}

		@Override
		public void close() {
		}
	}

	@Test
	void shouldRefuseCallsOfAWorkerWhoseThreadFailed() throws InterruptedException {
		Quiet quiet = new Quiet();
		Worker worker = new Worker(System::nanoTime, quiet, (_, _, _) -> {
		}, 0, 1 << 20);
		Thread thread = Thread.ofPlatform().start(worker);
		Link link = worker.add("l", new Quiet(), new Quiet(), List.of(), List.of());
		assertEquals(0, worker.counters(List.of(link)).getFirst().forward().inFrames());
		quiet.failing = new OutOfMemoryError("a test's");
		quiet.wake();
		thread.join(5_000);
		assertTrue(worker.isLost());
		assertEquals(quiet.failing, worker.failure());
		Worker.LostException e = assertThrows(Worker.LostException.class, () -> worker.counters(List.of(link)));
		assertEquals(quiet.failing, e.getCause());
		assertThrows(Worker.LostException.class, () -> worker.remove(link));
		assertThrows(Worker.LostException.class, () -> worker.add("m", new Quiet(), new Quiet(), List.of(), List.of()));
		worker.close();
	}

	@Test
	void shouldAnswerOrRefuseEveryCallWhileItIsClosed() throws InterruptedException {
		for (int round = 0; round < 50; round++) {
			Worker worker = new Worker(System::nanoTime, new Quiet(), (_, _, _) -> {
			}, 0, 1 << 20);
			Thread.ofPlatform().start(worker);
			Link link = worker.add("l", new Quiet(), new Quiet(), List.of(), List.of());
			CountDownLatch begun = new CountDownLatch(10);
			Thread caller = Thread.ofPlatform().daemon().start(() -> {
				try {
					while (true) {
						worker.counters(List.of(link));
						begun.countDown();
					}
				} catch (IllegalStateException closed) {
					// as it should be
				}
			});
			assertTrue(begun.await(5, TimeUnit.SECONDS));
			worker.close();
			caller.join(5_000);
			assertTrue(!caller.isAlive(), "a call waits for a worker that is closed");
		}
	}
}
