package io.wirebench.api;

/**
 * A kind of service: daemons that run in a node as long as it does, for example a routing protocol. Declared at
 * {@code io.wirebench.core.serviceKinds}. A service kind says what the service needs; it touches neither the kernel nor
 * the disk. So a plan is complete, configuration files included, and can be printed before anything is made. Needs a
 * public constructor without parameters; must keep no state.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ServiceKind {

	/**
	 * Says what one service of one node needs. Called whenever a network is planned, by any thread; the same setup must
	 * give equal needs, because what differs from the last time is what is written and started anew.
	 *
	 * @throws IllegalArgumentException if the parameters cannot be used; the message is shown to the user behind the
	 *         service's path, and nothing of the plan is carried out
	 */
	ServiceNeeds needs(ServiceSetup setup);
}
