package io.wirebench.linux.internal.netlink;

import static io.wirebench.linux.internal.netlink.Attribute.byKind;
import static io.wirebench.linux.internal.netlink.Attribute.nested;
import static io.wirebench.linux.internal.netlink.Attribute.of;
import static io.wirebench.linux.internal.netlink.Attribute.Type.BYTES;
import static io.wirebench.linux.internal.netlink.Attribute.Type.TEXT;
import static io.wirebench.linux.internal.netlink.Attribute.Type.U32;
import static io.wirebench.linux.internal.netlink.Attribute.Type.U64;
import static io.wirebench.linux.internal.netlink.Attribute.Type.U8;

import java.util.HashMap;
import java.util.Map;

import io.wirebench.linux.internal.netlink.Attribute.Content;

/**
 * The declarations of rtnetlink's messages, from include/uapi/linux: rtnetlink.h, if_link.h, if_addr.h, neighbour.h,
 * pkt_sched.h, pkt_cls.h, tc_act/tc_mirred.h, veth.h. Only what is used is declared.
 */
public final class Rtnetlink {

	public static final int NEWLINK = 16;
	public static final int DELLINK = 17;
	public static final int GETLINK = 18;
	public static final int NEWADDR = 20;
	public static final int DELADDR = 21;
	public static final int GETADDR = 22;
	public static final int NEWROUTE = 24;
	public static final int DELROUTE = 25;
	public static final int GETROUTE = 26;
	public static final int NEWNEIGH = 28;
	public static final int DELNEIGH = 29;
	public static final int GETNEIGH = 30;
	public static final int NEWQDISC = 36;
	public static final int DELQDISC = 37;
	public static final int GETQDISC = 38;
	public static final int NEWTFILTER = 44;
	public static final int DELTFILTER = 45;
	public static final int GETTFILTER = 46;
	public static final int NEWNSID = 88;
	public static final int NEWSTATS = 92;
	public static final int GETSTATS = 94;
	public static final int GETNSID = 90;

	public static final Struct IFINFOMSG = Struct.of("ifinfomsg", "family:u8", "-:1", "type:u16", "index:u32",
			"flags:u32", "change:u32");
	private static final Struct IFADDRMSG = Struct.of("ifaddrmsg", "family:u8", "prefixLength:u8", "flags:u8",
			"scope:u8", "index:u32");
	private static final Struct RTMSG = Struct.of("rtmsg", "family:u8", "destinationLength:u8", "sourceLength:u8",
			"tos:u8", "table:u8", "protocol:u8", "scope:u8", "type:u8", "flags:u32");
	private static final Struct NDMSG = Struct.of("ndmsg", "family:u8", "-:3", "index:u32", "state:u16", "flags:u8",
			"type:u8");
	private static final Struct TCMSG = Struct.of("tcmsg", "family:u8", "-:3", "index:u32", "handle:u32", "parent:u32",
			"info:u32");

	private static final Struct LINK_STATS64 = Struct.of("rtnl_link_stats64", "rxPackets:u64", "txPackets:u64",
			"rxBytes:u64", "txBytes:u64", "rxErrors:u64", "txErrors:u64", "rxDropped:u64", "txDropped:u64");

	private static final Content BRIDGE_DATA = Content.of(null, of(1, "FORWARD_DELAY", U32), of(3, "MAX_AGE", U32), of(5, "STP_STATE", U32),
			of(23, "MCAST_SNOOPING", U8), of(4, "AGEING_TIME", U32));

	/** if_link.h: counters of devices and nothing else. */
	public static final Content STATS = Content.of(Struct.of("if_stats_msg", "family:u8", "-:3", "index:u32", "filter:u32"),
			nested(1, "LINK_64", Content.of(LINK_STATS64)));

	private static Content link(Attribute... more) {
		var attributes = new Attribute[]{of(1, "ADDRESS", BYTES), of(3, "IFNAME", TEXT), of(4, "MTU", U32),
				of(5, "LINK", U32), of(10, "MASTER", U32), of(13, "TXQLEN", U32), of(16, "OPERSTATE", U8),
				of(27, "GROUP", U32), of(28, "NET_NS_FD", U32), of(40, "GSO_MAX_SEGS", U32),
				of(41, "GSO_MAX_SIZE", U32), of(33, "CARRIER", U8), of(20, "IFALIAS", TEXT),
				nested(23, "STATS64", Content.of(LINK_STATS64))};
		var all = java.util.Arrays.copyOf(attributes, attributes.length + more.length);
		System.arraycopy(more, 0, all, attributes.length, more.length);
		return Content.of(IFINFOMSG, all);
	}

	private static final Content VETH_DATA = Content.of(null, nested(1, "PEER", link()));
	private static final Content NO_DATA = Content.of(null);

	public static final Content LINK = link(nested(18, "LINKINFO", Content.of(null, of(1, "KIND", TEXT),
			byKind(2, "DATA", 1, Map.of("veth", VETH_DATA, "bridge", BRIDGE_DATA, "ifb", NO_DATA)))));

