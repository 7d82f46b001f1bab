package io.wirebench.runtime.internal.engine;

import io.wirebench.dataplane.engine.Port;
import io.wirebench.dataplane.engine.Waiter;
import io.wirebench.linux.Epoll;
import io.wirebench.linux.EventFd;

/** Waits for packet rings, edge-triggered: a ring with slots still in use must not wake again and again. */
public final class EpollWaiter implements Waiter {

	private static final int CAPACITY = 64;
	private static final long WAKE = -1;

	private final Epoll epoll = new Epoll(CAPACITY);
	private final EventFd wake;

	public EpollWaiter(String name) {
		wake = new EventFd(name);
		epoll.add(wake.fd(), Epoll.IN, WAKE);
	}

	@Override
	public void add(Port port, int token) {
		((RingPort) port).watch(epoll, token);
	}

	@Override
	public void remove(Port port) {
		((RingPort) port).unwatch();
	}

	@Override
	public void await(long timeoutNanos, Ready ready) {
		int n = epoll.await(timeoutNanos == Long.MAX_VALUE ? -1 : timeoutNanos);
		for (int i = 0; i < n; i++) {
			long token = epoll.token(i);
			if (token == WAKE)
				wake.clear();
			else
				ready.ready((int) token);
		}
	}

	@Override
	public void wake() {
		wake.signal();
	}

	@Override
	public void close() {
		epoll.close();
		wake.close();
	}
}
