package io.wirebench.core.scenario;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * A comparison of figures, as scenarios write it:
 *
 * <pre>
 * flow:download.throughput at least 900 Mbit/s
 * flow:download.throughput between 0.8 * flow:download.window / 50 ms and 1.1 * flow:download.window / 50 ms
 * r1-r2/forward.dropped is 0 and flow:ping.loss below 1 %
 * </pre>
 *
 * Comparisons: {@code at least} (&gt;=), {@code at most} (&lt;=), {@code above} (&gt;), {@code below} (&lt;), {@code is} (=),
 * {@code is not} (!=), {@code between A and B}; several joined by {@code and}. Values: numbers with units, figures, the four
 * operations with spaces around them, parentheses. Immutable.
 */
public final class Condition {

	/** A condition that cannot be read. The message says where and what was expected. */
	public static final class SyntaxException extends IllegalArgumentException {
		private static final long serialVersionUID = 1L;

		SyntaxException(String message) {
			super(message);
		}
	}

	/**
	 * What became of a condition.
	 *
	 * @param known whether all figures had a value
	 * @param held whether it is true; false if not known
	 * @param explanation the comparison with values in place of figures
	 */
	public record Outcome(boolean known, boolean held, String explanation) {}

	private sealed interface Expression {
	}

	private record Literal(double value, Dimension dimension, String text) implements Expression {}

	private record Figure(String path) implements Expression {}

	private record Binary(char operator, Expression left, Expression right) implements Expression {}

	private enum Relation {
		AT_LEAST, AT_MOST, ABOVE, BELOW, IS, IS_NOT, BETWEEN
	}

	private record Comparison(Expression left, Relation relation, Expression right, Expression upper) {}

	private record Unit(double factor, Dimension dimension) {}

	private static final Map<String, Unit> UNITS = Map.ofEntries(Map.entry("ns", new Unit(1e-9, Dimension.DURATION)),
			Map.entry("us", new Unit(1e-6, Dimension.DURATION)), Map.entry("µs", new Unit(1e-6, Dimension.DURATION)),
			Map.entry("ms", new Unit(1e-3, Dimension.DURATION)), Map.entry("s", new Unit(1, Dimension.DURATION)),
			Map.entry("min", new Unit(60, Dimension.DURATION)), Map.entry("h", new Unit(3600, Dimension.DURATION)),
			Map.entry("bit/s", new Unit(1, Dimension.RATE)), Map.entry("kbit/s", new Unit(1e3, Dimension.RATE)),
			Map.entry("Mbit/s", new Unit(1e6, Dimension.RATE)), Map.entry("Gbit/s", new Unit(1e9, Dimension.RATE)),
			Map.entry("B", new Unit(8, Dimension.SIZE)), Map.entry("KB", new Unit(8e3, Dimension.SIZE)),
			Map.entry("kB", new Unit(8e3, Dimension.SIZE)), Map.entry("MB", new Unit(8e6, Dimension.SIZE)),
			Map.entry("GB", new Unit(8e9, Dimension.SIZE)), Map.entry("KiB", new Unit(8 * 1024, Dimension.SIZE)),
			Map.entry("MiB", new Unit(8.0 * (1 << 20), Dimension.SIZE)), Map.entry("GiB", new Unit(8.0 * (1 << 30), Dimension.SIZE)),
			Map.entry("%", new Unit(0.01, Dimension.NUMBER)), Map.entry("ppm", new Unit(1e-6, Dimension.NUMBER)));

	private static final Set<String> WORDS = Set.of("at", "least", "most", "above", "below", "is", "not", "between", "and");
	private static final int MAX_LENGTH = 2000;

	private final String text;
	private final List<Comparison> comparisons;

	private Condition(String text, List<Comparison> comparisons) {
		this.text = text;
		this.comparisons = comparisons;
	}

	/** @throws SyntaxException if the text is not a condition */
	public static Condition parse(String text) {
		if (text.length() > MAX_LENGTH)
			throw new SyntaxException("a condition of " + text.length() + " characters; at most " + MAX_LENGTH + " are allowed");
		return new Parser(text).condition();
	}

	/** @return the paths of all figures in it, in order */
	public Set<String> figures() {
		Set<String> result = new LinkedHashSet<>();
		for (Comparison c : comparisons) {
			collect(c.left, result);
			collect(c.right, result);
			if (c.upper != null)
				collect(c.upper, result);
		}
		return result;
	}

	private static void collect(Expression e, Set<String> into) {
		switch (e) {
			case Figure f -> into.add(f.path);
			case Binary b -> {
				collect(b.left, into);
				collect(b.right, into);
			}
			case Literal _ -> {
			}
		}
	}

