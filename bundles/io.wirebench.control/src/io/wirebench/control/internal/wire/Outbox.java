package io.wirebench.control.internal.wire;

import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Limits;

import org.eclipse.lsp4j.jsonrpc.MessageConsumer;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.NotificationMessage;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseMessage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The messages that wait to be read by one client, and the thread that writes them. A client that does not read stops nobody but
 * itself: {@link Notices} never block, {@link ClientStream} blocks only threads of the client's own, and answers are always taken
 * until so much waits that the client is disconnected. Safe for use by any thread.
 */
public final class Outbox implements MessageConsumer, Notices, ClientStream, AutoCloseable {

	/** A message is longer than the protocol allows. */
	private static final class TooLongException extends IOException {
		private static final long serialVersionUID = 1L;
	}

	private final WritableByteChannel channel;
	private final MessageJsonHandler json;
	private final Consumer<String> broken;
	private final Runnable drained;
	private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
	private long bytes;
	private boolean closed;
	private boolean writing;
	private volatile long writeNanos;

	/**
	 * @param broken called once, by a thread that holds no lock, when the client cannot be reached any more or is disconnected. It takes the
	 *            reason for the engine's log, which is empty when the client has disconnected
	 * @param drained called by the writing thread each time that the room is no longer used up; must not block
	 */
	public Outbox(WritableByteChannel channel, MessageJsonHandler json, String name, Consumer<String> broken, Runnable drained) {
		this.channel = channel;
		this.json = json;
		this.broken = broken;
		this.drained = drained;
		Thread.ofPlatform().daemon().name("wirebench answers to " + name).start(this::write);
	}

	/** Takes an answer. Never blocks. */
	@Override
	public void consume(Message message) {
		ByteBuffer frame;
		try {
			frame = frame(message);
		} catch (TooLongException e) {
			if (!(message instanceof ResponseMessage response))
				return;
			ResponseMessage instead = new ResponseMessage();
			instead.setRawId(response.getRawId());
			instead.setError(Failures.of(ErrorCode.LIMIT,
					"the answer would be longer than " + Limits.MESSAGE_BYTES
							+ " bytes (MESSAGE_BYTES); the request itself was carried out",
					"",
					"ask for less at a time", java.util.List.of()).getResponseError());
			consume(instead);
			return;
		}
		synchronized (this) {
			if (bytes <= Limits.UNREAD_BYTES) {
				add(frame);
				return;
			}
			if (closed)
				return;
			close();
		}
		Thread.ofPlatform().daemon().name("wirebench disconnect")
				.start(() -> broken
						.accept("more than " + Limits.UNREAD_BYTES + " bytes of answers wait for it (UNREAD_BYTES), and it does not read"));
	}

	@Override
	public boolean offer(String method, Object params) {
		ByteBuffer frame = notification(method, params);
		synchronized (this) {
			return frame != null && bytes <= Limits.OUTGOING_BYTES && add(frame);
		}
	}

	@Override
	public boolean put(String method, Object params) throws InterruptedException {
		ByteBuffer frame = notification(method, params);
		synchronized (this) {
			while (!closed && bytes > Limits.OUTGOING_BYTES)
				wait();
			return frame == null ? !closed : add(frame);
		}
	}

	@Override
	public synchronized boolean full() {
		return closed || bytes > Limits.OUTGOING_BYTES / 2;
	}

	@Override
	public synchronized boolean stalled() {
		return !closed && bytes > Limits.OUTGOING_BYTES / 2;
	}

	/** @return whether requests should wait, as answers to earlier ones have not been read */
	public synchronized boolean usedUp() {
		return !closed && bytes > Limits.OUTGOING_BYTES;
	}

	/** @return null if it is longer than a message may be: a state of a very large lab, which comes again */
	private ByteBuffer notification(String method, Object params) {
		NotificationMessage message = new NotificationMessage();
		message.setMethod(method);
		message.setParams(params);
		try {
			return frame(message);
		} catch (TooLongException e) {
			System.getLogger("io.wirebench.control").log(System.Logger.Level.WARNING,
					"left out a notification " + method + " that is longer than " + Limits.MESSAGE_BYTES + " bytes (MESSAGE_BYTES)");
			return null;
		}
	}

	/** Writes a message, and stops where it is longer than it may be: one of that size need not fit into memory. */
	private ByteBuffer frame(Message message) throws TooLongException {
		ByteArrayOutputStream body = new ByteArrayOutputStream(1 << 10);
		try (Writer text = new OutputStreamWriter(new OutputStream() {
			@Override
			public void write(int b) throws IOException {
				write(new byte[]{(byte) b}, 0, 1);
			}

			@Override
			public void write(byte[] piece, int offset, int length) throws IOException {
				if (body.size() + (long) length > Limits.MESSAGE_BYTES)
					throw new TooLongException();
				body.write(piece, offset, length);
			}
		}, StandardCharsets.UTF_8)) {
			json.serialize(message, text);
		} catch (TooLongException e) {
			throw e;
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		} catch (RuntimeException e) {
			for (Throwable cause = e; cause != null; cause = cause.getCause())
				if (cause instanceof TooLongException tooLong)
					throw tooLong;
			throw e;
		}
		return FrameReader.frame(body.toByteArray());
	}

	private synchronized boolean add(ByteBuffer frame) {
		if (closed)
			return false;
		queue.add(frame);
		bytes += frame.remaining();
		notifyAll();
		return true;
	}

	/** @return since when a write is under way while more waits than there should, of {@link System#nanoTime()}, or 0 */
	public long stalledNanos() {
		synchronized (this) {
			if (bytes <= Limits.OUTGOING_BYTES)
				return 0;
		}
		return writeNanos;
	}

	private void write() {
		try {
			while (true) {
				ByteBuffer frame;
				synchronized (this) {
					writing = false;
					notifyAll();
					while (queue.isEmpty() && !closed)
						wait();
					if (queue.isEmpty())
						return;
					frame = queue.remove();
					writing = true;
				}
				int length = frame.remaining();
				writeNanos = System.nanoTime() | 1;
				while (frame.hasRemaining())
					channel.write(frame);
				writeNanos = 0;
				boolean room;
				synchronized (this) {
					long before = bytes;
					bytes = Math.max(0, bytes - length);
					room = before > Limits.OUTGOING_BYTES && bytes <= Limits.OUTGOING_BYTES;
					notifyAll();
				}
				if (room)
					drained.run();
			}
		} catch (IOException e) {
			close();
			broken.accept("");
		} catch (InterruptedException e) {
			close();
		}
	}

	/** Waits until everything is written, or some time has passed. */
	public synchronized void flush(long millis) {
		long end = System.nanoTime() + millis * 1_000_000;
		try {
			for (long left; (!queue.isEmpty() || writing) && !closed && (left = (end - System.nanoTime()) / 1_000_000) > 0;)
				wait(left);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	/** Takes nothing more; what waits is dropped. */
	@Override
	public synchronized void close() {
		closed = true;
		queue.clear();
		bytes = 0;
		notifyAll();
	}
}
