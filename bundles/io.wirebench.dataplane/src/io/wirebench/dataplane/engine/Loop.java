package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Clock;

import java.util.Arrays;
import java.util.List;

/**
 * What a worker does in which order: commands, frames that came, frames that are due, or a wait. Knows its links and which of
 * their ports may have frames. Owned by the worker's thread.
 */
final class Loop {

	/** While frames are flowing, how often to look for other ports' frames, in nanoseconds. */
	private static final long LOOK_NANOS = 20_000;

	private final Clock clock;
	private final Waiter waiter;
	private final Mailbox mailbox;
	private final Forwarding forwarding;
	private final long spinNanos;
	private final Waiter.Ready ready = this::activate;
	private Link[] links = new Link[16];
	/** Tokens of ports that may have frames: link index * 2 + port. */
	private int[] active = new int[32];
	private boolean[] isActive = new boolean[32];
	private int activeCount;
	private long lastLookNanos;

	Loop(Clock clock, Waiter waiter, Mailbox mailbox, Forwarding forwarding, long spinNanos) {
		this.clock = clock;
		this.waiter = waiter;
		this.mailbox = mailbox;
		this.forwarding = forwarding;
		this.spinNanos = spinNanos;
	}

	void turn() {
		long now = clock.nanos();
		forwarding.beginTurn(now);
		mailbox.deliver();
		boolean busy = false;
		for (int i = 0; i < activeCount;) {
			int token = active[i];
			Link link = links[token >> 1];
			if (link != null && forwarding.receive(link, token & 1)) {
				busy = true;
				i++;
			} else {
				isActive[token] = false;
				active[i] = active[--activeCount];
			}
		}
		if (forwarding.nextTimerNanos() <= now) {
			busy = true;
			forwarding.runTimers();
		}
		if (busy) {
			if (now - lastLookNanos >= LOOK_NANOS) {
				waiter.await(0, ready);
				lastLookNanos = now;
			}
			return;
		}
		long next = forwarding.nextTimerNanos();
		long wait = next == Long.MAX_VALUE ? Long.MAX_VALUE : next - clock.nanos() - spinNanos;
		waiter.await(Math.max(0, wait), ready);
		lastLookNanos = now;
	}

	private void activate(int token) {
		if (token < isActive.length && !isActive[token] && links[token >> 1] != null) {
			isActive[token] = true;
			active[activeCount++] = token;
		}
	}

	void attach(Link link, List<StageBinding> forward, List<StageBinding> backward) {
		int index = 0;
		while (index < links.length && links[index] != null)
			index++;
		if (index == links.length) {
			links = Arrays.copyOf(links, index * 2);
			active = Arrays.copyOf(active, index * 4);
			isActive = Arrays.copyOf(isActive, index * 4);
		}
		links[index] = link;
		forwarding.bind(link, forward, backward);
		for (int p = 0; p < 2; p++) {
			link.tokens[p] = index * 2 + p;
			waiter.add(link.ports[p], index * 2 + p);
			activate(index * 2 + p);
		}
	}

	void detach(Link link) {
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
		}
		try {
			for (Port port : link.ports)
				waiter.remove(port);
			forwarding.unbind(link);
		} finally {
			for (Port port : link.ports)
				port.close();
		}
	}

	/** Detaches all links. @return what kept one from it, or null */
	Throwable detachAll() {
		Throwable failure = null;
		for (Link link : links)
			if (link != null)
				try {
					detach(link);
				} catch (Throwable t) {
					failure = t;
				}
		return failure;
	}
}
