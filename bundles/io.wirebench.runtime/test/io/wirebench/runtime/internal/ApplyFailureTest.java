package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.ImpairmentKind;
import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationState.Phase;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.dataplane.Impairment;
import io.wirebench.linux.net.AddressInfo;
import io.wirebench.linux.net.LinkInfo;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.net.RouteInfo;
import io.wirebench.runtime.internal.apply.Backend;
import io.wirebench.runtime.internal.apply.Kernel;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Edits of a running lab that fail: what ran before runs on, as it was. */
class ApplyFailureTest {

	private static final String KINDS = """
			<plugin><extension point="io.wirebench.core.impairmentKinds">
			<impairmentKind id="acme.test.unlicensed" name="Unlicensed" class="io.wirebench.runtime.internal.ApplyFailureTest$Unlicensed"/>
			</extension></plugin>
			""";

	private static final int EDITS = Integer.getInteger("wirebench.edits", 2);

	public static final class Unlicensed implements ImpairmentKind {
		@Override
		public Impairment create(String path) {
			throw new IllegalStateException("no licence file");
		}
	}

	/** Lets one call of a backend fail: before it is carried out, or after. */
	private static final class Saboteur {
		private int calls;
		private int failAt = -1;
		private boolean after;

		void arm(int number, boolean afterwards) {
			calls = 0;
			failAt = number;
			after = afterwards;
		}

		Backend wrap(Backend backend) {
			return (Backend) Proxy.newProxyInstance(Backend.class.getClassLoader(), new Class<?>[]{Backend.class},
					(_, method, arguments) -> {
						boolean fails = calls++ == failAt;
						if (fails && !after)
							throw new IllegalStateException("sabotage before " + method.getName());
						Object result;
						try {
							result = method.invoke(backend, arguments);
						} catch (InvocationTargetException e) {
							throw e.getCause();
						}
						if (fails)
							throw new IllegalStateException("sabotage after " + method.getName());
						return result;
					});
		}
	}

	private static String two(String link) {
		return "<network format='1' name='t' seed='5'><node name='h1' kind='host'/><node name='h2' kind='host'/>"
				+ "<link from='h1' to='h2'>" + link + "</link></network>";
	}

	private static EmulationException refused(Lab lab, String text) {
		NetworkSpec spec = lab.spec(text);
		return assertThrows(EmulationException.class, () -> lab.emulation.apply(spec, ApplyMonitor.NONE));
	}

	private static void assertPings(Lab lab, String from, String address) throws Exception {
		try (NodeProcess ping = lab.emulation.start(from, ProcessRequest.of("ping", "-c", "1", "-W", "5", address))) {
			ping.input().close();
			String printed = new String(ping.output().readAllBytes());
			assertEquals(0, ping.exit().get(20, TimeUnit.SECONDS), printed);
		}
	}

	@Test
	void shouldGoOnAsBeforeWhenAnImpairmentCannotBeMade() throws Exception {
		try (Lab lab = new Lab(Lab.registry(KINDS))) {
			lab.apply(two(""));
			String before = dump(lab);
			EmulationException e = refused(lab, two("<forward><impairment kind='acme.test.unlicensed'/></forward>"));
			assertTrue(e.getMessage().contains("no licence file"), e::getMessage);
			assertEquals(0, e.getSuppressed().length);
			assertEquals(before, dump(lab));
			assertEquals(Phase.RUNNING, lab.emulation.state().phase());
			assertTrue(lab.emulation.plan(lab.spec(two(""))).isEmpty());
			assertPings(lab, "h1", "h2");
		}
	}

	@Test
	void shouldKeepParametersAndStateOfOtherImpairmentsWhenOneCannotBeMade() throws Exception {
		String ten = "<forward><impairment kind='delay' time='10 ms'/></forward>";
		try (Lab lab = new Lab(Lab.registry(KINDS))) {
			lab.apply(two(ten));
			String before = dump(lab);
			for (int i = 0; i < 3; i++)
				refused(lab, two("<forward><impairment kind='delay' time='300 ms'/><impairment kind='acme.test.unlicensed'/></forward>"));
			assertEquals(before, dump(lab));
			assertEquals(10_000_000, lab.emulation.applied().links().getFirst().forward().getFirst().parameters().durationNanos("time"));
			lab.apply(lab.spec(two(ten).replace("</network>",
					"<flow name='p' kind='ping' from='h1' to='h2' interval='20 ms' count='10'/></network>")));
			double rtt = Lab.figure(lab.awaitDone("p"), "flow:p.rtt-min");
			assertTrue(rtt >= 10e6 && rtt < 100e6, "as applied, not as refused: " + rtt);
		}
	}

