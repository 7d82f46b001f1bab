package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Clock;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A group of links and the one thread that owns them: the one that calls {@link #run()}, or, in tests, {@link #turn()}. Other
 * threads may call what says so. However that thread ends, nobody waits for it in vain: calls then throw.
 *
 * @since 0.1
 */
public final class Worker implements Runnable, AutoCloseable {

	/** The worker's thread was abandoned, or ended by a failure: what the worker was asked to do will not be done. */
	public static final class LostException extends IllegalStateException {
		private static final long serialVersionUID = 1L;

		LostException(String message, Throwable cause) {
			super(message, cause);
		}
	}

	private enum State {
		NEW, RUNNING, ENDED
	}

	private final Waiter waiter;
	private final BufferPool pool;
	private final FrameViews views = new FrameViews();
	private final Mailbox mailbox;
	private final Forwarding forwarding;
	private final Loop loop;
	private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
	private final CountDownLatch ended = new CountDownLatch(1);
	private volatile Thread thread;
	private volatile boolean stopping;
	private volatile boolean abandoned;
	private volatile Throwable failure;
	/** Whether {@link #run()} is under way; of the worker's thread. */
	private boolean isRunning;

	/**
	 * @param clock the clock of all times here
	 * @param waiter how to wait; closed with the worker
	 * @param faults receives impairments that failed and were disabled
	 * @param spinNanos how long before a frame is due to stop sleeping and watch the clock; 0 to trust the sleep
	 * @param heldBytes how much memory frames on their way may take
	 */
	public Worker(Clock clock, Waiter waiter, FaultHandler faults, long spinNanos, long heldBytes) {
		this.waiter = waiter;
		pool = new BufferPool(heldBytes);
		mailbox = new Mailbox(waiter::wake);
		forwarding = new Forwarding(mailbox, pool, views, faults);
		loop = new Loop(clock, waiter, mailbox, forwarding, spinNanos);
	}

	// ---- for any thread ----

	/** Runs a command on the worker's thread, between two frames; not at all if the worker has ended. For any thread. */
	public void post(Runnable command) {
		mailbox.post(command);
	}

	/**
	 * Runs a command on the worker's thread and returns when it is done. For any thread; by the worker's own it is done at once.
	 *
	 * @throws LostException if the worker was abandoned or has failed
	 * @throws IllegalStateException if the worker is closed
	 */
	public void call(Runnable command) {
		if (Thread.currentThread() == thread)
			command.run();
		else
			mailbox.call(command);
	}

	/** @return the call of an impairment that is under way, or null. For any thread */
	public StageCall currentCall() {
		return forwarding.calls().current();
	}

	/**
	 * Abandons a worker whose thread does not return from an impairment. Callers that wait for it, and all later ones, get
	 * {@link LostException}. If its thread returns after all, it sends nothing more, ends and closes its links. For any thread.
	 */
	public void abandon() {
		forwarding.abandoned = true;
		abandoned = true;
		stopping = true;
		mailbox.end(() -> new LostException("the worker of this link was abandoned, as a call of an impairment did not return", null));
	}

	/** @return whether it was abandoned or has failed: then its links need another one. For any thread */
	public boolean isLost() {
		return abandoned || failure != null;
	}

	/** @return what ended the worker's thread, or null if it works, was closed or was abandoned. For any thread */
	public Throwable failure() {
		return failure;
	}

	/** Adds a link. For any thread. The ports belong to the worker from now on and are closed with the link. */
	public Link add(String name, Port from, Port to, List<StageBinding> forward, List<StageBinding> backward) {
		Link link = new Link(name, forwarding, from, to);
		call(() -> loop.attach(link, forward, backward));
		return link;
	}

	/**
	 * Replaces a link's stages. For any thread. Stages that were there before keep state and frames. Frames held by a stage
	 * that is removed go on: those of a {@code Stage} at their time, those of a {@code QueueStage} at once and in their order.
	 */
	public void bind(Link link, List<StageBinding> forward, List<StageBinding> backward) {
		call(() -> forwarding.bind(link, forward, backward));
	}

	/** As {@link #update(Impairment, Parameters, Parameters)}, for the parameters that the worker gave it last. */
	public void update(Impairment impairment, Parameters parameters) {
		update(impairment, parameters, null);
	}

	/**
	 * Hands new parameters to an impairment. For any thread. One that throws anything but an IllegalArgumentException is
	 * disabled, like one that throws for a frame.
	 *
	 * @param before the parameters that it has, to restore them if it refuses; null if they are not known
	 * @throws IllegalArgumentException if the impairment refuses the parameters: it goes on with those of before
	 */
	public void update(Impairment impairment, Parameters parameters, Parameters before) {
		call(() -> forwarding.update(impairment, parameters, before));
	}

	/** Removes a link; frames that it holds are dropped and counted. For any thread. @return its last counters */
	public Link.Counters remove(Link link) {
		Link.Counters[] last = new Link.Counters[1];
		call(() -> {
			try {
				loop.detach(link);
			} finally {
				last[0] = link.counters();
			}
		});
		return last[0];
	}

	/** @return the counters of links of this worker, all of one moment. For any thread. */
	public List<Link.Counters> counters(List<Link> which) {
		List<Link.Counters> result = new ArrayList<>(which.size());
		call(() -> which.forEach(link -> {
			result.add(link.counters());
			for (Port port : link.ports)
				if (!link.closed)
					port.tidy();
		}));
		return result;
	}

	/**
	 * Ends the worker: its links are removed, memory is freed. Returns when that is done, at once for an abandoned worker.
	 * For any thread; by the worker's own inside of {@link #run()} it only asks for the end.
	 */
	@Override
	public void close() {
		stopping = true;
		if (state.compareAndSet(State.NEW, State.ENDED)) {
			end(null);
			return;
		}
		if (Thread.currentThread() == thread) {
			if (!isRunning && state.compareAndSet(State.RUNNING, State.ENDED))
				end(null);
			return;
		}
		mailbox.wake();
		boolean interrupted = false;
		while (!abandoned) {
			try {
				ended.await();
				break;
			} catch (InterruptedException e) {
				interrupted = true;
			}
		}
		if (interrupted)
			Thread.currentThread().interrupt();
	}

	// ---- the worker's thread ----

	/** Works until {@link #close()}, {@link #abandon()} or a failure. To be called once, by the thread that becomes the worker's. */
	@Override
	public void run() {
		begin();
		if (state.get() == State.ENDED)
			return;
		isRunning = true;
		Throwable thrown = null;
		try {
			while (!stopping)
				loop.turn();
		} catch (Throwable t) {
			thrown = t;
		}
		state.set(State.ENDED);
		end(thrown);
	}

	/**
	 * One turn of the loop: commands, frames that came, frames that are due, or a wait. For a worker without {@link #run()}, e.g. on a
	 * virtual clock.
	 */
	public void turn() {
		begin();
		loop.turn();
	}

	/** @return how many timers are set */
	int timerCount() {
		return forwarding.timerCount();
	}

	private void begin() {
		if (thread == null && state.compareAndSet(State.NEW, State.RUNNING)) {
			thread = Thread.currentThread();
			views.owner = thread;
		}
	}

	/** Lets go of everything, whatever fails on the way. @param thrown what ended the loop, or null */
	private void end(Throwable thrown) {
		if (thrown != null) {
			failure = thrown;
			mailbox.end(() -> new LostException("the worker of this link has failed: " + failure, failure));
		} else if (!abandoned) {
			try {
				mailbox.deliver();
			} catch (Throwable t) {
				failure = t;
			}
			mailbox.end(() -> new IllegalStateException("the worker of this link is closed"));
		}
		Throwable detaching = loop.detachAll();
		if (detaching != null && failure == null)
			failure = detaching;
		for (AutoCloseable closing : new AutoCloseable[]{waiter, pool})
			try {
				closing.close();
			} catch (Throwable t) {
				if (failure == null)
					failure = t;
			}
		ended.countDown();
	}
}
