package io.wirebench.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.ImpairmentKind;
import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.DropReason;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.QueueStage;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

class ImpairmentContractTest {

	private static final long MS = 1_000_000;

	/** Known by name only, as all kinds are. */
	private static Impairment builtIn(String kind) {
		try {
			return ((ImpairmentKind) Class.forName("io.wirebench.kinds.internal." + kind).getConstructor().newInstance())
					.create("link/forward/" + kind);
		} catch (ReflectiveOperationException e) {
			throw new AssertionError(e);
		}
	}

	@Test
	void shouldBeSatisfiedByEveryBuiltInImpairment() {
		ImpairmentContract.check(() -> builtIn("DelayKind"),
				TestParameters.of("time", 3 * MS, "jitter", 2 * MS, "distribution", "pareto", "reorder", true),
				TestParameters.of("time", 0, "jitter", 0, "distribution", "normal", "reorder", false));
		ImpairmentContract.check(() -> builtIn("LossKind"), TestParameters.of("probability", 0.3, "mean-burst", 1),
				TestParameters.of("probability", 0.3, "mean-burst", 8),
				TestParameters.of("probability", 1, "mean-burst", 1));
		ImpairmentContract.check(() -> builtIn("DuplicateKind"), TestParameters.of("probability", 0.5));
		ImpairmentContract.check(() -> builtIn("CorruptKind"), TestParameters.of("probability", 0.5));
		ImpairmentContract.check(() -> builtIn("ReorderKind"), TestParameters.of("probability", 0.5, "hold", 5 * MS));
		ImpairmentContract.check(() -> builtIn("RateKind"),
				TestParameters.of("rate", 2_000_000, "overhead", 0, "queue-packets", 10, "queue-bytes", 20_000),
				TestParameters.of("rate", 200_000_000, "overhead", 24, "queue-packets", 0, "queue-bytes", 0));
	}

	/** An impairment of a test. */
	private abstract static class TestStage implements Stage {
		@Override
		public void update(Parameters parameters) {
		}
	}

	private static final DropReason GONE = new DropReason("gone", "for a test");

	private static AssertionError refused(java.util.function.Supplier<Impairment> made) {
		return assertThrows(AssertionError.class, () -> ImpairmentContract.check(made, TestParameters.of()));
	}

	@Test
	void shouldFindADecisionThatIsNoFunctionOfTheSeed() {
		AtomicInteger outside = new AtomicInteger();
		assertTrue(refused(() -> new TestStage() {
			@Override
			public Verdict accept(Frame frame, StageContext context) {
				return outside.incrementAndGet() % 7 == 0 ? context.drop(GONE) : Verdict.PASS;
			}
		}).getMessage().contains("two runs differ"));
	}

	@Test
	void shouldFindAFaultyOne() {
		assertTrue(refused(() -> new TestStage() {
			@Override
			public Verdict accept(Frame frame, StageContext context) {
				return Verdict.HOLD;
			}
		}).getMessage().contains("without saying until when"));
	}

	/** Remembers when it was told its parameters. */
	private static final class Told extends TestStage {
		private long nanos;

		@Override
		public void update(Parameters parameters, long nowNanos) {
			nanos = nowNanos;
		}

		@Override
		public Verdict accept(Frame frame, StageContext context) {
			context.count("seen", 1);
			return Verdict.PASS;
		}
	}

	@Test
	void shouldTellTheTimeWithParameters() {
		Told told = new Told();
		try (LinkRig rig = new LinkRig(1, told)) {
			rig.advance(7 * MS).update(told, TestParameters.of());
			assertEquals(rig.nowNanos(), told.nanos);
		}
	}

	@Test
	void shouldFindACounterThatIsNotDeclared() {
		ImpairmentContract.check(Told::new, java.util.Set.of("seen"), TestParameters.of());
		ImpairmentContract.check(Told::new, java.util.Set.of(), TestParameters.of());
		String found = assertThrows(AssertionError.class,
				() -> ImpairmentContract.check(Told::new, java.util.Set.of("sean"), TestParameters.of())).getMessage();
		assertTrue(found.contains("it counts seen, which its declaration does not name; it names sean"), found);
	}

	@Test
	void shouldFindATimerThatMustComeInTime() {
		String found = refused(() -> new TestStage() {
			private long due;

			@Override
			public Verdict accept(Frame frame, StageContext context) {
				if (due == 0)
					context.scheduleTimer(due = context.nowNanos() + MS);
				return Verdict.PASS;
			}

			@Override
			public void onTimer(long nowNanos, StageContext context) {
				if (nowNanos > due + MS)
					throw new LinkageError("I am late");
				due = 0;
			}
		}).getMessage();
		assertTrue(found.contains("threw in its timer") && found.contains("I am late"), found);
	}

