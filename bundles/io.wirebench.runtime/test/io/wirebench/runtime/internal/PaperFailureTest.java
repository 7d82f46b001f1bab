package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.ProcessRequest;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.RouteRequest;
import io.wirebench.runtime.internal.apply.Backend;
import io.wirebench.runtime.internal.apply.Executor;
import io.wirebench.runtime.internal.apply.Kernel;
import io.wirebench.runtime.internal.apply.Kernel.LinkObject;
import io.wirebench.runtime.internal.apply.Kernel.NodeObject;
import io.wirebench.runtime.internal.apply.UndoLog;
import io.wirebench.runtime.internal.layout.Change;
import io.wirebench.runtime.internal.layout.Differ;
import io.wirebench.runtime.internal.layout.Layout;
import io.wirebench.runtime.internal.layout.Layout.LinkLayout;
import io.wirebench.runtime.internal.layout.Layout.NodeLayout;
import io.wirebench.runtime.internal.layout.Layout.ServiceLayout;
import io.wirebench.runtime.internal.node.Services;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Edits that fail at every one of their calls, against a model of the kernel that carries out the requests as their
 * commands say. What {@link ApplyFailureTest} does on the real kernel for few edits is done here for many, services included.
 */
class PaperFailureTest {

	private static final int EDITS = Integer.getInteger("wirebench.paper.edits", 25);

	/** A device of the model. */
	private static final class ModelDevice {
		final Map<String, String> settings = new TreeMap<>();
		final Set<String> addresses = new TreeSet<>();
		ModelNamespace peerIn;
		String peer;
	}

	/** A namespace of the model. */
	private static final class ModelNamespace {
		final Map<String, ModelDevice> devices = new TreeMap<>();
		final Set<String> routes = new TreeSet<>();
		final Map<String, String> sysctls = new TreeMap<>();
		final Map<String, String> redirects = new TreeMap<>();
		String setup = "";
		String programs = "";

		@Override
		public String toString() {
			StringBuilder text = new StringBuilder();
			devices.forEach((name, d) -> text.append("  ").append(name).append(' ').append(d.settings).append(' ').append(d.addresses)
					.append(" peer ").append(d.peer).append('\n'));
			Map<String, String> set = new TreeMap<>(sysctls);
			set.values().removeIf("0"::equals); // what was never written reads like that, too
			return text.append("  ").append(routes).append(set).append(redirects).append(programs).append('\n').toString();
		}
	}

	/** Fails once, at one of its calls: before the call is carried out, or after. */
	private static final class Model implements Backend {
		private ModelNamespace hub;
		private final Map<NodeObject, ModelNamespace> nodes = new IdentityHashMap<>();
		private final Map<String, String> engine = new TreeMap<>();
		private final Map<String, ServiceLayout> services = new TreeMap<>();
		private int calls;
		private int failAt = -1;
		private boolean after;

		void arm(int number, boolean afterwards) {
			calls = 0;
			failAt = number;
			after = afterwards;
		}

		private void call(Runnable deed) {
			boolean fails = calls++ == failAt;
			if (fails && !after)
				throw new IllegalStateException("sabotage before call " + failAt);
			deed.run();
			if (fails)
				throw new IllegalStateException("sabotage after call " + failAt);
		}

		String dump() {
			List<String> all = new ArrayList<>();
			// What a setup did in a node that had none cannot be taken back, nor run anew: see docs/limits.md.
			nodes.forEach((node, namespace) -> all.add(node.layout.name() + " " + System.identityHashCode(node) + "\n" + namespace
					+ (node.layout.setup().isEmpty() ? "" : namespace.setup)));
			all.sort(null);
			return "hub\n" + hub + String.join("", all) + engine + "\n" + services;
		}

		@Override
		public void makeHub(Map<String, String> sysctls) {
			call(() -> hub = new ModelNamespace());
		}

		@Override
		public List<NodeObject> makeNodes(List<NodeLayout> layouts, Map<String, String> sysctls) {
			List<NodeObject> made = new ArrayList<>();
			boolean fails = calls++ == failAt;
			if (fails)
				throw new IllegalStateException("sabotage of " + layouts.size() + " nodes"); // they are made all or none
			for (NodeLayout layout : layouts) {
				NodeObject node = new NodeObject(layout, null);
				ModelNamespace namespace = new ModelNamespace();
				namespace.sysctls.putAll(sysctls);
				namespace.devices.put("lo", new ModelDevice());
				nodes.put(node, namespace);
				made.add(node);
			}
			return made;
		}

		@Override
		public void sysctls(NodeObject node, Map<String, String> sysctls) {
			call(() -> nodes.get(node).sysctls.putAll(sysctls));
		}

		@Override
		public Map<String, String> readSysctls(NodeObject node, Set<String> keys) {
			Map<String, String> values = new TreeMap<>();
			// Every kernel setting has a value, whoever asks.
			keys.forEach(key -> values.put(key, nodes.get(node).sysctls.computeIfAbsent(key, _ -> "0")));
			return values;
		}

