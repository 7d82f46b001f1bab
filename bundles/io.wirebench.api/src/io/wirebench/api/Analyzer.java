package io.wirebench.api;

/**
 * Watches a link and turns what it sees into figures and files. Called by one thread at a time. It stands beside the
 * path: it cannot change a frame.
 */
public interface Analyzer extends AutoCloseable {

	/** Called at every sample, a few times a second, when the kind needs {@code counters}. */
	default void onCounters(LinkCounters counters) {
	}

	/** Called for each frame, when the kind needs {@code headers} or {@code frames}. */
	default void onFrame(ObservedFrame frame) {
	}

	/** Called a few times a second, after the frames up to then. @param nowNanos of {@code Clock.SYSTEM} */
	default void onSample(long nowNanos) {
	}

	/** Called once at the end, after the last frame. */
	@Override
	default void close() throws java.io.IOException {
	}
}
