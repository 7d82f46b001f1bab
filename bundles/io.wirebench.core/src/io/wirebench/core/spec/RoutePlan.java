package io.wirebench.core.spec;

import io.wirebench.core.kinds.Forwarding;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Static routes along the fewest routers; of equally short ways the one by the routers whose names come first. A host
 * that reaches exactly one router gets only default routes; every other node gets one route for each network.
 */
final class RoutePlan {

	private final List<BroadcastDomain> domains;
	private final AddressPlan addresses;
	private final Map<String, Forwarding> forwarding;
	/** Router interfaces in each domain, ordered by node. */
	private final List<List<End>> routersOf = new ArrayList<>();
	private final Map<String, List<Integer>> domainsOf = new LinkedHashMap<>();
	private final Map<String, Map<Integer, End>> endOf = new HashMap<>();

	/** How a search left its first node. */
	private record Hop(End out, End gateway) {}

	/** A router that a search has reached. */
	private record Reached(String router, Hop first) {}

	RoutePlan(List<BroadcastDomain> domains, AddressPlan addresses, Map<String, Forwarding> forwarding) {
		this.domains = domains;
		this.addresses = addresses;
		this.forwarding = forwarding;
		for (var index = 0; index < domains.size(); index++) {
			var routers = new ArrayList<End>();
			for (var end : domains.get(index).ends()) {
				if (endOf.computeIfAbsent(end.node(), _ -> new HashMap<>()).putIfAbsent(index, end) != null)
					continue;
				domainsOf.computeIfAbsent(end.node(), _ -> new ArrayList<>()).add(index);
				if (forwarding.get(end.node()) == Forwarding.NETWORK)
					routers.add(end);
			}
			routers.sort(Comparator.comparing(End::node));
			routersOf.add(routers);
		}
	}

	/** @return the routes of each node that has any */
	Map<String, List<RouteSpec>> plan() {
		var all = new LinkedHashMap<String, List<RouteSpec>>();
		for (var node : domainsOf.keySet()) {
			var routes = new ArrayList<RouteSpec>();
			for (var ipv6 : new boolean[]{false, true})
				if (!addDefaultOnly(node, ipv6, routes))
					addAll(node, ipv6, routes);
			if (!routes.isEmpty())
				all.put(node, routes);
		}
		return all;
	}

	private boolean addDefaultOnly(String node, boolean ipv6, List<RouteSpec> routes) {
		if (forwarding.get(node) != Forwarding.NONE)
			return false;
		Hop only = null;
		for (var domain : domainsOf.get(node))
			for (var router : routersOf.get(domain)) {
				if (gateway(domain, router, ipv6) == null || gateway(domain, endOf.get(node).get(domain), ipv6) == null)
					continue;
				if (only != null)
					return false;
				only = new Hop(endOf.get(node).get(domain), router);
			}
		if (only != null)
			routes.add(new RouteSpec(everything(ipv6), gatewayOf(only, ipv6), only.out().interfaceName()));
		return true;
	}

	private void addAll(String node, boolean ipv6, List<RouteSpec> routes) {
		var first = search(node, ipv6);
		var own = new HashSet<>(domainsOf.get(node));
		Hop fallback = null;
		for (var index = 0; index < domains.size(); index++) {
			var hop = first.get(index);
			if (hop == null || own.contains(index))
				continue;
			var network = network(index, ipv6);
			if (network != null)
				routes.add(new RouteSpec(network, gatewayOf(hop, ipv6), hop.out().interfaceName()));
			if (fallback == null || hop.gateway().node().compareTo(fallback.gateway().node()) < 0)
				fallback = hop;
		}
		if (forwarding.get(node) == Forwarding.NONE && fallback != null)
			routes.add(new RouteSpec(everything(ipv6), gatewayOf(fallback, ipv6), fallback.out().interfaceName()));
	}

	/** Breadth first from one node: the first hop towards each domain. */
	private Map<Integer, Hop> search(String start, boolean ipv6) {
		var first = new HashMap<Integer, Hop>();
		Set<Integer> seenDomains = new HashSet<>(domainsOf.get(start));
		Set<String> seenRouters = new HashSet<>(Set.of(start));
		var level = new ArrayList<Reached>();
		for (var domain : domainsOf.get(start)) {
			var out = endOf.get(start).get(domain);
			if (gateway(domain, out, ipv6) != null)
				for (var router : routersOf.get(domain))
					if (gateway(domain, router, ipv6) != null && seenRouters.add(router.node()))
						level.add(new Reached(router.node(), new Hop(out, router)));
		}
		while (!level.isEmpty()) {
			level.sort(Comparator.comparing(Reached::router));
			var next = new ArrayList<Reached>();
			for (var reached : level)
				for (var domain : domainsOf.get(reached.router())) {
					if (gateway(domain, endOf.get(reached.router()).get(domain), ipv6) == null || !seenDomains.add(domain))
						continue;
					first.put(domain, reached.first());
					for (var router : routersOf.get(domain))
						if (gateway(domain, router, ipv6) != null && seenRouters.add(router.node()))
							next.add(new Reached(router.node(), reached.first()));
				}
			level = next;
		}
		return first;
	}

	private IpPrefix network(int domain, boolean ipv6) {
		for (var network : addresses.networks(domain))
			if (network.ipv6() == ipv6)
				return network;
		return null;
	}

	/** An end's address in its domain's network, or null. */
	private InetAddress gateway(int domain, End end, boolean ipv6) {
		var network = network(domain, ipv6);
		if (network == null)
			return null;
		for (var address : addresses.addresses(end))
			if (address.ipv6() == ipv6 && network.contains(address.address()))
				return address.address();
		return null;
	}

	private InetAddress gatewayOf(Hop hop, boolean ipv6) {
		for (var domain : domainsOf.get(hop.gateway().node()))
			if (endOf.get(hop.gateway().node()).get(domain).equals(hop.gateway()))
				return gateway(domain, hop.gateway(), ipv6);
		throw new IllegalStateException("no address at " + hop.gateway());
	}

	private static IpPrefix everything(boolean ipv6) {
		return IpPrefix.parse(ipv6 ? "::/0" : "0.0.0.0/0");
	}
}
