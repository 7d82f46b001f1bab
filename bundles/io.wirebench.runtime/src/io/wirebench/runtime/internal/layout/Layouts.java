package io.wirebench.runtime.internal.layout;

import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;
import io.wirebench.api.ProcessRequest;
import io.wirebench.api.ServiceNeeds.ServiceProcess;
import io.wirebench.api.ServiceSetup;
import io.wirebench.api.ServiceSetup.Peer;
import io.wirebench.api.ServiceSetup.ServiceInterface;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.kinds.Forwarding;
import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindPoint;
import io.wirebench.core.kinds.KindFaults;
import io.wirebench.core.kinds.KindFailedException;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.kinds.Need;
import io.wirebench.core.plan.LinkTier;
import io.wirebench.core.spec.End;
import io.wirebench.core.spec.FlowSpec;
import io.wirebench.core.spec.ImpairmentSpec;
import io.wirebench.core.spec.InterfaceSpec;
import io.wirebench.core.spec.IpPrefix;
import io.wirebench.core.spec.LinkSpec;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.NodeSpec;
import io.wirebench.core.spec.ProbeSpec;
import io.wirebench.core.spec.Problem;
import io.wirebench.core.spec.ServiceSpec;
import io.wirebench.core.spec.TierChoice;
import io.wirebench.runtime.internal.layout.Layout.BridgeEnd;
import io.wirebench.runtime.internal.layout.Layout.BridgeLayout;
import io.wirebench.runtime.internal.layout.Layout.EndLayout;
import io.wirebench.runtime.internal.layout.Layout.Join;
import io.wirebench.runtime.internal.layout.Layout.LinkLayout;
import io.wirebench.runtime.internal.layout.Layout.NodeEnd;
import io.wirebench.runtime.internal.layout.Layout.NodeLayout;
import io.wirebench.runtime.internal.layout.Layout.ServiceLayout;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Turns a network into what the kernel and the engine shall hold for it, and picks each link's tier. */
public final class Layouts {

	/** BR_MAX_PORTS of Linux; there is no port 0. */
	private static final int BRIDGE_PORTS = 1023;

	private final KindRegistry kinds;
	private final boolean redirectAvailable;
	private final String redirectCause;

	/** @param redirectCause why frames cannot be redirected in this kernel, or null if they can */
	public Layouts(KindRegistry kinds, String redirectCause) {
		this.kinds = kinds;
		this.redirectAvailable = redirectCause == null;
		this.redirectCause = redirectCause;
	}

	/** What was made last, of what: an edit leaves nearly all parts of a network the same objects. */
	private record Last(NetworkSpec spec, Map<String, NodeSpec> specs, Map<String, KindDescriptor> kinds, Map<String, NodeLayout> nodes,
			Map<String, LinkSpec> links, Map<String, String> watched,
			Set<String> mixed, Map<End, End> farEnds, Layout layout) {}

	private volatile Last last = new Last(NetworkSpec.EMPTY, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Set.of(), Map.of(),
			Layout.EMPTY);

	/** Takes what the parts of a network are refused with. */
	private interface Refusals {
		/** @return what was asked for, or null after a refusal that was noted */
		<T> T ask(String path, Question<T> question) throws EmulationException;
	}

	@FunctionalInterface
	private interface Question<T> {
		T ask() throws EmulationException;
	}

	private static final class Throwing implements Refusals {
		@Override
		public <T> T ask(String path, Question<T> question) throws EmulationException {
			return question.ask();
		}
	}

	private static final class Collecting implements Refusals {
		private final List<Problem> problems = new ArrayList<>();

		@Override
		public <T> T ask(String path, Question<T> question) {
			try {
				return question.ask();
			} catch (EmulationException e) {
				String message = e.getMessage().startsWith(path + ": ") ? e.getMessage().substring(path.length() + 2) : e.getMessage();
				problems.add(new Problem(Problem.Severity.ERROR, path, 0, 0, message, ""));
				return null;
			}
		}
	}

