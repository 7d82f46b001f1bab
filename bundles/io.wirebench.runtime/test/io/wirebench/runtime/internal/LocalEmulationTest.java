package io.wirebench.runtime.internal;

import static io.wirebench.runtime.internal.Lab.figure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.emulation.EmulationState.DirectionState;
import io.wirebench.core.emulation.EmulationState.FlowStatus;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.dataplane.Direction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

class LocalEmulationTest {

	private static String two(String link, String rest) {
		return "<network format='1' name='t' seed='5'><node name='h1' kind='host'/><node name='h2' kind='host'/>"
				+ "<link from='h1' to='h2'>" + link + "</link>" + rest + "</network>";
	}

	private static String pings(int count) {
		return "<flow name='p' kind='ping' from='h1' to='h2' interval='20 ms' count='" + count + "'/>";
	}

	@Test
	void shouldDelayPingsOneWayAsAsked() {
		try (Lab lab = new Lab()) {
			lab.apply(two("<forward><impairment kind='delay' time='30 ms'/></forward>", pings(50)));
			EmulationState state = lab.awaitDone("p");
			assertEquals(50, figure(state, "flow:p.received"));
			assertTrue(figure(state, "flow:p.rtt-min") >= 30e6, "one way only, and never early: " + state.flows());
			assertTrue(figure(state, "flow:p.rtt-min") < 40e6, "" + state.flows());
		}
	}

	@Test
	void shouldPingOverIpv6AndThroughRouters() {
		try (Lab lab = new Lab()) {
			lab.apply(
					"""
							<network format='1' name='t'>
								<node name='h1' kind='host'/><node name='r1' kind='router'/><node name='r2' kind='router'/><node name='h2' kind='host'/>
								<node name='s' kind='switch'/>
								<link from='h1' to='s'/><link from='s' to='r1'/><link from='r1' to='r2'/><link from='r2' to='h2'/>
								<flow name='p' kind='ping' from='h1' to='h2' interval='20 ms' count='20'/>
								<flow name='p6' kind='ping' from='h1' to='h2' interval='20 ms' count='20' ipv6='true'/>
							</network>""");
			assertEquals(20, figure(lab.awaitDone("p"), "flow:p.received"));
			assertEquals(20, figure(lab.awaitDone("p6"), "flow:p6.received"));
		}
	}

	/** The sequence numbers missing at the receiver depend on the seed and on nothing else. */
	@Test
	void shouldLoseTheSamePacketsWithTheSameSeedAndOthersWithAnother() {
		List<Double> lost = new ArrayList<>();
		List<Double> hashes = new ArrayList<>();
		for (int seed : new int[]{1, 1, 2})
			try (Lab lab = new Lab()) {
				NetworkSpec s = lab.spec(two("<forward><impairment kind='loss' probability='2 %' match='udp'/></forward>",
						"<flow name='u' kind='udp' from='h1' to='h2' packets='20000' rate='40 Mbit/s' size='500 B'/>"));
				lab.apply(new NetworkSpec(s.name(), s.description(), seed, s.nodes(), s.links(), s.flows(), s.probes(), s.scenario()));
				EmulationState state = lab.awaitDone("u");
				DirectionState forward = state.links().get("h1-h2").forward();
				assertEquals(0, forward.droppedFrames().getOrDefault("overrun", 0L) + forward.droppedFrames().getOrDefault("backlog", 0L),
						() -> "nothing but the loss may be lost: " + forward);
				assertEquals(forward.droppedFrames().get("loss").doubleValue(), figure(state, "flow:u.lost"),
						"the receiver misses what was dropped");
				lost.add(figure(state, "flow:u.lost"));
				hashes.add(figure(state, "flow:u.missing-hash"));
			}
		assertTrue(lost.getFirst() > 320 && lost.getFirst() < 480, "2 % of 20000 is about 400: " + lost);
		assertEquals(hashes.get(0), hashes.get(1));
		assertNotEquals(hashes.get(0), hashes.get(2));
	}

