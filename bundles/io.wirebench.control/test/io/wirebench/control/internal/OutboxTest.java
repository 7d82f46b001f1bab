package io.wirebench.control.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.control.internal.wire.FrameReader;
import io.wirebench.control.internal.wire.Outbox;
import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Limits;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class OutboxTest {

	private final Pipe pipe;
	private final CompletableFuture<String> broken = new CompletableFuture<>();
	private final CompletableFuture<Void> drained = new CompletableFuture<>();
	private final Outbox outbox;

	OutboxTest() throws IOException {
		pipe = Pipe.open();
		outbox = new Outbox(pipe.sink(), new MessageJsonHandler(Map.of()), "a test", broken::complete, () -> drained.complete(null));
	}

	@AfterEach
	void close() throws IOException {
		outbox.close();
		pipe.sink().close();
		pipe.source().close();
	}

	private static ResponseMessage answer(String id, int bytes) {
		ResponseMessage answer = new ResponseMessage();
		answer.setId(id);
		answer.setResult("x".repeat(bytes));
		return answer;
	}

	private JsonObject read(FrameReader reader) throws IOException {
		return JsonParser.parseString(new String(reader.next(), StandardCharsets.UTF_8)).getAsJsonObject();
	}

	@Test
	void shouldAnswerWithAnErrorWhereAnAnswerIsLongerThanAMessageMayBe() throws Exception {
		FrameReader reader = new FrameReader(pipe.source());
		outbox.consume(answer("large", Limits.MESSAGE_BYTES));
		outbox.consume(answer("small", 10));
		JsonObject large = read(reader);
		assertEquals("large", large.get("id").getAsString());
		assertEquals(ErrorCode.LIMIT.number(), large.getAsJsonObject("error").get("code").getAsInt());
		assertTrue(large.toString().contains("MESSAGE_BYTES"), large::toString);
		assertEquals("small", read(reader).get("id").getAsString());
		assertFalse(broken.isDone());
	}

	@Test
	void shouldNeverBlockAnOfferAndTakeOffersAgainOnceTheClientReads() throws Exception {
		int taken = 0;
		while (outbox.offer("a/notice", "y".repeat(1 << 20)))
			taken++;
		assertTrue(outbox.full() && outbox.usedUp());
		assertTrue(taken >= Limits.OUTGOING_BYTES >> 20 && taken < (Limits.OUTGOING_BYTES >> 20) + 4, taken + " MiB were taken");
		FrameReader reader = new FrameReader(pipe.source());
		for (int i = 0; i < taken; i++)
			assertEquals("a/notice", read(reader).get("method").getAsString());
		drained.get(10, TimeUnit.SECONDS);
		assertTrue(outbox.offer("a/notice", "z"));
		assertEquals("z", read(reader).get("params").getAsString());
	}

	@Test
	void shouldDisconnectAClientForWhichTooManyAnswersWaitAndSayWhy() throws Exception {
		for (int i = 0; i < (Limits.UNREAD_BYTES >> 22) + 2; i++)
			outbox.consume(answer("" + i, 1 << 22));
		String reason = broken.get(10, TimeUnit.SECONDS);
		assertTrue(reason.contains("UNREAD_BYTES"), reason);
		assertFalse(outbox.offer("a/notice", "late"));
	}

	@Test
	void shouldWaitOnlyInAStreamUntilTheConnectionIsClosed() throws Exception {
		while (outbox.offer("a/notice", "y".repeat(1 << 20)));
		CompletableFuture<Boolean> put = CompletableFuture.supplyAsync(() -> {
			try {
				return outbox.put("a/notice", "waits");
			} catch (InterruptedException e) {
				throw new AssertionError(e);
			}
		});
		assertTrue(outbox.stalled());
		assertFalse(put.isDone());
		outbox.close();
		assertFalse(put.get(10, TimeUnit.SECONDS));
	}
}
