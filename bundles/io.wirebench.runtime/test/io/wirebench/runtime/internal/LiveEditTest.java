package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.ImpairmentKind;
import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.core.emulation.EmulationEvent.Severity;
import io.wirebench.core.emulation.EmulationState.DirectionState;
import io.wirebench.dataplane.Frame;
import io.wirebench.dataplane.Impairment;
import io.wirebench.dataplane.Parameters;
import io.wirebench.dataplane.Stage;
import io.wirebench.dataplane.StageContext;
import io.wirebench.dataplane.Verdict;
import io.wirebench.runtime.internal.engine.Engine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Edits of a running lab that succeed: what they keep, and what they must not lose. */
class LiveEditTest {

	private static final String KINDS = """
			<plugin><extension point="io.wirebench.core.impairmentKinds">
			<impairmentKind id="acme.test.air" name="Air" scope="medium" class="io.wirebench.runtime.internal.LiveEditTest$Air"/>
			</extension></plugin>
			""";

	private static final List<String> MADE = new CopyOnWriteArrayList<>();

	/** A medium, which all links to a switch share. */
	public static final class Air implements ImpairmentKind {
		@Override
		public Impairment create(String path) {
			MADE.add(path);
			return new Stage() {
				@Override
				public void update(Parameters parameters) {
				}

				@Override
				public Verdict accept(Frame frame, StageContext context) {
					return Verdict.PASS;
				}
			};
		}
	}

	@AfterEach
	void forgetTheNumberOfWorkers() {
		System.clearProperty(Engine.WORKERS);
		MADE.clear();
	}

	private static String two(String link, String rest) {
		return "<network format='1' name='t' seed='5'><node name='h1' kind='host'/><node name='h2' kind='host'/>"
				+ "<link from='h1' to='h2'>" + link + "</link>" + rest + "</network>";
	}

	private static long dropped(DirectionState d) {
		return d.droppedFrames().values().stream().mapToLong(Long::longValue).sum();
	}

	private static void assertBalance(DirectionState d) {
		assertEquals(d.inFrames() + d.copiedFrames(), d.outFrames() + dropped(d) + d.queuedFrames(), d::toString);
	}

	/** Longer than any time that an edit would wait for them. */
	@Test
	void shouldDeliverWhatALinkHeldWhenItsLastImpairmentIsRemoved() {
		String flow = "<flow name='u' kind='udp' from='h1' to='h2' packets='20' rate='1 Mbit/s' size='500 B'/>";
		try (Lab lab = new Lab()) {
			lab.apply(two("<forward><impairment kind='delay' time='2.5 s' match='udp'/></forward>", flow));
			lab.await("all on their way", s -> s.links().get("h1-h2").forward().queuedFrames() == 20);
			lab.apply(two("", flow));
			DirectionState after = lab.emulation.sample().links().get("h1-h2").forward();
			assertEquals(20, after.queuedFrames(), after::toString);
			assertBalance(after);
			DirectionState last = lab.await("all delivered", s -> s.links().get("h1-h2").forward().queuedFrames() == 0).links().get("h1-h2")
					.forward();
			assertTrue(last.outFrames() >= 20, last::toString);
			assertBalance(last);
			assertEquals(20, Lab.figure(lab.await("all received", s -> s.figure("flow:u.received").orElse(0) == 20), "flow:u.received"));
		}
	}

	@Test
	void shouldSendWhatAQueueHoldsAtOnceWhenItIsTheLastImpairmentAndIsRemoved() {
		String flow = "<flow name='u' kind='udp' from='h1' to='h2' packets='40' rate='1 Mbit/s' size='500 B'/>";
		try (Lab lab = new Lab()) {
			lab.apply(two("<forward><impairment kind='rate' rate='8 kbit/s'/></forward>", flow));
			// What is sent while the link changes may be lost: this is about what it holds.
			lab.await("all sent, many queued",
					s -> s.figure("flow:u.sent").orElse(0) == 40 && s.links().get("h1-h2").forward().queuedFrames() > 30);
			lab.apply(two("", flow));
			DirectionState last = lab.await("all delivered", s -> s.links().get("h1-h2").forward().queuedFrames() == 0).links().get("h1-h2")
					.forward();
			assertBalance(last);
			assertEquals(40, Lab.figure(lab.await("all received", s -> s.figure("flow:u.received").orElse(0) == 40), "flow:u.received"));
			assertEquals(List.of(), lab.events.stream().filter(e -> e.severity() == Severity.ERROR).toList());
		}
	}

