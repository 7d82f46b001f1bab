package io.wirebench.core.spec;

import io.wirebench.core.kinds.AnalyzerKindDescriptor;
import io.wirebench.core.kinds.Forwarding;
import io.wirebench.core.kinds.ImpairmentKindDescriptor;
import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindPoint;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.kinds.NodeKindDescriptor;
import io.wirebench.core.kinds.ParameterType;
import io.wirebench.core.kinds.ServiceKindDescriptor;
import io.wirebench.core.kinds.Suggestions;
import io.wirebench.core.scenario.FigureCatalogue;
import io.wirebench.core.kinds.UnknownKindException;
import io.wirebench.dataplane.engine.FrameMatch;
import io.wirebench.model.Automation;
import io.wirebench.model.Expectation;
import io.wirebench.model.ExpectationMode;
import io.wirebench.model.Flow;
import io.wirebench.model.FlowStep;
import io.wirebench.model.Impairment;
import io.wirebench.model.Interface;
import io.wirebench.model.KindElement;
import io.wirebench.model.Link;
import io.wirebench.model.LinkStep;
import io.wirebench.model.Network;
import io.wirebench.model.Node;
import io.wirebench.model.RunStep;
import io.wirebench.model.Scenario;
import io.wirebench.model.Service;
import io.wirebench.model.SetStep;
import io.wirebench.model.Step;
import io.wirebench.model.file.ElementPaths;
import io.wirebench.model.file.NetworkResource;

import org.eclipse.emf.ecore.EObject;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes a specification of a network as people edit it, and says all that is wrong with it at once, by element, with a
 * remedy. One object builds once; for the thread that owns the network.
 */