	@Test
	void shouldFindAnUpdateThatAssignsBeforeItRefuses() {
		AssertionError e = assertThrows(AssertionError.class, () -> ImpairmentContract.check(() -> new Stage() {
			private long hold;
			private double loss;

			@Override
			public void update(Parameters parameters) {
				hold = parameters.durationNanos("hold");
				loss = parameters.probability("loss");
			}

			@Override
			public Verdict accept(Frame frame, StageContext context) {
				return context.random().chance(loss) ? context.drop(GONE) : context.holdUntil(context.nowNanos() + hold);
			}
		}, TestParameters.of("hold", 1 * MS, "loss", 0.1), TestParameters.of("hold", 2 * MS, "loss", 0.2)));
		assertTrue(e.getMessage().contains("after 1 parameters were read has changed something"), e.getMessage());
	}

	@Test
	void shouldFindAQueueThatKeepsItsFramesWhenItIsRemoved() {
		assertTrue(refused(() -> new QueueStage() {
			private final java.util.ArrayDeque<Frame> frames = new java.util.ArrayDeque<>();
			private long due;

			@Override
			public void update(Parameters parameters) {
			}

			@Override
			public Verdict enqueue(Frame frame, StageContext context) {
				frames.add(frame);
				due = context.nowNanos() + MS;
				return Verdict.HOLD;
			}

			@Override
			public Frame dequeue(long nowNanos, StageContext context) {
				return nowNanos < due ? null : frames.poll();
			}

			@Override
			public long nextNanos() {
				return frames.isEmpty() ? Long.MAX_VALUE : due;
			}
		}).getMessage().contains("forgets its frames in drained()"));
	}

	@Test
	void shouldFindAQueueThatKeepsFramesForEver() {
		assertTrue(refused(() -> new QueueStage() {
			@Override
			public void update(Parameters parameters) {
			}

			@Override
			public Verdict enqueue(Frame frame, StageContext context) {
				return Verdict.HOLD;
			}

			@Override
			public Frame dequeue(long nowNanos, StageContext context) {
				return null;
			}

			@Override
			public long nextNanos() {
				return Long.MAX_VALUE;
			}
		}).getMessage().contains("still held"));
	}

	@Test
	void shouldLetTimePassOnlyWhenTheTestSaysSo() {
		Impairment delay = builtIn("DelayKind");
		delay.update(TestParameters.of("time", 10 * MS, "jitter", 0, "distribution", "normal", "reorder", false));
		byte[] frame = Packets.udp(1, 2, new byte[]{7});
		try (LinkRig rig = new LinkRig(1, delay)) {
			long begin = rig.nowNanos();
			rig.send(frame).send(Direction.BACKWARD, frame);
			assertEquals(1, rig.received().size(), "the way back has no delay");
			rig.advance(10 * MS - 1);
			assertEquals(1, rig.received().size());
			assertEquals(1, rig.counters(Direction.FORWARD).queuedFrames());
			rig.advance(1);
			assertEquals(begin + 10 * MS, rig.received().getLast().nanos());
			assertArrayEquals(frame, rig.received().getLast().bytes());
			rig.update(delay, TestParameters.of("time", 1 * MS, "jitter", 0, "distribution", "normal", "reorder", false));
			rig.send(frame).advance(1 * MS);
			assertEquals(3, rig.received().size());
			assertEquals(2, rig.stageCounters().get("link/forward/impairment-1.matched"));
		}
	}

	@Test
	void shouldMakeFramesWhoseChecksumsAreRight() {
		byte[] frame = Packets.udp(5000, 53, "hello".getBytes());
		assertEquals(0xffff, sum(frame, 14, 34), "IPv4 header");
		assertEquals(14 + 20 + 8 + 5, frame.length);
		byte[] pseudo = java.util.Arrays.copyOf(java.util.Arrays.copyOfRange(frame, 26, 34), 12 + 13);
		pseudo[9] = 17;
		pseudo[11] = 13;
		System.arraycopy(frame, 34, pseudo, 12, 13);
		assertEquals(0xffff, sum(pseudo, 0, pseudo.length), "UDP with its pseudo header");
	}

	private static int sum(byte[] bytes, int from, int to) {
		long sum = 0;
		for (int i = from; i < to; i++)
			sum += (bytes[i] & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
		while (sum >> 16 != 0)
			sum = (sum & 0xffff) + (sum >> 16);
		return (int) sum;
	}
}
