package io.wirebench.linux.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.wirebench.linux.internal.netlink.Block;
import io.wirebench.linux.internal.netlink.Message;
import io.wirebench.linux.internal.netlink.Rtnetlink;

/**
 * One change of a namespace's devices, addresses, routes, neighbours, queueing disciplines or filters. Immutable; made
 * by the static methods, carried out by {@link RouteSocket#execute}. Where a person could type it, {@link #command()}
 * is what they would type.
 *
 * <p>A request that names another namespace by its descriptor is valid as long as that namespace is open.
 *
 * @since 0.1
 */
public final class RouteRequest {

	private static final int IFF_UP = 1;
	/** USER_HZ is 100 on every architecture that Wirebench runs on. */
	private static final long CLOCK_TICK_NANOS = 10_000_000;
	/** Of a new bridge, in clock ticks. */
	private static final int DEFAULT_MAX_AGE = 2000;
	private static final int TC_INGRESS = 0xFFFFFFF1;
	private static final int INGRESS_HANDLE = 0xFFFF0000;
	private static final int ETH_P_ALL_BIG_ENDIAN = 0x0300;

	private final String call;
	private final Supplier<String> object;
	/** Writes it when somebody asks: most requests are carried out and never shown. */
	private final Supplier<String> command;
	private final Message message;
	private final Set<Integer> tolerated;

	private RouteRequest(String call, Supplier<String> object, Supplier<String> command, Message message, Set<Integer> tolerated) {
		this.call = call;
		this.object = object;
		this.command = command;
		this.message = message;
		this.tolerated = tolerated;
	}

	private static RouteRequest of(String call, Supplier<String> object, Supplier<String> command, Message message) {
		return new RouteRequest(call, object, command, message, Set.of());
	}

	/** @return the same request, for which these errors count as success, e.g. ENODEV for a deletion */
	public RouteRequest tolerating(int... errnos) {
		var set = new java.util.HashSet<>(tolerated);
		for (int errno : errnos)
			set.add(errno);
		return new RouteRequest(call, object, command, message, Set.copyOf(set));
	}

	/** @return the same request, which fails with EEXIST instead of replacing what is there */
	public RouteRequest exclusive() {
		int flags = message.flags() & ~Message.REPLACE | Message.EXCLUSIVE;
		return new RouteRequest(call, object, () -> command().replaceFirst(" replace ", " add "),
				new Message(message.type(), flags, message.body()), tolerated);
	}

	/** @return what it is about, for messages */
	public String object() {
		return object.get();
	}

	/** @return the equivalent {@code ip} or {@code tc} command */
	public String command() {
		return command.get();
	}

	/** @return the equivalent command, to be typed outside of the namespace. @param namespace its name */
	public String command(String namespace) {
		String text = command();
		int blank = text.indexOf(' ');
		return text.substring(0, blank) + " -n " + namespace + text.substring(blank);
	}

	@Override
	public String toString() {
		return command();
	}

	String call() {
		return call;
	}

	Message message() {
		return message;
	}

	boolean tolerates(int errno) {
		return tolerated.contains(errno);
	}

	// ---- links

	/**
	 * Creates a veth pair. The peer is made in its namespace directly, with its final name; it cannot be brought up in
	 * the same request.
	 *
	 * @param main this namespace's end; may be up, have a master and a group
	 * @param peer the other end; its {@code up}, {@code master} and {@code group} must be left alone
	 * @param peerNamespace where the peer shall be, or {@code null} for the same namespace
	 * @param peerNamespaceName for texts; ignored if the namespace is {@code null}
	 */
	public static RouteRequest veth(LinkSettings main, LinkSettings peer, NetworkNamespace peerNamespace,
			String peerNamespaceName) {
		if (peer.up() != null || peer.master() >= 0)
			throw new IllegalArgumentException("the veth peer " + peer.name()
					+ " cannot be brought up or enslaved while it is created; do it from its own namespace");
		var message = newLink(main);
		message.body().nest("LINKINFO", info -> info.put("KIND", "veth").nest("DATA", "veth",
				data -> data.nest("PEER", inner -> {
					fill(inner, peer);
					if (peerNamespace != null)
						inner.put("NET_NS_FD", peerNamespace.fd().raw());
				})));
		return of("RTM_NEWLINK", () -> "veth " + main.name() + " - " + peer.name(),
				() -> "ip link add" + words(main) + " type veth peer" + words(peer)
						+ (peerNamespace == null ? "" : " netns " + peerNamespaceName),
				message);
	}

