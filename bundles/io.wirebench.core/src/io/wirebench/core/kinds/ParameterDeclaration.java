package io.wirebench.core.kinds;

import io.wirebench.core.spec.IpPrefix;
import io.wirebench.core.spec.Quantities;
import io.wirebench.model.file.NetworkFiles;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One parameter of a kind, as declared. Property sheet, validation, command line help and reference read this.
 * Immutable.
 *
 * @param name lower case words joined by hyphens
 * @param type what its text means
 * @param defaultText the value when none is given, or null
 * @param minimum the least value as text, or null
 * @param maximum the greatest value as text, or null
 * @param choices the allowed texts of a choice, otherwise empty
 * @param required whether a value must be given
 * @param description one or two sentences for a user
 */
public record ParameterDeclaration(String name, ParameterType type, String defaultText, String minimum, String maximum,
		List<String> choices, boolean required, String description) {

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*(\\.[A-Za-z][A-Za-z0-9_-]*)?");

	public ParameterDeclaration {
		choices = List.copyOf(choices);
	}

	/**
	 * Reads a value and checks its bounds.
	 *
	 * @param text as in a file
	 * @return {@link Long} for duration (nanoseconds), rate (bits a second), size (bytes), count and integer;
	 *         {@link Double} for probability; {@link Boolean}; {@link String} for text, choice, address, node and interface (that they are
	 * there is checked with the network)
	 * @throws IllegalArgumentException saying what is wrong and what to write
	 */
	public Object parse(String text) {
		var value = read(text);
		if (minimum != null && compare(value, read(minimum)) < 0)
			throw new IllegalArgumentException("'" + text + "' is too small; " + bounds());
		if (maximum != null && compare(value, read(maximum)) > 0)
			throw new IllegalArgumentException("'" + text + "' is too large; " + bounds());
		return value;
	}

	/**
	 * Writes a value so that {@link #parse} reads the same one.
	 *
	 * @param value as {@link #parse} gives it
	 */
	public String format(Object value) {
		return switch (type) {
			case DURATION -> Quantities.formatDuration((Long) value);
			case RATE -> Quantities.formatRate((Long) value);
			case SIZE -> Quantities.formatSize((Long) value);
			case PROBABILITY -> Quantities.formatProbability((Double) value);
			case COUNT, INTEGER, BOOLEAN, TEXT, CHOICE, ADDRESS, NODE, INTERFACE -> String.valueOf(value);
		};
	}

	private Object read(String text) {
		return switch (type) {
			case DURATION -> (Object) Quantities.durationNanos(text);
			case RATE -> Quantities.rateBitsPerSecond(text);
			case SIZE -> Quantities.sizeBytes(text);
			case PROBABILITY -> Quantities.probability(text);
			case COUNT -> Quantities.count(text);
			case INTEGER -> Quantities.integer(text);
			case BOOLEAN -> switch (text.strip()) {
				case "true" -> true;
				case "false" -> false;
				default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
			};
			case TEXT -> NetworkFiles.requireText(text);
			case CHOICE -> {
				if (!choices.contains(text))
					throw new IllegalArgumentException("'" + text + "' is not a choice; write " + String.join(" or ", choices));
				yield text;
			}
			case ADDRESS -> {
				IpPrefix.address(text);
				yield text;
			}
			case NODE, INTERFACE -> {
				if (!NAME.matcher(text).matches())
					throw new IllegalArgumentException("'" + text + "' is not the name of "
							+ (type == ParameterType.NODE
									? "a node; write for example r1"
									: "an interface; write for example eth0, or r1.eth0"));
				yield text;
			}
		};
	}

	private String bounds() {
		if (minimum != null && maximum != null)
			return "write a value from " + minimum + " to " + maximum;
		return minimum != null ? "write at least " + minimum : "write at most " + maximum;
	}

	private static int compare(Object left, Object right) {
		return switch (left) {
			case Long number -> number.compareTo((Long) right);
			case Double number -> number.compareTo((Double) right);
			default -> 0;
		};
	}
}
