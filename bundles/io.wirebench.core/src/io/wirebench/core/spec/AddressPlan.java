package io.wirebench.core.spec;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Addresses for all interfaces. Written addresses are kept and decide their domain's network, but for link-local ones of
 * IPv6 (RFC 4007), which an interface has beside its others; the others get the lowest
 * free host numbers, in the order of the file: 10.x.y.0/24 (larger for more than 250 ends) and fd00:0:0:n::/64 for the
 * n-th domain. So a node added at the end changes no earlier address.
 */
final class AddressPlan {

	/** Takes what is wrong, by element path. */
	interface Problems {
		void report(String path, String message, String remedy);
	}

	private static final int LARGE_DOMAIN_ENDS = 250;
	private static final int LAST_NETWORK = 0xFFFF;

	private final Map<End, List<IpPrefix>> written;
	private final boolean automatic;
	private final Problems problems;
	private final Map<End, List<IpPrefix>> addresses = new HashMap<>();
	private final List<List<IpPrefix>> networks = new ArrayList<>();
	private int nextIpv4 = 1;
	private int nextIpv6 = 1;

	/**
	 * @param written the addresses of the file, by interface
	 * @param automatic whether to assign those that the file does not give
	 */
	AddressPlan(Map<End, List<IpPrefix>> written, boolean automatic, Problems problems) {
		this.written = written;
		this.automatic = automatic;
		this.problems = problems;
	}

	/** Plans all domains; to be called once. @param withoutIpv6 domains that cannot carry IPv6 */
	void plan(List<BroadcastDomain> domains, Set<BroadcastDomain> withoutIpv6) {
		written.forEach((end, list) -> addresses.put(end, new ArrayList<>(list)));
		for (var domain : domains)
			networks.add(planDomain(domain, withoutIpv6.contains(domain)));
	}

	/** @return the addresses of an interface, written ones first */
	List<IpPrefix> addresses(End end) {
		return addresses.getOrDefault(end, List.of());
	}

	/** @return the networks of the domain of that index: IPv4, then IPv6, each where there is one */
	List<IpPrefix> networks(int domain) {
		return networks.get(domain);
	}

	private List<IpPrefix> planDomain(BroadcastDomain domain, boolean withoutIpv6) {
		var found = new ArrayList<IpPrefix>();
		for (var ipv6 : new boolean[] {false, true}) {
			var network = writtenNetwork(domain, ipv6);
			if (network == null && automatic && !(ipv6 && withoutIpv6))
				network = ipv6 ? freeIpv6() : freeIpv4(domain.ends().size());
			if (network == null)
				continue;
			found.add(network);
			assign(domain, network);
		}
		return found;
	}

	private IpPrefix writtenNetwork(BroadcastDomain domain, boolean ipv6) {
		for (var end : domain.ends())
			for (var address : written.getOrDefault(end, List.of()))
				if (address.ipv6() == ipv6 && !address.linkLocal())
					return address.network();
		return null;
	}

	private void assign(BroadcastDomain domain, IpPrefix network) {
		var taken = new HashSet<Long>();
		for (var end : domain.ends()) {
			var own = family(end, network.ipv6());
			var inside = own.stream().filter(address -> address.network().equals(network)).toList();
			if (!own.isEmpty() && inside.isEmpty())
				problems.report(end.toString(), "address " + own.getFirst() + " is outside " + network + ", the network of its link",
						"give it an address of " + network + ", or change the other end's");
			for (var address : inside)
				taken.add(address.hostNumber());
		}
		if (!automatic)
			return;
		var next = new long[] {1};
		for (var end : domain.ends()) {
			if (!family(end, network.ipv6()).isEmpty())
				continue;
			var number = free(network, taken, next, network.ipv6() ? ipv4HostNumber(end) : -1);
			if (number < 0) {
				problems.report(end.toString(), "there is no free address left in " + network, "write a larger network at one end of the link");
				return;
			}
			taken.add(number);
			addresses.computeIfAbsent(end, _ -> new ArrayList<>()).add(network.at(number));
		}
	}

	private List<IpPrefix> family(End end, boolean ipv6) {
		return addresses(end).stream().filter(address -> address.ipv6() == ipv6 && !address.linkLocal()).toList();
	}

