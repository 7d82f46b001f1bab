package io.wirebench.dataplane.engine;

/** How a worker waits for frames. All but {@link #wake()} are called by the worker only. */
public interface Waiter extends AutoCloseable {

	/** Told of each port that was ready. */
	@FunctionalInterface
	interface Ready {
		void ready(int token);
	}

	/** Starts to watch a port. @param token given back when the port becomes ready */
	void add(Port port, int token);

	/** Ends watching a port. */
	void remove(Port port);

	/**
	 * Waits until a port has become ready since the last call, {@link #wake()} is called, or time is over.
	 *
	 * @param timeoutNanos 0 to only look, {@link Long#MAX_VALUE} without end
	 */
	void await(long timeoutNanos, Ready ready);

	/** Ends a wait. Safe for use by any thread. */
	void wake();

	@Override
	void close();
}
