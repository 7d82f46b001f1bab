package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plan.PlanStep;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.SpecFiles;
import io.wirebench.runtime.internal.apply.Executor;
import io.wirebench.runtime.internal.apply.Kernel;
import io.wirebench.runtime.internal.apply.PaperBackend;
import io.wirebench.runtime.internal.layout.Change;
import io.wirebench.runtime.internal.layout.Differ;
import io.wirebench.runtime.internal.layout.Layout;
import io.wirebench.runtime.internal.layout.Layouts;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Plans on paper: the same executor as for real, so what is right here is right there but for the kernel itself. */
class DifferTest {

	private static final KindRegistry KINDS = Lab.registry(TestService.DECLARATION, TestNode.DECLARATION);

	static final Layouts LAYOUTS = new Layouts(KINDS, null);

	static Layout layout(String text) {
		try {
			Path file = Files.createTempFile("network", ".wirebench");
			try {
				Files.writeString(file, text);
				NetworkSpec spec = SpecFiles.read(file, KINDS).orThrow();
				return LAYOUTS.of(spec);
			} finally {
				Files.delete(file);
			}
		} catch (IOException | EmulationException e) {
			throw new AssertionError(e);
		}
	}

	/** A network of up to five hosts or routers and two switches. Few names, so that two networks have much in common. */
	static String network(Random random) {
		StringBuilder text = new StringBuilder("<network format='1' name='t' routes='none'>");
		int nodes = 1 + random.nextInt(5);
		for (int i = 0; i < nodes; i++)
			text.append("<node name='n").append(i).append("' kind='").append(switch (random.nextInt(4)) {
				case 0 -> "router";
				case 1 -> "acme.test.node' setup='one " + random.nextInt(2) + "' program='" + (random.nextBoolean() ? "" : "two");
				default -> "host";
			}).append("'>")
					.append(service(random, "one")).append(service(random, "two")).append("</node>");
		int switches = random.nextInt(3);
		for (int i = 0; i < switches; i++)
			text.append("<node name='s").append(i).append("' kind='switch'")
					.append(random.nextInt(3) == 0 ? " spanning-tree='true' forward-delay='" + (2 + random.nextInt(2)) + " s'" : "")
					.append("/>");
		for (int a = 0; a < nodes; a++)
			for (int b = a + 1; b < nodes + switches; b++)
				if (random.nextInt(3) == 0)
					text.append(link("n" + a, b < nodes ? "n" + b : "s" + (b - nodes), random));
		if (switches == 2 && random.nextBoolean())
			text.append(link("s0", "s1", random));
		return text.append("</network>").toString();
	}

	private static String service(Random random, String name) {
		return random.nextInt(3) > 0
				? ""
				: "<service kind='acme.test.service' name='" + name + "' argv='one " + random.nextInt(2) + "; two' "
						+ "text='" + random.nextInt(2) + "' directory='/run/" + name + random.nextInt(2) + "'/>";
	}

	private static String link(String from, String to, Random random) {
		String impairment = switch (random.nextInt(4)) {
			case 0 -> "<forward><impairment kind='delay' time='" + (1 + random.nextInt(3)) + " ms'/></forward>";
			case 1 -> "<both><impairment kind='loss' probability='1 %' enabled='" + random.nextBoolean() + "'/></both>";
			default -> "";
		};
		return "<link from='" + from + "." + to + "' to='" + to + "." + from + "' up='" + (random.nextInt(4) > 0) + "'>" + impairment
				+ "</link>";
	}

	@Property(tries = 300)
	void shouldReachAnyNetworkFromAnyOtherAndThenHaveNothingToDo(@ForAll long seed) {
		Random random = new Random(seed);
		Kernel kernel = new Kernel();
		for (int i = 0; i < 4; i++) {
			Layout wanted = i == 3 ? Layout.EMPTY : LAYOUTS.settled(layout(network(random)), kernel.layout());
			List<Change> changes = Differ.changes(kernel.layout(), kernel.hubExists, wanted);
			for (PlanStep step : PaperBackend.steps(kernel, changes))
				assertFalse(step.reason().isEmpty());
			assertEquals(List.of(), Differ.changes(kernel.layout(), kernel.hubExists, wanted));
		}
		assertTrue(kernel.nodes.isEmpty() && kernel.links.isEmpty() && kernel.bridges.isEmpty() && kernel.services.isEmpty()
				&& !kernel.hubExists);
	}

	@Test
	void shouldStartOnlyTheProgramsOfAServiceAnewThatReadWhatHasChanged() {
		String text = "<network format='1' name='t'><node name='h1' kind='host'><service kind='acme.test.service' argv='one; two; three' reads='two' text='%s' name='s'/></node></network>";
		Kernel kernel = new Kernel();
		List<PlanStep> start = PaperBackend.steps(kernel, Differ.changes(kernel.layout(), false, layout(text.formatted("a"))));
		assertTrue(start.getLast().command().contains("cat > /run/test/text"), start.getLast()::command);
		assertTrue(start.getLast().command().endsWith("exec h1 one\nip netns exec h1 two\nip netns exec h1 three"),
				start.getLast()::command);
		List<Change> changes = Differ.changes(kernel.layout(), true, layout(text.formatted("b")));
		assertEquals(List.of("change service"), changes.stream().map(Executor::title).toList());
		assertEquals("/run/test/text has changed; two, three restarts; one continues", changes.getFirst().reason());
		String command = PaperBackend.steps(kernel, changes).getFirst().command();
		assertEquals(
				"ip netns exec h1 kill three\nip netns exec h1 kill two\ncat > /run/test/text << 'END' # as h1 sees it\nb\nEND\nip netns exec h1 two\nip netns exec h1 three",
				command);
	}

	@Test
	void shouldTouchOnlyWhatTheChangeIsAbout() {
		String head = "<network format='1' name='t'><node name='h1' kind='host'/><node name='h2' kind='host'/>";
		Kernel kernel = new Kernel();
		PaperBackend.steps(kernel, Differ.changes(kernel.layout(), false,
				layout(head + "<link from='h1' to='h2'><forward><impairment kind='delay' time='1 ms'/></forward></link></network>")));
		List<Change> changes = Differ.changes(kernel.layout(), true,
				layout(head + "<link from='h1' to='h2'><forward><impairment kind='delay' time='2 ms'/></forward></link></network>"));
		assertEquals(1, changes.size());
		assertEquals("change h1-h2/forward/delay", Executor.title(changes.getFirst()));
	}
}
