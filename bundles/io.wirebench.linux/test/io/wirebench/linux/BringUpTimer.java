package io.wirebench.linux;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Map;

import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.net.RouteRequest;

/** Prints how long a star of hosts takes to come up and go: {@code BringUpTimer HOSTS [ROUNDS]}. */
public final class BringUpTimer {

	private BringUpTimer() {
	}

	public static void main(String[] arguments) throws Exception {
		int hosts = Integer.parseInt(arguments[0]);
		int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
		for (int round = 1; round <= rounds; round++)
			round(hosts, round);
	}

	private static void round(int hosts, int round) throws Exception {
		try (var hub = NetworkNamespace.create()) {
			hub.route().execute(RouteRequest.bridge(LinkSettings.named("br0").withIndex(2).withUp(true)));
			long start = System.nanoTime();
			var nodes = NetworkNamespace.createAll(hosts, Map.of());
			long made = System.nanoTime();
			var pairs = new ArrayList<RouteRequest>();
			for (int n = 0; n < hosts; n++)
				pairs.add(RouteRequest.veth(LinkSettings.named("v" + n).withMaster(2).withGroup(7).withUp(true),
						LinkSettings.named("eth0").withIndex(2), nodes.get(n), "h" + n));
			hub.route().execute(pairs);
			long linked = System.nanoTime();
			var eth0 = new Device("eth0", 2);
			for (int n = 0; n < hosts; n++) {
				var address = InetAddress.getByAddress(new byte[] { 10, 0, (byte) (n + 2 >> 8), (byte) (n + 2) });
				nodes.get(n).route().execute(RouteRequest.setUp(Device.LOOPBACK, true),
						RouteRequest.setUp(eth0, true), RouteRequest.addAddress(eth0, address, 16));
			}
			long up = System.nanoTime();
			hub.route().execute(RouteRequest.deleteLinkGroup(7));
			nodes.forEach(NetworkNamespace::close);
			long down = System.nanoTime();
			System.out.printf("round %d, %d hosts: namespaces %.0f ms, veth pairs %.0f ms, addresses %.0f ms, "
					+ "bring-up %.0f ms; tear-down %.0f ms%n", round, hosts, (made - start) / 1e6,
					(linked - made) / 1e6, (up - linked) / 1e6, (up - start) / 1e6, (down - up) / 1e6);
		}
	}
}
