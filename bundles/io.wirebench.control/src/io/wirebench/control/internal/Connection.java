package io.wirebench.control.internal;

import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Limits;

import org.eclipse.lsp4j.jsonrpc.Endpoint;
import org.eclipse.lsp4j.jsonrpc.MessageIssueException;
import org.eclipse.lsp4j.jsonrpc.RemoteEndpoint;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseMessage;
import org.eclipse.lsp4j.jsonrpc.services.ServiceEndpoints;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One client's connection: one thread reads, one writes, and neither ever does a request's work that could block. */
public final class Connection {

	private static final Set<String> LONG = Set.of("lab/run", "lab/wait", "node/run");
	private static final long LAST_WORDS_MILLIS = 500;

	private final SocketChannel channel;
	private final Labs labs;
	private final FrameReader reader;
	private final Outbox outbox;
	private final MessageJsonHandler json;
	private final RemoteEndpoint endpoint;
	private final Session session;
	private final Runnable ended;
	private final Semaphore requests = new Semaphore(Limits.REQUESTS);
	private final AtomicInteger longRequests = new AtomicInteger();
	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * @param ended called once when the connection has ended and everything of it is gone or going
	 */
	public Connection(SocketChannel channel, Labs labs, Runnable ended) {
		this.channel = channel;
		this.labs = labs;
		this.ended = ended;
		reader = new FrameReader(channel);
		json = new MessageJsonHandler(ServiceEndpoints.getSupportedMethods(EngineApi.class));
		String name = "client " + labs.nextClient();
		outbox = new Outbox(channel, json, name, this::close);
		session = new Session(labs, outbox);
		endpoint = new RemoteEndpoint(outbox, limited(ServiceEndpoints.toEndpoint(session)), Failures::error);
		endpoint.setJsonHandler(json);
		json.setMethodProvider(endpoint);
		Thread.ofPlatform().daemon().name("wirebench requests of " + name).start(this::read);
	}

	/** Requests, with their limits and the greeting checked. */
	private Endpoint limited(Endpoint services) {
		return new Endpoint() {
			@Override
			public CompletableFuture<?> request(String method, Object params) {
				String problem = Schema.problem(method, params);
				if (problem != null)
					return failed(new ResponseError(ResponseErrorCode.InvalidParams, method + ": " + problem, null));
				if (!session.greeted() && !method.equals("engine/hello"))
					return CompletableFuture.failedFuture(Failures.of(ErrorCode.VERSION, "say engine/hello {protocol: " + Limits.PROTOCOL_VERSION + ", client: \"…\"} first"));
				boolean takesLong = LONG.contains(method);
				if (takesLong && longRequests.incrementAndGet() > Limits.LONG_REQUESTS) {
					longRequests.decrementAndGet();
					return CompletableFuture.failedFuture(Failures.of(ErrorCode.LIMIT, method + ": " + Limits.LONG_REQUESTS
							+ " requests of this client that may take long are under way already (LONG_REQUESTS); wait for one, or cancel one"));
				}
				if (!takesLong)
					requests.acquireUninterruptibly();
				CompletableFuture<?> answer;
				try {
					answer = services.request(method, params);
				} catch (RuntimeException | Error e) {
					answer = CompletableFuture.failedFuture(e);
				}
				answer.whenComplete((_, _) -> {
					if (takesLong)
						longRequests.decrementAndGet();
					else
						requests.release();
				});
				return answer;
			}

			@Override
			public void notify(String method, Object params) {
				// The protocol has no notifications to the engine; cancelling is heard elsewhere.
			}
		};
	}

	/** Says why a client is not let in, and ends its connection. */
	public static void refuse(SocketChannel channel, String message) throws IOException {
		ResponseMessage response = new ResponseMessage();
		response.setError(Failures.error(Failures.of(ErrorCode.LIMIT, message)));
		try (channel) {
			channel.write(FrameReader.frame(new MessageJsonHandler(java.util.Map.of()).serialize(response)));
		}
	}

	private static CompletableFuture<?> failed(ResponseError error) {
		return CompletableFuture.failedFuture(new org.eclipse.lsp4j.jsonrpc.ResponseErrorException(error));
	}

	private void read() {
		try {
			for (byte[] body; !closed.get() && (body = reader.next()) != null;)
				take(new String(body, StandardCharsets.UTF_8));
		} catch (FrameReader.FramingException e) {
			answer(ResponseErrorCode.ParseError, e.getMessage() + "; the connection ends, as nobody knows where the next message begins");
			outbox.flush(LAST_WORDS_MILLIS);
		} catch (IOException e) {
			// The client is gone.
		} catch (OutOfMemoryError | StackOverflowError e) {
			System.err.println("wirebench engine: a message could not be taken: " + e);
		} finally {
			close();
		}
	}

	private void take(String text) {
		Message message;
		try {
			message = json.parseMessage(text);
		} catch (MessageIssueException e) {
			if (e.getRpcMessage() != null)
				endpoint.handle(e.getRpcMessage(), e.getIssues());
			else
				answer(ResponseErrorCode.ParseError, e.getIssues().getFirst().getText());
			return;
		} catch (RuntimeException | StackOverflowError e) {
			answer(ResponseErrorCode.ParseError, "a message is no JSON-RPC: " + e.getMessage());
			return;
		}
		if (message == null) {
			answer(ResponseErrorCode.InvalidRequest, "a message is empty");
			return;
		}
		try {
			endpoint.consume(message);
			if (session.endsEngine())
				labs.engine.endSoon();
		} catch (RuntimeException e) {
			answer(ResponseErrorCode.InvalidRequest, "a message is no request: " + e.getMessage());
		}
	}

	private void answer(ResponseErrorCode code, String message) {
		ResponseMessage response = new ResponseMessage();
		response.setError(new ResponseError(code, message, null));
		outbox.consume(response);
	}

	/** Ends the connection if the client is too slow; to be called every now and then. */
	public void check(long now) {
		long message = reader.messageNanos();
		if (message != 0 && now - message > Limits.MESSAGE_MILLIS * 1_000_000L) {
			answer(ResponseErrorCode.InvalidRequest, "a message was not complete after " + Limits.MESSAGE_MILLIS + " ms; the connection ends");
			close();
		}
		long stalled = outbox.stalledNanos();
		if (stalled != 0 && now - stalled > Limits.STALL_MILLIS * 1_000_000L)
			close();
	}

	/** Sends what waits, for a moment, and ends the connection. */
	public void closeSoon() {
		outbox.flush(LAST_WORDS_MILLIS);
		close();
	}

	/** Ends the connection and what the client had running. Returns at once. */
	public void close() {
		if (!closed.compareAndSet(false, true))
			return;
		outbox.close();
		try {
			channel.close();
		} catch (IOException e) {
			// It is closed as far as it can be.
		}
		session.end(ended);
	}
}
