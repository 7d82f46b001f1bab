package io.wirebench.runtime.internal.layout;

import io.wirebench.core.emulation.Capability;
import io.wirebench.core.spec.End;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.Problem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The kernel's tables of neighbours (ARP, neighbour discovery): one of each for all namespaces of the machine, with a limit
 * that only root of the machine changes. When a table is full, further addresses are not resolved, and nothing says why.
 */
public final class NeighbourTable {

	/** Of a kernel that nobody has set up (net/ipv4/arp.c). */
	private static final int DEFAULT_LIMIT = 1024;
	private static final long MOST_PROPOSED = 1 << 20;
	private static final String IPV4 = "net.ipv4.neigh.default.gc_thresh3";
	private static final String IPV6 = "net.ipv6.neigh.default.gc_thresh3";

	private NeighbourTable() {
	}

	/** @return the smaller one of the two limits, or empty if it cannot be read: network namespaces of one's own do not show it */
	public static OptionalInt limit() {
		// The launcher, in the host's own network namespace, has left the settings open.
		String paths = System.getProperty("wirebench.host.neighbours",
				"/proc/sys/" + IPV4.replace('.', '/') + " /proc/sys/" + IPV6.replace('.', '/'));
		OptionalInt least = OptionalInt.empty();
		for (String path : paths.split(" "))
			try {
				int limit = Integer.parseInt(read(Path.of(path)));
				least = OptionalInt.of(Math.min(limit, least.orElse(Integer.MAX_VALUE)));
			} catch (IOException | NumberFormatException e) {
				// Not shown here.
			}
		return least;
	}

	/** In one call: Java begins with a single byte where a file has no size, and the kernel gives a setting only once. */
	private static String read(Path path) throws IOException {
		byte[] buffer = new byte[64];
		try (InputStream in = Files.newInputStream(path)) {
			return new String(buffer, 0, Math.max(0, in.read(buffer)), StandardCharsets.US_ASCII).strip();
		}
	}

	/** @return a warning if a network can fill a table: each interface knows all others that it reaches without a router */
	public static Optional<Problem> problem(NetworkSpec spec, OptionalInt known) {
		int limit = known.orElse(DEFAULT_LIMIT);
		long entries = 0;
		List<End> largest = List.of();
		for (List<End> domain : spec.broadcastDomains()) {
			entries += (long) domain.size() * (domain.size() - 1);
			if (domain.size() > largest.size())
				largest = domain;
		}
		if (entries <= limit)
			return Optional.empty();
		return Optional.of(new Problem(Problem.Severity.WARNING, "", 0, 0,
				"when all nodes talk to all others on their link, most of them the " + largest.size() + " interfaces around "
						+ largest.getFirst() + ", they need " + entries
						+ " entries in the kernel's neighbour tables, but all labs together have " + limit
						+ (known.isPresent() ? "" : " (unless somebody has changed that)")
						+ ": addresses beyond are not resolved, and packets to them are lost",
				"as root of the machine: " + command(entries)));
	}

	public static String command(long entries) {
		long proposed = Math.min(MOST_PROPOSED, Math.max(DEFAULT_LIMIT, Long.highestOneBit(entries) * 2));
		return "sysctl -w " + IPV4 + "=" + proposed + " " + IPV6 + "=" + proposed;
	}

	/** How it is said by doctor. */
	public static Capability capability() {
		OptionalInt known = limit();
		int limit = known.orElse(DEFAULT_LIMIT);
		// n * (n - 1) entries for n that all talk to each other
		int hosts = (int) ((1 + Math.sqrt(1 + 4.0 * limit)) / 2);
		return new Capability("NEIGHBOUR_TABLE",
				"neighbours known to all nodes together: " + limit
						+ (known.isPresent() ? "" : " (the kernel's default; it cannot be read here)") + ", enough for " + hosts
						+ " nodes at one switch that all talk to each other; more, as root: " + command(4L * limit - 1),
				true, "", "", "");
	}
}
