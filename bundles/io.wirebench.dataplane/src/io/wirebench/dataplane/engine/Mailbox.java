package io.wirebench.dataplane.engine;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Commands of other threads to a worker. {@link #deliver()} belongs to the worker's thread, everything else may be called by any.
 * Each command is run or refused, however the worker ends: nobody waits for ever.
 */
final class Mailbox {

	private record Letter(Runnable command, CompletableFuture<Void> done) {}

	private final Queue<Letter> letters = new ConcurrentLinkedQueue<>();
	/** Callers of commands that have not ended, those included that are being carried out. */
	private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();
	private final Runnable wake;
	private volatile Supplier<? extends RuntimeException> refusal;

	/** @param wake ends the worker's wait */
	Mailbox(Runnable wake) {
		this.wake = wake;
	}

	/** Adds a command that nobody waits for. After the end it is not carried out. */
	void post(Runnable command) {
		letters.add(new Letter(command, null));
		wake();
		if (refusal != null)
			refuse();
	}

	/** Ends the worker's wait, if it is still there. */
	void wake() {
		try {
			if (refusal == null)
				wake.run();
		} catch (RuntimeException e) {
			if (refusal == null)
				throw e; // Otherwise the worker ended in between, and with it what wakes it.
		}
	}

	/** Adds a command and returns when it is done, or throws what it threw, or why it was refused. */
	void call(Runnable command) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		waiting.add(done);
		letters.add(new Letter(command, done));
		wake();
		// Looked at after the command was added, as end() empties the mailbox after the refusal is set: one of both finds it.
		if (refusal != null)
			refuse();
		try {
			done.join();
		} catch (CompletionException e) {
			if (e.getCause() instanceof RuntimeException r)
				throw r;
			throw e;
		} finally {
			waiting.remove(done);
		}
	}

	/** Carries out what has come. By the worker's thread. */
	void deliver() {
		for (Letter letter; (letter = letters.poll()) != null;) {
			if (letter.done == null) {
				letter.command.run();
				continue;
			}
			try {
				letter.command.run();
				letter.done.complete(null);
			} catch (Throwable t) {
				letter.done.completeExceptionally(t);
			}
		}
	}

	/** Refuses all that waits and all that will come. The first reason stays. */
	void end(Supplier<? extends RuntimeException> why) {
		if (refusal == null)
			refusal = why;
		refuse();
	}

	private void refuse() {
		letters.clear();
		waiting.forEach(done -> done.completeExceptionally(refusal.get()));
	}
}
