package io.wirebench.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.Analyzer;
import io.wirebench.api.AnalyzerSetup;
import io.wirebench.api.GeneratorKind;
import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;
import io.wirebench.api.ObservedFrame;
import io.wirebench.api.ProcessRequest;
import io.wirebench.api.ServiceNeeds;
import io.wirebench.dataplane.Parameters;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

class KindContractTest {

	private static final Parameters NONE = TestParameters.of();
	private static final String BOX = Box.class.getName();

	/** A kind that needs nothing. */
	public static final class Box implements NodeKind {
		@Override
		public NodeNeeds needs(NodeSetup setup) {
			return NodeNeeds.NONE;
		}
	}

	@TempDir
	private Path folder;

	/** Tests run in a namespace of their own, whose loopback is down at first. */
	@BeforeAll
	static void raiseLoopback() throws IOException, InterruptedException {
		NetworkInterface loopback = NetworkInterface.getByName("lo");
		if (loopback == null || !loopback.isUp())
			assertEquals(0, new ProcessBuilder("ip", "link", "set", "lo", "up").inheritIO().start().waitFor());
	}

	@Test
	void shouldBeSatisfiedByTheBuiltInKinds() {
		DeclaredKinds builtIn = DeclaredKinds.of(Path.of("../io.wirebench.kinds"));
		List<String> checked = KindContract.checkAll(builtIn);
		for (String kind : List.of("host", "router", "switch", "ospf", "delay", "loss", "rate", "duplicate", "reorder", "corrupt", "ping",
				"tcp", "udp", "latency", "capture"))
			assertTrue(checked.contains("io.wirebench.kinds." + kind), kind + " in " + checked);
	}

	private DeclaredKinds declared(String xml) throws IOException {
		Files.createDirectories(folder.resolve("META-INF"));
		Files.writeString(folder.resolve("META-INF/MANIFEST.MF"),
				"Manifest-Version: 1.0\nBundle-SymbolicName: acme.fade;singleton:=true\n");
		Files.writeString(folder.resolve("plugin.xml"),
				"<plugin><extension point='io.wirebench.core.nodeKinds'>" + xml + "</extension></plugin>");
		return DeclaredKinds.of(folder);
	}

	@Test
	void shouldReadADeclarationAsTheEngineDoes() throws IOException {
		DeclaredKinds kinds = declared("<nodeKind id='acme.fade.box' name='Box' class='" + BOX
				+ "' description='A box.'><parameter name='size' type='size' default='64 KiB' description='How large.'/></nodeKind>");
		assertEquals(List.of("acme.fade.box"), kinds.ids());
		assertEquals(65536, kinds.parameters("acme.fade.box").sizeBytes("size"));
		assertEquals(2_000_000, kinds.parameters("acme.fade.box", "size", "2 MB").sizeBytes("size"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> kinds.parameters("acme.fade.box", "siez", "2 MB")).getMessage()
				.contains("size"));
		assertTrue(assertThrows(AssertionError.class, () -> kinds.parameters("acme.fade.bx")).getMessage().contains("acme.fade.box"));
	}

	@Test
	void shouldSayWhyTheEngineWouldNotTakeADeclaration() {
		assertTrue(assertThrows(AssertionError.class, () -> declared("<nodeKind id='somebody.else' name='Box' class='" + BOX + "'/>"))
				.getMessage().contains("acme.fade"));
		assertTrue(assertThrows(AssertionError.class, () -> DeclaredKinds.of(folder.resolve("nowhere"))).getMessage()
				.contains("is no bundle with kinds"));
		assertTrue(assertThrows(AssertionError.class, () -> declared("<nodeKind id='acme.fade.box' name='Box' class='acme.Box'/>"))
				.getMessage().contains("the bundle has no class acme.Box"));
		assertTrue(assertThrows(AssertionError.class, () -> declared("</extension><extension point='io.wirebench.core.nodesKinds'>"))
				.getMessage().contains("did you mean 'io.wirebench.core.nodeKinds'?"));
	}

