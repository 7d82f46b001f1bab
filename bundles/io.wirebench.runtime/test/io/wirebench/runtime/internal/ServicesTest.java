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
import io.wirebench.core.emulation.Capability;
import io.wirebench.core.emulation.EmulationEvent.Severity;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.emulation.EmulationState.ServiceState;
import io.wirebench.core.emulation.EmulationState.ServiceStatus;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Daemons in nodes, on this kernel. */
class ServicesTest {

	private static final String CHAIN = """
			<network format='1' name='t'>
				<node name='h1' kind='host'/>
				<node name='r1' kind='router'><service kind='ospf'/></node>
				<node name='r2' kind='router'><service kind='ospf'/></node>
				<node name='h2' kind='host'/>
				<link from='h1' to='r1'/><link from='r1' to='r2'/><link from='r2' to='h2'/>
				<flow name='p' kind='ping' from='h1' to='h2' interval='50 ms'/>
			</network>""";

	private static void requireFrr() {
		for (String daemon : new String[]{"/usr/lib/frr/zebra", "/usr/lib/frr/ospfd", "/usr/lib/frr/staticd", "/usr/bin/vtysh"})
			if (!Files.isExecutable(Path.of(daemon))) {
				String reason = "skipped: no " + daemon + "; apt-get install frr";
				System.out.println(reason);
				assertFalse(Boolean.getBoolean("wirebench.kernel.required"), "a skip is a failure here; " + reason);
				Assumptions.abort(reason);
			}
	}

	private static String run(Lab lab, String node, String command) {
		try (NodeProcess process = lab.emulation.start(node, ProcessRequest.of("/bin/sh", "-c", command))) {
			process.input().close();
			String out = new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
			process.exit().get();
			return out.trim();
		} catch (Exception e) {
			throw new AssertionError(e);
		}
	}

	private static ServiceState service(EmulationState state, String path) {
		return state.services().get(path);
	}

	private static long pid(EmulationState state, String path, String program) {
		return service(state, path).processes().stream().filter(p -> p.name().equals(program)).findFirst().orElseThrow().pid();
	}

	private static String one(String attributes) {
		return "<network format='1' name='t'><node name='h1' kind='host'><service kind='acme.test.service' name='s' " + attributes
				+ "/></node></network>";
	}

	@Test
	void shouldFindRoutesByOspfAndFollowALiveChangeAndLeaveNothing() throws Exception {
		boolean crashLogs = Files.exists(Path.of("/var/tmp/frr")); // of daemons of others
		requireFrr();
		try (Lab lab = new Lab()) {
			lab.apply(CHAIN);
			EmulationState state = lab.emulation.sample();
			assertEquals(ServiceStatus.RUNNING, service(state, "r1/ospf").status(), () -> "" + lab.events);
			assertEquals(List.of("zebra", "ospfd"), service(state, "r1/ospf").processes().stream().map(p -> p.name()).toList());
			assertEquals(1, figure(state, "r1/ospf.running"));
			assertTrue(service(state, "r2/ospf").configuration().get("/etc/frr/ospfd.conf").contains("network 10.0.2.0/24 area 0"),
					() -> "" + service(state, "r2/ospf"));
			assertTrue(lab.events.stream().anyMatch(e -> e.element().equals("r1/ospf") && e.message().equals("is ready")),
					() -> "" + lab.events);
			lab.await("ping over routes of OSPF", s -> s.figure("flow:p.received").orElse(0) > 3);
			assertTrue(run(lab, "r1", "vtysh -c 'show ip ospf neighbor'").contains("Full"), "vtysh works in the node as it is");
			assertTrue(run(lab, "r1", "ip route").contains("10.0.3.0/24"));
			assertFalse(run(lab, "r1", "vtysh -c 'show ip ospf neighbor' 2>&1").contains("%"), "and says nothing of missing files");

			var wrong = lab.emulation.applied().with("r2/ospf.area", "1");
			var plan = lab.emulation.plan(wrong);
			assertEquals(1, plan.steps().size(), plan::print);
			assertEquals("/etc/frr/ospfd.conf has changed; ospfd restarts; zebra continues", plan.steps().getFirst().reason());
			assertTrue(plan.steps().getFirst().command().contains(" network 10.0.2.0/24 area 1\n"), plan::print);
			lab.apply(wrong);
			EmulationState after = lab.emulation.sample();
			assertEquals(ServiceStatus.RUNNING, service(after, "r2/ospf").status(), () -> "" + lab.events);
			assertEquals(pid(state, "r2/ospf", "zebra"), pid(after, "r2/ospf", "zebra"));
			assertNotEquals(pid(state, "r2/ospf", "ospfd"), pid(after, "r2/ospf", "ospfd"));
			assertEquals(pid(state, "r1/ospf", "ospfd"), pid(after, "r1/ospf", "ospfd"));
			lab.await("no route any more", _ -> !run(lab, "r1", "ip route").contains("10.0.3.0/24"));
			lab.set("r2/ospf.area", "0.0.0.0");
			double before = figure(lab.emulation.sample(), "flow:p.received");
			lab.await("ping again", s -> s.figure("flow:p.received").orElse(0) > before + 3);
			assertTrue(lab.emulation.plan(lab.emulation.applied()).isEmpty());
		}
		assertEquals(0, ProcessHandle.current().descendants().count(), "processes");
		assertFalse(Files.exists(Path.of("/run/frr/zserv.api")));
		assertFalse(Files.exists(Path.of("/etc/frr/ospfd.conf")));
		assertEquals(crashLogs, Files.exists(Path.of("/var/tmp/frr")));
	}

