package io.wirebench.model.file;

import io.wirebench.model.KindElement;
import io.wirebench.model.ModelFactory;
import io.wirebench.model.Network;
import io.wirebench.model.file.FileSchema.AttributeRule;
import io.wirebench.model.file.FileSchema.ElementRule;
import io.wirebench.model.file.XmlContent.Raw;

import org.eclipse.emf.ecore.EObject;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Makes model objects of a tree. One object reads one tree. */
final class NetworkReader {

	private final Map<EObject, XmlElement> elements;
	private final Map<EObject, XmlElement.Attribute> parameters;
	private final List<FileProblem> problems = new ArrayList<>();

	/**
	 * @param elements takes which element each object came from
	 * @param parameters takes which attribute each parameter came from
	 */
	NetworkReader(Map<EObject, XmlElement> elements, Map<EObject, XmlElement.Attribute> parameters) {
		this.elements = elements;
		this.parameters = parameters;
	}

	List<FileProblem> problems() {
		return problems;
	}

	Network read(XmlElement root) throws NetworkFileException {
		if (!root.name.equals("network"))
			throw new NetworkFileException("a network file starts with <network>, not with <" + root.name + ">",
					root.position.line(), root.position.column());
		var network = ModelFactory.eINSTANCE.createNetwork();
		bind(network, root);
		return network;
	}

	private void bind(EObject object, XmlElement element) {
		element.bound = true;
		elements.put(object, element);
		var rule = FileSchema.rule(object);
		readAttributes(object, element, rule);
		readChildren(object, element, rule);
	}

	private void readAttributes(EObject object, XmlElement element, ElementRule rule) {
		for (var attribute : element.attributes) {
			var known = rule.attribute(attribute.name);
			if (known != null)
				readAttribute(object, attribute, known);
			else if (rule.parameters()) {
				var parameter = ModelFactory.eINSTANCE.createParameter();
				parameter.setName(attribute.name);
				parameter.setValue(attribute.value());
				((KindElement) object).getParameters().add(parameter);
				parameters.put(parameter, attribute);
			} else if (!(object instanceof Network && attribute.name.equals(FileSchema.FORMAT)))
				problem(false, "unknown attribute '" + attribute.name + "' of <" + element.name + "> has no effect; known are "
						+ String.join(", ", rule.order()), attribute.position);
		}
	}

	private void readAttribute(EObject object, XmlElement.Attribute attribute, AttributeRule rule) {
		var value = rule.interpret(attribute.value());
		if (value == null)
			problem(true, rule.name() + "=\"" + attribute.value() + "\" is not understood; write " + rule.expected(), attribute.position);
		else if (!value.equals(rule.absent()) || rule.feature().isUnsettable())
			object.eSet(rule.feature(), value);
	}

	private void readChildren(EObject object, XmlElement element, ElementRule rule) {
		var once = new HashSet<String>();
		for (var piece : element.content) {
			switch (piece) {
				case Raw raw -> {
					if (raw.type() != Raw.Type.OTHER && !raw.text().isBlank())
						problem(false, "text inside <" + element.name + "> has no effect; write it as a comment <!-- … -->",
								element.position);
				}
				case XmlElement child -> readChild(object, element, child, rule, once);
			}
		}
	}

	private void readChild(EObject object, XmlElement parent, XmlElement child, ElementRule rule, HashSet<String> once) {
		if (object instanceof Network network && child.name.equals(FileSchema.DESCRIPTION)) {
			if (isFirst(child, once))
				network.setDescription(child.text());
			return;
		}
		if (object instanceof Network network && child.name.equals("scenario")) {
			if (isFirst(child, once)) {
				var scenario = ModelFactory.eINSTANCE.createScenario();
				network.setScenario(scenario);
				bind(scenario, child);
			}
			return;
		}
		for (var children : rule.children()) {
			if (children.wrapper() != null && children.wrapper().equals(child.name)) {
				if (isFirst(child, once))
					readWrapped(object, child, children);
				return;
			}
			if (children.wrapper() == null && children.elements().containsKey(child.name)) {
				add(object, child, children);
				return;
			}
		}
		problem(false, "unknown element <" + child.name + "> inside <" + parent.name + "> has no effect; it is kept as it is",
				child.position);
	}

	private void readWrapped(EObject object, XmlElement wrapper, FileSchema.ChildRule rule) {
		for (var attribute : wrapper.attributes)
			problem(false, "unknown attribute '" + attribute.name + "' of <" + wrapper.name + "> has no effect", attribute.position);
		for (var child : wrapper.elements())
			if (rule.elements().containsKey(child.name))
				add(object, child, rule);
			else
				problem(false, "unknown element <" + child.name + "> inside <" + wrapper.name + "> has no effect; it is kept as it is",
						child.position);
	}

	private void add(EObject parent, XmlElement child, FileSchema.ChildRule rule) {
		var object = rule.elements().get(child.name).get();
		rule.list().of(parent).add(object);
		bind(object, child);
	}

	private boolean isFirst(XmlElement child, HashSet<String> once) {
		if (once.add(child.name))
			return true;
		problem(true, "a second <" + child.name + "> is not read; move what it contains into the first", child.position);
		return false;
	}

	private void problem(boolean error, String message, Position position) {
		problems.add(new FileProblem(error, message, position));
	}
}