	/**
	 * Checks that both sides of each comparison measure the same thing.
	 *
	 * @param dimensions the dimension of a figure by its path; may throw {@link SyntaxException} for an unknown one
	 * @throws SyntaxException with the two sides that do not fit
	 */
	public void check(Function<String, Dimension> dimensions) {
		for (Comparison c : comparisons) {
			Dimension left = dimension(c.left, dimensions);
			requireSame(left, c.right, dimensions);
			if (c.upper != null)
				requireSame(left, c.upper, dimensions);
		}
	}

	private static void requireSame(Dimension left, Expression right, Function<String, Dimension> dimensions) {
		if (right instanceof Literal zero && zero.value == 0)
			return; // nothing is nothing in every unit
		Dimension other = dimension(right, dimensions);
		if (!left.equals(other))
			throw new SyntaxException(
					name(left) + " cannot be compared with " + name(other) + " (" + print(right) + "): give both sides the same unit");
	}

	private static Dimension dimension(Expression e, Function<String, Dimension> dimensions) {
		return switch (e) {
			case Literal l -> l.dimension;
			case Figure f -> dimensions.apply(f.path);
			case Binary b -> {
				Dimension left = dimension(b.left, dimensions);
				Dimension right = dimension(b.right, dimensions);
				if (b.operator == '*' || b.operator == '/')
					yield left.times(right, b.operator == '*' ? 1 : -1);
				if (!left.equals(right))
					throw new SyntaxException("'" + print(e) + "' mixes " + name(left) + " and " + name(right));
				yield left;
			}
		};
	}

	private static String name(Dimension d) {
		return d.equals(Dimension.NUMBER)
				? "a number"
				: d.equals(Dimension.SIZE)
						? "a size"
						: d.equals(Dimension.DURATION)
								? "a duration"
								: d.equals(Dimension.RATE) ? "a rate" : "bit^" + d.bits() + " s^" + d.seconds();
	}

	/** Compares, with figures as they are now. */
	public Outcome evaluate(Figures figures, Function<String, Dimension> dimensions) {
		boolean known = true;
		boolean held = true;
		StringBuilder explanation = new StringBuilder();
		for (Comparison c : comparisons) {
			double left = value(c.left, figures);
			double right = value(c.right, figures);
			double upper = c.upper == null ? 0 : value(c.upper, figures);
			boolean comparable = !Double.isNaN(left) && !Double.isNaN(right) && !Double.isNaN(upper);
			known &= comparable;
			held &= comparable && switch (c.relation) {
				case AT_LEAST -> left >= right;
				case AT_MOST -> left <= right;
				case ABOVE -> left > right;
				case BELOW -> left < right;
				case IS -> same(left, right);
				case IS_NOT -> !same(left, right);
				case BETWEEN -> left >= right && left <= upper;
			};
			if (!explanation.isEmpty())
				explanation.append(" and ");
			Dimension dimension = dimensionOrNumber(c.left, dimensions);
			explanation.append(print(c.left)).append(" = ").append(print(left, dimension)).append(' ').append(words(c.relation)).append(' ')
					.append(print(right, dimension));
			if (c.upper != null)
				explanation.append(" and ").append(print(upper, dimension));
		}
		return new Outcome(known, known && held, explanation.toString());
	}

	private static Dimension dimensionOrNumber(Expression e, Function<String, Dimension> dimensions) {
		try {
			return dimension(e, dimensions);
		} catch (SyntaxException x) {
			return Dimension.NUMBER;
		}
	}

	private static String print(double value, Dimension dimension) {
		return Double.isNaN(value) ? "(no value)" : dimension.print(value);
	}

	private static boolean same(double a, double b) {
		return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
	}

	private static double value(Expression e, Figures figures) {
		return switch (e) {
			case Literal l -> l.value;
			case Figure f -> {
				OptionalDouble v = figures.value(f.path);
				yield v.isPresent() ? v.getAsDouble() : Double.NaN;
			}
			case Binary b -> {
				double left = value(b.left, figures);
				double right = value(b.right, figures);
				yield switch (b.operator) {
					case '+' -> left + right;
					case '-' -> left - right;
					case '*' -> left * right;
					default -> right == 0 ? Double.NaN : left / right;
				};
			}
		};
	}

	private static String print(Expression e) {
		return switch (e) {
			case Literal l -> l.text;
			case Figure f -> f.path;
			case Binary b -> (b.operator == '*' || b.operator == '/'
					? print(b.left) + " " + b.operator + " " + print(b.right)
					: "(" + print(b.left) + " " + b.operator + " " + print(b.right) + ")");
		};
	}

