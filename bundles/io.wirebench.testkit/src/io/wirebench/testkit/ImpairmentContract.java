package io.wirebench.testkit;

import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.DropReason;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.RandomSource;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;
import io.wirebench.dataplane.engine.DirectionCounters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;

/**
 * What every impairment must satisfy, whatever it does to frames: nothing is lost without being counted, nothing leaves before
 * it came, one seed decides everything, other parameters harm nothing, refused ones change nothing, and what it holds goes on in
 * the end, also when it is removed. It is made within 5 s, and no call takes long; timers that come late, as they do on a busy machine,
 * harm nothing.
 */
public final class ImpairmentContract {

	private static final int FRAMES = 400;
	private static final long MOST_GAP_NANOS = 2_000_000;
	/** Longer than a frame may be held, and than a very slow link takes for the one that it is sending. */
	private static final long END_NANOS = 24 * 3_600_000_000_000L;

	private ImpairmentContract() {
	}

	/**
	 * Checks an impairment with traffic of all kinds, for several seeds.
	 *
	 * @param made makes it, each time anew
	 * @param parameters what it is told; at least one. With several, they follow each other while frames are on their way
	 * @throws AssertionError saying what it violates, for which seed
	 */
	public static void check(Supplier<? extends Impairment> made, Parameters... parameters) {
		some(parameters);
		TimeLimit.run("create", () -> checkInTime(() -> make(made), parameters));
	}

	/**
	 * Checks an impairment, and that it counts only what its declaration names, if that names anything.
	 *
	 * @param figures names of the figures that it declares
	 * @throws AssertionError saying what it violates, for which seed
	 * @since 0.1
	 */
	public static void check(Supplier<? extends Impairment> made, Set<String> figures, Parameters... parameters) {
		check(made, parameters);
		TimeLimit.run("create", () -> {
			Set<String> counted = new TreeSet<>();
			run(make(made), 1, true, (_, _) -> {
			}, rig -> rig.stageCounters().keySet().forEach(path -> counted.add(path.substring(path.lastIndexOf('.') + 1))), parameters);
			counted.remove("matched");
			counted.removeAll(figures);
			if (!figures.isEmpty() && !counted.isEmpty())
				throw new AssertionError("it counts " + String.join(", ", counted) + ", which its declaration does not name; it names "
						+ String.join(", ", figures)
						+ "; add <figure name=\"…\" unit=\"1\" description=\"…\"/> to plugin.xml");
		});
	}

	private static Impairment make(Supplier<? extends Impairment> made) {
		TimeLimit.step("create");
		Impairment impairment = made.get();
		if (impairment == null)
			throw new AssertionError("it makes null instead of an impairment");
		TimeLimit.step("update");
		return impairment;
	}

	private static void checkInTime(Supplier<? extends Impairment> made, Parameters... parameters) {
		for (long seed = 1; seed <= 5; seed++) {
			List<String> first = run(made.get(), seed, parameters);
			List<String> again = run(made.get(), seed, parameters);
			if (!first.equals(again))
				throw new AssertionError("seed " + seed + ": two runs differ, first in " + difference(first, again)
						+ "; decide by the context's random source and clock only, and keep no state outside of the object");
		}
		checkRefusals(made, parameters);
		checkRemoval(made.get(), parameters[0]);
		if (made.get() instanceof Stage stage)
			run(new LateTimers(stage), 1, parameters);
	}

	/** A stage whose timers come later than it asked for. */
	private static final class LateTimers implements Stage {
		private static final long LATE_NANOS = 5_000_000;
		private final Stage stage;
		private final LateContext late = new LateContext();

		LateTimers(Stage stage) {
			this.stage = stage;
		}

		@Override
		public void update(Parameters parameters) {
			stage.update(parameters);
		}

		@Override
		public void update(Parameters parameters, long nowNanos) {
			stage.update(parameters, nowNanos);
		}

		@Override
		public Verdict accept(Frame frame, StageContext context) {
			return stage.accept(frame, late.of(context));
		}

		@Override
		public void onTimer(long nowNanos, StageContext context) {
			stage.onTimer(nowNanos, late.of(context));
		}

		private static final class LateContext implements StageContext {
			private StageContext context;

			LateContext of(StageContext real) {
				context = real;
				return this;
			}

			@Override
			public long nowNanos() {
				return context.nowNanos();
			}

			@Override
			public RandomSource random() {
				return context.random();
			}

			@Override
			public Verdict drop(DropReason reason) {
				return context.drop(reason);
			}

			@Override
			public Verdict holdUntil(long releaseNanos) {
				return context.holdUntil(releaseNanos);
			}

			@Override
			public void copy() {
				context.copy();
			}

			@Override
			public void scheduleTimer(long atNanos) {
				context.scheduleTimer(Math.max(atNanos, context.nowNanos()) + LATE_NANOS);
			}

			@Override
			public void dropQueued(Frame frame, DropReason reason) {
				context.dropQueued(frame, reason);
			}

			@Override
			public void count(String counter, long amount) {
				context.count(counter, amount);
			}
		}
	}

	/** However much of new parameters was read when they turn out wrong: an impairment that refuses them must be as before. */
	private static void checkRefusals(Supplier<? extends Impairment> made, Parameters... parameters) {
		Parameters first = parameters[0];
		List<String> undisturbed = run(made.get(), 1, false, (_, _) -> {
		}, first);
		for (Parameters other : parameters)
			for (int reads = 0;; reads++) {
				int good = reads;
				boolean[] refused = new boolean[1];
				List<String> disturbed = run(made.get(), 1, false, (impairment, now) -> {
					try {
						impairment.update(new FailingParameters(other, good), now);
					} catch (IllegalArgumentException e) {
						refused[0] = true;
					}
				}, first);
				if (!refused[0])
					break; // It has read them all, or makes do with what it has.
				if (!undisturbed.equals(disturbed))
					throw new AssertionError("an update that ended with an IllegalArgumentException after " + reads
							+ " parameters were read has changed something, first seen in " + difference(undisturbed, disturbed)
							+ "; read and check all parameters first, then assign fields");
			}
	}

