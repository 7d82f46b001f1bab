package io.wirebench.linux.net;

/**
 * What a {@link RouteMonitor} reports.
 *
 * @since 0.1
 */
public sealed interface RouteEvent {

	/** A device appeared, changed, or is gone. */
	record LinkChanged(LinkInfo link, boolean removed) implements RouteEvent {}

	/** An address appeared, changed, or is gone. */
	record AddressChanged(AddressInfo address, boolean removed) implements RouteEvent {}

	/** A route appeared, changed, or is gone. */
	record RouteChanged(RouteInfo route, boolean removed) implements RouteEvent {}

	/** The kernel had more to tell than there was room for: what was known must be read again. */
	record Overrun() implements RouteEvent {}
}
