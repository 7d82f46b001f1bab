package io.wirebench.linux.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

import io.wirebench.linux.Errno;
import io.wirebench.linux.EventFd;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.netlink.Message;
import io.wirebench.linux.internal.netlink.Rtnetlink;

/**
 * Reports the changes of one namespace's devices, addresses and routes since it was opened. {@link #next} belongs to
 * one thread; {@link #close()} may be called by any and wakes it.
 *
 * @since 0.1
 */
public final class RouteMonitor implements AutoCloseable {

	/** RTMGRP_LINK, IPV4_IFADDR, IPV4_ROUTE, IPV6_IFADDR, IPV6_ROUTE. */
	private static final int GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;

	private final Fd fd;
	private final EventFd wake;
	private final String object;
	private final MemorySegment buffer = Arena.ofAuto().allocate(1 << 16, 8);
	private final MemorySegment polled = Arena.ofAuto().allocate(16, 8);
	private final ArrayDeque<RouteEvent> events = new ArrayDeque<>();

	private RouteMonitor(Fd fd, String object) {
		this.fd = fd;
		this.object = object;
		wake = new EventFd("monitor of " + object);
	}

	/** Opens one in the calling thread's namespace. */
	static RouteMonitor open(String object) {
		var fd = RouteSocket.openFd(object);
		try (var arena = Arena.ofConfined()) {
			var address = arena.allocate(12, 4);
			address.set(Native.SHORT, 0, (short) RouteSocket.AF_NETLINK);
			address.set(Native.INT, 8, GROUPS);
			LinuxException.check(Native.bind(fd.raw(), address, 12), "bind rtnetlink groups", object);
			return new RouteMonitor(fd, object);
		} catch (RuntimeException e) {
			fd.close();
			throw e;
		}
	}

	/**
	 * Waits for the next change.
	 *
	 * @param timeoutNanos how long; negative to wait without end
	 * @return the change, or {@code null} if none came in time or the monitor was closed
	 */
	public RouteEvent next(long timeoutNanos) {
		long deadline = System.nanoTime() + timeoutNanos;
		while (events.isEmpty()) {
			if (fd.isClosed() || wake.fd().isClosed())
				return null;
			int number;
			int waker;
			try {
				number = fd.acquire();
			} catch (LinuxException closed) {
				return null;
			}
			try {
				waker = wake.fd().acquire();
			} catch (LinuxException closed) {
				fd.release();
				return null;
			}
			try {
				polled.set(Native.INT, 0, number);
				polled.set(Native.INT, 4, Native.POLLIN);
				polled.set(Native.INT, 8, waker);
				polled.set(Native.INT, 12, Native.POLLIN);
				long left = timeoutNanos < 0 ? -1 : Math.max(0, deadline - System.nanoTime());
				int ready = Native.poll(polled, 2, left);
				if (ready < 0 && ready != -Errno.EINTR)
					throw new LinuxException("ppoll", "monitor of " + object, -ready);
				if (ready == 0 && timeoutNanos >= 0)
					return null;
				if (!fd.isClosed() && ready > 0)
					receive(number);
			} finally {
				wake.fd().release();
				fd.release();
			}
		}
		return events.poll();
	}

	private void receive(int number) {
		long length = Native.recv(number, buffer, buffer.byteSize(), Native.MSG_DONTWAIT);
		if (length == -Errno.ENOBUFS) {
			events.add(new RouteEvent.Overrun());
			return;
		}
		if (length == -Errno.EAGAIN || length == -Errno.EINTR)
			return;
		LinuxException.check(length, "recv rtnetlink notification", object);
		for (long at = 0; at + Message.HEADER_BYTES <= length; at += Math.max(Message.HEADER_BYTES,
				(buffer.get(Native.INT, at) + 3) & ~3)) {
			int type = buffer.get(Native.SHORT, at + 4);
			switch (type) {
				case Rtnetlink.NEWLINK, Rtnetlink.DELLINK -> {
					var body = Message.decode(Rtnetlink.LINK, buffer, at);
					// A bridge also reports its ports in its own family; that is not about the device as such.
					if (body.field("family") == 0)
						events.add(new RouteEvent.LinkChanged(RouteSocket.link(body), type == Rtnetlink.DELLINK));
				}
				case Rtnetlink.NEWADDR, Rtnetlink.DELADDR -> {
					var address = RouteSocket.address(Message.decode(Rtnetlink.ADDRESS, buffer, at));
					if (address != null)
						events.add(new RouteEvent.AddressChanged(address, type == Rtnetlink.DELADDR));
				}
				case Rtnetlink.NEWROUTE, Rtnetlink.DELROUTE -> {
					var route = RouteSocket.route(Message.decode(Rtnetlink.ROUTE, buffer, at));
					if (route != null)
						events.add(new RouteEvent.RouteChanged(route, type == Rtnetlink.DELROUTE));
				}
				default -> {
					// not subscribed
				}
			}
		}
	}

	@Override
	public void close() {
		fd.close();
		wake.signal();
		wake.close();
	}
}
