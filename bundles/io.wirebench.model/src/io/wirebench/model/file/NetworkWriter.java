package io.wirebench.model.file;

import io.wirebench.model.KindElement;
import io.wirebench.model.Network;
import io.wirebench.model.Parameter;
import io.wirebench.model.file.FileSchema.ElementRule;

import org.eclipse.emf.ecore.EObject;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Brings a tree to what the model says and leaves alone what already says it. One object serves one save.
 */
final class NetworkWriter {

	private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:-]*");

	private final Map<EObject, XmlElement> elements;
	private final Map<EObject, XmlElement.Attribute> parameters;
	private final XmlLayout layout;

	NetworkWriter(Map<EObject, XmlElement> elements, Map<EObject, XmlElement.Attribute> parameters, XmlLayout layout) {
		this.elements = elements;
		this.parameters = parameters;
		this.layout = layout;
	}

	/**
	 * Refuses what a file cannot hold, before anything is changed.
	 *
	 * @throws NetworkFileException naming the object and the remedy
	 */
	void check(Network network) throws NetworkFileException {
		checkObject(network);
		for (var all = network.eAllContents(); all.hasNext();)
			checkObject(all.next());
	}

	/** Like {@link #check}, for one object without those in it. */
	void checkObject(EObject object) throws NetworkFileException {
		for (var attribute : object.eClass().getEAllAttributes())
			for (var value : attribute.isMany() ? (List<?>) object.eGet(attribute) : Collections.singletonList(object.eGet(attribute)))
				if (value instanceof String text && XmlText.illegalIndex(text) >= 0)
					throw new NetworkFileException(ElementPaths.of(object) + ": " + attribute.getName()
							+ " has the character U+%04X, which XML cannot hold; remove it"
									.formatted(text.codePointAt(XmlText.illegalIndex(text))));
		if (!(object instanceof KindElement element))
			return;
		var names = new HashSet<String>();
		var reserved = FileSchema.rule(object).reserved();
		for (var parameter : element.getParameters()) {
			var name = parameter.getName();
			var read = parameters.get(parameter);
			// What was read is a name in XML, if not by our own narrower rule.
			if (name == null || !(read != null && read.name.equals(name)) && !ATTRIBUTE_NAME.matcher(name).matches())
				throw new NetworkFileException(
						ElementPaths.of(object) + ": '" + name + "' cannot be the name of a parameter; use lower case words joined by '-'");
			if (reserved.contains(name))
				throw new NetworkFileException(ElementPaths.of(object) + ": '" + name
						+ "' is an attribute of the element itself and cannot be a parameter; rename the parameter");
			if (!names.add(name))
				throw new NetworkFileException(ElementPaths.of(object) + ": parameter '" + name + "' is given twice; remove one");
		}
	}

	/** Brings the root element and all below it up to date. */
	void update(Network network, XmlElement root) {
		bind(network, root);
		updateAttributes(network, root);
		updateDescription(network, root);
		updateChildren(network, root, "");
	}

	private void bind(EObject object, XmlElement element) {
		element.bound = true;
		elements.put(object, element);
	}

	private void updateDescription(Network network, XmlElement root) {
		var element = root.element(FileSchema.DESCRIPTION);
		var wanted = network.getDescription();
		if (wanted == null) {
			if (element != null)
				layout.remove(root, element);
			return;
		}
		if (element == null) {
			element = new XmlElement(FileSchema.DESCRIPTION);
			var first = root.elements();
			layout.insert(root, "", element, null, first.isEmpty() ? null : first.getFirst());
		} else if (element.text().equals(wanted))
			return;
		element.setText(wanted, layout.lineEnd());
	}

	private void updateAttributes(EObject object, XmlElement element) {
		var rule = FileSchema.rule(object);
		element.name = FileSchema.elementName(object);
		var order = order(object, rule);
		for (var attribute : rule.attributes()) {
			var wanted = attribute.value(object);
			var written = element.value(attribute.name());
			var meant = attribute.interpret(written);
			if (meant == null)
				meant = attribute.feature().isUnsettable() ? null : attribute.absent();
			if (Objects.equals(wanted, meant))
				continue;
			if (wanted == null || wanted.equals(attribute.absent()) && !attribute.feature().isUnsettable())
				element.removeAttribute(attribute.name());
			else
				element.setAttribute(attribute.name(), attribute.text(wanted), order);
		}
		if (object instanceof KindElement kindElement)
			updateParameters(kindElement, element, rule, order);
	}

	private static List<String> order(EObject object, ElementRule rule) {
		if (!(object instanceof KindElement element))
			return rule.order();
		var order = new ArrayList<String>();
		for (var name : rule.order())
			if (name.equals(FileSchema.PARAMETERS))
				for (var parameter : element.getParameters())
					order.add(parameter.getName());
			else
				order.add(name);
		return order;
	}

	private void updateParameters(KindElement object, XmlElement element, ElementRule rule, List<String> order) {
		var wanted = new ArrayList<String>();
		for (var parameter : object.getParameters())
			wanted.add(parameter.getName());
		element.attributes.removeIf(attribute -> rule.attribute(attribute.name) == null && !wanted.contains(attribute.name));
		for (var parameter : object.getParameters()) {
			var text = parameter.getValue() == null ? "" : parameter.getValue();
			if (!text.equals(element.value(parameter.getName())))
				element.setAttribute(parameter.getName(), text, order);
			parameters.put(parameter, element.attribute(parameter.getName()));
		}
		reorder(element.attributes, object.getParameters().stream().map(Parameter::getName).map(element::attribute).toList());
	}

	/** Puts the given members of a list into the given order, in the places that they take together. */
	private static <T> void reorder(List<? super T> all, List<T> wanted) {
		var members = Collections.<Object>newSetFromMap(new IdentityHashMap<>());
		members.addAll(wanted);
		var next = wanted.iterator();
		for (var index = 0; index < all.size() && next.hasNext(); index++)
			if (members.contains(all.get(index)))
				all.set(index, next.next());
	}

	private void updateChildren(EObject object, XmlElement element, String indentation) {
		var rule = FileSchema.rule(object);
		var groups = new ArrayList<List<XmlElement>>();
		var objects = new ArrayList<EObject>();
		if (object instanceof Network)
			groups.add(element.element(FileSchema.DESCRIPTION) == null ? List.of() : List.of(element.element(FileSchema.DESCRIPTION)));
		for (var children : rule.children()) {
			var list = children.list().of(object);
			if (children.wrapper() == null) {
				groups.add(elementsOf(list));
				objects.addAll(list);
			} else
				groups.add(wrapper(element, children.wrapper(), list));
		}
		if (object instanceof Network network && network.getScenario() != null) {
			groups.add(elementsOf(List.of(network.getScenario())));
			objects.add(network.getScenario());
		} else
			groups.add(List.of());
		place(element, indentation, groups);
		var inner = new IdentityHashMap<XmlElement, String>();
		for (int i = 0; i < element.content.size(); i++)
			if (element.content.get(i) instanceof XmlElement child) {
				var own = XmlLayout.indentation(element.content, i);
				inner.put(child, own == null ? indentation : own);
			}
		for (var child : objects) {
			var childElement = elements.get(child);
			updateAttributes(child, childElement);
			updateChildren(child, childElement, inner.get(childElement));
		}
		for (var children : rule.children())
			if (children.wrapper() != null)
				updateWrapped(element, children.wrapper(), children.list().of(object), inner);
	}

	private void updateWrapped(XmlElement parent, String name, List<EObject> list, Map<XmlElement, String> indentations) {
		var wrapper = parent.element(name);
		if (wrapper == null)
			return;
		var indentation = indentations.getOrDefault(wrapper, "");
		var before = wrapper.elements().size();
		place(wrapper, indentation, List.of(elementsOf(list)));
		for (var child : list) {
			var element = elements.get(child);
			updateAttributes(child, element);
			updateChildren(child, element, Objects.requireNonNullElse(XmlLayout.indentation(wrapper.content, element), indentation));
		}
		if (before > 0 && wrapper.content.isEmpty() && wrapper.attributes.isEmpty())
			layout.remove(parent, wrapper);
	}

	private static List<XmlElement> wrapper(XmlElement parent, String name, List<EObject> list) {
		var wrapper = parent.element(name);
		if (wrapper != null)
			return List.of(wrapper);
		return list.isEmpty() ? List.of() : List.of(new XmlElement(name));
	}

	private List<XmlElement> elementsOf(List<? extends EObject> objects) {
		var wanted = new ArrayList<XmlElement>();
		for (var object : objects) {
			var element = elements.get(object);
			if (element == null) {
				element = new XmlElement(FileSchema.elementName(object));
				bind(object, element);
			}
			wanted.add(element);
		}
		return wanted;
	}

	/** Makes the children of an element those of the groups, in the order of each group. */
	private void place(XmlElement parent, String indentation, List<List<XmlElement>> groups) {
		Set<XmlElement> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
		for (var group : groups)
			wanted.addAll(group);
		for (var child : parent.elements())
			if (child.bound && !wanted.contains(child))
				layout.remove(parent, child);
		Set<XmlElement> present = Collections.newSetFromMap(new IdentityHashMap<>());
		present.addAll(parent.elements());
		XmlElement lastOfEarlier = null;
		for (var index = 0; index < groups.size(); index++) {
			var group = groups.get(index);
			reorder(parent.content, group.stream().filter(present::contains).toList());
			XmlElement previous = null;
			for (var child : group) {
				if (!present.contains(child)) {
					var before = previous == null ? firstPresent(groups, index, present, lastOfEarlier == null) : null;
					var after = previous != null
							? previous
							: before == null || lastOfEarlier != null && !group.contains(before) ? lastOfEarlier : null;
					layout.insert(parent, indentation, child, after, after == null ? before : null);
					present.add(child);
				}
				previous = child;
			}
			if (previous != null)
				lastOfEarlier = last(parent, lastOfEarlier, group);
		}
	}

	/** The first present element of a group, or, if asked, of the groups behind it. */
	private static XmlElement firstPresent(List<List<XmlElement>> groups, int from, Set<XmlElement> present, boolean alsoLater) {
		for (var index = from; index < (alsoLater ? groups.size() : from + 1); index++)
			for (var element : groups.get(index))
				if (present.contains(element))
					return element;
		return null;
	}

	private static XmlElement last(XmlElement parent, XmlElement earlier, List<XmlElement> group) {
		var end = group.getLast();
		if (earlier == null)
			return end;
		return XmlLayout.indexOf(parent.content, earlier) > XmlLayout.indexOf(parent.content, end) ? earlier : end;
	}
}
