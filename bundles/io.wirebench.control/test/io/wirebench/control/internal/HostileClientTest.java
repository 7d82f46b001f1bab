package io.wirebench.control.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.control.client.EngineClient;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Limits;
import io.wirebench.control.protocol.Protocol;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Clients that send garbage, do not read, die, or ask for too much: others notice nothing. */
class HostileClientTest {

	private static final int MUTANTS = Integer.getInteger("wirebench.mutants", 200_000);
	private static final long SEED = Long.getLong("wirebench.mutation.seed", 20261125);

	private static TestEngine engine;

	@BeforeAll
	static void start() {
		engine = new TestEngine();
	}

	@AfterAll
	static void end() {
		engine.close();
	}

	private static void assertServesOthers() throws Exception {
		try (EngineClient other = engine.connect()) {
			assertTrue(other.get(other.engine().kinds()).kinds().size() > 10);
		}
	}

	@Test
	void shouldWantAGreetingOfItsOwnVersionFirst() throws Exception {
		try (RawClient client = new RawClient(engine.socket())) {
			client.message("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"engine/status\"}");
			assertEquals(ErrorCode.VERSION.number(), client.error());
			client.message(RawClient.HELLO.replace("\"protocol\":1", "\"protocol\":99"));
			JsonObject answer = client.answer();
			assertTrue(answer.toString().contains("version 99") && answer.toString().contains("version 1"), answer.toString());
			client.message(RawClient.HELLO);
			assertTrue(client.answer().has("result"));
		}
	}

	@Test
	void shouldAnswerWhatIsNoRequestAndGoOn() throws Exception {
		try (RawClient client = new RawClient(engine.socket()).hello()) {
			String[][] cases = {{"-32700", "{"}, {"-32700", "garbage"},
					{"-32601", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no/such\",\"params\":{}}"},
					{"-32602", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"lab/open\"}"},
					{"-32602", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"lab/set\",\"params\":{}}"},
					{"-32602", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"node/run\",\"params\":{\"node\":\"h1\",\"argv\":[\"a\",null]}}"},
					{"1", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"lab/set\",\"params\":{\"lab\":\"nowhere\",\"values\":{}}}"}};
			for (String[] each : cases) {
				client.message(each[1]);
				assertEquals(Integer.parseInt(each[0]), client.error(), each[1]);
			}
			client.message("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"lab/state\",\"params\":{\"lab\":[1,{}]}}");
			assertTrue(client.error() < 0);
			client.message("[".repeat(100_000));
			assertTrue(client.error() < 0);
			client.message("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"engine/status\"}");
			assertTrue(client.answer().has("result"));
		}
	}

	@Test
	void shouldEndAConnectionWhoseMessagesCannotBeToldApartAndSayWhy() throws Exception {
		for (String bytes : new String[]{"GET / HTTP/1.1\r\n\r\n", "Content-Length: -5\r\n\r\n", "Content-Length: 99999999999999\r\n\r\n",
				"Content-Length: " + (Limits.MESSAGE_BYTES + 1) + "\r\n\r\n",
				"X: " + "y".repeat(10_000), "\0\0\0\0\r\n\r\n"})
			try (RawClient client = new RawClient(engine.socket()).text(bytes)) {
				JsonObject answer = client.answer();
				assertNotNull(answer, bytes.substring(0, Math.min(40, bytes.length())));
				assertTrue(answer.toString().contains("-32700"), answer.toString());
				assertTrue(client.isEnded());
			}
		assertServesOthers();
	}

	@Test
	void shouldTellAClientWhyItIsNotLetIn() throws Exception {
		List<RawClient> clients = new ArrayList<>();
		try {
			for (int i = 0; i < Limits.CONNECTIONS; i++)
				clients.add(new RawClient(engine.socket()).hello());
			EngineClient.EngineException refused = org.junit.jupiter.api.Assertions.assertThrows(EngineClient.EngineException.class,
					() -> engine.connect().close());
			assertEquals(ErrorCode.LIMIT.number(), refused.code());
			assertTrue(refused.getMessage().contains("CONNECTIONS"), refused.getMessage());
		} finally {
			for (RawClient client : clients)
				client.close();
		}
		TestEngine.await("others are let in again", () -> {
			try (EngineClient other = engine.connect()) {
				return other.get(other.engine().status()).clients() == 1;
			} catch (Exception e) {
				return false;
			}
		});
	}

