package io.wirebench.core.kinds;

import org.eclipse.core.runtime.IConfigurationElement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Copies one declaration out of the extension registry; throws IllegalArgumentException for a bad one. */
final class KindReader {

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
	private static final Set<String> UNITS = Set.of("bit/s", "B", "ns", "1", "ratio");
	/** Attributes of the elements in a file, which cannot be parameters too. */
	/** What counters can count. */
	private static final List<String> COUNTED = List.of("1", "B", "ns");
	private static final List<String> ATTRIBUTES = List.of("id", "name", "description", "icon", "category", "class");
	private static final List<String> PARAMETER = List.of("name", "type", "default", "minimum", "maximum", "choices", "required",
			"description");
	private static final List<String> FIGURE = List.of("name", "unit", "description");
	private static final List<String> PROGRAM = List.of("path", "package");
	private static final Set<String> RESERVED = Set.of("name", "kind", "x", "y", "match", "enabled", "from", "to", "start", "duration",
			"target");

	private final KindPoint point;
	private final IConfigurationElement element;

	KindReader(KindPoint point, IConfigurationElement element) {
		this.point = point;
		this.element = element;
	}

	KindDescriptor read() {
		if (!element.getName().equals(point.element()))
			throw new IllegalArgumentException("unknown element <" + element.getName() + ">; write <" + point.element() + ">");
		checkNames();
		var contributor = element.getContributor().getName();
		var id = required(element, "id");
		if (!id.startsWith(contributor + ".") || id.length() == contributor.length() + 1)
			throw new IllegalArgumentException("the id must begin with the contributing bundle's name: " + contributor + ".…");
		required(element, "class");
		var info = new KindInfo(id, required(element, "name"), optional(element, "description"), optional(element, "icon"),
				optional(element, "category"), contributor, parameters());
		return switch (point) {
			case NODE -> new NodeKindDescriptor(info, constant(Forwarding.class, "forwarding", Forwarding.NONE), programs());
			case SERVICE -> new ServiceKindDescriptor(info, flag(element, "routing", false), programs());
			case IMPAIRMENT -> new ImpairmentKindDescriptor(info, constant(Scope.class, "scope", Scope.DIRECTION),
					flag(element, "packet-exact", true), figures());
			case GENERATOR -> new GeneratorKindDescriptor(info, figures());
			case ANALYZER -> new AnalyzerKindDescriptor(info, constant(Need.class, "needs", Need.FRAMES), figures());
		};
	}

	/** What is mistyped would have no effect, and nobody would know why. */
	private void checkNames() {
		var own = new ArrayList<>(ATTRIBUTES);
		own.addAll(switch (point) {
			case NODE -> List.of("forwarding");
			case SERVICE -> List.of("routing");
			case IMPAIRMENT -> List.of("scope", "packet-exact");
			case GENERATOR -> List.of();
			case ANALYZER -> List.of("needs");
		});
		attributes(element, own);
		var children = switch (point) {
			case NODE, SERVICE -> Map.of("parameter", PARAMETER, "program", PROGRAM);
			case IMPAIRMENT, GENERATOR, ANALYZER -> Map.of("parameter", PARAMETER, "figure", FIGURE);
		};
		for (var child : element.getChildren()) {
			var known = children.get(child.getName());
			if (known == null)
				throw new IllegalArgumentException("unknown element <" + child.getName() + ">"
						+ known(child.getName(), List.copyOf(new TreeSet<>(children.keySet()))));
			attributes(child, known);
		}
	}

	private static void attributes(IConfigurationElement element, List<String> known) {
		for (var name : element.getAttributeNames())
			if (!known.contains(name))
				throw new IllegalArgumentException(
						"<" + element.getName() + "> has the unknown attribute '" + name + "'" + known(name, known));
	}

	private static String known(String word, List<String> known) {
		return "; known are " + String.join(", ", known) + Suggestions.hint(word, known);
	}

	private List<ParameterDeclaration> parameters() {
		var names = new HashSet<String>();
		var parameters = new ArrayList<ParameterDeclaration>();
		for (var child : element.getChildren("parameter")) {
			var name = required(child, "name");
			if (!NAME.matcher(name).matches())
				throw new IllegalArgumentException("parameter '" + name + "' must be lower case words joined by '-'");
			if (RESERVED.contains(name))
				throw new IllegalArgumentException(
						"parameter '" + name + "' has the name of an attribute that every element has; rename it");
			if (!names.add(name))
				throw new IllegalArgumentException("parameter '" + name + "' is declared twice");
			parameters.add(parameter(child, name));
		}
		return parameters;
	}

