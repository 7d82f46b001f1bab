package io.wirebench.core.spec;

import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.model.Impairment;
import io.wirebench.model.Interface;
import io.wirebench.model.KindElement;
import io.wirebench.model.Link;
import io.wirebench.model.ModelFactory;
import io.wirebench.model.Network;
import io.wirebench.model.Node;
import io.wirebench.model.Parameter;
import io.wirebench.model.file.ElementPaths;
import io.wirebench.model.file.NetworkFileException;
import io.wirebench.model.file.NetworkFiles;
import io.wirebench.model.file.NetworkResource;
import io.wirebench.model.file.Position;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.util.EcoreUtil;

/**
 * A network as text that can be edited by element path: what is not edited keeps its characters, comments included. For those
 * who have no editor of their own. For one thread at a time.
 */
public final class NetworkDocument {

	private final NetworkResource resource;

	private NetworkDocument(NetworkResource resource) {
		this.resource = resource;
	}

	/**
	 * Reads a network.
	 *
	 * @param text of a network file
	 * @throws IOException if it is no network; with line and column
	 */
	public static NetworkDocument read(String text) throws IOException {
		return new NetworkDocument(NetworkFiles.load(text));
	}

	/**
	 * Reads and checks a network.
	 *
	 * @return the specification and what was found; a text that is no network at all gives one error with its place
	 */
	public static SpecResult check(String text, KindRegistry kinds) {
		try {
			return new NetworkDocument(NetworkFiles.load(text)).build(kinds);
		} catch (NetworkFileException e) {
			return new SpecResult(null, List.of(new Problem(Problem.Severity.ERROR, "", e.line(), e.column(), e.getMessage(), "")));
		}
	}

	/** Checks it and makes its specification. */
	public SpecResult build(KindRegistry kinds) {
		return SpecBuilder.build(resource.network(), kinds);
	}

	/** Like {@link SpecBuilder#build(Network, KindRegistry, Collection)}. */
	public SpecResult build(KindRegistry kinds, Collection<KindDescriptor> gone) {
		return SpecBuilder.build(resource.network(), kinds, gone);
	}

	/**
	 * @return its text, with all edits
	 * @throws IllegalArgumentException if an edit brought in what no file can hold; says which element
	 */
	public String text() {
		try {
			return resource.toText();
		} catch (NetworkFileException e) {
			throw new IllegalArgumentException(e.getMessage(), e);
		}
	}

	/**
	 * Writes another value, without checking it against the kind. An interface that only a link names is written at its
	 * node when it gets its first value.
	 *
	 * @param path as {@link NetworkSpec#with} takes it, or of an interface: {@code h1.eth0.mtu}
	 * @throws IllegalArgumentException if there is no such element
	 */
	public void set(String path, String value) {
		int dot = path.lastIndexOf('.');
		if (setInterface(path, value))
			return;
		EObject owner = dot <= 0 ? null : ElementPaths.find(resource.network(), path.substring(0, dot)).orElse(null);
		String name = path.substring(dot + 1);
		switch (owner) {
		case Link link when name.equals("up") -> link.setUp(Boolean.parseBoolean(value.strip()));
		case Impairment impairment when name.equals("enabled") -> impairment.setEnabled(Boolean.parseBoolean(value.strip()));
		case KindElement element -> {
			for (Parameter parameter : element.getParameters())
				if (name.equals(parameter.getName())) {
					parameter.setValue(value);
					return;
				}
			Parameter parameter = ModelFactory.eINSTANCE.createParameter();
			parameter.setName(name);
			parameter.setValue(value);
			element.getParameters().add(parameter);
		}
		case null, default -> throw new IllegalArgumentException("'" + path + "' names no parameter; write element.parameter, for example r1-r2/both/delay.time");
		}
	}

