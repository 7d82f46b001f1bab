package acme.blackbox.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;
import io.wirebench.testkit.DeclaredKinds;
import io.wirebench.testkit.NeedsContract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class BlackBoxKindTest {

	private static final String KIND = "acme.blackbox.blackbox";

	private final DeclaredKinds kinds = DeclaredKinds.ofThisBundle();

	@Test
	void shouldSatisfyWhatEveryKindOfNodeMust() {
		NeedsContract.checkNode(kinds.node(KIND), kinds.parameters(KIND, "root", "/srv/image", "command", "httpd -f"),
				kinds.parameters(KIND, "root", "/srv/image", "command", "x", "keep", "true"));
	}

	private NodeNeeds needs(String root, String command) {
		return kinds.node(KIND).needs(new NodeSetup("box", kinds.parameters(KIND, "root", root, "command", command), List.of()));
	}

	/** What a user writes is handed on as words, not as part of the script. */
	@Test
	void shouldHandOnWhatAUserWritesAsItIs() {
		List<String> argv = needs("/srv/a b", "echo \"$HOME\"; rm -rf x").processes().getFirst().argv();
		assertEquals(List.of("blackbox", "/srv/a b", "echo \"$HOME\"; rm -rf x"), argv.subList(3, 6));
		assertTrue(argv.get(2).contains("lowerdir=$1"));
	}

	@ParameterizedTest
	@ValueSource(strings = {"image", "/", "/srv/a:b", "/srv/a,b", "/mnt/image", ""})
	void shouldRefuseFoldersThatCannotBeMounted(String root) {
		assertThrows(IllegalArgumentException.class, () -> needs(root, "x"));
	}
}
