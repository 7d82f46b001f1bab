package io.wirebench.kinds.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.QueueStage;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.Verdict;
import io.wirebench.kinds.internal.Bench.TestFrame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

class ImpairmentsTest {

	private final Bench bench = new Bench();

	private Stage delay(long time, long jitter, String distribution, boolean reorder) {
		Stage stage = (Stage) new DelayKind().create("l/forward/delay");
		stage.update(Values.of("time", time, "jitter", jitter, "distribution", distribution, "reorder", reorder));
		return stage;
	}

	@Test
	void shouldDelayFromTheArrivalAtTheLink() {
		Stage delay = delay(5_000_000, 0, "normal", false);
		bench.now = 1_000_050;
		assertEquals(Verdict.HOLD, delay.accept(new TestFrame(100, 0, 1_000_000), bench));
		assertEquals(6_000_000, bench.heldUntil, "the worker's own lateness is not added");
	}

	@Test
	void shouldDelayFromNowWhatAnEarlierStageHasHeld() {
		Stage delay = delay(5_000_000, 0, "normal", false);
		bench.now = 9_000_000;
		delay.accept(new TestFrame(100, 0, 1_000_000), bench);
		assertEquals(14_000_000, bench.heldUntil);
	}

	@ParameterizedTest
	@ValueSource(strings = {"uniform", "normal", "pareto"})
	void shouldJitterAroundTheAskedDelayAndKeepTheOrder(String distribution) {
		Stage ordered = delay(20_000_000, 2_000_000, distribution, false);
		Stage free = delay(20_000_000, 2_000_000, distribution, true);
		long last = 0;
		double sum = 0;
		double squares = 0;
		boolean overtakes = false;
		long lastFree = 0;
		int n = 20_000;
		for (int i = 0; i < n; i++) {
			bench.now = i * 100_000L;
			TestFrame frame = new TestFrame(100, i, bench.now);
			ordered.accept(frame, bench);
			assertTrue(bench.heldUntil >= last);
			last = bench.heldUntil;
			free.accept(frame, bench);
			overtakes |= bench.heldUntil < lastFree;
			lastFree = bench.heldUntil;
			double d = bench.heldUntil - bench.now;
			sum += d;
			squares += d * d;
		}
		double mean = sum / n;
		double deviation = Math.sqrt(squares / n - mean * mean);
		assertEquals(20e6, mean, 0.3e6);
		double expected = distribution.equals("uniform") ? 2e6 / Math.sqrt(3) : 2e6;
		assertEquals(expected, deviation, distribution.equals("pareto") ? 0.6e6 : 0.1e6);
		assertTrue(overtakes);
	}

	/** Uniform jitter of 1 s: by how much the mean is late at a rate is the counters' to say, exactly. */
	@ParameterizedTest
	@ValueSource(ints = {1, 200})
	void shouldCountByHowMuchKeepingTheOrderDelaysFrames(int framesPerSecond) {
		Stage ordered = delay(1_500_000_000L, 1_000_000_000L, "uniform", false);
		int n = 4_000;
		double sum = 0;
		for (int i = 0; i < n; i++) {
			bench.now = i * 1_000_000_000L / framesPerSecond;
			ordered.accept(new TestFrame(100, i, bench.now), bench);
			sum += bench.heldUntil - bench.now;
		}
		double waited = bench.counts.getOrDefault("waited-ns", 0L) / (double) n;
		assertEquals(1500e6, sum / n - waited, 40e6, "without the wait for frames before it is the middle of the distribution");
		if (framesPerSecond == 1)
			assertTrue(waited < 200e6, "hardly any wait at 1/s: " + waited);
		else
			assertEquals(907e6, waited, 60e6);
	}

	@Test
	void shouldForgetItsFramesWhenTheQueueIsDrained() {
		QueueStage rate = rate(8_000_000, 3, 0, 0);
		for (int i = 0; i < 4; i++)
			rate.enqueue(new TestFrame(1000, i, 0), bench);
		rate.drained();
		assertEquals(Long.MAX_VALUE, rate.nextNanos());
		assertEquals(null, rate.dequeue(Long.MAX_VALUE - 1, bench));
		assertEquals(Verdict.HOLD, rate.enqueue(new TestFrame(1000, 9, 0), bench));
		assertEquals(9, rate.dequeue(1_000_000, bench).getUnsignedShort(14), "it begins anew at once");
	}

	@ParameterizedTest
	@ValueSource(ints = {1, 4, 20})
	void shouldLoseTheAskedShareInBurstsOfTheAskedLength(int meanBurst) {
		Stage loss = (Stage) new LossKind().create("l/forward/loss");
		loss.update(Values.of("probability", 0.05, "mean-burst", meanBurst));
		int n = 400_000;
		int lost = 0;
		int bursts = 0;
		boolean before = false;
		for (int i = 0; i < n; i++) {
			boolean now = loss.accept(new TestFrame(60, i, i), bench) == Verdict.DROP;
			lost += now ? 1 : 0;
			bursts += now && !before ? 1 : 0;
			before = now;
		}
		assertEquals(0.05, (double) lost / n, 0.006);
		double expected = meanBurst == 1 ? 1 / 0.95 : meanBurst;
		assertEquals(expected, (double) lost / bursts, expected * 0.12);
	}