	/** A socket of Linux joins 20 multicast groups by default: OSPF had no neighbours at the other interfaces, and said nothing. */
	@Test
	void shouldHaveANeighbourAtEachOfTwentyFiveLinks() {
		requireFrr();
		StringBuilder text = new StringBuilder(
				"<network format='1' name='t'><node name='r' kind='router'><service kind='ospf' network-type='broadcast'/></node>");
		for (int i = 0; i < 25; i++)
			text.append("<node name='n").append(i).append("' kind='router'>")
					.append(i < 3 || i > 21 ? "<service kind='ospf' network-type='broadcast'/>" : "").append("</node><link from='r' to='n")
					.append(i).append("'/>");
		try (Lab lab = new Lab()) {
			// Passive interfaces join nothing: all are to be active, neighbours at the first and the last are enough.
			lab.apply(text.append("</network>").toString().replace("network-type='broadcast'/></node><node name='n0'",
					"network-type='broadcast' configuration='" + active() + "'/></node><node name='n0'"));
			lab.await("neighbours at the first and the last interfaces",
					_ -> run(lab, "r", "vtysh -c 'show ip ospf neighbor' | grep -c Full").equals("6"));
			assertEquals("50", run(lab, "r", "cat /proc/sys/net/ipv4/igmp_max_memberships"));
		}
	}

