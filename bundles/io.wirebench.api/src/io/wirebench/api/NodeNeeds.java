package io.wirebench.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node needs besides its interfaces, addresses and routes.
 *
 * @param sysctls kernel settings in the node's network namespace, by dotted key, e.g. {@code net.ipv4.ip_forward}
 * @param files text files that the node's processes shall see, by absolute path; they hide the host's file of that
 *        path, if there is one
 * @param setup programs that set the node up, run one after the other once its interfaces have their addresses, each to its
 *        end; one that does not end with exit code 0 within 30 s makes the whole change fail with what it printed. When only
 *        they change in a running node they are run again and the node goes on: so they must bring about the same whatever was
 *        there before
 * @param processes programs that run as long as the node does, started in this order after the setup
 * @param spanningTree of a node that forwards links (a switch), which can need nothing else: it has no namespace of its own;
 *        empty for none
 */
public record NodeNeeds(Map<String, String> sysctls, Map<String, String> files, List<ProcessRequest> setup, List<ProcessRequest> processes,
		Optional<SpanningTree> spanningTree) {

	/** Nothing beyond interfaces, addresses and routes. */
	public static final NodeNeeds NONE = new NodeNeeds(Map.of(), Map.of(), List.of(), List.of());

	public NodeNeeds {
		sysctls = Map.copyOf(sysctls);
		files = Map.copyOf(files);
		setup = List.copyOf(setup);
		processes = List.copyOf(processes);
	}

	/** Needs of a node that is no switch, or of a switch without spanning tree. */
	public NodeNeeds(Map<String, String> sysctls, Map<String, String> files, List<ProcessRequest> setup, List<ProcessRequest> processes) {
		this(sysctls, files, setup, processes, Optional.empty());
	}

	/**
	 * @return needs with only a spanning tree
	 * @since 0.1
	 */
	public static NodeNeeds ofSpanningTree(SpanningTree spanningTree) {
		return new NodeNeeds(Map.of(), Map.of(), List.of(), List.of(), Optional.of(spanningTree));
	}

	/** @return needs with only these kernel settings */
	public static NodeNeeds ofSysctls(Map<String, String> sysctls) {
		return new NodeNeeds(sysctls, Map.of(), List.of(), List.of());
	}
}
