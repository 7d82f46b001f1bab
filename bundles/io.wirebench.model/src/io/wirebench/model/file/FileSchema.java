package io.wirebench.model.file;

import io.wirebench.model.Expectation;
import io.wirebench.model.ExpectationMode;
import io.wirebench.model.Flow;
import io.wirebench.model.FlowStep;
import io.wirebench.model.Impairment;
import io.wirebench.model.Interface;
import io.wirebench.model.Link;
import io.wirebench.model.LinkStep;
import io.wirebench.model.ModelFactory;
import io.wirebench.model.ModelPackage;
import io.wirebench.model.Network;
import io.wirebench.model.Node;
import io.wirebench.model.Probe;
import io.wirebench.model.RunStep;
import io.wirebench.model.Scenario;
import io.wirebench.model.Service;
import io.wirebench.model.SetStep;

import org.eclipse.emf.common.util.EList;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EEnum;
import org.eclipse.emf.ecore.EObject;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Which elements and attributes a file of the newest format has, and what they are in the model. */
final class FileSchema {

	static final String FORMAT = "format";
	static final String DESCRIPTION = "description";
	/** Stands for the parameters in an attribute order. */
	static final String PARAMETERS = "*";

	private static final ModelPackage MODEL = ModelPackage.eINSTANCE;

	/**
	 * An attribute of an element.
	 *
	 * @param name in the file
	 * @param feature in the model
	 * @param literals the allowed texts of an enumeration
	 */
	record AttributeRule(String name, EAttribute feature, List<String> literals) {

		/** What an attribute's text means: the model's value, or null where the text cannot be understood. */
		Object interpret(String text) {
			if (text == null)
				return feature.isUnsettable() ? null : absent();
			if (feature.isMany())
				return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
			return switch (feature.getEAttributeType().getName()) {
				case "EString" -> text;
				case "EInt" ->
					number(text, Integer.MIN_VALUE, Integer.MAX_VALUE) instanceof Long number ? (Object) number.intValue() : null;
				case "ELong" -> number(text, Long.MIN_VALUE, Long.MAX_VALUE);
				case "EBoolean" -> switch (text) {
					case "true" -> Boolean.TRUE;
					case "false" -> Boolean.FALSE;
					default -> null;
				};
				default ->
					literals.contains(text) ? ((EEnum) feature.getEAttributeType()).getEEnumLiteralByLiteral(text).getInstance() : null;
			};
		}

		private static Long number(String text, long minimum, long maximum) {
			try {
				var number = Long.parseLong(text);
				return number >= minimum && number <= maximum ? (Long) number : null;
			} catch (NumberFormatException exception) {
				return null;
			}
		}

		/** The model's value when the attribute is not written. */
		Object absent() {
			return feature.isMany() ? List.of() : feature.getDefaultValue();
		}

		/** The model's value of an object; null for an unset one. */
		Object value(EObject object) {
			if (feature.isUnsettable() && !object.eIsSet(feature))
				return null;
			var value = object.eGet(feature);
			return value instanceof List<?> list ? List.copyOf(list) : value;
		}

		/** The text of a value. */
		String text(Object value) {
			return value instanceof List<?> list ? String.join(" ", list.stream().map(String::valueOf).toList()) : String.valueOf(value);
		}

		String expected() {
			return switch (feature.getEAttributeType().getName()) {
				case "EInt", "ELong" -> "a whole number";
				case "EBoolean" -> "true or false";
				default -> String.join(" or ", literals);
			};
		}
	}

	/**
	 * A containment.
	 *
	 * @param wrapper the element around the children, or null
	 * @param elements what each child element makes
	 */
	record ChildRule(String wrapper, ChildList list, Map<String, Supplier<EObject>> elements) {}

	/** Gives the list of children of an object. */
	interface ChildList {
		EList<EObject> of(EObject parent);
	}

	/** What there is to know about one kind of element. */
	record ElementRule(List<AttributeRule> attributes, List<String> order, List<ChildRule> children, boolean parameters) {

