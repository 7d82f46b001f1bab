package io.wirebench.runtime.internal;

import static io.wirebench.runtime.internal.AddressingTest.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.plan.PlanStep;
import io.wirebench.core.spec.Problem;
import io.wirebench.runtime.internal.layout.Layouts;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Switches in a ring, with and without a spanning tree. */
class SwitchLoopTest {

	private static String ring(String first, String others) {
		return """
				<network format='1' name='t'>
					<node name='h1' kind='host'/><node name='h2' kind='host'/>
					<node name='s1' kind='switch'%s/><node name='s2' kind='switch'%s/><node name='s3' kind='switch'%s/>
					<link from='h1' to='s1'/><link from='h2' to='s2'/>
					<link from='s1' to='s2'/><link from='s2' to='s3'/><link from='s3' to='s1'/>
				</network>""".formatted(first, others, others);
	}

	private static List<Problem> problems(String text) {
		try (Lab lab = new Lab()) {
			return new Layouts(lab.kinds, null).problems(lab.spec(text));
		}
	}

	@Test
	void shouldWarnOfALoopWithoutSpanningTree() {
		List<Problem> found = problems(ring("", ""));
		assertEquals(1, found.size(), found::toString);
		assertEquals(Problem.Severity.WARNING, found.getFirst().severity());
		assertEquals("s3-s1", found.getFirst().path());
		assertTrue(found.getFirst().message().contains("a loop of the switches s1, s2, s3 (links s3-s1, s1-s2, s2-s3)"), found::toString);
		assertEquals(List.of(), problems(ring(" spanning-tree='true'", "")), "one switch is enough to break it");
		assertEquals(List.of(), problems(ring("", "").replace("<link from='s3' to='s1'/>", "<link from='s3' to='s1' up='false'/>")));
		assertEquals(1, problems(ring("", "").replace("<link from='s3' to='s1'/>", "<link name='again' from='s2' to='s1'/>")).size(),
				"two links between two switches");
	}

	@Test
	void shouldForwardInARingWithASpanningTreeWithoutAStorm() {
		try (Lab lab = new Lab()) {
			lab.apply(ring(" spanning-tree='true'", " spanning-tree='true'"));
			lab.await("a way when the ports have learned", _ -> run(lab, "h1", "ping -4 -c 1 -W 1 h2").contains(" 1 received"));
			long before = received(lab);
			assertTrue(run(lab, "h1", "ping -4 -c 5 -i 0.2 -W 1 h2").contains(" 5 received"));
			assertTrue(run(lab, "h1", "ping -4 -b -c 3 -i 0.2 -W 1 10.0.1.255; true").contains("transmitted"));
			assertTrue(received(lab) - before < 200, "a frame to all does not come back again and again: " + (received(lab) - before));
			Problem none = problems(ring(" spanning-tree='true'", " spanning-tree='true'")).stream().findFirst().orElse(null);
			assertEquals(null, none);
		}
	}

	private static long received(Lab lab) {
		return Long.parseLong(run(lab, "h1", "awk '/eth0:/ { sub(/.*:/, \"\"); print $2 }' /proc/net/dev"));
	}

	@Test
	void shouldSwitchTheSpanningTreeOfARunningSwitch() throws Exception {
		try (Lab lab = new Lab()) {
			lab.apply(ring("", "").replace("<link from='s3' to='s1'/>", ""));
			var wanted = lab.emulation.applied().with("s1.spanning-tree", "true").with("s1.forward-delay", "3 s");
			List<PlanStep> steps = lab.emulation.plan(wanted).steps();
			assertEquals(List.of("change switch"), steps.stream().map(PlanStep::what).toList());
			assertTrue(steps.getFirst().command().contains("type bridge forward_delay 300 max_age 600 stp_state 1"),
					steps.getFirst()::command);
			lab.apply(wanted);
			assertEquals(1, trees(lab));
			assertEquals(List.of(), lab.emulation.plan(wanted).drift());
			lab.set("s1.spanning-tree", "false");
			assertEquals(0, trees(lab));
			assertTrue(run(lab, "h1", "ping -4 -c 1 -W 2 h2").contains(" 1 received"), "at once");
		}
	}

	private static long trees(Lab lab) {
		return ((LocalEmulation) lab.emulation).kernel().hub.route().links().stream().filter(link -> link.spanningTree()).count();
	}

	@Test
	void shouldRefuseASwitchWithMoreLinksThanABridgeHasPorts() {
		StringBuilder text = new StringBuilder("<network format='1' name='t'><node name='sw' kind='switch'/>");
		for (int i = 0; i < 1024; i++)
			text.append("<node name='h").append(i).append("' kind='host'/><link from='h").append(i).append("' to='sw'/>");
		List<Problem> found = problems(text.append("</network>").toString()).stream().filter(p -> p.severity() == Problem.Severity.ERROR)
				.toList();
		assertEquals(1, found.size(), found::toString);
		assertEquals("sw", found.getFirst().path());
		assertTrue(found.getFirst().message().contains("1024 links") && found.getFirst().message().contains("1023 ports"), found::toString);
		assertEquals(List.of(), problems(text.toString().replace("<link from='h7' to='sw'/>", "")).stream()
				.filter(p -> p.severity() == Problem.Severity.ERROR).toList());
	}
}
