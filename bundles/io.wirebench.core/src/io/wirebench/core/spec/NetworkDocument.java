package io.wirebench.core.spec;

import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindPoint;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.model.Flow;
import io.wirebench.model.Impairment;
import io.wirebench.model.Interface;
import io.wirebench.model.KindElement;
import io.wirebench.model.Link;
import io.wirebench.model.ModelFactory;
import io.wirebench.model.Network;
import io.wirebench.model.Node;
import io.wirebench.model.Parameter;
import io.wirebench.model.Service;
import io.wirebench.model.file.ElementPaths;
import io.wirebench.model.file.NetworkFileException;
import io.wirebench.model.file.NetworkFiles;
import io.wirebench.model.file.NetworkResource;
import io.wirebench.model.file.Position;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

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

	/** Like {@link SpecBuilder#build(Network, KindRegistry, Leniency)}. */
	public SpecResult build(KindRegistry kinds, Leniency leniency) {
		return SpecBuilder.build(resource.network(), kinds, leniency);
	}

	/**
	 * Lists elements by their kinds.
	 *
	 * @param some kinds, known or not
	 * @return element paths in the order of the file
	 */
	public List<String> elementsOf(Collection<KindDescriptor> some) {
		List<String> paths = new ArrayList<>();
		resource.network().eAllContents().forEachRemaining(object -> {
			if (object instanceof KindElement element && element.getKind() != null
					&& some.stream()
							.anyMatch(kind -> kind.point() == point(element) && kind.id().equals(KindRegistry.fullId(element.getKind()))))
				paths.add(ElementPaths.of(element));
		});
		return paths;
	}

	private static KindPoint point(KindElement element) {
		return switch (element) {
			case Node _ -> KindPoint.NODE;
			case Service _ -> KindPoint.SERVICE;
			case Impairment _ -> KindPoint.IMPAIRMENT;
			case Flow _ -> KindPoint.GENERATOR;
			default -> KindPoint.ANALYZER;
		};
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

	/** An edit that was made. */
	public static final class Change {

		/** Stands for a change of whatever: the whole network has to be looked at. */
		public static final Change ANY = new Change();

		private final List<Runnable> inverses = new ArrayList<>();
		private String link = "";

		private Change() {
		}

		private void inverse(Runnable inverse) {
			inverses.addFirst(inverse);
		}

		/** Takes it back. To be called once at most, before any later edit that is kept. */
		public void undo() {
			inverses.forEach(Runnable::run);
		}
	}

	/**
	 * Checks the network after an edit and makes its specification. Costs what the edit changes where that are impairments of
	 * one link of a network without a scenario; all else is taken from the specification of before.
	 *
	 * @param before the specification that the network had before the edit
	 * @param change the last edit
	 */
	public SpecResult build(KindRegistry kinds, Leniency leniency, NetworkSpec before, Change change) {
		Network network = resource.network();
		if (change.link.isEmpty() || network.getScenario() != null || before.link(change.link).isEmpty())
			return build(kinds, leniency).withSeed(before.seed());
		return SpecBuilder.buildImpairments(network, kinds, leniency, before, change.link);
	}

	/**
	 * Writes another value, without checking it against the kind. An interface that only a link names is written at its
	 * node when it gets its first value.
	 *
	 * @param path as {@link NetworkSpec#with} takes it, or of an interface: {@code h1.eth0.mtu}
	 * @throws IllegalArgumentException if there is no such element, or a file cannot hold the value; then nothing has changed
	 */
	public Change set(String path, String value) {
		Change change = new Change();
		if (setInterface(path, value, change))
			return change;
		int dot = path.lastIndexOf('.');
		EObject owner = dot <= 0 ? null : ElementPaths.find(resource.network(), path.substring(0, dot)).orElse(null);
		String name = path.substring(dot + 1);
		switch (owner) {
			case Link link when name.equals("up") -> {
				boolean was = link.isUp();
				change.inverse(() -> link.setUp(was));
				link.setUp(Boolean.parseBoolean(value.strip()));
			}
			case Impairment impairment when name.equals("enabled") -> {
				boolean was = impairment.isEnabled();
				change.inverse(() -> impairment.setEnabled(was));
				impairment.setEnabled(Boolean.parseBoolean(value.strip()));
			}
			case KindElement element -> parameter(element, name, value, change);
			case null, default -> throw new IllegalArgumentException(
					"'" + path + "' names no parameter; write element.parameter, for example r1-r2/both/delay.time");
		}
		requireWritable(owner, change);
		return change;
	}

	private void requireWritable(EObject object, Change change) {
		try {
			resource.requireWritable(object);
		} catch (NetworkFileException e) {
			change.undo();
			throw new IllegalArgumentException(e.getMessage(), e);
		}
	}

	private static void parameter(KindElement element, String name, String value, Change change) {
		for (Parameter parameter : element.getParameters())
			if (name.equals(parameter.getName())) {
				String was = parameter.getValue();
				change.inverse(() -> parameter.setValue(was));
				parameter.setValue(value);
				return;
			}
		Parameter parameter = ModelFactory.eINSTANCE.createParameter();
		parameter.setName(name);
		parameter.setValue(value);
		change.inverse(() -> element.getParameters().remove(parameter));
		element.getParameters().add(parameter);
	}

	/**
	 * Writes another value of an element that has no effect now, checked against its kind as it is declared now. An empty value for a
	 * parameter that is not declared (any more) removes it.
	 *
	 * @param path as in {@link #set}
	 * @throws IllegalArgumentException if there is no such element or parameter, its kind is missing, or the value is not valid
	 */
	public Change change(String path, String value, KindRegistry kinds) {
		int dot = path.lastIndexOf('.');
		String name = path.substring(dot + 1);
		EObject owner = dot <= 0 ? null : ElementPaths.find(resource.network(), path.substring(0, dot)).orElse(null);
		if (owner instanceof KindElement element && !(owner instanceof Impairment && name.equals("enabled"))) {
			KindDescriptor kind = kinds.find(point(element), String.valueOf(element.getKind()))
					.orElseThrow(() -> new IllegalArgumentException("the kind '" + element.getKind()
							+ "' is missing, so its parameters are not known; install the plug-in that has it"));
			Parameter written = element.getParameters().stream().filter(parameter -> name.equals(parameter.getName())).findFirst()
					.orElse(null);
			if (written != null && value.isEmpty() && kind.parameter(name).isEmpty()) {
				Change change = new Change();
				int index = element.getParameters().indexOf(written);
				change.inverse(() -> element.getParameters().add(index, written));
				element.getParameters().remove(written);
				return change;
			}
			TypedParameters.defaults(kind.parameters()).with(name, value);
		}
		return set(path, value);
	}

	/**
	 * Writes several values, all or none.
	 *
	 * @param values path to value, as {@link #change(String, String, KindRegistry)} takes them
	 * @param refused makes of a path and what is wrong with its value what is thrown
	 */
	public Change change(Map<String, String> values, KindRegistry kinds, BiFunction<String, String, ? extends RuntimeException> refused) {
		Change all = new Change();
		values.forEach((path, value) -> {
			try {
				all.inverse(change(path.strip(), value.strip(), kinds)::undo);
			} catch (IllegalArgumentException e) {
				all.undo();
				throw refused.apply(path.strip(), e.getMessage());
			}
		});
		return all;
	}

	private boolean setInterface(String path, String value, Change change) {
		String[] parts = path.split("\\.", -1);
		Node node = parts.length == 3
				? resource.network().getNodes().stream().filter(n -> parts[0].equals(n.getName())).findFirst().orElse(null)
				: null;
		if (node == null)
			return false;
		Interface found = node.getInterfaces().stream().filter(i -> parts[1].equals(i.getName())).findFirst().orElse(null);
		Interface target = found == null ? ModelFactory.eINSTANCE.createInterface() : found;
		switch (parts[2]) {
			case "mtu" -> {
				String was = target.getMtu();
				change.inverse(() -> target.setMtu(was));
				target.setMtu(value.strip());
			}
			case "mac" -> {
				String was = target.getMac();
				change.inverse(() -> target.setMac(was));
				target.setMac(value.strip());
			}
			case "addresses" -> {
				List<String> were = List.copyOf(target.getAddresses());
				change.inverse(() -> {
					target.getAddresses().clear();
					target.getAddresses().addAll(were);
				});
				target.getAddresses().clear();
				target.getAddresses().addAll(List.of(value.strip().split("[\\s,]+")));
			}
			default -> throw new IllegalArgumentException("an interface has no '" + parts[2] + "'; known are mtu, mac, addresses");
		}
		if (found == null) {
			target.setName(parts[1]);
			change.inverse(() -> node.getInterfaces().remove(target));
			node.getInterfaces().add(target);
		}
		requireWritable(target, change);
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
			Position position = problem.path().isEmpty()
					? null
					: ElementPaths.find(resource.network(), problem.path()).flatMap(resource::position).orElse(null);
			return position == null
					? problem
					: new Problem(problem.severity(), problem.path(), position.line(), position.column(), problem.message(),
							problem.remedy());
		}).toList();
	}

	/**
	 * Adds elements.
	 *
	 * @param parent path of what they become part of: empty for the network, {@code r1-r2/forward} for impairments, a node for interfaces
	 *        and the like
	 * @param xml one or more elements as in a file
	 * @throws IllegalArgumentException if there is no such parent, or the text is not what can stand there; then nothing has changed
	 */
	public Change add(String parent, String xml) {
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
		Change change = new Change();
		try {
			move(source, owner, change);
		} catch (RuntimeException e) {
			change.undo();
			throw e;
		}
		if (change.inverses.isEmpty())
			throw new IllegalArgumentException(
					"there is no element in '" + xml + "' that can stand in " + (parent.isEmpty() ? "a network" : parent));
		if (owner instanceof Link link)
			change.link = ElementPaths.name(link);
		return change;
	}

	private static void move(EObject source, EObject owner, Change change) {
		for (EReference feature : source.eClass().getEAllContainments()) {
			if (!source.eIsSet(feature))
				continue;
			if (feature.isMany()) {
				@SuppressWarnings("unchecked")
				Collection<EObject> into = (Collection<EObject>) owner.eGet(feature);
				Collection<EObject> copies = EcoreUtil
						.copyAll(List.copyOf((Collection<?>) source.eGet(feature)).stream().map(EObject.class::cast).toList());
				change.inverse(() -> into.removeAll(copies));
				into.addAll(copies);
			} else if (owner.eIsSet(feature)) {
				throw new IllegalArgumentException("the network has a " + feature.getName() + " already; remove it first");
			} else {
				change.inverse(() -> owner.eUnset(feature));
				owner.eSet(feature, EcoreUtil.copy((EObject) source.eGet(feature)));
			}
		}
	}

	/**
	 * Removes an element with all that is in it.
	 *
	 * @throws IllegalArgumentException if there is no such element
	 */
	public Change remove(String path) {
		EObject element = path.isEmpty() ? null : ElementPaths.find(resource.network(), path).orElse(null);
		if (element == null)
			throw new IllegalArgumentException("there is no element '" + path + "'");
		EObject owner = element.eContainer();
		EReference feature = element.eContainmentFeature();
		Change change = new Change();
		if (element instanceof Impairment && owner instanceof Link link)
			change.link = ElementPaths.name(link);
		if (feature.isMany()) {
			@SuppressWarnings("unchecked")
			List<EObject> siblings = (List<EObject>) owner.eGet(feature);
			int index = siblings.indexOf(element);
			change.inverse(() -> siblings.add(index, element));
		} else {
			change.inverse(() -> owner.eSet(feature, element));
		}
		EcoreUtil.remove(element);
		return change;
	}

	/** Writes another seed. */
	public void seed(long seed) {
		resource.network().setSeed(seed);
	}

}
