package io.wirebench.core.spec;

import io.wirebench.core.kinds.Forwarding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The interfaces that reach each other without a router: of one link, or of all links that switches join.
 *
 * @param ends interfaces of nodes that are no switches, in the order of the links in the file
 * @param ports ports of the switches that join them, likewise
 */
record BroadcastDomain(List<End> ends, List<End> ports) {

	/**
	 * Finds all domains.
	 *
	 * @param links pairs of ends, in the order of the file
	 * @param forwarding of each node
	 * @return in the order of each domain's first link; domains of switches alone are left out
	 */
	static List<BroadcastDomain> of(List<End[]> links, Map<String, Forwarding> forwarding) {
		var parents = new HashMap<Object, Object>();
		for (var link : links)
			for (var end : link)
				if (forwarding.get(end.node()) == Forwarding.LINK)
					parents.put(root(parents, link), root(parents, end.node()));
		var domains = new LinkedHashMap<Object, BroadcastDomain>();
		for (var link : links) {
			var domain = domains.computeIfAbsent(root(parents, link), _ -> new BroadcastDomain(new ArrayList<>(), new ArrayList<>()));
			for (var end : link)
				(forwarding.get(end.node()) == Forwarding.LINK ? domain.ports : domain.ends).add(end);
		}
		return domains.values().stream().filter(domain -> !domain.ends.isEmpty()).toList();
	}

	private static Object root(Map<Object, Object> parents, Object member) {
		var root = member;
		while (parents.getOrDefault(root, root) != root)
			root = parents.get(root);
		for (var step = member; step != root;) {
			var next = parents.get(step);
			parents.put(step, root);
			step = next;
		}
		return root;
	}
}
