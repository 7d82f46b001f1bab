package io.wirebench.api;

import java.io.IOException;

/**
 * A connected TCP socket in a node. One thread may send while another receives.
 *
 * @noimplement
 */
public interface TcpSocket extends AutoCloseable {

	/**
	 * Sends from a buffer, blocking until at least one byte was taken.
	 *
	 * @param timeoutNanos how long to wait for room
	 * @return the number of bytes taken, or 0 if the time ran out
	 */
	int send(byte[] buffer, int offset, int length, long timeoutNanos) throws IOException;

	/**
	 * Receives into a buffer, blocking until at least one byte has come.
	 *
	 * @param timeoutNanos how long to wait
	 * @return the number of bytes, 0 if the time ran out, or -1 at the end of the stream
	 */
	int receive(byte[] buffer, int offset, int length, long timeoutNanos) throws IOException;

	/** @return the kernel's figures for this connection ({@code TCP_INFO}) */
	TcpFigures figures() throws IOException;

	/** Ends the sending direction, so that the other side reads the end of the stream. */
	void shutdownOutput() throws IOException;

	/** Closes the socket. With data still unsent the connection is reset, so that it does not outlive its node. */
	@Override
	void close();
}
