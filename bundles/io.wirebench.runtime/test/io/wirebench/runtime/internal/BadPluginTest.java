package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.Analyzer;
import io.wirebench.api.AnalyzerKind;
import io.wirebench.api.AnalyzerSetup;
import io.wirebench.api.GeneratorContext;
import io.wirebench.api.GeneratorKind;
import io.wirebench.api.ImpairmentKind;
import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;
import io.wirebench.api.ObservedFrame;
import io.wirebench.api.ServiceKind;
import io.wirebench.api.ServiceNeeds;
import io.wirebench.api.ServiceSetup;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.emulation.EmulationState.FlowStatus;
import io.wirebench.core.kinds.KindFaults;
import io.wirebench.dataplane.DropReason;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Kinds of plug-ins that do what no plug-in should, in a lab with traffic: the message names them, the lab goes on. */
class BadPluginTest {

	private static final String KINDS = """
			<plugin><extension point="io.wirebench.core.impairmentKinds">
			<impairmentKind id="acme.test.loops" name="Loops" class="io.wirebench.runtime.internal.BadPluginTest$Loops"/>
			<impairmentKind id="acme.test.stalls" name="Stalls" class="io.wirebench.runtime.internal.BadPluginTest$Stalls"/>
			<impairmentKind id="acme.test.throws" name="Throws" class="io.wirebench.runtime.internal.BadPluginTest$Throws"/>
			<impairmentKind id="acme.test.back" name="Back in time" class="io.wirebench.runtime.internal.BadPluginTest$Back"/>
			<impairmentKind id="acme.test.nothing" name="Nothing" class="io.wirebench.runtime.internal.BadPluginTest$Nothing"/>
			<impairmentKind id="acme.test.broken" name="Broken" class="io.wirebench.runtime.internal.BadPluginTest$Broken"/>
			<impairmentKind id="acme.test.unlucky" name="Unlucky" class="io.wirebench.runtime.internal.BadPluginTest$Unlucky"/>
			<impairmentKind id="acme.test.choosy" name="Choosy" class="io.wirebench.runtime.internal.BadPluginTest$Choosy"><parameter name="size" type="count" default="1"/></impairmentKind>
			</extension><extension point="io.wirebench.core.nodeKinds">
			<nodeKind id="acme.test.needy" name="Needy" class="io.wirebench.runtime.internal.BadPluginTest$Needy"/>
			<nodeKind id="acme.test.slow" name="Slow" class="io.wirebench.runtime.internal.BadPluginTest$SlowNode"/>
			</extension><extension point="io.wirebench.core.serviceKinds">
			<serviceKind id="acme.test.service" name="Slow" class="io.wirebench.runtime.internal.BadPluginTest$SlowService"/>
			</extension><extension point="io.wirebench.core.generatorKinds">
			<generatorKind id="acme.test.deaf" name="Deaf" class="io.wirebench.runtime.internal.BadPluginTest$Deaf"/>
			<generatorKind id="acme.test.failing" name="Failing" class="io.wirebench.runtime.internal.BadPluginTest$Failing"/>
			<generatorKind id="acme.test.deep" name="Deep" class="io.wirebench.runtime.internal.BadPluginTest$Deep"/>
			</extension><extension point="io.wirebench.core.analyzerKinds">
			<analyzerKind id="acme.test.frames" name="Frames" needs="headers" class="io.wirebench.runtime.internal.BadPluginTest$StuckAtFrames"/>
			<analyzerKind id="acme.test.samples" name="Samples" needs="counters" class="io.wirebench.runtime.internal.BadPluginTest$StuckAtSamples"/>
			<analyzerKind id="acme.test.end" name="End" needs="counters" class="io.wirebench.runtime.internal.BadPluginTest$StuckAtItsEnd"/>
			<analyzerKind id="acme.test.never" name="Never" needs="counters" class="io.wirebench.runtime.internal.BadPluginTest$NeverMade"/>
			</extension></plugin>
			""";

