package io.wirebench.control.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.control.client.EngineClient;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Protocol;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** What an engine does for its clients, on the real kernel. */
class EngineTest {

	private TestEngine engine;

	@BeforeEach
	void start() throws Exception {
		engine = new TestEngine();
		engine.assumeLabs();
	}

	@AfterEach
	void end() {
		engine.close();
	}

	/** Hears everything. */
	private static final class Heard implements EngineApi.Client {
		private final Queue<Protocol.EventNotice> events = new ConcurrentLinkedQueue<>();
		private final Queue<Protocol.StateNotice> states = new ConcurrentLinkedQueue<>();
		private final Queue<Protocol.RunNotice> notices = new ConcurrentLinkedQueue<>();
		private final ByteArrayOutputStream out = new ByteArrayOutputStream();
		private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
		private final CompletableFuture<Integer> exit = new CompletableFuture<>();
		private final CompletableFuture<String> captureEnd = new CompletableFuture<>();

		@Override
		public void event(Protocol.EventNotice notice) {
			events.add(notice);
		}

		@Override
		public void state(Protocol.StateNotice notice) {
			states.add(notice);
		}

		@Override
		public void run(Protocol.RunNotice notice) {
			notices.add(notice);
		}

		@Override
		public void output(Protocol.ProgramOutput output) {
			write(out, output.data());
		}

		@Override
		public void exit(Protocol.ProgramExit ended) {
			exit.complete(ended.exitCode());
		}

		@Override
		public void capture(Protocol.CaptureData data) {
			write(captured, data.data());
		}

		@Override
		public void captureEnd(Protocol.CaptureEnd ended) {
			captureEnd.complete(ended.message());
		}

		private static void write(ByteArrayOutputStream stream, String base64) {
			try {
				stream.write(Base64.getDecoder().decode(base64));
			} catch (IOException e) {
				throw new UncheckedIOException(e);
			}
		}

		String text() {
			return out.toString(StandardCharsets.UTF_8);
		}
	}

	private static Protocol.Waited await(EngineClient client, String lab, String condition) throws Exception {
		Protocol.Waited waited = client.get(client.engine().waitFor(new Protocol.Wait(lab, condition, 20)));
		assertTrue(waited.held(), condition + ": " + waited.explanation());
		return waited;
	}

	private static Protocol.ProgramResult run(EngineClient client, String lab, String node, String... argv) throws Exception {
		return client.get(client.engine().runProgram(new Protocol.RunProgram(lab, node, List.of(argv), null, null, null, 20.0)));
	}

