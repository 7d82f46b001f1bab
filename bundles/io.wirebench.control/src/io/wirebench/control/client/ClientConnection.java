package io.wirebench.control.client;

import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.internal.wire.FrameReader;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.Protocol;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.eclipse.lsp4j.jsonrpc.MessageConsumer;
import org.eclipse.lsp4j.jsonrpc.RemoteEndpoint;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.json.JsonRpcMethod;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.CancelParams;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.RequestMessage;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.jsonrpc.services.ServiceEndpoints;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The client's end of a connection. Safe for use by any thread. */
final class ClientConnection {

	/** The code of a request that was cancelled. */
	public static final int CANCELLED = ResponseErrorCode.RequestCancelled.getValue();

	private static final long PROBE_MILLIS = 2000;
	private static final int LAST_WORDS_CHARACTERS = 10_000;
	private static final String ERROR = "\"error\"";

	private final Path socket;
	private final SocketChannel channel;
	private final MessageJsonHandler json;
	private final RemoteEndpoint endpoint;
	private final EngineApi engine;
	private final CompletableFuture<Void> ended = new CompletableFuture<>();
	/** Requests under way: what was sent last by this thread belongs to the answer it gets. */
	private final ThreadLocal<RequestMessage> sent = new ThreadLocal<>();
	private final Map<CompletableFuture<?>, RequestMessage> requests = new ConcurrentHashMap<>();

	/** What the engine said, not about a request: it then closes the connection. */
	private volatile ResponseError lastWords;
	/** Why the connection ended, as far as this side knows; else empty. */
	private volatile String reason = "";

	private ClientConnection(Path socket, SocketChannel channel, EngineApi.Client notices) {
		this.socket = socket;
		this.channel = channel;
		Map<String, JsonRpcMethod> methods = new LinkedHashMap<>(ServiceEndpoints.getSupportedMethods(EngineApi.class));
		methods.putAll(ServiceEndpoints.getSupportedMethods(EngineApi.Client.class));
		json = new MessageJsonHandler(methods);
		MessageConsumer out = this::send;
		endpoint = new RemoteEndpoint(out, ServiceEndpoints.toEndpoint(notices));
		endpoint.setJsonHandler(json);
		json.setMethodProvider(endpoint);
		EngineApi direct = ServiceEndpoints.toServiceObject(endpoint, EngineApi.class);
		engine = (EngineApi) java.lang.reflect.Proxy.newProxyInstance(EngineApi.class.getClassLoader(), new Class<?>[]{EngineApi.class},
				(_, method, arguments) -> {
					try {
						Object answer = method.invoke(direct, arguments);
						if (answer instanceof CompletableFuture<?> future) {
							requests.put(future, sent.get());
							future.whenComplete((_, _) -> requests.remove(future));
							if (ended.isDone())
								future.completeExceptionally(new IOException("the connection has ended"));
						}
						return answer;
					} catch (java.lang.reflect.InvocationTargetException e) {
						throw e.getCause();
					}
				});
	}

	/** Connects. */
	public static ClientConnection open(Path socket, EngineApi.Client notices) throws IOException {
		SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
		ClientConnection connection = new ClientConnection(socket, channel, notices);
		Thread.ofPlatform().daemon().name("wirebench answers").start(connection::read);
		return connection;
	}

	/** @return the engine */
	public EngineApi engine() {
		return engine;
	}

	private void send(Message message) {
		if (message instanceof RequestMessage request)
			sent.set(request);
		ByteBuffer frame = FrameReader.frame(json.serialize(message));
		synchronized (channel) {
			try {
				while (frame.hasRemaining())
					channel.write(frame);
			} catch (IOException e) {
				throw new java.io.UncheckedIOException(e);
			}
		}
	}

	private void read() {
		FrameReader reader = new FrameReader(channel);
		try {
			for (byte[] body; (body = reader.next()) != null;) {
				String text = new String(body, StandardCharsets.UTF_8);
				if (isLastWords(text))
					break;
				endpoint.consume(json.parseMessage(text));
			}
		} catch (FrameReader.FramingException | RuntimeException e) {
			reason = "the connection was closed because the engine sent something that is no message: " + e.getMessage();
		} catch (IOException e) {
			// The engine has closed the connection, or exited.
		} finally {
			close();
		}
	}

	/** An error that answers no request: the engine closes the connection after it. LSP4J cannot read it, as it has no id. */
	private boolean isLastWords(String text) {
		if (text.length() > LAST_WORDS_CHARACTERS || !text.contains(ERROR))
			return false;
		JsonObject message = JsonParser.parseString(text).getAsJsonObject();
		if (message.has("method") || message.has("id") && !message.get("id").isJsonNull() || !message.has("error"))
			return false;
		JsonObject error = message.getAsJsonObject("error");
		lastWords = new ResponseError(error.get("code").getAsInt(), error.get("message").getAsString(), error.get("data"));
		return true;
	}

	/** Asks for the end of a request. */
	public void cancel(CompletableFuture<?> answer) {
		RequestMessage request = requests.get(answer);
		if (request == null)
			return;
		CancelParams params = new CancelParams();
		params.setRawId(request.getRawId());
		try {
			endpoint.notify("$/cancelRequest", params);
		} catch (RuntimeException e) {
			// Then the answer comes by the end of the connection.
		}
	}

	/** @return what went wrong, or null if the connection has ended */
	public EngineException failure(Throwable cause) {
		ResponseError error = cause instanceof ResponseErrorException e ? e.getResponseError() : lastWords;
		if (error == null)
			return null;
		Protocol.ErrorData data = null;
		if (error.getData() instanceof JsonElement element)
			try {
				data = json.getGson().fromJson(element, Protocol.ErrorData.class);
			} catch (RuntimeException wrong) {
				data = null;
			}
		return new EngineException(error.getCode(), error.getMessage(), data);
	}

	/** @return why the connection has ended, a sentence; says that the engine has exited only if it has */
	public String endReason() {
		if (lastWords != null)
			return "the engine has closed the connection: " + lastWords.getMessage();
		if (!reason.isEmpty())
			return reason;
		return stillRuns()
				? "the engine has closed the connection, and still runs; its log " + socket + ".log says why"
				: "the engine has ended, or was killed, by somebody or because memory ran out (see dmesg); the kernel has removed its networks";
	}

	/** One that is being killed can still accept for a moment, but it does not answer. */
	private boolean stillRuns() {
		try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket)); Selector selector = Selector.open()) {
			probe.write(FrameReader.frame("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"engine/status\"}"));
			probe.configureBlocking(false);
			probe.register(selector, SelectionKey.OP_READ);
			selector.select(PROBE_MILLIS);
			return probe.read(ByteBuffer.allocate(1)) >= 0;
		} catch (IOException e) {
			return false;
		}
	}

	/** @return completed when the connection has ended */
	public CompletableFuture<Void> ended() {
		return ended;
	}

	/** Ends it. */
	public void close() {
		try {
			channel.close();
		} catch (IOException e) {
			// As closed as it gets.
		}
		ended.complete(null);
		requests.keySet().forEach(answer -> answer.completeExceptionally(new IOException("the connection has ended")));
	}
}
