package io.wirebench.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/**
 * A program that runs in a node. Ends at the latest with its node. Safe for use by any thread.
 *
 * @noimplement
 */
public interface NodeProcess extends AutoCloseable {

	/** @return the process id as the engine sees it */
	long pid();

	/** @return the program's standard input; close it to send end of file */
	OutputStream input();

	/** @return the program's standard output; read it, or the program stops when the pipe is full */
	InputStream output();

	/** @return the program's standard error; read it, or the program stops when the pipe is full */
	InputStream error();

	/** @return completed with the exit code, or 128 + signal number, when the program has ended */
	CompletableFuture<Integer> exit();

	/**
	 * Sends a signal to the program's process group.
	 *
	 * @param number the signal's number, e.g. 15 for SIGTERM
	 * @throws IOException if the kernel refuses; not if the program has already ended
	 */
	void signal(int number) throws IOException;

	/** Kills the program's process group and closes the streams. */
	@Override
	void close();
}
