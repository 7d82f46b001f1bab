package io.wirebench.runtime.internal;

import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.spec.IpPrefix;
import io.wirebench.core.spec.RouteSpec;
import io.wirebench.linux.Errno;
import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.RouteRequest;
import io.wirebench.runtime.internal.Kernel.BridgeObject;
import io.wirebench.runtime.internal.Kernel.LinkObject;
import io.wirebench.runtime.internal.Kernel.NodeObject;
import io.wirebench.runtime.internal.Kernel.Side;
import io.wirebench.runtime.internal.Layout.BridgeEnd;
import io.wirebench.runtime.internal.Layout.EndLayout;
import io.wirebench.runtime.internal.Layout.LinkLayout;
import io.wirebench.runtime.internal.Layout.NodeEnd;
import io.wirebench.runtime.internal.Layout.NodeLayout;
import io.wirebench.runtime.internal.Layout.ServiceLayout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/**
 * Does changes, in their order, those of one type in one go. The same code runs on paper, for plans: so a plan shows
 * exactly what would be done. Used under the lab's lock.
 */
final class Executor {

	/** All devices of a lab in the hub are in this group, to be deleted in one request. */
	static final int GROUP = 7;
	/** The kernel's own limit for segments in one frame. */
	private static final int ANY_SEGMENTS = 65535;
	private static final int REDIRECT_PRIORITY = 1;

	/** The hub says nothing by itself. */
	private static final Map<String, String> HUB_SYSCTLS = Map.of("net.ipv6.conf.all.disable_ipv6", "1",
			"net.ipv6.conf.default.disable_ipv6", "1");

	/**
	 * What every node begins with, whatever the host has set: no forwarding, no reverse path filter (asymmetric routes are
	 * legal in a lab), no router solicitations, and connections that do not outlive their node.
	 */
	private static final Map<String, String> NODE_SYSCTLS = Map.of("net.ipv4.ip_forward", "0", "net.ipv4.conf.all.rp_filter", "0",
			"net.ipv4.conf.default.rp_filter", "0", "net.ipv4.tcp_orphan_retries", "1", "net.ipv6.conf.default.router_solicitations",
			"0", "net.ipv6.conf.default.accept_dad", "0", "net.ipv4.ping_group_range", "0 0");

	private final Kernel kernel;
	private final Backend backend;

	Executor(Kernel kernel, Backend backend) {
		this.kernel = kernel;
		this.backend = backend;
	}

	/** @throws CancellationException if the monitor cancels */
	void execute(List<Change> changes, ApplyMonitor monitor) {
		boolean removeAll = changes.stream().anyMatch(Change.RemoveHub.class::isInstance);
		for (int i = 0; i < changes.size();) {
			int end = i + 1;
			while (!monitor.stepwise() && end < changes.size() && changes.get(end).getClass() == changes.get(i).getClass())
				end++;
			if (monitor.cancelled())
				throw new CancellationException("cancelled after " + i + " of " + changes.size() + " steps");
			monitor.progress(i, changes.size(), title(changes.get(i)) + (end - i > 1 ? " (" + (end - i) + ")" : ""));
			batch(changes.subList(i, end), removeAll);
			i = end;
		}
		monitor.progress(changes.size(), changes.size(), "done");
	}

	static String title(Change change) {
		return switch (change) {
		case Change.RemoveLink _ -> "remove link";
		case Change.RemoveBridge _ -> "remove switch";
		case Change.RemoveNode _ -> "remove node";
		case Change.RemoveHub _ -> "remove the hub";
		case Change.MakeHub _ -> "make the hub";
		case Change.MakeNode _ -> "make node";
		case Change.MakeBridge _ -> "make switch";
		case Change.MakeLink _ -> "make link";
		case Change.ConfigureNode _ -> "set up node";
		case Change.Join _ -> "join link";
		case Change.SetExact _ -> "change segment sizes";
		case Change.SetStages s -> String.join(", ", s.details());
		case Change.SetUp s -> s.layout().up() ? "link up" : "link down";
		case Change.RunSetup _ -> "run setup of node";
		case Change.StartPrograms _ -> "start programs";
		case Change.StopService _ -> "stop service";
		case Change.StartService _ -> "start service";
		case Change.ChangeService _ -> "change service";
		};
	}