	/**
	 * @return why a network that is right as a file could not be planned (what its kinds refuse, links and switches that cannot be), and
	 * what is doubtful about it
	 */
	public List<Problem> problems(NetworkSpec spec) {
		Collecting refusals = new Collecting();
		try {
			Layout layout = of(spec, refusals).layout;
			refusals.problems.addAll(loops(spec, layout.bridges()));
			NeighbourTable.problem(spec, NeighbourTable.limit()).ifPresent(refusals.problems::add);
		} catch (EmulationException e) {
			throw new IllegalStateException("refusals are collected", e);
		}
		return refusals.problems;
	}

	/** May be called by several threads at a time. */
	public Layout of(NetworkSpec spec) throws EmulationException {
		Last made = of(spec, new Throwing());
		last = made;
		return made.layout;
	}

	private Last of(NetworkSpec spec, Refusals refusals) throws EmulationException {
		Last before = last;
		Map<String, NodeSpec> specs = new HashMap<>();
		Map<String, KindDescriptor> used = new HashMap<>();
		Map<String, NodeLayout> nodes = new LinkedHashMap<>();
		Map<String, BridgeLayout> bridges = new LinkedHashMap<>();
		Map<End, End> farEnds = sameEnds(before.spec, spec) ? before.farEnds : farEnds(spec);
		for (NodeSpec node : spec.nodes()) {
			specs.put(node.name(), node);
			if (node.forwarding() == Forwarding.LINK)
				put(bridges, node.name(), refusals.ask(node.name(), () -> bridge(node, farEnds)));
			else
				put(nodes, node.name(),
						sameNode(before, node, used, farEnds)
								? before.nodes.get(node.name())
								: refusals.ask(node.name(), () -> node(node, farEnds)));
		}
		// As they are without services, which need to know of the nodes around.
		Map<String, NodeLayout> plain = new HashMap<>(nodes);
		Map<String, ServiceLayout> services;
		if (sameServices(before, spec, used, farEnds)) {
			services = before.layout.services();
			services.values().forEach(service -> nodes.put(service.node(), before.layout.nodes().get(service.node())));
		} else {
			services = services(spec, nodes, farEnds, refusals);
		}
		boolean sameMtus = spec.nodes() == before.spec.nodes() && farEnds == before.farEnds;
		Set<String> mixed = sameMtus ? before.mixed : mixedMtus(spec, specs);
		Map<String, String> watched = new HashMap<>();
		for (ProbeSpec probe : spec.probes())
			if (probe.needs() != Need.COUNTERS)
				watched.put(probe.target(), probe.name());
		Map<String, LinkLayout> links = new LinkedHashMap<>();
		Map<String, LinkSpec> linkSpecs = new HashMap<>();
		for (LinkSpec link : spec.links()) {
			String name = link.name();
			linkSpecs.put(name, link);
			boolean same = before.links.get(name) == link && Objects.equals(before.watched.get(name), watched.get(name))
					&& before.mixed.contains(name) == mixed.contains(name)
					&& before.specs.get(link.from().node()) == specs.get(link.from().node())
					&& before.specs.get(link.to().node()) == specs.get(link.to().node());
			put(links, name,
					same
							? before.layout.links().get(name)
							: refusals.ask(name, () -> link(link, specs, watched.get(name), mixed.contains(name))));
		}
		Map<String, FlowSpec> flows = new LinkedHashMap<>();
		spec.flows().forEach(flow -> flows.put(flow.name(), flow));
		Map<String, ProbeSpec> probes = new LinkedHashMap<>();
		spec.probes().forEach(probe -> probes.put(probe.name(), probe));
		Layout layout = new Layout(nodes, bridges, links, services, flows, probes);
		return new Last(spec, specs, used, plain, linkSpecs, watched, mixed, farEnds, layout);
	}

