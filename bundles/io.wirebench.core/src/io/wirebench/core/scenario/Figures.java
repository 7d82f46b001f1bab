package io.wirebench.core.scenario;

import java.util.OptionalDouble;

/**
 * Figures of a running network by path: {@code flow:download.throughput}, {@code probe:p.forward-p50},
 * {@code r1-r2/forward.dropped}, {@code r1-r2.up}.
 */
@FunctionalInterface
public interface Figures {

	/**
	 * @return the newest value in base units (bits, seconds, bits a second, numbers), or empty if there is none yet
	 */
	OptionalDouble value(String path);
}