	private void batch(List<Change> changes, boolean removeAll) {
		if (changes.getFirst() instanceof Change.MakeNode) {
			makeNodes(changes);
			return;
		}
		if (changes.getFirst() instanceof Change.StopService || changes.getFirst() instanceof Change.StartService || changes.getFirst() instanceof Change.ChangeService) {
			services(changes);
			return;
		}
		if (changes.getFirst() instanceof Change.RemoveLink && removeAll) {
			removeAllLinks();
			return;
		}
		for (Change change : changes)
			switch (change) {
			case Change.RemoveLink c -> removeLink(c.element());
			case Change.RemoveBridge c -> removeBridge(c.element());
			case Change.RemoveNode c -> removeNode(c.element());
			case Change.RemoveHub _ -> {
				if (!kernel.bridges.isEmpty())
					throw new IllegalStateException("bridges are left: " + kernel.bridges.keySet());
				backend.removeHub();
				kernel.hub = null;
				kernel.hubExists = false;
			}
			case Change.MakeHub _ -> {
				backend.makeHub(HUB_SYSCTLS);
				kernel.hubExists = true;
			}
			case Change.MakeNode _, Change.StopService _, Change.StartService _, Change.ChangeService _ -> throw new IllegalStateException();
			case Change.MakeBridge c -> {
				Device device = kernel.hubDevice("s" + kernel.nextNumber());
				backend.hub(RouteRequest.bridge(LinkSettings.named(device.name()).withIndex(device.index()).withGroup(GROUP).withUp(true)));
				kernel.bridges.put(c.layout().name(), new BridgeObject(c.layout(), device));
			}
			case Change.MakeLink c -> makeLink(c.layout());
			case Change.ConfigureNode c -> configure(c);
			case Change.Join c -> {
				LinkObject link = kernel.links.get(c.layout().name());
				if (c.fresh())
					join(link, c.layout());
				else
					rejoin(link, c.layout());
			}
			case Change.SetExact c -> {
				LinkObject link = kernel.links.get(c.layout().name());
				exact(link.from, link.layout.from(), c.layout().exact());
				exact(link.to, link.layout.to(), c.layout().exact());
				link.layout = with(link.layout, link.layout.join(), c.layout().exact(), link.layout.up());
			}
			case Change.SetStages c -> {
				LinkObject link = kernel.links.get(c.layout().name());
				if (link.layout.join() == Layout.Join.ENGINE)
					backend.changeEngine(link, c.layout());
				LinkLayout l = link.layout;
				link.layout = new LinkLayout(l.name(), l.from(), l.to(), l.up(), l.join(), l.exact(), c.layout().forward(),
						c.layout().backward(), c.layout().reason());
			}
			case Change.SetUp c -> {
				LinkObject link = kernel.links.get(c.layout().name());
				setUp(link, c.layout().up());
				link.layout = with(link.layout, link.layout.join(), link.layout.exact(), c.layout().up());
			}
			case Change.RunSetup c -> {
				NodeObject node = kernel.nodes.get(c.layout().name());
				// If it fails, nobody knows how much of it was done: then what was before is to be done again.
				node.layout = node.layout.withSetup(List.of());
				backend.setUp(node, c.layout().setup());
				node.layout = node.layout.withSetup(c.layout().setup());
			}
			case Change.StartPrograms c -> backend.startPrograms(kernel.nodes.get(c.layout().name()), c.programs());
			}
		backend.flush();
	}

	private static LinkLayout with(LinkLayout l, Layout.Join join, boolean exact, boolean up) {
		return new LinkLayout(l.name(), l.from(), l.to(), up, join, exact, l.forward(), l.backward(), l.reason());
	}