	@Test
	void shouldBelieveALengthOnlyAsFarAsBytesCome() throws Exception {
		long before = used();
		List<RawClient> clients = new ArrayList<>();
		try {
			for (int i = 0; i < 50; i++)
				clients.add(new RawClient(engine.socket()).text("Content-Length: " + Limits.MESSAGE_BYTES + "\r\n\r\n{\"jsonrpc\""));
			assertServesOthers();
			assertTrue(used() - before < 400L << 20,
					"50 announcements of " + Limits.MESSAGE_BYTES + " bytes took " + (used() - before) + " bytes");
		} finally {
			for (RawClient client : clients)
				client.close();
		}
		assertServesOthers();
	}

	private static long used() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	@Test
	void shouldServeTenThousandRequestsThatWereQueuedAtOnce() throws Exception {
		int most = 10_000;
		try (RawClient client = new RawClient(engine.socket()).hello()) {
			Thread writer = Thread.ofPlatform().start(() -> {
				try {
					for (int id = 0; id < most; id++)
						client.message("{\"jsonrpc\":\"2.0\",\"id\":" + id
								+ ",\"method\":\"network/check\",\"params\":{\"text\":\"<network format=\\\"1\\\"/>\"}}");
				} catch (IOException e) {
					throw new AssertionError(e);
				}
			});
			Set<Integer> answered = new HashSet<>();
			while (answered.size() < most) {
				JsonObject answer = client.answer();
				assertTrue(answer.has("result"), answer::toString);
				answered.add(answer.get("id").getAsInt());
			}
			writer.join();
		}
	}

