package io.wirebench.core.emulation;

import java.util.Set;

/**
 * Something that this machine can do for labs, or cannot. Found out by trying it.
 *
 * @param name short, stable, in capitals
 * @param description what it is
 * @param available whether it works here
 * @param cause why not, or empty
 * @param disables what a user loses without it
 * @param remedy how to get it
 */
public record Capability(String name, String description, boolean available, String cause, String disables, String remedy) {

	/** Names of the capabilities without which no network can run. */
	public static final Set<String> REQUIRED = Set.of("NETWORK_NAMESPACES", "VETH", "BRIDGE", "TPACKET_V2");

	/** Names of those that no network needs to run, only programs that users start in nodes: plans do not list them. */
	public static final Set<String> FOR_PROGRAMS = Set.of("USER_IDS");
}
