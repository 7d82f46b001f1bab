package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.DropReason;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.QueueStage;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.Verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The way of frames: through the stages of their link, held or dropped there, and out; with the times at which held frames
 * go on. Owned by the worker's thread.
 */
final class Forwarding {

	/** Frames taken from a port at once: a batch of one sendmmsg. */
	static final int BATCH = 64;
	/** Timers and frames of one stage in one turn: ports and commands are served in between. */
	private static final int MOST_A_TURN = 1024;

	private final Mailbox mailbox;
	private final BufferPool pool;
	private final StageCalls calls;
	private final TimerQueue timers = new TimerQueue();
	private final Map<Impairment, StageNode> nodes = new IdentityHashMap<>();
	private final FrameBuffer[] borrowed = new FrameBuffer[BATCH];
	private FrameBuffer[] sentPooled = new FrameBuffer[BATCH];
	private int sentPooledCount;
	private final List<Port> unflushed = new ArrayList<>();
	private final Port.Receiver receiver = this::received;
	private Pipeline receiving;
	private int receivedInBatch;
	private long now;
	/** Set by any thread when the worker is abandoned: other workers have its links, so nothing leaves here any more. */
	volatile boolean abandoned;

	Forwarding(Mailbox mailbox, BufferPool pool, FrameViews views, FaultHandler faults) {
		this.mailbox = mailbox;
		this.pool = pool;
		calls = new StageCalls(this, views, faults);
		for (int i = 0; i < BATCH; i++)
			borrowed[i] = new FrameBuffer();
	}

	StageCalls calls() {
		return calls;
	}

	/** @return the time of this turn */
	long nowNanos() {
		return now;
	}

	void beginTurn(long nowNanos) {
		now = nowNanos;
	}

	long nextTimerNanos() {
		return timers.nextNanos();
	}

	int timerCount() {
		return timers.size();
	}

	void schedule(TimerQueue.Timer timer, long atNanos) {
		timers.schedule(atNanos, timer);
	}

	void runTimers() {
		timers.run(now, MOST_A_TURN);
		flush();
	}

	StageNode node(Impairment impairment) {
		return nodes.computeIfAbsent(impairment, i -> new StageNode(i, this));
	}

	/** Takes frames of a port. @return whether there were any */
	boolean receive(Link link, int port) {
		receiving = link.pipelines[port];
		receivedInBatch = 0;
		int n = link.ports[port].receive(receiver, BATCH);
		if (n == 0)
			return false;
		flush();
		link.ports[port].release();
		return true;
	}

	private void received(long header, int length, long arrivalNanos) {
		FrameBuffer frame = borrowed[receivedInBatch++];
		frame.header = header;
		frame.length = length;
		frame.arrivalNanos = arrivalNanos;
		frame.pipeline = receiving;
		receiving.receivedFrames++;
		receiving.receivedBytes += length;
		advance(frame, receiving.first);
	}

	/** Takes a frame from a place onwards, until it is out, held or dropped. */
	private void advance(FrameBuffer coming, Pipeline.Slot from) {
		FrameBuffer frame = coming;
		Pipeline.Slot slot = from;
		while (slot != null) {
			if (slot.removed || slot.node.quarantined || !calls.matches(slot, frame)) {
				slot = slot.next;
				continue;
			}
			StageNode node = slot.node;
			Verdict verdict;
			if (node.impairment instanceof Stage) {
				verdict = calls.accept(slot, frame);
			} else {
				FrameBuffer owned = owned(frame);
				if (owned == null) {
					end(frame, Pipeline.NO_MEMORY);
					return;
				}
				frame = owned;
				frame.slot = slot;
				verdict = calls.enqueue(slot, frame);
			}
			FrameBuffer copies = calls.takeCopies();
			if (verdict == Verdict.DROP) {
				end(frame, calls.dropReason());
				frame = null;
			} else if (verdict == Verdict.HOLD) {
				if (node.impairment instanceof Stage) {
					long releaseNanos = calls.releaseNanos();
					if (releaseNanos > now || node.first() != null) {
						hold(frame, slot, releaseNanos);
						frame = null;
					}
				} else {
					node.link(frame);
					frame.pipeline.queuedFrames++;
					frame = null;
					pump(node);
				}
			}
			Pipeline.Slot next = slot.next;
			if (copies != null) {
				// The frame itself goes first.
				if (frame != null)
					advance(frame, next);
				for (FrameBuffer copy = copies; copy != null;) {
					FrameBuffer following = copy.next;
					copy.next = null;
					copy.pipeline.copiedFrames++;
					advance(copy, next);
					copy = following;
				}
				return;
			}
			if (frame == null)
				return;
			slot = next;
		}
		send(frame);
	}

