package io.wirebench.cli.internal.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hears Ctrl-C and SIGTERM, and lets the command end in order: the network is stopped and the report written before the
 * process goes, with the exit code that the command has found.
 */
public final class Interrupt implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 30;

	private final CountDownLatch done = new CountDownLatch(1);
	private volatile boolean requested;
	private volatile int exitCode = ExitCode.MACHINE;
	private Runnable action = () -> {
	};
	private final Thread hook = Thread.ofPlatform().name("wirebench interrupt").unstarted(() -> {
		synchronized (this) {
			requested = true;
			action.run();
		}
		try {
			if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
				System.err.println("wirebench: did not end within " + PATIENCE_SECONDS + " s; the kernel ends what is left");
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		System.out.flush();
		System.err.flush();
		// Past the other hooks: they would take the exit code of the signal.
		Runtime.getRuntime().halt(exitCode);
	});

	public Interrupt() {
		Runtime.getRuntime().addShutdownHook(hook);
	}

	/** @return whether the command shall end */
	public boolean requested() {
		return requested;
	}

	/** Does this when the command shall end, at once if it already shall; replaces what was to be done before. */
	public synchronized void action(Runnable newAction) {
		action = newAction;
		if (requested)
			action.run();
	}

	/** Says with which code to end if it was a signal that ended the command. */
	public void exitCode(int code) {
		exitCode = code;
	}

	@Override
	public void close() {
		if (!requested)
			try {
				Runtime.getRuntime().removeShutdownHook(hook);
			} catch (IllegalStateException e) {
				// A signal came just now.
			}
		done.countDown();
	}
}