	private static String active() {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < 25; i++)
			text.append("interface eth").append(i)
					.append("&#10; ip ospf hello-interval 1&#10; ip ospf dead-interval 4&#10; ip ospf area 0&#10;");
		return text + "router ospf&#10; ospf router-id 10.0.1.1&#10;";
	}

	@Test
	void shouldFindNodesByNameWhereOnlyIpv4IsRouted() {
		requireFrr();
		try (Lab lab = new Lab()) {
			String without = CHAIN.replace("<service kind='ospf'/>", "");
			lab.apply(without);
			assertTrue(run(lab, "h1", "getent ahosts h2 | head -n 1").startsWith("fd00:"), "as everywhere else");
			String before = run(lab, "h1", "cat /etc/gai.conf");
			lab.apply(CHAIN);
			assertTrue(run(lab, "h1", "getent ahosts h2 | head -n 1").startsWith("10.0.3.2 "), () -> run(lab, "h1", "getent ahosts h2"));
			assertTrue(run(lab, "h1", "getent ahosts h2").contains("fd00:"), "the other is known, too");
			lab.await("routes of OSPF",
					_ -> run(lab, "r1", "ip route").contains("10.0.3.0/24") && run(lab, "r2", "ip route").contains("10.0.1.0/24"));
			assertTrue(run(lab, "h1", "ping -c 1 -W 5 h2").contains(" 1 received"));
			assertTrue(run(lab, "h2", "ping -c 1 -W 5 h1").contains(" 1 received"), "in a node whose programs start only now");
			lab.apply(without);
			assertTrue(run(lab, "h1", "getent ahosts h2 | head -n 1").startsWith("fd00:"));
			assertEquals(before, run(lab, "h1", "cat /etc/gai.conf"));
		}
	}

	@Test
	void shouldAddAndRemoveAServiceOfARunningNode() {
		requireFrr();
		try (Lab lab = new Lab()) {
			String without = CHAIN.replace("<service kind='ospf'/>", "");
			lab.apply(without);
			lab.await("ping over static routes", s -> s.figure("flow:p.received").orElse(0) > 3);
			lab.apply(CHAIN);
			assertFalse(run(lab, "r1", "ip route show proto static").contains("10.0.3.0/24"), "static routes are gone");
			lab.await("ping over routes of OSPF", s -> run(lab, "r1", "ip route show proto ospf").contains("10.0.3.0/24"));
			assertTrue(run(lab, "r1", "ls /etc/frr").contains("ospfd.conf"));
			lab.apply(without);
			assertTrue(lab.emulation.sample().services().isEmpty());
			double before = figure(lab.emulation.sample(), "flow:p.received");
			lab.await("ping again", s -> s.figure("flow:p.received").orElse(0) > before + 3);
			assertFalse(run(lab, "r1", "ls /etc/frr").contains("ospfd.conf"));
			assertEquals("", run(lab, "r1", "pgrep -l 'zebra|ospfd'"));
		}
	}

	@Test
	void shouldAnnounceStaticRoutes() {
		requireFrr();
		try (Lab lab = new Lab()) {
			lab.apply(CHAIN.replaceFirst("<service kind='ospf'/>", "<service kind='ospf' static='10.99.0.0/16 via 10.0.1.1'/>"));
			lab.await("the route of r1 in r2", _ -> run(lab, "r2", "ip route").contains("10.99.0.0/16 nhid")
					|| run(lab, "r2", "ip route").contains("10.99.0.0/16 via 10.0.2.1"));
		}
	}

	@Test
	void shouldFailWithTheReasonWhenADaemonIsKilledAndStartAnewWhenItIsChanged() {
		requireFrr();
		try (Lab lab = new Lab()) {
			lab.apply(CHAIN);
			ProcessHandle.of(pid(lab.emulation.sample(), "r1/ospf", "ospfd")).orElseThrow().destroyForcibly();
			EmulationState state = lab.await("failed", s -> service(s, "r1/ospf").status() == ServiceStatus.FAILED);
			assertTrue(
					service(state, "r1/ospf").message()
							.matches("ospfd \\(process \\d+\\) was ended by SIGKILL; its last lines: .*starting.*"),
					() -> "" + service(state, "r1/ospf"));
			assertEquals(OptionalInt.of(137), service(state, "r1/ospf").processes().getLast().exitCode());
			assertEquals(0, figure(state, "r1/ospf.running"));
			assertEquals(1, figure(state, "r2/ospf.running"));
			assertTrue(
					lab.events.stream().anyMatch(
							e -> e.severity() == Severity.ERROR && e.element().equals("r1/ospf") && e.message().contains("SIGKILL")),
					() -> "" + lab.events);
			lab.set("r1/ospf.cost", "20");
			lab.await("running again", s -> s.figure("r1/ospf.running").orElse(0) == 1);
		}
	}

	@Test
	void shouldRefuseAMissingProgramBeforeAnythingIsMade() throws Exception {
		try (Lab lab = new Lab(Lab.registry(TestService.DECLARATION))) {
			var spec = lab.spec(one("argv='/no/such/daemon -x'"));
			for (var e : List.of(assertThrows(EmulationException.class, () -> lab.emulation.plan(spec)),
					assertThrows(EmulationException.class, () -> lab.emulation.apply(spec, ApplyMonitor.NONE)))) {
				assertTrue(e.machineCannot());
				assertEquals("h1/s needs the program /no/such/daemon, which is not on this machine; install it: apt-get install acme-tools",
						e.getMessage());
			}
			assertTrue(lab.emulation.sample().nodes().isEmpty());
			Capability capability = new LocalEmulationFactory(lab.kinds).capabilities().stream().filter(c -> c.name().equals("ACME_TOOLS"))
					.findFirst().orElseThrow();
			assertFalse(capability.available());
			assertEquals("/no/such/daemon is not on this machine", capability.cause());
			assertEquals("apt-get install acme-tools", capability.remedy());
			assertFalse(Capability.REQUIRED.contains(capability.name()));
		}
	}

	@Test
	void shouldSayWhatAProgramPrintedThatEndsBeforeItIsReady() {
		try (Lab lab = new Lab(Lab.registry(TestService.DECLARATION))) {
			lab.apply(one("argv='sh:echo no luck today &gt;&amp;2 &amp;&amp; exit 3' ready='/run/test/ready'"));
			ServiceState state = service(lab.emulation.sample(), "h1/s");
			assertEquals(ServiceStatus.FAILED, state.status());
			assertTrue(state.message().contains("has ended by itself with exit code 3; its last lines:")
					&& state.message().contains("no luck today"), state::message);
			assertTrue(state.log().getLast().endsWith("no luck today"), () -> "" + state.log());
		}
	}

	@Test
	void shouldStartProgramsInOrderEachWhenTheOneBeforeIsReadyAndShowThemTheirFiles() {
		try (Lab lab = new Lab(Lab.registry(TestService.DECLARATION))) {
			// The second would fail without what the first leaves; the directory is none of the machine's.
			lab.apply(one("directory='/run/no-such-folder/deep' ready='/run/no-such-folder/deep/copy' text='hello'"
					+ " argv='sh:cat /run/no-such-folder/deep/text &gt; /run/no-such-folder/deep/copy &amp;&amp; exec sleep 1000;"
					+ " sh: test -e /run/no-such-folder/deep/copy &amp;&amp; exec sleep 1001'"));
			EmulationState state = lab.emulation.sample();
			assertEquals(ServiceStatus.RUNNING, service(state, "h1/s").status(), () -> "" + service(state, "h1/s"));
			lab.await("the copy", _ -> run(lab, "h1", "cat /run/no-such-folder/deep/copy").equals("hello"));
			assertFalse(Files.exists(Path.of("/run/no-such-folder")));
		}
	}

	@Test
	void shouldRefuseParametersThatAKindCannotUseBeforeAnythingChanges() throws Exception {
		try (Lab lab = new Lab()) {
			var e = assertThrows(EmulationException.class, () -> lab.emulation.plan(lab.spec(CHAIN).with("r2/ospf.area", "backbone")));
			assertEquals("r2/ospf: area: 'backbone' is not an OSPF area; write a number from 0 to 4294967295 or one such as 0.0.0.1",
					e.getMessage());
			assertFalse(e.machineCannot());
		}
	}

	@Test
	void shouldTakeEverythingBackWhenTheStartOfServicesIsCancelled() {
		try (Lab lab = new Lab(Lab.registry(TestService.DECLARATION))) {
			var spec = lab.spec(one("argv='sleep 1000' ready='/run/test/never'"));
			var e = assertThrows(EmulationException.class, () -> lab.emulation.apply(spec, new ApplyMonitor() {
				@Override
				public boolean cancelled() {
					return service(lab.emulation.state(), "h1/s") != null && !service(lab.emulation.state(), "h1/s").processes().isEmpty();
				}
			}));
			assertTrue(e.getMessage().contains("cancelled"), e.getMessage());
			assertTrue(lab.emulation.sample().nodes().isEmpty());
			assertTrue(lab.emulation.sample().services().isEmpty());
		}
		assertEquals(0, ProcessHandle.current().descendants().count(), "processes");
	}

	@Test
	void shouldLeaveNoDescriptorBehind() throws Exception {
		long before = -1;
		for (int i = 0; i < 4; i++) {
			try (Lab lab = new Lab(Lab.registry(TestService.DECLARATION))) {
				lab.apply(one("argv='sleep 1000; sleep2 x' text='a'").replace("sleep2 x", "sh:exec sleep 1001"));
				lab.set("h1/s.text", "b");
				assertEquals(1, figure(lab.emulation.sample(), "h1/s.running"));
			}
			try (var files = Files.list(Path.of("/proc/self/fd"))) {
				long now = files.count();
				if (before >= 0)
					assertEquals(before, now, "descriptors");
				before = now;
			}
		}
	}

	@Test
	void shouldRestartAServiceThatHasFailedAndSayWhichThereAre() throws Exception {
		try (Lab lab = new Lab(Lab.registry(TestService.DECLARATION))) {
			lab.apply(one("argv='sleep 1000'"));
			long pid = service(lab.emulation.sample(), "h1/s").processes().getFirst().pid();
			kill(pid);
			lab.await("failed", s -> service(s, "h1/s").status() == ServiceStatus.FAILED);
			lab.emulation.restartService("h1/s");
			EmulationState state = lab.emulation.sample();
			assertEquals(ServiceStatus.RUNNING, service(state, "h1/s").status());
			assertNotEquals(pid, service(state, "h1/s").processes().getFirst().pid());
			EmulationException e = assertThrows(EmulationException.class, () -> lab.emulation.restartService("h1/x"));
			assertEquals("there is no service 'h1/x'; there are h1/s", e.getMessage());
		}
	}

	@Test
	void shouldShowANodeWhoseFirstProcessWasKilledAndLetItRunProgramsAgain() throws Exception {
		try (Lab lab = new Lab(Lab.registry(TestService.DECLARATION))) {
			lab.apply(one("argv='sleep 1000'"));
			kill(((LocalEmulation) lab.emulation).kernel().nodes.get("h1").programs.initPid());
			lab.await("said", s -> s.nodes().get("h1").message().contains("first process was killed"));
			lab.await("its service has failed", s -> service(s, "h1/s").status() == ServiceStatus.FAILED);
			try (NodeProcess again = lab.emulation.start("h1", ProcessRequest.of("true"))) {
				assertEquals(0, again.exit().get(20, TimeUnit.SECONDS));
			}
			assertEquals("", lab.emulation.sample().nodes().get("h1").message());
			lab.emulation.restartService("h1/s");
			assertEquals(ServiceStatus.RUNNING, service(lab.emulation.sample(), "h1/s").status());
		}
	}

	private static void kill(long pid) throws Exception {
		assertEquals(0, new ProcessBuilder("kill", "-9", String.valueOf(pid)).inheritIO().start().waitFor());
	}
}