	@Test
	void shouldLeakNeitherDescriptorsNorRingsWhenEditsFail() throws Exception {
		String base = "<network format='1' name='t' seed='5'><node name='h1' kind='host'/><node name='h2' kind='host'/><node name='h3' kind='host'/><link from='h1' to='h2'/>%s</network>";
		try (Lab lab = new Lab(Lab.registry(KINDS))) {
			lab.apply(base.formatted(""));
			refused(lab, base.formatted("<link from='h2' to='h3'><forward><impairment kind='acme.test.unlicensed'/></forward></link>"));
			long descriptors = descriptors();
			for (int i = 0; i < 5; i++)
				refused(lab, base.formatted(
						"<link from='h2' to='h3'><both><impairment kind='delay' time='1 ms'/></both><forward><impairment kind='acme.test.unlicensed'/></forward></link>"));
			assertEquals(descriptors, descriptors());
			assertEquals(0, rings());
		}
	}

	@Test
	void shouldRefuseToApplyToALabThatIsClosed() {
		Lab lab = new Lab();
		lab.apply(two(""));
		lab.close();
		EmulationException e = refused(lab, two(""));
		assertTrue(e.getMessage().contains("closed"), e::getMessage);
		assertEquals(Phase.STOPPED, lab.emulation.state().phase());
	}

	@Test
	void shouldNameWhatSomebodyElseChanged() throws Exception {
		try (Lab lab = new Lab()) {
			lab.apply(two(""));
			assertEquals(List.of(), lab.emulation.plan(lab.spec(two(""))).drift());
			try (NodeProcess ip = lab.emulation.start("h1",
					ProcessRequest.of("ip", "address", "flush", "dev", "eth0", "scope", "global"))) {
				assertEquals(0, ip.exit().get(10, TimeUnit.SECONDS));
			}
			List<String> drift = lab.emulation.plan(lab.spec(two(""))).drift();
			assertFalse(drift.isEmpty());
			assertTrue(drift.getFirst().startsWith("h1.eth0: has lost its address 10."), drift::toString);
		}
	}

	/** Every call of every edit fails once before it is made and once after. */
	@Test
	void shouldBeAsBeforeWhicheverStepOfAnEditFails() throws Exception {
		Saboteur saboteur = new Saboteur();
		int points = 0;
		try (Lab lab = new Lab(Lab.registry(KINDS, TestNode.DECLARATION), saboteur::wrap)) {
			Random random = new Random(20261128);
			for (int edit = 0; edit < EDITS; edit++) {
				String from = network(random);
				String to = network(random);
				saboteur.arm(-1, false);
				lab.apply(from);
				NetworkSpec wanted = lab.spec(to);
				String before = dump(lab);
				for (boolean after : new boolean[]{false, true})
					for (int k = 0;; k++) {
						saboteur.arm(k, after);
						EmulationException failure = null;
						try {
							lab.emulation.apply(wanted, ApplyMonitor.NONE);
						} catch (EmulationException e) {
							failure = e;
						}
						saboteur.arm(-1, false);
						String what = "edit " + edit + ", call " + k + (after ? ", after it" : ", before it") + ": " + failure
								+ (failure == null ? "" : " " + List.of(failure.getSuppressed())) + "\nfrom " + from + "\nto " + to + "\n";
						if (failure == null) {
							assertEquals(List.of(), lab.emulation.plan(wanted).drift(), what);
							assertTrue(lab.emulation.plan(wanted).isEmpty(), what);
							lab.apply("<network format='1' name='t'/>");
							lab.apply(from);
							before = dump(lab);
							break;
						}
						points++;
						assertEquals(0, failure.getSuppressed().length, () -> what);
						assertEquals(before, dump(lab), what);
					}
			}
		}
		System.out.println("edits " + EDITS + ", points of failure " + points + ", differences 0");
		assertTrue(points > EDITS, "the edits had steps to fail at");
	}