	/** Whether services see the very network of before: nodes, links' ends, and their own kinds. Fills in the kinds. */
	private boolean sameServices(Last before, NetworkSpec spec, Map<String, KindDescriptor> used, Map<End, End> farEnds) {
		boolean same = spec.nodes() == before.spec.nodes() && farEnds == before.farEnds;
		for (NodeSpec node : spec.nodes())
			for (ServiceSpec service : node.services()) {
				KindDescriptor kind = used.computeIfAbsent("service:" + service.kindId(),
						_ -> kinds.find(KindPoint.SERVICE, service.kindId()).orElse(null));
				same &= kind == before.kinds.get("service:" + service.kindId());
			}
		return same && spec.nodes().stream().allMatch(node -> sameNode(before, node, used, farEnds));
	}

	/** @return whether both have links between the same interfaces, in the same order */
	public static boolean sameEnds(NetworkSpec before, NetworkSpec spec) {
		if (spec.links().size() != before.links().size())
			return false;
		for (int i = 0; i < spec.links().size(); i++) {
			LinkSpec now = spec.links().get(i);
			LinkSpec was = before.links().get(i);
			if (now != was && !(now.from().equals(was.from()) && now.to().equals(was.to())))
				return false;
		}
		return true;
	}

	private static Map<End, End> farEnds(NetworkSpec spec) {
		Map<End, End> ends = new HashMap<>();
		for (LinkSpec link : spec.links()) {
			ends.put(link.from(), link.to());
			ends.put(link.to(), link.from());
		}
		return ends;
	}

	/** Whether a node and its kind are the very objects of before, and its links lead where they led. */
	private boolean sameNode(Last before, NodeSpec node, Map<String, KindDescriptor> used, Map<End, End> farEnds) {
		KindDescriptor kind = node.kindId().equals(NodeSpec.NO_KIND)
				? null
				: used.computeIfAbsent(node.kindId(), id -> kinds.find(KindPoint.NODE, id).orElse(null));
		if (before.specs.get(node.name()) != node || kind != before.kinds.get(node.kindId()))
			return false;
		return farEnds == before.farEnds || node.interfaces().stream().map(i -> new End(node.name(), i.name()))
				.allMatch(end -> Objects.equals(farEnds.get(end), before.farEnds.get(end)));
	}

	private static <T> void put(Map<String, T> map, String key, T value) {
		if (value != null)
			map.put(key, value);
	}

	/**
	 * Links of broadcast domains with several MTUs. A large segment passes every MTU, and is cut into what its sender's MTU
	 * allows only where it arrives; so senders have to cut first, or frames would pass that no real interface takes.
	 */
	private static Set<String> mixedMtus(NetworkSpec spec, Map<String, NodeSpec> nodes) {
		if (spec.nodes().stream().flatMap(node -> node.interfaces().stream()).mapToInt(InterfaceSpec::mtuBytes).distinct().limit(2)
				.count() < 2)
			return Set.of();
		Map<String, String> parents = new HashMap<>();
		for (LinkSpec link : spec.links())
			for (End end : List.of(link.from(), link.to()))
				if (nodes.get(end.node()).forwarding() == Forwarding.LINK)
					parents.put(root(parents, "link " + link.name()), root(parents, end.node()));
		Map<String, Set<Integer>> mtus = new HashMap<>();
		for (LinkSpec link : spec.links())
			for (End end : List.of(link.from(), link.to()))
				mtus.computeIfAbsent(root(parents, "link " + link.name()), _ -> new HashSet<>())
						.add(nodes.get(end.node()).interfaceNamed(end.interfaceName()).orElseThrow().mtuBytes());
		Set<String> mixed = new HashSet<>();
		for (LinkSpec link : spec.links())
			if (mtus.get(root(parents, "link " + link.name())).size() > 1)
				mixed.add(link.name());
		return mixed;
	}

	private static String root(Map<String, String> parents, String member) {
		String root = member;
		while (!parents.getOrDefault(root, root).equals(root))
			root = parents.get(root);
		for (String step = member; !step.equals(root);) {
			String next = parents.get(step);
			parents.put(step, root);
			step = next;
		}
		return root;
	}