	private static String words(Relation relation) {
		return relation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	/** @return the text that was parsed */
	@Override
	public String toString() {
		return text;
	}

	private static final class Parser {
		private final String text;
		private final List<String> tokens = new ArrayList<>();
		private int at;
		private int depth;

		Parser(String text) {
			this.text = text;
			for (String word : text.replace("(", " ( ").replace(")", " ) ").trim().split("\\s+"))
				if (!word.isEmpty())
					tokens.add(word);
		}

		Condition condition() {
			List<Comparison> comparisons = new ArrayList<>();
			do
				comparisons.add(comparison());
			while (take("and"));
			if (at < tokens.size())
				throw expected("'and' or the end");
			return new Condition(text, List.copyOf(comparisons));
		}

		private Comparison comparison() {
			Expression left = sum();
			if (take("between")) {
				Expression low = sum();
				if (!take("and"))
					throw expected("'and' between the two bounds");
				return new Comparison(left, Relation.BETWEEN, low, sum());
			}
			Relation relation;
			if (take("at"))
				relation = take("least") ? Relation.AT_LEAST : take("most") ? Relation.AT_MOST : null;
			else if (take(">="))
				relation = Relation.AT_LEAST;
			else if (take("<="))
				relation = Relation.AT_MOST;
			else if (take("above") || take(">"))
				relation = Relation.ABOVE;
			else if (take("below") || take("<"))
				relation = Relation.BELOW;
			else if (take("!="))
				relation = Relation.IS_NOT;
			else if (take("is") || take("="))
				relation = take("not") ? Relation.IS_NOT : Relation.IS;
			else
				throw expected("a comparison: at least, at most, above, below, is, is not, between … and …");
			if (relation == null)
				throw expected("'least' or 'most'");
			return new Comparison(left, relation, sum(), null);
		}

		private Expression sum() {
			Expression e = product();
			while (at < tokens.size() && (peek("+") || peek("-"))) {
				char operator = tokens.get(at++).charAt(0);
				e = new Binary(operator, e, product());
			}
			return e;
		}

		private Expression product() {
			Expression e = factor();
			while (at < tokens.size() && (peek("*") || peek("/"))) {
				char operator = tokens.get(at++).charAt(0);
				e = new Binary(operator, e, factor());
			}
			return e;
		}

		private Expression factor() {
			if (at >= tokens.size())
				throw expected("a value");
			String token = tokens.get(at);
			if (token.equals("(")) {
				if (++depth > 50)
					throw new SyntaxException("more than 50 parentheses inside each other");
				at++;
				Expression e = sum();
				if (!take(")"))
					throw expected("')'");
				depth--;
				return e;
			}
			if (Character.isDigit(token.charAt(0)) || token.charAt(0) == '.' || token.charAt(0) == '-' && token.length() > 1)
				return literal();
			if (Character.isLetter(token.charAt(0)) && !WORDS.contains(token) && token.indexOf('.') > 0) {
				at++;
				return new Figure(token);
			}
			throw expected("a number with its unit, or a figure such as flow:NAME.throughput");
		}

		private Expression literal() {
			String token = tokens.get(at++);
			int end = token.charAt(0) == '-' ? 1 : 0;
			while (end < token.length() && (Character.isDigit(token.charAt(end)) || token.charAt(end) == '.'))
				end++;
			double number;
			try {
				number = Double.parseDouble(token.substring(0, end));
			} catch (NumberFormatException e) {
				throw new SyntaxException("'" + token + "' is not a number in: " + text);
			}
			String unit = token.substring(end);
			if (unit.isEmpty() && at < tokens.size() && UNITS.containsKey(tokens.get(at)))
				unit = tokens.get(at++);
			if (unit.isEmpty())
				return new Literal(number, Dimension.NUMBER, token);
			Unit u = UNITS.get(unit);
			if (u == null)
				throw new SyntaxException(
						"'" + unit + "' is not a unit; known are " + String.join(", ", UNITS.keySet().stream().sorted().toList()));
			return new Literal(number * u.factor, u.dimension, token.substring(0, end) + " " + unit);
		}

		private boolean peek(String token) {
			return tokens.get(at).equals(token);
		}

		private boolean take(String token) {
			if (at < tokens.size() && peek(token)) {
				at++;
				return true;
			}
			return false;
		}

		private SyntaxException expected(String what) {
			String where = at < tokens.size() ? "at '" + tokens.get(at) + "'" : "at the end";
			return new SyntaxException("condition '" + text + "' " + where + ": expected " + what);
		}
	}
}