	@Test
	void shouldLoseNothingAtZeroAndEverythingAtOne() {
		Stage loss = (Stage) new LossKind().create("l/forward/loss");
		for (int burst : new int[]{1, 5}) {
			loss.update(Values.of("probability", 0.0, "mean-burst", burst));
			for (int i = 0; i < 1000; i++)
				assertEquals(Verdict.PASS, loss.accept(new TestFrame(60, i, i), bench));
			loss.update(Values.of("probability", 1.0, "mean-burst", burst));
			for (int i = 0; i < 1000; i++)
				assertEquals(Verdict.DROP, loss.accept(new TestFrame(60, i, i), bench));
		}
	}

	private QueueStage rate(long bitsPerSecond, int packets, int bytes, int overhead) {
		QueueStage rate = (QueueStage) new RateKind().create("l/forward/rate");
		rate.update(Values.of("rate", bitsPerSecond, "queue-packets", packets, "queue-bytes", bytes, "overhead", overhead));
		return rate;
	}

	@Test
	void shouldSerializeAtTheAskedRateEvenWhenWokenLate() {
		QueueStage rate = rate(8_000_000, 100, 0, 0);
		for (int i = 0; i < 5; i++)
			assertEquals(Verdict.HOLD, rate.enqueue(new TestFrame(1000, i, 0), bench));
		for (int i = 1; i <= 5; i++) {
			assertEquals(i * 1_000_000L, rate.nextNanos());
			assertEquals(null, rate.dequeue(rate.nextNanos() - 1, bench));
			Frame out = rate.dequeue(rate.nextNanos() + 300_000, bench);
			assertEquals(i - 1, out.getUnsignedShort(14));
		}
		assertEquals(Long.MAX_VALUE, rate.nextNanos());
	}

	@Test
	void shouldDropAtTheTailOfAFullQueue() {
		QueueStage rate = rate(8_000_000, 3, 0, 0);
		for (int i = 0; i < 4; i++)
			assertEquals(Verdict.HOLD, rate.enqueue(new TestFrame(1000, i, 0), bench), "one is sent, three wait");
		assertEquals(Verdict.DROP, rate.enqueue(new TestFrame(1000, 4, 0), bench));
		QueueStage bytes = rate(8_000_000, 0, 2500, 0);
		for (int i = 0; i < 3; i++)
			assertEquals(Verdict.HOLD, bytes.enqueue(new TestFrame(1000, i, 0), bench));
		assertEquals(Verdict.DROP, bytes.enqueue(new TestFrame(1000, 4, 0), bench));
		assertEquals(Verdict.HOLD, bytes.enqueue(new TestFrame(500, 5, 0), bench));
		assertEquals(List.of("queue-full", "queue-full"), bench.drops);
	}

	@Test
	void shouldCountOverheadInTheTimeOnTheLine() {
		QueueStage rate = rate(8_000_000, 3, 0, 24);
		rate.enqueue(new TestFrame(76, 0, 0), bench);
		assertEquals(100_000, rate.nextNanos());
	}

	@Test
	void shouldDuplicateHoldAndCorruptTheAskedShare() {
		Stage duplicate = (Stage) new DuplicateKind().create("d");
		duplicate.update(Values.of("probability", 0.1));
		Stage reorder = (Stage) new ReorderKind().create("r");
		reorder.update(Values.of("probability", 0.1, "hold", 3_000_000));
		Stage corrupt = (Stage) new CorruptKind().create("c");
		corrupt.update(Values.of("probability", 0.1));
		int held = 0;
		int changed = 0;
		int n = 50_000;
		for (int i = 0; i < n; i++) {
			TestFrame frame = new TestFrame(60, i, i);
			assertEquals(Verdict.PASS, duplicate.accept(frame, bench));
			bench.now = i;
			if (reorder.accept(frame, bench) == Verdict.HOLD) {
				held++;
				assertEquals(i + 3_000_000L, bench.heldUntil);
			}
			byte[] before = frame.bytes.clone();
			assertEquals(Verdict.PASS, corrupt.accept(frame, bench));
			int bits = 0;
			for (int b = 0; b < before.length; b++)
				bits += Integer.bitCount((before[b] ^ frame.bytes[b]) & 0xff);
			assertTrue(bits <= 1);
			assertTrue(Arrays.equals(before, 0, 14, frame.bytes, 0, 14), "the Ethernet header stays");
			changed += bits;
		}
		assertEquals(0.1, (double) bench.copies / n, 0.01);
		assertEquals(0.1, (double) held / n, 0.01);
		assertEquals(0.1, (double) changed / n, 0.01);
		assertEquals(changed, bench.counts.get("flipped-bits"));
	}

	@Test
	void shouldSplitCommandLinesAsAShellDoes() {
		assertEquals(List.of("sh", "-c", "echo \"a b\"; exit 3", "x y", "", "a\"b"),
				CommandLine.split("sh -c 'echo \"a b\"; exit 3' x\\ y '' \"a\\\"b\""));
		for (String bad : List.of("", "  ", "echo 'x", "echo \"x"))
			assertFalse(assertThrows(IllegalArgumentException.class, () -> CommandLine.split(bad)).getMessage().isEmpty());
	}
}