	/**
	 * A link that once left its bridge stays beside it: going back would take it out of service for a moment, and frames
	 * that are still in the engine would find no way.
	 */
	public Layout settled(Layout wanted, Layout running) {
		Map<String, LinkLayout> links = new LinkedHashMap<>(wanted.links());
		links.replaceAll((name, link) -> {
			LinkLayout was = running.links().get(name);
			// Its rings were made for small frames; only a link that leaves the engine and comes back gets others.
			if (was != null && was.join() == Join.ENGINE && link.join() == Join.ENGINE && was.exact() && !link.exact()
					&& was.sameShape(link))
				return new LinkLayout(name, link.from(), link.to(), link.up(), link.join(), true, link.forward(), link.backward(),
						link.reason());
			if (link.join() != Join.DIRECT || was == null || was.join() == Join.DIRECT || !was.sameShape(link))
				return link;
			return new LinkLayout(name, link.from(), link.to(), link.up(), redirectAvailable ? Join.WIRE : Join.ENGINE, link.exact(),
					link.forward(), link.backward(),
					"nothing changes its frames; it stays beside its switch, where it came when it was impaired or watched");
		});
		return new Layout(wanted.nodes(), wanted.bridges(), links, wanted.services(), wanted.flows(), wanted.probes());
	}

	private Map<String, ServiceLayout> services(NetworkSpec spec, Map<String, NodeLayout> nodes, Map<End, End> farEnds, Refusals refusals)
			throws EmulationException {
		Map<String, ServiceLayout> services = new LinkedHashMap<>();
		if (spec.nodes().stream().allMatch(node -> node.services().isEmpty()))
			return services;
		Map<End, List<End>> domains = new HashMap<>();
		for (List<End> domain : spec.broadcastDomains())
			domain.forEach(end -> domains.put(end, domain));
		Map<String, NodeSpec> specs = new HashMap<>();
		spec.nodes().forEach(node -> specs.put(node.name(), node));
		for (NodeSpec node : spec.nodes())
			for (ServiceSpec service : node.services())
				put(services, service.path(), refusals.ask(service.path(), () -> service(node, service, specs, domains, farEnds)));
		for (NodeSpec node : spec.nodes()) {
			NodeLayout layout = nodes.get(node.name());
			List<ServiceLayout> own = node.services().stream().map(service -> services.get(service.path())).filter(Objects::nonNull)
					.toList();
			for (int count = 1; layout != null && count <= own.size(); count++) {
				NodeLayout before = layout;
				List<ServiceLayout> some = own.subList(0, count);
				layout = refusals.ask(some.getLast().path(), () -> withService(before, some));
			}
			put(nodes, node.name(), layout);
		}
		return services;
	}

	private ServiceLayout service(NodeSpec node, ServiceSpec service, Map<String, NodeSpec> nodes, Map<End, List<End>> domains,
			Map<End, End> farEnds) throws EmulationException {
		List<ServiceInterface> interfaces = new ArrayList<>();
		for (InterfaceSpec i : node.interfaces()) {
			if (i.link() == null)
				continue;
			List<Peer> peers = new ArrayList<>();
			for (End end : domains.getOrDefault(new End(node.name(), i.name()), List.of()))
				if (!end.node().equals(node.name())) {
					NodeSpec other = nodes.get(end.node());
					peers.add(new Peer(other.name(), other.forwarding() == Forwarding.NETWORK,
							other.services().stream().anyMatch(s -> s.kindId().equals(service.kindId()))));
				}
			interfaces.add(new ServiceInterface(setup(node, i, farEnds), peers));
		}
		ServiceSetup setup = new ServiceSetup(node.name(), service.name(), service.parameters(), interfaces);
		return new ServiceLayout(service.path(), node.name(), service.kindId(),
				needs(service.path(), service.kindId(), () -> kinds.serviceKind(service.kindId()).needs(setup)));
	}