	@Test
	void shouldChangeAnInterfaceThatOnlyALinkNames() throws Exception {
		try (EngineClient client = engine.connect("one", new Heard())) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			client.get(client.engine().set(new Protocol.SetValues(lab, Map.of("h1.eth0.mtu", "1400"))));
			assertTrue(run(client, lab, "h1", "ip", "link", "show", "eth0").stdout().contains(" mtu 1400 "));
			assertTrue(client.get(client.engine().network(new Protocol.LabRef(lab))).text()
					.contains("<interface name=\"eth0\" mtu=\"1400\"/>"));
			Map.of("h1.eth9.mtu", "node h1 has no interface 'eth9'; it has eth0", "h1.eth0.speed", "known are mtu, mac, addresses",
					"h1.eth0.mtu", "outside 68 to 65535").forEach((path, message) -> {
						String refusal = assertThrows(EngineException.class,
								() -> client.get(client.engine().set(new Protocol.SetValues(lab, Map.of(path, "5"))))).getMessage();
						assertTrue(refusal.contains(message), refusal);
					});
			await(client, lab, "flow:ping.rtt below 30 ms");
			Protocol.Checked checked = client
					.get(client.engine().check(new Protocol.NetworkText(TestEngine.TWO_HOSTS, null, Map.of("h2.eth0.mtu", "1300"), null)));
			assertTrue(checked.valid() && checked.problems().getFirst().message().contains("different MTUs, 1500 and 1300"),
					checked::toString);
		}
	}

	@Test
	void shouldGroupProblemsOfOneKindAndCountThemAll() throws Exception {
		StringBuilder text = new StringBuilder("<network format='1'>");
		for (int i = 0; i < 50; i++)
			text.append("<node name='h").append(i).append("' kind='hots'/>");
		Protocol.NetworkText network = new Protocol.NetworkText(text.append("</network>").toString(), null, null, null);
		try (EngineClient client = engine.connect("one", new Heard())) {
			List<Protocol.NetworkProblem> problems = client.get(client.engine().check(network)).problems();
			assertEquals(List.of(1, 1, 1, 47), problems.stream().map(Protocol.NetworkProblem::count).toList());
			assertTrue(problems.getLast().message().contains("47 more"), problems::toString);
			EngineException refused = assertThrows(EngineException.class, () -> client.get(client.engine().planNetwork(network)));
			assertTrue(refused.getMessage().contains("the network has 50 errors"), refused::getMessage);
			assertEquals(4, refused.data().problems().size());
		}
	}

	@Test
	void shouldCheckWhatKindsRefuse() throws Exception {
		try (EngineClient client = engine.connect("one", new Heard())) {
			Protocol.Checked checked = client
					.get(client.engine()
							.check(new Protocol.NetworkText(
									TestEngine.TWO_HOSTS.replace("<node name=\"h1\" kind=\"host\"/>",
											"<node name=\"h1\" kind=\"router\"><service kind=\"ospf\" area=\"x\"/></node>"),
									null, null, null)));
			assertEquals(false, checked.valid());
			assertEquals("h1/ospf", checked.problems().getFirst().element());
			assertEquals(2, checked.problems().getFirst().line());
		}
	}

	@Test
	void shouldShowOneClientsLabAndChangesToAnother() throws Exception {
		Heard heard = new Heard();
		try (EngineClient one = engine.connect("one", new Heard()); EngineClient two = engine.connect("two", heard)) {
			two.get(two.engine().watch(new Protocol.Watch(null, true, true, null)));
			String lab = TestEngine.start(one, TestEngine.TWO_HOSTS, false);
			TestEngine.await("the lab is told of",
					() -> heard.events.stream().anyMatch(e -> e.event().type().equals("lab") && e.event().lab().equals(lab)));
			TestEngine.await("its state is told of", () -> heard.states.stream()
					.anyMatch(s -> s.state().phase().equals("running") && s.state().links().containsKey("h1-h2")));
			await(two, lab, "flow:ping.rtt below 30 ms");
			two.get(two.engine().set(new Protocol.SetValues(lab, Map.of("h1-h2/both/delay.time", "40 ms"))));
			await(one, lab, "flow:ping.rtt above 80 ms");
			TestEngine.await("the change is told of with who did it",
					() -> heard.events.stream().anyMatch(
							e -> e.event().type().equals("change") && e.event().message().equals("two: h1-h2/both/delay.time = 40 ms")));
			assertTrue(one.get(one.engine().network(new Protocol.LabRef(lab))).text().contains("time=\"40 ms\""),
					"the text of the lab says it, too");
			one.get(one.engine().stopLab(new Protocol.LabRef(lab)));
			TestEngine.await("its end is told of", () -> heard.events.stream().anyMatch(e -> e.event().message().equals("one: stopped")));
		}
	}

	@Test
	void shouldLoseNoChangeWhenTwoClientsChangeOneLink() throws Exception {
		try (EngineClient one = engine.connect(); EngineClient two = engine.connect()) {
			String lab = TestEngine.start(one, TestEngine.TWO_HOSTS, false);
			int most = 100;
			CompletableFuture<?>[] answers = new CompletableFuture<?>[2 * most];
			for (int i = 0; i < most; i++) {
				answers[2 * i] = one.engine().set(new Protocol.SetValues(lab, Map.of("h1-h2/both/delay.time", (i + 1) + " ms")));
				answers[2 * i + 1] = two.engine()
						.set(new Protocol.SetValues(lab, Map.of("h1-h2/both/loss.probability", (i + 1) / 10.0 + " %")));
			}
			CompletableFuture.allOf(answers).get(60, TimeUnit.SECONDS);
			Protocol.LinkInfo link = one.get(one.engine().network(new Protocol.LabRef(lab))).links().getFirst();
			assertEquals("100 ms", link.forward().get(0).parameters().get("time"));
			assertEquals("10 %", link.forward().get(1).parameters().get("probability"));
		}
	}

	@Test
	void shouldAddAndRemoveElementsWhileTrafficFlows() throws Exception {
		try (EngineClient client = engine.connect()) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS.replace("<flow", "<!-- kept -->\n<flow"), false);
			client.get(client.engine().add(new Protocol.Add(lab, "h1-h2/backward", "<impairment kind='delay' name='more' time='30 ms'/>")));
			await(client, lab, "flow:ping.rtt above 30 ms");
			client.get(client.engine().add(new Protocol.Add(lab, "", "<flow name='u' kind='udp' from='h1' to='h2' rate='1 Mbit/s'/>")));
			await(client, lab, "flow:u.throughput above 500 kbit/s");
			client.get(client.engine().remove(new Protocol.Remove(lab, "h1-h2/backward/more")));
			await(client, lab, "flow:ping.rtt below 20 ms");
			String text = client.get(client.engine().network(new Protocol.LabRef(lab))).text();
			assertTrue(text.contains("<!-- kept -->") && text.contains("name=\"u\"") && !text.contains("more"), text);
			EngineException wrong = assertThrows(EngineException.class,
					() -> client.get(client.engine().add(new Protocol.Add(lab, "h1-h2/forward", "<impairment kind='lots'/>"))));
			assertEquals(ErrorCode.INPUT.number(), wrong.code());
			assertTrue(wrong.getMessage().contains("lots"), wrong.getMessage());
			assertEquals(text, client.get(client.engine().network(new Protocol.LabRef(lab))).text(), "what is refused changes nothing");
			assertTrue(client.get(client.engine().drawing(new Protocol.LabRef(lab))).svg().startsWith("<svg xmlns="));
		}
	}

	@Test
	void shouldRefuseAValueThatNoFileCanHold() throws Exception {
		try (EngineClient client = engine.connect()) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS.replace("</network>",
					"<flow name='c' kind='command' from='h1' to='h2' argv='true' start='manual'/></network>"), false);
			EngineException refused = assertThrows(EngineException.class,
					() -> client.get(client.engine().set(new Protocol.SetValues(lab, Map.of("flow:c.argv", "echo \0")))));
			assertEquals("flow:c.argv", refused.data().element());
			assertTrue(refused.getMessage().contains("U+0000"), refused.getMessage());
			client.get(client.engine().set(new Protocol.SetValues(lab, Map.of("flow:c.argv", "echo '<&>\n\t\"'"))));
			assertTrue(client.get(client.engine().network(new Protocol.LabRef(lab))).text().contains("argv="));
		}
	}

	@Test
	void shouldNameElementAndRemedyOfWhatIsWrong() throws Exception {
		try (EngineClient client = engine.connect()) {
			Protocol.NetworkText wrong = new Protocol.NetworkText(TestEngine.TWO_HOSTS.replace("1 ms", "1 furlong"), "wrong.wirebench",
					null, null);
			EngineException refused = assertThrows(EngineException.class,
					() -> client.get(client.engine().open(new Protocol.OpenLab(null, wrong, null, null, null))));
			assertEquals(ErrorCode.INPUT.number(), refused.code());
			assertEquals("h1-h2/both/delay.time", refused.data().element());
			assertEquals(4, refused.data().problems().getFirst().line());
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			assertTrue(assertThrows(EngineException.class, () -> run(client, lab, "h9", "true")).getMessage().contains("h1, h2"));
			assertTrue(assertThrows(EngineException.class,
					() -> client.get(client.engine().set(new Protocol.SetValues(lab, Map.of("h1-h2/both/delay.tim", "1 ms"))))).getMessage()
					.contains("time"));
			assertTrue(assertThrows(EngineException.class, () -> client.get(client.engine().state(new Protocol.GetState("other", null))))
					.getMessage().contains(lab));
		}
	}

	@Test
	void shouldRunProgramsWithInputOutputAndExitCode() throws Exception {
		try (EngineClient client = engine.connect()) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			Protocol.ProgramResult result = client.get(client.engine()
					.runProgram(new Protocol.RunProgram(lab, "h1", List.of("sh", "-c", "cat; echo $X >&2; hostname; exit 3"), "hello\n",
							Map.of("X", "problem"), "/tmp", null)));
			assertEquals(new Protocol.ProgramResult(3, "hello\nh1\n", "problem\n", false, 0), result);
			Protocol.ProgramResult late = client
					.get(client.engine().runProgram(new Protocol.RunProgram(lab, "h1", List.of("sleep", "7777"), null, null, null, 0.2)));
			assertTrue(late.timedOut() && late.exitCode() == 137, late.toString());
			CompletableFuture<Protocol.ProgramResult> cancelled = client.engine()
					.runProgram(new Protocol.RunProgram(lab, "h1", List.of("sleep", "7777"), null, null, null, null));
			TestEngine.await("it runs", () -> processes(client, lab) == 1);
			client.cancel(cancelled);
			assertThrows(EngineException.class, () -> client.get(cancelled));
			TestEngine.await("it is gone", () -> processes(client, lab) == 0);
		}
	}

	private static int processes(EngineClient client, String lab) {
		try {
			return client.get(client.engine().state(new Protocol.GetState(lab, true))).nodes().get("h1").processes();
		} catch (EngineException | EngineClient.EngineGoneException e) {
			throw new AssertionError(e);
		}
	}

	@Test
	void shouldGiveAProgramATerminalOfAnySize() throws Exception {
		Heard heard = new Heard();
		try (EngineClient client = engine.connect("terminal", heard)) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			Protocol.Program program = client.get(client.engine().startProgram(
					new Protocol.StartProgram(lab, "h1", List.of("bash", "--norc"), Map.of("PS1", "prompt> ", "TERM", "dumb"), null,
							new Protocol.TerminalSize(31, 77))));
			// What is typed before the shell has its terminal in hand can be lost.
			TestEngine.await(heard::text, () -> heard.text().contains("prompt> "));
			type(client, program, "tty; stty size\n");
			TestEngine.await(heard::text, () -> heard.text().contains("/dev/pts/") && heard.text().contains("31 77"));
			client.get(client.engine().resize(new Protocol.ProgramResize(program.program(), new Protocol.TerminalSize(50, 132))));
			// One job: between two the shell itself would be interrupted, and start the second all the same.
			type(client, program, "sh -c 'stty size; exec sleep 7777'\n");
			TestEngine.await(heard::text, () -> heard.text().contains("50 132"));
			int prompts = prompts(heard);
			type(client, program, "\u0003"); // Ctrl-C ends what is in the foreground only.
			// A shell throws away what was typed before it has heard of that.
			TestEngine.await(heard::text, () -> prompts(heard) > prompts);
			type(client, program, "echo interrupt$((1 + 1))\n");
			TestEngine.await(heard::text, () -> heard.text().contains("interrupt2"));
			client.get(client.engine().closeInput(new Protocol.ProgramRef(program.program())));
			heard.exit.get(20, TimeUnit.SECONDS);
		}
	}

	private static int prompts(Heard heard) {
		return heard.text().split("prompt> ", -1).length - 1;
	}

	private static void type(EngineClient client, Protocol.Program program, String text) throws Exception {
		client.get(client.engine().input(
				new Protocol.ProgramInput(program.program(), Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))));
	}

	@Test
	void shouldCarryFilesToAndFromNodes() throws Exception {
		try (EngineClient client = engine.connect()) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			String hosts = new String(
					Base64.getDecoder().decode(client.get(client.engine().readFile(new Protocol.ReadFile(lab, "h1", "/etc/hosts"))).data()),
					StandardCharsets.UTF_8);
			assertTrue(hosts.contains("h2"), "the node's own file, not the machine's: " + hosts);
			byte[] bytes = new byte[300_000];
			new java.util.Random(1).nextBytes(bytes);
			Path file = engine.folder().resolve("file");
			client.get(client.engine()
					.writeFile(new Protocol.WriteFile(lab, "h2", file.toString(), Base64.getEncoder().encodeToString(bytes))));
			org.junit.jupiter.api.Assertions.assertArrayEquals(bytes, Base64.getDecoder()
					.decode(client.get(client.engine().readFile(new Protocol.ReadFile(lab, "h2", file.toString()))).data()));
			assertTrue(assertThrows(EngineException.class,
					() -> client.get(client.engine().readFile(new Protocol.ReadFile(lab, "h1", "/no/such")))).getMessage()
					.contains("/no/such"));
			Files.delete(file);
		}
	}

	@Test
	void shouldStreamACaptureThatWiresharkCanRead() throws Exception {
		Heard heard = new Heard();
		try (EngineClient client = engine.connect("capture", heard)) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			Protocol.Capture capture = client.get(client.engine().startCapture(new Protocol.StartCapture(lab, "h1-h2", 64, null)));
			await(client, lab, "flow:ping.received above 20");
			assertEquals(1, client.get(client.engine().network(new Protocol.LabRef(lab))).probes().size() + 1,
					"it is no probe of the network");
			client.get(client.engine().stopCapture(new Protocol.CaptureRef(capture.capture())));
			assertEquals("", heard.captureEnd.get(20, TimeUnit.SECONDS));
			ByteBuffer blocks = ByteBuffer.wrap(heard.captured.toByteArray()).order(ByteOrder.nativeOrder());
			int packets = 0;
			int interfaces = 0;
			assertEquals(0x0A0D0D0A, blocks.getInt(0));
			while (blocks.hasRemaining()) {
				int type = blocks.getInt(blocks.position());
				int length = blocks.getInt(blocks.position() + 4);
				assertEquals(length, blocks.getInt(blocks.position() + length - 4), "a block's length stands at both ends");
				interfaces += type == 1 ? 1 : 0;
				packets += type == 6 ? 1 : 0;
				blocks.position(blocks.position() + length);
			}
			assertEquals(4, interfaces);
			assertTrue(packets > 20, packets + " packets");
			// Its end leaves the link as it was.
			await(client, lab, "flow:ping.received above 30");
		}
	}

	@Test
	void shouldSayInACaptureThatItsChecksumsWereLeftOpenIfTheClientWantsThat() throws Exception {
		Heard heard = new Heard();
		try (EngineClient client = engine.connect("capture", heard)) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			Protocol.Capture capture = client.get(client.engine().startCapture(new Protocol.StartCapture(lab, "h1-h2", null, false)));
			client.get(client.engine().stopCapture(new Protocol.CaptureRef(capture.capture())));
			assertEquals("", heard.captureEnd.get(20, TimeUnit.SECONDS));
			assertTrue(heard.captured.toString(StandardCharsets.UTF_8).contains("Checksums are as the sender's kernel left them"));
		}
	}

	@Test
	void shouldRefuseACaptureOfALinkThatIsNotThereEachTimeAnew() throws Exception {
		try (EngineClient client = engine.connect()) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			for (int i = 0; i < 20; i++) {
				CompletableFuture<Protocol.Capture> answer = client.engine()
						.startCapture(new Protocol.StartCapture(lab, "h7-h8", null, null));
				answer.handle((_, _) -> null).get(20, TimeUnit.SECONDS);
				EngineException refused = assertThrows(EngineException.class, () -> client.get(answer));
				assertEquals("h7-h8", refused.data().element());
			}
			client.get(client.engine().stopLab(new Protocol.LabRef(lab)));
		}
	}

	@Test
	void shouldCaptureALinkThatIsFasterThanTheCapture() throws Exception {
		Heard heard = new Heard();
		try (EngineClient client = engine.connect("capture", heard)) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS.replaceAll("<both>.*</both>", "").replace("</network>",
					"<flow name='bulk' kind='tcp' from='h1' to='h2'/></network>"), false);
			await(client, lab, "flow:bulk.throughput above 100 Mbit/s");
			Protocol.Capture capture = client.get(client.engine().startCapture(new Protocol.StartCapture(lab, "h1-h2", 64, null)));
			await(client, lab, "flow:ping.received above 10");
			client.get(client.engine().stopCapture(new Protocol.CaptureRef(capture.capture())));
			heard.captureEnd.get(20, TimeUnit.SECONDS);
			assertTrue(heard.captured.size() > 10_000, heard.captured.size() + " bytes");
		}
	}

	@Test
	void shouldTellASubscriberOfOneLabOfItsEnd() throws Exception {
		Heard heard = new Heard();
		try (EngineClient client = engine.connect("one", heard)) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			client.get(client.engine().watch(new Protocol.Watch(lab, false, true, null)));
			client.get(client.engine().stopLab(new Protocol.LabRef(lab)));
			TestEngine.await("its end", () -> heard.events.stream().anyMatch(e -> e.event().type().equals("lab")));
			assertEquals(1, heard.events.stream().filter(e -> e.event().type().equals("lab")).count());
		}
	}

	@Test
	void shouldRunAScenarioWhoseChangesOthersSee() throws Exception {
		Heard heard = new Heard();
		try (EngineClient client = engine.connect("runner", heard)) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS.replace("</network>",
					"""
							<scenario duration="3 s"><set at="1 s" path="h1-h2/both/delay.time" value="30 ms"/><run at="1.5 s" node="h1" command="echo said"/>
							<within name="slow" from="1 s" to="3 s" that="flow:ping.rtt above 60 ms"/><always name="never" from="0.5 s" to="2 s" that="flow:ping.rtt below 1 ms"/></scenario></network>"""),
					false);
			Path report = engine.folder().resolve("report");
			Protocol.RunResult result = client
					.get(client.engine().run(new Protocol.RunScenario(lab, null, report.toString(), List.of("a", "test"), null)));
			assertFalse(result.passed());
			assertTrue(result.expectations().get(0).held(), result.toString());
			assertFalse(result.expectations().get(1).held());
			assertTrue(heard.notices.stream().anyMatch(n -> n.type().equals("output") && n.text().contains("said")));
			assertTrue(client.get(client.engine().network(new Protocol.LabRef(lab))).text().contains("time=\"30 ms\""),
					"a scenario's change is a change like others");
			assertTrue(Files.size(report.resolve("report.html")) > 1000);
		}
	}

	@Test
	void shouldEndARunThatIsCancelledWithItsResult() throws Exception {
		try (EngineClient client = engine.connect()) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			CompletableFuture<Protocol.RunResult> run = client.engine().run(new Protocol.RunScenario(lab, 1000.0, null, null, null));
			await(client, lab, "flow:ping.received above 5");
			client.cancel(run);
			Protocol.RunResult result = run.get(20, TimeUnit.SECONDS);
			assertTrue(result.cancelled() && result.passed(), result.toString());
			assertTrue(result.flows().get("ping").figures().get("rtt") < 1, "seconds, not nanoseconds");
		}
	}

	@Test
	void shouldGiveFiguresInSecondsAndBits() throws Exception {
		try (EngineClient client = engine.connect()) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			await(client, lab, "flow:ping.rtt below 1 s");
			List<Protocol.FigureValue> figures = client
					.get(client.engine().figures(new Protocol.GetFigures(lab, List.of("flow:ping.rtt", "h1-h2/forward.rate", "h1-h2.up"))))
					.figures();
			assertEquals(List.of("s", "bit/s", "1"), figures.stream().map(Protocol.FigureValue::unit).toList());
			assertTrue(figures.getFirst().value() > 0.002 && figures.getFirst().value() < 1, figures.toString());
			assertEquals("s",
					client.get(client.engine().kinds()).kinds().stream().filter(k -> k.shortId().equals("ping")).findFirst().orElseThrow()
							.figures().stream()
							.filter(f -> f.name().equals("rtt")).findFirst().orElseThrow().unit());
			assertThrows(EngineException.class,
					() -> client.get(client.engine().figures(new Protocol.GetFigures(lab, List.of("flow:ping.nothing")))));
		}
	}

	@Test
	void shouldKeepALabWhoseClientGoesIfItWasAskedTo() throws Exception {
		String lab;
		try (EngineClient client = engine.connect()) {
			lab = TestEngine.start(client, TestEngine.TWO_HOSTS, true);
		}
		try (EngineClient client = engine.connect()) {
			await(client, lab, "flow:ping.received above 3");
			client.get(client.engine().stopLab(new Protocol.LabRef(lab)));
			assertThrows(EngineException.class, () -> client.get(client.engine().state(new Protocol.GetState(lab, null))));
		}
	}

	@Test
	void shouldNotStopTheScenariosClockForACommandThatTakesItsTime() throws Exception {
		engine.assumeLabs();
		String network = TestEngine.TWO_HOSTS.replace("</network>", """
				<scenario duration="1500 ms">
					<run at="0 s" node="h1" command="sleep 2; echo slept"/>
					<set at="500 ms" path="h1-h2/both/delay.time" value="20 ms"/>
					<within name="delayed" from="600 ms" to="1400 ms" that="flow:ping.rtt above 30 ms"/>
				</scenario></network>""");
		java.util.List<Protocol.RunNotice> notices = new java.util.concurrent.CopyOnWriteArrayList<>();
		try (EngineClient client = engine.connect("a run", new EngineApi.Client() {
			@Override
			public void run(Protocol.RunNotice notice) {
				notices.add(notice);
			}
		})) {
			String lab = TestEngine.start(client, network, false);
			Protocol.RunResult result = client.get(client.engine().run(new Protocol.RunScenario(lab, null, null, null, null)));
			assertTrue(result.passed(), result::toString);
			java.util.List<Protocol.RunNotice> steps = notices.stream().filter(n -> n.type().equals("step")).toList();
			assertEquals(2, steps.size(), steps::toString);
			assertTrue(steps.get(0).text().contains("delay.time") && steps.get(0).seconds() < 1.4, steps::toString);
			assertTrue(steps.get(1).text().contains("sleep") && steps.get(1).seconds() < 0.4, steps::toString);
			assertTrue(notices.stream().anyMatch(n -> n.type().equals("output") && n.text().contains("slept")), notices::toString);
			client.get(client.engine().stopLab(new Protocol.LabRef(lab)));
		}
	}

	@Test
	void shouldGiveNoRoundTripTimeWhileNobodyAnswers() throws Exception {
		engine.assumeLabs();
		try (EngineClient client = engine.connect()) {
			String lab = TestEngine.start(client, TestEngine.TWO_HOSTS, false);
			assertTrue(client.get(client.engine().waitFor(new Protocol.Wait(lab, "flow:ping.rtt below 500 ms", 20))).held());
			client.get(client.engine().set(new Protocol.SetValues(lab, java.util.Map.of("h1-h2.up", "false"))));
			TestEngine.await("the round trip time has no value", () -> {
				try {
					client.get(client.engine().state(new Protocol.GetState(lab, true)));
					return client.get(client.engine().figures(new Protocol.GetFigures(lab, java.util.List.of("flow:ping.rtt")))).figures()
							.getFirst().value() == null;
				} catch (EngineClient.EngineException | EngineClient.EngineGoneException e) {
					throw new AssertionError(e);
				}
			});
			assertTrue(client.get(client.engine().waitFor(new Protocol.Wait(lab, "flow:ping.loss above 0", 20))).held(),
					"requests are lost");
			client.get(client.engine().set(new Protocol.SetValues(lab, java.util.Map.of("h1-h2.up", "true"))));
			assertTrue(client.get(client.engine().waitFor(new Protocol.Wait(lab, "flow:ping.rtt below 500 ms", 20))).held(),
					"it is measured again");
			client.get(client.engine().stopLab(new Protocol.LabRef(lab)));
		}
	}
}
