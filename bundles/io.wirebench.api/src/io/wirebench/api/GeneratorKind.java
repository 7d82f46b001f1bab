package io.wirebench.api;

/**
 * A kind of traffic generator, declared at {@code io.wirebench.core.generatorKinds}. Needs a public constructor without
 * parameters; must keep no state.
 */
@FunctionalInterface
public interface GeneratorKind {

	/**
	 * Runs one flow, on a thread of its own, until it is done or {@link GeneratorContext#stopRequested()}. Returning
	 * ends the flow as done. Blocking calls should be bounded to about 100 ms, so that a stop is heard.
	 *
	 * @throws Exception ends the flow as failed; the message is shown at the flow
	 */
	void run(GeneratorContext context) throws Exception;
}
