package io.wirebench.linux.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import io.wirebench.linux.Errno;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.internal.Buffers;
import io.wirebench.linux.internal.Native;
import io.wirebench.linux.internal.netlink.Attribute.Content;
import io.wirebench.linux.internal.netlink.Block;
import io.wirebench.linux.internal.netlink.Message;
import io.wirebench.linux.internal.netlink.Rtnetlink;

/**
 * A NETLINK_ROUTE socket of one namespace (rtnetlink(7)). Safe for use by any thread; one call at a time is carried
 * out, the others wait.
 *
 * @since 0.1
 */
public final class RouteSocket implements AutoCloseable {

	static final int AF_NETLINK = 16;
	private static final int SOL_NETLINK = 270;
	private static final int NETLINK_CAP_ACK = 10;
	private static final int NETLINK_EXT_ACK = 11;
	private static final int SO_SNDBUF = 7;
	private static final int SO_RCVBUF = 8;
	private static final int SO_RCVTIMEO = 20;
	private static final int SO_SNDBUFFORCE = 32;
	private static final int SO_RCVBUFFORCE = 33;
	private static final int SOCKET_BUFFER_BYTES = 1 << 20;
	private static final int NLMSG_ERROR = 2;
	private static final int NLMSG_DONE = 3;
	private static final int FLAG_DUMP_INTERRUPTED = 0x10;
	private static final int FLAG_CAPPED = 0x100;
	private static final int FLAG_ACK_TLVS = 0x200;
	/** IFLA_STATS_LINK_64 as a bit of a filter. */
	private static final int FILTER_LINK_64 = 1;
	/** Only the last message of so many is acknowledged; errors of the others come back regardless. */
	private static final int ACKNOWLEDGE_EVERY = 64;

	/** So long the kernel may take for an answer: removing a thousand devices takes it about a second. */
	private static final int RECEIVE_SECONDS = 60;
	private static final int DUMP_ATTEMPTS = 50;

	private final Fd fd;
	private final String object;
	private final ReentrantLock lock = new ReentrantLock();
	private int sequence = 1;

	private RouteSocket(Fd fd, String object) {
		this.fd = fd;
		this.object = object;
	}

	/** Opens one in the calling thread's namespace. @param object whose it is, for messages */
	static RouteSocket open(String object) {
		return new RouteSocket(openFd(object), object);
	}

	static Fd openFd(String object) {
		var fd = Fd.own(Native.socket(AF_NETLINK, 3, 0), "socket AF_NETLINK", object);
		// Forced sizes need CAP_NET_ADMIN; without, the kernel's limit applies.
		if (Native.setsockopt(fd.raw(), Native.SOL_SOCKET, SO_RCVBUFFORCE, SOCKET_BUFFER_BYTES) < 0)
			Native.setsockopt(fd.raw(), Native.SOL_SOCKET, SO_RCVBUF, SOCKET_BUFFER_BYTES);
		if (Native.setsockopt(fd.raw(), Native.SOL_SOCKET, SO_SNDBUFFORCE, SOCKET_BUFFER_BYTES) < 0)
			Native.setsockopt(fd.raw(), Native.SOL_SOCKET, SO_SNDBUF, SOCKET_BUFFER_BYTES);
		try (var arena = Arena.ofConfined()) {
			var timeval = arena.allocate(16, 8);
			timeval.set(ValueLayout.JAVA_LONG, 0, RECEIVE_SECONDS);
			Native.setsockopt(fd.raw(), Native.SOL_SOCKET, SO_RCVTIMEO, timeval, 16);
		}
		// Errors do not repeat the request, and explain themselves, where the kernel can.
		Native.setsockopt(fd.raw(), SOL_NETLINK, NETLINK_CAP_ACK, 1);
		Native.setsockopt(fd.raw(), SOL_NETLINK, NETLINK_EXT_ACK, 1);
		return fd;
	}

	/** Carries out requests in their order, see {@link #execute(List)}. */
	public void execute(RouteRequest... requests) {
		execute(List.of(requests));
	}

	/**
	 * Carries out requests in their order, many in one system call. A request that fails does not keep the later ones
	 * from being tried.
	 *
	 * @throws LinuxException of the first request that failed; those of further ones are suppressed in it
	 */
	public void execute(List<RouteRequest> requests) {
		if (requests.isEmpty())
			return;
		LinuxException failure = null;
		lock.lock();
		int number = fd.acquire();
		var buffer = Buffers.take();
		try {
			int first = 0;
			while (first < requests.size()) {
				int count = Math.min(ACKNOWLEDGE_EVERY, requests.size() - first);
				var batch = requests.subList(first, first + count);
				int base = sequence;
				sequence += count;
				long at = 0;
				for (int n = 0; n < count; n++)
					at = batch.get(n).message().encode(buffer, at, base + n, n == count - 1);
				LinuxException.check(Native.send(number, buffer, at, 0), "send rtnetlink", object);
				failure = answers(number, buffer, batch, base, failure);
				first += count;
			}
		} finally {
			Buffers.giveBack(buffer);
			fd.release();
			lock.unlock();
		}
		if (failure != null)
			throw failure;
	}