	/** Asks a kind. Ours come back; code of others is not waited for without end. */
	private <T> T needs(String path, String kindId, Callable<T> kind) throws EmulationException {
		Throwable cause;
		try {
			T needs = kindId.startsWith(KindRegistry.BUILT_IN + ".") ? kind.call() : Limited.call("wirebench needs of " + path, kind);
			if (needs != null)
				return needs;
			throw new EmulationException(path + ": its kind " + kindId + " does not say what it needs: null");
		} catch (TimeoutException e) {
			throw new EmulationException(
					path + ": its kind " + kindId + " did not say within " + Limited.SECONDS + " s what it needs; its thread was abandoned",
					e);
		} catch (EmulationException e) {
			throw e;
		} catch (ExecutionException e) {
			cause = e.getCause();
		} catch (Exception | LinkageError e) {
			cause = e;
		}
		kinds.faults().add(kindId, path, "does not say what it needs", cause);
		if (cause instanceof IllegalArgumentException)
			throw new EmulationException(path + ": " + KindFaults.say(cause), cause);
		throw new EmulationException(path + ": "
				+ (cause instanceof KindFailedException
						? cause.getMessage()
						: "its kind " + kindId + " does not say what it needs: " + KindFaults.say(cause)),
				cause);
	}

	/** Adds the last service's kernel settings; what it covers must not be covered by the node's kind or a service before it. */
	private static NodeLayout withService(NodeLayout node, List<ServiceLayout> services) throws EmulationException {
		Map<String, String> sysctls = new HashMap<>(node.sysctls());
		Map<String, ServiceLayout> owners = new HashMap<>();
		sysctls.putAll(services.getLast().needs().sysctls());
		for (ServiceLayout service : services) {
			List<String> paths = new ArrayList<>(service.needs().directories());
			paths.addAll(service.needs().files().keySet());
			for (String path : paths) {
				ServiceLayout other = owners.putIfAbsent(path, service);
				if (other != null || node.files().containsKey(path))
					throw new EmulationException(service.path() + ": " + path + " in " + node.name() + " belongs to "
							+ (other == null ? "the node's kind" : other.path()) + " already; remove one of them");
			}
		}
		return new NodeLayout(node.name(), sysctls, node.files(), node.setup(), node.processes(), node.addresses(), node.routes());
	}

	/** Refuses a network whose nodes or services need programs that this machine does not have, before anything is made. */
	public void requirePrograms(Layout wanted) throws EmulationException {
		Set<String> installed = new HashSet<>();
		for (NodeLayout node : wanted.nodes().values())
			for (List<ProcessRequest> requests : List.of(node.setup(), node.processes()))
				for (ProcessRequest request : requests) {
					String program = request.argv().getFirst();
					if (!installed.contains(program) && !isInstalled(program))
						throw missing(node.name(), program, kinds.all(KindPoint.NODE).stream());
					installed.add(program);
				}
		for (ServiceLayout service : wanted.services().values())
			for (ServiceProcess process : service.needs().processes()) {
				String program = process.argv().getFirst();
				if (installed.contains(program) || isInstalled(program)) {
					installed.add(program);
					continue;
				}
				throw missing(service.path(), program, kinds.find(KindPoint.SERVICE, service.kindId()).stream());
			}
	}

	private static EmulationException missing(String element, String program, Stream<KindDescriptor> kinds) {
		String remedy = kinds.flatMap(kind -> kind.programs().stream()).filter(declared -> declared.path().equals(program))
				.map(declared -> ": " + declared.remedy()).findFirst().orElse("");
		return new EmulationException(element + " needs the program " + program + ", which is not on this machine; install it" + remedy,
				true, null);
	}

	/** @return whether a program can be executed: by its path, or by its name in the PATH */
	public static boolean isInstalled(String program) {
		if (program.contains("/"))
			return Files.isExecutable(Path.of(program));
		return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
				.anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
	}

	private static NodeSetup.NodeInterface setup(NodeSpec node, InterfaceSpec i, Map<End, End> farEnds) {
		End far = farEnds.get(new End(node.name(), i.name()));
		return new NodeSetup.NodeInterface(i.name(), i.addresses().stream().map(IpPrefix::toString).toList(), i.mtuBytes(), i.mac(),
				far == null ? "" : far.toString());
	}

