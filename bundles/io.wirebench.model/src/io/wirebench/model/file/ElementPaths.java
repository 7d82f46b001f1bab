package io.wirebench.model.file;

import io.wirebench.model.Expectation;
import io.wirebench.model.Flow;
import io.wirebench.model.Impairment;
import io.wirebench.model.Interface;
import io.wirebench.model.KindElement;
import io.wirebench.model.Link;
import io.wirebench.model.Named;
import io.wirebench.model.Network;
import io.wirebench.model.Node;
import io.wirebench.model.Parameter;
import io.wirebench.model.Probe;
import io.wirebench.model.Scenario;
import io.wirebench.model.Service;
import io.wirebench.model.Step;

import org.eclipse.emf.ecore.EObject;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one way to name an element of a network: {@code h1}, {@code h1.eth0}, {@code r1-r2}, {@code r1-r2/forward/loss},
 * {@code r1-r2/forward/loss.probability}, {@code r1/ospf}, {@code r1/ospf.area}, {@code flow:download}, {@code flow:download.window},
 * {@code probe:cap},
 * {@code scenario}, {@code scenario/3} (the third step, counted from 1), {@code expectation:recovers}. The network's own
 * path is empty.
 *
 * <p>Where the file leaves a name out, a default applies: a link is named after its nodes ({@code h1-sw}), everything
 * with a kind after the last segment of the kind id; {@code -2}, {@code -3} … tell equal defaults apart.
 */
public final class ElementPaths {

	/** Names that tell equal defaults apart. */
	private static final Pattern NUMBERED = Pattern.compile("-[0-9]+$");

	private ElementPaths() {
	}

	/**
	 * Gives an element's path. To name many elements of one network, use {@link #names(Collection)} once instead.
	 *
	 * @param object anything in a network, parameters included; need not be contained in one
	 */
	public static String of(EObject object) {
		var parent = object.eContainer();
		return switch (object) {
			case Network _ -> "";
			case Node node -> nullable(node.getName());
			case Interface inner -> (parent == null ? "" : of(parent)) + "." + nullable(inner.getName());
			case Service service -> (parent == null ? "" : of(parent) + "/") + name(service);
			case Link link -> name(link);
			case Impairment impairment -> parent == null
					? name(impairment)
					: of(parent) + "/" + impairment.eContainingFeature().getName() + "/" + name(impairment);
			case Flow flow -> "flow:" + name(flow);
			case Probe probe -> "probe:" + name(probe);
			case Scenario _ -> "scenario";
			case Step step -> "scenario/" + (parent == null ? "" : ((Scenario) parent).getSteps().indexOf(step) + 1);
			case Expectation expectation -> "expectation:" + name(expectation);
			case Parameter parameter -> (parent == null ? "" : of(parent)) + "." + nullable(parameter.getName());
			default -> throw new IllegalArgumentException("not part of a network: " + object.eClass().getName());
		};
	}

	/**
	 * Finds an element.
	 *
	 * @param path an element path
	 * @return the element or parameter, or empty if there is none; a parameter that has only its default is not there
	 */
	public static Optional<EObject> find(Network network, String path) {
		if (path.isEmpty())
			return Optional.of(network);
		var colon = path.indexOf(':');
		if (colon > 0)
			return switch (path.substring(0, colon)) {
				case "flow" -> elementOrParameter(network.getFlows(), path.substring(colon + 1));
				case "probe" -> elementOrParameter(network.getProbes(), path.substring(colon + 1));
				case "expectation" -> network.getScenario() == null
						? Optional.empty()
						: named(network.getScenario().getExpectations(), path.substring(colon + 1));
				default -> Optional.empty();
			};
		if (path.equals("scenario") || path.startsWith("scenario/"))
			return scenario(network, path);
		var slash = path.indexOf('/');
		if (slash > 0)
			return named(network.getLinks(), path.substring(0, slash)).flatMap(link -> impairment((Link) link, path.substring(slash + 1)))
					.or(() -> named(network.getNodes(), path.substring(0, slash))
							.flatMap(node -> elementOrParameter(((Node) node).getServices(), path.substring(slash + 1))));
		var dot = path.indexOf('.');
		if (dot > 0)
			return named(network.getNodes(), path.substring(0, dot))
					.flatMap(node -> named(((Node) node).getInterfaces(), path.substring(dot + 1))
							.or(() -> parameter((Node) node, path.substring(dot + 1))));
		return named(network.getNodes(), path).or(() -> named(network.getLinks(), path));
	}

