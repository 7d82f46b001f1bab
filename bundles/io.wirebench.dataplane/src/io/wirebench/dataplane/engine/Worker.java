package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Clock;
import io.wirebench.dataplane.DropReason;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.QueueStage;
import io.wirebench.dataplane.RandomSource;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The one thread that owns a group of links: it receives, decides, holds and sends. Other threads post commands; they may
 * call only what says so. The thread is the one that calls {@link #run()}.
 */
public final class Worker implements Runnable, AutoCloseable {

	/** A call of an impairment that is under way. @param number grows with each call */
	public record Asked(Impairment impairment, String path, long number) {
	}

	/** The worker was given up because an impairment does not come back: what it was asked to do will not be done. */
	public static final class LostException extends IllegalStateException {
		private static final long serialVersionUID = 1L;

		LostException() {
			super("the worker of this link was given up, as an impairment did not come back from a call");
		}
	}

	private static final VarHandle ASKED;
	private static final VarHandle ASK_COUNT;
	static {
		try {
			ASKED = MethodHandles.lookup().findVarHandle(Worker.class, "asked", StageNode.class);
			ASK_COUNT = MethodHandles.lookup().findVarHandle(Worker.class, "askCount", long.class);
		} catch (ReflectiveOperationException e) {
			throw new ExceptionInInitializerError(e);
		}
	}

	/** Frames taken from a port at once: a batch of one sendmmsg. */
	private static final int BATCH = 64;
	/** While frames are flowing, how often to look for other ports' frames, in nanoseconds. */
	private static final long LOOK_NANOS = 20_000;

	private final Clock clock;
	private final Waiter waiter;
	private final FaultHandler faults;
	private final long spinNanos;
	private final BufferPool pool;
	private final TimerQueue timers = new TimerQueue();
	private final Map<Impairment, StageNode> nodes = new IdentityHashMap<>();
	private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
	private final Context context = new Context();
	private final SeededRandom random = new SeededRandom();

	private Link[] links = new Link[16];
	/** Tokens of ports that may have frames: link index * 2 + port. */
	private int[] active = new int[32];
	private boolean[] isActive = new boolean[32];
	private int activeCount;

	private final FrameBuffer[] borrowed = new FrameBuffer[BATCH];
	private FrameBuffer[] sentPooled = new FrameBuffer[BATCH];
	private int sentPooledCount;
	private final List<Port> unflushed = new ArrayList<>();

	/** Whose call is under way, written by the worker and read by whoever watches it; opaque, so that it costs no fence a packet. */
	@SuppressWarnings("unused")
	private StageNode asked;
	private long askCount;
	private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();
	private volatile boolean lost;

	private Pipeline receiving;
	private int receivedInBatch;
	private long now;
	private volatile boolean stopping;
	private volatile Thread thread;
	private final Port.Receiver receiver = this::received;
	private final Waiter.Ready ready = this::activate;

	/**
	 * @param clock the clock of all times here
	 * @param waiter how to wait; closed with the worker
	 * @param faults hears of impairments taken out of service
	 * @param spinNanos how long before a frame is due to stop sleeping and watch the clock; 0 to trust the sleep
	 * @param heldBytes how much memory frames on their way may take
	 */
	public Worker(Clock clock, Waiter waiter, FaultHandler faults, long spinNanos, long heldBytes) {
		this.clock = clock;
		this.waiter = waiter;
		this.faults = faults;
		this.spinNanos = spinNanos;
		pool = new BufferPool(heldBytes);
		for (int i = 0; i < BATCH; i++)
			borrowed[i] = new FrameBuffer();
	}

	// ---- for any thread ----

	/** Runs a command on the worker's thread, between two frames. For any thread. */
	public void post(Runnable command) {
		commands.add(command);
		waiter.wake();
	}

	/** Runs a command on the worker's thread and returns when it is done. For any thread; by the worker's own it is done at once. */
	public void call(Runnable command) {
		if (Thread.currentThread() == thread) {
			command.run();
			return;
		}
		CompletableFuture<Void> done = new CompletableFuture<>();
		waiting.add(done);
		post(() -> {
			try {
				command.run();
				done.complete(null);
			} catch (Throwable t) {
				done.completeExceptionally(t);
			}
		});
		if (lost)
			done.completeExceptionally(new LostException());
		if (stopping && (thread == null || !thread.isAlive()))
			runCommands(); // nobody else does
		try {
			done.join();
		} catch (java.util.concurrent.CompletionException e) {
			if (e.getCause() instanceof RuntimeException r)
				throw r;
			throw e;
		} finally {
			waiting.remove(done);
		}
	}

	/** @return the call of an impairment that is under way, or null. For any thread */
	public Asked asked() {
		StageNode node = (StageNode) ASKED.getOpaque(this);
		Pipeline.Slot owner = node == null ? null : node.owner;
		return node == null ? null : new Asked(node.impairment, owner == null ? "an impairment" : owner.binding.path(), (long) ASK_COUNT.getOpaque(this));
	}

	/**
	 * Gives up a worker whose thread does not come back from an impairment. Whoever waits for it, or asks it from now on, gets
	 * {@link LostException}; should its thread come back after all, it ends and lets go of its links. For any thread.
	 */
	public void abandon() {
		lost = true;
		stopping = true;
		waiting.forEach(done -> done.completeExceptionally(new LostException()));
	}

	/** @return whether it was given up. For any thread */
	public boolean isLost() {
		return lost;
	}

	private void ask(StageNode node) {
		ASK_COUNT.setOpaque(this, askCount + 1);
		ASKED.setOpaque(this, node);
	}

	private void answered() {
		ASKED.setOpaque(this, null);
	}

	/** Adds a link. For any thread. The ports belong to the worker from now on and are closed with the link. */
	public Link add(String name, Port from, Port to, List<StageBinding> forward, List<StageBinding> backward) {
		Link link = new Link(name, this, from, to);
		call(() -> attach(link, forward, backward));
		return link;
	}

	/** Replaces a link's stages; those that were there before keep state and frames. For any thread. */
	public void bind(Link link, List<StageBinding> forward, List<StageBinding> backward) {
		call(() -> {
			link.bind(forward, backward);
			forgetUnusedNodes();
		});
	}

	/** Hands new parameters to an impairment. For any thread. */
	public void update(Impairment impairment, Parameters parameters) {
		call(() -> {
			StageNode node = nodes.get(impairment);
			if (node != null)
				ask(node);
			try {
				impairment.update(parameters);
				answered();
				if (node != null && impairment instanceof QueueStage queue)
					pump(node, queue);
				flush();
			} catch (RuntimeException | LinkageError e) {
				if (node == null)
					throw e;
				quarantine(node, "threw when it was given parameters", e);
			}
		});
	}

	/** Removes a link; frames that it holds are dropped. For any thread. */
	public Link.Counters remove(Link link) {
		Link.Counters[] last = new Link.Counters[1];
		call(() -> {
			detach(link);
			last[0] = link.counters();
		});
		return last[0];
	}

	/** @return the counters of links of this worker, all of one moment. For any thread. */
	public List<Link.Counters> counters(List<Link> which) {
		List<Link.Counters> result = new ArrayList<>(which.size());
		call(() -> which.forEach(link -> result.add(link.counters())));
		return result;
	}

	/** Ends the worker: its links are removed, memory is freed. Returns when the thread has ended. For any other thread. */
	@Override
	public void close() {
		stopping = true;
		waiter.wake();
		Thread t = thread;
		if (t != null && t != Thread.currentThread() && !lost) {
			boolean interrupted = false;
			while (t.isAlive()) {
				try {
					t.join();
				} catch (InterruptedException e) {
					interrupted = true;
				}
			}
			if (interrupted)
				Thread.currentThread().interrupt();
		}
	}

	// ---- the worker's thread ----

	/** Works until {@link #close()}. To be called once, by the thread that becomes the worker's. */
	@Override
	public void run() {
		thread = Thread.currentThread();
		try {
			while (!stopping)
				turn();
		} finally {
			runCommands();
			for (Link link : links)
				if (link != null)
					detach(link);
			waiter.close();
			pool.close();
		}
	}

	private long lastLook;

	/** One turn of the loop: commands, frames that came, frames that are due, or a wait. For whoever drives a worker without {@link #run()}, e.g. on a virtual clock. */
	public void turn() {
		if (thread == null)
			thread = Thread.currentThread();
		now = clock.nanos();
		runCommands();
		boolean busy = false;
		for (int i = 0; i < activeCount;) {
			int token = active[i];
			if (receive(links[token >> 1], token & 1)) {
				busy = true;
				i++;
			} else {
				isActive[token] = false;
				active[i] = active[--activeCount];
			}
		}
		if (timers.nextNanos() <= now) {
			busy = true;
			timers.run(now);
			flush();
		}
		if (busy) {
			if (now - lastLook >= LOOK_NANOS) {
				waiter.await(0, ready);
				lastLook = now;
			}
			return;
		}
		long next = timers.nextNanos();
		long wait = next == Long.MAX_VALUE ? Long.MAX_VALUE : next - clock.nanos() - spinNanos;
		waiter.await(Math.max(0, wait), ready);
		lastLook = now;
	}

	private void runCommands() {
		for (Runnable command; (command = commands.poll()) != null;)
			command.run();
	}

	private void activate(int token) {
		if (token < isActive.length && !isActive[token] && links[token >> 1] != null) {
			isActive[token] = true;
			active[activeCount++] = token;
		}
	}

	private void attach(Link link, List<StageBinding> forward, List<StageBinding> backward) {
		int index = 0;
		while (index < links.length && links[index] != null)
			index++;
		if (index == links.length) {
			links = Arrays.copyOf(links, index * 2);
			active = Arrays.copyOf(active, index * 4);
			isActive = Arrays.copyOf(isActive, index * 4);
		}
		links[index] = link;
		link.bind(forward, backward);
		for (int p = 0; p < 2; p++) {
			link.tokens[p] = index * 2 + p;
			waiter.add(link.ports[p], index * 2 + p);
			activate(index * 2 + p);
		}
	}

	private void detach(Link link) {
		if (link.closed)
			return;
		link.closed = true;
		for (int p = 0; p < 2; p++) {
			int token = link.tokens[p];
			links[token >> 1] = null;
			isActive[token] = false;
			for (int i = 0; i < activeCount; i++)
				if (active[i] == token)
					active[i--] = active[--activeCount];
			waiter.remove(link.ports[p]);
			link.pipelines[p].closed = true;
		}
		for (StageNode node : List.copyOf(nodes.values()))
			dropHeldOf(link, node);
		link.pipelines[0].bind(List.of());
		link.pipelines[1].bind(List.of());
		forgetUnusedNodes();
		for (Port port : link.ports)
			port.close();
	}

	private void dropHeldOf(Link link, StageNode node) {
		int n = node.inOrder();
		for (int i = 0; i < n; i++) {
			FrameBuffer frame = node.removeFirst();
			if (frame.pipeline == link.pipelines[0] || frame.pipeline == link.pipelines[1])
				end(frame, Pipeline.REMOVED);
			else
				node.addInOrder(frame);
		}
		boolean mine = false;
		for (FrameBuffer f = node.queuedFirst; f != null; f = f.next)
			mine |= f.pipeline == link.pipelines[0] || f.pipeline == link.pipelines[1];
		// The queue itself may still hand such a frame out: only then, when it is shared with other links, does it stay.
		if (mine && ownedOnlyBy(node, link))
			for (FrameBuffer f = node.queuedFirst; f != null;) {
				FrameBuffer following = f.next;
				node.unlink(f);
				end(f, Pipeline.REMOVED);
				f = following;
			}
	}

	private boolean ownedOnlyBy(StageNode node, Link link) {
		for (Link other : links)
			if (other != null && other != link)
				for (Pipeline pipeline : other.pipelines)
					for (Pipeline.Slot slot : pipeline.slots())
						if (slot.node == node)
							return false;
		return true;
	}

	StageNode node(Impairment impairment) {
		return nodes.computeIfAbsent(impairment, i -> new StageNode(i, this));
	}

	private void forgetUnusedNodes() {
		nodes.values().removeIf(node -> {
			if (node.first() != null || node.queuedFirst != null)
				return false;
			for (Link link : links)
				if (link != null)
					for (Pipeline pipeline : link.pipelines)
						for (Pipeline.Slot slot : pipeline.slots())
							if (slot.node == node)
								return false;
			return true;
		});
	}

	private boolean receive(Link link, int port) {
		if (link == null)
			return false;
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
	private void advance(FrameBuffer frame, Pipeline.Slot slot) {
		while (slot != null) {
			if (slot.removed || slot.node.quarantined || !slot.binding.match().matches(frame)) {
				slot = slot.next;
				continue;
			}
			StageNode node = slot.node;
			Verdict verdict;
			FrameBuffer copies;
			if (node.impairment instanceof Stage stage) {
				context.begin(slot, frame);
				ask(node);
				try {
					verdict = stage.accept(frame, context);
				} catch (RuntimeException | LinkageError | StackOverflowError e) {
					quarantine(node, "threw for a frame", e);
					verdict = Verdict.PASS;
				}
				answered();
				copies = context.takeCopies();
				slot.index++;
				if (verdict == Verdict.HOLD && context.releaseNanos == Long.MIN_VALUE) {
					quarantine(node, "held a frame without saying until when", null);
					verdict = Verdict.PASS;
				}
				if (verdict == Verdict.HOLD && context.releaseNanos <= now)
					verdict = node.first() == null ? Verdict.PASS : verdict;
				if (verdict == Verdict.HOLD) {
					hold(frame, slot, context.releaseNanos);
					frame = null;
				}
			} else {
				QueueStage queue = (QueueStage) node.impairment;
				FrameBuffer own = frame.sizeClass >= 0 ? frame : pool.copyOf(frame);
				if (own == null) {
					end(frame, Pipeline.NO_MEMORY);
					return;
				}
				frame = own;
				frame.slot = slot;
				context.begin(slot, frame);
				ask(node);
				try {
					verdict = queue.enqueue(frame, context);
				} catch (RuntimeException | LinkageError | StackOverflowError e) {
					quarantine(node, "threw for a frame", e);
					verdict = Verdict.PASS;
				}
				answered();
				copies = context.takeCopies();
				slot.index++;
				if (verdict == Verdict.HOLD) {
					node.link(frame);
					frame.pipeline.queuedFrames++;
					frame = null;
					pump(node, queue);
				}
			}
			if (verdict == null) {
				quarantine(node, "gave no verdict", null);
				verdict = Verdict.PASS;
			}
			if (verdict == Verdict.DROP) {
				DropReason reason = context.reason;
				if (reason == null) {
					quarantine(node, "dropped a frame without a reason", null);
					verdict = Verdict.PASS;
				} else {
					end(frame, reason);
					frame = null;
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

	private void hold(FrameBuffer frame, Pipeline.Slot slot, long releaseNanos) {
		FrameBuffer own = frame.sizeClass >= 0 ? frame : pool.copyOf(frame);
		if (own == null) {
			end(frame, Pipeline.NO_MEMORY);
			return;
		}
		own.slot = slot;
		own.releaseNanos = releaseNanos;
		own.pipeline.queuedFrames++;
		StageNode node = slot.node;
		boolean wasEmpty = node.first() == null;
		if (node.addInOrder(own)) {
			if (wasEmpty)
				timers.add(releaseNanos, node.fifoTimer);
		} else {
			timers.add(releaseNanos, own);
		}
	}

	/** Sends frames of a stage on whose time has come. */
	void releaseHeld(StageNode node, long nowNanos) {
		FrameBuffer frame;
		while ((frame = node.first()) != null && (frame.releaseNanos <= nowNanos || node.quarantined))
			resume(node.removeFirst());
		if (frame != null)
			timers.add(frame.releaseNanos, node.fifoTimer);
	}

	/** Takes a held frame on to the place after the one that held it. */
	void resume(FrameBuffer frame) {
		Pipeline pipeline = frame.pipeline;
		if (pipeline.closed) {
			end(frame, Pipeline.REMOVED);
			return;
		}
		pipeline.queuedFrames--;
		Pipeline.Slot next = frame.slot.next;
		frame.slot = null;
		advance(frame, next);
	}

	void stageTimer(StageNode node, long due, long nowNanos) {
		if (node.timerNanos != due || node.quarantined || node.owner == null)
			return;
		node.timerNanos = Long.MAX_VALUE;
		context.begin(node.owner, null);
		ask(node);
		try {
			((Stage) node.impairment).onTimer(nowNanos, context);
		} catch (RuntimeException | LinkageError | StackOverflowError e) {
			quarantine(node, "threw in its timer", e);
		}
		answered();
	}

	void pollQueue(StageNode node, long due, long nowNanos) {
		if (node.pollNanos != due || node.quarantined)
			return;
		node.pollNanos = Long.MAX_VALUE;
		QueueStage queue = (QueueStage) node.impairment;
		if (!pump(node, queue) && !node.quarantined && node.pollNanos <= nowNanos)
			quarantine(node, "asked to be polled at a time that has passed, and then gave no frame", null);
	}

	/** Takes out of a queue what may leave. @return whether anything did */
	private boolean pump(StageNode node, QueueStage queue) {
		if (node.pumping)
			return false;
		node.pumping = true;
		boolean any = false;
		try {
			while (!node.quarantined) {
				context.begin(node.owner, null);
				ask(node);
				Frame out = queue.dequeue(now, context);
				answered();
				if (out == null)
					break;
				any = true;
				if (!(out instanceof FrameBuffer frame) || frame.queuedAt != node) {
					quarantine(node, "handed out a frame that it does not hold", null);
					break;
				}
				node.unlink(frame);
				resume(frame);
			}
			if (!node.quarantined) {
				ask(node);
				long next = queue.nextNanos();
				answered();
				if (next < node.pollNanos) {
					node.pollNanos = next;
					timers.add(next, node.pollTimer);
				}
			}
		} catch (RuntimeException | LinkageError | StackOverflowError e) {
			quarantine(node, "threw when asked for a frame", e);
		} finally {
			answered();
			node.pumping = false;
		}
		return any;
	}

	private void send(FrameBuffer frame) {
		Pipeline pipeline = frame.pipeline;
		pipeline.sentFrames++;
		pipeline.sentBytes += frame.length;
		Port egress = pipeline.egress;
		if (unflushed.isEmpty() || unflushed.getLast() != egress && !unflushed.contains(egress))
			unflushed.add(egress);
		egress.send(frame.header, frame.length);
		if (frame.sizeClass >= 0) {
			if (sentPooledCount == sentPooled.length)
				sentPooled = Arrays.copyOf(sentPooled, sentPooledCount * 2);
			sentPooled[sentPooledCount++] = frame;
		}
	}

	private void flush() {
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
		Pipeline pipeline = frame.pipeline;
		if (reason == Pipeline.REMOVED)
			pipeline.queuedFrames--;
		pipeline.countDrop(reason);
		if (frame.sizeClass >= 0)
			pool.release(frame);
	}

	private void quarantine(StageNode node, String reason, Throwable cause) {
		if (node.quarantined)
			return;
		node.quarantined = true;
		String path = node.owner == null ? "an impairment" : node.owner.binding.path();
		post(() -> {
			// Not from within a call of the impairment: its frames may still be in its hands.
			releaseHeld(node, now);
			for (FrameBuffer f = node.queuedFirst; f != null; f = node.queuedFirst) {
				node.unlink(f);
				resume(f);
			}
			flush();
		});
		faults.quarantined(path, reason, cause);
	}

	/** The context of the call that is under way. */
	private final class Context implements StageContext {

		private Pipeline.Slot slot;
		private FrameBuffer frame;
		private DropReason reason;
		private long releaseNanos;
		private FrameBuffer copies;
		private FrameBuffer lastCopy;

		void begin(Pipeline.Slot slot, FrameBuffer frame) {
			this.slot = slot;
			this.frame = frame;
			reason = null;
			releaseNanos = Long.MIN_VALUE;
			random.begin(slot.binding.randomKey(), slot.index);
		}

		FrameBuffer takeCopies() {
			FrameBuffer result = copies;
			copies = null;
			lastCopy = null;
			return result;
		}

		@Override
		public long nowNanos() {
			return now;
		}

		@Override
		public RandomSource random() {
			return random;
		}

		@Override
		public Verdict drop(DropReason why) {
			requireFrame();
			reason = java.util.Objects.requireNonNull(why, "reason");
			return Verdict.DROP;
		}

		@Override
		public Verdict holdUntil(long untilNanos) {
			requireFrame();
			if (untilNanos < now - MAX_HOLD_NANOS || untilNanos > now + MAX_HOLD_NANOS)
				throw new IllegalArgumentException("release in " + (untilNanos - now) + " ns is out of all proportion");
			releaseNanos = untilNanos;
			return Verdict.HOLD;
		}

		@Override
		public void copy() {
			requireFrame();
			FrameBuffer copy = pool.copyOf(frame);
			if (copy == null)
				return;
			if (copies == null)
				copies = copy;
			else
				lastCopy.next = copy;
			lastCopy = copy;
		}

		@Override
		public void scheduleTimer(long atNanos) {
			if (!(slot.node.impairment instanceof Stage))
				throw new IllegalStateException("a queue says by nextNanos() when it wants to be asked");
			slot.node.timerNanos = atNanos;
			timers.add(atNanos, slot.node.stageTimer);
		}

		@Override
		public void dropQueued(Frame queued, DropReason why) {
			java.util.Objects.requireNonNull(why, "reason");
			if (!(queued instanceof FrameBuffer held) || held.queuedAt != slot.node)
				throw new IllegalStateException("this queue does not hold that frame");
			slot.node.unlink(held);
			held.pipeline.queuedFrames--;
			end(held, why);
		}

		@Override
		public void count(String counter, long amount) {
			long[] value = slot.counts.get(counter);
			if (value == null) {
				if (slot.counts.size() >= 16)
					throw new IllegalStateException("more than 16 counters");
				slot.counts.put(counter, value = new long[1]);
			}
			value[0] += amount;
		}

		private void requireFrame() {
			if (frame == null)
				throw new IllegalStateException("there is no current frame");
		}
	}

	/** No frame is held longer than this: an hour. */
	private static final long MAX_HOLD_NANOS = 3_600_000_000_000L;
}
