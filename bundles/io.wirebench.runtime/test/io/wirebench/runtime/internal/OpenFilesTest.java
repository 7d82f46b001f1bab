package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.emulation.EmulationException;
import io.wirebench.runtime.internal.layout.Change;
import io.wirebench.runtime.internal.layout.Differ;
import io.wirebench.runtime.internal.layout.Layout;
import io.wirebench.runtime.internal.layout.Layouts;
import io.wirebench.runtime.internal.layout.OpenFiles;

import java.util.List;

import org.junit.jupiter.api.Test;

class OpenFilesTest {

	@Test
	void shouldCountWhatALabKeepsOpen() throws Exception {
		String text = "<network format='1' name='t'><node name='h1' kind='host'/><node name='h2' kind='host'/><node name='h3' kind='host'/>"
				+ "<link from='h1' to='h2'><both><impairment kind='delay' time='1 ms'/></both></link><link from='h2' to='h3'/></network>";
		try (Lab lab = new Lab()) {
			long before = open();
			List<Change> changes = Differ.changes(Layout.EMPTY, false, new Layouts(Lab.registry(), null).of(lab.spec(text)));
			lab.apply(text);
			long kept = open() - before;
			long said = OpenFiles.needed(changes);
			assertEquals(3 * 2 + 4, said);
			assertTrue(kept >= said && kept <= said + 20, () -> kept + " are open, " + said + " were expected");
		}
	}

	private static long open() throws Exception {
		try (var all = java.nio.file.Files.list(java.nio.file.Path.of("/proc/self/fd"))) {
			return all.count();
		}
	}

	@Test
	void shouldRefuseWhatWouldRunOutOfThemWithBothNumbersAndTheRemedy() {
		EmulationException e = assertThrows(EmulationException.class, () -> OpenFiles.require(2000, 1024));
		assertTrue(e.machineCannot(), "the machine is the reason");
		assertTrue(e.getMessage().contains("about 2000 open files") && e.getMessage().contains("924 more")
				&& e.getMessage().contains("ulimit -Hn"), e.getMessage());
		assertDoesNotThrow(() -> OpenFiles.require(900, 1024));
	}

	@Test
	void shouldReadTheLimit() {
		assertEquals(20_000, OpenFiles.limit(
				"Limit                     Soft Limit           Hard Limit           Units     \nMax open files            20000                30000                files     \n"));
		assertEquals(Long.MAX_VALUE, OpenFiles.limit("Max open files            unlimited            unlimited            files     \n"));
	}
}
