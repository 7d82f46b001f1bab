package io.wirebench.core.scenario;

/**
 * What a quantity measures, as powers of bits and seconds; so that a size over a duration can be compared with a rate, and
 * with nothing else.
 *
 * @param bits power of bits
 * @param seconds power of seconds
 */
public record Dimension(int bits, int seconds) {

	/** A plain number: a count, a ratio. */
	public static final Dimension NUMBER = new Dimension(0, 0);
	public static final Dimension SIZE = new Dimension(1, 0);
	public static final Dimension DURATION = new Dimension(0, 1);
	public static final Dimension RATE = new Dimension(1, -1);

	/** @return the dimension of a figure declared with a unit ({@code bit/s}, {@code B}, {@code ns}, {@code 1}, {@code ratio}) */
	public static Dimension ofUnit(String unit) {
		return switch (unit) {
			case "bit/s" -> RATE;
			case "B" -> SIZE;
			case "ns" -> DURATION;
			case "1", "ratio" -> NUMBER;
			default -> throw new IllegalArgumentException("unknown unit '" + unit + "'; known are bit/s, B, ns, 1, ratio");
		};
	}

	/** @return the factor that turns a value in a declared unit into base units */
	public static double factorOfUnit(String unit) {
		return switch (unit) {
			case "B" -> 8;
			case "ns" -> 1e-9;
			default -> 1;
		};
	}

	/**
	 * @return a value in the unit in which the control protocol gives it ({@code bit/s}, {@code B}, {@code s}, {@code 1}, {@code ratio}),
	 * as a person reads it
	 */
	public static String printFigure(double value, String unit) {
		return switch (unit) {
			case "s" -> DURATION.print(value);
			case "ratio" -> NUMBER.print(value * 100) + " %";
			default -> ofUnit(unit).print(value * factorOfUnit(unit));
		};
	}

	/** @return the value, given in base units, as a person reads it */
	public String print(double value) {
		if (Double.isNaN(value) || Double.isInfinite(value))
			return String.valueOf(value);
		if (equals(RATE))
			return scaled(value, "bit/s", 1000, "", "k", "M", "G", "T");
		if (equals(SIZE))
			return scaled(value / 8, "B", 1024, "", "Ki", "Mi", "Gi", "Ti");
		if (equals(DURATION)) {
			double magnitude = Math.abs(value);
			if (magnitude == 0)
				return "0 s";
			return magnitude < 1e-6
					? round(value * 1e9) + " ns"
					: magnitude < 1e-3 ? round(value * 1e6) + " µs" : magnitude < 1 ? round(value * 1e3) + " ms" : round(value) + " s";
		}
		return round(value);
	}

	private static String scaled(double value, String unit, double step, String... prefixes) {
		int i = 0;
		while (Math.abs(value) >= step && i < prefixes.length - 1) {
			value /= step;
			i++;
		}
		return round(value) + " " + prefixes[i] + unit;
	}

	private static String round(double value) {
		if (value == Math.rint(value) && Math.abs(value) < 1e15)
			return String.valueOf((long) value);
		double magnitude = Math.abs(value);
		int digits = magnitude >= 100 ? 1 : magnitude >= 10 ? 2 : magnitude >= 0.01 ? 3 : 6;
		return String.format(java.util.Locale.ROOT, "%." + digits + "f", value);
	}

	Dimension times(Dimension other, int sign) {
		return new Dimension(bits + sign * other.bits, seconds + sign * other.seconds);
	}
}
