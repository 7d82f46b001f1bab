package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.spec.NetworkDocument;
import io.wirebench.core.spec.Problem;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What kinds refuse is found by a check, not only by a plan. */
class KindCheckTest {

	private static List<String> problems(String text) throws Exception {
		var kinds = Lab.registry();
		NetworkDocument document = NetworkDocument.read(text);
		List<Problem> problems = document.placed(new LocalEmulationFactory(kinds).check(document.build(kinds).orThrow()));
		assertTrue(problems.stream().allMatch(p -> p.line() > 0 && p.severity() == Problem.Severity.ERROR), problems::toString);
		return problems.stream().map(p -> p.line() + ": " + p.path() + ": " + p.message()).toList();
	}

	private static String routers(String services, String link) {
		return "<network format='1'>\n<node name='r1' kind='router'>\n" + services
				+ "\n</node>\n<node name='r2' kind='router'/>\n<link from='r1' to='r2'" + link + "</network>";
	}

	@Test
	void shouldNameElementAndLineOfEachRefusal() throws Exception {
		assertEquals(List.of(), problems(routers("<service kind='ospf' area='0.0.0.1'/>", "/>")));
		assertEquals(
				List.of("3: r1/ospf: area: 'backbone' is not an OSPF area; write a number from 0 to 4294967295 or one such as 0.0.0.1"),
				problems(routers("<service kind='ospf' area='backbone'/>", "/>")));
		assertEquals(1, problems(routers("<service kind='ospf' interface-areas='eth7=1'/>", "/>")).size());
		assertEquals(1, problems(routers("<service kind='ospf' static='somewhere'/>", "/>")).size());
		List<String> two = problems(routers("<service kind='ospf'/>\n<service kind='ospf'/>", "/>"));
		assertEquals(1, two.size(), two::toString);
		assertTrue(two.getFirst().startsWith("4: r1/ospf-2: /run/frr in r1 belongs to r1/ospf already"), two::toString);
		List<String> three = problems(routers("<service kind='ospf' area='x'/>",
				" tier='wire'>\n<both><impairment kind='loss' probability='1%'/></both></link>"));
		assertEquals(List.of("3: r1/ospf", "6: r1-r2"), three.stream().map(p -> p.substring(0, p.indexOf(':', 3))).toList());
	}
}
