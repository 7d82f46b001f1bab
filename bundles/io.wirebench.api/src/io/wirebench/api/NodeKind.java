package io.wirebench.api;

/**
 * A kind of node, declared at {@code io.wirebench.core.nodeKinds}. A node kind says what its node needs; it never touches
 * the kernel. So a plan is complete and can be printed before anything is made. Needs a public constructor without
 * parameters; must keep no state.
 */
@FunctionalInterface
public interface NodeKind {

	/**
	 * Says what one node needs. Called whenever a network is planned, by any thread; the same setup must give equal
	 * needs.
	 *
	 * @throws IllegalArgumentException if the parameters contradict each other; the message is shown to the user
	 */
	NodeNeeds needs(NodeSetup setup);
}