	/** Both links pass through the engine, and on a machine with few processors through one worker. */
	private static final String NETWORK = """
			<network format="1" name="bad" seed="1">
				<node name="a" kind="host"/><node name="b" kind="host"/><node name="c" kind="host"/><node name="d" kind="host"/>
				<link from="a" to="b"><forward><impairment kind="delay" time="1 ms"/>BAD</forward></link>
				<link from="c" to="d"><both><impairment kind="delay" time="1 ms"/></both></link>
				<flow name="ab" kind="ping" from="a" to="b" interval="20 ms"/>
				<flow name="cd" kind="ping" from="c" to="d" interval="20 ms"/>
			</network>
			""";

	private static volatile boolean released;

	/** Lets those go that were made not to come back: the tests after this one want their processors. */
	private static void spin() {
		while (!released)
			Thread.onSpinWait();
	}

	private static Impairment stage(java.util.function.BiFunction<Frame, StageContext, Verdict> body) {
		return new Stage() {
			@Override
			public void update(Parameters parameters) {
			}

			@Override
			public Verdict accept(Frame frame, StageContext context) {
				return body.apply(frame, context);
			}
		};
	}

	public static final class Loops implements ImpairmentKind {
		@Override
		public Impairment create(String path) {
			return stage((_, _) -> {
				spin();
				return Verdict.PASS;
			});
		}
	}

	public static final class Stalls implements ImpairmentKind {
		@Override
		public Impairment create(String path) {
			spin();
			return stage((_, _) -> Verdict.PASS);
		}
	}

	/** Takes odd sizes only, and loses all frames once it has another. */
	public static final class Choosy implements ImpairmentKind {
		@Override
		public Impairment create(String path) {
			return new Stage() {
				private long size;

				@Override
				public void update(Parameters parameters) {
					size = parameters.integer("size");
					if (size % 2 == 0)
						throw new IllegalArgumentException("size " + size + " is even");
				}

				@Override
				public Verdict accept(Frame frame, StageContext context) {
					return size % 2 == 0 ? context.drop(new DropReason("even", "for the test")) : Verdict.PASS;
				}
			};
		}
	}

	public static final class Throws implements ImpairmentKind {
		@Override
		public Impairment create(String path) {
			return stage((_, _) -> {
				throw new IllegalStateException("bad luck");
			});
		}
	}

	public static final class Back implements ImpairmentKind {
		@Override
		public Impairment create(String path) {
			return stage((_, context) -> context.holdUntil(Long.MIN_VALUE / 2));
		}
	}

	public static final class Nothing implements ImpairmentKind {
		@Override
		public Impairment create(String path) {
			return null;
		}
	}

	public static final class Broken implements ImpairmentKind {
		public Broken() {
			throw new IllegalStateException("no licence for it");
		}

		@Override
		public Impairment create(String path) {
			return null;
		}
	}

	public static final class Unlucky implements ImpairmentKind {
		@Override
		public Impairment create(String path) {
			throw new UnsupportedOperationException("not on this day");
		}
	}

	public static final class Needy implements NodeKind {
		@Override
		public NodeNeeds needs(NodeSetup setup) {
			throw new java.util.NoSuchElementException("no interface eth9");
		}
	}

	public static final class Failing implements GeneratorKind {
		@Override
		public void run(GeneratorContext context) throws java.io.IOException {
			throw new java.io.IOException("the far end hung up");
		}
	}

	public static final class SlowNode implements NodeKind {
		@Override
		public NodeNeeds needs(NodeSetup setup) {
			spin();
			return NodeNeeds.NONE;
		}
	}

	public static final class SlowService implements ServiceKind {
		@Override
		public ServiceNeeds needs(ServiceSetup setup) {
			spin();
			return null;
		}
	}

	public static final class Deaf implements GeneratorKind {
		@Override
		public void run(GeneratorContext context) {
			spin();
		}
	}

	public static final class Deep implements GeneratorKind {
		@Override
		public void run(GeneratorContext context) {
			run(context);
		}
	}

	public static final class StuckAtFrames implements AnalyzerKind {
		@Override
		public Analyzer create(AnalyzerSetup setup) {
			return new Analyzer() {
				@Override
				public void onFrame(ObservedFrame frame) {
					spin();
				}
			};
		}
	}

