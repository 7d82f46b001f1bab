package io.wirebench.linux.socket;

import io.wirebench.linux.Errno;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Native;

/**
 * A listening TCP socket. See {@link NodeSocket} for threads; one at a time accepts.
 *
 * @since 0.1
 */
public final class TcpServer extends NodeSocket {

	private final Lane lane = new Lane();
	private final TcpSettings settings;

	TcpServer(Fd fd, TcpSettings settings) {
		super(fd);
		this.settings = settings;
	}

	/** @return the next connection, or {@code null} if none came in time */
	public TcpConnection accept(long timeoutNanos) {
		long deadline = deadline(timeoutNanos);
		int number = fd.acquire();
		try {
			while (true) {
				int accepted = Native.accept(number);
				if (accepted >= 0)
					return new TcpConnection(Fd.own(accepted, "accept4", "connection accepted by " + fd.object()),
							settings);
				// ECONNABORTED: that one was gone before it was taken
				if (accepted != -Errno.EAGAIN && accepted != -Errno.EINTR && accepted != -103)
					throw new LinuxException("accept4", fd.object(), -accepted);
				if (!await(lane, number, Native.POLLIN, deadline))
					return null;
			}
		} finally {
			fd.release();
		}
	}
}
