package io.wirebench.control.internal.lab;

import io.wirebench.control.internal.wire.ClientStream;
import io.wirebench.control.internal.wire.Failures;
import io.wirebench.control.internal.wire.Notices;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.emulation.EmulationState;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * A subscription. Labs hand over states and events and go on at once; another thread sends them. Of the states of a lab only
 * the newest waits, and of events so many as fit: a client that reads slowly is told how many it missed.
 */
public final class Subscriber implements Lab.Watcher {

	private static final int MOST_EVENTS = 4096;

	private final int number;
	private final boolean states;
	private final boolean events;
	private final long intervalNanos;
	private final Notices notices;
	private final ClientStream stream;
	private final Executor executor;
	private final Map<Lab, EmulationState> newest = new LinkedHashMap<>();
	private final Map<Lab, Long> sentNanos = new java.util.WeakHashMap<>();
	private final ArrayDeque<Protocol.Event> waiting = new ArrayDeque<>();
	private final java.util.List<Lab> labs = new java.util.concurrent.CopyOnWriteArrayList<>();
	private Runnable endAll = () -> {
	};
	private long missedStates;
	private long missedEvents;
	private boolean sending;
	private volatile boolean ended;

	public Subscriber(int number, Protocol.Watch watch, Notices notices, ClientStream stream, Executor executor) {
		this.number = number;
		states = Boolean.TRUE.equals(watch.states());
		events = Boolean.TRUE.equals(watch.events());
		intervalNanos = watch.intervalSeconds() == null ? 0 : (long) (Math.clamp(watch.intervalSeconds(), 0, 1e6) * 1e9);
		this.notices = notices;
		this.stream = stream;
		this.executor = executor;
		if (!states && !events)
			throw Failures.input("a subscription to nothing: say states: true or events: true");
	}

	private void to(Lab lab) {
		labs.add(lab);
		lab.watch(this);
	}

	/** Of one lab, its end included, and of what concerns all. */
	public void toOne(Lab lab, Labs all) {
		Runnable endLabs = all.watch(_ -> {
		}, event -> {
			if (event.lab().equals(lab.name))
				event(event);
		});
		Runnable endKinds = all.watchKinds(this::event);
		endAll = () -> {
			endLabs.run();
			endKinds.run();
		};
		to(lab);
	}

	public void toAll(Labs all) {
		endAll = all.watch(this::to, this::event);
		all.all().forEach(lab -> {
			if (!labs.contains(lab))
				to(lab);
		});
	}

	public void end() {
		ended = true;
		endAll.run();
		labs.forEach(lab -> lab.unwatch(this));
	}

	@Override
	public void state(Lab lab, EmulationState state) {
		if (!states || ended)
			return;
		synchronized (this) {
			Long sent = sentNanos.get(lab);
			if (sent != null && state.nanos() - sent < intervalNanos && state.phase() == EmulationState.Phase.RUNNING)
				return;
			if (newest.put(lab, state) != null)
				missedStates++;
			sentNanos.put(lab, state.nanos());
		}
		wake();
	}

	@Override
	public void event(Protocol.Event event) {
		if (!events || ended)
			return;
		synchronized (this) {
			if (waiting.size() >= MOST_EVENTS) {
				missedEvents++;
				return;
			}
			waiting.add(event);
		}
		wake();
	}

	private void wake() {
		synchronized (this) {
			if (sending)
				return;
			sending = true;
		}
		executor.execute(this::send);
	}

	private void send() {
		try {
			sendAll();
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	private void sendAll() throws InterruptedException {
		while (!ended) {
			Protocol.Event event;
			Lab lab = null;
			EmulationState state = null;
			long missed = 0;
			synchronized (this) {
				event = waiting.poll();
				if (event != null) {
					missed = missedEvents;
					missedEvents = 0;
				} else if (!newest.isEmpty()) {
					lab = newest.keySet().iterator().next();
					state = newest.remove(lab);
				} else {
					sending = false;
					return;
				}
			}
			if (event != null) {
				stream.put("watch/event", new Protocol.EventNotice(number, missed, event));
			} else if (notices.full()) {
				synchronized (this) {
					missedStates++;
				}
			} else {
				synchronized (this) {
					missed = missedStates;
					missedStates = 0;
				}
				stream.put("watch/state", new Protocol.StateNotice(number, missed,
						Translate.state(lab.name, state, lab.catalogue(), lab.withoutEffect(), false)));
			}
		}
	}
}
