package io.wirebench.core.spec;

import io.wirebench.core.kinds.ParameterDeclaration;
import io.wirebench.core.kinds.ParameterType;
import io.wirebench.core.kinds.Suggestions;
import io.wirebench.dataplane.Parameters;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parameters of one element: declarations and typed values. Immutable; equal if declarations and values are. */
public final class TypedParameters implements Parameters {

	/** No parameters. */
	public static final TypedParameters NONE = new TypedParameters(Map.of(), Map.of());

	private final Map<String, ParameterDeclaration> declarations;
	private final Map<String, Object> values;

	private TypedParameters(Map<String, ParameterDeclaration> declarations, Map<String, Object> values) {
		this.declarations = declarations;
		this.values = values;
	}

	/** Gives all parameters their defaults. */
	public static TypedParameters defaults(List<ParameterDeclaration> declarations) {
		var byName = new LinkedHashMap<String, ParameterDeclaration>();
		var values = new TreeMap<String, Object>();
		for (var declaration : declarations) {
			byName.put(declaration.name(), declaration);
			if (declaration.defaultText() != null)
				values.put(declaration.name(), declaration.parse(declaration.defaultText()));
		}
		return new TypedParameters(byName, values);
	}

	/**
	 * Changes one value.
	 *
	 * @param name a declared parameter
	 * @param text the value as in a file
	 * @throws IllegalArgumentException if there is no such parameter, or the text is not a value within bounds
	 */
	public TypedParameters with(String name, String text) {
		var declaration = declarations.get(name);
		if (declaration == null)
			throw new IllegalArgumentException("unknown parameter '" + name + "'; known are "
					+ (declarations.isEmpty() ? "none" : String.join(", ", declarations.keySet()))
					+ Suggestions.hint(name, declarations.keySet()));
		var changed = new TreeMap<>(values);
		changed.put(name, declaration.parse(text));
		return new TypedParameters(declarations, changed);
	}

	/**
	 * Checks that nodes and interfaces that are named are there.
	 *
	 * @param name the parameter; others and those without a value are right
	 * @param node the node that the element is or is in, or null
	 * @param interfaces names of the interfaces of each node of the network
	 * @throws IllegalArgumentException if one is not there; says which are
	 */
	void requireThere(String name, String node, Map<String, Collection<String>> interfaces) {
		var declaration = declarations.get(name);
		if (declaration == null || !values.containsKey(name)
				|| declaration.type() != ParameterType.NODE && declaration.type() != ParameterType.INTERFACE)
			return;
		var text = (String) values.get(name);
		var dot = text.indexOf('.');
		if (declaration.type() == ParameterType.NODE || node == null) {
			var named = dot < 0 ? text : text.substring(0, dot);
			if (!interfaces.containsKey(named))
				throw new IllegalArgumentException(
						"parameter '" + name + "': there is no node '" + named + "'" + Suggestions.hint(named, interfaces.keySet()));
			if (declaration.type() == ParameterType.NODE && dot >= 0)
				throw new IllegalArgumentException(
						"parameter '" + name + "': '" + text + "' is an interface; write the name of a node: " + named);
			if (declaration.type() == ParameterType.INTERFACE && dot < 0)
				throw new IllegalArgumentException(
						"parameter '" + name + "': write an interface with its node, for example " + text + ".eth0");
			if (declaration.type() == ParameterType.NODE)
				return;
			node = named;
		}
		var own = dot >= 0 && text.substring(0, dot).equals(node) ? text.substring(dot + 1) : text;
		if (!interfaces.getOrDefault(node, List.of()).contains(own))
			throw new IllegalArgumentException("parameter '" + name + "': node '" + node + "' has no interface '" + own + "'; it has "
					+ (interfaces.getOrDefault(node, List.of()).isEmpty() ? "none" : String.join(", ", interfaces.get(node))));
	}

	/** @return all values as canonical text, in the order of the declarations */
	public Map<String, String> texts() {
		var texts = new LinkedHashMap<String, String>();
		for (var declaration : declarations.values())
			if (values.containsKey(declaration.name()))
				texts.put(declaration.name(), declaration.format(values.get(declaration.name())));
		return texts;
	}

	/** @return the declarations in their order */
	public List<ParameterDeclaration> declarations() {
		return List.copyOf(declarations.values());
	}

	@Override
	public long durationNanos(String name) {
		return (Long) value(name, ParameterType.DURATION);
	}

	@Override
	public long rateBitsPerSecond(String name) {
		return (Long) value(name, ParameterType.RATE);
	}

	@Override
	public long sizeBytes(String name) {
		return (Long) value(name, ParameterType.SIZE);
	}

	@Override
	public double probability(String name) {
		return (Double) value(name, ParameterType.PROBABILITY);
	}

	@Override
	public long integer(String name) {
		return (Long) value(name, ParameterType.COUNT, ParameterType.INTEGER);
	}

	@Override
	public boolean flag(String name) {
		return (Boolean) value(name, ParameterType.BOOLEAN);
	}

	@Override
	public String text(String name) {
		return (String) value(name, ParameterType.TEXT, ParameterType.CHOICE, ParameterType.ADDRESS, ParameterType.NODE,
				ParameterType.INTERFACE);
	}

	@Override
	public boolean has(String name) {
		return values.containsKey(name);
	}

	private Object value(String name, ParameterType... types) {
		var declaration = declarations.get(name);
		if (declaration == null || !List.of(types).contains(declaration.type()))
			throw new IllegalArgumentException("no parameter '" + name + "' of type " + types[0].literal() + " is declared");
		var value = values.get(name);
		if (value == null)
			throw new IllegalArgumentException(
					"parameter '" + name + "' has no value; ask has(\"" + name + "\") first or declare a default");
		return value;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof TypedParameters parameters && parameters.values.equals(values)
				&& parameters.declarations.equals(declarations);
	}

	@Override
	public int hashCode() {
		return values.hashCode();
	}

	@Override
	public String toString() {
		return texts().toString();
	}
}
