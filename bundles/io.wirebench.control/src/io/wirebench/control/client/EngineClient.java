package io.wirebench.control.client;

import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.Limits;
import io.wirebench.control.protocol.Protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A connection to an engine. Safe for use by any thread, but those that call back: notifications come on the reading thread and
 * must not wait for answers.
 */
public final class EngineClient implements AutoCloseable {

	/** The engine did not do it. The message is for the user. */
	public static final class EngineException extends Exception {
		private static final long serialVersionUID = 1L;

		private final int code;
		private final transient Protocol.ErrorData data;

		/** @param data may be null */
		public EngineException(int code, String message, Protocol.ErrorData data) {
			super(message);
			this.code = code;
			this.data = data;
		}

		/** @return the error's code, see {@link io.wirebench.control.protocol.ErrorCode} */
		public int code() {
			return code;
		}

		/** @return more about it, or null */
		public Protocol.ErrorData data() {
			return data;
		}
	}

	/** The connection has ended: mostly as the engine ended, or was killed; the message says what is known. */
	public static final class EngineGoneException extends Exception {
		private static final long serialVersionUID = 1L;

		EngineGoneException(String message) {
			super(message);
		}
	}

	private static final long LAST_WORDS_SECONDS = 2;

	private final ClientConnection connection;
	private Protocol.EngineInfo greeting;

	private EngineClient(ClientConnection connection) {
		this.connection = connection;
	}

	/**
	 * Connects to an engine that runs, and greets it.
	 *
	 * @param socket where it listens
	 * @param name who the client is
	 * @param notices hears what the engine tells unasked
	 * @throws IOException if nobody listens there
	 * @throws EngineException if the engine does not want this client, e.g. because it is of another version
	 */
	public static EngineClient connect(Path socket, String name, EngineApi.Client notices)
			throws IOException, EngineException, EngineGoneException {
		EngineClient client = new EngineClient(ClientConnection.open(socket, notices));
		try {
			client.greeting = client.get(client.engine().hello(new Protocol.Hello(Limits.PROTOCOL_VERSION, name)));
			return client;
		} catch (EngineException | EngineGoneException e) {
			client.close();
			throw e;
		} catch (UncheckedIOException e) {
			// The engine has closed the connection before it was greeted; it may have said why.
			client.ended().completeOnTimeout(null, LAST_WORDS_SECONDS, TimeUnit.SECONDS).join();
			EngineException refused = client.connection.failure(e);
			client.close();
			if (refused != null)
				throw refused;
			throw e.getCause();
		}
	}

	/** @return the engine; answers come on the reading thread */
	public EngineApi engine() {
		return connection.engine();
	}

	/** @return what the engine said when it was greeted */
	public Protocol.EngineInfo greeting() {
		return greeting;
	}

	/** Waits for an answer. */
	public <T> T get(CompletableFuture<T> answer) throws EngineException, EngineGoneException {
		try {
			return answer.get();
		} catch (ExecutionException e) {
			throw failure(e.getCause());
		} catch (java.util.concurrent.CancellationException e) {
			throw new EngineException(ClientConnection.CANCELLED, "the request was cancelled", null);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new EngineGoneException("interrupted");
		}
	}

	private EngineException failure(Throwable cause) throws EngineGoneException {
		EngineException failure = connection.failure(cause);
		if (failure == null)
			throw new EngineGoneException(connection.endReason());
		return failure;
	}

	/**
	 * Completes a plan of which the engine gave only the first part, as it is long.
	 *
	 * @throws EngineException if the engine does not have it any more
	 */
	public Protocol.PlanInfo whole(Protocol.PlanInfo plan) throws EngineException, EngineGoneException {
		if (plan.more() == null)
			return plan;
		List<Protocol.Step> steps = new ArrayList<>(plan.steps());
		StringBuilder text = new StringBuilder(plan.text());
		while (steps.size() < plan.allSteps()) {
			Protocol.PlanPart part = get(engine().morePlan(new Protocol.MorePlan(plan.more(), steps.size())));
			steps.addAll(part.steps());
			text.append(part.text());
		}
		return new Protocol.PlanInfo(steps, plan.tiers(), text.toString(), plan.missingCapabilities(), plan.allSteps(), null);
	}

	/** @return why the connection has ended, a sentence */
	public String endReason() {
		return connection.endReason();
	}

	/** Asks the engine to end a request; its answer still comes, and says what was done. */
	public void cancel(CompletableFuture<?> answer) {
		connection.cancel(answer);
	}

	/** @return completed when the connection has ended */
	public CompletableFuture<Void> ended() {
		return connection.ended();
	}

	@Override
	public void close() {
		connection.close();
	}
}
