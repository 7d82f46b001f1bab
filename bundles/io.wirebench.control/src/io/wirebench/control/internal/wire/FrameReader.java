package io.wirebench.control.internal.wire;

import io.wirebench.control.protocol.Limits;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Cuts a stream into messages: headers as in HTTP, of which {@code Content-Length} counts, an empty line, then so many bytes
 * (Language Server Protocol 3.17, base protocol). For one thread; {@link #messageNanos()} for any.
 */
public final class FrameReader {

	/** What came is no message, and where the next one begins is not known: the connection has to end. */
	public static final class FramingException extends IOException {
		private static final long serialVersionUID = 1L;

		public FramingException(String message) {
			super(message);
		}
	}

	private static final String LENGTH = "content-length";

	private final ReadableByteChannel channel;
	private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16).flip();
	private volatile long begun;

	public FrameReader(ReadableByteChannel channel) {
		this.channel = channel;
	}

	/** @return since when a message is being read, of {@link System#nanoTime()}, or 0 between messages */
	public long messageNanos() {
		return begun;
	}

	/**
	 * Reads one message.
	 *
	 * @return its bytes, or null at the end of the stream
	 * @throws FramingException if what comes is no message
	 * @throws EOFException if the stream ends within a message
	 */
	public byte[] next() throws IOException {
		begun = 0;
		if (!fill())
			return null;
		begun = System.nanoTime() | 1;
		int length = headers();
		byte[] body = new byte[Math.min(length, 1 << 20)];
		for (int done = 0; done < length;) {
			need();
			if (done == body.length) // A length is only believed as far as bytes have come.
				body = java.util.Arrays.copyOf(body, (int) Math.min(length, body.length * 2L));
			int n = Math.min(buffer.remaining(), body.length - done);
			buffer.get(body, done, n);
			done += n;
		}
		begun = 0;
		return body;
	}

	private int headers() throws IOException {
		int length = -1;
		int bytes = 0;
		StringBuilder line = new StringBuilder();
		while (true) {
			need();
			char c = (char) (buffer.get() & 0xff);
			if (++bytes > Limits.HEADER_BYTES)
				throw new FramingException("the header of a message is longer than " + Limits.HEADER_BYTES + " bytes");
			if (c != '\n') {
				line.append(c);
				continue;
			}
			String text = line.toString().strip();
			line.setLength(0);
			if (text.isEmpty()) {
				if (length < 0)
					throw new FramingException(
							"a message has no Content-Length; write 'Content-Length: N', an empty line, then N bytes of JSON");
				return length;
			}
			int colon = text.indexOf(':');
			if (colon < 0)
				throw new FramingException("a header of a message is not 'Name: value'");
			if (text.substring(0, colon).strip().toLowerCase(java.util.Locale.ROOT).equals(LENGTH))
				length = length(text.substring(colon + 1).strip());
		}
	}

	private static int length(String text) throws FramingException {
		try {
			long length = Long.parseLong(text);
			if (length < 0)
				throw new FramingException("Content-Length: " + length + " is negative");
			if (length > Limits.MESSAGE_BYTES)
				throw new FramingException("a message of " + length + " bytes is longer than " + Limits.MESSAGE_BYTES + " bytes");
			return (int) length;
		} catch (NumberFormatException e) {
			throw new FramingException("Content-Length is no number");
		}
	}

	private void need() throws IOException {
		if (!fill())
			throw new EOFException("the stream ended within a message");
	}

	private boolean fill() throws IOException {
		if (buffer.hasRemaining())
			return true;
		buffer.clear();
		int n;
		do
			n = channel.read(buffer);
		while (n == 0);
		buffer.flip();
		return n > 0;
	}

	/** @return a message as it goes over the wire */
	public static ByteBuffer frame(String json) {
		return frame(json.getBytes(StandardCharsets.UTF_8));
	}

	/** @return a message, given in UTF-8, as it goes over the wire */
	public static ByteBuffer frame(byte[] body) {
		byte[] header = ("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocate(header.length + body.length).put(header).put(body).flip();
	}
}