	@Test
	void shouldCountSoThatFramesAddUpAtEverySampleUnderLoad() {
		try (Lab lab = new Lab()) {
			lab.apply(
					two("""
							<forward><impairment kind='delay' time='3 ms' jitter='1 ms'/><impairment kind='loss' probability='1 %'/>
								<impairment kind='duplicate' probability='2 %'/><impairment kind='rate' rate='200 Mbit/s' queue-packets='50'/></forward>
							<backward><impairment kind='delay' time='2 ms'/></backward>""",
							"<flow name='t' kind='tcp' from='h1' to='h2'/><flow name='u' kind='udp' from='h1' to='h2' rate='50 Mbit/s'/>"));
			lab.await("traffic", s -> s.links().get("h1-h2").forward().outFrames() > 1000);
			for (int i = 0; i < 100; i++) {
				EmulationState state = lab.emulation.sample();
				for (Direction direction : Direction.values()) {
					DirectionState d = state.links().get("h1-h2").of(direction);
					assertEquals(d.inFrames() + d.copiedFrames(), d.outFrames() + d.dropped() + d.queuedFrames(), d::toString);
				}
			}
			EmulationState state = lab.emulation.sample();
			assertTrue(state.links().get("h1-h2").forward().droppedFrames().get("loss") > 0, "" + state.links());
			assertTrue(state.links().get("h1-h2").forward().copiedFrames() > 0, "" + state.links());
		}
	}

	/** Frames that nodes sent, by the kernel's count at the nodes' own interfaces, are all that the link carries. */
	@ParameterizedTest
	@ValueSource(strings = {"", "<both><impairment kind='delay' time='1 ms'/></both>"})
	void shouldCarryNoFrameOnAnIdleLinkThatItsNodesDidNotSend(String impairments) throws Exception {
		try (Lab lab = new Lab()) {
			lab.apply(two(impairments, ""));
			// IPv6 says hello for some seconds by itself: that is the nodes' own.
			long end = System.nanoTime() + 4_000_000_000L;
			lab.await("some seconds", _ -> System.nanoTime() > end);
			EmulationState state = lab.emulation.sample();
			DirectionState forward = state.links().get("h1-h2").forward();
			DirectionState backward = state.links().get("h1-h2").backward();
			long sent1 = number(lab, "h1", "tx_packets");
			long sent2 = number(lab, "h2", "tx_packets");
			assertTrue(forward.inFrames() <= sent1, forward + " but h1 sent " + sent1);
			assertTrue(backward.inFrames() <= sent2, backward + " but h2 sent " + sent2);
			assertTrue(number(lab, "h2", "rx_packets") <= sent1);
			assertTrue(number(lab, "h1", "rx_packets") <= sent2);
		}
	}

	private static long number(Lab lab, String node, String counter) throws Exception {
		// /sys shows the namespace in which it was mounted; /proc/net/dev that of the reader.
		String[] columns = run(lab, node, "grep eth0 /proc/net/dev").replaceFirst(".*:", "").trim().split("\\s+");
		return Long.parseLong(columns[counter.equals("rx_packets") ? 1 : 9]);
	}

	private static String run(Lab lab, String node, String command) throws Exception {
		try (NodeProcess process = lab.emulation.start(node, ProcessRequest.of("/bin/sh", "-c", command))) {
			process.input().close();
			String out = new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
			assertEquals(0, process.exit().get(), () -> out);
			return out.trim();
		}
	}

	@Test
	void shouldGiveNodesTheirHostNameAndTheNamesOfAllNodes() throws Exception {
		try (Lab lab = new Lab()) {
			lab.apply(two("", ""));
			assertEquals("h1", run(lab, "h1", "hostname"));
			assertTrue(run(lab, "h1", "cat /etc/hosts").contains("10.0.1.2\th2"));
			// A node that comes later is known to programs of the earlier ones too.
			lab.apply(two("", "<node name='h3' kind='host'/><link from='h2' to='h3'/>"));
			assertTrue(run(lab, "h1", "cat /etc/hosts").contains("\th3"));
		}
	}

	@Test
	void shouldPlanNothingForWhatRuns() throws Exception {
		try (Lab lab = new Lab()) {
			String text = """
					<network format='1' name='t'>
						<node name='h1' kind='host'/><node name='r1' kind='router'/><node name='h2' kind='host'/><node name='s' kind='switch'/>
						<link from='h1' to='s'/><link from='s' to='r1'><both><impairment kind='delay' time='1 ms'/></both></link><link from='r1' to='h2'/>
					</network>""";
			assertFalse(lab.emulation.plan(lab.spec(text)).isEmpty());
			lab.apply(text);
			assertTrue(lab.emulation.plan(lab.spec(text)).isEmpty(), () -> {
				try {
					return lab.emulation.plan(lab.spec(text)).print();
				} catch (EmulationException e) {
					return e.toString();
				}
			});
		}
	}