	/** Creates a bridge: no spanning tree, no forwarding delay, no multicast snooping. */
	public static RouteRequest bridge(LinkSettings settings) {
		var message = newLink(settings);
		message.body().nest("LINKINFO", info -> info.put("KIND", "bridge").nest("DATA", "bridge", data -> data
				.put("FORWARD_DELAY", 0).put("STP_STATE", 0).put("MCAST_SNOOPING", 0)));
		return of("RTM_NEWLINK", () -> "bridge " + settings.name(), () -> "ip link add" + words(settings)
				+ " type bridge forward_delay 0 stp_state 0 mcast_snooping 0", message);
	}

	/**
	 * Switches a bridge's spanning tree on, or changes its times; in a network namespace of one's own it is the kernel's.
	 *
	 * @param forwardDelayNanos 2 s to 30 s, in steps of 10 ms
	 * @param maxAgeNanos how long what a neighbour said counts; 6 s to 40 s
	 */
	public static RouteRequest spanningTree(Device bridge, long forwardDelayNanos, long maxAgeNanos) {
		int delay = (int) (forwardDelayNanos / CLOCK_TICK_NANOS);
		int age = (int) (maxAgeNanos / CLOCK_TICK_NANOS);
		return changeBridge(bridge, " forward_delay " + delay + " max_age " + age + " stp_state 1",
				data -> data.put("FORWARD_DELAY", delay).put("MAX_AGE", age).put("STP_STATE", 1));
	}

	/** Switches a bridge's spanning tree off; its ports forward at once from then on. */
	public static List<RouteRequest> noSpanningTree(Device bridge) {
		// In this order: with the spanning tree on, no delay is refused.
		return List.of(changeBridge(bridge, " stp_state 0", data -> data.put("STP_STATE", 0)),
				changeBridge(bridge, " forward_delay 0 max_age " + DEFAULT_MAX_AGE,
						data -> data.put("FORWARD_DELAY", 0).put("MAX_AGE", DEFAULT_MAX_AGE)));
	}

	private static RouteRequest changeBridge(Device bridge, String words, Consumer<Block> fill) {
		var message = Message.of(Rtnetlink.NEWLINK, 0, Rtnetlink.LINK);
		message.body().field("index", known(bridge));
		message.body().nest("LINKINFO", info -> info.put("KIND", "bridge").nest("DATA", "bridge", fill::accept));
		return of("RTM_NEWLINK", () -> "bridge " + bridge.name(), () -> "ip link set dev " + bridge.name() + " type bridge" + words,
				message);
	}

	/** Creates an intermediate functional block device. */
	public static RouteRequest ifb(LinkSettings settings) {
		var message = newLink(settings);
		message.body().nest("LINKINFO", info -> info.put("KIND", "ifb"));
		return of("RTM_NEWLINK", () -> "ifb " + settings.name(), () -> "ip link add" + words(settings) + " type ifb", message);
	}

	/** Changes a device. A new index cannot be given. */
	public static RouteRequest changeLink(Device device, LinkSettings settings) {
		var message = Message.of(Rtnetlink.NEWLINK, 0, Rtnetlink.LINK);
		fill(message.body(), settings);
		if (device.index() > 0)
			message.body().field("index", device.index());
		else if (settings.name().isEmpty())
			message.body().put("IFNAME", device.name());
		else
			throw new IllegalArgumentException("to rename " + device.name() + " its index must be known");
		return of("RTM_NEWLINK", () -> "device " + device.name(), () -> "ip link set dev " + device.name() + words(settings),
				message);
	}

	/** Brings a device up or down. */
	public static RouteRequest setUp(Device device, boolean up) {
		return changeLink(device, LinkSettings.NONE.withUp(up));
	}

