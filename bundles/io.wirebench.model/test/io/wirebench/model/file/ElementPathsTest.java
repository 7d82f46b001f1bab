package io.wirebench.model.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.wirebench.model.Link;
import io.wirebench.model.ModelFactory;
import io.wirebench.model.Network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ElementPathsTest {

	/** Few names, so that many links have the same ones, written or not. */
	@Provide
	Arbitrary<List<Link>> links() {
		Arbitrary<String> node = Arbitraries.of("a", "b", "a-2", "2", "a.eth0");
		Arbitrary<String> name = Arbitraries.of("", "", "a-b", "a-2", "a-2-2", "b-a", "x");
		return Combinators.combine(node, node, name).as((from, to, written) -> {
			Link link = ModelFactory.eINSTANCE.createLink();
			link.setFrom(from);
			link.setTo(to);
			if (!written.isEmpty())
				link.setName(written);
			return link;
		}).list().ofMaxSize(7);
	}

	@Property
	void shouldFindEachElementByTheNameThatItHasAmongAllOthers(@ForAll("links") List<Link> links) {
		Network network = ModelFactory.eINSTANCE.createNetwork();
		network.getLinks().addAll(links);
		Map<Link, String> names = ElementPaths.names(network.getLinks());
		List<String> seen = new ArrayList<>();
		names.forEach((link, name) -> {
			if (!seen.contains(name))
				assertSame(link, ElementPaths.find(network, name).orElseThrow());
			seen.add(name);
		});
		for (String other : List.of("a-b", "a-2", "b-b", "a-2-2", "a-2-3", "x", "y"))
			if (!names.containsValue(other))
				assertEquals(Optional.empty(), ElementPaths.find(network, other));
	}
}