		AttributeRule attribute(String name) {
			for (var attribute : attributes)
				if (attribute.name().equals(name))
					return attribute;
			return null;
		}

		Set<String> reserved() {
			var names = new HashSet<String>();
			for (var attribute : attributes)
				names.add(attribute.name());
			return names;
		}
	}

	private static final Map<String, ElementRule> RULES = rules();

	private FileSchema() {
	}

	static ElementRule rule(EObject object) {
		return RULES.get(object.eClass().getName());
	}

	/** The element that an object is written as. */
	static String elementName(EObject object) {
		return switch (object) {
			case Network _ -> "network";
			case Node _ -> "node";
			case Interface _ -> "interface";
			case Service _ -> "service";
			case Link _ -> "link";
			case Impairment _ -> "impairment";
			case Flow _ -> "flow";
			case Probe _ -> "probe";
			case Scenario _ -> "scenario";
			case SetStep _ -> "set";
			case LinkStep step -> step.isUp() ? "up" : "down";
			case FlowStep step -> step.isRunning() ? "start" : "stop";
			case RunStep _ -> "run";
			case Expectation expectation -> expectation.getMode().getLiteral();
			default -> throw new IllegalArgumentException("not an element of a network file: " + object.eClass().getName());
		};
	}

	private static Map<String, ElementRule> rules() {
		var factory = ModelFactory.eINSTANCE;
		var rules = new LinkedHashMap<String, ElementRule>();
		Supplier<EObject> impairment = factory::createImpairment;
		rules.put("Network", new ElementRule(
				List.of(text("name", MODEL.getNamed_Name()), text("seed", MODEL.getNetwork_Seed()),
						choice("addressing", MODEL.getNetwork_Addressing(), "auto", "manual"),
						choice("routes", MODEL.getNetwork_Routes(), "auto", "none")),
				List.of(FORMAT, "name", "seed", "addressing", "routes"),
				List.of(children(null, network -> list(((Network) network).getNodes()), Map.of("node", factory::createNode)),
						children(null, network -> list(((Network) network).getLinks()), Map.of("link", factory::createLink)),
						children(null, network -> list(((Network) network).getFlows()), Map.of("flow", factory::createFlow)),
						children(null, network -> list(((Network) network).getProbes()), Map.of("probe", factory::createProbe))),
				false));
		rules.put("Node", kind(
				List.of(text("name", MODEL.getNamed_Name()), text("kind", MODEL.getKindElement_Kind()), text("x", MODEL.getNode_X()),
						text("y", MODEL.getNode_Y())),
				List.of("name", "kind", "x", "y", PARAMETERS),
				List.of(children(null, node -> list(((Node) node).getInterfaces()), Map.of("interface", factory::createInterface)),
						children(null, node -> list(((Node) node).getServices()), Map.of("service", factory::createService)))));
		rules.put("Service", kind(
				List.of(text("name", MODEL.getNamed_Name()), text("kind", MODEL.getKindElement_Kind())),
				List.of("name", "kind", PARAMETERS), List.of()));
		rules.put("Interface", plain(text("name", MODEL.getNamed_Name()), text("mac", MODEL.getInterface_Mac()),
				text("addresses", MODEL.getInterface_Addresses()), text("mtu", MODEL.getInterface_Mtu())));
		var link = plain(text("name", MODEL.getNamed_Name()), text("from", MODEL.getLink_From()), text("to", MODEL.getLink_To()),
				text("up", MODEL.getLink_Up()), choice("segments", MODEL.getLink_Segments(), "auto", "exact", "offload"),
				choice("tier", MODEL.getLink_Tier(), "auto", "wire", "engine"));
		rules.put("Link", new ElementRule(link.attributes(), link.order(),
				List.of(children("forward", parent -> list(((Link) parent).getForward()), Map.of("impairment", impairment)),
						children("backward", parent -> list(((Link) parent).getBackward()), Map.of("impairment", impairment)),
						children("both", parent -> list(((Link) parent).getBoth()), Map.of("impairment", impairment))),
				false));
		rules.put("Impairment", kind(
				List.of(text("name", MODEL.getNamed_Name()), text("kind", MODEL.getKindElement_Kind()),
						text("match", MODEL.getImpairment_Match()),
						text("enabled", MODEL.getImpairment_Enabled())),
				List.of("name", "kind", PARAMETERS, "match", "enabled"), List.of()));
		rules.put("Flow", kind(
				List.of(text("name", MODEL.getNamed_Name()), text("kind", MODEL.getKindElement_Kind()), text("from", MODEL.getFlow_From()),
						text("to", MODEL.getFlow_To()), text("start", MODEL.getFlow_Start()), text("duration", MODEL.getFlow_Duration())),
				List.of("name", "kind", "from", "to", "start", "duration", PARAMETERS), List.of()));
		rules.put("Probe", kind(
				List.of(text("name", MODEL.getNamed_Name()), text("kind", MODEL.getKindElement_Kind()),
						text("target", MODEL.getProbe_Target())),
				List.of("name", "kind", "target", PARAMETERS), List.of()));
		var scenario = plain(text("duration", MODEL.getScenario_Duration()));
		rules.put("Scenario", new ElementRule(scenario.attributes(), scenario.order(),
				List.of(children(null, parent -> list(((Scenario) parent).getSteps()),
						Map.of("set", factory::createSetStep, "down", () -> linkStep(false), "up", () -> linkStep(true),
								"start", () -> flowStep(true), "stop", () -> flowStep(false), "run", factory::createRunStep)),
						children(null, parent -> list(((Scenario) parent).getExpectations()),
								Map.of("within", () -> expectation(ExpectationMode.WITHIN), "always",
										() -> expectation(ExpectationMode.ALWAYS)))),
				false));
		var at = text("at", MODEL.getStep_At());
		var after = text("after", MODEL.getStep_After());
		rules.put("SetStep", plain(at, after, text("path", MODEL.getSetStep_Path()), text("value", MODEL.getSetStep_Value())));
		rules.put("LinkStep", plain(at, after, text("link", MODEL.getLinkStep_Link())));
		rules.put("FlowStep", plain(at, after, text("flow", MODEL.getFlowStep_Flow())));
		rules.put("RunStep", plain(at, after, text("node", MODEL.getRunStep_Node()), text("command", MODEL.getRunStep_Command())));
		rules.put("Expectation", plain(text("name", MODEL.getNamed_Name()), text("from", MODEL.getExpectation_From()),
				text("to", MODEL.getExpectation_To()), text("that", MODEL.getExpectation_That())));
		return Map.copyOf(rules);
	}

