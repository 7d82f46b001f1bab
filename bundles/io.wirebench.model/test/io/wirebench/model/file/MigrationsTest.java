package io.wirebench.model.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

class MigrationsTest {

	/** What a step to format 2 could be: nodes were called "box" before. */
	private static final class BoxesBecomeNodes implements Migration {
		@Override
		public int from() {
			return 1;
		}

		@Override
		public void migrate(XmlElement network) {
			for (var element : network.elements())
				if (element.name.equals("box"))
					element.name = "node";
		}
	}

	@Test
	void shouldMigrateAnOlderFileAndKeepItsLayout() throws NetworkFileException {
		var resource = new NetworkResource(null, new Migrations(List.of(new BoxesBecomeNodes())));
		resource.loadText("<network format='1'>\n  <!-- one --> <box  name='h1' kind=\"host\"/>\n</network>\n");
		assertEquals("h1", resource.network().getNodes().getFirst().getName());
		assertEquals("<network format='2'>\n  <!-- one --> <node  name='h1' kind=\"host\"/>\n</network>\n", resource.toText());
	}

	@Test
	void shouldNotMigrateTwice() throws NetworkFileException {
		var resource = new NetworkResource(null, new Migrations(List.of(new BoxesBecomeNodes())));
		resource.loadText("<network format='2'><box name='h1'/></network>");
		assertTrue(resource.network().getNodes().isEmpty());
	}

	@Test
	void shouldRefuseANewerFormatAndSayWhichItReads() {
		var refused = assertThrows(NetworkFileException.class, () -> NetworkFiles.load("\n<network format='7'/>".strip()));
		assertTrue(refused.getMessage().contains("format 7") && refused.getMessage().contains("up to 1"), refused.getMessage());
	}

	@Test
	void shouldRefuseAMissingOrMeaninglessFormat() {
		for (var start : List.of("<network/>", "<network format=''/>", "<network format='0'/>", "<network format='one'/>"))
			assertEquals(1, assertThrows(NetworkFileException.class, () -> NetworkFiles.load(start)).line());
	}

	@Test
	void shouldRefuseStepsThatLeaveAGap() {
		assertThrows(IllegalArgumentException.class, () -> new Migrations(List.of(new BoxesBecomeNodes(), new BoxesBecomeNodes())));
	}
}