	private static String network(Random random) {
		StringBuilder text = new StringBuilder("<network format='1' name='t' routes='auto' seed='").append(random.nextInt(3)).append("'>");
		int nodes = 2 + random.nextInt(3);
		for (int i = 0; i < nodes; i++)
			text.append("<node name='n").append(i).append("' kind='").append(switch (random.nextInt(4)) {
				case 0 -> "router'";
				case 1 -> "acme.test.node' setup='true " + random.nextInt(2) + "'";
				default -> "host'";
			}).append("/>");
		text.append("<node name='s0' kind='switch' spanning-tree='").append(random.nextBoolean()).append("' forward-delay='")
				.append(2 + random.nextInt(2)).append(" s'/>");
		for (int i = 0; i < nodes; i++)
			if (random.nextInt(3) > 0)
				link(text, "n" + i + ".a", "s0.n" + i, random);
		for (int i = 0; i + 1 < nodes; i++)
			if (random.nextInt(2) > 0)
				link(text, "n" + i + "." + (random.nextBoolean() ? "b" : "c"), "n" + (i + 1) + ".d", random);
		return text.append("</network>").toString();
	}

	private static void link(StringBuilder text, String from, String to, Random random) {
		text.append("<link from='").append(from).append("' to='").append(to).append("' up='").append(random.nextInt(4) > 0).append("'>")
				.append(switch (random.nextInt(4)) {
					case 0 -> "<forward><impairment kind='delay' time='" + (1 + random.nextInt(3)) + " ms'/></forward>";
					case 1 ->
						"<both><impairment kind='loss' probability='1 %'/></both><backward><impairment kind='rate' rate='1 Mbit/s'/></backward>";
					default -> "";
				}).append("</link>");
	}

	private static long descriptors() throws IOException {
		try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
			return all.count();
		}
	}

	private static long rings() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/maps")).stream().filter(line -> line.contains("socket:")).count();
	}

	/** All that the kernel and the engine have of a lab, but for counters and what the kernel adds in its own time. */
	private static String dump(Lab lab) {
		LocalEmulation emulation = (LocalEmulation) lab.emulation;
		Kernel kernel = emulation.kernel();
		List<String> lines = new ArrayList<>();
		devices("hub", kernel.hub, lines);
		for (LinkInfo link : sorted(kernel.hub.route().links()))
			kernel.hub.route().filters(link.device())
					.forEach(filter -> lines.add("hub redirect " + link.name() + " to " + filter.redirectIndex()));
		kernel.nodes.forEach((name, node) -> {
			devices(name, node.namespace, lines);
			node.namespace.route().addresses().stream().filter(a -> !a.address().isLinkLocalAddress())
					.sorted(Comparator.comparing(AddressInfo::toString))
					.forEach(a -> lines
							.add(name + " address " + a.deviceIndex() + " " + a.address().getHostAddress() + "/" + a.prefixLength()));
			node.namespace.route().routes().stream().filter(r -> r.table() == 254 && r.gateway() != null).map(RouteInfo::toString).sorted()
					.forEach(r -> lines.add(name + " " + r));
			lines.add(name + " forwards " + node.namespace.readSysctl("net.ipv4.ip_forward") + " layout " + node.layout);
		});
		kernel.links.forEach(
				(name, link) -> lines.add(link.layout + " " + link.from + " " + link.to + " in the engine " + (link.engine != null)));
		lines.add("bridges " + kernel.bridges + ", uncertain " + kernel.uncertain + ", applied " + emulation.applied());
		lines.add(emulation.engine().describe());
		return String.join("\n", lines);
	}

	private static List<LinkInfo> sorted(List<LinkInfo> links) {
		return links.stream().sorted(Comparator.comparing(LinkInfo::index)).toList();
	}

	private static void devices(String where, NetworkNamespace namespace, List<String> lines) {
		for (LinkInfo l : sorted(namespace.route().links()))
			lines.add(where + " device " + l.index() + " " + l.name() + " "
					+ (l.kind().equals("bridge") || where.equals("hub") ? "" : l.mac()) + " mtu " + l.mtuBytes()
					+ (l.up() ? " up" : " down")
					+ " master " + l.master() + " group " + l.group() + " segments " + l.gsoMaxSegs() + " spanning tree "
					+ l.spanningTree());
	}
}
