package io.wirebench.runtime.internal.layout;

import io.wirebench.api.ServiceNeeds.ServiceProcess;
import io.wirebench.core.spec.ImpairmentSpec;
import io.wirebench.core.spec.IpPrefix;
import io.wirebench.core.spec.RouteSpec;
import io.wirebench.runtime.internal.layout.Layout.EndLayout;
import io.wirebench.runtime.internal.layout.Layout.LinkLayout;
import io.wirebench.runtime.internal.layout.Layout.NodeEnd;
import io.wirebench.runtime.internal.layout.Layout.NodeLayout;
import io.wirebench.runtime.internal.layout.Layout.ServiceLayout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Compares what runs with what is wanted. A pure function: equal inputs give equal changes, and equal sides give none. */
public final class Differ {

	private static final String UNCERTAIN = "an edit of it failed and could not be undone";

	private Differ() {
	}

	public static List<Change> changes(Layout running, boolean hubExists, Layout wanted) {
		return changes(running, hubExists, wanted, Set.of());
	}

	/** @param uncertain elements of which nobody knows how they are: they are made anew */
	public static List<Change> changes(Layout running, boolean hubExists, Layout wanted, Set<String> uncertain) {
		List<Change> out = new ArrayList<>();
		Map<String, String> remade = new HashMap<>();
		for (NodeLayout node : running.nodes().values()) {
			NodeLayout now = wanted.nodes().get(node.name());
			// Files and programs live in the node's own mount and process namespaces, made once.
			String reason = now == null
					? "the network no longer has it"
					: !now.files().equals(node.files()) || !now.processes().equals(node.processes())
							? "its files or programs have changed"
							: uncertain.contains(node.name()) ? UNCERTAIN : null;
			if (reason != null)
				remade.put(node.name(), reason);
		}
		Set<String> remadeNodes = remade.keySet();
		Set<String> stopped = new HashSet<>();
		for (ServiceLayout service : running.services().values()) {
			ServiceLayout now = wanted.services().get(service.path());
			String reason = now == null
					? "the network no longer has it"
					: remadeNodes.contains(service.node())
							? "its node is recreated"
							: !now.kindId().equals(service.kindId()) || !now.needs().directories().equals(service.needs().directories())
									|| !now.needs().files().keySet().equals(service.needs().files().keySet())
											? "it needs other files than before"
											: null;
			if (reason != null) {
				stopped.add(service.path());
				out.add(new Change.StopService(service.path(), reason));
			}
		}
		Set<String> remadeLinks = new HashSet<>();
		for (LinkLayout link : running.links().values()) {
			LinkLayout now = wanted.links().get(link.name());
			String reason = now == null
					? "the network no longer has it"
					: !link.sameShape(now)
							? "its ends have changed"
							: remadeNodes.contains(link.from().node()) || remadeNodes.contains(link.to().node())
									? "a node at its end is recreated"
									: uncertain.contains(link.name()) ? UNCERTAIN : null;
			if (reason != null) {
				remadeLinks.add(link.name());
				out.add(new Change.RemoveLink(link.name(), reason));
			}
		}
		for (String bridge : running.bridges().keySet())
			if (!wanted.bridges().containsKey(bridge))
				out.add(new Change.RemoveBridge(bridge, "the network no longer has it"));
		for (String node : running.nodes().keySet())
			if (remadeNodes.contains(node))
				out.add(new Change.RemoveNode(node, remade.get(node)));
		boolean empty = wanted.nodes().isEmpty() && wanted.bridges().isEmpty();
		if (hubExists && empty)
			out.add(new Change.RemoveHub("", "nothing is left that needs it"));
		if (!hubExists && !empty)
			out.add(new Change.MakeHub("", "all links meet there"));
		for (NodeLayout node : wanted.nodes().values())
			if (!running.nodes().containsKey(node.name()) || remadeNodes.contains(node.name()))
				out.add(new Change.MakeNode(node, "each node has a network namespace of its own"));
		for (Layout.BridgeLayout bridge : wanted.bridges().values())
			if (!running.bridges().containsKey(bridge.name()))
				out.add(new Change.MakeBridge(bridge, "a switch is a bridge in the hub"));
		for (Layout.BridgeLayout bridge : wanted.bridges().values())
			if (running.bridges().containsKey(bridge.name()) && !running.bridges().get(bridge.name()).equals(bridge))
				out.add(new Change.SetBridge(bridge, "its spanning tree has changed"));
		Set<String> newLinks = new HashSet<>();
		for (LinkLayout link : wanted.links().values())
			if (!running.links().containsKey(link.name()) || remadeLinks.contains(link.name())) {
				newLinks.add(link.name());
				out.add(new Change.MakeLink(link, "a pair of devices from each end to the hub"));
			}
		configureNodes(running, wanted, remadeNodes, newLinks, out);
		changeLinks(running, wanted, newLinks, out);
		for (NodeLayout node : wanted.nodes().values()) {
			NodeLayout old = remadeNodes.contains(node.name()) ? null : running.nodes().get(node.name());
			if (old == null ? !node.setup().isEmpty() : !old.setup().equals(node.setup()))
				out.add(new Change.RunSetup(node, old == null ? "its kind asks for it" : "what its kind asks for has changed"));
		}
		for (NodeLayout node : wanted.nodes().values())
			if (!node.processes().isEmpty() && (!running.nodes().containsKey(node.name()) || remadeNodes.contains(node.name())))
				out.add(new Change.StartPrograms(node, node.processes(), "its kind asks for them"));
		for (ServiceLayout service : wanted.services().values()) {
			ServiceLayout old = running.services().get(service.path());
			if (old == null || stopped.contains(service.path()))
				out.add(new Change.StartService(service, "it runs as long as its node does"));
			else if (!old.equals(service))
				out.add(changeService(old, service));
		}
		return out;
	}

