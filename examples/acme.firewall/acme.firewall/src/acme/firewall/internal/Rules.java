package acme.firewall.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of a firewall, in the language of nft(8).
 *
 * @param text one command for nft, which replaces what an earlier one brought
 */
record Rules(String text) {

	private static final Pattern INTERFACE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,14}");
	private static final Pattern OPEN = Pattern.compile("(tcp|udp)/(\\d{1,5})(?:@([0-9a-fA-F.:]+))?");
	private static final int MOST_PORT = 65535;

	/**
	 * @param outside interfaces, separated by spaces
	 * @param open e.g. {@code tcp/80 udp/53@10.0.2.2}
	 * @param reject whether to answer what is refused
	 * @throws IllegalArgumentException saying what is wrong, for the user
	 */
	static Rules of(String outside, String open, boolean reject, boolean masquerade) {
		List<String> interfaces = new ArrayList<>();
		for (String name : words(outside)) {
			if (!INTERFACE.matcher(name).matches())
				throw new IllegalArgumentException(
						"outside: '" + name + "' is no name of an interface; write names such as eth0, separated by spaces");
			interfaces.add('"' + name + '"');
		}
		if (interfaces.isEmpty())
			throw new IllegalArgumentException("outside: name at least one interface, such as eth0");
		String devices = "{ " + String.join(", ", interfaces) + " }";
		List<String> lines = new ArrayList<>();
		lines.add("add table inet firewall");
		lines.add("delete table inet firewall");
		lines.add("table inet firewall {");
		lines.add("chain forward { type filter hook forward priority filter; policy accept;");
		lines.add("iifname != " + devices + " accept;");
		lines.add("ct state { established, related } accept;");
		lines.add("icmpv6 type { packet-too-big, time-exceeded } accept;");
		for (String word : words(open))
			lines.add(opened(word));
		if (reject)
			lines.add("meta l4proto tcp counter reject with tcp reset;");
		lines.add("counter " + (reject ? "reject with icmpx admin-prohibited;" : "drop;"));
		lines.add("}");
		if (masquerade) {
			lines.add("chain masquerade { type nat hook postrouting priority srcnat; policy accept;");
			lines.add("meta nfproto ipv4 oifname " + devices + " masquerade;");
			lines.add("}");
		}
		lines.add("}");
		return new Rules(String.join("\n", lines));
	}

	private static List<String> words(String text) {
		return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
	}

	private static String opened(String word) {
		Matcher m = OPEN.matcher(word);
		if (!m.matches() || Integer.parseInt(m.group(2)) < 1 || Integer.parseInt(m.group(2)) > MOST_PORT)
			throw new IllegalArgumentException("open: '" + word + "' cannot be opened; write tcp/80, udp/53 or tcp/80@10.0.2.2");
		String address = m.group(3) == null ? "" : (m.group(3).contains(":") ? "ip6" : "ip") + " daddr " + m.group(3) + " ";
		return address + m.group(1) + " dport " + m.group(2) + " accept;";
	}
}