	/** A queue's frames go on when it is removed, and it must not hand them out a second time. */
	private static void checkRemoval(Impairment impairment, Parameters parameters) {
		impairment.update(parameters, LinkRig.BEGIN_NANOS);
		TimeLimit.step("its removal while it holds frames", TimeLimit.MANY_SECONDS);
		Random random = new Random(1);
		try (LinkRig rig = new LinkRig(1, impairment)) {
			for (int i = 0; i < FRAMES / 4; i++)
				rig.send(frame(i, random));
			rig.bind(List.of(), List.of());
			rig.bind(List.of(impairment), List.of());
			for (int i = 0; i < FRAMES / 4; i++)
				rig.send(frame(i, random));
			rig.advance(END_NANOS);
			assertAddsUp(rig, 1, 2 * (FRAMES / 4));
			if (!rig.faults().isEmpty())
				throw new AssertionError(
						"disabled after it was removed and put back: " + rig.faults() + "; a QueueStage forgets its frames in drained()");
		}
	}

	static Parameters[] some(Parameters... parameters) {
		if (parameters.length == 0)
			throw new IllegalArgumentException("say at least one set of parameters");
		return parameters;
	}

	private static String difference(List<String> first, List<String> again) {
		int i = 0;
		while (i < Math.min(first.size(), again.size()) && first.get(i).equals(again.get(i)))
			i++;
		return (i < first.size() ? first.get(i) : "nothing more") + " and " + (i < again.size() ? again.get(i) : "nothing more");
	}

	private static List<String> run(Impairment impairment, long seed, Parameters... parameters) {
		return run(impairment, seed, true, (_, _) -> {
		}, parameters);
	}

	/**
	 * @param mustEnd whether all frames must have left after a day; the first parameters alone may be too slow for that
	 * @param halfway happens after half of the frames
	 */
	private static List<String> run(Impairment impairment, long seed, boolean mustEnd, ObjLongConsumer<Impairment> halfway,
			Parameters... parameters) {
		return run(impairment, seed, mustEnd, halfway, _ -> {
		}, parameters);
	}

	/** @param look takes a look at the end */
	private static List<String> run(Impairment impairment, long seed, boolean mustEnd, ObjLongConsumer<Impairment> halfway,
			Consumer<LinkRig> look, Parameters... parameters) {
		impairment.update(parameters[0], LinkRig.BEGIN_NANOS);
		Random random = new Random(seed);
		try (LinkRig rig = new LinkRig(seed, impairment)) {
			long[] sent = new long[FRAMES];
			for (int i = 0; i < FRAMES; i++) {
				TimeLimit.step("a call with a frame or of a timer");
				rig.advance((long) (random.nextDouble() * random.nextDouble() * MOST_GAP_NANOS));
				int turn = i * parameters.length / FRAMES;
				if (i > 0 && turn != (i - 1) * parameters.length / FRAMES)
					rig.update(impairment, parameters[turn]);
				if (i == FRAMES / 2)
					halfway.accept(impairment, rig.nowNanos());
				sent[i] = rig.nowNanos();
				rig.send(frame(i, random));
				assertAddsUp(rig, seed, i + 1);
			}
			TimeLimit.step("a day without traffic", TimeLimit.MANY_SECONDS);
			rig.advance(END_NANOS);
			DirectionCounters end = assertAddsUp(rig, seed, FRAMES);
			if (mustEnd && end.queuedFrames() != 0)
				throw new AssertionError("seed " + seed + ": " + end.queuedFrames() + " frames are still held after a day without traffic");
			if (!rig.faults().isEmpty())
				throw new AssertionError("seed " + seed + ": disabled: " + rig.faults());
			look.accept(rig);
			List<String> trail = new ArrayList<>();
			for (LinkRig.Received frame : rig.received()) {
				if (frame.direction() != Direction.FORWARD)
					throw new AssertionError("seed " + seed + ": a frame left the wrong way");
				if (frame.nanos() < sent[0])
					throw new AssertionError("seed " + seed + ": a frame left before any came");
				trail.add(frame.nanos() + " " + frame.bytes().length + " " + Arrays.hashCode(frame.bytes()));
			}
			return trail;
		}
	}

	private static DirectionCounters assertAddsUp(LinkRig rig, long seed, int sent) {
		DirectionCounters c = rig.counters(Direction.FORWARD);
		long dropped = c.dropped().values().stream().mapToLong(Long::longValue).sum();
		if (c.inFrames() != sent || c.inFrames() + c.copiedFrames() != c.outFrames() + dropped + c.queuedFrames()
				|| c.outFrames() != rig.received().size())
			throw new AssertionError(
					"seed " + seed + ": after " + sent + " frames it does not add up: in + copied = out + dropped + queued, but " + c);
		return c;
	}

	static byte[] frame(int number, Random random) {
		byte[] payload = new byte[4 + random.nextInt(1400)];
		random.nextBytes(payload);
		payload[0] = (byte) (number >> 8);
		payload[1] = (byte) number;
		return switch (random.nextInt(4)) {
			case 0 -> Packets.tcp(40_000, 80, number, 0, 0x18, payload);
			case 1 -> Packets.udp6(40_000, 53, payload);
			case 2 -> Packets.other(14 + random.nextInt(1400));
			default -> Packets.udp(40_000, 5002, payload);
		};
	}
}
