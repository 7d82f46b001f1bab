package io.wirebench.api;

import io.wirebench.dataplane.Impairment;

/**
 * A kind of impairment, declared at {@code io.wirebench.core.impairmentKinds}. Needs a public constructor without
 * parameters; one instance serves all links and must keep no state of its own.
 */
@FunctionalInterface
public interface ImpairmentKind {

	/**
	 * Makes the impairment for one direction, link or medium, as the declared scope says. Called by any thread; the
	 * result is then used by one thread only, and {@link Impairment#update} comes before the first frame.
	 *
	 * @param elementPath the element's path, for messages only, e.g. {@code r1-r2/forward/loss}
	 * @return a new object at each call
	 */
	Impairment create(String elementPath);
}
