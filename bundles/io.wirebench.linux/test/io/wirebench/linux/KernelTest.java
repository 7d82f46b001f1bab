package io.wirebench.linux;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Assertions;

import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.net.RouteRequest;

/** What tests of the kernel share: skipping with a reason, a pair of nodes, waiting for a condition. */
public final class KernelTest {

	private KernelTest() {
	}

	/** Skips the test, with the reason, where the kernel may not; fails where a skip is forbidden. */
	public static void require(Feature... features) {
		for (var feature : features) {
			if (feature.isAvailable())
				continue;
			var reason = "skipped: no " + feature.description() + ": " + feature.unavailabilityCause().getMessage();
			System.out.println(reason);
			if (Boolean.getBoolean("wirebench.kernel.required")
					|| "true".equals(System.getenv("WIREBENCH_KERNEL_REQUIRED")))
				Assertions.fail("a skip is a failure here; " + reason);
			assumeTrue(false, reason);
		}
	}

	public static InetAddress ip(String text) {
		return InetAddress.ofLiteral(text);
	}

	/** Waits until a condition holds. */
	public static void await(String what, BooleanSupplier condition) {
		long deadline = System.nanoTime() + 20_000_000_000L;
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - deadline > 0)
				Assertions.fail("not within 20 s: " + what);
			java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
		}
	}

	public static long openDescriptors() {
		return descriptors().size();
	}

	/** Waits for the first process of an earlier test's node, which may still be ending: its descriptor would count. */
	public static void awaitNoChild() {
		await("no child is left", () -> descriptors().stream().noneMatch(d -> d.contains("pidfd")));
	}

	/** What each open descriptor is of. */
	public static java.util.List<String> descriptors() {
		var all = new java.util.ArrayList<String>();
		try (var list = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
			for (var fd : list)
				try {
					all.add(Files.readSymbolicLink(fd).toString());
				} catch (java.nio.file.NoSuchFileException closedMeanwhile) {
					// as the listing's own
				}
		} catch (IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
		return all;
	}

	/** Two nodes with a wire between them: 10.0.0.1 and fd00::1, 10.0.0.2 and fd00::2, at eth0, index 2. */
	public record Pair(NetworkNamespace one, NetworkNamespace two) implements AutoCloseable {

		public static final Device ETH0 = new Device("eth0", 2);

		public static Pair open() {
			var both = NetworkNamespace.createAll(2, Map.of("net.ipv4.tcp_orphan_retries", "1"));
			var pair = new Pair(both.get(0), both.get(1));
			pair.one.route().execute(RouteRequest.veth(LinkSettings.named("eth0").withIndex(2),
					LinkSettings.named("eth0").withIndex(2), pair.two, "two"));
			addresses(pair.one, 1);
			addresses(pair.two, 2);
			await("carrier", () -> pair.one.route().link("eth0").carrier() && pair.two.route().link("eth0").carrier());
			return pair;
		}

		static void addresses(NetworkNamespace node, int number) {
			node.route().execute(RouteRequest.setUp(Device.LOOPBACK, true), RouteRequest.setUp(ETH0, true),
					RouteRequest.addAddress(ETH0, ip("10.0.0." + number), 24),
					RouteRequest.addAddress(ETH0, ip("fd00::" + number), 64));
		}

		@Override
		public void close() {
			one.close();
			two.close();
		}
	}
}