	/** Deletes a device (of a veth pair, both ends). */
	public static RouteRequest deleteLink(Device device) {
		var message = Message.of(Rtnetlink.DELLINK, 0, Rtnetlink.LINK);
		if (device.index() > 0)
			message.body().field("index", device.index());
		else
			message.body().put("IFNAME", device.name());
		return of("RTM_DELLINK", () -> "device " + device.name(), () -> "ip link delete dev " + device.name(), message);
	}

	/** Deletes all devices of a group in one go, far faster than one by one. Fails with ENODEV if there is none. */
	public static RouteRequest deleteLinkGroup(int group) {
		if (group <= 0)
			throw new IllegalArgumentException("a group to delete is at least 1, not " + group
					+ ": every device begins in group 0");
		var message = Message.of(Rtnetlink.DELLINK, 0, Rtnetlink.LINK);
		message.body().put("GROUP", group);
		return of("RTM_DELLINK", () -> "devices of group " + group, () -> "ip link delete group " + group, message);
	}

	private static Message newLink(LinkSettings settings) {
		var message = Message.of(Rtnetlink.NEWLINK, Message.CREATE | Message.EXCLUSIVE, Rtnetlink.LINK);
		fill(message.body(), settings);
		return message;
	}

	private static void fill(Block body, LinkSettings s) {
		if (s.index() > 0)
			body.field("index", s.index());
		if (s.up() != null)
			body.field("change", IFF_UP).field("flags", s.up() ? IFF_UP : 0);
		if (!s.name().isEmpty())
			body.put("IFNAME", s.name());
		if (!s.mac().isEmpty())
			body.put("ADDRESS", HexFormat.ofDelimiter(":").parseHex(s.mac()));
		if (s.mtuBytes() > 0)
			body.put("MTU", s.mtuBytes());
		if (s.master() >= 0)
			body.put("MASTER", s.master());
		if (s.group() > 0)
			body.put("GROUP", s.group());
		if (s.gsoMaxSegs() > 0)
			body.put("GSO_MAX_SEGS", s.gsoMaxSegs());
		if (s.gsoMaxSizeBytes() > 0)
			body.put("GSO_MAX_SIZE", s.gsoMaxSizeBytes());
		if (s.txQueueLength() >= 0)
			body.put("TXQLEN", s.txQueueLength());
	}

	private static String words(LinkSettings s) {
		var w = new StringBuilder();
		if (!s.name().isEmpty())
			w.append(" name ").append(s.name());
		if (s.index() > 0)
			w.append(" index ").append(s.index());
		if (!s.mac().isEmpty())
			w.append(" address ").append(s.mac());
		if (s.mtuBytes() > 0)
			w.append(" mtu ").append(s.mtuBytes());
		if (s.txQueueLength() >= 0)
			w.append(" txqueuelen ").append(s.txQueueLength());
		if (s.gsoMaxSegs() > 0)
			w.append(" gso_max_segs ").append(s.gsoMaxSegs());
		if (s.gsoMaxSizeBytes() > 0)
			w.append(" gso_max_size ").append(s.gsoMaxSizeBytes());
		if (s.master() == 0)
			w.append(" nomaster");
		else if (s.master() > 0)
			w.append(" master if").append(s.master());
		if (s.group() > 0)
			w.append(" group ").append(s.group());
		if (s.up() != null)
			w.append(s.up() ? " up" : " down");
		return w.toString();
	}

	/**
	 * Gives another namespace a number in this one, by which {@link RouteSocket#neighbourNamespaces()} shows it until the
	 * kernel dismantles it. Fails with EEXIST if it has one already.
	 */
	public static RouteRequest numberNamespace(NetworkNamespace namespace, int number) {
		var message = Message.of(Rtnetlink.NEWNSID, 0, Rtnetlink.NSID);
		message.body().put("NSID", number).put("FD", namespace.fd().raw());
		return of("RTM_NEWNSID", () -> "number " + number, () -> "ip netns set (a namespace by its descriptor) " + number, message);
	}

	// ---- addresses, routes, neighbours

	/** Adds an address; an IPv6 one is usable at once (no duplicate address detection). Fails with EEXIST. */
	public static RouteRequest addAddress(Device device, InetAddress address, int prefixLength) {
		return address(Rtnetlink.NEWADDR, Message.CREATE | Message.EXCLUSIVE, "add", device, address, prefixLength);
	}

