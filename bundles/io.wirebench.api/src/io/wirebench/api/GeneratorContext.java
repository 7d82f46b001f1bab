package io.wirebench.api;

import io.wirebench.dataplane.Clock;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.RandomSource;

import java.net.InetAddress;

/**
 * What a running flow works with.
 *
 * @noimplement
 */
public interface GeneratorContext {

	/** @return the node that the flow starts from */
	NodeHandle from();

	/** @return the node that it goes to */
	NodeHandle to();

	/**
	 * @return the address of {@link #to()} that is nearest to {@link #from()}
	 * @throws java.io.IOException if the node has no address of that family
	 */
	InetAddress destination(boolean ipv6) throws java.io.IOException;

	/** @return the flow's parameters as they are now; they change when a user changes them */
	Parameters parameters();

	/** @return the clock that all times here are of */
	Clock clock();

	/** @return random numbers that the network's seed and the flow's name determine; for one thread only */
	RandomSource random();

	/** @return when the flow shall end by itself, or {@link Long#MAX_VALUE} */
	long endNanos();

	/** @return whether to end now: the time is over, or a user stopped the flow */
	boolean stopRequested();

	/** @return where figures go */
	FigureSink figures();

	/** Adds a line to the flow's output, shown in the report. */
	void log(String line);
}
