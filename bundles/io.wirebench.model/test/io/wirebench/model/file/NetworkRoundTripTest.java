package io.wirebench.model.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.eclipse.emf.ecore.util.EcoreUtil;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NetworkRoundTripTest {

	@Property(tries = 300)
	void shouldLoadTheNetworkThatWasSavedAndSaveTheSameBytes(@ForAll long seed) throws NetworkFileException {
		var network = new RandomNetworks(seed).network();
		var text = NetworkFiles.toText(network);
		var loaded = NetworkFiles.load(text);
		assertTrue(EcoreUtil.equals(network, loaded.network()), text);
		assertEquals(text, loaded.toText());
	}

	@Property(tries = 300)
	void shouldSaveAnUnmodifiedNetworkWithIdenticalBytesWhateverItsLayout(@ForAll long seed) throws NetworkFileException {
		var random = new RandomNetworks(seed);
		var text = random.layOut(NetworkFiles.toText(random.network()));
		assertEquals(text, NetworkFiles.load(text).toText());
	}

	@Property(tries = 600)
	void shouldLoadWhatAnEditedNetworkWasSavedAs(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int edits)
			throws NetworkFileException {
		var random = new RandomNetworks(seed);
		var resource = NetworkFiles.load(random.layOut(NetworkFiles.toText(random.network())));
		for (var edit = 0; edit < edits; edit++) {
			random.edit(resource.network());
			var saved = resource.toText();
			var again = NetworkFiles.load(saved);
			assertTrue(EcoreUtil.equals(resource.network(), again.network()), saved);
			assertEquals(saved, resource.toText());
			assertEquals(saved, again.toText());
		}
	}
}