	private LinuxException answers(int number, MemorySegment buffer, List<RouteRequest> batch, int base,
			LinuxException before) {
		var failure = before;
		while (true) {
			long length = receive(number, buffer);
			for (long at = 0; at + Message.HEADER_BYTES <= length; at += align(buffer.get(Native.INT, at))) {
				if (buffer.get(Native.SHORT, at + 4) != NLMSG_ERROR)
					continue;
				int n = buffer.get(Native.INT, at + 8) - base;
				if (n < 0 || n >= batch.size())
					continue; // the late answer to a request whose caller gave up
				int errno = -buffer.get(Native.INT, at + 16);
				var request = batch.get(n);
				if (errno != 0 && !request.tolerates(errno)) {
					var e = new LinuxException(request.call(), request.object() + " in " + object, errno,
							explanation(buffer, at));
					if (failure == null)
						failure = e;
					else
						failure.addSuppressed(e);
				}
				if (n == batch.size() - 1)
					return failure;
			}
		}
	}

	private static String explanation(MemorySegment buffer, long at) {
		int flags = buffer.get(Native.SHORT, at + 6);
		if ((flags & FLAG_ACK_TLVS) == 0)
			return "";
		// Behind the error number stands the request: its header only if capped, otherwise all of it.
		long request = (flags & FLAG_CAPPED) != 0 ? Message.HEADER_BYTES : align(buffer.get(Native.INT, at + 20));
		var copy = Message.HEADER_BYTES + 4 + request;
		int length = buffer.get(Native.INT, at);
		if (copy >= length)
			return "";
		return Message.decodeAttributes(Rtnetlink.EXTENDED_ACK, buffer, at + copy, at + length).text("MSG");
	}

	private long receive(int number, MemorySegment buffer) {
		while (true) {
			long length = Native.recv(number, buffer, buffer.byteSize(), 0);
			if (length == -Errno.EINTR)
				continue;
			if (length == -Errno.EAGAIN)
				throw new LinuxException("recv rtnetlink", object, Errno.ETIMEDOUT,
						"the kernel gave no answer for " + RECEIVE_SECONDS + " s");
			return LinuxException.check(length, "recv rtnetlink", object);
		}
	}

	private static long align(int length) {
		return (Math.max(length, Message.HEADER_BYTES) + 3L) & ~3L;
	}

	/** One pass over all objects of a kind; repeated if they changed meanwhile, so that what is returned is whole. */
	private <T> List<T> dump(int type, int answer, Content content, java.util.function.Consumer<Block> fill,
			Function<Block, T> read) {
		lock.lock();
		int number = fd.acquire();
		var buffer = Buffers.take();
		try {
			for (int attempt = 0;; attempt++) {
				var list = new ArrayList<T>();
				var request = Message.of(type, Message.DUMP, content);
				fill.accept(request.body());
				int mine = sequence++;
				long end = request.encode(buffer, 0, mine, false);
				LinuxException.check(Native.send(number, buffer, end, 0), "send rtnetlink dump", object);
				boolean whole = collect(number, buffer, mine, answer, content, read, list);
				if (whole)
					return list;
				if (attempt == DUMP_ATTEMPTS)
					throw new LinuxException("rtnetlink dump", object, Errno.EBUSY,
							"what was asked for changed during each of " + DUMP_ATTEMPTS + " attempts");
			}
		} finally {
			Buffers.giveBack(buffer);
			fd.release();
			lock.unlock();
		}
	}

	private <T> boolean collect(int number, MemorySegment buffer, int mine, int answer, Content content,
			Function<Block, T> read, List<T> list) {
		boolean whole = true;
		while (true) {
			long length = receive(number, buffer);
			for (long at = 0; at + Message.HEADER_BYTES <= length; at += align(buffer.get(Native.INT, at))) {
				if (buffer.get(Native.INT, at + 8) != mine)
					continue;
				int type = buffer.get(Native.SHORT, at + 4) & 0xffff;
				if ((buffer.get(Native.SHORT, at + 6) & FLAG_DUMP_INTERRUPTED) != 0)
					whole = false;
				if (type == NLMSG_DONE) {
					return whole;
				} else if (type == NLMSG_ERROR) {
					int errno = -buffer.get(Native.INT, at + 16);
					throw new LinuxException("rtnetlink dump", object, errno, explanation(buffer, at));
				} else if (type == answer) {
					var value = read.apply(Message.decode(content, buffer, at));
					if (value != null)
						list.add(value);
				}
			}
		}
	}

