package io.wirebench.core.spec;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Text with units into exact numbers and back. Everything that is printed is read as the same number. Methods that read
 * throw {@link IllegalArgumentException} with what is wrong and what to write; those for durations, rates and sizes
 * never give a negative number.
 */
public final class Quantities {

	private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([+-]?[0-9]{1,30}(?:\\.[0-9]{1,400})?)\\s*([^0-9\\s].*)?");
	private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,19}");

	private static final Map<String, Long> DURATIONS = units("ns", 1L, "us", 1_000L, "µs", 1_000L, "μs", 1_000L, "ms", 1_000_000L,
			"s", 1_000_000_000L, "min", 60_000_000_000L, "h", 3_600_000_000_000L);
	private static final Map<String, Long> RATES = units("bit/s", 1L, "kbit/s", 1_000L, "Mbit/s", 1_000_000L, "Gbit/s", 1_000_000_000L,
			"Tbit/s", 1_000_000_000_000L);
	private static final Map<String, Long> SIZES = units("B", 1L, "KB", 1_000L, "kB", 1_000L, "KiB", 1L << 10, "MB", 1_000_000L,
			"MiB", 1L << 20, "GB", 1_000_000_000L, "GiB", 1L << 30);

	private static final BigDecimal LONG_MAXIMUM = BigDecimal.valueOf(Long.MAX_VALUE);

	private Quantities() {
	}

	/** Reads {@code 10 ms}; units ns, us or µs, ms, s, min, h. */
	public static long durationNanos(String text) {
		return read(text, DURATIONS, "a duration", "nanoseconds", List.of("ms", "s"));
	}

	/** Reads {@code 100 Mbit/s}; units bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. */
	public static long rateBitsPerSecond(String text) {
		return read(text, RATES, "a rate", "bits a second", List.of("Mbit/s", "kbit/s"));
	}

	/** Reads {@code 64 KiB}; units B, KB (1000), KiB (1024), MB, MiB, GB, GiB. */
	public static long sizeBytes(String text) {
		return read(text, SIZES, "a size", "bytes", List.of("B", "KiB"));
	}

	/** Reads {@code 1.5 %}, {@code 0.015} or {@code 20 ppm}. */
	public static double probability(String text) {
		var matcher = NUMBER_AND_UNIT.matcher(text.strip());
		if (!matcher.matches())
			throw new IllegalArgumentException("'" + text + "' is not a probability; write for example 1.5 % or 0.015");
		var number = new BigDecimal(matcher.group(1));
		var share = switch (matcher.group(2)) {
			case null -> number;
			case "%" -> number.movePointLeft(2);
			case "ppm" -> number.movePointLeft(6);
			default -> throw new IllegalArgumentException(
					"'" + matcher.group(2) + "' is not a unit of a probability; write for example 1.5 %, 0.015 or 20 ppm");
		};
		if (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0)
			throw new IllegalArgumentException("'" + text + "' is outside 0 % to 100 %"
					+ (matcher.group(2) == null ? "; did you mean " + matcher.group(1) + " %?" : ""));
		return share.doubleValue() + 0.0;
	}

	/** Reads a whole number from 0. */
	public static long count(String text) {
		var number = integer(text);
		if (number < 0)
			throw new IllegalArgumentException("'" + text + "' is negative; write a whole number from 0");
		return number;
	}

	/** Reads a whole number. */
	public static long integer(String text) {
		try {
			if (WHOLE.matcher(text.strip()).matches())
				return Long.parseLong(text.strip());
		} catch (NumberFormatException exception) {
			throw new IllegalArgumentException("'" + text + "' is too large; write at most " + Long.MAX_VALUE, exception);
		}
		throw new IllegalArgumentException("'" + text + "' is not a whole number; write for example 10");
	}

	/** Prints the largest of ns, us, ms and s that is not larger than the duration: {@code 1.5 ms}. */
	public static String formatDuration(long nanos) {
		return decimal(nanos, DURATIONS, List.of("s", "ms", "us", "ns"), "ms");
	}

	/** Prints {@code 1.5 Mbit/s}. */
	public static String formatRate(long bitsPerSecond) {
		return decimal(bitsPerSecond, RATES, List.of("Tbit/s", "Gbit/s", "Mbit/s", "kbit/s", "bit/s"), "bit/s");
	}

	/** Prints the largest unit that divides the size, powers of two first: {@code 64 KiB}, {@code 1500 B}. */
	public static String formatSize(long bytes) {
		if (bytes != 0)
			for (var unit : List.of("GiB", "MiB", "KiB", "GB", "MB", "KB"))
				if (bytes % SIZES.get(unit) == 0)
					return bytes / SIZES.get(unit) + " " + unit;
		return bytes + " B";
	}

	/** Prints per cent: {@code 1.5 %}. */
	public static String formatProbability(double share) {
		return plain(new BigDecimal(Double.toString(share)).movePointRight(2)) + " %";
	}

	private static String decimal(long value, Map<String, Long> units, List<String> fromLarge, String ofZero) {
		if (value == 0)
			return "0 " + ofZero;
		for (var unit : fromLarge)
			if (value >= units.get(unit))
				return plain(BigDecimal.valueOf(value).divide(BigDecimal.valueOf(units.get(unit)))) + " " + unit;
		throw new IllegalArgumentException(value + " is negative");
	}

	private static String plain(BigDecimal number) {
		return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
	}

	private static long read(String text, Map<String, Long> units, String what, String base, List<String> examples) {
		var matcher = NUMBER_AND_UNIT.matcher(text.strip());
		if (!matcher.matches())
			throw new IllegalArgumentException("'" + text + "' is not " + what + "; write for example 10 " + examples.getFirst());
		var number = matcher.group(1);
		var unit = matcher.group(2);
		if (unit == null)
			throw new IllegalArgumentException("'" + text.strip() + "' has no unit: write " + number + " " + examples.getFirst() + ", "
					+ number + " " + examples.getLast() + " …");
		var factor = units.get(unit);
		if (factor == null)
			throw new IllegalArgumentException(unknownUnit(number, unit, units, what));
		var exact = new BigDecimal(number).multiply(BigDecimal.valueOf(factor));
		if (exact.signum() < 0)
			throw new IllegalArgumentException("'" + text + "' is negative; write " + what + " from 0");
		if (exact.compareTo(LONG_MAXIMUM) > 0)
			throw new IllegalArgumentException("'" + text + "' is too large for " + what);
		try {
			return exact.longValueExact();
		} catch (ArithmeticException exception) {
			throw new IllegalArgumentException("'" + text + "' is not a whole number of " + base + "; write fewer digits behind the point",
					exception);
		}
	}

	private static String unknownUnit(String number, String unit, Map<String, Long> units, String what) {
		if (units == RATES && unit.matches("(?i)[kmgt]?(bps|b/s|bit|bits|bits/s|byte/s|bytes/s)")) {
			var prefix = unit.matches("(?i)[kmgt].*")
					? (unit.substring(0, 1).equalsIgnoreCase("k") ? "k" : unit.substring(0, 1).toUpperCase(Locale.ROOT))
					: "";
			return "'" + unit + "' does not say clearly whether bits or bytes are meant: write " + number + " " + prefix
					+ "bit/s for bits, or eight times that for bytes";
		}
		return "'" + unit + "' is not a unit of " + what + "; known are "
				+ String.join(", ", units.keySet().stream().filter(known -> known.charAt(0) < 128 && !known.equals("kB")).toList());
	}

	private static Map<String, Long> units(Object... pairs) {
		var units = new LinkedHashMap<String, Long>();
		for (var index = 0; index < pairs.length; index += 2)
			units.put((String) pairs[index], (Long) pairs[index + 1]);
		return units;
	}
}