	FrameBuffer copyOf(FrameBuffer frame) {
		return pool.copyOf(frame);
	}

	/** @return the frame in memory that stays, or null if there is none */
	private FrameBuffer owned(FrameBuffer frame) {
		return frame.sizeClass >= 0 ? frame : pool.copyOf(frame);
	}

	private void hold(FrameBuffer frame, Pipeline.Slot slot, long releaseNanos) {
		FrameBuffer owned = owned(frame);
		if (owned == null) {
			end(frame, Pipeline.NO_MEMORY);
			return;
		}
		owned.slot = slot;
		owned.releaseNanos = releaseNanos;
		owned.pipeline.queuedFrames++;
		StageNode node = slot.node;
		boolean wasEmpty = node.first() == null;
		if (node.addInOrder(owned)) {
			if (wasEmpty)
				timers.schedule(releaseNanos, node.fifoTimer);
		} else {
			node.link(owned);
			timers.schedule(releaseNanos, owned);
		}
	}

	/** Sends frames of a stage on whose time has come. */
	void releaseDue(StageNode node, long nowNanos) {
		FrameBuffer frame;
		for (int n = 0; (frame = node.first()) != null && frame.releaseNanos <= nowNanos; n++) {
			if (n == MOST_A_TURN) {
				timers.schedule(nowNanos + 1, node.fifoTimer);
				return;
			}
			resume(node.removeFirst());
		}
		if (frame != null)
			timers.schedule(frame.releaseNanos, node.fifoTimer);
	}

	/** Sends all frames that a node holds on, in the order in which they would have left. */
	private void releaseAll(StageNode node) {
		cancelTimers(node);
		List<FrameBuffer> held = new ArrayList<>();
		while (node.first() != null)
			held.add(node.removeFirst());
		for (FrameBuffer f = node.queuedFirst; f != null; f = node.queuedFirst) {
			timers.cancel(f);
			calls.unlink(node, f);
			held.add(f);
		}
		if (node.impairment instanceof Stage)
			held.sort(Comparator.comparingLong(f -> f.releaseNanos));
		held.forEach(this::resume);
	}

	private void cancelTimers(StageNode node) {
		timers.cancel(node.fifoTimer);
		timers.cancel(node.stageTimer);
		timers.cancel(node.pollTimer);
	}

	/** Releases the frames of a node before the next turn. */
	void releaseLater(StageNode node) {
		mailbox.post(() -> {
			releaseAll(node);
			flush();
		});
	}

	/** Takes a frame that was held on to the place after the one that held it. */
	void resume(FrameBuffer frame) {
		if (frame.isOrphan) {
			pool.release(frame);
			return;
		}
		frame.pipeline.queuedFrames--;
		Pipeline.Slot next = frame.slot.next;
		frame.slot = null;
		advance(frame, next);
	}

	/** Ends a frame that was held and is held no more. */
	void dropHeld(FrameBuffer frame, DropReason reason) {
		if (frame.isOrphan) {
			pool.release(frame);
			return;
		}
		frame.pipeline.queuedFrames--;
		end(frame, reason);
	}

	void stageTimer(StageNode node, long nowNanos) {
		if (!node.quarantined && node.isBound())
			calls.onTimer(node, nowNanos);
	}

	void pollQueue(StageNode node, long nowNanos) {
		if (node.quarantined || !node.isBound())
			return;
		if (!pump(node) && !node.quarantined && node.pollNanos <= nowNanos)
			calls.quarantine(node, "asked to be polled at a time that has passed, and then gave no frame", null);
	}

	/** Takes out of a queue what may leave. @return whether anything did */
	private boolean pump(StageNode node) {
		if (node.pumping || !node.isBound())
			return false;
		node.pumping = true;
		boolean any = false;
		for (FrameBuffer frame; !node.quarantined && (frame = calls.dequeue(node, now)) != null;) {
			any = true;
			resume(frame);
		}
		if (!node.quarantined) {
			node.pollNanos = calls.nextNanos(node);
			if (node.pollNanos == Long.MAX_VALUE)
				timers.cancel(node.pollTimer);
			else
				timers.schedule(node.pollNanos, node.pollTimer);
		}
		node.pumping = false;
		return any;
	}