	@Test
	void shouldKeepALinkBesideItsSwitchOnceItHasLeftIt() throws Exception {
		String text = "<network format='1' name='t' seed='5'><node name='h1' kind='host'/><node name='h2' kind='host'/><node name='s' kind='switch'/><link from='h1' to='s'>%s</link><link from='h2' to='s'/>"
				+ "<flow name='p' kind='ping' from='h1' to='h2' interval='20 ms' count='20'/></network>";
		try (Lab lab = new Lab()) {
			lab.apply(text.formatted("<forward><impairment kind='delay' time='10 ms'/></forward>"));
			lab.apply(text.formatted(""));
			assertEquals("wire", lab.emulation.sample().links().get("h1-s").tier());
			assertTrue(lab.emulation.plan(lab.spec(text.formatted(""))).isEmpty());
			assertTrue(Lab.figure(lab.awaitDone("p"), "flow:p.received") >= 15, "the switch may lose what comes while it is made");
		}
	}

	@Test
	void shouldMakeOneMediumForAllLinksWhicheverWorkersTheyHad() {
		System.setProperty(Engine.WORKERS, "4");
		String delay = "<forward><impairment kind='delay' time='1 ms'/></forward>";
		String air = delay + "<both><impairment kind='acme.test.air' name='air'/></both>";
		String text = "<network format='1' name='t'><node name='s' kind='switch'/><node name='h1' kind='host'/><node name='h2' kind='host'/><node name='h3' kind='host'/>"
				+ "<link from='h1' to='s'>%1$s</link><link from='h2' to='s'>%1$s</link><link from='h3' to='s'>%1$s</link>"
				+ "<flow name='p' kind='ping' from='h1' to='h2' interval='20 ms' count='20'/></network>";
		try (Lab lab = new Lab(Lab.registry(KINDS))) {
			lab.apply(text.formatted(delay));
			lab.apply(text.formatted(air));
			assertEquals(1, MADE.size(), MADE::toString);
			assertTrue(Lab.figure(lab.awaitDone("p"), "flow:p.received") >= 18, "a link that moves loses next to nothing");
			assertBalance(lab.emulation.sample().links().get("h1-s").forward());
		}
	}

	@Test
	void shouldNotWaitForADaemonThatASetupLeavesBehind() throws Exception {
		try (Lab lab = new Lab(Lab.registry(TestNode.DECLARATION))) {
			lab.apply(
					"<network format='1' name='t'><node name='h1' kind='acme.test.node' setup='sleep 300 &amp; exit 0'/><node name='h2' kind='host'/><link from='h1' to='h2'/></network>");
			try (NodeProcess list = lab.emulation.start("h1",
					ProcessRequest.of("/bin/sh", "-c", "ls /proc/*/comm | xargs cat 2>/dev/null"))) {
				list.input().close();
				String names = new String(list.output().readAllBytes(), StandardCharsets.UTF_8);
				assertTrue(names.contains("sleep"), names);
				list.exit().get(20, TimeUnit.SECONDS);
			}
		}
	}

	/** What arrived while the other end was not up yet went nowhere: it is no queue. */
	@Test
	void shouldShowNothingQueuedOnALinkThatRestsAndNoDropAfterItsStart() {
		String wire = two("", "");
		String engine = two("<both><impairment kind='delay' time='1 ms'/></both>", "");
		for (String text : new String[]{wire, engine})
			try (Lab lab = new Lab()) {
				lab.apply(text);
				DirectionState rest = lab.await("rests",
						s -> s.links().get("h1-h2").forward().queuedFrames() == 0 && s.links().get("h1-h2").backward().queuedFrames() == 0)
						.links().get("h1-h2").forward();
				assertBalance(rest);
				assertFalse(rest.droppedFrames().containsKey("backlog"), rest::toString);
			}
	}
}