	private void makeNodes(List<Change> changes) {
		// Nodes of equal settings in one go: the settings are written where the namespaces are made.
		Map<Map<String, String>, List<NodeLayout>> groups = new LinkedHashMap<>();
		for (Change change : changes) {
			NodeLayout layout = ((Change.MakeNode) change).layout();
			Map<String, String> sysctls = new TreeMap<>(NODE_SYSCTLS);
			sysctls.putAll(layout.sysctls());
			groups.computeIfAbsent(sysctls, _ -> new java.util.ArrayList<>()).add(layout);
		}
		groups.forEach((sysctls, layouts) -> {
			for (NodeObject node : backend.makeNodes(layouts, sysctls))
				kernel.nodes.put(node.layout.name(), node);
		});
		backend.flush();
	}

	/** Services of one kind of change all at a time: most of it is waiting for programs. */
	private void services(List<Change> changes) {
		List<ServiceLayout> stopping = new ArrayList<>();
		List<Services.Work> starting = new ArrayList<>();
		for (Change change : changes)
			switch (change) {
			case Change.StopService c -> stopping.add(kernel.services.get(c.element()));
			case Change.StartService c -> starting.add(new Services.Work(c.layout(), kernel.nodes.get(c.layout().node()).programs, 0));
			case Change.ChangeService c -> starting.add(new Services.Work(c.layout(), kernel.nodes.get(c.layout().node()).programs, c.from()));
			default -> throw new IllegalStateException();
			}
		if (!stopping.isEmpty())
			backend.stopServices(stopping);
		stopping.forEach(service -> kernel.services.remove(service.path()));
		// Known before they run: if they are not all waited for, they are ended like those that run.
		Map<String, ServiceLayout> before = new LinkedHashMap<>();
		starting.forEach(work -> before.put(work.layout().path(), kernel.services.put(work.layout().path(), work.layout())));
		if (!starting.isEmpty())
			backend.startServices(starting, before);
	}

	private void makeLink(LinkLayout layout) {
		LinkObject link = new LinkObject(layout, kernel.nextNumber());
		link.from = makeSide(layout.from(), "l" + link.number + "a", layout.exact());
		link.to = makeSide(layout.to(), "l" + link.number + "b", layout.exact());
		kernel.links.put(layout.name(), link);
	}

	/** Makes the pair to a node. A bridge gets a pair only when it is joined by more than a port. */
	private Side makeSide(EndLayout end, String hubName, boolean exact) {
		if (!(end instanceof NodeEnd at))
			return null;
		NodeObject node = kernel.nodes.get(at.node());
		Device hub = kernel.hubDevice(hubName);
		Device device = new Device(at.device(), node.nextIndex++);
		node.devices.put(at.device(), device);
		LinkSettings far = LinkSettings.named(at.device()).withIndex(device.index()).withMac(at.mac()).withMtu(at.mtuBytes());
		backend.veth(hubEnd(hub, at.mtuBytes()), exact ? far.withGsoMaxSegs(1) : far, node);
		return new Side(hub, device, at.node());
	}

	private static LinkSettings hubEnd(Device device, int mtuBytes) {
		return LinkSettings.named(device.name()).withIndex(device.index()).withMtu(mtuBytes).withGroup(GROUP);
	}

	private void configure(Change.ConfigureNode c) {
		NodeObject node = kernel.nodes.get(c.element());
		node.layout = c.layout().withSetup(node.layout.setup());
		if (!c.sysctls().isEmpty())
			backend.sysctls(node, c.sysctls());
		if (c.fresh())
			backend.node(node, RouteRequest.setUp(Device.LOOPBACK, true));
		for (RouteSpec route : c.removedRoutes())
			backend.node(node, RouteRequest.deleteRoute(route.destination().address(), route.destination().length(), route.gateway(), null, 0)
					.tolerating(Errno.ESRCH, Errno.ENODEV, Errno.ENETUNREACH, Errno.EHOSTUNREACH));
		c.removed().forEach((device, addresses) -> {
			for (IpPrefix address : addresses)
				backend.node(node, RouteRequest.deleteAddress(node.devices.get(device), address.address(), address.length())
						.tolerating(Errno.EADDRNOTAVAIL, Errno.ENODEV));
		});
		for (String device : c.up())
			backend.node(node, RouteRequest.setUp(node.devices.get(device), true));
		c.added().forEach((device, addresses) -> {
			for (IpPrefix address : addresses)
				backend.node(node, RouteRequest.replaceAddress(node.devices.get(device), address.address(), address.length()));
		});
		for (RouteSpec route : c.addedRoutes())
			backend.node(node, RouteRequest.route(route.destination().address(), route.destination().length(), route.gateway(), null, 0));
	}

