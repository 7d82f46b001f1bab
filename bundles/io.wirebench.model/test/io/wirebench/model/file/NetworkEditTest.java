package io.wirebench.model.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.model.Impairment;
import io.wirebench.model.Interface;
import io.wirebench.model.ModelFactory;
import io.wirebench.model.Network;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class NetworkEditTest {

	private static final String TEXT = """
			<?xml version="1.0" encoding="UTF-8"?>
			<!-- my lab -->
			<network format="1"   name='demo'>
			  <node kind="host" name="h1"/>   <!-- the client -->
			  <node name="h2" kind="host" x="40"/>

			  <!-- the slow one -->
			  <link from="h1" to="h2">
			    <forward>
			      <impairment kind="delay" time="10 ms" jitter='2 ms'/>
			    </forward>
			  </link>
			</network>
			""";

	private final NetworkResource resource = load(TEXT);
	private final Network network = resource.network();

	private static NetworkResource load(String text) {
		try {
			return NetworkFiles.load(text);
		} catch (NetworkFileException exception) {
			throw new AssertionError(exception);
		}
	}

	@Test
	void shouldChangeOnlyTheChangedAttribute() throws IOException {
		network.getLinks().getFirst().getForward().getFirst().getParameters().get(1).setValue("3 ms");
		assertEquals(TEXT.replace("'2 ms'", "'3 ms'"), resource.toText());
	}

	@Test
	void shouldIndentANewElementLikeItsSiblings() throws IOException {
		var node = ModelFactory.eINSTANCE.createNode();
		node.setName("h3");
		node.setKind("host");
		network.getNodes().add(1, node);
		assertEquals(TEXT.replace("client -->\n", "client -->\n  <node name=\"h3\" kind=\"host\"/>\n"), resource.toText());
	}

	@Test
	void shouldKeepLineEndsOfTheFile() throws IOException {
		var windows = load(TEXT.replace("\n", "\r\n"));
		windows.network().getNodes().get(1).getInterfaces().add(iface());
		assertEquals(TEXT.replace("x=\"40\"/>", "x=\"40\">\n    <interface name=\"eth0\" mtu=\"9000\"/>\n  </node>").replace("\n", "\r\n"),
				windows.toText());
		windows.network().getNodes().get(1).getInterfaces().clear();
		assertEquals(TEXT.replace("\n", "\r\n"), windows.toText());
	}

	@Test
	void shouldRemoveAnElementWithItsLine() throws IOException {
		network.getNodes().remove(1);
		assertEquals(TEXT.replace("  <node name=\"h2\" kind=\"host\" x=\"40\"/>\n", ""), resource.toText());
	}

	@Test
	void shouldRemoveAnEmptiedDirectionAndBringItBack() throws IOException {
		var forward = network.getLinks().getFirst().getForward();
		var delay = forward.remove(0);
		var without = resource.toText();
		assertTrue(without.contains("  <link from=\"h1\" to=\"h2\"/>\n"), without);
		forward.add(delay);
		assertEquals(TEXT, resource.toText());
	}

	@Test
	void shouldRenameTheElementOfAStepThatTurnsAround() throws IOException {
		var scenario = ModelFactory.eINSTANCE.createScenario();
		var step = ModelFactory.eINSTANCE.createLinkStep();
		step.setAt("1 s");
		step.setLink("h1-h2");
		scenario.getSteps().add(step);
		network.setScenario(scenario);
		assertTrue(resource.toText().contains("  <scenario>\n    <up at=\"1 s\" link=\"h1-h2\"/>\n  </scenario>\n</network>"),
				resource.toText());
		step.setUp(false);
		assertTrue(resource.toText().contains("    <down at=\"1 s\" link=\"h1-h2\"/>"));
	}

	@Test
	void shouldKeepUnknownElementsAndAttributesAndSaySo() throws IOException {
		var text = TEXT.replace("<link from", "<link colour='red' from").replace("  <node kind",
				"  <future a='1'>\n<b/></future>\n  <node kind");
		var strange = load(text);
		assertEquals(2, strange.problems().size());
		assertTrue(strange.problems().stream().noneMatch(FileProblem::error));
		assertEquals(new Position(4, 3), strange.problems().getFirst().position());
		strange.network().setName("other");
		assertEquals(text.replace("'demo'", "'other'"), strange.toText());
	}

	@Test
	void shouldReportWhatIsNotUnderstoodAndKeepIt() throws IOException {
		var text = TEXT.replace("x=\"40\"", "x=\"forty\" y=\"2\"").replace("<link ", "<link up=\"maybe\" tier='fast' ");
		var strange = load(text);
		assertEquals(3, strange.problems().stream().filter(FileProblem::error).count());
		assertTrue(strange.problems().getFirst().message().contains("a whole number"));
		assertEquals(text, strange.toText());
	}

	@Test
	void shouldReportASecondDirectionElement() {
		var strange = load(TEXT.replace("</link>", "<forward/></link>"));
		assertTrue(strange.problems().getFirst().error());
	}

	@Test
	void shouldKnowWhereEachElementStands() {
		assertEquals(new Position(4, 3), resource.position(network.getNodes().getFirst()).orElseThrow());
		var delay = network.getLinks().getFirst().getForward().getFirst();
		assertEquals(new Position(10, 7), resource.position(delay).orElseThrow());
		assertEquals(new Position(10, 32), resource.position(delay.getParameters().getFirst()).orElseThrow());
		assertTrue(resource.position(iface()).isEmpty());
	}

	@Test
	void shouldWriteTwoHostsAndALinkInAtMostFifteenLines() throws IOException {
		var text = NetworkFiles.toText(network);
		assertEquals("""
				<?xml version="1.0" encoding="UTF-8"?>
				<network format="1" name="demo">
					<node name="h1" kind="host"/>
					<node name="h2" kind="host" x="40"/>
					<link from="h1" to="h2">
						<forward>
							<impairment kind="delay" time="10 ms" jitter="2 ms"/>
						</forward>
					</link>
				</network>
				""", text);
	}

	@Test
	void shouldRefuseToSaveWhatAFileCannotHold() throws IOException {
		network.setDescription("bell \u0007");
		assertTrue(assertThrows(NetworkFileException.class, resource::toText).getMessage().contains("U+0007"));
		network.setDescription(null);
		var parameter = ModelFactory.eINSTANCE.createParameter();
		parameter.setName("match");
		parameter.setValue("x");
		network.getLinks().getFirst().getForward().getFirst().getParameters().add(parameter);
		assertTrue(assertThrows(NetworkFileException.class, resource::toText).getMessage().contains("h1-h2/forward/delay"));
		parameter.setName("two words");
		assertThrows(NetworkFileException.class, resource::toText);
		parameter.setName("time");
		assertTrue(assertThrows(NetworkFileException.class, resource::toText).getMessage().contains("twice"));
	}

	@Test
	void shouldSaveToAFileInOneStep(@TempDir Path folder) throws IOException {
		var file = folder.resolve("lab.wirebench");
		Files.writeString(file, TEXT);
		var loaded = NetworkFiles.load(file);
		NetworkFiles.save(loaded, file);
		assertEquals(TEXT, Files.readString(file));
		try (var files = Files.list(folder)) {
			assertEquals(List.of(file), files.toList());
		}
	}

	@Test
	void shouldFindEachElementByItsPath() {
		var delay = ElementPaths.find(network, "h1-h2/forward/delay").orElseThrow();
		assertTrue(delay instanceof Impairment);
		assertEquals("h1-h2/forward/delay", ElementPaths.of(delay));
		var time = ElementPaths.find(network, "h1-h2/forward/delay.time").orElseThrow();
		assertEquals("h1-h2/forward/delay.time", ElementPaths.of(time));
		for (var all = network.eAllContents(); all.hasNext();) {
			var object = all.next();
			assertEquals(object, ElementPaths.find(network, ElementPaths.of(object)).orElseThrow());
		}
		for (var unknown : List.of("h9", "h1.eth0", "h1-h2/forward/loss", "h1-h2/sideways/delay", "flow:x", "probe:x", "scenario/1",
				"scenario/x", "x:y", "/", ".", ":"))
			assertTrue(ElementPaths.find(network, unknown).isEmpty(), unknown);
	}

	@Test
	void shouldFindAServiceOfANodeByItsPath() throws Exception {
		var text = "<network format=\"1\" name=\"t\">\n\t<node name=\"r1\" kind=\"router\">\n\t\t<service kind=\"ospf\" area=\"0\"/>\n\t</node>\n</network>\n";
		var resource = NetworkFiles.load(text);
		assertEquals(List.of(), resource.problems());
		var routed = resource.network();
		var service = ElementPaths.find(routed, "r1/ospf").orElseThrow();
		assertEquals("r1/ospf", ElementPaths.of(service));
		assertEquals("r1/ospf.area", ElementPaths.of(ElementPaths.find(routed, "r1/ospf.area").orElseThrow()));
		for (var unknown : List.of("r1/bgp", "r2/ospf", "r1/ospf.x", "r1/forward/ospf"))
			assertTrue(ElementPaths.find(routed, unknown).isEmpty(), unknown);
		var second = ModelFactory.eINSTANCE.createService();
		second.setKind("com.example.dns");
		routed.getNodes().getFirst().getServices().add(second);
		assertEquals("r1/dns", ElementPaths.of(second));
		assertEquals(text.replace("area=\"0\"/>", "area=\"0\"/>\n\t\t<service kind=\"com.example.dns\"/>"), resource.toText());
	}

	@Test
	void shouldTellEqualDefaultNamesApart() {
		var link = ModelFactory.eINSTANCE.createLink();
		link.setFrom("h1.eth3");
		link.setTo("h2");
		network.getLinks().add(link);
		assertEquals("h1-h2-2", ElementPaths.of(link));
		assertEquals(link, ElementPaths.find(network, "h1-h2-2").orElseThrow());
	}

	private static Interface iface() {
		var iface = ModelFactory.eINSTANCE.createInterface();
		iface.setName("eth0");
		iface.setMtu("9000");
		return iface;
	}
}
