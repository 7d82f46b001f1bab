package io.wirebench.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.wirebench.core.kinds.TestRegistry;
import io.wirebench.model.file.NetworkFiles;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

class ProblemGroupTest {

	private static List<ProblemGroup> groups(String text) throws IOException {
		return ProblemGroup.of(SpecBuilder.build(NetworkFiles.load(text).network(), new TestRegistry().kinds).problems());
	}

	private static String network(int links, String more) {
		var text = new StringBuilder("<network format='1' name='t'>");
		for (var index = 0; index < links; index++)
			text.append("<node name='a").append(index).append("' kind='host'><interface name='eth0' addresses='10.7.0.")
					.append(2 * index + 1).append("/24'/></node><node name='b").append(index)
					.append("' kind='host'/><link from='a").append(index).append("' to='b").append(index).append("'/>");
		return text.append(more).append("</network>").toString();
	}

	@Test
	void shouldShowTheFirstOfManyProblemsOfOneCauseAndCountTheOthers() throws IOException {
		var groups = groups(network(100, "<node name='x' kind='hos'/>"));
		assertEquals(2, groups.size(), groups::toString);
		var unknown = groups.getFirst();
		assertEquals(1, unknown.named().size(), groups::toString);
		assertEquals("x", unknown.named().getFirst().path());
		assertThrows(IllegalStateException.class, unknown::summary);
		var networks = groups.getLast();
		assertEquals(List.of("a1.eth0", "a2.eth0", "a3.eth0"), networks.named().stream().map(Problem::path).toList());
		assertEquals(96, networks.more());
		assertEquals("… and 96 more like the last 3, 99 in all", networks.summary().message());
		assertEquals(Problem.Severity.ERROR, networks.summary().severity());
	}

	@Test
	void shouldShowAFewProblemsAllAndTellKindsApart() throws IOException {
		assertEquals(List.of(5), groups(network(6, "")).stream().map(group -> group.named().size()).toList());
		assertEquals(List.of(1, 1), groups("<network format='1'><node name='1x' kind='host'/><node name='y' kind='hos'/></network>")
				.stream().map(group -> group.named().size()).toList());
		// Names that are ordinary words stand for elements, too.
		var text = new StringBuilder("<network format='1'>");
		for (var name : List.of("alpha", "beta", "gamma", "delta", "eps", "zeta", "eta"))
			text.append("<node name='").append(name).append("' kind='host'><interface name='wan'/></node>");
		assertEquals(List.of(4), groups(text.append("</network>").toString()).stream().map(ProblemGroup::more).toList());
	}
}