public final class SpecBuilder {

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,30}");
	private static final Pattern INTERFACE_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,14}");
	/**
	 * Names that a namespace has already: two folders of settings, the loopback device, what tunnel modules put into each
	 * new namespace, and a file beside the devices in sysfs.
	 */
	private static final Set<String> KERNEL_NAMES = Set.of("all", "default", "lo", "tunl0", "gre0", "gretap0", "erspan0", "ip_vti0",
			"ip6_vti0", "sit0", "ip6tnl0", "ip6gre0", "bonding_masters");
	private static final Pattern MAC = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}");
	private static final int DEFAULT_MTU = 1500;
	/** RFC 791; ETH_MIN_MTU of Linux. */
	private static final int MINIMUM_MTU = 68;
	/** RFC 8200, section 5: with less Linux switches IPv6 off. */
	private static final int MINIMUM_IPV6_MTU = 1280;
	private static final int MAXIMUM_MTU = 65_535;
	private static final long DOUBTFUL_DELAY_NANOS = 10_000_000_000L;
	private static final long DOUBTFUL_RATE = 1_000;

	private final Network network;
	private final KindRegistry kinds;
	private final NetworkResource resource;
	private final List<Problem> problems = new ArrayList<>();
	private final Map<String, Node> nodes = new LinkedHashMap<>();
	private final Map<String, Forwarding> forwarding = new HashMap<>();
	/** Nodes whose kind is missing. */
	private final Set<String> kindless = new HashSet<>();
	private final Map<String, TypedParameters> nodeParameters = new HashMap<>();
	private final Map<String, List<ServiceSpec>> services = new HashMap<>();
	/** Parameters of nodes and services that name other elements. */
	private final Map<KindElement, TypedParameters> references = new LinkedHashMap<>();
	/** Interfaces of each node in the order of the file; null where only a link names one. */
	private final Map<String, Map<String, Interface>> interfaces = new LinkedHashMap<>();
	private final Map<End, String> linkOf = new HashMap<>();
	/** The first interface number of a node that may be free. */
	private final Map<String, Integer> nextNumber = new HashMap<>();
	private final Map<Link, End[]> endsOf = new LinkedHashMap<>();
	private final Map<End, EObject> whereEnd = new HashMap<>();
	private List<BroadcastDomain> domains = List.of();
	/** Of each interface; a port of a switch for which none is written has that of the link's other end. */
	private final Map<End, Integer> mtus = new HashMap<>();
	private Map<Link, String> linkNames = Map.of();

	/** Kinds that have left while the network runs, by point and id. */
	private final Map<KindPoint, Map<String, KindDescriptor>> gone = new EnumMap<>(KindPoint.class);
	private final Leniency leniency;
	private final Map<String, String> withoutEffect = new LinkedHashMap<>();
	private final Set<String> tolerated = new HashSet<>();

	private SpecBuilder(Network network, KindRegistry kinds, Leniency leniency) {
		this.network = network;
		this.kinds = kinds;
		this.leniency = leniency;
		leniency.gone().forEach(kind -> this.gone.computeIfAbsent(kind.point(), _ -> new HashMap<>()).put(kind.id(), kind));
		this.resource = network.eResource() instanceof NetworkResource file ? file : null;
	}

	/**
	 * Checks a network and makes its specification.
	 *
	 * @param network stays unchanged
	 * @param kinds the kinds that are known
	 */
	public static SpecResult build(Network network, KindRegistry kinds) {
		return build(network, kinds, Leniency.NONE);
	}

	/**
	 * Checks a network of which kinds may be missing, and makes its specification: an impairment, flow, probe or service of
	 * a missing kind is left out with a warning, a node of one is there without what its kind would do.
	 *
	 * @param gone kinds that were known when the network was first read; those that are known again count as known
	 */
	public static SpecResult build(Network network, KindRegistry kinds, Collection<KindDescriptor> gone) {
		return build(network, kinds, Leniency.missing(gone));
	}

	/**
	 * Checks a network of which single elements may be wrong, and makes its specification: such an impairment, flow, probe or
	 * service is left out with a warning, a node is there without what its kind would do.
	 *
	 * @param leniency what may be wrong
	 */
	public static SpecResult build(Network network, KindRegistry kinds, Leniency leniency) {
		return new SpecBuilder(network, kinds, leniency).build();
	}

	/**
	 * Like {@link #build(Network, KindRegistry, Leniency)} after an edit of one link's impairments in a network without a
	 * scenario: all else is taken from the specification of before.
	 *
	 * @param linkName a link of the specification
	 */
	static SpecResult buildImpairments(Network network, KindRegistry kinds, Leniency leniency, NetworkSpec before, String linkName) {
		return new SpecBuilder(network, kinds, leniency).buildImpairments(before, linkName);
	}

	private SpecResult buildImpairments(NetworkSpec before, String linkName) {
		var link = (Link) ElementPaths.find(network, linkName).orElseThrow();
		var was = before.link(linkName).orElseThrow();
		checkImpairmentNames(link);
		var now = linkSpec(link, linkName, new End[]{was.from(), was.to()});
		return new SpecResult(failed() ? null : before.withLink(now), problems);
	}

	private SpecResult build() {
		if (resource != null)
			for (var problem : resource.problems())
				problems.add(new Problem(problem.error() ? Problem.Severity.ERROR : Problem.Severity.WARNING, "", problem.getLine(),
						problem.getColumn(), problem.message(), ""));
		linkNames = ElementPaths.names(network.getLinks());
		readNodes();
		checkNames();
		readEnds();
		checkReferences();
		domains = BroadcastDomain.of(List.copyOf(endsOf.values()), forwarding);
		readMtus();
		checkUnlinked();
		var addresses = planAddresses();
		var routes = network.getRoutes() == Automation.AUTO ? addresses.routes() : Map.<String, List<RouteSpec>>of();
		var nodeSpecs = nodeSpecs(addresses.plan(), routes);
		var links = linkSpecs();
		var flows = flowSpecs(addresses.plan());
		var probes = probeSpecs();
		var scenario = Optional.ofNullable(network.getScenario()).map(this::scenarioSpec);
		if (failed())
			return new SpecResult(null, problems, withoutEffect, tolerated);
		var spec = new NetworkSpec(orEmpty(network.getName()), orEmpty(network.getDescription()), network.getSeed(), nodeSpecs, links,
				flows, probes, scenario);
		if (network.getScenario() != null)
			checkConditions(network.getScenario(), new FigureCatalogue(spec, kinds));
		return new SpecResult(failed() ? null : spec, problems, withoutEffect, tolerated);
	}

	private boolean failed() {
		return problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
	}

	// Nodes and names

	private void readNodes() {
		for (var node : network.getNodes()) {
			var name = orEmpty(node.getName());
			if (!NAME.matcher(name).matches())
				error(node, "'" + name + "' is not a valid name of a node", "use a letter, then up to 30 letters, digits, '-' or '_'");
			else if (name.equals("scenario"))
				error(node, "'scenario' cannot be the name of a node", "rename it; the word stands for the scenario");
			if (nodes.putIfAbsent(name, node) != null) {
				error(node, "there are two nodes named '" + name + "'", "rename one");
				continue;
			}
			var kind = kind(KindPoint.NODE, node);
			var former = gone(KindPoint.NODE, node);
			var parameters = parameters(node, kind);
			var without = parameters == null || kind == null && former != null;
			if (without)
				kindless.add(name);
			forwarding.put(name,
					(kind == null || without && former != null ? former : kind) instanceof NodeKindDescriptor descriptor
							? descriptor.forwarding()
							: Forwarding.NONE);
			nodeParameters.put(name, parameters == null ? TypedParameters.NONE : parameters);
			services.put(name, serviceSpecs(node, name));
			var own = new LinkedHashMap<String, Interface>();
			for (var iface : node.getInterfaces()) {
				var interfaceName = orEmpty(iface.getName());
				checkInterfaceName(iface, interfaceName);
				if (own.putIfAbsent(interfaceName, iface) != null)
					error(iface, "node '" + name + "' has two interfaces named '" + interfaceName + "'", "rename one");
			}
			interfaces.put(name, own);
		}
	}

	private boolean checkInterfaceName(EObject where, String name) {
		if (!INTERFACE_NAME.matcher(name).matches())
			error(where, "'" + name + "' is not a valid name of an interface",
					"use a letter, then up to 14 letters, digits, '-' or '_', for example eth0");
		else if (KERNEL_NAMES.contains(name))
			error(where, "'" + name + "' cannot be the name of an interface: " + (name.equals("all") || name.equals("default")
					? "Linux uses the word for the settings of all interfaces"
					: "Linux gives the name to a device of its own"), "write another name, for example eth0");
		else
			return true;
		return false;
	}

	private List<ServiceSpec> serviceSpecs(Node node, String nodeName) {
		var specs = new ArrayList<ServiceSpec>();
		if (!node.getServices().isEmpty() && forwarding.get(nodeName) == Forwarding.LINK)
			error(node.getServices().getFirst(), "a switch cannot run services", "give them to a host or router");
		checkUnique(node.getServices(), "services of one node");
		var names = ElementPaths.names(node.getServices());
		for (var service : node.getServices()) {
			var kind = kind(KindPoint.SERVICE, service);
			var parameters = parameters(service, kind);
			if (kind instanceof ServiceKindDescriptor descriptor && parameters != null)
				specs.add(new ServiceSpec(names.get(service), kind.id(), descriptor.routing(), parameters, ElementPaths.of(service)));
		}
		return specs;
	}

	private void checkNames() {
		var seen = new HashSet<String>();
		for (var link : network.getLinks()) {
			var name = linkNames.get(link);
			if (link.getName() != null && !NAME.matcher(name).matches())
				error(link, "'" + name + "' is not a valid name of a link", "use a letter, then up to 30 letters, digits, '-' or '_'");
			if (!seen.add(name))
				error(link, "there are two links named '" + name + "'", "rename one");
			if (nodes.containsKey(name))
				error(link, "a node is named '" + name + "' too", "rename the link, so that a path names one of them");
			checkImpairmentNames(link);
		}
		checkUnique(network.getFlows(), "flows");
		checkUnique(network.getProbes(), "probes");
		if (network.getScenario() != null)
			checkUnique(network.getScenario().getExpectations(), "expectations");
	}

	private void checkImpairmentNames(Link link) {
		for (var list : List.of(link.getForward(), link.getBackward(), link.getBoth()))
			checkUnique(list, "impairments of one direction");
	}

	private void checkUnique(List<? extends EObject> list, String what) {
		var names = ElementPaths.names(list);
		var seen = new HashSet<String>();
		for (var element : list) {
			var name = names.get(element);
			if (!NAME.matcher(name).matches())
				error(element, "'" + name + "' is not a valid name", "use a letter, then up to 30 letters, digits, '-' or '_'");
			if (!seen.add(name))
				error(element, "there are two " + what + " named '" + name + "'", "rename one");
		}
	}

	// Links and their ends

	private void readEnds() {
		for (var link : network.getLinks())
			for (var text : new String[]{link.getFrom(), link.getTo()})
				if (text != null && text.indexOf('.') > 0)
					claim(link, text);
		for (var link : network.getLinks()) {
			var from = end(link, link.getFrom(), "from");
			var to = end(link, link.getTo(), "to");
			if (from == null || to == null)
				continue;
			if (from.node().equals(to.node()))
				error(link, "the link connects node '" + from.node() + "' to itself", "connect it to another node");
			endsOf.put(link, new End[]{from, to});
		}
	}

	private void claim(Link link, String text) {
		var dot = text.indexOf('.');
		var end = new End(text.substring(0, dot), text.substring(dot + 1));
		var own = interfaces.get(end.node());
		if (own == null)
			return;
		if (!own.containsKey(end.interfaceName()) && !checkInterfaceName(link, end.interfaceName()))
			return;
		var other = linkOf.putIfAbsent(end, linkNames.get(link));
		if (other != null)
			error(link, "interface " + end + " is already used by link '" + other + "'",
					"use another interface, or leave it out: from=\"" + end.node() + "\"");
		own.putIfAbsent(end.interfaceName(), null);
		whereEnd.putIfAbsent(end, link);
	}

	private End end(Link link, String text, String attribute) {
		if (text == null || text.isEmpty()) {
			error(link, "the link has no end '" + attribute + "'", "write " + attribute + "=\"node\" or \"node.eth0\"");
			return null;
		}
		var dot = text.indexOf('.');
		var node = dot < 0 ? text : text.substring(0, dot);
		if (!nodes.containsKey(node)) {
			error(link, attribute + "=\"" + text + "\": there is no node '" + node + "'",
					"add the node, or connect the link to another one" + Suggestions.hint(node, nodes.keySet()));
			return null;
		}
		if (dot >= 0)
			return new End(node, text.substring(dot + 1));
		for (var number = nextNumber.getOrDefault(node, 0);; number++) {
			var end = new End(node, "eth" + number);
			if (linkOf.putIfAbsent(end, linkNames.get(link)) == null) {
				interfaces.get(node).putIfAbsent(end.interfaceName(), null);
				whereEnd.putIfAbsent(end, link);
				nextNumber.put(node, number + 1);
				return end;
			}
		}
	}

	// Addresses

	private record Addresses(AddressPlan plan, Map<String, List<RouteSpec>> routes) {}

	private Addresses planAddresses() {
		var written = new LinkedHashMap<End, List<IpPrefix>>();
		interfaces.forEach((node, own) -> own.forEach((name, iface) -> {
			var end = new End(node, name);
			if (iface == null)
				return;
			whereEnd.put(end, iface);
			var list = new ArrayList<IpPrefix>();
			for (var text : iface.getAddresses())
				readAddress(iface, text).ifPresent(list::add);
			if (!list.isEmpty() && forwarding.get(node) == Forwarding.LINK)
				error(iface, "a port of a switch cannot have an address", "give addresses to the nodes behind it");
			else if (!list.isEmpty())
				written.put(end, list);
		}));
		var plan = new AddressPlan(written, network.getAddressing() == Automation.AUTO, this::addressError);
		plan.plan(domains, domainsWithoutIpv6(written));
		if (network.getRoutes() == Automation.AUTO)
			checkNetworks(plan);
		var all = new ArrayList<End>();
		interfaces.forEach((node, own) -> own.keySet().forEach(name -> all.add(new End(node, name))));
		for (var duplicate : plan.duplicates(all, domains)) {
			var address = IpPrefix.format(duplicate.address());
			var first = duplicate.ends().getFirst();
			for (var other : duplicate.ends().subList(1, duplicate.ends().size()))
				// Two automatic ones are equal where two links have one network, which is reported already.
				if (network.getRoutes() != Automation.AUTO || isWritten(written, first, duplicate.address())
						|| isWritten(written, other, duplicate.address()))
					addressError(other.toString(),
							other.equals(first)
									? "address " + address + " is written twice"
									: "address " + address + " is also that of " + first,
							"change one");
		}
		return new Addresses(plan, new RoutePlan(domains, plan, forwarding).plan());
	}

	private static boolean isWritten(Map<End, List<IpPrefix>> written, End end, InetAddress address) {
		return written.getOrDefault(end, List.of()).stream().anyMatch(prefix -> prefix.address().equals(address));
	}

	/** Static routes cannot tell two links with the same network apart. */
	private void checkNetworks(AddressPlan plan) {
		var owners = new HashMap<IpPrefix, End>();
		for (var index = 0; index < domains.size(); index++)
			for (var prefix : plan.networks(index)) {
				var end = domains.get(index).ends().getFirst();
				var other = owners.putIfAbsent(prefix, end);
				if (other != null)
					addressError(end.toString(), "network " + prefix + " of its link is also that of the link at " + other,
							"give each link a network of its own, or write routes=\"none\"");
			}
	}

	private Optional<IpPrefix> readAddress(Interface iface, String text) {
		try {
			var address = IpPrefix.parse(text);
			var use = reservedFor(address.address());
			if (use != null) {
				error(iface, "address " + text + " cannot be that of a host: " + use,
						"write for example " + (address.ipv6() ? "fd00::1/64" : "10.0.0.1/24"));
				return Optional.empty();
			}
			var last = address.hostBits() > 1 && address.hostBits() < 63 ? (1L << address.hostBits()) - 1 : -1;
			if (address.hostBits() > 1 && address.hostNumber() == 0 || !address.ipv6() && address.hostNumber() == last)
				error(iface, "address " + text + " names the whole network or all its hosts",
						"write the address of one host, for example " + address.at(1));
			return Optional.of(address);
		} catch (IllegalArgumentException exception) {
			error(iface, exception.getMessage(), "");
			return Optional.empty();
		}
	}

	/** What the addresses around it are reserved for (RFC 6890, RFC 4291), or null where hosts can have them. */
	private static String reservedFor(InetAddress address) {
		if (address.isMulticastAddress())
			return "it names a multicast group";
		if (address.isLoopbackAddress())
			return "every node has it, at its loopback device";
		var bytes = address.getAddress();
		if (address.isAnyLocalAddress() || bytes.length == 4 && bytes[0] == 0)
			return "it stands for no address";
		if (bytes.length == 4 && (bytes[0] & 0xF0) == 0xF0)
			return "240.0.0.0/4 is reserved";
		return null;
	}

	private void addressError(String path, String message, String remedy) {
		EObject where = network;
		var dot = path.indexOf('.');
		if (dot > 0)
			where = whereEnd.getOrDefault(new End(path.substring(0, dot), path.substring(dot + 1)), network);
		report(Problem.Severity.ERROR, where, path, message, remedy);
	}

	private List<NodeSpec> nodeSpecs(AddressPlan plan, Map<String, List<RouteSpec>> routes) {
		var macs = new HashSet<String>();
		var written = new HashMap<End, String>();
		interfaces.forEach((node, own) -> own.forEach((name, iface) -> {
			if (iface != null && iface.getMac() != null)
				readMac(iface, macs).ifPresent(mac -> written.put(new End(node, name), mac));
		}));
		var specs = new ArrayList<NodeSpec>();
		nodes.forEach((name, node) -> {
			var list = new ArrayList<InterfaceSpec>();
			interfaces.get(name).forEach((interfaceName, iface) -> {
				var end = new End(name, interfaceName);
				var mac = written.containsKey(end) ? written.get(end) : AddressPlan.mac(end, macs);
				list.add(new InterfaceSpec(interfaceName, mac, plan.addresses(end), mtus.get(end), linkOf.get(end)));
			});
			var kindId = kindless.contains(name) ? NodeSpec.NO_KIND : KindRegistry.fullId(orEmpty(node.getKind()));
			// A routing service finds the routes of a router itself; a host with one keeps its default route.
			var routed = forwarding.get(name) == Forwarding.NETWORK && services.get(name).stream().anyMatch(ServiceSpec::routing);
			specs.add(new NodeSpec(name, kindId, forwarding.get(name), nodeParameters.get(name), list,
					routed ? List.of() : routes.getOrDefault(name, List.of()),
					node.isSetX() ? node.getX() : null, node.isSetY() ? node.getY() : null, services.get(name)));
		});
		return specs;
	}

	private void readMtus() {
		interfaces.forEach(
				(node, own) -> own.forEach((name, iface) -> mtus.put(new End(node, name), iface == null ? DEFAULT_MTU : mtu(iface))));
		// Ends of a wrong name are nobody's.
		endsOf.values().forEach(ends -> List.of(ends).forEach(end -> mtus.putIfAbsent(end, DEFAULT_MTU)));
		for (var ends : endsOf.values())
			for (var index = 0; index < 2; index++)
				if (forwarding.get(ends[index].node()) == Forwarding.LINK && !isMtuWritten(ends[index]))
					mtus.put(ends[index], mtus.getOrDefault(ends[1 - index], DEFAULT_MTU));
		for (var domain : domains) {
			var smallest = extreme(domain, -1);
			var largest = extreme(domain, 1);
			if (mtus.get(smallest).equals(mtus.get(largest)))
				continue;
			if (domain.ports().isEmpty())
				warning(linkAt(smallest),
						"its ends have different MTUs, " + mtus.get(domain.ends().get(0)) + " and " + mtus.get(domain.ends().get(1)),
						"large packets will be lost; write the same mtu at both ends unless that is meant");
			else
				report(Problem.Severity.WARNING, whereEnd.getOrDefault(smallest, network), smallest.toString(),
						"its MTU is " + mtus.get(smallest) + ", but " + largest + ", to which switches join it, has " + mtus.get(largest),
						"large packets will be lost; write the same mtu at all interfaces that switches join unless that is meant");
		}
	}

	private boolean isMtuWritten(End end) {
		var iface = interfaces.get(end.node()).get(end.interfaceName());
		return iface != null && iface.getMtu() != null;
	}

	/** The interface of a domain with the smallest (-1) or largest (1) MTU; of several, one for which it is written. */
	private End extreme(BroadcastDomain domain, int sign) {
		End found = null;
		for (var ends : List.of(domain.ends(), domain.ports()))
			for (var end : ends) {
				var compared = found == null ? 1 : sign * Integer.compare(mtus.get(end), mtus.get(found));
				if (compared > 0 || compared == 0 && isMtuWritten(end) && !isMtuWritten(found))
					found = end;
			}
		return found;
	}

	private Link linkAt(End end) {
		return endsOf.entrySet().stream().filter(entry -> List.of(entry.getValue()).contains(end)).findFirst().orElseThrow().getKey();
	}

	private Set<BroadcastDomain> domainsWithoutIpv6(Map<End, List<IpPrefix>> written) {
		var without = new HashSet<BroadcastDomain>();
		for (var domain : domains) {
			var smallest = extreme(domain, -1);
			if (mtus.get(smallest) >= MINIMUM_IPV6_MTU)
				continue;
			without.add(domain);
			var small = "the MTU " + mtus.get(smallest) + " of " + smallest + " is less than the " + MINIMUM_IPV6_MTU
					+ " bytes that IPv6 needs (RFC 8200)";
			var has = domain.ends().stream().filter(end -> written.getOrDefault(end, List.of()).stream().anyMatch(IpPrefix::ipv6))
					.findFirst();
			if (has.isPresent())
				addressError(has.get().toString(), "it has an IPv6 address, but " + small,
						"write an mtu of " + MINIMUM_IPV6_MTU + " or more there, or no IPv6 address on this link");
			else if (network.getAddressing() == Automation.AUTO)
				report(Problem.Severity.WARNING, whereEnd.getOrDefault(smallest, network), smallest.toString(),
						small + ": its link has no IPv6", "write mtu=\"" + MINIMUM_IPV6_MTU + "\" or more if IPv6 is meant");
		}
		return without;
	}

	/** An interface without a link does not exist in its node. */
	private void checkUnlinked() {
		interfaces.forEach((node, own) -> own.forEach((name, iface) -> {
			if (iface == null || linkOf.containsKey(new End(node, name)))
				return;
			warning(iface, "no link ends at interface '" + name + "': the node does not get it" + (iface.getAddresses().isEmpty()
					? ""
					: ", and " + String.join(", ", iface.getAddresses()) + (iface.getAddresses().size() == 1 ? " has" : " have")
							+ " no effect"),
					"name it at a link, for example from=\"" + node + "." + name + "\", or remove it");
		}));
	}

	private Optional<String> readMac(Interface iface, Set<String> taken) {
		var mac = iface.getMac().toLowerCase(Locale.ROOT);
		if (!MAC.matcher(mac).matches() || (Integer.parseInt(mac.substring(0, 2), 16) & 1) != 0 || mac.equals("00:00:00:00:00:00"))
			error(iface, "'" + iface.getMac() + "' is not the hardware address of one interface", "write for example 02:00:00:00:00:01");
		else if (!taken.add(mac))
			error(iface, "hardware address " + mac + " is given twice", "change one, or leave it out");
		else
			return Optional.of(mac);
		return Optional.empty();
	}

	private int mtu(Interface iface) {
		if (iface.getMtu() == null)
			return DEFAULT_MTU;
		try {
			var text = iface.getMtu().strip();
			var bytes = text.chars().allMatch(Character::isDigit) && !text.isEmpty() ? Quantities.count(text) : Quantities.sizeBytes(text);
			if (bytes >= MINIMUM_MTU && bytes <= MAXIMUM_MTU)
				return (int) bytes;
			error(iface, "mtu " + text + " is outside " + MINIMUM_MTU + " to " + MAXIMUM_MTU + " bytes", "write for example 1500");
		} catch (IllegalArgumentException exception) {
			error(iface, "mtu: " + exception.getMessage(), "");
		}
		return DEFAULT_MTU;
	}

	// Kinds and parameters

	/** The kind of an element, or null after a problem. */
	private KindDescriptor kind(KindPoint point, KindElement element) {
		if (element.getKind() == null || element.getKind().isEmpty()) {
			error(element, "it has no kind",
					"write kind=\"…\"; known are " + String.join(", ", kinds.all(point).stream().map(KindDescriptor::id).toList()));
			return null;
		}
		try {
			return switch (point) {
				case NODE -> kinds.node(element.getKind());
				case SERVICE -> kinds.service(element.getKind());
				case IMPAIRMENT -> kinds.impairment(element.getKind());
				case GENERATOR -> kinds.generator(element.getKind());
				case ANALYZER -> kinds.analyzer(element.getKind());
			};
		} catch (UnknownKindException exception) {
			if (gone(point, element) != null) {
				warning(element, "missing kind '" + element.getKind() + "': the network runs without it",
						"install the plug-in that has it, or remove the element");
				withoutEffect.put(ElementPaths.of(element),
						"missing kind '" + element.getKind() + "': install the plug-in that has it, or remove the element");
			} else
				error(element, exception.getMessage(), "correct the kind, or install the plug-in that has it");
			return null;
		}
	}

	/** @return what an element's kind was before it left, or null */
	private KindDescriptor gone(KindPoint point, KindElement element) {
		return element.getKind() == null ? null : gone.getOrDefault(point, Map.of()).get(KindRegistry.fullId(element.getKind()));
	}

	/** @return null if the network runs without the element */
	private TypedParameters parameters(KindElement element, KindDescriptor kind) {
		if (kind == null)
			return TypedParameters.NONE;
		var typed = TypedParameters.defaults(kind.parameters());
		var without = false;
		if (!leniency.excluded().isEmpty()) {
			var path = ElementPaths.of(element);
			var reason = leniency.excluded().get(path);
			if (reason != null) {
				warning(element, reason + ": the network runs without it", "correct its parameters, or remove it");
				withoutEffect.put(path, reason);
				without = true;
			}
		}
		for (var parameter : element.getParameters()) {
			try {
				typed = typed.with(orEmpty(parameter.getName()), orEmpty(parameter.getValue()));
			} catch (IllegalArgumentException exception) {
				without |= unfit(element, kind.id(), parameter,
						ElementPaths.of(element) + "." + parameter.getName() + "=" + parameter.getValue(), exception.getMessage(), "");
			}
		}
		for (var declaration : kind.parameters())
			if (declaration.required()
					&& element.getParameters().stream().noneMatch(parameter -> declaration.name().equals(parameter.getName())))
				without |= unfit(element, kind.id(), element, ElementPaths.of(element) + "." + declaration.name(),
						"required parameter '" + declaration.name() + "' is missing",
						"add " + declaration.name() + "=\"…\" (" + declaration.type().literal() + ")");
		if (without)
			return null;
		warnIfDoubtful(element, kind, typed);
		if (typed.declarations().stream()
				.anyMatch(declaration -> declaration.type() == ParameterType.NODE || declaration.type() == ParameterType.INTERFACE))
			if (element instanceof Node || element instanceof Service)
				references.put(element, typed); // Interfaces are known when all links have been read.
			else
				checkReferences(element, typed);
		return typed;
	}

	private void checkReferences() {
		references.forEach(this::checkReferences);
	}

	private void checkReferences(KindElement element, TypedParameters typed) {
		var names = new HashMap<String, Collection<String>>();
		interfaces.forEach((node, own) -> names.put(node, own.keySet()));
		for (var declaration : typed.declarations())
			try {
				typed.requireThere(declaration.name(), switch (element) {
					case Node node -> node.getName();
					case Service service -> ((Node) service.eContainer()).getName();
					default -> null;
				}, names);
			} catch (IllegalArgumentException exception) {
				error(element, exception.getMessage(), "");
			}
	}

	/**
	 * Reports a value that does not fit its declaration.
	 *
	 * @param where what it is reported at
	 * @param value names the value: its path, and its text as it is now
	 * @return whether the rest runs without the element: the declaration may have changed, not the value
	 */
	private boolean unfit(EObject element, String kindId, EObject where, String value, String message, String remedy) {
		if (!leniency.renewedKinds().contains(kindId) && !leniency.tolerated().contains(value)) {
			error(where, message, remedy);
			return false;
		}
		tolerated.add(value);
		withoutEffect.merge(ElementPaths.of(element), message, (one, other) -> one + "; " + other);
		warning(where, message + ": the network runs without the element", remedy.isEmpty() ? "correct the value, or remove it" : remedy);
		return true;
	}

	private void warnIfDoubtful(KindElement element, KindDescriptor kind, TypedParameters typed) {
		for (var declaration : kind.parameters()) {
			if (!typed.has(declaration.name()))
				continue;
			if (element instanceof Impairment && declaration.type() == ParameterType.DURATION
					&& typed.durationNanos(declaration.name()) > DOUBTFUL_DELAY_NANOS)
				report(Problem.Severity.WARNING, element, ElementPaths.of(element) + "." + declaration.name(),
						Quantities.formatDuration(typed.durationNanos(declaration.name())) + " is very long for a link",
						"did you mean ms?");
			if (declaration.type() == ParameterType.RATE && typed.rateBitsPerSecond(declaration.name()) < DOUBTFUL_RATE) {
				var rate = typed.rateBitsPerSecond(declaration.name());
				report(Problem.Severity.WARNING, element, ElementPaths.of(element) + "." + declaration.name(),
						Quantities.formatRate(rate) + " is very slow", "did you mean " + rate + " Mbit/s?");
			}
		}
	}

	// Links, flows, probes

	private List<LinkSpec> linkSpecs() {
		var specs = new ArrayList<LinkSpec>();
		for (var link : network.getLinks()) {
			var spec = linkSpec(link, linkNames.get(link), endsOf.get(link));
			if (spec != null)
				specs.add(spec);
		}
		return specs;
	}

	/** @param ends null if they are not right: then it is only checked */
	private LinkSpec linkSpec(Link link, String name, End[] ends) {
		var both = impairments(name, "both", link.getBoth());
		var forward = new ArrayList<>(impairments(name, "forward", link.getForward()));
		forward.addAll(both);
		var backward = new ArrayList<>(impairments(name, "backward", link.getBackward()));
		backward.addAll(both);
		return ends == null
				? null
				: new LinkSpec(name, ends[0], ends[1], link.isUp(),
						SegmentMode.valueOf(link.getSegments().getName().toUpperCase(Locale.ROOT)),
						TierChoice.valueOf(link.getTier().getName().toUpperCase(Locale.ROOT)), forward, backward);
	}

	private void checkMatch(Impairment impairment) {
		try {
			FrameMatch.parse(impairment.getMatch());
		} catch (IllegalArgumentException e) {
			error(impairment, "match: " + e.getMessage(), "");
		}
	}

	private List<ImpairmentSpec> impairments(String link, String direction, List<Impairment> list) {
		var names = ElementPaths.names(list);
		var specs = new ArrayList<ImpairmentSpec>();
		for (var impairment : list) {
			var kind = kind(KindPoint.IMPAIRMENT, impairment);
			var parameters = parameters(impairment, kind);
			if (impairment.getMatch() == null || impairment.getMatch().isBlank())
				error(impairment, "it matches no frame", "write match=\"all\", or leave it out");
			else
				checkMatch(impairment);
			if (kind instanceof ImpairmentKindDescriptor descriptor && parameters != null)
				specs.add(new ImpairmentSpec(names.get(impairment), kind.id(), descriptor.scope(), descriptor.packetExact(),
						impairment.getMatch(),
						impairment.isEnabled(), parameters, link + "/" + direction + "/" + names.get(impairment)));
		}
		return specs;
	}

	private List<FlowSpec> flowSpecs(AddressPlan plan) {
		var names = ElementPaths.names(network.getFlows());
		var specs = new ArrayList<FlowSpec>();
		for (var flow : network.getFlows()) {
			var kind = kind(KindPoint.GENERATOR, flow);
			var parameters = parameters(flow, kind);
			checkFlowEnd(flow, flow.getFrom(), "from", plan);
			checkFlowEnd(flow, flow.getTo(), "to", plan);
			var start = orEmpty(flow.getStart()).strip();
			var startNanos = start.equals("manual")
					? OptionalLong.empty()
					: OptionalLong.of(start.isEmpty() ? 0 : duration(flow, "start", start));
			var length = orEmpty(flow.getDuration()).strip();
			var durationNanos = length.isEmpty() ? OptionalLong.empty() : OptionalLong.of(duration(flow, "duration", length));
			if (kind != null && parameters != null)
				specs.add(new FlowSpec(names.get(flow), kind.id(), orEmpty(flow.getFrom()), orEmpty(flow.getTo()), startNanos,
						durationNanos, parameters));
		}
		return specs;
	}

	private void checkFlowEnd(EObject flow, String node, String attribute, AddressPlan plan) {
		if (node == null || node.isEmpty())
			error(flow, "it has no '" + attribute + "'", "write " + attribute + "=\"…\" with the name of a node");
		else if (!nodes.containsKey(node))
			error(flow, attribute + "=\"" + node + "\": there is no node '" + node + "'",
					"name one of the nodes" + Suggestions.hint(node, nodes.keySet()));
		else if (forwarding.get(node) == Forwarding.LINK)
			error(flow, attribute + "=\"" + node + "\": a switch has no address", "name a host or router");
		else if (interfaces.get(node).keySet().stream().filter(name -> linkOf.containsKey(new End(node, name)))
				.allMatch(name -> plan.addresses(new End(node, name)).stream().allMatch(IpPrefix::linkLocal)))
			error(flow, attribute + "=\"" + node + "\": the node has no address",
					"connect it with a link, or write an address at its interface");
	}

	private List<ProbeSpec> probeSpecs() {
		var names = ElementPaths.names(network.getProbes());
		var specs = new ArrayList<ProbeSpec>();
		for (var probe : network.getProbes()) {
			var kind = kind(KindPoint.ANALYZER, probe);
			var parameters = parameters(probe, kind);
			var target = orEmpty(probe.getTarget());
			if (!linkNames.containsValue(target))
				error(probe, "target=\"" + target + "\": there is no link '" + target + "'",
						"name one of the links" + Suggestions.hint(target, linkNames.values()));
			if (kind instanceof AnalyzerKindDescriptor descriptor && parameters != null)
				specs.add(new ProbeSpec(names.get(probe), kind.id(), descriptor.needs(), target, parameters));
		}
		return specs;
	}

	// Scenario

	private ScenarioSpec scenarioSpec(Scenario scenario) {
		var length = orEmpty(scenario.getDuration()).strip();
		var durationNanos = length.isEmpty() ? OptionalLong.empty() : OptionalLong.of(duration(scenario, "duration", length));
		var steps = new ArrayList<StepSpec>();
		for (var index = 0; index < scenario.getSteps().size(); index++) {
			var step = scenario.getSteps().get(index);
			var trigger = trigger(step);
			if (trigger instanceof StepSpec.At(var nanos) && durationNanos.isPresent() && nanos > durationNanos.getAsLong())
				warning(step, "it comes after the end of the scenario", "make the scenario longer, or the step earlier");
			steps.add(new StepSpec("scenario/" + (index + 1), trigger, action(step)));
		}
		var names = ElementPaths.names(scenario.getExpectations());
		var expectations = new ArrayList<ExpectationSpec>();
		for (var expectation : scenario.getExpectations())
			expectations.add(expectation(expectation, names.get(expectation), durationNanos));
		return new ScenarioSpec(durationNanos, steps, expectations);
	}

	private ExpectationSpec expectation(Expectation expectation, String name, OptionalLong end) {
		var from = orEmpty(expectation.getFrom()).isBlank() ? 0 : duration(expectation, "from", expectation.getFrom());
		var to = end.orElse(Long.MAX_VALUE);
		if (!orEmpty(expectation.getTo()).isBlank())
			to = duration(expectation, "to", expectation.getTo());
		else if (end.isEmpty())
			error(expectation, "it has no end", "write to=\"…\", or give the scenario a duration");
		if (to < from)
			error(expectation, "it ends before it begins", "make 'to' later than 'from'");
		if (end.isPresent() && to > end.getAsLong())
			error(expectation, "it ends after the scenario", "make the scenario longer, or 'to' earlier");
		if (orEmpty(expectation.getThat()).isBlank())
			error(expectation, "it expects nothing", "write that=\"…\" with a condition");
		return new ExpectationSpec(name, expectation.getMode() == ExpectationMode.ALWAYS, from, to, orEmpty(expectation.getThat()));
	}

	/** What a figure is called and measures is known once everything else is right. */
	private void checkConditions(Scenario scenario, FigureCatalogue figures) {
		// A figure of an element without effect cannot be there; the rest can still be edited.
		var severity = gone.isEmpty() && withoutEffect.isEmpty() ? Problem.Severity.ERROR : Problem.Severity.WARNING;
		for (var step : scenario.getSteps())
			if (!orEmpty(step.getAfter()).isBlank())
				figures.problem(step.getAfter())
						.ifPresent(message -> report(severity, step, ElementPaths.of(step), "after: " + message, ""));
		for (var expectation : scenario.getExpectations())
			figures.problem(expectation.getThat())
					.ifPresent(message -> report(severity, expectation, ElementPaths.of(expectation), "that: " + message, ""));
	}

	private StepSpec.Trigger trigger(Step step) {
		var at = orEmpty(step.getAt()).strip();
		var after = orEmpty(step.getAfter()).strip();
		if (at.isEmpty() == after.isEmpty())
			error(step, at.isEmpty() ? "it never happens" : "it has both 'at' and 'after'",
					"write exactly one of at=\"5 s\" and after=\"condition\"");
		return after.isEmpty() ? new StepSpec.At(at.isEmpty() ? 0 : duration(step, "at", at)) : new StepSpec.After(after);
	}

	private StepSpec.Action action(Step step) {
		return switch (step) {
			case SetStep set -> {
				checkSet(set);
				yield new StepSpec.SetValue(orEmpty(set.getPath()), orEmpty(set.getValue()));
			}
			case LinkStep link -> {
				if (!linkNames.containsValue(orEmpty(link.getLink())))
					error(step, "there is no link '" + orEmpty(link.getLink()) + "'",
							"name one of the links" + Suggestions.hint(orEmpty(link.getLink()), linkNames.values()));
				yield new StepSpec.SetLink(orEmpty(link.getLink()), link.isUp());
			}
			case FlowStep flow -> {
				var names = ElementPaths.names(network.getFlows()).values();
				if (!names.contains(orEmpty(flow.getFlow())))
					error(step, "there is no flow '" + orEmpty(flow.getFlow()) + "'",
							"name one of the flows" + Suggestions.hint(orEmpty(flow.getFlow()), names));
				yield new StepSpec.SetFlow(orEmpty(flow.getFlow()), flow.isRunning());
			}
			case RunStep run -> {
				if (!nodes.containsKey(orEmpty(run.getNode())) || forwarding.get(run.getNode()) == Forwarding.LINK)
					error(step, "there is no node '" + orEmpty(run.getNode()) + "' that can run a command",
							"name a host or router" + Suggestions.hint(orEmpty(run.getNode()), nodes.keySet()));
				if (orEmpty(run.getCommand()).isBlank())
					error(step, "there is no command", "write command=\"…\"");
				yield new StepSpec.Run(orEmpty(run.getNode()), orEmpty(run.getCommand()));
			}
			default -> throw new IllegalArgumentException("unknown step " + step.eClass().getName());
		};
	}

	private void checkSet(SetStep step) {
		var path = orEmpty(step.getPath());
		var dot = path.lastIndexOf('.');
		var owner = dot <= 0 ? null : ElementPaths.find(network, path.substring(0, dot)).orElse(null);
		var name = path.substring(dot + 1);
		if (owner == null) {
			error(step, "path=\"" + path + "\" names no parameter of this network",
					"write element.parameter, for example r1-r2/both/delay.time");
			return;
		}
		var isFlag = owner instanceof Link && name.equals("up") || owner instanceof Impairment && name.equals("enabled");
		try {
			if (isFlag) {
				if (!orEmpty(step.getValue()).matches("true|false"))
					throw new IllegalArgumentException("'" + orEmpty(step.getValue()) + "' is neither true nor false");
			} else if (owner instanceof KindElement element) {
				var point = switch (element) {
					case Node _ -> KindPoint.NODE;
					case Service _ -> KindPoint.SERVICE;
					case Impairment _ -> KindPoint.IMPAIRMENT;
					case Flow _ -> KindPoint.GENERATOR;
					default -> KindPoint.ANALYZER;
				};
				// A missing kind is already reported where it is used.
				var kind = kinds.find(point, orEmpty(element.getKind()));
				if (kind.isPresent())
					try {
						TypedParameters.defaults(kind.get().parameters()).with(name, orEmpty(step.getValue()));
					} catch (IllegalArgumentException exception) {
						unfit(step, kind.get().id(), step, "step " + path + "=" + step.getValue(), exception.getMessage(), "");
					}
			} else
				throw new IllegalArgumentException("path=\"" + path + "\" names no parameter");
		} catch (IllegalArgumentException exception) {
			error(step, exception.getMessage(), "");
		}
	}

	// Reporting

	private long duration(EObject element, String attribute, String text) {
		try {
			return Quantities.durationNanos(text);
		} catch (IllegalArgumentException exception) {
			error(element, attribute + ": " + exception.getMessage(), "");
			return 0;
		}
	}

	private void error(EObject element, String message, String remedy) {
		report(Problem.Severity.ERROR, element, ElementPaths.of(element), message, remedy);
	}

	private void warning(EObject element, String message, String remedy) {
		report(Problem.Severity.WARNING, element, ElementPaths.of(element), message, remedy);
	}

	private void report(Problem.Severity severity, EObject where, String path, String message, String remedy) {
		var position = resource == null ? null : resource.position(where).orElse(null);
		problems.add(new Problem(severity, path, position == null ? 0 : position.line(), position == null ? 0 : position.column(), message,
				remedy));
	}

	private static String orEmpty(String text) {
		return text == null ? "" : text;
	}
}