	private boolean setInterface(String path, String value) {
		String[] parts = path.split("\\.", -1);
		Node node = parts.length == 3 ? resource.network().getNodes().stream().filter(n -> parts[0].equals(n.getName())).findFirst().orElse(null) : null;
		if (node == null)
			return false;
		Interface found = node.getInterfaces().stream().filter(i -> parts[1].equals(i.getName())).findFirst().orElse(null);
		Interface target = found == null ? ModelFactory.eINSTANCE.createInterface() : found;
		switch (parts[2]) {
		case "mtu" -> target.setMtu(value.strip());
		case "mac" -> target.setMac(value.strip());
		case "addresses" -> {
			target.getAddresses().clear();
			target.getAddresses().addAll(List.of(value.strip().split("[\\s,]+")));
		}
		default -> throw new IllegalArgumentException("an interface has no '" + parts[2] + "'; known are mtu, mac, addresses");
		}
		if (found == null) {
			target.setName(parts[1]);
			node.getInterfaces().add(target);
		}
		return true;
	}

	/**
	 * Gives problems that were found without the text their places in it.
	 *
	 * @param problems with element paths, without lines
	 * @since 0.1
	 */
	public List<Problem> placed(List<Problem> problems) {
		return problems.stream().map(problem -> {
			Position position = problem.path().isEmpty() ? null : ElementPaths.find(resource.network(), problem.path()).flatMap(resource::position).orElse(null);
			return position == null ? problem : new Problem(problem.severity(), problem.path(), position.line(), position.column(), problem.message(), problem.remedy());
		}).toList();
	}

	/**
	 * Adds elements.
	 *
	 * @param parent path of what they become part of: empty for the network, {@code r1-r2/forward} for impairments, a node for interfaces and the like
	 * @param xml one or more elements as in a file
	 * @throws IllegalArgumentException if there is no such parent, or the text is not what can stand there
	 */
	public void add(String parent, String xml) {
		Network network = resource.network();
		int slash = parent.indexOf('/');
		String direction = slash < 0 ? "" : parent.substring(slash + 1);
		EObject owner = ElementPaths.find(network, slash < 0 ? parent : parent.substring(0, slash)).orElse(null);
		String before;
		String after;
		switch (owner) {
		case Network _ -> {
			before = "";
			after = "";
		}
		case Node _ -> {
			before = "<node>";
			after = "</node>";
		}
		case Link _ when List.of("forward", "backward", "both").contains(direction) -> {
			before = "<link><" + direction + ">";
			after = "</" + direction + "></link>";
		}
		case null, default -> throw new IllegalArgumentException("nothing can be added to '" + parent
				+ "'; write \"\" for the network, a node, or a link with its direction, for example r1-r2/forward");
		}
		Network fragment;
		try {
			NetworkResource parsed = NetworkFiles.load("<network format=\"1\">" + before + xml + after + "</network>");
			if (!parsed.problems().isEmpty())
				throw new IllegalArgumentException("what is to be added is not right: " + parsed.problems().getFirst().message());
			fragment = parsed.network();
		} catch (NetworkFileException e) {
			throw new IllegalArgumentException("what is to be added cannot be read: " + e.getMessage(), e);
		}
		EObject source = owner instanceof Network ? fragment : fragment.eContents().getFirst();
		int moved = 0;
		for (EReference feature : source.eClass().getEAllContainments()) {
			if (!source.eIsSet(feature))
				continue;
			if (feature.isMany()) {
				@SuppressWarnings("unchecked")
				Collection<EObject> into = (Collection<EObject>) owner.eGet(feature);
				Collection<EObject> copies = EcoreUtil.copyAll(List.copyOf((Collection<?>) source.eGet(feature)).stream().map(EObject.class::cast).toList());
				moved += copies.size();
				into.addAll(copies);
			} else if (owner.eIsSet(feature)) {
				throw new IllegalArgumentException("the network has a " + feature.getName() + " already; remove it first");
			} else {
				owner.eSet(feature, EcoreUtil.copy((EObject) source.eGet(feature)));
				moved++;
			}
		}
		if (moved == 0)
			throw new IllegalArgumentException("there is no element in '" + xml + "' that can stand in " + (parent.isEmpty() ? "a network" : parent));
	}

	/**
	 * Removes an element with all that is in it.
	 *
	 * @throws IllegalArgumentException if there is no such element
	 */
	public void remove(String path) {
		EObject element = path.isEmpty() ? null : ElementPaths.find(resource.network(), path).orElse(null);
		if (element == null)
			throw new IllegalArgumentException("there is no element '" + path + "'");
		EcoreUtil.remove(element);
	}

	/** Writes another seed. */
	public void seed(long seed) {
		resource.network().setSeed(seed);
	}

}