	/** Programs before the first that is concerned go on: the others may depend on those before them. */
	private static Change changeService(ServiceLayout old, ServiceLayout now) {
		List<String> written = now.needs().files().keySet().stream()
				.filter(path -> !now.needs().files().get(path).equals(old.needs().files().get(path))).sorted().toList();
		List<ServiceProcess> had = old.needs().processes();
		List<ServiceProcess> wanted = now.needs().processes();
		int from = 0;
		while (from < had.size() && from < wanted.size() && had.get(from).equals(wanted.get(from))
				&& Collections.disjoint(wanted.get(from).configuration(), written))
			from++;
		List<String> anew = wanted.subList(from, wanted.size()).stream().map(ServiceProcess::name).toList();
		List<String> kept = wanted.subList(0, from).stream().map(ServiceProcess::name).toList();
		return new Change.ChangeService(now, written, from,
				(written.isEmpty() ? "its programs have changed" : String.join(", ", written) + " has changed")
						+ (anew.isEmpty() ? "" : "; " + String.join(", ", anew) + " restarts")
						+ (kept.isEmpty() ? "" : "; " + String.join(", ", kept) + " continues"));
	}

	private static void configureNodes(Layout running, Layout wanted, Set<String> remadeNodes, Set<String> newLinks, List<Change> out) {
		Map<String, List<String>> newDevices = new HashMap<>();
		Set<String> lostDevice = nodesThatLoseADevice(running, wanted, newLinks);
		Set<String> devices = new HashSet<>();
		for (String name : newLinks)
			for (EndLayout end : new EndLayout[]{wanted.links().get(name).from(), wanted.links().get(name).to()})
				if (end instanceof NodeEnd e)
					newDevices.computeIfAbsent(e.node(), _ -> new ArrayList<>()).add(e.device());
		for (NodeLayout node : wanted.nodes().values()) {
			NodeLayout old = remadeNodes.contains(node.name()) ? null : running.nodes().get(node.name());
			List<String> up = newDevices.getOrDefault(node.name(), List.of());
			if (old == node && up.isEmpty() && !lostDevice.contains(node.name()))
				continue;
			Map<String, List<IpPrefix>> removed = new LinkedHashMap<>();
			Map<String, List<IpPrefix>> added = new LinkedHashMap<>();
			node.addresses().forEach((device, addresses) -> {
				// A new device has none, whatever a device of that name had before.
				List<IpPrefix> had = old == null || up.contains(device) ? List.of() : old.addresses().getOrDefault(device, List.of());
				put(removed, device, had, addresses);
				put(added, device, addresses, had);
			});
			if (old != null)
				old.addresses().forEach((device, addresses) -> {
					if (node.addresses().containsKey(device))
						return;
					if (devices.isEmpty())
						devices.addAll(devices(wanted));
					if (devices.contains(node.name() + ' ' + device))
						put(removed, device, addresses, List.of());
				});
			Map<String, String> sysctls = new LinkedHashMap<>();
			if (old != null)
				node.sysctls().forEach((key, value) -> {
					if (!value.equals(old.sysctls().get(key)))
						sysctls.put(key, value);
				});
			// The kernel drops routes with their device or their address: what might be gone is set again.
			boolean touched = old == null || !up.isEmpty() || !removed.isEmpty();
			List<RouteSpec> hadRoutes = old == null ? List.of() : old.routes();
			List<RouteSpec> removedRoutes = hadRoutes.stream().filter(r -> !node.routes().contains(r)).toList();
			List<RouteSpec> addedRoutes = touched || lostDevice.contains(node.name())
					? node.routes()
					: node.routes().stream().filter(r -> !hadRoutes.contains(r)).toList();
			if (old == null || !up.isEmpty() || !removed.isEmpty() || !added.isEmpty() || !sysctls.isEmpty() || !removedRoutes.isEmpty()
					|| !addedRoutes.isEmpty() || !node.equals(old))
				out.add(new Change.ConfigureNode(node, sysctls, up, removed, added, removedRoutes, addedRoutes, old == null,
						old == null ? "addresses and routes of the network" : "addresses, routes or settings have changed"));
		}
	}

