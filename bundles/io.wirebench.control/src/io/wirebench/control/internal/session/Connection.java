package io.wirebench.control.internal.session;

import io.wirebench.control.internal.lab.Labs;
import io.wirebench.control.internal.wire.Failures;
import io.wirebench.control.internal.wire.FrameReader;
import io.wirebench.control.internal.wire.Outbox;
import io.wirebench.control.internal.wire.Schema;
import io.wirebench.control.internal.wire.Serial;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Limits;

import org.eclipse.lsp4j.jsonrpc.Endpoint;
import org.eclipse.lsp4j.jsonrpc.MessageIssueException;
import org.eclipse.lsp4j.jsonrpc.RemoteEndpoint;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.CancelParams;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.MessageIssue;
import org.eclipse.lsp4j.jsonrpc.messages.NotificationMessage;
import org.eclipse.lsp4j.jsonrpc.messages.RequestMessage;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseMessage;
import org.eclipse.lsp4j.jsonrpc.services.ServiceEndpoints;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One client's connection. One thread reads, one writes; neither does a request's work, and the reading one never waits for anything but
 * the client's next byte: so that the engine notices at once that a client cancels or disconnects. Requests are handed out in their order,
 * as far as the limits allow, by a thread of the engine.
 */
public final class Connection {

	private static final Set<String> LONG = Set.of("lab/run", "lab/wait", "node/run");
	private static final String CANCEL = "$/cancelRequest";
	private static final int MOST_CANCELS = 100_000;
	private static final long LAST_WORDS_MILLIS = 500;

	private final SocketChannel channel;
	private final Labs labs;
	private final FrameReader reader;
	private final Outbox outbox;
	private final MessageJsonHandler json;
	private final RemoteEndpoint endpoint;
	private final Session session;
	private final Runnable ended;
	private final AtomicInteger longRequests = new AtomicInteger();
	private final String name;
	private final Serial dispatch;
	private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
	private final ArrayDeque<Message> urgent = new ArrayDeque<>();
	private long waitingBytes;
	private int underWay;
	private final AtomicBoolean closed = new AtomicBoolean();

	/** A message that is to be handed out, and what the reader found wrong with it. */
	private record Waiting(Message message, List<MessageIssue> issues, int bytes) {}

	/**
	 * @param ended called once when the connection has ended and everything of it is gone or going
	 */
	public Connection(SocketChannel channel, Labs labs, Runnable ended) {
		this.channel = channel;
		this.labs = labs;
		this.ended = ended;
		reader = new FrameReader(channel);
		json = new MessageJsonHandler(ServiceEndpoints.getSupportedMethods(EngineApi.class));
		name = "client " + labs.nextClient();
		dispatch = new Serial(labs.executor);
		outbox = new Outbox(channel, json, name, this::disconnect, this::wake);
		session = new Session(labs, outbox, outbox);
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
					return CompletableFuture.failedFuture(Failures.of(ErrorCode.VERSION,
							"say engine/hello {protocol: " + Limits.PROTOCOL_VERSION + ", client: \"…\"} first"));
				boolean takesLong = LONG.contains(method);
				if (takesLong && longRequests.incrementAndGet() > Limits.LONG_REQUESTS) {
					longRequests.decrementAndGet();
					return CompletableFuture.failedFuture(Failures.of(ErrorCode.LIMIT, method + ": " + Limits.LONG_REQUESTS
							+ " requests of this client that may take long are under way already (LONG_REQUESTS); wait for one, or cancel one"));
				}
				synchronized (waiting) {
					if (!takesLong)
						underWay++;
				}
				CompletableFuture<?> answer;
				try {
					answer = services.request(method, params);
				} catch (RuntimeException | Error e) {
					answer = CompletableFuture.failedFuture(e);
				}
				answer.whenComplete((_, _) -> {
					if (takesLong) {
						longRequests.decrementAndGet();
						return;
					}
					synchronized (waiting) {
						underWay--;
					}
					wake();
				});
				return answer;
			}

