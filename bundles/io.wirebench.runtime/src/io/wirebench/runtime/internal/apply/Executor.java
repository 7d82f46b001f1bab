package io.wirebench.runtime.internal.apply;

import io.wirebench.api.ProcessRequest;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.spec.IpPrefix;
import io.wirebench.core.spec.RouteSpec;
import io.wirebench.linux.Errno;
import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.RouteRequest;
import io.wirebench.runtime.internal.apply.Kernel.BridgeObject;
import io.wirebench.runtime.internal.apply.Kernel.LinkObject;
import io.wirebench.runtime.internal.apply.Kernel.NodeObject;
import io.wirebench.runtime.internal.apply.Kernel.Side;
import io.wirebench.runtime.internal.layout.Change;
import io.wirebench.runtime.internal.layout.Layout;
import io.wirebench.runtime.internal.layout.Layout.BridgeEnd;
import io.wirebench.runtime.internal.layout.Layout.BridgeLayout;
import io.wirebench.runtime.internal.layout.Layout.EndLayout;
import io.wirebench.runtime.internal.layout.Layout.LinkLayout;
import io.wirebench.runtime.internal.layout.Layout.NodeEnd;
import io.wirebench.runtime.internal.layout.Layout.NodeLayout;
import io.wirebench.runtime.internal.layout.Layout.ServiceLayout;
import io.wirebench.runtime.internal.node.Services;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.concurrent.CancellationException;

/**
 * Does changes, in their order, those of one type in one go. The same code runs on paper, for plans: so a plan shows
 * exactly what would be done. Used under the lab's lock.
 */
public final class Executor {

	/** All devices of a lab in the hub are in this group, to be deleted in one request. */
	public static final int GROUP = 7;
	/** The kernel's own limit for segments in one frame. */
	private static final int ANY_SEGMENTS = 65535;
	private static final int REDIRECT_PRIORITY = 1;
	private static final long LEAST_MAX_AGE_NANOS = 6_000_000_000L;
	/** The standard's own default. */
	private static final long MOST_MAX_AGE_NANOS = 20_000_000_000L;

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

	/** Devices in the hub that go when the apply succeeds are in this one. */
	private static final int DOOMED_GROUP = 8;
	/** Devices in the hub that were made by an apply that failed; one request removes them all, as each costs the kernel its time. */
	private static final int UNDONE_GROUP = 9;
	/** What a deletion may meet that was never done, or has happened already. */
	private static final int[] GONE = {Errno.ENODEV, Errno.ENOENT, Errno.ESRCH, Errno.EINVAL, Errno.EADDRNOTAVAIL, Errno.ENETUNREACH,
			Errno.EHOSTUNREACH};

	private final Kernel kernel;
	private final Backend backend;
	private UndoLog log = UndoLog.NONE;
	/** Interfaces (node and device) that links to be made need: what has them now must go first. */
	private Set<String> needed = Set.of();
	/** Nodes that are made anew: their old namespaces keep their interfaces until the end. */
	private Set<String> remade = Set.of();

	public Executor(Kernel kernel, Backend backend) {
		this.kernel = kernel;
		this.backend = backend;
	}

	/**
	 * Does changes; what has no inverse is left to {@link UndoLog#commit}.
	 *
	 * @param undo gets the inverse of each step before the step is tried
	 * @throws CancellationException if the monitor cancels
	 */
	public void execute(List<Change> changes, ApplyMonitor monitor, UndoLog undo) {
		log = undo;
		try {
			foresee(changes);
			log.inverse("", "remove the devices that were made", this::removeUndone);
			execute(changes, monitor);
		} finally {
			log = UndoLog.NONE;
		}
	}

	/** Looks at all changes: how a link is removed depends on what comes in its place. */
	private void foresee(List<Change> changes) {
		remade = new HashSet<>();
		needed = new HashSet<>();
		for (Change change : changes)
			switch (change) {
				case Change.RemoveNode c -> remade.add(c.element());
				case Change.MakeLink c -> {
					need(c.layout().from());
					need(c.layout().to());
				}
				default -> {
				}
			}
	}

