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
 * IPv6 (RFC 4007), which an interface has beside its others. Everything else has its place by the order of the file: the
 * n-th domain is 10.x.y.0/24 (larger for more than 250 ends) and fd00:0:0:n::/64, its n-th interface has the host number n.
 * A place is kept even if it is not used because of a written address, and one that a written address takes is replaced
 * from what is nobody's place. So a node added at the end changes no earlier address, and a written address only those
 * with which it collides.
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
	/** Where each domain's place begins, as the middle two bytes of its IPv4 network; what is above all places is free. */
	private final List<Integer> places = new ArrayList<>();
	/** Up to where (downwards) networks were given to domains whose place is taken. */
	private int freeIpv4 = LAST_NETWORK + 1;
	private int freeIpv6 = LAST_NETWORK + 1;
	private int endOfPlaces = 1;

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
		for (var domain : domains) {
			var step = step(domain);
			places.add((endOfPlaces + step - 1) / step * step);
			endOfPlaces = places.getLast() + step;
		}
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
		for (var ipv6 : new boolean[]{false, true}) {
			var network = writtenNetwork(domain, ipv6);
			if (network == null && automatic && !(ipv6 && withoutIpv6))
				network = ipv6 ? ipv6Network(networks.size() + 1) : ipv4Network(networks.size(), step(domain));
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
		var bits = network.hostBits();
		// RFC 3021: both addresses of a /31 are hosts; elsewhere in IPv4 the first and last are not.
		var first = !network.ipv6() && bits == 1 ? 0L : Math.min(1, bits);
		var last = bits >= 62 ? Long.MAX_VALUE : (1L << bits) - (network.ipv6() || bits <= 1 ? 1 : 2);
		var displaced = new ArrayList<End>();
		for (var index = 0; index < domain.ends().size(); index++) {
			var end = domain.ends().get(index);
			if (!family(end, network.ipv6()).isEmpty())
				continue;
			// IPv6 numbers follow those of IPv4, so that a person sees what belongs together.
			var ipv4 = network.ipv6() ? ipv4HostNumber(end) : -1;
			var place = ipv4 < 0 ? first + index : ipv4;
			if (place >= first && place <= last && taken.add(place))
				addresses.computeIfAbsent(end, _ -> new ArrayList<>()).add(network.at(place));
			else
				displaced.add(end);
		}
		var number = first;
		for (var end : displaced) {
			while (number <= last && taken.contains(number))
				number++;
			if (number > last) {
				problems.report(end.toString(), "there is no free address left in " + network,
						"write a larger network at one end of the link");
				return;
			}
			taken.add(number);
			addresses.computeIfAbsent(end, _ -> new ArrayList<>()).add(network.at(number));
		}
	}

	private List<IpPrefix> family(End end, boolean ipv6) {
		return addresses(end).stream().filter(address -> address.ipv6() == ipv6 && !address.linkLocal()).toList();
	}

	private long ipv4HostNumber(End end) {
		var ipv4 = family(end, false);
		return ipv4.isEmpty() ? -1 : ipv4.getFirst().hostNumber();
	}

	/** How many networks of 256 addresses a domain needs. */
	private static int step(BroadcastDomain domain) {
		var ends = domain.ends().size();
		var bits = 8;
		while (ends > LARGE_DOMAIN_ENDS && (1 << bits) - 6 < ends)
			bits++;
		return 1 << bits - 8;
	}

	private IpPrefix ipv4Network(int domain, int step) {
		var place = places.get(domain);
		if (place + step - 1 <= LAST_NETWORK && !isWritten(ipv4(place, step)))
			return ipv4(place, step);
		for (var number = freeIpv4 / step * step - step; number >= endOfPlaces; number -= step)
			if (!isWritten(ipv4(number, step))) {
				freeIpv4 = number;
				return ipv4(number, step);
			}
		problems.report("", "10.0.0.0/8 has no network left for another link", "write addresses of another range at some links");
		return null;
	}

	private static IpPrefix ipv4(int number, int step) {
		return IpPrefix.parse("10." + (number >> 8) + "." + (number & 0xFF) + ".0/" + (24 - Integer.numberOfTrailingZeros(step)));
	}

	private IpPrefix ipv6Network(int place) {
		if (place <= LAST_NETWORK && !isWritten(ipv6(place)))
			return ipv6(place);
		while (--freeIpv6 > places.size())
			if (!isWritten(ipv6(freeIpv6)))
				return ipv6(freeIpv6);
		return null;
	}

	private static IpPrefix ipv6(int number) {
		return IpPrefix.parse("fd00:0:0:" + Integer.toHexString(number) + "::/64");
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
	private record Scoped(InetAddress address, Object scope) {}

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
				owners.computeIfAbsent(new Scoped(address.address(), address.linkLocal() ? domainOf.getOrDefault(end, end) : ""),
						_ -> new ArrayList<>()).add(end);
		var found = new ArrayList<Duplicate>();
		owners.forEach((address, ends) -> {
			if (ends.size() > 1)
				found.add(new Duplicate(address.address(), ends));
		});
		return found;
	}

	/** @param ends interfaces that have the address, at least two */
	record Duplicate(InetAddress address, List<End> ends) {}
}