	/** Adds an address, or leaves it as it is. */
	public static RouteRequest replaceAddress(Device device, InetAddress address, int prefixLength) {
		return address(Rtnetlink.NEWADDR, Message.CREATE | Message.REPLACE, "replace", device, address, prefixLength);
	}

	/** Deletes an address. Fails with EADDRNOTAVAIL if the device does not have it. */
	public static RouteRequest deleteAddress(Device device, InetAddress address, int prefixLength) {
		return address(Rtnetlink.DELADDR, 0, "delete", device, address, prefixLength);
	}

	private static RouteRequest address(int type, int flags, String verb, Device device, InetAddress address,
			int prefixLength) {
		boolean v4 = checkPrefix(address, prefixLength);
		var message = Message.of(type, flags, Rtnetlink.ADDRESS);
		var bytes = address.getAddress();
		message.body().field("family", family(address)).field("prefixLength", prefixLength)
				.field("index", known(device)).field("flags", v4 ? 0 : 2).put("LOCAL", bytes).put("ADDRESS", bytes);
		return of(type == Rtnetlink.NEWADDR ? "RTM_NEWADDR" : "RTM_DELADDR",
				() -> text(address) + '/' + prefixLength + " on " + device.name(),
				() -> "ip address " + verb + ' ' + text(address) + '/' + prefixLength + " dev " + device.name()
						+ (v4 || type == Rtnetlink.DELADDR
								? ""
								: " nodad"),
				message);
	}

	/**
	 * Adds a route or replaces the one to the same destination with the same metric.
	 *
	 * @param destination the network's address; with prefix length 0 the default route
	 * @param gateway the next hop, or {@code null} if the destination is on the link
	 * @param device through which, or {@code null} to let the kernel find the gateway's
	 * @param metric lower is preferred; 0 for the kernel's default
	 */
	public static RouteRequest route(InetAddress destination, int prefixLength, InetAddress gateway, Device device,
			int metric) {
		return route(Rtnetlink.NEWROUTE, Message.CREATE | Message.REPLACE, "replace", destination, prefixLength,
				gateway, device, metric);
	}

	/** Deletes a route; parameters as for {@link #route}. Fails with ESRCH if there is none. */
	public static RouteRequest deleteRoute(InetAddress destination, int prefixLength, InetAddress gateway,
			Device device, int metric) {
		return route(Rtnetlink.DELROUTE, 0, "delete", destination, prefixLength, gateway, device, metric);
	}

	private static RouteRequest route(int type, int flags, String verb, InetAddress destination, int prefixLength,
			InetAddress gateway, Device device, int metric) {
		checkPrefix(destination, prefixLength);
		if (gateway == null && device == null)
			throw new IllegalArgumentException(
					"a route to " + text(destination) + '/' + prefixLength + " needs a gateway, a device, or both");
		boolean add = type == Rtnetlink.NEWROUTE;
		var message = Message.of(type, flags, Rtnetlink.ROUTE);
		// Table main; protocol static; scope link without a gateway, and "nowhere" = any when deleting.
		message.body().field("family", family(destination)).field("destinationLength", prefixLength)
				.field("table", 254).field("protocol", add ? 4 : 0)
				.field("scope", add ? gateway == null && destination instanceof Inet4Address ? 253 : 0 : 255)
				.field("type", add ? 1 : 0);
		if (prefixLength > 0)
			message.body().put("DST", destination.getAddress());
		if (gateway != null)
			message.body().put("GATEWAY", gateway.getAddress());
		if (device != null)
			message.body().put("OIF", known(device));
		if (metric > 0)
			message.body().put("PRIORITY", metric);
		var v6 = destination instanceof Inet4Address ? "" : "-6 ";
		return of(add ? "RTM_NEWROUTE" : "RTM_DELROUTE", () -> "route to " + words(destination, prefixLength),
				() -> "ip " + v6 + "route " + verb + ' ' + words(destination, prefixLength)
						+ (gateway == null ? "" : " via " + text(gateway))
						+ (device == null ? "" : " dev " + device.name()) + (metric > 0 ? " metric " + metric : ""),
				message);
	}

