package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.ImpairmentKind;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationState;
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

/** Impairments of plug-ins that do what no plug-in should, in a lab with traffic: the message names them, the lab goes on. */
class BadPluginTest {

	private static final String KINDS = """
			<plugin><extension point="io.wirebench.core.impairmentKinds">
			<impairmentKind id="acme.test.loops" name="Loops" class="io.wirebench.runtime.internal.BadPluginTest$Loops"/>
			<impairmentKind id="acme.test.stalls" name="Stalls" class="io.wirebench.runtime.internal.BadPluginTest$Stalls"/>
			<impairmentKind id="acme.test.throws" name="Throws" class="io.wirebench.runtime.internal.BadPluginTest$Throws"/>
			<impairmentKind id="acme.test.back" name="Back in time" class="io.wirebench.runtime.internal.BadPluginTest$Back"/>
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
		lab.await("traffic on both links goes on", s -> received(s, "ab") > received(before, "ab") + 10 && received(s, "cd") > received(before, "cd") + 10);
	}

	private void assertNamed(String kind, String... words) {
		String path = "a-b/forward/" + kind;
		lab.await(path + " is named", s -> s.links().get("a-b").quarantined().containsKey(path));
		lab.await("the event that names it", _ -> lab.events.stream().anyMatch(e -> e.element().equals(path) && List.of(words).stream().allMatch(e.message()::contains)));
	}

	@Test
	void shouldGoOnWithAnotherWorkerWhenAnImpairmentDoesNotComeBackFromAFrame() {
		lab.apply(NETWORK.replace("BAD", "<impairment kind='acme.test.loops'/>"));
		assertNamed("loops", "did not come back", "the link goes on without it");
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
		assertTrue(refused.getMessage().contains("a-b/forward/stalls") && refused.getMessage().contains("acme.test.stalls"), refused.getMessage());
		assertGoesOn();
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
		assertNamed("loops", "did not come back");
		lab.emulation.close();
		assertFalse(lab.emulation.sample().links().containsKey("a-b"));
		released = true;
		long end = System.nanoTime() + 10_000_000_000L;
		while (Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().startsWith("wirebench worker"))) {
			assertTrue(System.nanoTime() < end, "a worker that comes back after all ends");
			LockSupport.parkNanos(5_000_000);
		}
	}
}
