package io.wirebench.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.wirebench.linux.Epoll;
import io.wirebench.linux.EventFd;
import io.wirebench.linux.Fd;
import io.wirebench.linux.Pipe;
import io.wirebench.linux.internal.Native;

/**
 * Reads what many programs print, line by line, with one thread for all of them. Safe for use by any thread; the
 * receivers of lines are called by the reading thread, one at a time, and must return quickly.
 *
 * @since 0.1
 */
public final class OutputLines implements AutoCloseable {

	/** A program that prints no line end cannot make us keep everything. */
	private static final int LONGEST_LINE = 4096;
	private static final int BUFFER_BYTES = 1 << 16;
	private static final int EVENTS = 64;
	private static final long WAKE = 0;

	private final Epoll epoll = new Epoll(EVENTS);
	private final EventFd wake;
	private final Map<Long, Source> sources = new ConcurrentHashMap<>();
	private final AtomicLong nextToken = new AtomicLong(WAKE + 1);
	private final Thread thread;
	private volatile boolean closed;

	/** One program's output. */
	private static final class Source {
		final Fd fd;
		final Consumer<String> receiver;
		final CompletableFuture<Void> end = new CompletableFuture<>();
		final byte[] line = new byte[LONGEST_LINE];
		int length;

		Source(Fd fd, Consumer<String> receiver) {
			this.fd = fd;
			this.receiver = receiver;
		}

		void take(byte b) {
			if (b == '\n') {
				flush();
				return;
			}
			if (length == LONGEST_LINE)
				flush();
			line[length++] = b;
		}

		void flush() {
			var text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(line, 0, length)).toString().stripTrailing();
			length = 0;
			if (!text.isEmpty())
				receiver.accept(text);
		}
	}

	/**
	 * A program's output that is being read.
	 *
	 * @param writeEnd to be given to the program as {@link ProcessSpec#outputTo()}, and to be closed by the caller once
	 *        the program has it
	 * @param end completed when all that could write has ended and every line has been handed over
	 */
	public record Output(Fd writeEnd, CompletableFuture<Void> end) {}

	/** @param name of the reading thread */
	public OutputLines(String name) {
		wake = new EventFd(name);
		epoll.add(wake.fd(), Epoll.IN, WAKE);
		thread = Thread.ofPlatform().daemon().name(name).start(this::run);
	}

	/**
	 * Begins to read one program's output.
	 *
	 * @param object what prints, for messages
	 * @param receiver takes each line without its end; empty lines are left out
	 * @throws io.wirebench.linux.LinuxException if the kernel refuses
	 * @throws IllegalStateException if this has been closed
	 */
	public Output open(String object, Consumer<String> receiver) {
		if (closed)
			throw new IllegalStateException("output is no longer read");
		var pipe = Pipe.open("output of " + object);
		var source = new Source(pipe.readEnd(), receiver);
		long token = nextToken.getAndIncrement();
		sources.put(token, source);
		try {
			epoll.add(pipe.readEnd(), Epoll.IN, token);
		} catch (RuntimeException e) {
			sources.remove(token);
			pipe.close();
			throw e;
		}
		return new Output(pipe.writeEnd(), source.end);
	}

	private void run() {
		try (var arena = Arena.ofConfined()) {
			var buffer = arena.allocate(BUFFER_BYTES);
			while (!closed) {
				int ready = epoll.await(-1);
				for (int i = 0; i < ready && !closed; i++)
					if (epoll.token(i) != WAKE)
						read(epoll.token(i), buffer);
			}
		} finally {
			sources.keySet().forEach(this::end);
			epoll.close();
			wake.close();
		}
	}

	private void read(long token, MemorySegment buffer) {
		var source = sources.get(token);
		if (source == null)
			return;
		long n = Native.read(source.fd.raw(), buffer, BUFFER_BYTES);
		for (long i = 0; i < n; i++)
			source.take(buffer.get(java.lang.foreign.ValueLayout.JAVA_BYTE, i));
		if (n <= 0)
			end(token);
	}

	private void end(long token) {
		var source = sources.remove(token);
		if (source == null)
			return;
		source.flush();
		epoll.remove(source.fd);
		source.fd.close();
		source.end.complete(null);
	}

	/** Ends reading; what is left in pipes is lost. Returns when the thread has ended. */
	@Override
	public void close() {
		closed = true;
		wake.signal();
		boolean interrupted = false;
		while (thread.isAlive() && Thread.currentThread() != thread)
			try {
				thread.join();
			} catch (InterruptedException e) {
				interrupted = true;
			}
		if (interrupted)
			Thread.currentThread().interrupt();
	}
}
