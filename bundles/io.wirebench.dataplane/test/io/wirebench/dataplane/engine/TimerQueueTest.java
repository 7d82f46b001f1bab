package io.wirebench.dataplane.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

class TimerQueueTest {

	private static TimerQueue.Timer timer(Runnable body) {
		return new TimerQueue.Timer() {
			@Override
			void due(long dueNanos, long nowNanos) {
				body.run();
			}
		};
	}

	@Property
	void shouldRunTimersByTimeAndThenByArrival(@ForAll @Size(max = 300) List<@IntRange(max = 50) Integer> times) {
		TimerQueue queue = new TimerQueue();
		List<Integer> ran = new ArrayList<>();
		for (int i = 0; i < times.size(); i++) {
			int n = i;
			queue.schedule(times.get(i), timer(() -> ran.add(n)));
		}
		for (int t = 0; t <= 50; t += 7)
			queue.run(t, Integer.MAX_VALUE);
		queue.run(50, Integer.MAX_VALUE);
		List<Integer> expected = IntStream.range(0, times.size()).boxed()
				.sorted(Comparator.comparing((Integer i) -> times.get(i)).thenComparing(i -> i)).toList();
		assertEquals(expected, ran);
		assertEquals(Long.MAX_VALUE, queue.nextNanos());
	}

	@Property
	void shouldKeepOneEntryATimerAndRunItAtTheLastTimeAskedFor(@ForAll @Size(max = 300) List<@IntRange(max = 500) Integer> moves) {
		TimerQueue queue = new TimerQueue();
		int[] ranAt = new int[10];
		long[] expected = new long[10];
		int[] clock = new int[1];
		List<TimerQueue.Timer> timers = IntStream.range(0, 10).mapToObj(i -> timer(() -> ranAt[i] = clock[0])).toList();
		for (int move : moves) {
			int which = move % 10;
			if (move % 7 == 0) {
				queue.cancel(timers.get(which));
				expected[which] = 0;
			} else {
				queue.schedule(move, timers.get(which));
				expected[which] = move;
			}
		}
		assertEquals(java.util.Arrays.stream(expected).filter(t -> t > 0).count(), queue.size());
		for (clock[0] = 0; clock[0] <= 500; clock[0]++)
			queue.run(clock[0], Integer.MAX_VALUE);
		for (int i = 0; i < 10; i++)
			assertEquals(expected[i], ranAt[i]);
		assertEquals(0, queue.size());
	}
}
