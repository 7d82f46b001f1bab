package io.wirebench.api;

import java.io.IOException;

/**
 * A listening TCP socket in a node.
 *
 * @noimplement
 */
public interface TcpListener extends AutoCloseable {

	/** @return the port it listens on */
	int port();

	/** @return the next connection, or {@code null} if none came in time */
	TcpSocket accept(long timeoutNanos) throws IOException;

	@Override
	void close();
}