	public static final Content ADDRESS = Content.of(IFADDRMSG, of(1, "ADDRESS", BYTES), of(2, "LOCAL", BYTES),
			of(3, "LABEL", TEXT), of(4, "BROADCAST", BYTES), of(8, "FLAGS", U32));

	public static final Content ROUTE = Content.of(RTMSG, of(1, "DST", BYTES), of(4, "OIF", U32),
			of(5, "GATEWAY", BYTES), of(6, "PRIORITY", U32), of(7, "PREFSRC", BYTES), of(15, "TABLE", U32));

	public static final Content NEIGHBOUR = Content.of(NDMSG, of(1, "DST", BYTES), of(2, "LLADDR", BYTES));

	private static final Struct FIFO = Struct.of("tc_fifo_qopt", "limit:u32");
	private static final Struct TBF_PARMS = Struct.of("tc_tbf_qopt", "cellLog:u8", "linkLayer:u8", "overhead:u16",
			"cellAlign:u16", "mpu:u16", "rate:u32", "-:12", "limit:u32", "buffer:u32", "mtu:u32");
	private static final Content TBF = Content.of(null, nested(1, "PARMS", Content.of(TBF_PARMS)), of(4, "RATE64", U64),
			of(6, "BURST", U32));
	private static final Struct NETEM_QOPT = Struct.of("tc_netem_qopt", "latency:u32", "limit:u32", "loss:u32",
			"gap:u32", "duplicate:u32", "jitter:u32");
	private static final Struct NETEM_PROBABILITY = Struct.of("tc_netem_corrupt", "probability:u32", "correlation:u32");
	private static final Content NETEM = Content.of(NETEM_QOPT, nested(3, "REORDER", Content.of(NETEM_PROBABILITY)),
			nested(4, "CORRUPT", Content.of(NETEM_PROBABILITY)), of(10, "LATENCY64", U64), of(11, "JITTER64", U64));

	private static final Content STATISTICS = Content.of(null,
			nested(1, "BASIC", Content.of(Struct.of("gnet_stats_basic", "bytes:u64", "packets:u32"))),
			nested(3, "QUEUE", Content.of(
					Struct.of("gnet_stats_queue", "length:u32", "backlog:u32", "drops:u32", "requeues:u32",
							"overlimits:u32"))));

	public static final Content QDISC = Content.of(TCMSG, of(1, "KIND", TEXT),
			byKind(2, "OPTIONS", 1, Map.of("tbf", TBF, "netem", NETEM, "bfifo", Content.of(FIFO), "pfifo",
					Content.of(FIFO))),
			nested(7, "STATS2", STATISTICS));

	private static final Struct MIRRED_PARMS = Struct.of("tc_mirred", "index:u32", "capabilities:u32", "action:u32",
			"references:u32", "bindings:u32", "egressAction:u32", "ifindex:u32");
	private static final Content ACTION = Content.of(null, of(1, "KIND", TEXT),
			byKind(2, "OPTIONS", 1, Map.of("mirred", Content.of(null, nested(2, "PARMS", Content.of(MIRRED_PARMS))))));
	/** The selector and its one key, which matches any packet: a word at offset 0, masked to nothing. */
	private static final Struct U32_SELECTOR = Struct.of("tc_u32_sel", "flags:u8", "offsetShift:u8", "keys:u8", "-:1",
			"offsetMask:be16", "offset:u16", "offsetOffset:u16", "hashOffset:u16", "hashMask:be32", "mask:be32",
			"value:be32", "at:u32", "atMask:u32");
	private static final Content U32_OPTIONS = Content.of(null, nested(5, "SEL", Content.of(U32_SELECTOR)),
			nested(7, "ACT", Content.of(null, nested(1, "FIRST", ACTION))));
	private static final Content BPF_OPTIONS = Content.of(null, of(6, "FD", U32), of(7, "NAME", TEXT),
			of(8, "FLAGS", U32));

	/** net_namespace.h. */
	public static final Content NSID = Content.of(Struct.of("rtgenmsg", "family:u8", "-:3"), of(1, "NSID", U32),
			of(3, "FD", U32));

	public static final Content FILTER = Content.of(TCMSG, of(1, "KIND", TEXT),
			byKind(2, "OPTIONS", 1, kinds("u32", U32_OPTIONS, "bpf", BPF_OPTIONS)));

	/** The attributes of an extended acknowledgement (NLMSGERR_ATTR_). */
	public static final Content EXTENDED_ACK = Content.of(null, of(1, "MSG", TEXT), of(2, "OFFS", U32));

	private Rtnetlink() {
	}

	private static Map<String, Content> kinds(Object... pairs) {
		var map = new HashMap<String, Content>();
		for (int n = 0; n < pairs.length; n += 2)
			map.put((String) pairs[n], (Content) pairs[n + 1]);
		return Map.copyOf(map);
	}
}
