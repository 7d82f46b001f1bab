package io.wirebench.kinds.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RecentShareTest {

	private static final long SECOND = 1_000_000_000L;

	@Test
	void shouldForgetWhatIsOlderThanItsWindow() {
		RecentShare share = new RecentShare(10 * SECOND);
		assertTrue(Double.isNaN(share.at(0)));
		for (int i = 0; i < 50; i++)
			share.add(i * SECOND / 10, true);
		assertEquals(1, share.at(5 * SECOND));
		for (int i = 50; i < 100; i++)
			share.add(i * SECOND / 10, false);
		assertEquals(0.5, share.at(10 * SECOND - 1));
		for (int i = 100; i < 150; i++)
			share.add(i * SECOND / 10, false);
		assertEquals(0, share.at(15 * SECOND - 1));
		assertTrue(Double.isNaN(share.at(30 * SECOND)));
	}
}
