package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.spec.NetworkDocument;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.Problem;
import io.wirebench.runtime.internal.layout.NeighbourTable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** The limit of the machine's neighbour tables, and networks that reach it. */
class NeighbourTableTest {

	private static NetworkSpec star(int hosts) throws Exception {
		StringBuilder text = new StringBuilder("<network format='1'><node name='sw' kind='switch'/>");
		for (int i = 0; i < hosts; i++)
			text.append("<node name='h").append(i).append("' kind='host'/><link from='h").append(i).append("' to='sw'/>");
		return NetworkDocument.read(text.append("</network>").toString()).build(Lab.registry()).orThrow();
	}

	@Test
	void shouldWarnOfANetworkThatFillsTheTables() throws Exception {
		assertEquals(Optional.empty(), NeighbourTable.problem(star(32), OptionalInt.of(1024)));
		Problem problem = NeighbourTable.problem(star(33), OptionalInt.of(1024)).orElseThrow();
		assertEquals(Problem.Severity.WARNING, problem.severity());
		assertTrue(problem.message().contains("33 interfaces around h0.eth0") && problem.message().contains("1056 entries")
				&& problem.message().contains("together have 1024:"), problem::message);
		assertEquals("as root of the machine: sysctl -w net.ipv4.neigh.default.gc_thresh3=2048 net.ipv6.neigh.default.gc_thresh3=2048",
				problem.remedy());
		assertEquals(Optional.empty(), NeighbourTable.problem(star(33), OptionalInt.of(2048)));
		assertTrue(
				NeighbourTable.problem(star(33), OptionalInt.empty()).orElseThrow().message().contains("unless somebody has changed that"));
	}

	@Test
	void shouldReadTheLimitsThatTheLauncherLeftOpen(@TempDir Path folder) throws Exception {
		Path one = Files.writeString(folder.resolve("one"), "4096\n");
		Path two = Files.writeString(folder.resolve("two"), "2048\n");
		String before = System.getProperty("wirebench.host.neighbours");
		try {
			System.setProperty("wirebench.host.neighbours", one + " " + two);
			assertEquals(OptionalInt.of(2048), NeighbourTable.limit());
			assertTrue(NeighbourTable.capability().description().contains(": 2048, enough for 45 nodes"),
					NeighbourTable.capability()::description);
			System.setProperty("wirebench.host.neighbours", "/proc/sys/net/ipv4/ip_default_ttl");
			assertEquals(OptionalInt.of(64), NeighbourTable.limit(), "a setting of the kernel, whole");
			System.setProperty("wirebench.host.neighbours", "/dev/null /dev/null");
			assertEquals(OptionalInt.empty(), NeighbourTable.limit());
		} finally {
			if (before == null)
				System.clearProperty("wirebench.host.neighbours");
			else
				System.setProperty("wirebench.host.neighbours", before);
		}
	}
}
