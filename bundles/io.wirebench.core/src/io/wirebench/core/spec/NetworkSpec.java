package io.wirebench.core.spec;

import io.wirebench.core.kinds.Forwarding;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A whole network as the engine is asked to make it real: checked, with all names, addresses, routes and defaults
 * filled in. Immutable.
 *
 * @param name the network's name
 * @param description for people
 * @param seed determines every random decision
 * @param nodes in the order of the file
 * @param links in the order of the file
 * @param flows in the order of the file
 * @param probes in the order of the file
 * @param scenario what happens during a run, or empty
 */
public record NetworkSpec(String name, String description, long seed, List<NodeSpec> nodes, List<LinkSpec> links,
		List<FlowSpec> flows, List<ProbeSpec> probes, Optional<ScenarioSpec> scenario) {

	/** Nothing: what a stopped network is. */
	public static final NetworkSpec EMPTY = new NetworkSpec("", "", 0, List.of(), List.of(), List.of(), List.of(), Optional.empty());

	public NetworkSpec {
		nodes = List.copyOf(nodes);
		links = List.copyOf(links);
		flows = List.copyOf(flows);
		probes = List.copyOf(probes);
	}

	/** @return the node of that name, or empty */
	public Optional<NodeSpec> node(String nodeName) {
		return nodes.stream().filter(node -> node.name().equals(nodeName)).findFirst();
	}

	/** @return the link of that name, or empty */
	public Optional<LinkSpec> link(String linkName) {
		return links.stream().filter(link -> link.name().equals(linkName)).findFirst();
	}

	/** @return the flow of that name, or empty */
	public Optional<FlowSpec> flow(String flowName) {
		return flows.stream().filter(flow -> flow.name().equals(flowName)).findFirst();
	}

	/** @return the probe of that name, or empty */
	public Optional<ProbeSpec> probe(String probeName) {
		return probes.stream().filter(probe -> probe.name().equals(probeName)).findFirst();
	}

	/** @return the same with other random decisions */
	public NetworkSpec withSeed(long newSeed) {
		return new NetworkSpec(name, description, newSeed, nodes, links, flows, probes, scenario);
	}

	/** @return the same with other measurements */
	public NetworkSpec withProbes(List<ProbeSpec> changed) {
		return new NetworkSpec(name, description, seed, nodes, links, flows, changed, scenario);
	}

	/** @return the service of that path, for example {@code r1/ospf}, or empty */
	public Optional<ServiceSpec> service(String path) {
		return nodes.stream().flatMap(node -> node.services().stream()).filter(service -> service.path().equals(path)).findFirst();
	}

	/**
	 * Groups the interfaces that reach each other without a router: those of one link, or of all links that switches join.
	 *
	 * @return groups in the order of their first link; ports of switches are left out
	 */
	public List<List<End>> broadcastDomains() {
		var forwarding = new HashMap<String, Forwarding>();
		nodes.forEach(node -> forwarding.put(node.name(), node.forwarding()));
		return BroadcastDomain.of(links.stream().map(link -> new End[]{link.from(), link.to()}).toList(), forwarding).stream()
				.map(BroadcastDomain::ends).toList();
	}

	/**
	 * Changes one value: a parameter ({@code r1-r2/both/delay.time}, {@code flow:download.window}, {@code probe:cap.snap-length},
	 * {@code r1/ospf.area}, {@code h1.some-parameter}), whether an impairment has an effect ({@code r1-r2/both/delay.enabled}), or whether
	 * a link is
	 * up ({@code r1-r2.up}).
	 *
	 * @param path what to change
	 * @param value as text with its unit
	 * @throws IllegalArgumentException if there is no such element or parameter, or the value is not valid; also for what an
	 *         interface has, see {@link #isOfInterface}
	 */
	public NetworkSpec with(String path, String value) {
		var dot = path.lastIndexOf('.');
		if (dot <= 0)
			throw new IllegalArgumentException(
					"'" + path + "' names no parameter; write element.parameter, for example r1-r2/both/delay.time");
		if (isOfInterface(path))
			throw new IllegalArgumentException(
					"'" + path + "' decides addresses and routes of other elements, too; change it in the network's text");
		var element = path.substring(0, dot);
		var parameter = path.substring(dot + 1);
		if (element.startsWith("flow:"))
			return new NetworkSpec(name, description, seed, nodes, links,
					change(flows, FlowSpec::path, element, _ -> null, FlowSpec::parameters, FlowSpec::withParameters, parameter, value),
					probes, scenario);
		if (element.startsWith("probe:"))
			return new NetworkSpec(name, description, seed, nodes, links, flows,
					change(probes, ProbeSpec::path, element, _ -> null, ProbeSpec::parameters, ProbeSpec::withParameters, parameter, value),
					scenario);
		if (element.indexOf('/') > 0 && service(element).isPresent())
			return withNodes(changeService(element, parameter, value));
		if (element.indexOf('/') > 0)
			return withLink(changeImpairment(element, parameter, value));
		var link = link(element);
		if (link.isPresent()) {
			if (!parameter.equals("up"))
				throw new IllegalArgumentException("a link has no parameter '" + parameter + "'; known is up");
			return withLink(link.get().withUp(flag(value)));
		}
		return withNodes(
				change(nodes, NodeSpec::name, element, NodeSpec::name, NodeSpec::parameters, NodeSpec::withParameters, parameter, value));
	}

	/** @return the same with another link in the place of the one of its name */
	NetworkSpec withLink(LinkSpec changed) {
		return withLinks(links.stream().map(link -> link.name().equals(changed.name()) ? changed : link).toList());
	}

	/**
	 * Tells what an interface has ({@code h1.eth0.mtu}): it decides what other elements get, so it is changed by
	 * {@link NetworkDocument#set} and a new specification.
	 *
	 * @param path as {@link #with} takes it
	 * @return whether it is such a path
	 * @throws IllegalArgumentException if it begins with a node but names none of its interfaces, or nothing that an interface has
	 * @since 0.1
	 */
	public boolean isOfInterface(String path) {
		var parts = path.split("\\.", -1);
		var owner = parts.length == 3 ? node(parts[0]) : Optional.<NodeSpec>empty();
		if (owner.isEmpty())
			return false;
		if (owner.get().interfaceNamed(parts[1]).isEmpty())
			throw new IllegalArgumentException("node " + parts[0] + " has no interface '" + parts[1] + "'; "
					+ (owner.get().interfaces().isEmpty()
							? "it has no link"
							: "it has " + String.join(", ", owner.get().interfaces().stream().map(InterfaceSpec::name).toList())));
		if (!List.of("mtu", "mac", "addresses").contains(parts[2]))
			throw new IllegalArgumentException("an interface has no '" + parts[2] + "'; known are mtu, mac, addresses");
		return true;
	}

	private List<NodeSpec> changeService(String element, String parameter, String value) {
		return nodes.stream().map(node -> node.services().stream().noneMatch(service -> service.path().equals(element))
				? node
				: node.withServices(change(node.services(), ServiceSpec::path, element, _ -> node.name(), ServiceSpec::parameters,
						ServiceSpec::withParameters, parameter, value)))
				.toList();
	}

	private NetworkSpec withNodes(List<NodeSpec> changed) {
		return new NetworkSpec(name, description, seed, changed, links, flows, probes, scenario);
	}

	private NetworkSpec withLinks(List<LinkSpec> changed) {
		return new NetworkSpec(name, description, seed, nodes, changed, flows, probes, scenario);
	}

	private LinkSpec changeImpairment(String element, String parameter, String value) {
		var found = new boolean[1];
		var link = link(element.substring(0, element.indexOf('/'))).map(candidate -> candidate.withImpairments(impairment -> {
			if (!impairment.path().equals(element))
				return impairment;
			found[0] = true;
			return parameter.equals("enabled")
					? impairment.withEnabled(flag(value))
					: impairment.withParameters(with(impairment.parameters(), null, parameter, value));
		}));
		if (!found[0])
			throw new IllegalArgumentException("there is no element '" + element + "'");
		return link.orElseThrow();
	}

	private static boolean flag(String value) {
		return switch (value.strip()) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException("'" + value + "' is neither true nor false");
		};
	}

	private TypedParameters with(TypedParameters parameters, String node, String parameter, String value) {
		var changed = parameters.with(parameter, value);
		var interfaces = new HashMap<String, Collection<String>>();
		nodes.forEach(each -> interfaces.put(each.name(), each.interfaces().stream().map(InterfaceSpec::name).toList()));
		changed.requireThere(parameter, node, interfaces);
		return changed;
	}

	/** @param node gives the node that an element is or is in, or null */
	private <T> List<T> change(List<T> all, Function<T, String> path, String element, Function<T, String> node,
			Function<T, TypedParameters> get,
			BiFunction<T, TypedParameters, T> set, String parameter, String value) {
		if (all.stream().noneMatch(candidate -> path.apply(candidate).equals(element)))
			throw new IllegalArgumentException("there is no element '" + element + "'");
		return all.stream()
				.map(candidate -> path.apply(candidate).equals(element)
						? set.apply(candidate, with(get.apply(candidate), node.apply(candidate), parameter, value))
						: candidate)
				.toList();
	}
}
