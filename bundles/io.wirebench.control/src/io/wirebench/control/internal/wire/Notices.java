package io.wirebench.control.internal.wire;

/**
 * Sends notifications to one client and never blocks: any thread may use it, also one that holds a lock of a lab. A client that
 * reads too slowly misses notifications. Safe for use by any thread.
 */
public interface Notices {

	/** @return false if the notification was left out, because too much waits for the client or the connection was closed */
	boolean offer(String method, Object params);

	/**
	 * @return whether notifications that a client can do without are to be left out now: half of the room is used, or the connection was
	 * closed
	 */
	boolean full();
}