			@Override
			public void notify(String method, Object params) {
				// The protocol has no notifications to the engine; cancelling is heard elsewhere.
			}
		};
	}

	/** So many refused clients are waited for at a time. */
	private static final java.util.concurrent.Semaphore LINGERING = new java.util.concurrent.Semaphore(16);

	/** Says why a client is not let in, and ends its connection. */
	public static void refuse(SocketChannel channel, String message) throws IOException {
		ResponseMessage response = new ResponseMessage();
		response.setError(Failures.error(Failures.of(ErrorCode.LIMIT, message)));
		try {
			channel.write(FrameReader.frame(new MessageJsonHandler(java.util.Map.of()).serialize(response)));
			channel.shutdownOutput();
		} catch (IOException e) {
			channel.close();
			throw e;
		}
		linger(channel);
	}

	/** Reads what the client has written before it knew: closed with that unread, the connection would take the answer with it. */
	private static void linger(SocketChannel channel) throws IOException {
		if (!LINGERING.tryAcquire()) {
			channel.close();
			return;
		}
		CompletableFuture.delayedExecutor(LAST_WORDS_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS).execute(() -> close(channel));
		Thread.ofPlatform().daemon().name("wirebench refusal").start(() -> {
			java.nio.ByteBuffer unread = java.nio.ByteBuffer.allocate(4096);
			try (channel) {
				while (channel.read(unread.clear()) >= 0) {
					// until the client has read the answer and is gone
				}
			} catch (IOException e) {
				// too slow, or gone
			} finally {
				LINGERING.release();
			}
		});
	}

	private static void close(SocketChannel channel) {
		try {
			channel.close();
		} catch (IOException e) {
			// it is closed all the same
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
			System.getLogger("io.wirebench.control").log(System.Logger.Level.WARNING, "a message could not be taken: " + e);
		} finally {
			close();
		}
	}

	private void take(String text) {
		Message message;
		List<MessageIssue> issues = List.of();
		try {
			message = json.parseMessage(text);
		} catch (MessageIssueException e) {
			if (e.getRpcMessage() == null) {
				answer(ResponseErrorCode.ParseError, e.getIssues().getFirst().getText());
				return;
			}
			message = e.getRpcMessage();
			issues = e.getIssues();
		} catch (RuntimeException | StackOverflowError e) {
			answer(ResponseErrorCode.ParseError, "a message is no JSON-RPC: " + e.getMessage());
			return;
		}
		if (message == null) {
			answer(ResponseErrorCode.InvalidRequest, "a message is empty");
			return;
		}
		synchronized (waiting) {
			if (message instanceof NotificationMessage notification) {
				// The protocol has no other notification to the engine.
				if (notification.getMethod().equals(CANCEL) && text.length() <= Limits.HEADER_BYTES && urgent.size() < MOST_CANCELS)
					urgent.add(message);
			} else if (waitingBytes + text.length() <= Limits.WAITING_BYTES) {
				waiting.add(new Waiting(message, issues, text.length()));
				waitingBytes += text.length();
			} else {
				answer(message, ErrorCode.LIMIT, "more than " + Limits.WAITING_BYTES
						+ " bytes of requests of this client wait already (WAITING_BYTES); read answers first");
			}
		}
		wake();
	}

	private void wake() {
		dispatch.execute(this::handOut);
	}

	/** Hands out what may be handed out. One thread at a time. */
	private void handOut() {
		while (!closed.get()) {
			Message cancel;
			Waiting next = null;
			synchronized (waiting) {
				cancel = urgent.poll();
				if (cancel == null) {
					if (underWay >= Limits.REQUESTS || outbox.usedUp() || (next = waiting.poll()) == null)
						return;
					waitingBytes -= next.bytes;
				}
			}
			if (cancel != null)
				cancel(cancel);
			else
				handOut(next);
		}
	}

	/** A request that still waits is cancelled here; all others are known to the endpoint. */
	private void cancel(Message cancel) {
		if (cancel instanceof NotificationMessage notification && notification.getParams() instanceof CancelParams params
				&& params.getRawId() != null)
			synchronized (waiting) {
				for (Waiting each : waiting)
					if (each.message instanceof RequestMessage request && Objects.equals(request.getId(), params.getId())) {
						waiting.remove(each);
						waitingBytes -= each.bytes;
						ResponseMessage response = new ResponseMessage();
						response.setRawId(request.getRawId());
						response.setError(Failures.error(new CancellationException()));
						outbox.consume(response);
						return;
					}
			}
		handOut(new Waiting(cancel, List.of(), 0));
	}

	private void handOut(Waiting next) {
		try {
			if (next.issues.isEmpty())
				endpoint.consume(next.message);
			else
				endpoint.handle(next.message, next.issues);
			if (session.endsEngine())
				labs.engine.endSoon();
		} catch (RuntimeException | StackOverflowError e) {
			answer(ResponseErrorCode.InvalidRequest, "a message is no request: " + e.getMessage());
		}
	}

	private void answer(Message message, ErrorCode code, String text) {
		ResponseMessage response = new ResponseMessage();
		if (message instanceof RequestMessage request)
			response.setRawId(request.getRawId());
		response.setError(Failures.error(Failures.of(code, text)));
		outbox.consume(response);
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
			answer(ResponseErrorCode.InvalidRequest,
					"a message was not complete after " + Limits.MESSAGE_MILLIS + " ms; the connection ends");
			close();
		}
		long stalled = outbox.stalledNanos();
		if (stalled != 0 && now - stalled > Limits.STALL_MILLIS * 1_000_000L)
			disconnect("it has read nothing for " + Limits.STALL_MILLIS + " ms while more than " + Limits.OUTGOING_BYTES
					+ " bytes wait for it (STALL_MILLIS, OUTGOING_BYTES)");
	}

	/** Ends the connection. @param reason for the engine's log; empty if the client did */
	private void disconnect(String reason) {
		if (!reason.isEmpty() && !closed.get())
			System.getLogger("io.wirebench.control").log(System.Logger.Level.WARNING,
					"disconnected " + name + " (" + session.client() + "): " + reason);
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