	@Test
	void shouldChangeOnlyWhatMustChangeWhileTrafficFlows() throws Exception {
		try (Lab lab = new Lab()) {
			lab.apply(two("<both><impairment kind='delay' time='5 ms'/></both>",
					"<flow name='p' kind='ping' from='h1' to='h2' interval='20 ms'/>"));
			lab.await("ping", s -> s.figure("flow:p.received").orElse(0) > 5);
			var plan = lab.emulation.plan(lab.emulation.applied().with("h1-h2/both/delay.time", "20 ms"));
			assertEquals(1, plan.steps().size(), plan::print);
			lab.set("h1-h2/both/delay.time", "20 ms");
			lab.await("longer round trip", s -> s.figure("flow:p.rtt").orElse(0) >= 40e6);
			lab.set("h1-h2.up", "false");
			lab.await("no replies", s -> s.figure("flow:p.sent").orElse(0) > s.figure("flow:p.received").orElse(0) + 20);
			lab.set("h1-h2.up", "true");
			double before = figure(lab.emulation.sample(), "flow:p.received");
			lab.await("replies again", s -> s.figure("flow:p.received").orElse(0) > before + 10);
			assertEquals(FlowStatus.RUNNING, lab.emulation.state().flows().get("p").status());
		}
	}

	@Test
	void shouldMoveALinkBetweenTiersUnderTcpWithoutEndingTheConnection() {
		try (Lab lab = new Lab()) {
			lab.apply(two("<both><impairment kind='delay' time='2 ms' enabled='false'/></both>",
					"<flow name='t' kind='tcp' from='h1' to='h2'/>"));
			assertEquals("wire", lab.emulation.sample().links().get("h1-h2").tier());
			for (int i = 0; i < 3; i++) {
				lab.set("h1-h2/both/delay.enabled", "true");
				assertEquals("engine", lab.emulation.sample().links().get("h1-h2").tier());
				double bytes = figure(lab.await("bytes", s -> s.figure("flow:t.bytes").isPresent()), "flow:t.bytes");
				lab.await("more bytes through the engine", s -> s.figure("flow:t.bytes").orElse(0) > bytes + 1e6);
				lab.set("h1-h2/both/delay.enabled", "false");
				double then = figure(lab.emulation.sample(), "flow:t.bytes");
				lab.await("more bytes on the wire", s -> s.figure("flow:t.bytes").orElse(0) > then + 1e7);
			}
			assertEquals(FlowStatus.RUNNING, lab.emulation.state().flows().get("t").status());
		}
	}

	@Test
	void shouldImpairALinkToASwitchLiveAndGiveItBack() {
		String head = "<network format='1' name='t'><node name='h1' kind='host'/><node name='h2' kind='host'/><node name='s' kind='switch'/><node name='s2' kind='switch'/>";
		String flow = "<flow name='p' kind='ping' from='h1' to='h2' interval='20 ms'/></network>";
		try (Lab lab = new Lab()) {
			lab.apply(head + "<link from='h1' to='s'/><link from='s' to='s2'/><link from='h2' to='s2'/>" + flow);
			lab.await("ping", s -> s.figure("flow:p.received").orElse(0) > 3);
			lab.apply(head + "<link from='h1' to='s'><forward><impairment kind='delay' time='10 ms'/></forward></link>"
					+ "<link from='s' to='s2'><both><impairment kind='delay' time='10 ms'/></both></link><link from='h2' to='s2'/>" + flow);
			lab.await("30 ms", s -> s.figure("flow:p.rtt").orElse(0) >= 30e6);
			lab.apply(head + "<link from='h1' to='s'/><link from='s' to='s2'/><link from='h2' to='s2'/>" + flow);
			lab.await("fast again", s -> s.figure("flow:p.rtt").orElse(1e9) < 10e6);
		}
	}

	@Test
	void shouldRunTheUsersProgramsAndReportTheirExitCodeAndOutput() {
		try (Lab lab = new Lab()) {
			lab.apply(two("", """
					<flow name='good' kind='command' from='h1' to='h2' argv='sh -c "echo $WIREBENCH_TO; exit 0"'/>
					<flow name='bad' kind='command' from='h1' to='h2' argv='sh -c "echo oops >&amp;2; exit 7"'/>
					<flow name='missing' kind='command' from='h1' to='h2' argv='no-such-program-here'/>"""));
			EmulationState state = lab.awaitDone("good");
			assertEquals(0, figure(state, "flow:good.exit-code"));
			assertTrue(state.flows().get("good").output().contains("h2"), "" + state.flows());
			state = lab.awaitDone("bad");
			assertEquals(7, figure(state, "flow:bad.exit-code"));
			assertTrue(state.flows().get("bad").output().contains("! oops"), "" + state.flows());
			state = lab.await("missing", s -> s.flows().get("missing").status() == FlowStatus.FAILED);
			assertTrue(state.flows().get("missing").message().contains("no-such-program-here"), "" + state.flows());
		}
	}