	private static ParameterDeclaration parameter(IConfigurationElement child, String name) {
		var type = ParameterType.of(required(child, "type"))
				.orElseThrow(() -> new IllegalArgumentException("parameter '" + name + "' has the unknown type '"
						+ child.getAttribute("type") + "'"
						+ known(child.getAttribute("type"), Stream.of(ParameterType.values()).map(ParameterType::literal).toList())));
		var choices = child.getAttribute("choices") == null
				? List.<String>of()
				: List.of(child.getAttribute("choices").strip().split("\\s*,\\s*"));
		if ((type == ParameterType.CHOICE) == choices.isEmpty())
			throw new IllegalArgumentException(
					"parameter '" + name + "' " + (choices.isEmpty() ? "is a choice without choices" : "has choices but is no choice"));
		var declaration = new ParameterDeclaration(name, type, child.getAttribute("default"), child.getAttribute("minimum"),
				child.getAttribute("maximum"), choices, flag(child, "required", false), optional(child, "description"));
		if (declaration.required() && declaration.defaultText() != null)
			throw new IllegalArgumentException("parameter '" + name + "' is required and has a default; take one away");
		try {
			for (var text : new String[]{declaration.minimum(), declaration.maximum(), declaration.defaultText()})
				if (text != null)
					declaration.parse(text);
		} catch (IllegalArgumentException exception) {
			throw new IllegalArgumentException("parameter '" + name + "': " + exception.getMessage(), exception);
		}
		return declaration;
	}

	private List<ProgramDeclaration> programs() {
		var programs = new ArrayList<ProgramDeclaration>();
		for (var child : element.getChildren("program")) {
			var path = required(child, "path");
			if (!path.startsWith("/"))
				throw new IllegalArgumentException("program '" + path + "' must be given by its absolute path");
			programs.add(new ProgramDeclaration(path, required(child, "package")));
		}
		return programs;
	}

	private List<FigureDeclaration> figures() {
		var names = new HashSet<String>();
		var figures = new ArrayList<FigureDeclaration>();
		for (var child : element.getChildren("figure")) {
			var name = required(child, "name");
			var unit = required(child, "unit");
			if (!NAME.matcher(name).matches() || !names.add(name))
				throw new IllegalArgumentException("figure '" + name + "' must be lower case words joined by '-', and declared once");
			if (!UNITS.contains(unit))
				throw new IllegalArgumentException(
						"figure '" + name + "' has the unknown unit '" + unit + "'; known are bit/s, B, ns, 1, ratio");
			if (point == KindPoint.IMPAIRMENT && !COUNTED.contains(unit))
				throw new IllegalArgumentException("figure '" + name + "' of an impairment is counted, so its unit is one of "
						+ String.join(", ", COUNTED) + ", not '" + unit + "'");
			if (point == KindPoint.IMPAIRMENT && name.equals("matched"))
				throw new IllegalArgumentException("every impairment has the figure 'matched'; choose another name");
			figures.add(new FigureDeclaration(name, unit, optional(child, "description")));
		}
		return figures;
	}

	private <E extends Enum<E>> E constant(Class<E> type, String attribute, E absent) {
		var text = element.getAttribute(attribute);
		if (text == null)
			return absent;
		for (var constant : type.getEnumConstants())
			if (constant.name().toLowerCase(Locale.ROOT).equals(text))
				return constant;
		throw new IllegalArgumentException(attribute + "=\"" + text + "\" is not known"
				+ known(text, Stream.of(type.getEnumConstants()).map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList()));
	}

	private static boolean flag(IConfigurationElement element, String attribute, boolean absent) {
		var text = element.getAttribute(attribute);
		if (text != null && !text.equals("true") && !text.equals("false"))
			throw new IllegalArgumentException(attribute + "=\"" + text + "\" must be true or false");
		return text == null ? absent : text.equals("true");
	}

	private static String required(IConfigurationElement element, String attribute) {
		var text = element.getAttribute(attribute);
		if (text == null || text.isBlank())
			throw new IllegalArgumentException("<" + element.getName() + "> has no " + attribute);
		return text;
	}

	private static String optional(IConfigurationElement element, String attribute) {
		var text = element.getAttribute(attribute);
		return text == null ? "" : text;
	}
}