	private void join(LinkObject link, LinkLayout layout) {
		link.layout = layout;
		if (layout.join() == Layout.Join.DIRECT) {
			joinDirectly(link, layout);
			return;
		}
		makeBridgeSides(link, layout);
		for (Side side : new Side[] { link.from, link.to })
			backend.hub(RouteRequest.setUp(side.hub(), layout.up()));
		if (layout.join() == Layout.Join.WIRE) {
			redirect(link);
		} else {
			backend.flush();
			backend.attachEngine(link, layout);
		}
	}

	private void joinDirectly(LinkObject link, LinkLayout layout) {
		boolean up = layout.up();
		if (layout.from() instanceof BridgeEnd from && layout.to() instanceof BridgeEnd) {
			// Two switches: one pair, an end in each.
			Device a = kernel.hubDevice("l" + link.number + "a");
			Device b = kernel.hubDevice("l" + link.number + "b");
			backend.veth(hubEnd(a, from.mtuBytes()), hubEnd(b, from.mtuBytes()), null);
			backend.hub(enslave(b, layout.to(), up));
			backend.hub(enslave(a, layout.from(), up));
			link.from = new Side(a, a, null);
			link.to = new Side(b, b, null);
		} else if (layout.to() instanceof BridgeEnd) {
			backend.hub(enslave(link.from.hub(), layout.to(), up));
		} else {
			backend.hub(enslave(link.to.hub(), layout.from(), up));
		}
	}

	private void makeBridgeSides(LinkObject link, LinkLayout layout) {
		if (link.from == null)
			link.from = makeBridgeSide(layout.from(), "l" + link.number, layout.exact());
		if (link.to == null)
			link.to = makeBridgeSide(layout.to(), "l" + link.number + "t", layout.exact());
	}

	private void redirect(LinkObject link) {
		for (Side side : new Side[] { link.from, link.to })
			backend.hub(RouteRequest.ingress(side.hub()));
		backend.hub(RouteRequest.redirect(link.from.hub(), link.to.hub(), REDIRECT_PRIORITY));
		backend.hub(RouteRequest.redirect(link.to.hub(), link.from.hub(), REDIRECT_PRIORITY));
	}

	private void endRedirect(LinkObject link) {
		backend.hub(RouteRequest.deleteIngress(link.from.hub()));
		backend.hub(RouteRequest.deleteIngress(link.to.hub()));
	}

	/** Joins a running link in another way. What it costs is said in the plan. */
	private void rejoin(LinkObject link, LinkLayout layout) {
		LinkLayout was = link.layout;
		link.layout = layout;
		// Cut before they come to the engine: its slots have no room for large segments then.
		if (!was.exact() && layout.exact()) {
			exact(link.from, layout.from(), true);
			exact(link.to, layout.to(), true);
			backend.flush();
		}
		if (was.join() == Layout.Join.WIRE && layout.join() == Layout.Join.ENGINE) {
			backend.switchToEngine(link, layout, () -> endRedirect(link));
		} else if (was.join() == Layout.Join.ENGINE && layout.join() == Layout.Join.WIRE) {
			backend.switchFromEngine(link, () -> redirect(link));
		} else if (was.join() == Layout.Join.DIRECT) {
			leaveBridge(link, was);
			join(link, layout);
		} else {
			if (was.join() == Layout.Join.ENGINE)
				backend.switchFromEngine(link, () -> {
				});
			else
				endRedirect(link);
			removeBridgeSides(link, layout);
			joinDirectly(link, layout);
		}
		if (was.exact() && !layout.exact()) {
			exact(link.from, layout.from(), false);
			exact(link.to, layout.to(), false);
		}
		if (was.up() != layout.up())
			setUp(link, layout.up());
	}

