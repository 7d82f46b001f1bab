package io.wirebench.runtime.internal.apply;

import io.wirebench.core.spec.IpPrefix;
import io.wirebench.core.spec.RouteSpec;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.net.AddressInfo;
import io.wirebench.linux.net.FilterInfo;
import io.wirebench.linux.net.LinkInfo;
import io.wirebench.linux.net.RouteInfo;
import io.wirebench.runtime.internal.apply.Kernel.BridgeObject;
import io.wirebench.runtime.internal.apply.Kernel.LinkObject;
import io.wirebench.runtime.internal.apply.Kernel.NodeObject;
import io.wirebench.runtime.internal.apply.Kernel.Side;
import io.wirebench.runtime.internal.layout.Layout;
import io.wirebench.runtime.internal.layout.Layout.BridgeEnd;
import io.wirebench.runtime.internal.layout.Layout.EndLayout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares what the kernel and the engine have with what is noted of them. A node's programs may add what they like
 * (addresses, routes, devices); what the network asks for must be there.
 */
public final class Inspection {

	/** RT_TABLE_MAIN. */
	private static final int TABLE_MAIN = 254;

	private Inspection() {
	}

	/** @return one sentence for each difference: element, what it is, what it should be. Under the lab's lock */
	public static List<String> drift(Kernel kernel) {
		List<String> drift = new ArrayList<>();
		if (kernel.hub == null)
			return drift;
		try {
			Map<Integer, LinkInfo> hub = byIndex(kernel.hub.route().links());
			Map<String, Map<Integer, LinkInfo>> nodes = new HashMap<>();
			for (NodeObject node : kernel.nodes.values()) {
				Map<Integer, LinkInfo> devices = byIndex(node.namespace.route().links());
				nodes.put(node.layout.name(), devices);
				node(node, devices, drift);
			}
			for (BridgeObject bridge : kernel.bridges.values())
				if (!hub.containsKey(bridge.device().index()))
					drift.add(bridge.layout().name() + ": its bridge " + bridge.device().name() + " is gone");
				else if (hub.get(bridge.device().index()).spanningTree() != (bridge.layout().spanningTree() != null))
					drift.add(bridge.layout().name() + ": its spanning tree should be "
							+ (bridge.layout().spanningTree() != null ? "on and is off" : "off and is on"));
			for (LinkObject link : kernel.links.values())
				link(kernel, link, hub, nodes, drift);
		} catch (LinuxException e) {
			drift.add("the kernel cannot be asked: " + e.getMessage());
		}
		return drift;
	}

	private static Map<Integer, LinkInfo> byIndex(List<LinkInfo> links) {
		return links.stream().collect(Collectors.toMap(LinkInfo::index, link -> link, (a, _) -> a));
	}

	private static void node(NodeObject node, Map<Integer, LinkInfo> devices, List<String> drift) {
		String name = node.layout.name();
		Map<Integer, Set<String>> addresses = new HashMap<>();
		for (AddressInfo address : node.namespace.route().addresses())
			addresses.computeIfAbsent(address.deviceIndex(), _ -> new HashSet<>()).add(text(address.address(), address.prefixLength()));
		node.layout.addresses().forEach((device, wanted) -> {
			if (!node.devices.containsKey(device))
				return;
			int index = node.devices.get(device).index();
			LinkInfo info = devices.get(index);
			if (info == null)
				return; // said of its link
			if (!info.up())
				drift.add(name + "." + device + ": is down, though nobody asked for it");
			for (IpPrefix address : wanted)
				if (!addresses.getOrDefault(index, Set.of()).contains(text(address.address(), address.length())))
					drift.add(name + "." + device + ": has lost its address " + address);
		});
		if (node.layout.routes().isEmpty())
			return;
		Set<String> routes = new HashSet<>();
		for (RouteInfo route : node.namespace.route().routes())
			if (route.table() == TABLE_MAIN)
				routes.add(text(route.destination(), route.prefixLength()));
		for (RouteSpec route : node.layout.routes())
			if (!routes.contains(text(route.destination().address(), route.destination().length())))
				drift.add(name + ": has lost its route to " + route.destination() + " by way of " + IpPrefix.format(route.gateway()));
	}

	private static String text(java.net.InetAddress address, int length) {
		return address.getHostAddress() + '/' + length;
	}

	private static void link(Kernel kernel, LinkObject link, Map<Integer, LinkInfo> hub, Map<String, Map<Integer, LinkInfo>> nodes,
			List<String> drift) {
		String name = link.layout.name();
		boolean whole = true;
		for (Side side : new Side[]{link.from, link.to})
			if (side != null) {
				LinkInfo info = hub.get(side.hub().index());
				LinkInfo far = side.node() == null
						? hub.get(side.far().index())
						: nodes.getOrDefault(side.node(), Map.of()).get(side.far().index());
				if (info == null || far == null) {
					drift.add(name + ": its device "
							+ (info == null
									? side.hub().name() + " in the hub"
									: side.far().name() + (side.node() == null ? " in the hub" : " in " + side.node()))
							+ " is gone");
					whole = false;
				} else if (info.up() != link.layout.up()) {
					drift.add(name + ": is " + (info.up() ? "up" : "down") + " and should be " + (link.layout.up() ? "up" : "down"));
				}
			}
		if (!whole)
			return;
		boolean attached = link.engine != null && !link.engine.worker().isLost();
		if (attached != (link.layout.join() == Layout.Join.ENGINE))
			drift.add(name + (attached ? ": is in the engine and should not be" : ": should be in the engine and is not"));
		switch (link.layout.join()) {
			case DIRECT -> {
				enslaved(kernel, link, link.from == null ? link.to : link.from, link.from == null ? link.layout.from() : link.layout.to(),
						hub, drift);
			}
			case WIRE -> {
				redirected(kernel, link, link.from, link.to, drift);
				redirected(kernel, link, link.to, link.from, drift);
			}
			case ENGINE -> {
				// what it does with frames is counted
			}
		}
	}

	private static void enslaved(Kernel kernel, LinkObject link, Side side, EndLayout end, Map<Integer, LinkInfo> hub, List<String> drift) {
		if (link.layout.from() instanceof BridgeEnd && link.layout.to() instanceof BridgeEnd) {
			port(kernel, link, link.from, link.layout.from(), hub, drift);
			port(kernel, link, link.to, link.layout.to(), hub, drift);
		} else {
			port(kernel, link, side, end, hub, drift);
		}
	}

	private static void port(Kernel kernel, LinkObject link, Side side, EndLayout end, Map<Integer, LinkInfo> hub, List<String> drift) {
		if (hub.get(side.hub().index()).master() != kernel.bridges.get(end.node()).device().index())
			drift.add(link.layout.name() + ": is no port of " + end.node() + " any more");
	}

	private static void redirected(Kernel kernel, LinkObject link, Side in, Side out, List<String> drift) {
		List<FilterInfo> filters = kernel.hub.route().filters(in.hub());
		if (filters.stream().noneMatch(filter -> filter.redirectIndex() == out.hub().index()))
			drift.add(link.layout.name() + ": frames that arrive at " + in.hub().name() + " are not redirected any more");
	}
}