	private static String words(InetAddress destination, int prefixLength) {
		return prefixLength == 0 ? "default" : text(destination) + '/' + prefixLength;
	}

	/** Adds a permanent neighbour entry, or replaces it. */
	public static RouteRequest neighbour(Device device, InetAddress address, String mac) {
		var message = Message.of(Rtnetlink.NEWNEIGH, Message.CREATE | Message.REPLACE, Rtnetlink.NEIGHBOUR);
		message.body().field("family", family(address)).field("index", known(device)).field("state", 0x80)
				.put("DST", address.getAddress()).put("LLADDR", HexFormat.ofDelimiter(":").parseHex(mac));
		return of("RTM_NEWNEIGH", () -> text(address) + " on " + device.name(),
				() -> "ip neighbour replace " + text(address) + " lladdr " + mac + " nud permanent dev " + device.name(),
				message);
	}

	/** Deletes a neighbour entry. Fails with ENOENT if there is none. */
	public static RouteRequest deleteNeighbour(Device device, InetAddress address) {
		var message = Message.of(Rtnetlink.DELNEIGH, 0, Rtnetlink.NEIGHBOUR);
		message.body().field("family", family(address)).field("index", known(device)).put("DST", address.getAddress());
		return of("RTM_DELNEIGH", () -> text(address) + " on " + device.name(),
				() -> "ip neighbour delete " + text(address) + " dev " + device.name(), message);
	}

	// ---- queueing disciplines and filters

	/** Adds the {@code ingress} discipline, to which filters on arriving frames are attached. Fails with EEXIST. */
	public static RouteRequest ingress(Device device) {
		return ingress(device, "ingress");
	}

	/** Adds the {@code clsact} discipline: filters on arriving and on leaving frames. Fails with EEXIST. */
	public static RouteRequest clsact(Device device) {
		return ingress(device, "clsact");
	}

	private static RouteRequest ingress(Device device, String kind) {
		var message = Message.of(Rtnetlink.NEWQDISC, Message.CREATE | Message.EXCLUSIVE, Rtnetlink.QDISC);
		message.body().field("index", known(device)).field("parent", TC_INGRESS).field("handle", INGRESS_HANDLE)
				.put("KIND", kind);
		return of("RTM_NEWQDISC", () -> kind + " at " + device.name(), () -> "tc qdisc add dev " + device.name() + ' ' + kind,
				message);
	}

	/**
	 * Puts a token bucket filter in place, or changes the one there.
	 *
	 * @param burstBytes the bucket's size; must hold at least one frame
	 * @param limitBytes how much may wait
	 */
	public static RouteRequest tbf(Device device, QdiscPlace place, long rateBitsPerSecond, int burstBytes,
			int limitBytes) {
		long rateBytes = rateBitsPerSecond / 8;
		if (rateBytes < 1 || burstBytes < 1 || limitBytes < 1)
			throw new IllegalArgumentException("tbf at " + device.name()
					+ " needs a rate of at least 8 bit/s, a burst and a limit of at least 1 byte, not "
					+ rateBitsPerSecond + " bit/s, " + burstBytes + " and " + limitBytes + " bytes");
		var message = qdisc(device, place, "tbf");
		// The kernel's unit of time in "buffer" is 64 ns; BURST, in bytes, overrides it.
		long bufferTicks = Math.min(0xffffffffL, Math.round(burstBytes * 1e9 / rateBytes / 64));
		message.body().nest("OPTIONS", "tbf", options -> {
			options.nest("PARMS", parms -> parms.field("linkLayer", 1)
					.field("rate", Math.min(rateBytes, 0xffffffffL)).field("limit", limitBytes)
					.field("buffer", bufferTicks)).put("BURST", burstBytes);
			if (rateBytes > 0xffffffffL)
				options.put("RATE64", rateBytes);
		});
		return of("RTM_NEWQDISC", () -> "tbf at " + device.name(), () -> "tc qdisc replace dev " + device.name() + place.words()
				+ " tbf rate " + rateBitsPerSecond + "bit burst " + burstBytes + " limit " + limitBytes, message);
	}