	@Test
	void shouldAskForDescriptions() throws IOException {
		DeclaredKinds kinds = declared("<nodeKind id='acme.fade.box' name='Box' class='" + BOX + "'/>");
		assertTrue(assertThrows(AssertionError.class, () -> KindContract.checkAll(kinds)).getMessage().contains("has no description"));
	}

	private static void assertRefused(String words, Runnable check) {
		AssertionError refusal = assertThrows(AssertionError.class, check::run);
		assertTrue(refusal.getMessage().contains(words), refusal::getMessage);
	}

	@Test
	void shouldFindNeedsThatAreNoFunctionOfTheSetup() {
		AtomicInteger calls = new AtomicInteger();
		assertRefused("must be a function of the setup", () -> NeedsContract
				.checkNode(setup -> NodeNeeds.ofSysctls(Map.of("net.ipv4.ip_forward", "" + calls.incrementAndGet())), NONE));
	}

	@Test
	void shouldFindNeedsThatCannotBeCarriedOut() {
		assertRefused("is no kernel setting",
				() -> NeedsContract.checkNode(setup -> NodeNeeds.ofSysctls(Map.of("forward please", "1")), NONE));
		assertRefused("is not the absolute path",
				() -> NeedsContract.checkNode(setup -> new NodeNeeds(Map.of(), Map.of("etc/motd", "x"), List.of(), List.of()), NONE));
		assertRefused("has no program", () -> NeedsContract
				.checkNode(setup -> new NodeNeeds(Map.of(), Map.of(), List.of(), List.of(ProcessRequest.of(" "))), NONE));
		assertRefused("only IllegalArgumentException is for users", () -> NeedsContract.checkNode(setup -> {
			throw new IllegalStateException("x");
		}, NONE));
	}

	@Test
	void shouldFindAProgramThatIsNotDeclared() {
		NodeNeeds needs = new NodeNeeds(Map.of(), Map.of("/opt/own", "x"),
				List.of(ProcessRequest.of("/bin/sh", "-c", "true"), ProcessRequest.of("/opt/own"), ProcessRequest.of("true")),
				List.of(ProcessRequest.of("/usr/sbin/nft")));
		NeedsContract.checkNode(_ -> needs, Set.of("/usr/sbin/nft"), NONE);
		NeedsContract.checkNode(_ -> needs, NONE);
		assertRefused(
				"it starts /usr/sbin/nft, which its declaration does not name; it names /sbin/nft; add <program path=\"/usr/sbin/nft\"",
				() -> NeedsContract.checkNode(_ -> needs, Set.of("/sbin/nft"), NONE));
		assertRefused("it starts /usr/sbin/daemon", () -> NeedsContract.checkService(
				_ -> new ServiceNeeds(Map.of(), List.of(), Map.of(),
						List.of(new ServiceNeeds.ServiceProcess("d", List.of("/usr/sbin/daemon"), "", List.of()))),
				Set.of(), NONE));
	}