	@Test
	void shouldCaptureBothSidesOfALinkAndMeasureItsLatency() throws Exception {
		try (Lab lab = new Lab()) {
			lab.apply(two("<both><impairment kind='delay' time='8 ms'/></both>", pings(40)
					+ "<probe name='cap' kind='capture' target='h1-h2'/><probe name='lat' kind='latency' target='h1-h2'/>"));
			lab.awaitDone("p");
			EmulationState state = lab.await("frames and latency",
					s -> s.figure("probe:cap.frames").orElse(0) >= 160 && s.figure("probe:lat.forward-p50").isPresent());
			double p50 = figure(state, "probe:lat.forward-p50");
			assertTrue(p50 >= 7.9e6 && p50 < 12e6, "8 ms, not " + p50);
			byte[] file = Files.readAllBytes(Path.of(state.probes().get("cap").files().getFirst()));
			assertEquals(0x0a, file[0]);
			assertTrue(new String(file, 0, 400, StandardCharsets.ISO_8859_1).contains("h1-h2 forward before"));
		}
	}

	@Test
	void shouldTakeEverythingBackWhenAnApplyIsCancelled() throws Exception {
		try (Lab lab = new Lab()) {
			StringBuilder text = new StringBuilder("<network format='1' name='t'><node name='s' kind='switch'/>");
			for (int i = 0; i < 30; i++)
				text.append("<node name='h" + i + "' kind='host'/><link from='h" + i + "' to='s'/>");
			NetworkSpec spec = lab.spec(text.append("</network>").toString());
			int[] polls = {0};
			EmulationException e = assertThrows(EmulationException.class, () -> lab.emulation.apply(spec, new ApplyMonitor() {
				@Override
				public boolean cancelled() {
					return polls[0]++ > 20;
				}
			}));
			assertTrue(e.getMessage().contains("cancelled"), e.getMessage());
			assertTrue(lab.emulation.sample().nodes().isEmpty(), "" + lab.emulation.state());
			lab.apply(spec);
			assertEquals(31, lab.emulation.sample().nodes().size());
		}
	}

	@Test
	void shouldLeaveNoDescriptorThreadOrProcessBehind() throws Exception {
		String text = two("<both><impairment kind='delay' time='1 ms'/></both>", "<flow name='t' kind='tcp' from='h1' to='h2'/>"
				+ "<flow name='c' kind='command' from='h1' to='h2' argv='sh -c \"setsid sleep 1000 &amp; sleep 1000\"'/><probe name='cap' kind='capture' target='h1-h2'/>");
		long[] before = null;
		for (int i = 0; i < 4; i++) {
			try (Lab lab = new Lab()) {
				lab.apply(text);
				lab.await("traffic", s -> s.figure("flow:t.bytes").orElse(0) > 1e5 && s.figure("flow:c.running").orElse(0) == 1);
			}
			long[] now = {descriptors(), children()};
			if (before == null)
				before = now; // the first opens what the process keeps
			else {
				assertEquals(before[0], now[0], "descriptors");
				assertEquals(0, now[1], "processes");
			}
		}
		// The one that lets rings grow is the process's own, and ends when it has had nothing to do for a while.
		long end = System.nanoTime() + 20_000_000_000L;
		while (threads() > 0 && System.nanoTime() < end)
			LockSupport.parkNanos(10_000_000);
		assertEquals(0, threads(), () -> "" + Thread.getAllStackTraces().keySet());
	}

	private static long threads() {
		return Thread.getAllStackTraces().keySet().stream()
				.filter(t -> t.isAlive() && t.getName().startsWith("wirebench") && !t.getName().contains("reaper")
						&& !t.getName().contains("sampler"))
				.count();
	}

	private static long descriptors() throws Exception {
		try (var files = Files.list(Path.of("/proc/self/fd"))) {
			return files.count();
		}
	}

	private static long children() {
		return ProcessHandle.current().descendants().count();
	}
}
