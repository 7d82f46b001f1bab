package io.wirebench.core.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutionException;

class KindFaultsTest {

	private final KindFaults faults = new KindFaults();

	@Test
	void shouldSayWhatWasThrownAndNotWhatIsAroundIt() {
		var thrown = new ExecutionException(new CoreException(new Status(IStatus.ERROR, "x", "unable to instantiate",
				new InvocationTargetException(new IOException("the disk is full")))));
		assertEquals("the disk is full", KindFaults.say(thrown));
		assertEquals("NullPointerException", KindFaults.say(new NullPointerException()));
		assertEquals("NumberFormatException: For input string: \"x\"",
				KindFaults.say(new NumberFormatException("For input string: \"x\"")));
		assertEquals("an exception whose text cannot be had", KindFaults.say(new RuntimeException() {
			@Override
			public String getMessage() {
				throw new IllegalStateException();
			}
		}));
	}

	@Test
	void shouldKeepTheNewestAndCountWhatComesAgain() {
		var again = new IllegalStateException("again");
		for (var i = 0; i < 3; i++)
			faults.add("acme.x", "e", "failed", again);
		assertEquals(3, faults.all().getFirst().times());
		for (var i = 0; i < KindFaults.MOST + 5; i++)
			faults.add("acme.x", "e" + i, "failed", again);
		assertEquals(KindFaults.MOST, faults.all().size());
		assertEquals("e5", faults.all().getFirst().element());
		faults.add("io.wirebench.kinds.ping", "e", "failed", again);
		assertTrue(faults.all().stream().noneMatch(fault -> fault.kind().startsWith("io.wirebench")));
	}

	@Test
	void shouldCutWhatIsTooLong() {
		faults.add("acme.x", "e", "failed", new IllegalStateException("x".repeat(1_000_000)));
		assertTrue(faults.all().getFirst().trace().length() + faults.all().getFirst().message().length() < 20_000);
	}
}
