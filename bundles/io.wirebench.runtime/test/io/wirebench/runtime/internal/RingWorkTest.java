package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.runtime.internal.engine.RingWork;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class RingWorkTest {

	private record Thing(int number, List<Integer> closed) implements RingWork.Opened {
		@Override
		public void close() {
			closed.add(number);
		}
	}

	private final List<Integer> closed = Collections.synchronizedList(new ArrayList<>());

	@Test
	void shouldOpenAllAtATimeInTheirOrder() {
		CountDownLatch together = new CountDownLatch(20);
		List<Callable<Thing>> asked = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			int number = i;
			asked.add(() -> {
				together.countDown();
				assertTrue(together.await(20, TimeUnit.SECONDS), "one waits for the other");
				return new Thing(number, closed);
			});
		}
		List<Thing> opened = RingWork.open(asked);
		for (int i = 0; i < 20; i++)
			assertEquals(i, opened.get(i).number());
		assertEquals(List.of(), closed);
	}

	@Test
	void shouldCloseAllOthersIfOneFails() {
		Callable<Thing> bad = () -> {
			throw new IllegalStateException("no memory");
		};
		assertEquals("no memory", assertThrows(IllegalStateException.class,
				() -> RingWork.open(List.of(() -> new Thing(1, closed), bad, () -> new Thing(3, closed)))).getMessage());
		assertEquals(List.of(1, 3), closed.stream().sorted().toList());
	}

	@Test
	void shouldNotOpenLessWhenTheCallerIsInterrupted() {
		Thread.currentThread().interrupt();
		assertEquals(1, RingWork.open(List.of(() -> new Thing(1, closed))).size());
		assertTrue(Thread.interrupted());
	}

	@Test
	void shouldWaitForWhatIsBeingClosedEvenIfThatFails() throws InterruptedException {
		RingWork work = new RingWork();
		CountDownLatch slow = new CountDownLatch(1);
		work.close(() -> {
			try {
				slow.await();
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
			closed.add(1);
		});
		work.close(() -> {
			throw new IllegalStateException("for the test");
		});
		Thread waiter = Thread.ofPlatform().start(work::awaitClosed);
		assertFalse(waiter.join(java.time.Duration.ofMillis(50)));
		slow.countDown();
		assertTrue(waiter.join(java.time.Duration.ofSeconds(20)));
		assertEquals(List.of(1), closed);
		new RingWork().awaitClosed(); // another lab's has nothing to wait for
	}
}
