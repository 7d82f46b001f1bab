package io.wirebench.kinds.internal;

import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.DropReason;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.RandomSource;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What an impairment sees of the data plane, for a test: a clock that the test moves, and a record of what it did. */
final class Bench implements StageContext {

	/** A frame of so many bytes, numbered in its first two payload bytes. */
	static final class TestFrame implements Frame {
		final byte[] bytes;
		final long arrivalNanos;

		TestFrame(int length, int number, long arrivalNanos) {
			bytes = new byte[length];
			bytes[14] = (byte) (number >> 8);
			bytes[15] = (byte) number;
			this.arrivalNanos = arrivalNanos;
		}

		@Override
		public int length() {
			return bytes.length;
		}

		@Override
		public long arrivalNanos() {
			return arrivalNanos;
		}

		@Override
		public Direction direction() {
			return Direction.FORWARD;
		}

		@Override
		public int segments() {
			return 1;
		}

		@Override
		public int getUnsignedByte(int offset) {
			return bytes[offset] & 0xff;
		}

		@Override
		public int getUnsignedShort(int offset) {
			return getUnsignedByte(offset) << 8 | getUnsignedByte(offset + 1);
		}

		@Override
		public int getInt(int offset) {
			return getUnsignedShort(offset) << 16 | getUnsignedShort(offset + 2);
		}

		@Override
		public void setByte(int offset, int value) {
			bytes[offset] = (byte) value;
		}
	}

	long now;
	long heldUntil;
	int copies;
	final List<String> drops = new ArrayList<>();
	final Map<String, Long> counts = new HashMap<>();
	private final Random random = new Random(42);

	@Override
	public long nowNanos() {
		return now;
	}

	@Override
	public RandomSource random() {
		return random::nextLong;
	}

	@Override
	public Verdict drop(DropReason reason) {
		drops.add(reason.id());
		return Verdict.DROP;
	}

	@Override
	public Verdict holdUntil(long releaseNanos) {
		heldUntil = releaseNanos;
		return Verdict.HOLD;
	}

	@Override
	public void copy() {
		copies++;
	}

	@Override
	public void scheduleTimer(long atNanos) {
	}

	@Override
	public void dropQueued(Frame frame, DropReason reason) {
		drops.add(reason.id());
	}

	@Override
	public void count(String counter, long amount) {
		counts.merge(counter, amount, Long::sum);
	}
}