	private void leaveBridge(LinkObject link, LinkLayout was) {
		if (was.from() instanceof BridgeEnd && was.to() instanceof BridgeEnd) {
			backend.hub(RouteRequest.deleteLink(link.from.hub()));
			link.from = null;
			link.to = null;
		} else {
			backend.hub(RouteRequest.changeLink((link.from != null ? link.from : link.to).hub(), LinkSettings.NONE.withMaster(0)));
		}
	}

	/** Pairs that stood between the link and a bridge are needed no longer. */
	private void removeBridgeSides(LinkObject link, LinkLayout layout) {
		if (layout.from() instanceof BridgeEnd) {
			backend.hub(RouteRequest.deleteLink(link.from.hub()));
			link.from = null;
		}
		if (layout.to() instanceof BridgeEnd) {
			backend.hub(RouteRequest.deleteLink(link.to.hub()));
			link.to = null;
		}
	}

	private RouteRequest enslave(Device device, EndLayout bridge, boolean up) {
		return RouteRequest.changeLink(device,
				LinkSettings.NONE.withUp(up).withMaster(kernel.bridges.get(bridge.node()).device().index()));
	}

	/** A pair in the hub whose far end is a port of the bridge. */
	private Side makeBridgeSide(EndLayout end, String prefix, boolean exact) {
		Device near = kernel.hubDevice(prefix + "p");
		Device port = kernel.hubDevice(prefix + "q");
		int mtu = ((BridgeEnd) end).mtuBytes();
		LinkSettings far = hubEnd(port, mtu);
		backend.veth(hubEnd(near, mtu), exact ? far.withGsoMaxSegs(1) : far, null);
		backend.hub(enslave(port, end, true));
		return new Side(near, port, null);
	}

	private void exact(Side side, EndLayout end, boolean exact) {
		if (side == null)
			return;
		RouteRequest request = RouteRequest.changeLink(side.far(), LinkSettings.NONE.withGsoMaxSegs(exact ? 1 : ANY_SEGMENTS));
		if (end instanceof NodeEnd at)
			backend.node(kernel.nodes.get(at.node()), request);
		else
			backend.hub(request);
	}

	private void setUp(LinkObject link, boolean up) {
		for (Side side : new Side[] { link.from, link.to })
			if (side != null)
				backend.hub(RouteRequest.setUp(side.hub(), up));
	}

	private void removeLink(String name) {
		LinkObject link = kernel.links.remove(name);
		if (link.layout.join() == Layout.Join.ENGINE)
			backend.detachEngine(link);
		boolean onePair = link.layout.join() == Layout.Join.DIRECT && link.from != null && link.to != null;
		for (Side side : onePair ? new Side[] { link.from } : new Side[] { link.from, link.to })
			if (side != null) {
				backend.hub(RouteRequest.deleteLink(side.hub()).tolerating(Errno.ENODEV));
				if (side.node() != null)
					kernel.nodes.get(side.node()).devices.remove(side.far().name());
			}
	}

	private void removeAllLinks() {
		for (LinkObject link : kernel.links.values())
			if (link.layout.join() == Layout.Join.ENGINE)
				backend.detachEngine(link);
		backend.hub(RouteRequest.deleteLinkGroup(GROUP).tolerating(Errno.ENODEV));
		backend.flush();
		kernel.links.clear();
		kernel.nodes.values().forEach(node -> node.devices.clear());
	}

	private void removeBridge(String name) {
		BridgeObject bridge = kernel.bridges.remove(name);
		// With everything else it went by its group, unless there was no link.
		backend.hub(RouteRequest.deleteLink(bridge.device()).tolerating(Errno.ENODEV));
	}

	private void removeNode(String name) {
		backend.removeNode(kernel.nodes.remove(name));
	}
}