	public static final class StuckAtSamples implements AnalyzerKind {
		@Override
		public Analyzer create(AnalyzerSetup setup) {
			return new Analyzer() {
				@Override
				public void onSample(long nowNanos) {
					spin();
				}
			};
		}
	}

	public static final class StuckAtItsEnd implements AnalyzerKind {
		@Override
		public Analyzer create(AnalyzerSetup setup) {
			return new Analyzer() {
				@Override
				public void close() {
					spin();
				}
			};
		}
	}

	public static final class NeverMade implements AnalyzerKind {
		@Override
		public Analyzer create(AnalyzerSetup setup) {
			spin();
			return null;
		}
	}

	private Lab lab;

	@BeforeEach
	void start() {
		released = false;
		lab = new Lab(Lab.registry(KINDS));
		lab.apply(NETWORK.replace("BAD", ""));
		lab.await("traffic", s -> received(s, "ab") > 3 && received(s, "cd") > 3);
	}

	@AfterEach
	void end() {
		released = true;
		lab.close();
	}

	private static double received(EmulationState state, String flow) {
		return state.figure("flow:" + flow + ".received").orElse(0);
	}

	private void assertGoesOn() {
		EmulationState before = lab.emulation.sample();
		lab.await("traffic on both links goes on",
				s -> received(s, "ab") > received(before, "ab") + 10 && received(s, "cd") > received(before, "cd") + 10);
	}

	private void assertNamed(String kind, String... words) {
		String path = "a-b/forward/" + kind;
		lab.await(path + " is named", s -> s.links().get("a-b").quarantined().containsKey(path));
		lab.await("the event that names it", _ -> lab.events.stream()
				.anyMatch(e -> e.element().equals(path) && List.of(words).stream().allMatch(e.message()::contains)));
	}

	@Test
	void shouldGoOnWithAnotherWorkerWhenAnImpairmentDoesNotComeBackFromAFrame() {
		lab.apply(NETWORK.replace("BAD", "<impairment kind='acme.test.loops'/>"));
		assertNamed("loops", "did not return", "the link continues without it");
		assertGoesOn();
		// The lab can be changed as before, and the bad one does not come back with a change.
		lab.set("a-b/forward/delay.time", "2 ms");
		lab.set("c-d/both/delay.time", "2 ms");
		assertGoesOn();
		lab.apply(NETWORK.replace("BAD", ""));
		assertGoesOn();
	}

	@Test
	void shouldRefuseAnImpairmentThatIsNeverMade() {
		EmulationException refused = assertThrows(EmulationException.class,
				() -> lab.emulation.apply(lab.spec(NETWORK.replace("BAD", "<impairment kind='acme.test.stalls'/>")), ApplyMonitor.NONE));
		assertTrue(refused.getMessage().contains("a-b/forward/stalls") && refused.getMessage().contains("acme.test.stalls"),
				refused.getMessage());
		assertGoesOn();
	}

	@Test
	void shouldRefuseAnEditWithTheReasonThatAnImpairmentGivesAndKeepItsParameters() throws EmulationException {
		String network = NETWORK.replace("BAD", "<impairment kind='acme.test.choosy' size='3'/>");
		lab.apply(network);
		for (String size : List.of("4", "6")) {
			EmulationException refused = assertThrows(EmulationException.class,
					() -> lab.emulation.apply(lab.spec(network.replace("size='3'", "size='" + size + "'")), ApplyMonitor.NONE));
			assertTrue(refused.getMessage().contains("size " + size + " is even") && refused.getMessage().contains("a-b/forward/choosy"),
					refused.getMessage());
			assertGoesOn();
		}
		assertTrue(lab.emulation.plan(lab.spec(network)).isEmpty(), "as before");
		lab.apply(network.replace("size='3'", "size='5'"));
		assertGoesOn();
		assertEquals(List.of(), lab.emulation.sample().links().get("a-b").quarantined().keySet().stream().toList());
	}

	@Test
	void shouldTakeAnImpairmentOutOfServiceThatThrows() {
		lab.apply(NETWORK.replace("BAD", "<impairment kind='acme.test.throws'/>"));
		assertNamed("throws", "bad luck");
		assertGoesOn();
	}

