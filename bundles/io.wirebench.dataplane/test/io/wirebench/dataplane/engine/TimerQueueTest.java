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

	@Property
	void shouldRunTimersByTimeAndThenByArrival(@ForAll @Size(max = 300) List<@IntRange(max = 50) Integer> times) {
		TimerQueue queue = new TimerQueue();
		List<Integer> ran = new ArrayList<>();
		for (int i = 0; i < times.size(); i++) {
			int n = i;
			queue.add(times.get(i), (due, now) -> ran.add(n));
		}
		for (int t = 0; t <= 50; t += 7)
			queue.run(t);
		queue.run(50);
		List<Integer> expected = IntStream.range(0, times.size()).boxed()
				.sorted(Comparator.comparing((Integer i) -> times.get(i)).thenComparing(i -> i)).toList();
		assertEquals(expected, ran);
		assertEquals(Long.MAX_VALUE, queue.nextNanos());
	}
}
