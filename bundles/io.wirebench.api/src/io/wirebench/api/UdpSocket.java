package io.wirebench.api;

import java.io.IOException;
import java.net.InetAddress;

/**
 * A UDP socket in a node. One thread may send while another receives.
 *
 * @noimplement
 */
public interface UdpSocket extends AutoCloseable {

	/** @return the local port */
	int port();

	/** Fixes the peer: what is sent goes there, and only what it sends is received. */
	void connect(InetAddress address, int port) throws IOException;

	/** Asks for a receive buffer of at least this size; the kernel may give less. @return what it gave, in bytes */
	int receiveBuffer(int bytes) throws IOException;

	/** Sends one datagram to the connected peer. @return false if the kernel had no room and dropped it */
	boolean send(byte[] buffer, int offset, int length) throws IOException;

	/**
	 * Receives one datagram; what does not fit is cut.
	 *
	 * @return its length in bytes, or -1 if none came in time
	 */
	int receive(byte[] buffer, int offset, int length, long timeoutNanos) throws IOException;

	/** @return when the kernel received the datagram last returned, in nanoseconds of {@code Clock.SYSTEM} */
	long receivedNanos();

	@Override
	void close();
}
