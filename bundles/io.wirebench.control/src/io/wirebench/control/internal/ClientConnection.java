package io.wirebench.control.internal;

import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.Protocol;

import com.google.gson.JsonElement;

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
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The client's end of a connection. Safe for use by any thread. */
public final class ClientConnection {

	/** The code of a request that was cancelled. */
	public static final int CANCELLED = ResponseErrorCode.RequestCancelled.getValue();

	private final SocketChannel channel;
	private final MessageJsonHandler json;
	private final RemoteEndpoint endpoint;
	private final EngineApi engine;
	private final CompletableFuture<Void> ended = new CompletableFuture<>();
	/** Requests under way: what was sent last by this thread belongs to the answer it gets. */
	private final ThreadLocal<RequestMessage> sent = new ThreadLocal<>();
	private final Map<CompletableFuture<?>, RequestMessage> requests = new ConcurrentHashMap<>();

	private ClientConnection(SocketChannel channel, EngineApi.Client notices) {
		this.channel = channel;
		Map<String, JsonRpcMethod> methods = new LinkedHashMap<>(ServiceEndpoints.getSupportedMethods(EngineApi.class));
		methods.putAll(ServiceEndpoints.getSupportedMethods(EngineApi.Client.class));
		json = new MessageJsonHandler(methods);
		MessageConsumer out = this::send;
		endpoint = new RemoteEndpoint(out, ServiceEndpoints.toEndpoint(notices));
		endpoint.setJsonHandler(json);
		json.setMethodProvider(endpoint);
		EngineApi direct = ServiceEndpoints.toServiceObject(endpoint, EngineApi.class);
		engine = (EngineApi) java.lang.reflect.Proxy.newProxyInstance(EngineApi.class.getClassLoader(), new Class<?>[] { EngineApi.class }, (_, method, arguments) -> {
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
		ClientConnection connection = new ClientConnection(channel, notices);
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
			for (byte[] body; (body = reader.next()) != null;)
				endpoint.consume(json.parseMessage(new String(body, StandardCharsets.UTF_8)));
		} catch (IOException | RuntimeException e) {
			// The engine is gone, or what it says is no message: either way this connection is over.
		} finally {
			close();
		}
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
		if (!(cause instanceof ResponseErrorException e))
			return null;
		ResponseError error = e.getResponseError();
		Protocol.ErrorData data = null;
		if (error.getData() instanceof JsonElement element)
			try {
				data = json.getGson().fromJson(element, Protocol.ErrorData.class);
			} catch (RuntimeException wrong) {
				data = null;
			}
		return new EngineException(error.getCode(), error.getMessage(), data);
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