		@Override
		public void veth(LinkSettings hubEnd, LinkSettings farEnd, NodeObject node) {
			call(() -> {
				ModelNamespace far = node == null ? hub : nodes.get(node);
				assertTrue(!hub.devices.containsKey(hubEnd.name()) && !far.devices.containsKey(farEnd.name()),
						() -> hubEnd.name() + " or " + farEnd.name() + " exists");
				add(hub, hubEnd, far, farEnd.name());
				add(far, farEnd, hub, hubEnd.name());
			});
		}

		private static void add(ModelNamespace namespace, LinkSettings settings, ModelNamespace peerIn, String peer) {
			ModelDevice device = new ModelDevice();
			device.peerIn = peerIn;
			device.peer = peer;
			device.settings.putAll(Map.of("index", "" + settings.index(), "up", "false", "gso_max_segs",
					settings.gsoMaxSegs() > 0 ? "" + settings.gsoMaxSegs() : "65535",
					"master", "0", "group", "" + settings.group(), "address", settings.mac(), "mtu", "" + settings.mtuBytes()));
			namespace.devices.put(settings.name(), device);
		}

		@Override
		public void hub(RouteRequest request) {
			call(() -> carryOut(hub, request.command()));
		}

		@Override
		public void node(NodeObject node, RouteRequest request) {
			call(() -> carryOut(nodes.get(node), request.command()));
		}

		private static void delete(ModelNamespace namespace, String name) {
			ModelDevice device = namespace.devices.remove(name);
			if (device == null)
				return;
			namespace.redirects.keySet().removeIf(key -> key.equals(name));
			if (device.peerIn != null && device.peerIn.devices.remove(device.peer) != null)
				device.peerIn.redirects.remove(device.peer);
		}

		private static void carryOut(ModelNamespace namespace, String command) {
			Iterator<String> words = List.of(command.split(" ")).iterator();
			String tool = words.next();
			String object = words.next();
			if (object.equals("-6"))
				object = words.next();
			String verb = words.next();
			switch (tool + " " + object + " " + verb) {
				case "ip link add" -> { // a bridge: pairs come by another way
					ModelDevice device = new ModelDevice();
					device.settings.put("max_age", "2000");
					set(device, words, namespace);
				}
				case "ip link set" -> {
					words.next();
					ModelDevice device = namespace.devices.get(words.next());
					if (device != null)
						set(device, words, null);
				}
				case "ip link delete" -> {
					if (words.next().equals("dev")) {
						delete(namespace, words.next());
					} else {
						String group = words.next();
						List.copyOf(namespace.devices.keySet()).forEach(name -> {
							ModelDevice device = namespace.devices.get(name);
							if (device != null && group.equals(device.settings.get("group")))
								delete(namespace, name);
						});
					}
				}
				case "ip address replace", "ip address delete" -> {
					String address = words.next();
					words.next();
					ModelDevice device = namespace.devices.get(words.next());
					if (device != null && verb.equals("replace"))
						device.addresses.add(address);
					else if (device != null)
						device.addresses.remove(address);
				}
				case "ip route replace", "ip route delete" -> {
					String destination = words.next();
					if (verb.equals("replace"))
						namespace.routes.removeIf(route -> route.startsWith(destination + " "));
					String route = destination + " " + words.next() + " " + words.next();
					if (verb.equals("replace"))
						namespace.routes.add(route);
					else
						namespace.routes.remove(route);
				}
				case "tc qdisc replace", "tc qdisc add" -> {
					words.next();
					namespace.redirects.putIfAbsent(words.next(), "nowhere");
				}
				case "tc qdisc delete" -> {
					words.next();
					namespace.redirects.remove(words.next());
				}
				case "tc filter add" -> {
					words.next();
					namespace.redirects.put(words.next(), command.substring(command.lastIndexOf(' ') + 1));
				}
				case "tc filter delete" -> {
					words.next();
					namespace.redirects.computeIfPresent(words.next(), (_, _) -> "nowhere");
				}
				default -> throw new AssertionError("the model does not know: " + command);
			}
		}

		private static void set(ModelDevice device, Iterator<String> words, ModelNamespace addTo) {
			while (words.hasNext()) {
				String word = words.next();
				switch (word) {
					case "up", "down" -> device.settings.put("up", "" + word.equals("up"));
					// A bridge keeps it: without spanning tree nobody sees it.
					case "address" -> {
						String address = words.next();
						if (!"bridge".equals(device.settings.get("type")))
							device.settings.put("address", address);
					}
					case "nomaster" -> device.settings.put("master", "0");
					case "name" -> addTo.devices.put(words.next(), device);
					default -> device.settings.put(word, words.next());
				}
			}
		}

		@Override
		public void flush() {
			call(() -> {
			});
		}

		@Override
		public void prepareEngine(LinkObject link, LinkLayout layout) {
			call(() -> {
			});
		}

		/** Two links of one name are there at once when a link is made anew. */
		private static String key(LinkObject link) {
			return link.layout.name() + " " + link.number;
		}

