package io.wirebench.control.internal;

import io.wirebench.control.protocol.Limits;

import org.eclipse.lsp4j.jsonrpc.MessageConsumer;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.NotificationMessage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;

/**
 * What waits to be read by one client. A thread of its own writes, so that a client that does not read stops nobody but itself.
 * Answers always find room, as their number is limited; the rest waits or is left out. Safe for use by any thread.
 */
final class Outbox implements MessageConsumer, AutoCloseable {

	private final WritableByteChannel channel;
	private final MessageJsonHandler json;
	private final Runnable broken;
	private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
	private long bytes;
	private boolean closed;
	private boolean writing;
	private volatile long writeNanos;

	/** @param broken called once, by the writing thread, when the client cannot be reached any more */
	Outbox(WritableByteChannel channel, MessageJsonHandler json, String name, Runnable broken) {
		this.channel = channel;
		this.json = json;
		this.broken = broken;
		Thread.ofPlatform().daemon().name("wirebench answers to " + name).start(this::write);
	}

	/** Answers, and requests of a client. */
	@Override
	public void consume(Message message) {
		add(FrameReader.frame(json.serialize(message)));
	}

	/** Waits until there is room, then sends. @return false if the connection has ended */
	boolean put(String method, Object params) {
		ByteBuffer frame = FrameReader.frame(json.serialize(notification(method, params)));
		synchronized (this) {
			boolean interrupted = false;
			while (!closed && bytes > Limits.OUTGOING_BYTES)
				try {
					wait();
				} catch (InterruptedException e) {
					interrupted = true;
				}
			if (interrupted)
				Thread.currentThread().interrupt();
			return add(frame);
		}
	}

	/** @return whether something that may be left out should be */
	synchronized boolean full() {
		return closed || bytes > Limits.OUTGOING_BYTES / 2;
	}

	private static NotificationMessage notification(String method, Object params) {
		NotificationMessage message = new NotificationMessage();
		message.setMethod(method);
		message.setParams(params);
		return message;
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
	long stalledNanos() {
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
				synchronized (this) {
					bytes -= length;
					notifyAll();
				}
			}
		} catch (IOException e) {
			close();
			broken.run();
		} catch (InterruptedException e) {
			close();
		}
	}

	/** Waits until everything is written, or some time has passed. */
	synchronized void flush(long millis) {
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
