package io.wirebench.control.internal;

import io.wirebench.control.internal.wire.FrameReader;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client that sends whatever bytes a test wants. */
final class RawClient implements AutoCloseable {

	static final String HELLO = "{\"jsonrpc\":\"2.0\",\"id\":\"hello\",\"method\":\"engine/hello\",\"params\":{\"protocol\":1,\"client\":\"raw\"}}";

	private final SocketChannel channel;
	private final FrameReader reader;

	RawClient(Path socket) throws IOException {
		channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
		reader = new FrameReader(channel);
	}

	RawClient bytes(byte[] bytes) throws IOException {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		while (buffer.hasRemaining())
			channel.write(buffer);
		return this;
	}

	RawClient text(String text) throws IOException {
		return bytes(text.getBytes(StandardCharsets.UTF_8));
	}

	RawClient message(String json) throws IOException {
		ByteBuffer frame = FrameReader.frame(json);
		while (frame.hasRemaining())
			channel.write(frame);
		return this;
	}

	/** Greets, and reads the answer. */
	RawClient hello() throws IOException {
		message(HELLO);
		answer();
		return this;
	}

	/** @return the next message, or null at the end */
	JsonObject answer() throws IOException {
		byte[] body = reader.next();
		return body == null ? null : JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
	}

	/** @return the code of the error that the next message is */
	int error() throws IOException {
		JsonObject answer = answer();
		if (answer == null || !answer.has("error"))
			throw new AssertionError("no error but " + answer);
		return answer.getAsJsonObject("error").get("code").getAsInt();
	}

	boolean isEnded() {
		try {
			return reader.next() == null;
		} catch (IOException e) {
			return true;
		}
	}

	@Override
	public void close() throws IOException {
		channel.close();
	}
}