	/** Puts netem in place, or changes the one there. Kernels without it answer ENOENT. */
	public static RouteRequest netem(Device device, QdiscPlace place, NetemSettings s) {
		var message = qdisc(device, place, "netem");
		message.body().nest("OPTIONS", "netem", o -> {
			o.field("limit", s.limitPackets()).field("loss", scaled(s.lossProbability()))
					.field("duplicate", scaled(s.duplicateProbability()))
					.field("latency", Math.min(0xffffffffL, s.delayNanos() / 64))
					.field("jitter", Math.min(0xffffffffL, s.jitterNanos() / 64))
					.field("gap", s.reorderProbability() > 0 ? 1 : 0).put("LATENCY64", s.delayNanos())
					.put("JITTER64", s.jitterNanos());
			if (s.reorderProbability() > 0)
				o.nest("REORDER", r -> r.field("probability", scaled(s.reorderProbability())));
			if (s.corruptProbability() > 0)
				o.nest("CORRUPT", c -> c.field("probability", scaled(s.corruptProbability())));
		});
		var words = new StringBuilder(" netem limit ").append(s.limitPackets());
		if (s.delayNanos() > 0 || s.jitterNanos() > 0)
			words.append(" delay ").append(s.delayNanos() / 1000.0).append("us");
		if (s.jitterNanos() > 0)
			words.append(' ').append(s.jitterNanos() / 1000.0).append("us");
		percent(words, "loss", s.lossProbability());
		percent(words, "duplicate", s.duplicateProbability());
		percent(words, "reorder", s.reorderProbability());
		percent(words, "corrupt", s.corruptProbability());
		return of("RTM_NEWQDISC", () -> "netem at " + device.name(),
				() -> "tc qdisc replace dev " + device.name() + place.words() + words, message);
	}

	/** Puts a first-in first-out queue with a limit in bytes in place. */
	public static RouteRequest bfifo(Device device, QdiscPlace place, int limitBytes) {
		return fifo(device, place, "bfifo", limitBytes);
	}

	/** Puts a first-in first-out queue with a limit in packets in place. */
	public static RouteRequest pfifo(Device device, QdiscPlace place, int limitPackets) {
		return fifo(device, place, "pfifo", limitPackets);
	}

	private static RouteRequest fifo(Device device, QdiscPlace place, String kind, int limit) {
		var message = qdisc(device, place, kind);
		message.body().nest("OPTIONS", kind, o -> o.field("limit", limit));
		return of("RTM_NEWQDISC", () -> kind + " at " + device.name(),
				() -> "tc qdisc replace dev " + device.name() + place.words() + ' ' + kind + " limit " + limit, message);
	}

	/** Deletes the discipline at a place, with all below it. Fails with ENOENT if only the default one is there. */
	public static RouteRequest deleteQdisc(Device device, QdiscPlace place) {
		var message = Message.of(Rtnetlink.DELQDISC, 0, Rtnetlink.QDISC);
		message.body().field("index", known(device)).field("parent", place.parent())
				.field("handle", place.handleMajor() << 16);
		return of("RTM_DELQDISC", () -> "qdisc at " + device.name(), () -> "tc qdisc delete dev " + device.name() + place.words(),
				message);
	}

	/** Deletes {@code ingress} or {@code clsact}, with all its filters. */
	public static RouteRequest deleteIngress(Device device) {
		return deleteQdisc(device, new QdiscPlace(0xffff, TC_INGRESS), "ingress");
	}

	private static RouteRequest deleteQdisc(Device device, QdiscPlace place, String kind) {
		var plain = deleteQdisc(device, place);
		return of(plain.call, () -> kind + " at " + device.name(), () -> "tc qdisc delete dev " + device.name() + ' ' + kind,
				plain.message);
	}

