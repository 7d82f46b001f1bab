package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Direction;
import io.wirebench.dataplane.DropReason;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One direction of a link: from the port where frames come in, through the stages in the order of the model, to the port
 * where they go out, with a counter at each end. Owned by the worker's thread.
 */
final class Pipeline {

	/** An impairment's place in this direction. */
	static final class Slot {
		final Pipeline pipeline;
		final StageNode node;
		StageBinding binding;
		/** How many frames it has matched: the index of the next one. */
		long index;
		/** The next place, or null for the way out. Stays valid for frames still held when this place was removed. */
		Slot next;
		boolean removed;
		final Map<String, long[]> counts = new HashMap<>();

		Slot(Pipeline pipeline, StageNode node, StageBinding binding) {
			this.pipeline = pipeline;
			this.node = node;
			this.binding = binding;
		}
	}

	/** The worker has no memory left to hold a frame. */
	static final DropReason NO_MEMORY = new DropReason("no-memory", "the engine's memory for held frames is used up");
	/** The link was removed while it held frames. */
	static final DropReason REMOVED = new DropReason("removed", "the link was removed while it held the frame");

	final Forwarding forwarding;
	final Port egress;
	private final Port ingress;
	private final Direction direction;
	Slot first;
	private List<Slot> slots = List.of();

	long receivedFrames;
	long receivedBytes;
	long sentFrames;
	long sentBytes;
	long copiedFrames;
	/** Counted up when a frame is first held and down when it leaves, apart from the other counters, to check them. */
	long queuedFrames;
	private DropReason[] reasons = new DropReason[4];
	private long[] drops = new long[4];
	private int reasonCount;

	Pipeline(Forwarding forwarding, Direction direction, Port ingress, Port egress) {
		this.forwarding = forwarding;
		this.direction = direction;
		this.ingress = ingress;
		this.egress = egress;
	}

	Direction direction() {
		return direction;
	}

	/** Replaces the stages. A stage that was there before keeps its state and the frames that it holds. */
	void bind(List<StageBinding> bindings) {
		List<Slot> newSlots = new ArrayList<>();
		for (StageBinding binding : bindings) {
			Slot slot = null;
			for (Slot old : slots)
				if (old.node.impairment == binding.impairment() && !newSlots.contains(old))
					slot = old;
			if (slot == null)
				(slot = new Slot(this, forwarding.node(binding.impairment()), binding)).node.add(slot);
			slot.binding = binding;
			newSlots.add(slot);
		}
		// A frame held in a removed place goes on at the next place that was kept.
		for (int i = 0; i < slots.size(); i++) {
			Slot old = slots.get(i);
			if (newSlots.contains(old))
				continue;
			old.removed = true;
			old.node.remove(old);
			Slot next = null;
			for (int j = i + 1; j < slots.size() && next == null; j++)
				if (newSlots.contains(slots.get(j)))
					next = slots.get(j);
			old.next = next;
		}
		for (int i = 0; i < newSlots.size(); i++)
			newSlots.get(i).next = i + 1 < newSlots.size() ? newSlots.get(i + 1) : null;
		first = newSlots.isEmpty() ? null : newSlots.getFirst();
		slots = newSlots;
	}

	List<Slot> slots() {
		return slots;
	}

	void countDrop(DropReason reason) {
		for (int i = 0; i < reasonCount; i++)
			if (reasons[i] == reason) {
				drops[i]++;
				return;
			}
		addReason(reason);
	}

	private void addReason(DropReason reason) {
		for (int i = 0; i < reasonCount; i++)
			if (reasons[i].id().equals(reason.id())) {
				drops[i]++;
				return;
			}
		if (reasonCount == reasons.length) {
			reasons = java.util.Arrays.copyOf(reasons, reasonCount * 2);
			drops = java.util.Arrays.copyOf(drops, reasonCount * 2);
		}
		reasons[reasonCount] = reason;
		drops[reasonCount++] = 1;
	}

	DirectionCounters counters() {
		Map<String, Long> dropped = new HashMap<>();
		for (int i = 0; i < reasonCount; i++)
			dropped.put(reasons[i].id(), drops[i]);
		long overrun = ingress.overrunFrames();
		if (overrun > 0)
			dropped.merge("overrun", overrun, Long::sum);
		long unsent = egress.unsentFrames();
		if (unsent > 0)
			dropped.merge("unsent", unsent, Long::sum);
		return new DirectionCounters(receivedFrames + overrun, receivedBytes, sentFrames - unsent, sentBytes - egress.unsentBytes(),
				copiedFrames,
				queuedFrames, dropped);
	}

	Map<String, Long> stageCounters() {
		Map<String, Long> result = new java.util.TreeMap<>();
		for (Slot slot : slots) {
			result.put(slot.binding.path() + ".matched", slot.index);
			slot.counts.forEach((name, value) -> result.put(slot.binding.path() + "." + name, value[0]));
		}
		return result;
	}
}