		private void stages(LinkObject link, LinkLayout layout) {
			engine.put(key(link), layout.forward() + " " + layout.backward());
		}

		@Override
		public void attachEngine(Map<LinkObject, LinkLayout> links) {
			links.forEach((link, layout) -> call(() -> stages(link, layout)));
		}

		@Override
		public void changeEngine(LinkObject link, LinkLayout layout) {
			call(() -> stages(link, layout));
		}

		@Override
		public void switchToEngine(LinkObject link, LinkLayout layout, Runnable endRedirect) {
			call(() -> stages(link, layout));
			endRedirect.run();
		}

		@Override
		public void switchFromEngine(LinkObject link, Runnable begin) {
			begin.run();
			call(() -> engine.remove(key(link)));
		}

		@Override
		public void letGo(LinkObject link) {
		}

		@Override
		public void returnToEngine(LinkObject link, LinkLayout layout, Runnable end) {
			end.run();
			call(() -> stages(link, layout));
		}

		@Override
		public void detachEngine(LinkObject link) {
			call(() -> engine.remove(key(link)));
		}

		@Override
		public void setUp(NodeObject node, List<ProcessRequest> programs) {
			call(() -> nodes.get(node).setup = programs.toString());
		}

		@Override
		public void startPrograms(NodeObject node, List<ProcessRequest> programs) {
			call(() -> nodes.get(node).programs = programs.toString());
		}

		@Override
		public void startServices(List<Services.Work> works, Map<String, ServiceLayout> before) {
			call(() -> works.forEach(work -> services.put(work.layout().path(), work.layout())));
		}

		@Override
		public void stopServices(List<ServiceLayout> stopping) {
			call(() -> stopping.forEach(service -> services.remove(service.path())));
		}

		@Override
		public void removeNode(NodeObject node) {
			call(() -> {
				ModelNamespace gone = nodes.remove(node);
				if (gone != null)
					List.copyOf(gone.devices.keySet()).forEach(name -> delete(gone, name));
			});
		}

		@Override
		public void removeHub() {
			call(() -> hub = null);
		}
	}

	private static List<Change> changes(Kernel kernel, Layout wanted) {
		return Differ.changes(kernel.layout(), kernel.hubExists, wanted, kernel.uncertain);
	}

	/** Without what has an identity of its own each time. */
	private static String noted(Kernel kernel) {
		StringBuilder text = new StringBuilder();
		kernel.nodes.forEach((name, node) -> text.append(name).append(System.identityHashCode(node)).append(node.layout)
				.append(new TreeMap<>(node.devices)).append('\n'));
		kernel.links.forEach((name, link) -> text.append(name).append(System.identityHashCode(link)).append(link.layout).append(link.from)
				.append(link.to).append('\n'));
		return text.append(kernel.bridges).append(kernel.services).append(kernel.uncertain).append(kernel.hubExists).toString();
	}

	@Test
	void shouldBeAsBeforeWhicheverCallOfAnEditFails() {
		int points = 0;
		for (int edit = 0; edit < EDITS; edit++) {
			Random random = new Random(edit);
			Kernel kernel = new Kernel();
			Model model = new Model();
			Executor executor = new Executor(kernel, model);
			String from = DifferTest.network(random);
			String to = DifferTest.network(random);
			UndoLog start = new UndoLog();
			executor.execute(changes(kernel, DifferTest.layout(from)), ApplyMonitor.NONE, start);
			assertEquals(Map.of(), start.commit(() -> {
			}));
			for (boolean after : new boolean[]{false, true})
				for (int k = 0;; k++) {
					String dump = model.dump();
					String noted = noted(kernel);
					Layout wanted = DifferTest.LAYOUTS.settled(DifferTest.layout(to), kernel.layout());
					List<Change> changes = changes(kernel, wanted);
					Runnable memento = kernel.memento(kernel.touched(changes));
					UndoLog log = new UndoLog();
					model.arm(k, after);
					String what = "edit " + edit + ", call " + k + (after ? ", after it" : ", before it") + "\nfrom " + from + "\nto " + to
							+ "\n";
					boolean failed = false;
					try {
						executor.execute(changes, ApplyMonitor.NONE, log);
					} catch (IllegalStateException e) {
						failed = true;
						assertTrue(e.getMessage().startsWith("sabotage"), what + e);
					}
					model.arm(-1, false);
					if (!failed) {
						if (after) {
							assertEquals(Map.of(), log.commit(() -> {
							}), what);
							assertEquals(List.of(), changes(kernel, wanted), what);
						} else {
							assertEquals(Map.of(), log.unwind(() -> {
							}), what);
							memento.run();
							assertEquals(dump, model.dump(), what);
						}
						break;
					}
					points++;
					assertEquals(Map.of(), log.unwind(() -> {
					}), what);
					memento.run();
					assertEquals(dump, model.dump(), what);
					assertEquals(noted, noted(kernel), what);
				}
		}
		System.out.println("on paper: edits " + EDITS + ", points of failure " + points + ", differences 0");
		assertTrue(points > EDITS);
	}
}