	/**
	 * Redirects every frame that arrives at a device with {@code ingress} to leave by another one: u32 + mirred, which
	 * needs no eBPF.
	 *
	 * @param priority 1..65535; filters of lower numbers come first
	 */
	public static RouteRequest redirect(Device from, Device to, int priority) {
		var message = Message.of(Rtnetlink.NEWTFILTER, Message.CREATE | Message.EXCLUSIVE, Rtnetlink.FILTER);
		message.body().field("index", known(from)).field("parent", INGRESS_HANDLE)
				.field("info", priority << 16 | ETH_P_ALL_BIG_ENDIAN).put("KIND", "u32")
				.nest("OPTIONS", "u32", options -> options.nest("SEL", sel -> sel.field("flags", 1).field("keys", 1))
						.nest("ACT", actions -> actions.nest("FIRST", action -> action.put("KIND", "mirred").nest(
								"OPTIONS", "mirred", o -> o.nest("PARMS", parms -> parms.field("action", 4)
										.field("egressAction", 1).field("ifindex", known(to)))))));
		return of("RTM_NEWTFILTER", () -> "redirect " + from.name() + " -> " + to.name(),
				() -> "tc filter add dev " + from.name() + " ingress protocol all prio " + priority
						+ " u32 match u32 0 0 action mirred egress redirect dev " + to.name(),
				message);
	}

	/**
	 * Runs a loaded eBPF program for every frame that arrives at a device with {@code ingress}; its result decides
	 * (direct action).
	 *
	 * @param programFd descriptor of a program of type SCHED_CLS, open until this request was carried out
	 */
	public static RouteRequest classifier(Device device, int programFd, String name, int priority) {
		var message = Message.of(Rtnetlink.NEWTFILTER, Message.CREATE | Message.EXCLUSIVE, Rtnetlink.FILTER);
		message.body().field("index", known(device)).field("parent", INGRESS_HANDLE)
				.field("info", priority << 16 | ETH_P_ALL_BIG_ENDIAN).put("KIND", "bpf")
				.nest("OPTIONS", "bpf", o -> o.put("FD", programFd).put("NAME", name).put("FLAGS", 1));
		return of("RTM_NEWTFILTER", () -> "bpf " + name + " at " + device.name(), () -> "tc filter add dev " + device.name()
				+ " ingress protocol all prio " + priority + " bpf direct-action object-pinned " + name, message);
	}

	/** Deletes the filters of a priority on arriving frames. Fails with ENOENT if there is none. */
	public static RouteRequest deleteFilter(Device device, int priority) {
		var message = Message.of(Rtnetlink.DELTFILTER, 0, Rtnetlink.FILTER);
		message.body().field("index", known(device)).field("parent", INGRESS_HANDLE).field("info",
				priority << 16 | ETH_P_ALL_BIG_ENDIAN);
		return of("RTM_DELTFILTER", () -> "filter " + priority + " at " + device.name(),
				() -> "tc filter delete dev " + device.name() + " ingress prio " + priority, message);
	}

	/** @return one command per line, for a plan to print */
	public static List<String> commands(List<RouteRequest> requests) {
		var list = new ArrayList<String>();
		requests.forEach(request -> list.add(request.command()));
		return list;
	}

	private static Message qdisc(Device device, QdiscPlace place, String kind) {
		var message = Message.of(Rtnetlink.NEWQDISC, Message.CREATE | Message.REPLACE, Rtnetlink.QDISC);
		message.body().field("index", known(device)).field("parent", place.parent())
				.field("handle", place.handleMajor() << 16).put("KIND", kind);
		return message;
	}

	private static long scaled(double probability) {
		return Math.round(probability * 0xffffffffL);
	}

	private static void percent(StringBuilder words, String word, double probability) {
		if (probability > 0)
			words.append(' ').append(word).append(' ')
					.append(String.format(Locale.ROOT, "%.4f%%", probability * 100));
	}

	private static int known(Device device) {
		if (device.index() == 0)
			throw new IllegalArgumentException(
					"the index of " + device.name() + " is needed here; look it up with RouteSocket.link");
		return device.index();
	}

	private static int family(InetAddress address) {
		return address instanceof Inet4Address ? 2 : 10;
	}

	private static boolean checkPrefix(InetAddress address, int prefixLength) {
		boolean v4 = address instanceof Inet4Address;
		if (prefixLength < 0 || prefixLength > (v4 ? 32 : 128))
			throw new IllegalArgumentException("no prefix length for " + text(address) + ": " + prefixLength);
		return v4;
	}

	private static String text(InetAddress address) {
		var text = address.getHostAddress();
		int zone = text.indexOf('%');
		return zone < 0 ? text : text.substring(0, zone);
	}
}
