package io.wirebench.kinds.internal;

import io.wirebench.api.ServiceKind;
import io.wirebench.api.ServiceNeeds;
import io.wirebench.api.ServiceNeeds.ServiceProcess;
import io.wirebench.api.ServiceSetup;
import io.wirebench.api.ServiceSetup.ServiceInterface;
import io.wirebench.dataplane.Parameters;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** OSPFv2 by the daemons of FRR: zebra, ospfd, and staticd where there are static routes. */
public final class OspfKind implements ServiceKind {

	private static final String DAEMONS = "/usr/lib/frr/";
	/** Where vtysh and the daemons themselves look, so that a plain {@code vtysh} works in the node. */
	private static final String RUN = "/run/frr";
	private static final String ETC = "/etc/frr";
	/** FRR's daemons put crash logs there, and would leave folders on the machine. */
	private static final String CRASH_LOGS = "/var/tmp";
	private static final String ZEBRA_CONF = ETC + "/zebra.conf";
	private static final String OSPFD_CONF = ETC + "/ospfd.conf";
	private static final String STATICD_CONF = ETC + "/staticd.conf";
	/** vtysh says something about it in front of each answer if it is missing. */
	private static final String VTYSH_CONF = ETC + "/vtysh.conf";
	/**
	 * The daemons insist on running as a member of the group frrvty, and in a lab without root there is only one user. So
	 * the node has groups of its own, in which root is a member.
	 */
	private static final String GROUP = "/etc/group";
	private static final String GROUPS = """
			root:x:0:
			daemon:x:1:
			bin:x:2:
			sys:x:3:
			adm:x:4:
			tty:x:5:
			disk:x:6:
			utmp:x:43:
			nogroup:x:65534:
			frrvty:x:0:root
			""";
	private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])");
	private static final Pattern IPV4_NETWORK = Pattern.compile(IPV4.pattern() + "/(3[0-2]|[12]?[0-9])");
	private static final Pattern INTERFACE = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,14}");
	/** AllSPFRouters and AllDRouters (RFC 2328, A.1). */
	private static final int GROUPS_AN_INTERFACE = 2;
	private static final int DEFAULT_MEMBERSHIPS = 20;
	private static final long LARGEST_AREA = 0xffffffffL;

	@Override
	public ServiceNeeds needs(ServiceSetup setup) {
		Parameters p = setup.parameters();
		List<String> statics = staticRoutes(p.text("static"));
		Map<String, String> files = new LinkedHashMap<>();
		files.put(GROUP, GROUPS);
		files.put(VTYSH_CONF, "");
		files.put(ZEBRA_CONF, "hostname " + setup.node() + "\n");
		files.put(OSPFD_CONF,
				p.text("configuration").isBlank() ? ospfd(setup, statics) + lines(p.text("append")) : lines(p.text("configuration")));
		List<ServiceProcess> processes = new ArrayList<>();
		processes.add(daemon("zebra", RUN + "/zserv.api", ZEBRA_CONF));
		if (!statics.isEmpty()) {
			StringBuilder text = new StringBuilder("hostname ").append(setup.node()).append('\n');
			statics.forEach(route -> text.append("ip route ").append(route).append('\n'));
			files.put(STATICD_CONF, text.toString());
			processes.add(daemon("staticd", RUN + "/staticd.vty", STATICD_CONF));
		}
		processes.add(daemon("ospfd", RUN + "/ospfd.vty", OSPFD_CONF));
		return new ServiceNeeds(limits(setup), List.of(RUN, ETC, CRASH_LOGS), files, processes);
	}

	/**
	 * Of one socket (net/ipv4/igmp.c): ospfd joins two groups at each interface with its one socket, and silently has no
	 * neighbours where that fails. Linux's default is 20.
	 */
	private static Map<String, String> limits(ServiceSetup setup) {
		int memberships = GROUPS_AN_INTERFACE * setup.interfaces().size();
		return memberships <= DEFAULT_MEMBERSHIPS ? Map.of() : Map.of("net.ipv4.igmp_max_memberships", Integer.toString(memberships));
	}

	/** In the foreground, as the only user there is without root; without a TCP port, as vtysh uses sockets of files. */
	private static ServiceProcess daemon(String name, String readyPath, String configuration) {
		return new ServiceProcess(name,
				List.of(DAEMONS + name, "-u", "root", "-g", "root", "-f", configuration, "-P", "0", "--log", "stdout"), readyPath,
				List.of(configuration));
	}

	private static String ospfd(ServiceSetup setup, List<String> statics) {
		Parameters p = setup.parameters();
		boolean fast = p.text("timers").equals("fast");
		String area = area("area", p.text("area"));
		Map<String, String> areas = interfaceAreas(setup, p.text("interface-areas"));
		String id = routerId(setup);
		StringBuilder text = new StringBuilder("hostname ").append(setup.node()).append('\n');
		TreeMap<String, String> networks = new TreeMap<>();
		List<String> passive = new ArrayList<>();
		for (ServiceInterface i : setup.interfaces()) {
			String name = i.own().name();
			List<String> addresses = i.own().addresses().stream().filter(address -> address.indexOf(':') < 0).toList();
			if (addresses.isEmpty())
				continue;
			for (String address : addresses) {
				String network = network(address);
				String other = networks.putIfAbsent(network, areas.getOrDefault(name, area));
				if (other != null && !other.equals(areas.getOrDefault(name, area)))
					throw new IllegalArgumentException("interface-areas: " + name + " and another interface have the network " + network
							+ " but different areas; give them one area");
			}
			if (!i.meetsSameKind()) {
				passive.add(name);
				continue;
			}
			List<String> settings = new ArrayList<>();
			if (p.text("network-type").equals("point-to-point") || p.text("network-type").equals("auto") && fast && i.peers().size() == 1)
				settings.add("ip ospf network point-to-point");
			else if (p.text("network-type").equals("broadcast"))
				settings.add("ip ospf network broadcast");
			if (fast) {
				settings.add("ip ospf hello-interval 1");
				settings.add("ip ospf dead-interval 4");
				settings.add("ip ospf retransmit-interval 1");
			}
			if (p.has("cost"))
				settings.add("ip ospf cost " + p.integer("cost"));
			if (settings.isEmpty())
				continue;
			text.append("interface ").append(name).append('\n');
			settings.forEach(setting -> text.append(' ').append(setting).append('\n'));
		}
		text.append("router ospf\n ospf router-id ").append(id).append('\n');
		networks.forEach((network, where) -> text.append(" network ").append(network).append(" area ").append(where).append('\n'));
		passive.forEach(name -> text.append(" passive-interface ").append(name).append('\n'));
		if (!statics.isEmpty())
			text.append(" redistribute static\n");
		if (statics.stream().anyMatch(route -> route.startsWith("0.0.0.0/0 ")))
			text.append(" default-information originate\n");
		if (fast)
			text.append(" timers throttle spf 0 50 500\n timers throttle lsa all 0\n timers lsa min-arrival 0\n");
		return text.toString();
	}

	/** A router's id is its first IPv4 address, which no other node has. */
	private static String routerId(ServiceSetup setup) {
		for (ServiceInterface i : setup.interfaces())
			for (String address : i.own().addresses())
				if (address.indexOf(':') < 0)
					return address.substring(0, address.indexOf('/'));
		throw new IllegalArgumentException("node " + setup.node()
				+ " has no linked interface with an IPv4 address, which OSPF needs; link it, or write addresses=\"…\" at an interface");
	}

	private static String area(String parameter, String text) {
		String area = text.strip();
		if (IPV4.matcher(area).matches())
			return area;
		try {
			long number = Long.parseLong(area);
			if (number >= 0 && number <= LARGEST_AREA)
				return Long.toString(number);
		} catch (NumberFormatException e) {
			// Said below.
		}
		throw new IllegalArgumentException(
				parameter + ": '" + area + "' is not an OSPF area; write a number from 0 to " + LARGEST_AREA + " or one such as 0.0.0.1");
	}

	private static Map<String, String> interfaceAreas(ServiceSetup setup, String text) {
		Map<String, String> areas = new LinkedHashMap<>();
		for (String item : items(text)) {
			int equals = item.indexOf('=');
			String name = equals < 0 ? item : item.substring(0, equals).strip();
			if (equals < 0 || setup.interfaces().stream().noneMatch(i -> i.own().name().equals(name)))
				throw new IllegalArgumentException("interface-areas: '" + item + "' does not say the area of a linked interface of "
						+ setup.node() + "; write for example eth0=1; there are "
						+ String.join(", ", setup.interfaces().stream().map(i -> i.own().name()).toList()));
			areas.put(name, area("interface-areas", item.substring(equals + 1)));
		}
		return areas;
	}

	/** Routes as staticd reads them: network and next hop. */
	private static List<String> staticRoutes(String text) {
		List<String> routes = new ArrayList<>();
		for (String item : items(text)) {
			String[] words = item.split("\\s+(via\\s+)?");
			if (words.length != 2 || !IPV4_NETWORK.matcher(words[0]).matches()
					|| !(IPV4.matcher(words[1]).matches() || INTERFACE.matcher(words[1]).matches()))
				throw new IllegalArgumentException("static: '" + item
						+ "' is not a route; write network and next hop, for example 10.9.0.0/16 10.0.1.2, or an interface or blackhole instead of the next hop");
			routes.add(words[0] + " " + words[1]);
		}
		return routes;
	}

	private static List<String> items(String text) {
		List<String> items = new ArrayList<>();
		for (String item : text.split("[,;\n]"))
			if (!item.isBlank())
				items.add(item.strip());
		return items;
	}

	/** Text from a file's attribute: lines end with a line end. */
	private static String lines(String text) {
		return text.isBlank() ? "" : text.stripTrailing() + "\n";
	}

	/** The network of an IPv4 address with prefix length. */
	private static String network(String address) {
		int slash = address.indexOf('/');
		int length = Integer.parseInt(address.substring(slash + 1));
		byte[] bytes = InetAddress.ofLiteral(address.substring(0, slash)).getAddress();
		for (int bit = length; bit < 32; bit++)
			bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
		return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff) + "/" + length;
	}
}
