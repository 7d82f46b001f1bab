package io.wirebench.core.report;

import java.util.Arrays;

/**
 * Collects a series in bounded memory: buckets of equally many samples, each with its lowest and highest value. When all
 * are used, neighbours are merged. Not safe for use by several threads.
 */
final class SeriesBuffer {

	private double[] lowAt = new double[16];
	private double[] low = new double[16];
	private double[] highAt = new double[16];
	private double[] high = new double[16];
	private int size;
	private long samplesPerBucket = 1;
	private long samplesInLast;
	private double lastAt = Double.NaN;
	private double last = Double.NaN;

	/** @param capacity the most buckets to use, at least 2; may shrink from call to call */
	void add(double seconds, double value, int capacity) {
		if (size == 0 || samplesInLast == samplesPerBucket) {
			while (size >= capacity)
				halve();
			// A merge may have left the last bucket with room.
			if (size == 0 || samplesInLast == samplesPerBucket)
				open();
		}
		samplesInLast++;
		lastAt = seconds;
		last = value;
		int i = size - 1;
		if (samplesInLast == 1 || Double.isNaN(low[i]) || value < low[i]) {
			low[i] = value;
			lowAt[i] = seconds;
		}
		if (samplesInLast == 1 || Double.isNaN(high[i]) || value > high[i]) {
			high[i] = value;
			highAt[i] = seconds;
		}
	}

	private void open() {
		if (size == low.length) {
			int longer = size * 2;
			lowAt = Arrays.copyOf(lowAt, longer);
			low = Arrays.copyOf(low, longer);
			highAt = Arrays.copyOf(highAt, longer);
			high = Arrays.copyOf(high, longer);
		}
		size++;
		samplesInLast = 0;
	}

	private void halve() {
		boolean odd = size % 2 == 1;
		int merged = 0;
		for (int i = 0; i < size; i += 2) {
			int j = Math.min(i + 1, size - 1);
			int lower = Double.isNaN(low[i]) || low[j] < low[i] ? j : i;
			int higher = Double.isNaN(high[i]) || high[j] > high[i] ? j : i;
			double lowest = low[lower];
			double lowestAt = lowAt[lower];
			high[merged] = high[higher];
			highAt[merged] = highAt[higher];
			low[merged] = lowest;
			lowAt[merged] = lowestAt;
			merged++;
		}
		samplesInLast = odd ? samplesInLast : samplesInLast + samplesPerBucket;
		samplesPerBucket *= 2;
		size = merged;
	}

	int buckets() {
		return size;
	}

	double last() {
		return last;
	}

	/** @param origin subtracted from all times */
	Series series(String element, String figure, String unit, double origin) {
		double[] seconds = new double[size * 2 + 1];
		double[] values = new double[size * 2 + 1];
		int n = 0;
		for (int i = 0; i < size; i++) {
			boolean lowFirst = lowAt[i] <= highAt[i];
			seconds[n] = (lowFirst ? lowAt[i] : highAt[i]) - origin;
			values[n++] = lowFirst ? low[i] : high[i];
			if (lowAt[i] != highAt[i]) {
				seconds[n] = (lowFirst ? highAt[i] : lowAt[i]) - origin;
				values[n++] = lowFirst ? high[i] : low[i];
			}
		}
		if (n > 0 && lastAt - origin > seconds[n - 1]) {
			seconds[n] = lastAt - origin;
			values[n++] = last;
		}
		return new Series(element, figure, unit, Arrays.copyOf(seconds, n), Arrays.copyOf(values, n));
	}
}