	private static void sleep() {
		try {
			Thread.sleep(60_000);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	/** Its constructor does not return for a long time. */
	public static final class Sleeper implements NodeKind {
		public Sleeper() {
			sleep();
		}

		@Override
		public NodeNeeds needs(NodeSetup setup) {
			return NodeNeeds.NONE;
		}
	}

	/** Its constructor fails. */
	public static final class Failing implements NodeKind {
		public Failing() {
			throw new IllegalStateException("no licence for it");
		}

		@Override
		public NodeNeeds needs(NodeSetup setup) {
			return NodeNeeds.NONE;
		}
	}

	@Test
	void shouldGiveUpWhatDoesNotReturn() {
		assertTimeout(Duration.ofSeconds(40), () -> {
			assertRefused("create did not return within 5 s; it is in io.wirebench.testkit.KindContractTest.sleep",
					() -> ImpairmentContract.check(() -> {
						sleep();
						return null;
					}, NONE));
			assertRefused("create did not return within 5 s", () -> AnalyzerContract.check(_ -> {
				sleep();
				return null;
			}, Set.of(), NONE));
			assertRefused("did not return within 5 s", () -> NeedsContract.checkNode(_ -> {
				sleep();
				return NodeNeeds.NONE;
			}, NONE));
			DeclaredKinds kinds = declared(
					"<nodeKind id='acme.fade.box' name='Box' class='" + Sleeper.class.getName() + "' description='A box.'/>");
			assertRefused("acme.fade.box: the constructor of its class did not return within 5 s", () -> KindContract.checkAll(kinds));
		});
	}

	@Test
	void shouldSayWhatAConstructorSaid() throws IOException {
		DeclaredKinds kinds = declared(
				"<nodeKind id='acme.fade.box' name='Box' class='" + Failing.class.getName() + "' description='A box.'/>");
		assertRefused("its class cannot be created: no licence for it", () -> KindContract.checkAll(kinds));
	}

	@Test
	void shouldFindErrors() {
		assertRefused("it throws java.lang.StackOverflowError", () -> NeedsContract.checkNode(_ -> {
			throw new StackOverflowError();
		}, NONE));
		assertRefused("it throws java.lang.NoClassDefFoundError: x", () -> AnalyzerContract.check(_ -> {
			throw new NoClassDefFoundError("x");
		}, Set.of(), NONE));
		assertRefused("it throws java.lang.NoClassDefFoundError: x", () -> ImpairmentContract.check(() -> {
			throw new NoClassDefFoundError("x");
		}, NONE));
	}

	private static void assertGeneratorRefused(String words, GeneratorKind kind) {
		assertRefused(words, () -> GeneratorContract.check(kind, Set.of("sent"), NONE));
	}

	@Test
	void shouldFindAGeneratorThatLeavesASocketOpen() {
		assertGeneratorRefused("leaves 1 of its sockets open", context -> context.from().openUdp(false, 0));
	}

	@Test
	void shouldFindAGeneratorThatSaysWhatItDoesNotDeclare() {
		assertGeneratorRefused("'rate' is not declared", context -> context.figures().set("rate", 1));
		assertGeneratorRefused("is no number", context -> context.figures().set("sent", Double.NaN));
	}

	@Test
	void shouldLetAGeneratorWithProgramsBeTestedInALab() {
		AtomicInteger runs = new AtomicInteger();
		GeneratorContract.check(context -> {
			runs.incrementAndGet();
			context.from().start(ProcessRequest.of("true")).close();
		}, Set.of(), NONE, NONE);
		assertEquals(1, runs.get());
	}

	@Test
	void shouldCarryTrafficBetweenTheNodesOfAGeneratorUnderTest() {
		byte[] sent = {1, 2, 3};
		byte[] received = new byte[10];
		GeneratorContract.check(context -> {
			InetAddress to = context.destination(false);
			try (var receiver = context.to().openUdp(false, 0); var sender = context.from().openUdp(false, 0)) {
				sender.connect(to, receiver.port());
				assertTrue(sender.send(sent, 0, 3));
				assertEquals(3, receiver.receive(received, 0, 10, 5_000_000_000L));
				assertTrue(receiver.receivedNanos() > 0);
			}
		}, Set.of(), NONE);
		assertEquals(3, received[2]);
	}

	@Test
	void shouldFindAnAnalyzerThatTrustsWhatFramesClaim() {
		assertRefused("throws", () -> AnalyzerContract.check(setup -> new Analyzer() {
			@Override
			public void onFrame(ObservedFrame frame) {
				frame.bytes().get(60);
			}
		}, Set.of(), NONE));
	}

	@Test
	void shouldFindAnAnalyzerThatDividesByNothing() {
		assertRefused("is no number", () -> AnalyzerContract.check(KindContractTest::share, Set.of("share"), NONE));
	}

	private static Analyzer share(AnalyzerSetup setup) {
		return new Analyzer() {
			private double frames;

			@Override
			public void onFrame(ObservedFrame frame) {
				frames++;
			}

			@Override
			public void onSample(long nowNanos) {
				setup.figures().set("share", frames / frames);
			}
		};
	}
}
