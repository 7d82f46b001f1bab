package io.wirebench.cli.internal.engine;

import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.control.server.EngineServer;
import io.wirebench.core.plugins.Plugins;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * An end that comes from elsewhere: by a signal, by code of a plug-in that calls for it, or because memory runs out. Labs end in
 * order, clients hear why, the process ends. Safe for use by any thread.
 */
public final class Ending {

	private static final long STOP_SECONDS = 10;

	private final Plugins plugins;
	private final Thread hook = Thread.ofPlatform().name("wirebench stop").unstarted(this::called);
	private final AtomicBoolean begun = new AtomicBoolean();
	private volatile EngineServer server;

	/** From now on the process ends this way. */
	public Ending(Plugins plugins) {
		this.plugins = plugins;
		Runtime.getRuntime().addShutdownHook(hook);
	}

	/** @param serving has the labs that are to end */
	public void serves(EngineServer serving) {
		server = serving;
	}

	/** The engine has ended by itself. Does not return if the process is ending already. */
	public void over() throws InterruptedException {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		} catch (IllegalStateException e) {
			hook.join(); // This process goes when labs are gone.
		}
	}

	private void called() {
		end(() -> plugins.ended());
	}

	/** Memory is nearly used up. @param state how much is used, a sentence */
	public void outOfMemory(String state) {
		end(() -> state + plugins.outOfMemory());
	}

	/** What went wrong. */
	@FunctionalInterface
	private interface Failure {
		String find();
	}

	private void end(Failure failure) {
		while (!begun.compareAndSet(false, true))
			LockSupport.park(); // Whoever is at it ends the process.
		String what = failure.find();
		if (!what.isEmpty())
			System.err.println("wirebench engine: " + what);
		EngineServer serving = server;
		if (serving != null)
			close(serving, what);
		OrderlyEnd.tell();
		Runtime.getRuntime().halt(what.isEmpty() ? ExitCode.OK : ExitCode.MACHINE);
	}

	private static void close(EngineServer server, String failure) {
		Thread closing = Thread.ofPlatform().daemon().start(() -> server.close(failure));
		try {
			if (!closing.join(Duration.ofSeconds(STOP_SECONDS)))
				System.err.println("wirebench engine: not all labs ended within " + STOP_SECONDS + " s; the kernel ends what is left");
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
