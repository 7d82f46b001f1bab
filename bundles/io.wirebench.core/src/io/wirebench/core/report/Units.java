package io.wirebench.core.report;

import io.wirebench.core.scenario.Dimension;

import java.util.Locale;

/** Units of figures: as kinds declare them, and the base units that a report uses throughout. */
final class Units {

	private Units() {
	}

	/** @return the base unit of a declared one: bytes become bits, nanoseconds become seconds */
	static String base(String declared) {
		return switch (declared) {
			case "B" -> "bit";
			case "ns" -> "s";
			default -> declared;
		};
	}

	static Dimension dimension(String base) {
		return switch (base) {
			case "bit/s" -> Dimension.RATE;
			case "bit" -> Dimension.SIZE;
			case "s" -> Dimension.DURATION;
			default -> Dimension.NUMBER;
		};
	}

	/** @return a value in a base unit as a person reads it */
	static String print(String base, double value) {
		if (!Double.isFinite(value))
			return "no value";
		return base.equals("ratio") ? short3(value * 100) + " %" : dimension(base).print(value);
	}

	/** @return a time since the start of the run, in seconds, precise enough for a table */
	static String seconds(double seconds) {
		return String.format(Locale.ROOT, Math.abs(seconds) < 100 ? "%.2f" : "%.1f", seconds) + " s";
	}

	private static String short3(double value) {
		return value == Math.rint(value)
				? String.valueOf((long) value)
				: String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.3f", value);
	}
}
