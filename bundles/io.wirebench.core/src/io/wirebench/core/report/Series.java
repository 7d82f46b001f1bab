package io.wirebench.core.report;

import io.wirebench.core.scenario.Dimension;

/**
 * A figure over time. Immutable. Long runs are thinned: each span of time keeps its lowest and its highest value, so
 * peaks and dips stay visible.
 *
 * @param element path of the element, e.g. {@code flow:download} or {@code r1-r2/forward}
 * @param figure name of the figure, e.g. {@code throughput} or {@code dropped-queue}
 * @param unit base unit of the values: {@code bit/s}, {@code bit}, {@code s}, {@code 1} or {@code ratio} (0..1)
 * @param seconds since the start of the run, never falling
 * @param values one for each of {@code seconds}; NaN where there was no value
 */
public record Series(String element, String figure, String unit, double[] seconds, double[] values) {

	public Series {
		if (seconds.length != values.length)
			throw new IllegalArgumentException(
					"series " + element + "." + figure + " has " + seconds.length + " times and " + values.length + " values");
		seconds = seconds.clone();
		values = values.clone();
	}

	@Override
	public double[] seconds() {
		return seconds.clone();
	}

	@Override
	public double[] values() {
		return values.clone();
	}

	/** @return the figure's path, as conditions name it */
	public String path() {
		return element + "." + figure;
	}

	/** @return how many points there are */
	public int size() {
		return seconds.length;
	}

	/** @return the time of a point in seconds */
	public double secondsAt(int index) {
		return seconds[index];
	}

	/** @return the value of a point in the series' unit */
	public double valueAt(int index) {
		return values[index];
	}

	/** @return the lowest value, or NaN if there is none */
	public double lowest() {
		double lowest = Double.NaN;
		for (double v : values)
			if (Double.isFinite(v) && !(v >= lowest))
				lowest = v;
		return lowest;
	}

	/** @return the highest value, or NaN if there is none */
	public double highest() {
		double highest = Double.NaN;
		for (double v : values)
			if (Double.isFinite(v) && !(v <= highest))
				highest = v;
		return highest;
	}

	/** @return what the figure measures */
	public Dimension dimension() {
		return Units.dimension(unit);
	}
}