	@Test
	void shouldNameTheLimitThatIsReached() throws Exception {
		engine.assumeLabs();
		try (EngineClient client = engine.connect()) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			List<CompletableFuture<Protocol.Waited>> waits = new ArrayList<>();
			for (int i = 0; i < Limits.LONG_REQUESTS; i++)
				waits.add(client.engine().waitFor(new Protocol.Wait(lab, "flow:ping.rtt below 0 ms", 60)));
			EngineClient.EngineException refused = org.junit.jupiter.api.Assertions.assertThrows(EngineClient.EngineException.class,
					() -> client.get(client.engine().waitFor(new Protocol.Wait(lab, "flow:ping.rtt below 0 ms", 60))));
			assertEquals(ErrorCode.LIMIT.number(), refused.code());
			assertTrue(refused.getMessage().contains("LONG_REQUESTS"), refused.getMessage());
			waits.forEach(client::cancel);
			for (CompletableFuture<Protocol.Waited> wait : waits)
				org.junit.jupiter.api.Assertions.assertThrows(EngineClient.EngineException.class, () -> client.get(wait));
			client.get(client.engine().stopLab(new Protocol.LabRef(lab)));
		}
	}

	/** It floods itself with output and states and never reads: its lab and those of others go on. */
	@Test
	void shouldNotWaitForAClientThatNeverReads() throws Exception {
		engine.assumeLabs();
		try (EngineClient other = engine.connect(); RawClient deaf = new RawClient(engine.socket()).hello()) {
			String lab = TestEngine.start(other, TestEngine.TWO_HOSTS, false);
			long before = used();
			for (int i = 0; i < 4; i++)
				deaf.message("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"node/start\",\"params\":{\"lab\":\"" + lab
						+ "\",\"node\":\"h1\",\"argv\":[\"yes\"]}}");
			deaf.message("{\"jsonrpc\":\"2.0\",\"id\":10,\"method\":\"lab/watch\",\"params\":{\"states\":true,\"events\":true}}");
			deaf.message(
					"{\"jsonrpc\":\"2.0\",\"id\":11,\"method\":\"capture/start\",\"params\":{\"lab\":\"" + lab + "\",\"link\":\"h1-h2\"}}");
			TestEngine.await("the programs of the deaf client run", () -> {
				try {
					return other.get(other.engine().state(new Protocol.GetState(lab, true))).nodes().get("h1").processes() >= 4;
				} catch (EngineClient.EngineException | EngineClient.EngineGoneException e) {
					throw new AssertionError(e);
				}
			});
			long begin = System.nanoTime();
			for (int i = 0; i < 50; i++) {
				other.get(other.engine().set(new Protocol.SetValues(lab, java.util.Map.of("h1-h2/both/delay.time", (i + 1) + " ms"))));
				assertEquals(0,
						other.get(other.engine().runProgram(new Protocol.RunProgram(lab, "h2", List.of("true"), null, null, null, 10.0)))
								.exitCode());
			}
			assertTrue(System.nanoTime() - begin < 30_000_000_000L,
					"50 changes and programs took " + (System.nanoTime() - begin) / 1e9 + " s");
			assertTrue(used() - before < 4L * Limits.OUTGOING_BYTES + (64 << 20),
					"memory for a client that does not read: " + (used() - before));
			deaf.close();
			TestEngine.await("its programs are gone", () -> {
				try {
					return other.get(other.engine().state(new Protocol.GetState(lab, true))).nodes().get("h1").processes() == 0;
				} catch (EngineClient.EngineException | EngineClient.EngineGoneException e) {
					throw new AssertionError(e);
				}
			});
			other.get(other.engine().stopLab(new Protocol.LabRef(lab)));
		}
	}

	private static String held(String network) {
		return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"lab/open\",\"params\":{\"name\":\"held\",\"network\":{\"text\":"
				+ new com.google.gson.Gson().toJson(network) + "}}}";
	}

	private static RawClient holdAnApplyWithManyRequestsBehind(TestEngine engine) throws IOException {
		RawClient client = new RawClient(engine.socket()).hello().message(held(TestEngine.TWO_HOSTS));
		assertTrue(client.answer().has("result"));
		client.message("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"lab/apply\",\"params\":{\"lab\":\"held\",\"holdAtStep\":1}}");
		assertEquals("lab/progress", client.answer().get("method").getAsString());
		for (int i = 0; i < 300; i++)
			client.message("{\"jsonrpc\":\"2.0\",\"id\":" + (10 + i) + ",\"method\":\"lab/network\",\"params\":{\"lab\":\"held\"}}");
		return client;
	}

	@Test
	void shouldEndTheLabOfAClientThatDiesWithAHeldApplyAndManyRequestsBehindIt() throws Exception {
		engine.assumeLabs();
		try (EngineClient other = engine.connect()) {
			holdAnApplyWithManyRequestsBehind(engine).close();
			TestEngine.await("the lab is gone, and its client", () -> {
				try {
					Protocol.EngineInfo info = other.get(other.engine().status());
					return info.clients() == 1 && info.labs().isEmpty();
				} catch (EngineClient.EngineException | EngineClient.EngineGoneException e) {
					throw new AssertionError(e);
				}
			});
		}
	}

	@Test
	void shouldCancelWhatIsUnderWayAndWhatStillWaitsBehindIt() throws Exception {
		engine.assumeLabs();
		try (RawClient client = holdAnApplyWithManyRequestsBehind(engine)) {
			client.message("{\"jsonrpc\":\"2.0\",\"method\":\"$/cancelRequest\",\"params\":{\"id\":309}}");
			JsonObject first = client.answer();
			assertEquals(309, first.get("id").getAsInt(), first::toString);
			assertEquals(-32800, first.getAsJsonObject("error").get("code").getAsInt());
			client.message("{\"jsonrpc\":\"2.0\",\"method\":\"$/cancelRequest\",\"params\":{\"id\":2}}");
			Set<Integer> answered = new HashSet<>();
			while (answered.size() < 300)
				answered.add(client.answer().get("id").getAsInt());
			assertTrue(answered.contains(2) && answered.contains(308), answered::toString);
		}
	}

	@Test
	void shouldEndAnEngineWhoseClientHoldsAnApply() throws Exception {
		engine.assumeLabs();
		TestEngine mine = new TestEngine();
		try (RawClient _ = holdAnApplyWithManyRequestsBehind(mine)) {
			CompletableFuture.runAsync(mine::close).get(20, java.util.concurrent.TimeUnit.SECONDS);
		}
	}

	/** A run whose step floods its client with output that it never reads. */
	@Test
	void shouldNotSlowALabForAClientThatRunsItsScenarioAndDoesNotRead() throws Exception {
		engine.assumeLabs();
		String network = TestEngine.TWO_HOSTS.replace("</network>",
				"<scenario duration=\"60 s\"><run at=\"0 s\" node=\"h1\" command=\"yes abcdefghijklmnopqrstuvwxyz | head -c 6000000; touch $WIREBENCH_FLAG; yes abcdefghijklmnopqrstuvwxyz\"/></scenario></network>"
						.replace("$WIREBENCH_FLAG",
								engine.folder().resolve("printed").toString()));
		try (EngineClient other = engine.connect(); RawClient deaf = new RawClient(engine.socket()).hello()) {
			String lab = TestEngine.start(other, network, false);
			deaf.message("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"lab/run\",\"params\":{\"lab\":\"" + lab + "\"}}");
			TestEngine.await("the step has printed more than fits, although nobody reads",
					() -> Files.exists(engine.folder().resolve("printed")));
			List<Long> millis = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				long begin = System.nanoTime();
				other.get(other.engine().state(new Protocol.GetState(lab, true)));
				other.get(other.engine().set(new Protocol.SetValues(lab, java.util.Map.of("h1-h2.up", String.valueOf(i % 2 == 1)))));
				other.get(other.engine().stopFlow(new Protocol.FlowRef(lab, "ping")));
				other.get(other.engine().startFlow(new Protocol.FlowRef(lab, "ping")));
				millis.add((System.nanoTime() - begin) / 1_000_000);
			}
			assertTrue(millis.stream().mapToLong(m -> m).max().orElseThrow() < 5000,
					"while a client of the lab does not read, requests of another one take ms: " + millis);
			other.get(other.engine().stopLab(new Protocol.LabRef(lab)));
		}
	}

	@Test
	void shouldEndWhatAClientHadRunningWhenItDies() throws Exception {
		engine.assumeLabs();
		try (EngineClient other = engine.connect()) {
			try (EngineClient dying = engine.connect("the dying one", new EngineApi.Client() {
			})) {
				String lab = TestEngine.start(dying, TestEngine.TWO_HOSTS, false);
				dying.get(dying.engine().startProgram(new Protocol.StartProgram(lab, "h1", List.of("sleep", "7777"), null, null, null)));
				dying.engine().runProgram(new Protocol.RunProgram(lab, "h2", List.of("sleep", "7777"), null, null, null, null));
				dying.engine().waitFor(new Protocol.Wait(lab, "flow:ping.rtt below 0 ms", 1000));
				assertTrue(other.get(other.engine().status()).labs().stream().anyMatch(l -> l.lab().equals(lab)));
			}
			TestEngine.await("the lab is gone", () -> {
				try {
					return other.get(other.engine().status()).labs().isEmpty();
				} catch (EngineClient.EngineException | EngineClient.EngineGoneException e) {
					throw new AssertionError(e);
				}
			});
			try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
				assertTrue(processes.filter(p -> p.getFileName().toString().matches("\\d+")).noneMatch(p -> {
					try {
						return Files.readString(p.resolve("cmdline")).contains("7777");
					} catch (IOException e) {
						return false;
					}
				}), "no program is left");
			}
		}
	}

	// Mutations

	/** Requests as clients make them. What could harm the machine when spoiled goes to a lab that is not there. */
	private static List<String> seeds(String lab) {
		List<String> seeds = new ArrayList<>();
		String l = "\"lab\":\"" + lab + "\"";
		for (String[] each : new String[][]{{"engine/status", "{}"}, {"engine/kinds", "{}"},
				{"engine/hello", "{\"protocol\":1,\"client\":\"x\"}"},
				{"network/check",
						"{\"text\":\"<network format=\\\"1\\\" name=\\\"n\\\"><node name=\\\"a\\\" kind=\\\"host\\\"/></network>\",\"set\":{\"a.b\":\"c\"},\"seed\":\"7\"}"},
				{"network/plan",
						"{\"text\":\"<network format=\\\"1\\\"><node name=\\\"a\\\" kind=\\\"host\\\"/><node name=\\\"b\\\" kind=\\\"host\\\"/><link from=\\\"a\\\" to=\\\"b\\\"/></network>\"}"},
				{"lab/state", "{" + l + ",\"fresh\":true}"},
				{"lab/figures", "{" + l + ",\"paths\":[\"flow:ping.rtt\",\"h1-h2/forward.in\"]}"},
				{"lab/set", "{" + l + ",\"values\":{\"h1-h2/both/delay.time\":\"2 ms\",\"h1-h2.up\":\"true\"}}"},
				{"lab/add", "{" + l + ",\"parent\":\"h1-h2/forward\",\"xml\":\"<impairment kind=\\\"loss\\\" probability=\\\"1 %\\\"/>\"}"},
				{"lab/remove", "{" + l + ",\"element\":\"h1-h2/forward/loss\"}"},
				{"lab/wait", "{" + l + ",\"condition\":\"flow:ping.rtt above 1 s\",\"timeoutSeconds\":0.01}"},
				{"lab/watch", "{" + l + ",\"states\":true,\"events\":true,\"intervalSeconds\":0.5}"},
				{"lab/unwatch", "{\"subscription\":3}"}, {"lab/network", "{" + l + "}"},
				{"lab/drawing", "{" + l + "}"}, {"lab/plan", "{" + l + "}"}, {"flow/stop", "{" + l + ",\"flow\":\"flow:ping\"}"},
				{"flow/start", "{" + l + ",\"flow\":\"ping\"}"},
				{"node/run", "{" + l + ",\"node\":\"h1\",\"argv\":[\"/bin/true\"],\"input\":\"x\",\"timeoutSeconds\":1}"},
				{"node/shell", "{" + l + ",\"node\":\"h1\"}"},
				{"node/start", "{" + l + ",\"node\":\"h1\",\"argv\":[\"/bin/true\"],\"terminal\":{\"rows\":24,\"columns\":80}}"},
				{"program/input", "{\"program\":1,\"data\":\"aGVsbG8=\"}"},
				{"program/resize", "{\"program\":1,\"terminal\":{\"rows\":1,\"columns\":2}}"},
				{"program/signal", "{\"program\":1,\"signal\":15}"}, {"capture/stop", "{\"capture\":1}"},
				{"node/read", "{\"lab\":\"none\",\"node\":\"h1\",\"path\":\"/etc/hosts\"}"},
				{"node/write", "{\"lab\":\"none\",\"node\":\"h1\",\"path\":\"/nowhere/x\",\"data\":\"aGk=\"}"},
				{"lab/open", "{\"name\":\"m\",\"keep\":false}"}, {"lab/stop", "{\"lab\":\"m\"}"}, {"lab/apply", "{\"lab\":\"m\"}"},
				{"lab/run", "{\"lab\":\"m\",\"forSeconds\":0.01}"},
				{"$/cancelRequest", "{\"id\":1}"}})
			seeds.add("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + each[0] + "\",\"params\":" + each[1] + "}");
		return seeds;
	}

	private static final String[] TOKENS = {"null", "{}", "[]", "-1", "1e999", "\"\"", "true", "99999999999999999999", "\"\\u0000\"",
			"{\"a\":", "]", "}", ",", "\"lab\"", "\\", "\"id\":null"};

	private static byte[] mutate(String seed, Random random) {
		StringBuilder text = new StringBuilder(seed);
		for (int n = 1 + random.nextInt(3); n > 0 && !text.isEmpty(); n--) {
			int at = random.nextInt(text.length());
			switch (random.nextInt(6)) {
				case 0 -> text.setCharAt(at, (char) (random.nextInt(96) + 32));
				case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(12)));
				case 2 -> text.insert(at, TOKENS[random.nextInt(TOKENS.length)]);
				case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
				case 4 -> {
					int quote = text.indexOf("\"", at);
					int end = quote < 0 ? -1 : text.indexOf("\"", quote + 1);
					if (end > 0)
						text.replace(quote, end + 1, TOKENS[random.nextInt(TOKENS.length)]);
				}
				default -> text.setCharAt(at, (char) random.nextInt(0x2100));
			}
		}
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void shouldSurviveSpoiledMessages() throws Exception {
		engine.assumeLabs();
		Random random = new Random(SEED);
		long begin = System.nanoTime();
		try (EngineClient owner = engine.connect()) {
			String lab = "two";
			List<String> seeds = seeds(lab);
			long descriptors = -1;
			long threads = -1;
			for (int done = 0; done < MUTANTS;) {
				int batch = Math.min(10_000, MUTANTS - done);
				// A spoiled message can be a good one that stops it.
				if (owner.get(owner.engine().status()).labs().stream().noneMatch(each -> each.lab().equals(lab)))
					TestEngine.start(owner, TestEngine.TWO_HOSTS, true);
				try (RawClient client = new RawClient(engine.socket()).hello()) {
					CompletableFuture<Boolean> answered = CompletableFuture.supplyAsync(() -> {
						try {
							for (JsonObject answer; (answer = client.answer()) != null;) {
								if (answer.has("error") && answer.toString().contains("should not have happened"))
									throw new AssertionError(answer.toString());
								if (answer.has("id") && answer.get("id").toString().equals("\"last\""))
									return true;
							}
							return false;
						} catch (IOException e) {
							throw new java.io.UncheckedIOException(e);
						}
					});
					for (int i = 0; i < batch; i++) {
						byte[] body = mutate(seeds.get(random.nextInt(seeds.size())), random);
						client.text("Content-Length: " + body.length + "\r\n\r\n").bytes(body);
					}
					// The engine reads this one after all before.
					client.message("{\"jsonrpc\":\"2.0\",\"id\":\"last\",\"method\":\"engine/status\"}");
					assertTrue(answered.get(60, java.util.concurrent.TimeUnit.SECONDS), "the connection goes on after spoiled messages");
				}
				done += batch;
				TestEngine.await("the client is gone", () -> {
					try {
						return owner.get(owner.engine().status()).clients() == 1;
					} catch (EngineClient.EngineException | EngineClient.EngineGoneException e) {
						throw new AssertionError(e);
					}
				});
				if (descriptors < 0) {
					descriptors = descriptors();
					threads = Thread.activeCount();
				}
			}
			long most = descriptors + 40;
			TestEngine.await(() -> descriptors() + " descriptors, " + most + " at most", () -> descriptors() <= most);
			assertTrue(Thread.activeCount() < threads + 200, "threads: " + threads + " before, " + Thread.activeCount() + " now");
			for (Protocol.LabInfo each : owner.get(owner.engine().status()).labs())
				// One that a client stopped just before it went may be gone by now.
				owner.engine().stopLab(new Protocol.LabRef(each.lab())).handle((_, _) -> null).get();
		}
		System.out.printf("%d spoiled messages (seed %d): %.1f s%n", MUTANTS, SEED, (System.nanoTime() - begin) / 1e9);
		assertServesOthers();
	}

	private static long descriptors() {
		try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
			return open.count();
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}
}
