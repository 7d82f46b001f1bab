package io.wirebench.api;

import java.io.IOException;
import java.net.InetAddress;

/**
 * A socket for echo requests (RFC 792, RFC 4443) with an identifier of its own. One thread may send while another
 * receives.
 *
 * @noimplement
 */
public interface EchoSocket extends AutoCloseable {

	/** Sends one request. @param payloadBytes bytes after the eight bytes of header, 0..65507 */
	void request(InetAddress address, int sequence, int payloadBytes) throws IOException;

	/**
	 * Waits for a reply to a request of this socket.
	 *
	 * @return its sequence number (0..65535), or -1 if none came in time
	 */
	int reply(long timeoutNanos) throws IOException;

	/** @return when the kernel received the reply last returned, in nanoseconds of {@code Clock.SYSTEM} */
	long receivedNanos();

	@Override
	void close();
}
