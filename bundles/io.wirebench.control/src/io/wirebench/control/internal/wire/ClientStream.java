package io.wirebench.control.internal.wire;

/**
 * Sends notifications to one client, of which none may be missing. It blocks until the client has read enough: only for threads of the
 * client's own that hold no lock. Safe for use by any thread.
 */
public interface ClientStream {

	/**
	 * Waits until there is room, then sends.
	 *
	 * @return false if the connection was closed
	 * @throws InterruptedException if the thread was interrupted; nothing was sent
	 */
	boolean put(String method, Object params) throws InterruptedException;

	/** @return whether {@link #put} would wait now for a client that reads too slowly */
	boolean stalled();
}
