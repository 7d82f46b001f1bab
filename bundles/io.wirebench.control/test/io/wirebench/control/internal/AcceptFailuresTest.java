package io.wirebench.control.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.control.internal.wire.AcceptFailures;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

class AcceptFailuresTest {

	private final List<String> log = new ArrayList<>();
	private final AcceptFailures failures = new AcceptFailures(log::add);

	@Test
	void shouldTryAgainAfterGrowingPausesOfASecondAtMost() {
		long previous = 0;
		for (int i = 0; i < 20; i++) {
			long pause = failures.failed(new IOException("Too many open files"), 0);
			assertTrue(pause > previous || pause == 1_000_000_000L, pause + " ns after " + previous + " ns");
			previous = pause;
		}
		failures.accepted();
		assertTrue(failures.failed(new IOException("Too many open files"), 0) < 100_000_000L);
	}

	@Test
	void shouldLogOnceAMinuteAtMostAndCountTheRest() {
		for (long now = 0; now <= 120_000_000_000L; now += 1_000_000_000L)
			failures.failed(new IOException("Too many open files"), now);
		assertEquals(3, log.size(), log::toString);
		assertTrue(log.get(0).contains("Too many open files"), log.get(0));
		assertTrue(log.get(1).contains("60 failures"), log.get(1));
	}
}