	/** Does changes on paper, one by one. */
	public void write(List<Change> changes, Consumer<Change> written) {
		foresee(changes);
		for (Change change : changes) {
			batch(List.of(change), false);
			written.accept(change);
		}
	}

	private void need(EndLayout end) {
		if (end instanceof NodeEnd at)
			needed.add(at.node() + ' ' + at.device());
	}

	private void execute(List<Change> changes, ApplyMonitor monitor) {
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

	public static String title(Change change) {
		return switch (change) {
			case Change.RemoveLink _ -> "remove link";
			case Change.RemoveBridge _ -> "remove switch";
			case Change.RemoveNode _ -> "remove node";
			case Change.RemoveHub _ -> "remove the hub";
			case Change.MakeHub _ -> "make the hub";
			case Change.MakeNode _ -> "make node";
			case Change.MakeBridge _ -> "make switch";
			case Change.SetBridge _ -> "change switch";
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
		if (changes.getFirst() instanceof Change.StopService || changes.getFirst() instanceof Change.StartService
				|| changes.getFirst() instanceof Change.ChangeService) {
			services(changes);
			return;
		}
		if (changes.getFirst() instanceof Change.RemoveLink && removeAll) {
			removeAllLinks();
			return;
		}
		// Code of kinds first: while it runs, nothing is half done.
		for (Change change : changes)
			switch (change) {
				case Change.Join c when c.layout().join() == Layout.Join.ENGINE ->
					backend.prepareEngine(kernel.links.get(c.layout().name()), c.layout());
				case Change.SetStages c when c.layout().join() == Layout.Join.ENGINE ->
					backend.prepareEngine(kernel.links.get(c.layout().name()), c.layout());
				default -> {
				}
			}
		Map<LinkObject, LinkLayout> entering = new LinkedHashMap<>();
		for (Change change : changes)
			switch (change) {
				case Change.RemoveLink c -> removeLink(c.element());
				case Change.RemoveBridge c -> removeBridge(c.element(), removeAll);
				case Change.RemoveNode c -> removeNode(c.element());
				case Change.RemoveHub _ -> log.atCommit("", "remove the hub", () -> {
					backend.removeHub();
					kernel.hub = null;
					kernel.hubExists = false;
				});
				case Change.MakeHub _ -> {
					backend.makeHub(HUB_SYSCTLS);
					kernel.hubExists = true;
				}
				case Change.MakeNode _,Change.StopService _,Change.StartService _,Change.ChangeService _ ->
					throw new IllegalStateException();
				case Change.MakeBridge c -> {
					Device device = kernel.hubDevice("s" + kernel.nextNumber());
					log.inverse(c.layout().name(), "remove the switch", () -> undo(device));
					backend.hub(
							RouteRequest.bridge(LinkSettings.named(device.name()).withIndex(device.index()).withGroup(GROUP).withUp(true)));
					if (c.layout().spanningTree() != null)
						spanningTree(device, c.layout());
					kernel.bridges.put(c.layout().name(), new BridgeObject(c.layout(), device));
				}
				case Change.SetBridge c -> {
					BridgeObject bridge = kernel.bridges.get(c.element());
					log.inverse(c.element(), "change the switch back", () -> {
						spanningTree(bridge.device(), bridge.layout());
						backend.flush();
					});
					spanningTree(bridge.device(), c.layout());
					kernel.bridges.put(c.element(), new BridgeObject(c.layout(), bridge.device()));
				}
				case Change.MakeLink c -> makeLink(c.layout());
				case Change.ConfigureNode c -> configure(c);
				case Change.Join c -> {
					LinkObject link = kernel.links.get(c.layout().name());
					if (c.fresh() && c.layout().join() == Layout.Join.ENGINE) {
						bringUp(link, c.layout());
						entering.put(link, c.layout());
					} else {
						if (c.fresh())
							join(link, c.layout());
						else
							rejoin(link, c.layout());
						link.layout = c.layout();
					}
				}
				case Change.SetExact c -> {
					LinkObject link = kernel.links.get(c.layout().name());
					LinkLayout was = link.layout;
					noteSegments(link, was);
					exact(link, was, c.layout().exact());
					link.layout = with(was, was.join(), c.layout().exact(), was.up());
				}
				case Change.SetStages c -> {
					LinkObject link = kernel.links.get(c.layout().name());
					LinkLayout l = link.layout;
					LinkLayout now = new LinkLayout(l.name(), l.from(), l.to(), l.up(), l.join(), l.exact(), c.layout().forward(),
							c.layout().backward(), l.reason());
					if (l.join() == Layout.Join.ENGINE) {
						log.inverse(l.name(), "change impairments back", () -> backend.changeEngine(link, l));
						backend.changeEngine(link, now);
					}
					link.layout = now;
				}
				case Change.SetUp c -> {
					LinkObject link = kernel.links.get(c.layout().name());
					LinkLayout was = link.layout;
					log.inverse(was.name(), was.up() ? "link up again" : "link down again", () -> {
						setUp(link, was.up());
						backend.flush();
					});
					setUp(link, c.layout().up());
					link.layout = with(was, was.join(), was.exact(), c.layout().up());
				}
				case Change.RunSetup c -> {
					NodeObject node = kernel.nodes.get(c.layout().name());
					List<ProcessRequest> before = node.layout.setup();
					if (!before.isEmpty())
						log.inverse(c.element(), "run the setup of before again", () -> {
							backend.setUp(node, before);
						});
					// If it fails, nobody knows how much of it was done: then what was before is to be done again.
					node.layout = node.layout.withSetup(List.of());
					backend.setUp(node, c.layout().setup());
					NodeLayout now = node.layout.withSetup(c.layout().setup());
					node.layout = now.equals(c.layout()) ? c.layout() : now;
				}
				case Change.StartPrograms c -> backend.startPrograms(kernel.nodes.get(c.layout().name()), c.programs());
			}
		backend.flush();
		if (!entering.isEmpty()) {
			enter(entering);
			entering.forEach((link, layout) -> link.layout = layout);
		}
		if (changes.getFirst() instanceof Change.RemoveLink)
			log.atCommit("", "remove the devices of links", () -> deleteGroup(DOOMED_GROUP));
	}

	private void spanningTree(Device device, BridgeLayout layout) {
		if (layout.spanningTree() == null) {
			RouteRequest.noSpanningTree(device).forEach(request -> backend.hub(request.tolerating(GONE)));
			return;
		}
		long delay = layout.spanningTree().forwardDelayNanos();
		// IEEE 802.1D: 2 * (forward delay - 1 s) >= max age, in the range that Linux takes.
		long maxAge = Math.clamp(2 * (delay - 1_000_000_000L), LEAST_MAX_AGE_NANOS, MOST_MAX_AGE_NANOS);
		backend.hub(RouteRequest.changeLink(device, LinkSettings.NONE.withMac(layout.mac())).tolerating(GONE));
		backend.hub(RouteRequest.spanningTree(device, delay, maxAge).tolerating(GONE));
	}

	/** Takes a device back that this apply made, with {@link #removeUndone}. */
	private void undo(Device device) {
		backend.hub(RouteRequest.changeLink(device, LinkSettings.NONE.withUp(false).withGroup(UNDONE_GROUP)).tolerating(GONE));
		backend.flush();
	}

	private void removeUndone() {
		deleteGroup(UNDONE_GROUP);
	}

	private void deleteGroup(int group) {
		backend.hub(RouteRequest.deleteLinkGroup(group).tolerating(Errno.ENODEV));
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
			for (NodeObject node : backend.makeNodes(layouts, sysctls)) {
				log.inverse("", "remove node " + node.layout.name(), () -> backend.removeNode(node));
				kernel.nodes.put(node.layout.name(), node);
			}
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
				case Change.ChangeService c ->
					starting.add(new Services.Work(c.layout(), kernel.nodes.get(c.layout().node()).programs, c.from()));
				default -> throw new IllegalStateException();
			}
		if (!stopping.isEmpty()) {
			List<Services.Work> again = stopping.stream()
					.map(service -> new Services.Work(service, kernel.nodes.get(service.node()).programs, 0)).toList();
			log.inverse("", "start services again", () -> backend.startServices(again, new HashMap<>()));
			backend.stopServices(stopping);
		}
		stopping.forEach(service -> kernel.services.remove(service.path()));
		if (starting.isEmpty())
			return;
		// Known before they run: if they are not all waited for, they are ended like those that run.
		Map<String, ServiceLayout> before = new LinkedHashMap<>();
		starting.forEach(work -> before.put(work.layout().path(), kernel.services.put(work.layout().path(), work.layout())));
		log.inverse("", "bring services back", () -> {
			List<ServiceLayout> fresh = starting.stream().map(Services.Work::layout).filter(service -> before.get(service.path()) == null)
					.toList();
			if (!fresh.isEmpty())
				backend.stopServices(fresh);
			List<Services.Work> changed = starting.stream().filter(work -> before.get(work.layout().path()) != null)
					.map(work -> new Services.Work(before.get(work.layout().path()), work.node(), work.from())).toList();
			Map<String, ServiceLayout> from = new LinkedHashMap<>();
			starting.forEach(work -> from.put(work.layout().path(), work.layout()));
			if (!changed.isEmpty())
				backend.startServices(changed, from);
		});
		backend.startServices(starting, before);
	}

	private void makeLink(LinkLayout layout) {
		LinkObject link = new LinkObject(layout, kernel.nextNumber());
		link.from = makeSide(layout.from(), "l" + link.number + "a", layout);
		link.to = makeSide(layout.to(), "l" + link.number + "b", layout);
		kernel.links.put(layout.name(), link);
	}

	/** Makes the pair to a node. A bridge gets a pair only when it is joined by more than a port. */
	private Side makeSide(EndLayout end, String hubName, LinkLayout layout) {
		if (!(end instanceof NodeEnd at))
			return null;
		NodeObject node = kernel.nodes.get(at.node());
		Device device = new Device(at.device(), node.nextIndex++);
		Side side = new Side(kernel.hubDevice(hubName), device, at.node());
		log.inverse(layout.name(), "remove the link", () -> undo(side.hub()));
		pair(side, at, node, layout);
		node.devices.put(at.device(), device);
		return side;
	}

	private void pair(Side side, NodeEnd at, NodeObject node, LinkLayout layout) {
		// The hub end is the port itself where the link ends at its switch directly.
		EndLayout other = layout.from().equals(at) ? layout.to() : layout.from();
		int hubMtuBytes = layout.join() == Layout.Join.DIRECT && other instanceof BridgeEnd port ? port.mtuBytes() : at.mtuBytes();
		LinkSettings far = LinkSettings.named(at.device()).withIndex(side.far().index()).withMac(at.mac()).withMtu(at.mtuBytes());
		backend.veth(hubEnd(side.hub(), hubMtuBytes), layout.exact() ? far.withGsoMaxSegs(1) : far, node);
	}

	private static LinkSettings hubEnd(Device device, int mtuBytes) {
		return LinkSettings.named(device.name()).withIndex(device.index()).withMtu(mtuBytes).withGroup(GROUP);
	}

	private void configure(Change.ConfigureNode c) {
		NodeObject node = kernel.nodes.get(c.element());
		NodeLayout was = node.layout;
		if (!c.fresh())
			inverseOf(c, node, was);
		if (!c.sysctls().isEmpty())
			backend.sysctls(node, c.sysctls());
		if (c.fresh())
			backend.node(node, RouteRequest.setUp(Device.LOOPBACK, true));
		for (RouteSpec route : c.removedRoutes())
			backend.node(node, deletion(route));
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
		c.addedRoutes().forEach(route -> backend.node(node, addition(route)));
		// Those through a link that goes at the end would go with it.
		if (!c.fresh() && !c.addedRoutes().isEmpty() && log != UndoLog.NONE)
			log.atCommit(c.element(), "set routes", () -> {
				c.addedRoutes().forEach(route -> backend.node(node, addition(route)));
				backend.flush();
			});
		node.layout = c.layout().withSetup(was.setup());
	}

	private static RouteRequest addition(RouteSpec route) {
		return RouteRequest.route(route.destination().address(), route.destination().length(), route.gateway(), null, 0);
	}

	private static RouteRequest deletion(RouteSpec route) {
		return RouteRequest.deleteRoute(route.destination().address(), route.destination().length(), route.gateway(), null, 0)
				.tolerating(GONE);
	}

	private void inverseOf(Change.ConfigureNode c, NodeObject node, NodeLayout was) {
		Map<String, String> sysctls = c.sysctls().isEmpty() ? Map.of() : backend.readSysctls(node, c.sysctls().keySet());
		Map<String, Device> devices = new HashMap<>(node.devices);
		log.inverse(c.element(), "set the node up as before", () -> {
			if (!sysctls.isEmpty())
				backend.sysctls(node, sysctls);
			for (RouteSpec route : c.addedRoutes())
				if (!was.routes().contains(route))
					backend.node(node, deletion(route));
			c.added().forEach((device, addresses) -> {
				for (IpPrefix address : addresses)
					backend.node(node,
							RouteRequest.deleteAddress(devices.get(device), address.address(), address.length()).tolerating(GONE));
			});
			c.removed().forEach((device, addresses) -> {
				for (IpPrefix address : addresses)
					backend.node(node, RouteRequest.replaceAddress(devices.get(device), address.address(), address.length()));
			});
			// Those over a link that is to come back are refused here, and set when it is there.
			was.routes().forEach(route -> backend.node(node, addition(route).tolerating(GONE)));
			backend.flush();
		});
	}

	private void join(LinkObject link, LinkLayout layout) {
		if (layout.join() == Layout.Join.DIRECT) {
			joinDirectly(link, layout);
			return;
		}
		bringUp(link, layout);
		if (layout.join() == Layout.Join.ENGINE) {
			backend.flush();
			enter(Map.of(link, layout));
		}
	}

	/** All of a join beside a bridge but its way through the engine. */
	private void bringUp(LinkObject link, LinkLayout layout) {
		makeBridgeSides(link, layout);
		if (layout.join() == Layout.Join.WIRE) {
			// Before the ends are up: what arrives before it would be counted and go nowhere.
			redirect(link);
		}
		for (Side side : new Side[]{link.from, link.to})
			backend.hub(RouteRequest.setUp(side.hub(), layout.up()));
	}

	/** Attaches links to the engine, all at a time. */
	private void enter(Map<LinkObject, LinkLayout> links) {
		links.forEach((link, layout) -> log.inverse(layout.name(), "take the link out of the engine", () -> backend.detachEngine(link)));
		backend.attachEngine(links);
	}

	private void joinDirectly(LinkObject link, LinkLayout layout) {
		boolean up = layout.up();
		if (layout.from() instanceof BridgeEnd from && layout.to() instanceof BridgeEnd to) {
			// Two switches: one pair, an end in each.
			if (link.from == null) {
				Device a = kernel.hubDevice("l" + link.number + "a");
				Device b = kernel.hubDevice("l" + link.number + "b");
				link.from = new Side(a, a, null);
				link.to = new Side(b, b, null);
				log.inverse(layout.name(), "remove the link", () -> undo(a));
			}
			backend.veth(hubEnd(link.from.hub(), from.mtuBytes()), hubEnd(link.to.hub(), to.mtuBytes()), null);
			backend.hub(enslave(link.to.hub(), layout.to(), up));
			backend.hub(enslave(link.from.hub(), layout.from(), up));
		} else if (layout.to() instanceof BridgeEnd) {
			backend.hub(enslave(link.from.hub(), layout.to(), up));
		} else {
			backend.hub(enslave(link.to.hub(), layout.from(), up));
		}
	}

	private void makeBridgeSides(LinkObject link, LinkLayout layout) {
		if (link.from == null)
			link.from = makeBridgeSide(layout.from(), "l" + link.number, layout);
		if (link.to == null)
			link.to = makeBridgeSide(layout.to(), "l" + link.number + "t", layout);
	}

	private void redirect(LinkObject link) {
		prepareRedirect(link);
		beginRedirect(link);
	}

	/** Slow, and without effect on frames. */
	private void prepareRedirect(LinkObject link) {
		for (Side side : new Side[]{link.from, link.to}) {
			log.inverse(link.layout.name(), "end the redirect", () -> {
				backend.hub(RouteRequest.deleteIngress(side.hub()).tolerating(GONE));
				backend.flush();
			});
			backend.hub(RouteRequest.ingress(side.hub()));
		}
	}

	private void beginRedirect(LinkObject link) {
		backend.hub(RouteRequest.redirect(link.from.hub(), link.to.hub(), REDIRECT_PRIORITY));
		backend.hub(RouteRequest.redirect(link.to.hub(), link.from.hub(), REDIRECT_PRIORITY));
	}

	/** Quick; {@link #removeRedirect} has the rest. */
	private void endRedirect(LinkObject link) {
		backend.hub(RouteRequest.deleteFilter(link.from.hub(), REDIRECT_PRIORITY).tolerating(GONE));
		backend.hub(RouteRequest.deleteFilter(link.to.hub(), REDIRECT_PRIORITY).tolerating(GONE));
	}

	private void removeRedirect(LinkObject link) {
		backend.hub(RouteRequest.deleteIngress(link.from.hub()).tolerating(GONE));
		backend.hub(RouteRequest.deleteIngress(link.to.hub()).tolerating(GONE));
	}

	/** Joins a running link in another way. What it costs is said in the plan. */
	private void rejoin(LinkObject link, LinkLayout layout) {
		LinkLayout was = link.layout;
		// Cut before they come to the engine: its slots have no room for large segments then.
		if (!was.exact() && layout.exact()) {
			noteSegments(link, was);
			exact(link, was, true);
		}
		if (was.join() == Layout.Join.WIRE && layout.join() == Layout.Join.ENGINE) {
			log.inverse(was.name(), "move the link back into the kernel", () -> {
				removeRedirect(link);
				backend.switchFromEngine(link, () -> redirect(link));
			});
			backend.switchToEngine(link, layout, () -> endRedirect(link));
			removeRedirect(link);
		} else if (was.join() == Layout.Join.ENGINE && layout.join() == Layout.Join.WIRE) {
			log.inverse(was.name(), "move the link back into the engine", () -> {
				backend.returnToEngine(link, was, () -> endRedirect(link));
				removeRedirect(link);
				backend.flush();
			});
			UndoLog kept = log;
			log = UndoLog.NONE; // taken back as a whole
			try {
				prepareRedirect(link);
				backend.flush();
				backend.switchFromEngine(link, () -> beginRedirect(link));
			} finally {
				log = kept;
			}
			log.atCommit(was.name(), "let frames go that its impairments hold", () -> backend.letGo(link));
		} else if (was.join() == Layout.Join.DIRECT) {
			leaveBridge(link, was);
			join(link, layout);
		} else {
			throw new IllegalStateException(was.name() + " cannot go from " + was.join() + " to " + layout.join());
		}
		if (was.exact() && !layout.exact()) {
			noteSegments(link, was);
			exact(link, was, false);
		}
		if (was.up() != layout.up()) {
			log.inverse(was.name(), was.up() ? "link up again" : "link down again", () -> {
				setUp(link, was.up());
				backend.flush();
			});
			setUp(link, layout.up());
		}
	}

	private void leaveBridge(LinkObject link, LinkLayout was) {
		if (was.from() instanceof BridgeEnd && was.to() instanceof BridgeEnd) {
			Side from = link.from;
			Side to = link.to;
			log.inverse(was.name(), "make the link between switches again", () -> {
				undo(from.hub());
				removeUndone();
				link.from = from;
				link.to = to;
				joinDirectly(link, was);
				backend.flush();
			});
			backend.hub(RouteRequest.deleteLink(from.hub()));
			link.from = null;
			link.to = null;
		} else {
			Device device = (link.from != null ? link.from : link.to).hub();
			EndLayout bridge = was.to() instanceof BridgeEnd ? was.to() : was.from();
			log.inverse(was.name(), "make the link a port of its switch again", () -> {
				backend.hub(enslave(device, bridge, was.up()));
				backend.flush();
			});
			backend.hub(RouteRequest.changeLink(device, LinkSettings.NONE.withMaster(0)));
		}
	}

	private RouteRequest enslave(Device device, EndLayout bridge, boolean up) {
		return RouteRequest.changeLink(device,
				LinkSettings.NONE.withUp(up).withMaster(kernel.bridges.get(bridge.node()).device().index()));
	}

	/** A pair in the hub whose far end is a port of the bridge. */
	private Side makeBridgeSide(EndLayout end, String prefix, LinkLayout layout) {
		Side side = new Side(kernel.hubDevice(prefix + "p"), kernel.hubDevice(prefix + "q"), null);
		log.inverse(layout.name(), "remove the pair to the switch", () -> undo(side.hub()));
		bridgePair(side, (BridgeEnd) end, layout.exact());
		return side;
	}

	private void bridgePair(Side side, BridgeEnd end, boolean exact) {
		LinkSettings far = hubEnd(side.far(), end.mtuBytes());
		backend.veth(hubEnd(side.hub(), end.mtuBytes()), exact ? far.withGsoMaxSegs(1) : far, null);
		backend.hub(enslave(side.far(), end, true));
	}

	/** At both ends. */
	private void exact(LinkObject link, LinkLayout layout, boolean exact) {
		exact(link.from, layout.from(), exact);
		exact(link.to, layout.to(), exact);
		backend.flush();
	}

	/** The inverse of a change of segment sizes, for the devices that there are now. */
	private void noteSegments(LinkObject link, LinkLayout was) {
		Side from = link.from;
		Side to = link.to;
		log.inverse(was.name(), "change segment sizes back", () -> {
			exact(from, was.from(), was.exact());
			exact(to, was.to(), was.exact());
			backend.flush();
		});
	}

	private void exact(Side side, EndLayout end, boolean exact) {
		if (side == null)
			return;
		RouteRequest request = RouteRequest.changeLink(side.far(), LinkSettings.NONE.withGsoMaxSegs(exact ? 1 : ANY_SEGMENTS))
				.tolerating(Errno.ENODEV);
		if (end instanceof NodeEnd at)
			backend.node(kernel.nodes.get(at.node()), request);
		else
			backend.hub(request);
	}

	private void setUp(LinkObject link, boolean up) {
		for (Side side : new Side[]{link.from, link.to})
			if (side != null)
				backend.hub(RouteRequest.setUp(side.hub(), up));
	}

	/**
	 * A link that goes is only brought down until the apply succeeds. Where another one needs its interface it has to go
	 * at once, and is made again if the apply fails.
	 */
	private void removeLink(String name) {
		LinkObject link = kernel.links.get(name);
		boolean inTheWay = kernel.uncertain.contains(name);
		for (Side side : new Side[]{link.from, link.to})
			if (side != null && side.node() != null && !remade.contains(side.node()))
				inTheWay |= needed.contains(side.node() + ' ' + side.far().name());
		Map<String, NodeObject> nodes = new HashMap<>();
		Map<String, NodeLayout> layouts = new HashMap<>();
		for (Side side : new Side[]{link.from, link.to})
			if (side != null && side.node() != null) {
				NodeObject node = kernel.nodes.get(side.node());
				nodes.put(side.node(), node);
				layouts.put(side.node(), node.layout);
			}
		if (inTheWay) {
			log.inverse(name, "make the link again", () -> remake(link, nodes, layouts));
			backend.detachEngine(link);
			for (Device device : hubDevices(link))
				backend.hub(RouteRequest.deleteLink(device).tolerating(GONE));
		} else {
			log.inverse(name, "bring the link back", () -> {
				for (Device device : hubDevices(link))
					backend.hub(
							RouteRequest.changeLink(device, LinkSettings.NONE.withUp(link.layout.up()).withGroup(GROUP)).tolerating(GONE));
				backend.flush();
			});
			for (Device device : hubDevices(link))
				backend.hub(RouteRequest.changeLink(device, LinkSettings.NONE.withUp(false).withGroup(DOOMED_GROUP)));
			log.atCommit(name, "take the link out of the engine", () -> backend.detachEngine(link));
		}
		kernel.links.remove(name);
		nodes.forEach((at, node) -> {
			for (Side side : new Side[]{link.from, link.to})
				if (side != null && at.equals(side.node()))
					node.devices.remove(side.far().name());
		});
	}

	/** One device of each pair that the link has. */
	private static List<Device> hubDevices(LinkObject link) {
		List<Device> devices = new ArrayList<>();
		if (link.from != null)
			devices.add(link.from.hub());
		boolean onePair = link.layout.join() == Layout.Join.DIRECT && link.from != null && link.to != null;
		if (link.to != null && !onePair)
			devices.add(link.to.hub());
		return devices;
	}

	/** A link as it was, with the same devices. */
	private void remake(LinkObject link, Map<String, NodeObject> nodes, Map<String, NodeLayout> layouts) {
		LinkLayout layout = link.layout;
		for (Device device : hubDevices(link))
			undo(device);
		removeUndone();
		remakeSide(link.from, layout.from(), layout, nodes, layouts);
		remakeSide(link.to, layout.to(), layout, nodes, layouts);
		backend.flush();
		for (Map.Entry<String, NodeLayout> node : layouts.entrySet())
			node.getValue().routes().forEach(route -> backend.node(nodes.get(node.getKey()), addition(route).tolerating(GONE)));
		join(link, layout);
		backend.flush();
	}

	private void remakeSide(Side side, EndLayout end, LinkLayout layout, Map<String, NodeObject> nodes, Map<String, NodeLayout> layouts) {
		if (side == null)
			return;
		if (end instanceof NodeEnd at) {
			NodeObject node = nodes.get(at.node());
			pair(side, at, node, layout);
			backend.node(node, RouteRequest.setUp(side.far(), true));
			for (IpPrefix address : layouts.get(at.node()).addresses().getOrDefault(at.device(), List.of()))
				backend.node(node, RouteRequest.replaceAddress(side.far(), address.address(), address.length()));
		} else if (layout.join() != Layout.Join.DIRECT) {
			bridgePair(side, (BridgeEnd) end, layout.exact());
		}
	}

	private void removeAllLinks() {
		for (LinkObject link : kernel.links.values())
			backend.detachEngine(link);
		kernel.links.clear();
		kernel.nodes.values().forEach(node -> node.devices.clear());
		deleteGroup(GROUP);
		deleteGroup(DOOMED_GROUP);
	}

	private void removeBridge(String name, boolean removeAll) {
		BridgeObject bridge = kernel.bridges.remove(name);
		// With everything else it went by its group, unless there was no link.
		RouteRequest deletion = RouteRequest.deleteLink(bridge.device()).tolerating(GONE);
		if (removeAll)
			backend.hub(deletion);
		else
			log.atCommit("", "remove switch " + name, () -> {
				backend.hub(deletion);
				backend.flush();
			});
	}

	private void removeNode(String name) {
		NodeObject node = kernel.nodes.remove(name);
		log.atCommit("", "remove node " + name, () -> backend.removeNode(node));
	}
}