	private BridgeLayout bridge(NodeSpec node, Map<End, End> farEnds) throws EmulationException {
		long ports = node.interfaces().stream().filter(i -> farEnds.containsKey(new End(node.name(), i.name()))).count();
		if (ports > BRIDGE_PORTS)
			throw new EmulationException(
					node.name() + ": it has " + ports + " links, but a switch is a Linux bridge, which has " + BRIDGE_PORTS
							+ " ports at most; distribute the links over several switches, and link these");
		NodeNeeds needs = needs(node, farEnds);
		if (!needs.equals(new NodeNeeds(Map.of(), Map.of(), List.of(), List.of(), needs.spanningTree())))
			throw new EmulationException(node.name() + ": its kind " + node.kindId()
					+ " forwards links but asks for settings, files or programs, which a switch cannot have");
		String mac = needs.spanningTree().isEmpty() || node.interfaces().isEmpty() ? "" : node.interfaces().getFirst().mac();
		return new BridgeLayout(node.name(), needs.spanningTree().orElse(null), mac);
	}

	private NodeNeeds needs(NodeSpec node, Map<End, End> farEnds) throws EmulationException {
		List<NodeSetup.NodeInterface> interfaces = node.interfaces().stream().map(i -> setup(node, i, farEnds)).toList();
		NodeSetup setup = new NodeSetup(node.name(), node.parameters(), interfaces);
		return node.kindId().equals(NodeSpec.NO_KIND)
				? NodeNeeds.NONE
				: needs(node.name(), node.kindId(), () -> kinds.nodeKind(node.kindId()).needs(setup));
	}

	/** Switches that form a loop without a spanning tree: each frame to all would circle in it for ever. */
	private static List<Problem> loops(NetworkSpec spec, Map<String, BridgeLayout> bridges) {
		Map<String, Map<String, String>> tree = new HashMap<>(); // of each switch, its neighbours with the link to them
		Map<String, String> parents = new HashMap<>();
		List<Problem> problems = new ArrayList<>();
		for (LinkSpec link : spec.links()) {
			String from = link.from().node();
			String to = link.to().node();
			// One switch with a spanning tree is enough: the others pass its messages on like any frame.
			if (!link.up() || !isLoopable(bridges.get(from)) || !isLoopable(bridges.get(to)))
				continue;
			if (!root(parents, from).equals(root(parents, to))) {
				parents.put(root(parents, from), root(parents, to));
				tree.computeIfAbsent(from, _ -> new LinkedHashMap<>()).put(to, link.name());
				tree.computeIfAbsent(to, _ -> new LinkedHashMap<>()).put(from, link.name());
				continue;
			}
			List<String> way = way(tree, to, from);
			List<String> links = new ArrayList<>(List.of(link.name()));
			for (int i = 1; i < way.size(); i++)
				links.add(tree.get(way.get(i - 1)).get(way.get(i)));
			problems.add(new Problem(Problem.Severity.WARNING, link.name(), 0, 0,
					"it closes a loop of the switches " + String.join(", ", way) + " (links " + String.join(", ", links)
							+ "): frames to all circle in it for ever and fill it",
					"write spanning-tree=\"true\" at one of them at least, or remove a link"));
		}
		return problems;
	}

	private static boolean isLoopable(BridgeLayout bridge) {
		return bridge != null && bridge.spanningTree() == null;
	}

	/** The one way through a tree. */
	private static List<String> way(Map<String, Map<String, String>> tree, String from, String to) {
		Map<String, String> before = new HashMap<>(Map.of(to, to));
		List<String> seen = new ArrayList<>(List.of(to));
		for (int i = 0; !before.containsKey(from); i++)
			for (String next : tree.get(seen.get(i)).keySet())
				if (before.putIfAbsent(next, seen.get(i)) == null)
					seen.add(next);
		List<String> way = new ArrayList<>(List.of(from));
		while (!way.getLast().equals(to))
			way.add(before.get(way.getLast()));
		return way;
	}

	private NodeLayout node(NodeSpec node, Map<End, End> farEnds) throws EmulationException {
		Map<String, List<IpPrefix>> addresses = new LinkedHashMap<>();
		for (InterfaceSpec i : node.interfaces())
			if (i.link() != null)
				addresses.put(i.name(), i.addresses());
		NodeNeeds needs = needs(node, farEnds);
		if (needs.spanningTree().isPresent())
			throw new EmulationException(node.name() + ": its kind " + node.kindId()
					+ " asks for a spanning tree, but does not declare that it forwards links (forwarding=\"link\")");
		return new NodeLayout(node.name(), needs.sysctls(), needs.files(), needs.setup(), needs.processes(), addresses, node.routes());
	}