	private static EObject linkStep(boolean up) {
		var step = ModelFactory.eINSTANCE.createLinkStep();
		step.setUp(up);
		return step;
	}

	private static EObject flowStep(boolean running) {
		var step = ModelFactory.eINSTANCE.createFlowStep();
		step.setRunning(running);
		return step;
	}

	private static EObject expectation(ExpectationMode mode) {
		var expectation = ModelFactory.eINSTANCE.createExpectation();
		expectation.setMode(mode);
		return expectation;
	}

	private static AttributeRule text(String name, EAttribute feature) {
		return new AttributeRule(name, feature, List.of());
	}

	private static AttributeRule choice(String name, EAttribute feature, String... literals) {
		return new AttributeRule(name, feature, List.of(literals));
	}

	private static ElementRule plain(AttributeRule... attributes) {
		var order = new ArrayList<String>();
		for (var attribute : attributes)
			order.add(attribute.name());
		return new ElementRule(List.of(attributes), List.copyOf(order), List.of(), false);
	}

	private static ElementRule kind(List<AttributeRule> attributes, List<String> order, List<ChildRule> children) {
		return new ElementRule(attributes, order, children, true);
	}

	private static ChildRule children(String wrapper, ChildList list, Map<String, Supplier<EObject>> elements) {
		return new ChildRule(wrapper, list, elements);
	}

	@SuppressWarnings("unchecked")
	private static EList<EObject> list(EList<? extends EObject> list) {
		return (EList<EObject>) list;
	}
}
