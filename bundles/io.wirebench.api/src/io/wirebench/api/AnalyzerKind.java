package io.wirebench.api;

/**
 * A kind of analyzer, declared at {@code io.wirebench.core.analyzerKinds} together with what it needs: {@code counters},
 * {@code headers} or {@code frames}. Needs a public constructor without parameters; must keep no state.
 */
@FunctionalInterface
public interface AnalyzerKind {

	/**
	 * Makes the analyzer of one probe.
	 *
	 * @throws java.io.IOException if a file it needs cannot be made; the message is shown at the probe
	 */
	Analyzer create(AnalyzerSetup setup) throws java.io.IOException;
}
