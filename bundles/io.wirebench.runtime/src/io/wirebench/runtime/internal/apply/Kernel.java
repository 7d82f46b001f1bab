package io.wirebench.runtime.internal.apply;

import io.wirebench.linux.net.Device;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.runtime.internal.engine.EngineLink;
import io.wirebench.runtime.internal.layout.Change;
import io.wirebench.runtime.internal.layout.Layout;
import io.wirebench.runtime.internal.layout.Layout.BridgeLayout;
import io.wirebench.runtime.internal.layout.Layout.LinkLayout;
import io.wirebench.runtime.internal.layout.Layout.NodeLayout;
import io.wirebench.runtime.internal.layout.Layout.ServiceLayout;
import io.wirebench.runtime.internal.node.NodePrograms;

import java.util.HashMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a lab exists: the running side of a plan. Changed by the executor only, under the lab's lock.
 *
 * <p>Indexes of devices are chosen here and never reused in a lab, so that requests can name a device before it exists.
 */
public final class Kernel {

	/** First index of a device in a node: 1 is the loopback device. */
	private static final int FIRST_INDEX = 2;
	/**
	 * First index of a device in the hub. Far from those in nodes: the kernel takes a pair whose ends have one index for a
	 * device without a lower one, and then tells of its carrier up to a second late (linkwatch_urgent_event).
	 */
	private static final int FIRST_HUB_INDEX = 1001;

	/** A node that exists. */
	public static final class NodeObject {
		public NodeLayout layout;
		public final NetworkNamespace namespace;
		/** By interface name. */
		public final Map<String, Device> devices = new HashMap<>();
		public int nextIndex = FIRST_INDEX;
		/** Namespaces for the node's processes, made when it first runs one. */
		public NodePrograms programs;

		public NodeObject(NodeLayout layout, NetworkNamespace namespace) {
			this.layout = layout;
			this.namespace = namespace;
		}
	}

	/** A bridge that exists. */
	public record BridgeObject(BridgeLayout layout, Device device) {}

	/**
	 * One side of a link: the device in the hub that faces the end, and the device of the end itself. For a bridge without
	 * a pair of its own in between, both are that of the other side.
	 *
	 * @param hub the hub end
	 * @param far where a frame has passed the link: the node's interface, or the pair's other end at the bridge
	 * @param node the node's name if {@code far} is in a node, otherwise null: then it is in the hub
	 */
	public record Side(Device hub, Device far, String node) {}

	/** A link that exists. */
	public static final class LinkObject {
		public LinkLayout layout;
		public final int number;
		/** Null on the side of a bridge in a link that ends there directly. */
		public Side from;
		public Side to;
		public EngineLink engine;
		/** Where frames still are that came before the link left the engine, or moved in it. */
		public final List<EngineLink> draining = new ArrayList<>();

		public LinkObject(LinkLayout layout, int number) {
			this.layout = layout;
			this.number = number;
		}
	}

	/** Null in a copy, even if it exists. */
	public NetworkNamespace hub;
	public boolean hubExists;
	public final Map<String, NodeObject> nodes = new LinkedHashMap<>();
	public final Map<String, BridgeObject> bridges = new LinkedHashMap<>();
	public final Map<String, LinkObject> links = new LinkedHashMap<>();
	/** By path. */
	public final Map<String, ServiceLayout> services = new LinkedHashMap<>();
	/** Elements whose state is unknown since a step and its inverse have both failed: the next apply makes them anew. */
	public final Set<String> uncertain = new HashSet<>();
	private int nextHubIndex = FIRST_HUB_INDEX;
	private int nextNumber = 1;

	/** @return a device of this name with an index that no other device of the hub has had */
	public Device hubDevice(String name) {
		return new Device(name, nextHubIndex++);
	}

	public int nextNumber() {
		return nextNumber++;
	}

	/**
	 * Which objects changes touch: an edit looks at and keeps those, whatever else the lab holds.
	 *
	 * @param nodes by name
	 * @param links by name
	 */
	public record Touched(Set<String> nodes, Set<String> links) {}

