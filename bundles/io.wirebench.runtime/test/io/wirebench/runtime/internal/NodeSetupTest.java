package io.wirebench.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;
import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.plan.PlanStep;
import io.wirebench.core.spec.NetworkSpec;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs that set a node up, as its kind asks. */
class NodeSetupTest {

	private static String network(String setup) {
		return "<network format='1' name='t'><node name='n1' kind='acme.test.node' setup='"
				+ setup.replace("&", "&amp;").replace(">", "&gt;") + "'/><node name='h' kind='host'/><link from='n1' to='h'/></network>";
	}

	private static String announce(String name) {
		return "ip -o addr show eth0 | grep -q \"inet \" && ip link set lo alias " + name;
	}

	/** @return what a program in a node prints */
	private static String run(Lab lab, String node, String... argv) {
		try (NodeProcess process = lab.emulation.start(node, ProcessRequest.of(argv))) {
			return new String(process.output().readAllBytes());
		} catch (IOException | EmulationException e) {
			throw new AssertionError(e);
		}
	}

	private static Lab lab() {
		return new Lab(Lab.registry(TestNode.DECLARATION));
	}

	@Test
	void shouldRunTheSetupOnceTheInterfacesHaveTheirAddressesAndAgainWhenItChanges() {
		try (Lab lab = lab()) {
			lab.apply(network(announce("first")));
			assertTrue(run(lab, "n1", "ip", "link", "show", "lo").contains("alias first"));
			long pid = initPid(lab);
			lab.apply(network(announce("second")));
			assertTrue(run(lab, "n1", "ip", "link", "show", "lo").contains("alias second"));
			assertEquals(pid, initPid(lab), "the node goes on");
		}
	}

	@Test
	void shouldGiveTheSetupAndProgramsOfANodeAFileThatTheMachineDoesNotHave() {
		try (Lab lab = lab()) {
			String file = "/etc/no-such-folder/node.conf";
			lab.apply(network("grep -q node " + file + "' file='" + file));
			assertEquals("of the node\n", run(lab, "n1", "cat", file));
			assertEquals("", run(lab, "h", "cat", file), "no other node has it");
			assertFalse(Files.exists(Path.of(file)), "nor has the machine");
		}
	}

	/** Keeps what it was told. */
	public static final class Seeing implements NodeKind {
		private static volatile NodeSetup seen;

		@Override
		public NodeNeeds needs(NodeSetup setup) {
			seen = setup;
			return NodeNeeds.NONE;
		}
	}

	@Test
	void shouldTellAKindTheHardwareAddressesAndFarEndsOfItsInterfaces() throws EmulationException {
		String declaration = "<plugin><extension point='io.wirebench.core.nodeKinds'><nodeKind id='acme.test.seeing' name='S' class='"
				+ Seeing.class.getName() + "'/></extension></plugin>";
		try (Lab lab = new Lab(Lab.registry(declaration))) {
			lab.emulation.plan(lab
					.spec("""
							<network format='1' name='t'><node name='n1' kind='acme.test.seeing'><interface name="eth0" mac="02:00:00:00:00:07"/><interface name="spare"/></node><node name='h' kind='host'/>
							<node name='sw' kind='switch'/><link from='n1.eth0' to='h'/><link from='sw.p1' to='n1.eth1'/></network>"""));
			List<NodeSetup.NodeInterface> interfaces = Seeing.seen.interfaces();
			assertEquals(List.of("eth0 h.eth0", "spare ", "eth1 sw.p1"),
					interfaces.stream().map(i -> i.name() + " " + i.farEnd()).toList());
			assertEquals("02:00:00:00:00:07", interfaces.getFirst().mac());
			assertTrue(interfaces.stream().allMatch(i -> i.mac().startsWith("02:")), interfaces::toString);
		}
	}

	/** The inode of the process id namespace. */
	private static long initPid(Lab lab) {
		return Long.parseLong(run(lab, "n1", "readlink", "/proc/self/ns/pid").replaceAll("\\D", ""));
	}

	private static String refused(Lab lab, String text) {
		NetworkSpec spec = lab.spec(text);
		return assertThrows(EmulationException.class, () -> lab.emulation.apply(spec, ApplyMonitor.NONE)).getMessage();
	}

	@Test
	void shouldSayWhatAFailedSetupPrintedAndGoBackToTheOneBefore() {
		try (Lab lab = lab()) {
			lab.apply(network(announce("first")));
			String message = refused(lab, network(announce("half") + "; echo out of order >&2; exit 7"));
			assertTrue(message.contains("the setup of n1") && message.contains("exit code 7") && message.contains("out of order"), message);
			assertTrue(run(lab, "n1", "ip", "link", "show", "lo").contains("alias first"));
		}
	}

	@Test
	void shouldMakeNothingWhenTheFirstSetupFails() {
		try (Lab lab = lab()) {
			assertTrue(refused(lab, network("exit 1")).contains("exit code 1"));
			assertEquals(List.of(), List.copyOf(lab.emulation.applied().nodes()));
		}
	}

	@Test
	void shouldRefuseBeforehandWhatNeedsAProgramThatIsNotThere() {
		try (Lab lab = lab()) {
			String message = refused(lab, network("/no/such/tool"));
			assertTrue(message.contains("n1 needs the program /no/such/tool") && message.contains("apt-get install acme-tools"), message);
		}
	}

	@Test
	void shouldShowTheSetupInThePlan() throws EmulationException {
		try (Lab lab = lab()) {
			List<PlanStep> steps = lab.emulation.plan(lab.spec(network("ip link set lo alias x"))).steps();
			assertTrue(steps.stream().anyMatch(step -> step.command().contains("ip link set lo alias x")), steps::toString);
		}
	}
}