	/** @return all devices with their counters */
	public List<LinkInfo> links() {
		return dump(Rtnetlink.GETLINK, Rtnetlink.NEWLINK, Rtnetlink.LINK, body -> {
		}, RouteSocket::link);
	}

	/** @return the counters of all devices, by the device's index; far cheaper than {@link #links()} */
	public Map<Integer, LinkStatistics> statistics() {
		var byIndex = new HashMap<Integer, LinkStatistics>();
		dump(Rtnetlink.GETSTATS, Rtnetlink.NEWSTATS, Rtnetlink.STATS, body -> body.field("filter", FILTER_LINK_64), body -> {
			byIndex.put((int) body.field("index"), statistics(body.block("LINK_64")));
			return null;
		});
		return byIndex;
	}

	/**
	 * Reads the counters of some devices; each costs a request, so for many {@link #statistics()} is cheaper.
	 *
	 * @return by index; without those that do not exist
	 */
	public Map<Integer, LinkStatistics> statistics(Collection<Integer> indexes) {
		var byIndex = new HashMap<Integer, LinkStatistics>();
		lock.lock();
		int number = fd.acquire();
		var buffer = Buffers.take();
		try {
			for (int index : indexes) {
				var request = Message.of(Rtnetlink.GETSTATS, 0, Rtnetlink.STATS);
				request.body().field("index", index).field("filter", FILTER_LINK_64);
				int mine = sequence++;
				long end = request.encode(buffer, 0, mine, false);
				LinuxException.check(Native.send(number, buffer, end, 0), "send RTM_GETSTATS", object);
				var body = answer(number, buffer, mine, Rtnetlink.NEWSTATS, Rtnetlink.STATS);
				if (body != null)
					byIndex.put(index, statistics(body.block("LINK_64")));
			}
		} finally {
			Buffers.giveBack(buffer);
			fd.release();
			lock.unlock();
		}
		return byIndex;
	}

	/** The one answer to a request, or null if there is no such device. */
	private Block answer(int number, MemorySegment buffer, int mine, int answer, Content content) {
		while (true) {
			long length = receive(number, buffer);
			for (long at = 0; at + Message.HEADER_BYTES <= length; at += align(buffer.get(Native.INT, at))) {
				if (buffer.get(Native.INT, at + 8) != mine)
					continue; // the late answer to a request whose caller gave up
				int type = buffer.get(Native.SHORT, at + 4) & 0xffff;
				if (type == answer)
					return Message.decode(content, buffer, at);
				int errno = type == NLMSG_ERROR ? -buffer.get(Native.INT, at + 16) : 0;
				if (errno == Errno.ENODEV)
					return null;
				if (errno != 0)
					throw new LinuxException("RTM_GETSTATS", object, errno, explanation(buffer, at));
			}
		}
	}

	/**
	 * @return the device of this name
	 * @throws LinuxException ENODEV if there is none
	 */
	public LinkInfo link(String name) {
		for (var link : links())
			if (link.name().equals(name))
				return link;
		throw new LinuxException("RTM_GETLINK", "device " + name + " in " + object, Errno.ENODEV);
	}

	/** @return all addresses, IPv4 and IPv6 */
	public List<AddressInfo> addresses() {
		return dump(Rtnetlink.GETADDR, Rtnetlink.NEWADDR, Rtnetlink.ADDRESS, body -> {
		}, RouteSocket::address);
	}

	/**
	 * @return numbers of the other namespaces that this one knows, which are those that a veth pair ever led to and that
	 *         still exist: a namespace leaves the list when the kernel begins to dismantle it
	 */
	public List<Integer> neighbourNamespaces() {
		return dump(Rtnetlink.GETNSID, Rtnetlink.NEWNSID, Rtnetlink.NSID, body -> {
		}, body -> (int) body.number("NSID", -1));
	}

	/** @return all routes of all tables, IPv4 and IPv6; see {@link RouteInfo#table()} */
	public List<RouteInfo> routes() {
		return dump(Rtnetlink.GETROUTE, Rtnetlink.NEWROUTE, Rtnetlink.ROUTE, body -> {
		}, RouteSocket::route);
	}

	/** @return all neighbour entries, IPv4 and IPv6 */
	public List<NeighbourInfo> neighbours() {
		return dump(Rtnetlink.GETNEIGH, Rtnetlink.NEWNEIGH, Rtnetlink.NEIGHBOUR, body -> {
		}, body -> {
			var address = inet(body.bytes("DST"));
			return address == null
					? null
					: new NeighbourInfo((int) body.field("index"), address, mac(body.bytes("LLADDR")),
							(int) body.field("state"));
		});
	}