	private void send(FrameBuffer frame) {
		Pipeline pipeline = frame.pipeline;
		pipeline.sentFrames++;
		pipeline.sentBytes += frame.length;
		Port egress = pipeline.egress;
		if (unflushed.isEmpty() || unflushed.getLast() != egress && !unflushed.contains(egress))
			unflushed.add(egress);
		if (!abandoned)
			egress.send(frame.header, frame.length);
		if (frame.sizeClass >= 0) {
			if (sentPooledCount == sentPooled.length)
				sentPooled = Arrays.copyOf(sentPooled, sentPooledCount * 2);
			sentPooled[sentPooledCount++] = frame;
		}
	}

	/** Hands what was sent to the kernel; the memory of these frames is free afterwards. */
	void flush() {
		for (int i = 0, n = unflushed.size(); i < n; i++)
			unflushed.get(i).flush();
		unflushed.clear();
		while (sentPooledCount > 0) {
			FrameBuffer frame = sentPooled[--sentPooledCount];
			sentPooled[sentPooledCount] = null;
			pool.release(frame);
		}
	}

	/** A frame ends here. */
	private void end(FrameBuffer frame, DropReason reason) {
		frame.pipeline.countDrop(reason);
		if (frame.sizeClass >= 0)
			pool.release(frame);
	}

	/** Replaces the stages of a link. What a queue holds that stands nowhere any more goes on at once. */
	void bind(Link link, List<StageBinding> forward, List<StageBinding> backward) {
		link.bind(forward, backward);
		for (StageNode node : List.copyOf(nodes.values()))
			if (!node.isBound() && !node.quarantined) {
				timers.cancel(node.stageTimer);
				if (node.impairment instanceof QueueStage) {
					releaseAll(node);
					calls.drained(node);
				}
			}
		forgetUnusedNodes();
		flush();
	}

	/** Removes the stages of a link and counts the frames that it holds as dropped. */
	void unbind(Link link) {
		link.bind(List.of(), List.of());
		for (StageNode node : List.copyOf(nodes.values())) {
			dropHeldOf(link, node);
			if (!node.isBound() && !node.quarantined && node.impairment instanceof QueueStage)
				calls.drained(node);
		}
		forgetUnusedNodes();
		unflushed.removeAll(List.of(link.ports));
	}

	private void dropHeldOf(Link link, StageNode node) {
		int n = node.inOrder();
		for (int i = 0; i < n; i++) {
			FrameBuffer frame = node.removeFirst();
			if (isOf(link, frame))
				dropHeld(frame, Pipeline.REMOVED);
			else
				node.addInOrder(frame);
		}
		for (FrameBuffer f = node.queuedFirst; f != null;) {
			FrameBuffer following = f.next;
			if (isOf(link, f) && !f.isOrphan) {
				if (node.impairment instanceof Stage || !node.isBound()) {
					timers.cancel(f);
					calls.unlink(node, f);
					dropHeld(f, Pipeline.REMOVED);
				} else {
					// The queue is shared and may still hand it out: counted now, its memory is freed then.
					f.pipeline.queuedFrames--;
					f.pipeline.countDrop(Pipeline.REMOVED);
					f.isOrphan = true;
				}
			} else if (f.isOrphan && !node.isBound()) {
				calls.unlink(node, f);
				pool.release(f);
			}
			f = following;
		}
	}

	private static boolean isOf(Link link, FrameBuffer frame) {
		return frame.pipeline == link.pipelines[0] || frame.pipeline == link.pipelines[1];
	}

	private void forgetUnusedNodes() {
		nodes.values().removeIf(node -> {
			boolean unused = !node.isBound() && !node.holdsFrames();
			if (unused)
				cancelTimers(node);
			return unused;
		});
	}

	/** See {@link Worker#update(Impairment, Parameters, Parameters)}. */
	void update(Impairment impairment, Parameters parameters, Parameters before) {
		StageNode node = nodes.get(impairment);
		if (node == null) {
			impairment.update(parameters, nowNanos());
			return;
		}
		calls.update(node, parameters, before == null ? node.parameters : before);
		if (impairment instanceof QueueStage && !node.quarantined)
			pump(node);
		flush();
	}
}