	@Test
	void shouldTakeAnImpairmentOutOfServiceThatHoldsFramesUntilTheBeginningOfTime() {
		lab.apply(NETWORK.replace("BAD", "<impairment kind='acme.test.back'/>"));
		assertNamed("back", "out of all proportion");
		assertGoesOn();
	}

	@Test
	void shouldEndALabWhoseWorkerIsLost() {
		lab.apply(NETWORK.replace("BAD", "<impairment kind='acme.test.loops'/>"));
		assertNamed("loops", "did not return");
		lab.emulation.close();
		assertFalse(lab.emulation.sample().links().containsKey("a-b"));
		released = true;
		long end = System.nanoTime() + 10_000_000_000L;
		while (Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().startsWith("wirebench worker"))) {
			assertTrue(System.nanoTime() < end, "a worker that comes back after all ends");
			LockSupport.parkNanos(5_000_000);
		}
	}

	@Test
	void shouldEndALabWhoseImpairmentsAreStuckOneAfterTheOther() {
		lab.apply(NETWORK.replace("BAD", "<impairment kind='acme.test.loops'/>").replace("</forward>",
				"</forward><backward><impairment kind='acme.test.loops' name='too'/></backward>"));
		assertNamed("loops", "did not return");
		// The other one is stuck by now, or soon: the end waits for no more than that it is given up.
		long begin = System.nanoTime();
		lab.emulation.close();
		assertTrue(System.nanoTime() - begin < 8_000_000_000L, "the end is not held up");
		assertFalse(lab.emulation.sample().links().containsKey("a-b"));
	}

	private void assertRefused(String network, String... words) {
		EmulationException refused = assertThrows(EmulationException.class,
				() -> lab.emulation.apply(lab.spec(network), ApplyMonitor.NONE));
		for (String word : words)
			assertTrue(refused.getMessage().contains(word), refused.getMessage());
		assertGoesOn();
	}

	@Test
	void shouldRefuseAnImpairmentThatIsNothing() {
		assertRefused(NETWORK.replace("BAD", "<impairment kind='acme.test.nothing'/>"), "a-b/forward/nothing", "acme.test.nothing");
	}

	private void assertKept(String kind, String element, String message, String method) {
		List<KindFaults.Fault> faults = lab.kinds.faults().all().stream().filter(fault -> fault.kind().equals(kind)).toList();
		assertFalse(faults.isEmpty(), () -> lab.kinds.faults().all().toString());
		assertTrue(
				faults.stream().anyMatch(
						fault -> fault.element().equals(element) && fault.message().contains(message) && fault.trace().contains(method)),
				faults::toString);
	}

	@Test
	void shouldNameKindAndElementOfWhatIsThrownAndKeepItsStackTrace() {
		String broken = NETWORK.replace("BAD", "<impairment kind='acme.test.broken'/>");
		assertRefused(broken,
				"a-b/forward/broken: the impairment kind acme.test.broken cannot be used: its class cannot be created: no licence for it");
		assertKept("acme.test.broken", "", "no licence for it", "BadPluginTest$Broken.<init>");
		assertRefused(NETWORK.replace("BAD", "<impairment kind='acme.test.unlucky'/>"),
				"a-b/forward/unlucky: kind acme.test.unlucky could not make an impairment: UnsupportedOperationException: not on this day");
		assertKept("acme.test.unlucky", "a-b/forward/unlucky", "not on this day", "BadPluginTest$Unlucky.create");
		assertRefused(NETWORK.replace("BAD", "").replace("<flow name=\"ab\"", "<node name='e' kind='acme.test.needy'/><flow name=\"ab\""),
				"e: its kind acme.test.needy does not say what it needs: NoSuchElementException: no interface eth9");
		assertKept("acme.test.needy", "e", "no interface eth9", "BadPluginTest$Needy.needs");
		for (String message : lab.kinds.faults().all().stream().map(KindFaults.Fault::message).toList())
			assertFalse(message.contains("io.wirebench.") || message.contains("java.") || message.contains("eclipse"), message);

		lab.apply(NETWORK.replace("BAD", "<impairment kind='acme.test.throws'/>").replace("</network>",
				"<flow name='failing' kind='acme.test.failing' from='a' to='b'/></network>"));
		assertNamed("throws", "bad luck", "kind acme.test.throws");
		assertKept("acme.test.throws", "a-b/forward/throws", "threw for a frame: bad luck", "BadPluginTest$Throws");
		lab.await("the flow fails", s -> s.flows().get("failing").message().equals("the far end hung up"));
		lab.await("the event says which kind", _ -> lab.events.stream().anyMatch(
				e -> e.element().equals("flow:failing") && e.message().equals("failed: the far end hung up (kind acme.test.failing)")));
		assertKept("acme.test.failing", "flow:failing", "the far end hung up", "BadPluginTest$Failing.run");
	}

	@Test
	void shouldRefuseANodeWhoseKindNeverSaysWhatItNeeds() {
		assertRefused(NETWORK.replace("BAD", "").replace("<flow name=\"ab\"", "<node name='e' kind='acme.test.slow'/><flow name=\"ab\""),
				"e: its kind acme.test.slow did not say within 5 s");
		lab.set("c-d/both/delay.time", "2 ms");
		assertGoesOn();
	}

	@Test
	void shouldRefuseAServiceWhoseKindNeverSaysWhatItNeeds() {
		assertRefused(
				NETWORK.replace("BAD", "").replace("<node name=\"a\" kind=\"host\"/>",
						"<node name='a' kind='host'><service kind='acme.test.service'/></node>"),
				"a/service", "acme.test.service did not say within 5 s");
	}

	@Test
	void shouldGoOnWithoutAnalyzersThatDoNotComeBack() {
		String probes = """
				<probe name="frames" kind="acme.test.frames" target="a-b"/><probe name="samples" kind="acme.test.samples" target="a-b"/>
				<probe name="never" kind="acme.test.never" target="a-b"/><probe name="good" kind="latency" target="a-b"/><probe name="end" kind="acme.test.end" target="a-b"/>
				""";
		lab.apply(NETWORK.replace("BAD", "").replace("</network>", probes + "</network>"));
		for (String name : List.of("frames", "samples", "never"))
			lab.await(name + " is named", s -> s.probes().get(name).message().contains("abandoned"));
		for (String name : List.of("frames", "samples"))
			assertTrue(lab.emulation.state().probes().get(name).message()
					.contains("acme.test." + name + " did not return from a call within 1000 ms"), () -> lab.emulation.state().toString());
		assertGoesOn();
		lab.await("the good probe goes on", s -> s.figure("probe:good.forward-p50").orElse(0) > 0);
		lab.apply(NETWORK.replace("BAD", ""));
		lab.await("the one is named that does not end",
				_ -> lab.events.stream().anyMatch(e -> e.element().equals("probe:end") && e.message().contains("abandoned")));
		assertGoesOn();
	}

	@Test
	void shouldLeaveAGeneratorBehindThatDoesNotHearAStop() throws EmulationException {
		lab.apply(NETWORK.replace("BAD", "").replace("</network>",
				"<flow name='deaf' kind='acme.test.deaf' from='a' to='b'/><flow name='deep' kind='acme.test.deep' from='a' to='b'/></network>"));
		lab.await("it runs", s -> s.flows().get("deaf").status() == FlowStatus.RUNNING);
		lab.await("an endless recursion ends a flow only", s -> s.flows().get("deep").status() == FlowStatus.FAILED);
		lab.emulation.stopFlow("deaf");
		EmulationState state = lab.emulation.sample();
		assertTrue(state.flows().get("deaf").status() == FlowStatus.FAILED
				&& state.flows().get("deaf").message().contains("acme.test.deaf does not stop"), state::toString);
		lab.await("the event that names it",
				_ -> lab.events.stream().anyMatch(e -> e.element().equals("flow:deaf") && e.message().contains("abandoned")));
		assertGoesOn();
		lab.emulation.close();
		assertFalse(lab.emulation.sample().links().containsKey("a-b"));
	}
}