	/** @return the queueing disciplines of all devices with their counters, but for those the kernel hides */
	public List<QdiscInfo> qdiscs() {
		return dump(Rtnetlink.GETQDISC, Rtnetlink.NEWQDISC, Rtnetlink.QDISC, body -> {
		}, RouteSocket::qdisc);
	}

	/** @return the filters on frames that arrive at a device, whose index must be known */
	public List<FilterInfo> filters(Device device) {
		return dump(Rtnetlink.GETTFILTER, Rtnetlink.NEWTFILTER, Rtnetlink.FILTER,
				body -> body.field("index", device.index()).field("parent", 0xFFFF0000), RouteSocket::filter);
	}

	static LinkInfo link(Block body) {
		var info = body.block("LINKINFO");
		return new LinkInfo((int) body.field("index"), body.text("IFNAME"), mac(body.bytes("ADDRESS")),
				(int) body.number("MTU", 0), (body.field("flags") & 1) != 0, body.number("CARRIER", 0) != 0,
				(int) body.number("MASTER", 0), (int) body.number("LINK", 0), (int) body.number("GROUP", 0),
				(int) body.number("GSO_MAX_SEGS", 0), (int) body.number("GSO_MAX_SIZE", 0),
				(int) body.number("TXQLEN", 0), info == null ? "" : info.text("KIND"), hasSpanningTree(info),
				statistics(body.block("STATS64")));
	}

	private static boolean hasSpanningTree(Block info) {
		var data = info == null || !info.text("KIND").equals("bridge") ? null : info.block("DATA");
		return data != null && data.number("STP_STATE", 0) != 0;
	}

	private static LinkStatistics statistics(Block stats) {
		return stats == null
				? new LinkStatistics(0, 0, 0, 0, 0, 0, 0, 0)
				: new LinkStatistics(stats.field("rxPackets"), stats.field("txPackets"), stats.field("rxBytes"),
						stats.field("txBytes"), stats.field("rxErrors"), stats.field("txErrors"),
						stats.field("rxDropped"), stats.field("txDropped"));
	}

	static AddressInfo address(Block body) {
		var bytes = body.bytes("LOCAL");
		var address = inet(bytes == null ? body.bytes("ADDRESS") : bytes);
		long flags = body.number("FLAGS", body.field("flags"));
		return address == null
				? null
				: new AddressInfo((int) body.field("index"), address, (int) body.field("prefixLength"),
						(flags & 0x40) != 0);
	}

	static RouteInfo route(Block body) {
		int family = (int) body.field("family");
		if (family != 2 && family != 10)
			return null;
		var destination = body.bytes("DST");
		return new RouteInfo(inet(destination == null ? new byte[family == 2 ? 4 : 16] : destination),
				(int) body.field("destinationLength"), inet(body.bytes("GATEWAY")), (int) body.number("OIF", 0),
				body.number("PRIORITY", 0), (int) body.number("TABLE", body.field("table")),
				(int) body.field("protocol"), (int) body.field("type"));
	}

	private static QdiscInfo qdisc(Block body) {
		var stats = body.block("STATS2");
		var basic = stats == null ? null : stats.block("BASIC");
		var queue = stats == null ? null : stats.block("QUEUE");
		return new QdiscInfo((int) body.field("index"), body.text("KIND"), (int) body.field("handle"),
				(int) body.field("parent"), basic == null ? 0 : basic.field("bytes"),
				basic == null ? 0 : basic.field("packets") & 0xffffffffL, unsigned(queue, "length"),
				unsigned(queue, "backlog"), unsigned(queue, "drops"), unsigned(queue, "overlimits"));
	}

	private static long unsigned(Block block, String field) {
		return block == null ? 0 : block.field(field) & 0xffffffffL;
	}

	private static FilterInfo filter(Block body) {
		var options = body.block("OPTIONS");
		int redirect = 0;
		if (options == null || body.text("KIND").equals("u32") && options.block("SEL") == null)
			return null; // the kernel's own hash tables
		if (body.text("KIND").equals("u32") && options.block("ACT") instanceof Block actions
				&& actions.block("FIRST") instanceof Block first && first.block("OPTIONS") instanceof Block mirred)
			redirect = (int) mirred.block("PARMS").field("ifindex");
		return new FilterInfo((int) body.field("index"), body.text("KIND"), (int) (body.field("info") >>> 16) & 0xffff,
				redirect);
	}

	private static String mac(byte[] bytes) {
		return bytes == null ? "" : HexFormat.ofDelimiter(":").formatHex(bytes);
	}

	private static InetAddress inet(byte[] bytes) {
		if (bytes == null || bytes.length != 4 && bytes.length != 16)
			return null;
		try {
			return InetAddress.getByAddress(bytes);
		} catch (UnknownHostException e) {
			throw new AssertionError(e);
		}
	}

	@Override
	public void close() {
		fd.close();
	}
}