	/** Interfaces at which a link ends, each as node and device. */
	private static Set<String> devices(Layout layout) {
		Set<String> devices = new HashSet<>();
		for (LinkLayout link : layout.links().values())
			for (EndLayout end : new EndLayout[]{link.from(), link.to()})
				if (end instanceof NodeEnd e)
					devices.add(e.node() + ' ' + e.device());
		return devices;
	}

	private static Set<String> nodesThatLoseADevice(Layout running, Layout wanted, Set<String> newLinks) {
		Set<String> nodes = new HashSet<>();
		for (LinkLayout link : running.links().values())
			if (!wanted.links().containsKey(link.name()) || newLinks.contains(link.name())) {
				nodes.add(link.from().node());
				nodes.add(link.to().node());
			}
		return nodes;
	}

	private static void put(Map<String, List<IpPrefix>> map, String device, List<IpPrefix> all, List<IpPrefix> without) {
		List<IpPrefix> rest = all.stream().filter(a -> !without.contains(a)).toList();
		if (!rest.isEmpty())
			map.put(device, rest);
	}

	private static void changeLinks(Layout running, Layout wanted, Set<String> newLinks, List<Change> out) {
		List<Change> joins = new ArrayList<>();
		List<Change> others = new ArrayList<>();
		for (LinkLayout link : wanted.links().values()) {
			if (newLinks.contains(link.name())) {
				joins.add(new Change.Join(link, true, link.reason()));
				continue;
			}
			LinkLayout old = running.links().get(link.name());
			if (old.exact() != link.exact() && old.join() == link.join())
				others.add(new Change.SetExact(link,
						link.exact()
								? "single packets count: for an impairment, or because of different MTUs"
								: "nothing depends on single packets any more"));
			if (old.join() != link.join()) {
				joins.add(new Change.Join(link, false, link.reason()));
			} else {
				List<String> details = new ArrayList<>();
				compare(link.name() + "/forward", old.forward(), link.forward(), details);
				compare(link.name() + "/backward", old.backward(), link.backward(), details);
				if (!details.isEmpty())
					others.add(new Change.SetStages(link, details, "impairments have changed"));
				if (old.up() != link.up())
					others.add(new Change.SetUp(link, link.up() ? "the link should be up" : "the link should be down"));
			}
		}
		out.addAll(joins);
		out.addAll(others);
	}

	private static void compare(String path, List<ImpairmentSpec> old, List<ImpairmentSpec> now, List<String> details) {
		if (old.equals(now))
			return;
		Map<String, ImpairmentSpec> before = new LinkedHashMap<>();
		old.forEach(i -> before.put(i.name(), i));
		for (ImpairmentSpec impairment : now) {
			ImpairmentSpec was = before.remove(impairment.name());
			if (was == null)
				details.add("add " + path + "/" + impairment.name());
			else if (!was.equals(impairment))
				details.add("change " + path + "/" + impairment.name());
		}
		before.keySet().forEach(name -> details.add("remove " + path + "/" + name));
		if (details.isEmpty()
				&& !Objects.equals(old.stream().map(ImpairmentSpec::name).toList(), now.stream().map(ImpairmentSpec::name).toList()))
			details.add("reorder " + path);
	}
}
