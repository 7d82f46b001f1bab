package io.wirebench.linux.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import io.wirebench.linux.Errno;
import io.wirebench.linux.EventFd;
import io.wirebench.linux.Fd;

/** Java streams over pipes. One thread reads or writes; closing by another wakes it with an exception. */
public final class FdStreams {

	private static final int BUFFER_BYTES = 1 << 16;

	private FdStreams() {
	}

	/** Waits until the pipe is ready, or was closed by another thread. */
	private static final class Gate {

		private final Fd fd;
		private final EventFd wake;
		private final MemorySegment polled = Arena.ofAuto().allocate(16, 8);
		private volatile boolean closed;

		Gate(Fd fd) {
			this.fd = fd;
			wake = new EventFd("stream of " + fd.object());
		}

		void await(int number, int waker, short interest) throws IOException {
			polled.set(Native.INT, 0, number);
			polled.set(Native.INT, 4, interest);
			polled.set(Native.INT, 8, waker);
			polled.set(Native.INT, 12, Native.POLLIN);
			while (!closed) {
				int ready = Native.poll(polled, 2, -1);
				if (ready == -Errno.EINTR)
					continue;
				if (ready < 0)
					throw failure("ppoll", -ready);
				if (polled.get(Native.SHORT, 6) != 0)
					break;
			}
			if (closed)
				throw new IOException(fd.object() + ": the stream has been closed");
		}

		IOException failure(String call, int errno) {
			return new IOException(call + '(' + fd.object() + "): " + Errno.name(errno) + " (" + Errno.text(errno)
					+ ')');
		}

		void close() {
			closed = true;
			wake.signal();
			fd.close();
			wake.close();
		}
	}

	/** @param fd the read end; the stream owns it */
	public static InputStream input(Fd fd) {
		var gate = new Gate(fd);
		return new InputStream() {

			private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES);

			@Override
			public int read() throws IOException {
				var one = new byte[1];
				return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
			}

			@Override
			public int read(byte[] bytes, int offset, int length) throws IOException {
				java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
				if (length == 0)
					return 0;
				if (gate.closed)
					throw new IOException(fd.object() + ": the stream has been closed");
				int number = fd.acquire();
				int waker = gate.wake.fd().acquire();
				try {
					while (true) {
						gate.await(number, waker, Native.POLLIN);
						long n = Native.read(number, buffer, Math.min(length, BUFFER_BYTES));
						if (n == -Errno.EINTR || n == -Errno.EAGAIN)
							continue;
						if (n == -Errno.EIO)
							return -1; // how a terminal says that its other side has been closed
						if (n < 0)
							throw gate.failure("read", (int) -n);
						MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, offset, (int) n);
						return n == 0 ? -1 : (int) n;
					}
				} finally {
					gate.wake.fd().release();
					fd.release();
				}
			}

			@Override
			public void close() {
				gate.close();
			}
		};
	}

	/** @param fd the write end; the stream owns it */
	public static OutputStream output(Fd fd) {
		var gate = new Gate(fd);
		return new OutputStream() {

			private final MemorySegment buffer = Arena.ofAuto().allocate(4096);

			@Override
			public void write(int value) throws IOException {
				write(new byte[]{(byte) value}, 0, 1);
			}

			@Override
			public void write(byte[] bytes, int offset, int length) throws IOException {
				java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
				if (gate.closed)
					throw new IOException(fd.object() + ": the stream has been closed");
				int number = fd.acquire();
				int waker = gate.wake.fd().acquire();
				try {
					int done = 0;
					while (done < length) {
						gate.await(number, waker, Native.POLLOUT);
						// A pipe that is ready takes 4096 bytes (PIPE_BUF) without blocking.
						int n = Math.min(4096, length - done);
						MemorySegment.copy(bytes, offset + done, buffer, ValueLayout.JAVA_BYTE, 0, n);
						long written = Native.write(number, buffer, n);
						if (written == -Errno.EINTR || written == -Errno.EAGAIN)
							continue;
						if (written < 0)
							throw gate.failure("write", (int) -written);
						done += (int) written;
					}
				} finally {
					gate.wake.fd().release();
					fd.release();
				}
			}

			@Override
			public void close() {
				gate.close();
			}
		};
	}
}