	/** IPv6 numbers follow those of IPv4, so that a person sees what belongs together. */
	private long ipv4HostNumber(End end) {
		var ipv4 = family(end, false);
		return ipv4.isEmpty() ? -1 : ipv4.getFirst().hostNumber();
	}

	private static long free(IpPrefix network, Set<Long> taken, long[] next, long wish) {
		var bits = network.hostBits();
		// RFC 3021: both addresses of a /31 are hosts; elsewhere in IPv4 the first and last are not.
		var first = !network.ipv6() && bits == 1 ? 0 : Math.min(1, bits);
		var last = bits >= 62 ? Long.MAX_VALUE : (1L << bits) - (network.ipv6() || bits <= 1 ? 1 : 2);
		if (wish >= first && wish <= last && !taken.contains(wish))
			return wish;
		for (var number = Math.min(next[0], first == 0 ? 0 : next[0]); number <= last; number++)
			if (!taken.contains(number)) {
				next[0] = number;
				return number;
			}
		return -1;
	}

	private IpPrefix freeIpv4(int ends) {
		var bits = 8;
		while (ends > LARGE_DOMAIN_ENDS && (1 << bits) - 6 < ends)
			bits++;
		var step = 1 << bits - 8;
		nextIpv4 = (nextIpv4 + step - 1) / step * step;
		for (; nextIpv4 + step - 1 <= LAST_NETWORK; nextIpv4 += step) {
			var network = IpPrefix.parse("10." + (nextIpv4 >> 8) + "." + (nextIpv4 & 0xFF) + ".0/" + (32 - bits));
			if (!isWritten(network)) {
				nextIpv4 += step;
				return network;
			}
		}
		problems.report("", "10.0.0.0/8 has no network left for another link", "write addresses of another range at some links");
		return null;
	}

	private IpPrefix freeIpv6() {
		while (true) {
			var network = IpPrefix.parse("fd00:0:0:" + Integer.toHexString(nextIpv6++) + "::/64");
			if (!isWritten(network))
				return network;
			if (nextIpv6 > LAST_NETWORK)
				return null;
		}
	}

	private boolean isWritten(IpPrefix network) {
		for (var list : written.values())
			for (var address : list)
				if (address.overlaps(network) || network.contains(address.address()))
					return true;
		return false;
	}

	/**
	 * Gives an interface a hardware address that only its name decides: locally administered, unicast (IEEE 802, 8.2).
	 *
	 * @param taken the addresses in use; the new one is added
	 */
	static String mac(End end, Set<String> taken) {
		for (var attempt = 0;; attempt++) {
			var hash = sha256(end + (attempt == 0 ? "" : "#" + attempt));
			var mac = "02:%02x:%02x:%02x:%02x:%02x".formatted(hash[0], hash[1], hash[2], hash[3], hash[4]);
			if (taken.add(mac))
				return mac;
		}
	}

	private static byte[] sha256(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		} catch (NoSuchAlgorithmException exception) {
			throw new IllegalStateException("every Java platform has SHA-256", exception);
		}
	}

	/** An address where it must be unique: link-local ones on their link, all others everywhere. */
	private record Scoped(InetAddress address, Object scope) {
	}

	/**
	 * Finds addresses that several interfaces have, or one interface twice.
	 *
	 * @param inOrder all interfaces
	 * @param domains as given to {@link #plan}
	 */
	List<Duplicate> duplicates(List<End> inOrder, List<BroadcastDomain> domains) {
		var domainOf = new HashMap<End, Object>();
		for (var index = 0; index < domains.size(); index++)
			for (var end : domains.get(index).ends())
				domainOf.put(end, index);
		var owners = new LinkedHashMap<Scoped, List<End>>();
		for (var end : inOrder)
			for (var address : addresses(end))
				owners.computeIfAbsent(new Scoped(address.address(), address.linkLocal() ? domainOf.getOrDefault(end, end) : ""), _ -> new ArrayList<>()).add(end);
		var found = new ArrayList<Duplicate>();
		owners.forEach((address, ends) -> {
			if (ends.size() > 1)
				found.add(new Duplicate(address.address(), ends));
		});
		return found;
	}

	/** @param ends interfaces that have the address, at least two */
	record Duplicate(InetAddress address, List<End> ends) {
	}
}