	private LinkLayout link(LinkSpec link, Map<String, NodeSpec> nodes, String watchedBy, boolean mixedMtus) throws EmulationException {
		EndLayout from = end(link.from(), nodes);
		EndLayout to = end(link.to(), nodes);
		boolean bridge = from instanceof BridgeEnd || to instanceof BridgeEnd;
		Set<String> active = new LinkedHashSet<>();
		Stream.concat(link.forward().stream(), link.backward().stream()).filter(ImpairmentSpec::enabled).forEach(i -> active.add(i.name()));
		boolean exact = switch (link.segments()) {
			case EXACT -> true;
			case OFFLOAD -> false;
			case AUTO ->
				mixedMtus || Stream.concat(link.forward().stream(), link.backward().stream()).anyMatch(i -> i.enabled() && i.packetExact());
		};
		Join join;
		String reason;
		if (!active.isEmpty()) {
			if (link.tier() == TierChoice.WIRE)
				throw new EmulationException(
						link.name() + ": tier=\"wire\" carries frames unchanged, but the link has " + String.join(", ", active)
								+ "; remove tier=\"wire\", or the impairments");
			join = Join.ENGINE;
			reason = "it has " + String.join(", ", active);
		} else if (link.tier() == TierChoice.ENGINE) {
			join = Join.ENGINE;
			reason = "the file asks for it";
		} else if (bridge && watchedBy == null) {
			join = Join.DIRECT;
			reason = "nothing changes its frames: a port of the switch";
		} else if (redirectAvailable) {
			join = Join.WIRE;
			reason = bridge ? "probe " + watchedBy + " watches both of its sides" : "nothing changes its frames: redirected in the kernel";
		} else {
			join = Join.ENGINE;
			reason = "this kernel cannot redirect frames: " + redirectCause;
		}
		return new LinkLayout(link.name(), from, to, link.up(), join, exact, link.forward(), link.backward(), reason);
	}

	private static EndLayout end(End end, Map<String, NodeSpec> nodes) {
		NodeSpec node = nodes.get(end.node());
		InterfaceSpec i = node.interfaceNamed(end.interfaceName()).orElseThrow();
		return node.forwarding() == Forwarding.LINK
				? new BridgeEnd(end.node(), i.mtuBytes())
				: new NodeEnd(end.node(), i.name(), i.mac(), i.mtuBytes());
	}

	/** @return the tiers as users see them. @param running what runs, to say what a switch costs */
	public static List<LinkTier> tiers(Layout wanted, Layout running) {
		return tiers(wanted, running, wanted.links().values());
	}

	/** @return the tiers of the links that changes make or touch */
	public static List<LinkTier> tiers(Layout wanted, Layout running, List<Change> changes) {
		Map<String, LinkLayout> links = new LinkedHashMap<>();
		for (Change change : changes)
			if (change instanceof Change.LinkChange c)
				links.put(c.element(), wanted.links().get(c.element()));
		return tiers(wanted, running, links.size() == wanted.links().size() ? wanted.links().values() : links.values());
	}

	private static List<LinkTier> tiers(Layout wanted, Layout running, Collection<LinkLayout> links) {
		List<LinkTier> tiers = new ArrayList<>();
		for (LinkLayout link : links) {
			LinkLayout was = running.links().get(link.name());
			String cost = "";
			if (was != null && was.sameShape(link) && was.join() != link.join())
				cost = was.join() == Join.DIRECT || link.join() == Join.DIRECT
						? "the switch loses the frames that come while the link is out of its bridge"
						: "the switch may lose the frames that come while it is made";
			tiers.add(new LinkTier(link.name(), link.join() == Join.ENGINE ? "engine" : "wire", link.reason(), link.exact(), cost));
		}
		return tiers;
	}
}