	/**
	 * Names the members of one list, defaults included.
	 *
	 * @param siblings all members of one containment list
	 * @return the effective name of each, in the same order
	 */
	public static <T extends EObject> Map<T, String> names(Collection<T> siblings) {
		var names = new LinkedHashMap<T, String>();
		var taken = new HashSet<String>();
		for (var sibling : siblings)
			if (sibling instanceof Named named && named.getName() != null)
				taken.add(named.getName());
		var next = new HashMap<String, Integer>();
		for (var sibling : siblings) {
			var written = sibling instanceof Named named ? named.getName() : null;
			if (written != null) {
				names.put(sibling, written);
				continue;
			}
			var base = defaultName(sibling);
			var name = base;
			var number = next.getOrDefault(base, 1);
			while (!taken.add(name))
				name = base + "-" + ++number;
			next.put(base, number);
			names.put(sibling, name);
		}
		return names;
	}

	/**
	 * Gives the name that an element goes by.
	 *
	 * @return the name in the file, or the default
	 */
	public static String name(EObject object) {
		if (object instanceof Named named && named.getName() != null)
			return named.getName();
		if (object.eContainer() == null)
			return defaultName(object);
		@SuppressWarnings("unchecked")
		var siblings = object.eContainingFeature().isMany()
				? (List<EObject>) object.eContainer().eGet(object.eContainingFeature())
				: List.of(object);
		return names(siblings).get(object);
	}

	private static String defaultName(EObject object) {
		return switch (object) {
			case Link link -> nodeOf(link.getFrom()) + "-" + nodeOf(link.getTo());
			case Node _,Interface _ -> "";
			case KindElement element -> {
				var kind = nullable(element.getKind());
				yield kind.substring(kind.lastIndexOf('.') + 1);
			}
			case Expectation _ -> "expectation";
			default -> "";
		};
	}

	private static String nodeOf(String end) {
		if (end == null)
			return "";
		var dot = end.indexOf('.');
		return dot < 0 ? end : end.substring(0, dot);
	}

	private static Optional<EObject> scenario(Network network, String path) {
		var scenario = network.getScenario();
		if (scenario == null || path.equals("scenario"))
			return Optional.ofNullable(scenario);
		try {
			var number = Integer.parseInt(path.substring("scenario/".length()));
			return number >= 1 && number <= scenario.getSteps().size()
					? Optional.of(scenario.getSteps().get(number - 1))
					: Optional.empty();
		} catch (NumberFormatException exception) {
			return Optional.empty();
		}
	}

	private static Optional<EObject> impairment(Link link, String rest) {
		var slash = rest.indexOf('/');
		if (slash < 0)
			return Optional.empty();
		var name = rest.substring(slash + 1);
		return switch (rest.substring(0, slash)) {
			case "forward" -> elementOrParameter(link.getForward(), name);
			case "backward" -> elementOrParameter(link.getBackward(), name);
			case "both" -> elementOrParameter(link.getBoth(), name);
			default -> Optional.empty();
		};
	}

	private static Optional<EObject> elementOrParameter(List<? extends KindElement> list, String name) {
		var whole = named(list, name);
		var dot = name.lastIndexOf('.');
		if (whole.isPresent() || dot < 0)
			return whole;
		return named(list, name.substring(0, dot)).flatMap(element -> parameter((KindElement) element, name.substring(dot + 1)));
	}

	private static Optional<EObject> parameter(KindElement element, String name) {
		for (var parameter : element.getParameters())
			if (name.equals(parameter.getName()))
				return Optional.of(parameter);
		return Optional.empty();
	}

	private static Optional<EObject> named(List<? extends EObject> list, String name) {
		var only = only(list, name);
		if (only != null)
			return Optional.of(only);
		var names = names(list);
		for (var element : list)
			if (name.equals(names.get(element)))
				return Optional.of(element);
		return Optional.empty();
	}

	/** The element that has a name beyond doubt, found without naming all others; null if it takes that. */
	private static EObject only(List<? extends EObject> list, String name) {
		if (NUMBERED.matcher(name).find())
			return null;
		EObject found = null;
		for (var element : list)
			if (element instanceof Named named && named.getName() != null ? named.getName().equals(name) : hasDefaultName(element, name)) {
				if (found != null)
					return null;
				found = element;
			}
		return found;
	}

	private static boolean hasDefaultName(EObject element, String name) {
		if (!(element instanceof Link link))
			return defaultName(element).equals(name);
		var from = nodeOf(link.getFrom());
		var to = nodeOf(link.getTo());
		return name.length() == from.length() + 1 + to.length() && name.startsWith(from) && name.charAt(from.length()) == '-'
				&& name.endsWith(to);
	}

	private static String nullable(String name) {
		return name == null ? "" : name;
	}
}