	/** @return what of this changes touch, or would touch; nodes at the ends of links included */
	public Touched touched(List<Change> changes) {
		Set<String> n = new HashSet<>();
		Set<String> l = new HashSet<>();
		for (Change change : changes)
			switch (change) {
				case Change.RemoveHub _ -> {
					n.addAll(nodes.keySet());
					l.addAll(links.keySet());
				}
				case Change.RemoveNode c -> n.add(c.element());
				case Change.NodeChange c -> n.add(c.element());
				case Change.LinkChange c -> {
					l.add(c.element());
					n.add(c.layout().from().node());
					n.add(c.layout().to().node());
				}
				case Change.RemoveLink c -> {
					l.add(c.element());
					n.add(links.get(c.element()).layout.from().node());
					n.add(links.get(c.element()).layout.to().node());
				}
				case Change.RemoveBridge _,Change.MakeHub _,Change.MakeBridge _,Change.SetBridge _,Change.StopService _,Change.StartService _,Change.ChangeService _ -> {
					// not objects of their own here
				}
			}
		n.retainAll(nodes.keySet());
		l.retainAll(links.keySet());
		return new Touched(n, l);
	}

	/**
	 * @return what puts everything that is noted here back as it is now; numbers that were used stay used.
	 * @param touched the only objects that change until then
	 */
	public Runnable memento(Touched touched) {
		NetworkNamespace hubNow = hub;
		boolean existed = hubExists;
		Map<String, NodeObject> n = new LinkedHashMap<>(nodes);
		Map<String, BridgeObject> b = new LinkedHashMap<>(bridges);
		Map<String, LinkObject> l = new LinkedHashMap<>(links);
		Map<String, ServiceLayout> s = new LinkedHashMap<>(services);
		Set<String> u = new HashSet<>(uncertain);
		List<Runnable> objects = new ArrayList<>();
		touched.nodes.forEach(name -> {
			NodeObject node = nodes.get(name);
			NodeLayout layout = node.layout;
			Map<String, Device> devices = new HashMap<>(node.devices);
			objects.add(() -> {
				node.layout = layout;
				node.devices.clear();
				node.devices.putAll(devices);
			});
		});
		touched.links.forEach(name -> {
			LinkObject link = links.get(name);
			LinkLayout layout = link.layout;
			Side from = link.from;
			Side to = link.to;
			objects.add(() -> {
				link.layout = layout;
				link.from = from;
				link.to = to;
			});
		});
		return () -> {
			hub = hubNow;
			hubExists = existed;
			put(nodes, n);
			put(bridges, b);
			put(links, l);
			put(services, s);
			uncertain.clear();
			uncertain.addAll(u);
			objects.forEach(Runnable::run);
		};
	}

	private static <V> void put(Map<String, V> map, Map<String, V> content) {
		map.clear();
		map.putAll(content);
	}

	/**
	 * @return the same on paper: no namespaces, and changing it changes nothing here.
	 * @param touched the only objects that change there or here
	 */
	public Kernel copy(Touched touched) {
		Kernel copy = new Kernel();
		copy.hubExists = hubExists;
		copy.nextHubIndex = nextHubIndex;
		copy.nextNumber = nextNumber;
		copy.nodes.putAll(nodes);
		copy.bridges.putAll(bridges);
		copy.links.putAll(links);
		touched.nodes.forEach(name -> {
			NodeObject node = nodes.get(name);
			NodeObject n = new NodeObject(node.layout, null);
			n.devices.putAll(node.devices);
			n.nextIndex = node.nextIndex;
			copy.nodes.put(name, n);
		});
		touched.links.forEach(name -> {
			LinkObject link = links.get(name);
			LinkObject l = new LinkObject(link.layout, link.number);
			l.from = link.from;
			l.to = link.to;
			copy.links.put(name, l);
		});
		copy.services.putAll(services);
		copy.uncertain.addAll(uncertain);
		return copy;
	}

	public Layout layout() {
		Map<String, NodeLayout> n = new LinkedHashMap<>();
		nodes.forEach((name, node) -> n.put(name, node.layout));
		Map<String, BridgeLayout> b = new LinkedHashMap<>();
		bridges.forEach((name, bridge) -> b.put(name, bridge.layout));
		Map<String, LinkLayout> l = new LinkedHashMap<>();
		links.forEach((name, link) -> l.put(name, link.layout));
		return new Layout(n, b, l, new LinkedHashMap<>(services), Map.of(), Map.of());
	}
}
