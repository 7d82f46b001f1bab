package io.wirebench.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FoundationsTest {

	@BeforeEach
	void waitsForChildrenOfOtherTests() {
		KernelTest.awaitNoChild();
	}

	@Test
	void shouldSayCallObjectNameAndText() {
		var e = new LinuxException("setns", "network namespace of h1", 1);
		assertEquals("setns(network namespace of h1): EPERM (Operation not permitted)", e.getMessage());
		assertEquals("errno 4000 (unknown error)", Errno.name(4000) + " (" + Errno.text(4000) + ')');
		assertEquals("ENOENT", assertThrows(LinuxException.class, () -> Fd.open("/no/such", 0)).errnoName());
	}

	@Test
	void shouldCloseADescriptorOnceAndAfterItsLastUse() {
		long before = KernelTest.openDescriptors();
		var pipe = Pipe.open("test");
		int raw = pipe.readEnd().acquire();
		pipe.close();
		pipe.close();
		assertTrue(pipe.readEnd().isClosed());
		assertEquals(before + 1, KernelTest.openDescriptors(), "still in use");
		assertThrows(LinuxException.class, pipe.readEnd()::acquire);
		pipe.readEnd().release();
		assertEquals(before, KernelTest.openDescriptors());
		assertTrue(raw > 2);
	}

	@Test
	void shouldWaitAsLongAsAskedAndWakeBySignal() {
		try (var epoll = new Epoll(4); var wake = new EventFd("test")) {
			epoll.add(wake.fd(), Epoll.IN, 42);
			long start = System.nanoTime();
			assertEquals(0, epoll.await(300_000));
			long waited = System.nanoTime() - start;
			assertTrue(waited >= 300_000, "waited " + waited + " ns");
			wake.signal();
			assertEquals(1, epoll.await(-1));
			assertEquals(42, epoll.token(0));
			assertEquals(Epoll.IN, epoll.ready(0));
			assertTrue(wake.clear());
			assertFalse(wake.clear());
			assertEquals(0, epoll.await(0));
			epoll.remove(wake.fd());
		}
	}

	@Test
	void shouldReadTheSameClockAsNanoTime() {
		long before = System.nanoTime();
		long read = SystemClock.monotonicNanos();
		assertTrue(read >= before && read <= System.nanoTime());
		long mapped = SystemClock.realtimeNanos() + SystemClock.realtimeToNanoTime();
		assertTrue(Math.abs(mapped - System.nanoTime()) < 50_000_000, "off by " + (mapped - System.nanoTime()));
	}

	@Test
	void shouldReportEveryFeatureWithCauseAndRemedy() {
		long before = KernelTest.openDescriptors();
		var report = Feature.report();
		assertEquals(before, KernelTest.openDescriptors());
		report.forEach(System.out::println);
		assertEquals(Feature.values().length, report.size());
		for (var feature : Feature.values()) {
			assertEquals(feature.isAvailable(), feature.unavailabilityCause() == null);
			assertFalse(feature.description().isEmpty() || feature.disables().isEmpty() || feature.remedy().isEmpty());
			if (!feature.isAvailable())
				assertTrue(feature.unavailabilityCause() instanceof LinuxException,
						feature + ": " + feature.unavailabilityCause());
		}
	}
}
