package io.wirebench.linux.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Reaper;

/**
 * A program that runs in a node's namespaces, in a session and process group of its own. Ends at the latest with its
 * {@link NodeNamespaces}. Safe for use by any thread; each stream by one thread at a time, which should be a platform
 * thread, as reading occupies it.
 *
 * @since 0.1
 */
public final class NodeProcess implements AutoCloseable {

	private final Reaper.Child child;
	private final OutputStream input;
	private final InputStream output;
	private final InputStream error;
	private final Terminal terminal;

	/** @param terminal at which it runs, or {@code null} */
	NodeProcess(Reaper.Child child, OutputStream input, InputStream output, InputStream error, Terminal terminal) {
		this.child = child;
		this.terminal = terminal;
		this.input = input;
		this.output = output;
		this.error = error;
	}

	/** @return the process id as the engine sees it */
	public long pid() {
		return child.pid();
	}

	/** @return its standard input; close it to send end of file */
	public OutputStream input() {
		return input;
	}

	/** @return its standard output; empty if it was directed elsewhere */
	public InputStream output() {
		return output;
	}

	/** @return its standard error; empty if it was directed elsewhere */
	public InputStream error() {
		return error;
	}

	/** @return completed with the exit code, or 128 + signal number, when the program has ended */
	public CompletableFuture<Integer> exit() {
		return child.exit();
	}

	/**
	 * Sends a signal to the process group.
	 *
	 * @throws LinuxException if the kernel refuses; not if the program has already ended
	 */
	public void signal(int number) {
		child.signalGroup(number);
	}

	/**
	 * Changes the size of the terminal at which it runs.
	 *
	 * @throws IllegalStateException if it runs at none
	 * @throws LinuxException if it has been closed
	 */
	public void resize(int rows, int columns) {
		if (terminal == null)
			throw new IllegalStateException("process " + pid() + " does not run at a terminal");
		terminal.resize(rows, columns);
	}

	/** Kills the process group and closes the streams. */
	@Override
	public void close() {
		signal(9);
		if (terminal != null)
			terminal.close();
		for (var stream : new AutoCloseable[]{input, output, error})
			try {
				stream.close();
			} catch (IOException e) {
				throw new AssertionError("closing a pipe does no input or output", e);
			} catch (Exception e) {
				throw new AssertionError(e);
			}
	}
}
