package io.wirebench.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.kinds.Forwarding;
import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.TestRegistry;
import io.wirebench.model.file.NetworkFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class SpecBuilderTest {

	private static final TestRegistry REGISTRY = new TestRegistry();

	/** {@code %N}, {@code %L} … are where a case puts its mistake. */
	private static final String GOOD = """
			<network format="1" name="t">
				<node name="h1" kind="host"/>
				<node name="h2" kind="host"><interface name="eth0" mac="02:00:00:00:00:09" addresses="10.9.0.1/24" mtu="1500"/></node>
				<node name="sw" kind="switch"/>
				<link name="l1" from="h1.eth0" to="h2.eth0">
					<both><impairment kind="delay" time="10 ms"/></both>
				</link>
				<link name="l2" from="h1.eth1" to="sw"/>
				<flow name="f" kind="tcp" from="h1" to="h2" start="manual"/>
				<probe name="p" kind="throughput" target="l1"/>
				<scenario duration="10 s">
					<set at="1 s" path="l1/both/delay.time" value="20 ms"/>
					<down at="2 s" link="l1"/>
					<start after="flow:f.bytes at least 1 MB" flow="f"/>
					<run at="3 s" node="h1" command="ip route"/>
					<within name="e" from="1 s" to="2 s" that="flow:f.bytes at least 1 MB"/>
				</scenario>
			</network>
			""";

	private static SpecResult build(String text) throws IOException {
		return SpecBuilder.build(NetworkFiles.load(text).network(), REGISTRY.kinds);
	}

	@Test
	void shouldAcceptACorrectNetworkWithoutAProblem() throws IOException {
		var result = build(GOOD);
		assertEquals(List.of(), result.problems());
		var spec = result.orThrow();
		assertEquals("l1/both/delay", spec.link("l1").orElseThrow().forward().getFirst().path());
		assertEquals(spec.link("l1").orElseThrow().forward(), spec.link("l1").orElseThrow().backward());
		assertEquals(10_000_000, spec.link("l1").orElseThrow().forward().getFirst().parameters().durationNanos("time"));
		assertTrue(spec.flow("f").orElseThrow().startNanos().isEmpty());
		assertEquals(5001, spec.flow("f").orElseThrow().parameters().integer("port"));
		assertEquals(4, spec.scenario().orElseThrow().steps().size());
		assertEquals(spec, build(GOOD).orThrow());
	}

	@Test
	void shouldLeaveOutWhatHasAKindThatIsGone() throws IOException {
		var registry = new TestRegistry();
		var gone = List.<KindDescriptor>of(registry.kinds.impairment("delay"), registry.kinds.generator("tcp"),
				registry.kinds.analyzer("throughput"), registry.kinds.node("switch"));
		gone.forEach(kind -> registry.kinds.retire(kind.id()));
		var network = NetworkFiles.load(GOOD).network();
		assertTrue(SpecBuilder.build(network, registry.kinds).problems().stream().filter(p -> p.severity() == Problem.Severity.ERROR)
				.count() >= 4);
		var result = SpecBuilder.build(network, registry.kinds, gone);
		assertTrue(result.problems().stream().allMatch(p -> p.severity() == Problem.Severity.WARNING), () -> result.problems().toString());
		assertEquals(List.of("sw", "l1/both/delay", "flow:f", "probe:p"),
				result.problems().stream().filter(p -> p.message().startsWith("missing kind")).map(Problem::path).toList());
		var spec = result.orThrow();
		assertEquals(List.of(), spec.link("l1").orElseThrow().forward());
		assertEquals(List.of(), spec.flows());
		assertEquals(List.of(), spec.probes());
		assertEquals(NodeSpec.NO_KIND, spec.node("sw").orElseThrow().kindId());
		assertEquals(Forwarding.LINK, spec.node("sw").orElseThrow().forwarding());
		gone.forEach(kind -> registry.kinds.reinstate(kind.id()));
		assertEquals(build(GOOD).orThrow(), SpecBuilder.build(network, registry.kinds, gone).orThrow());
	}

	@Test
	void shouldLeaveOutWhatNoLongerFitsAKindThatHasChanged() throws IOException {
		var text = GOOD.replace("time=\"10 ms\"", "time=\"10 ms\" depth=\"3\"")
				.replace("start=\"manual\"", "start=\"manual\" window=\"much\"")
				.replace("path=\"l1/both/delay.time\"", "path=\"l1/both/delay.depth\"")
				.replace("<node name=\"h1\" kind=\"host\"/>", "<node name=\"h1\" kind=\"host\" rules=\"all\"/>");
		var network = NetworkFiles.load(text).network();
		assertNull(SpecBuilder.build(network, REGISTRY.kinds).spec());
		var renewed = Set.of("io.wirebench.kinds.delay", "io.wirebench.kinds.tcp", "io.wirebench.kinds.host");
		var result = SpecBuilder.build(network, REGISTRY.kinds, new Leniency(List.of(), renewed, Set.of(), Map.of()));
		var spec = result.orThrow();
		assertEquals(List.of("h1", "l1/both/delay", "flow:f", "scenario/1"), List.copyOf(result.withoutEffect().keySet()));
		assertTrue(result.withoutEffect().get("l1/both/delay").startsWith("unknown parameter 'depth'; known are time"),
				result.withoutEffect().toString());
		assertEquals(List.of(), spec.link("l1").orElseThrow().forward());
		assertEquals(List.of(), spec.flows());
		assertEquals(1, spec.probes().size());
		assertEquals(NodeSpec.NO_KIND, spec.node("h1").orElseThrow().kindId());
		assertEquals(Forwarding.NONE, spec.node("h1").orElseThrow().forwarding());

		// What was tolerated is so while it stays as it is; nothing else is.
		var later = new Leniency(List.of(), Set.of(), result.tolerated(), Map.of());
		assertEquals(spec, SpecBuilder.build(network, REGISTRY.kinds, later).orThrow());
		for (var wrong : List.of(text.replace("depth=\"3\"", "depth=\"4\""), text.replace("window=\"much\"", "window=\"much\" prot=\"1\""),
				text.replace("kind=\"throughput\"", "kind=\"throughput\" depth=\"3\"")))
			assertNull(SpecBuilder.build(NetworkFiles.load(wrong).network(), REGISTRY.kinds, later).spec(), wrong);
		assertEquals(List.of("h1", "flow:f", "scenario/1"),
				List.copyOf(SpecBuilder.build(NetworkFiles.load(text.replace(" depth=\"3\"", "")).network(), REGISTRY.kinds, later)
						.withoutEffect().keySet()));
	}

	@Test
	void shouldCheckThatNodesAndInterfacesWhichParametersNameAreThere() throws IOException {
		var registry = new TestRegistry();
		registry.contribute("acme", "serviceKinds",
				"<serviceKind id='acme.relay' name='R' class='x'><parameter name='server' type='node'/><parameter name='uplink' type='interface'/></serviceKind>");
		registry.contribute("acme", "generatorKinds",
				"<generatorKind id='acme.flow' name='F' class='x'><parameter name='via' type='interface'/></generatorKind>");
		assertEquals(List.of(), registry.problems);
		var good = GOOD
				.replace("<node name=\"h1\" kind=\"host\"/>",
						"<node name=\"h1\" kind=\"host\"><service name=\"r\" kind=\"acme.relay\" server=\"h2\" uplink=\"eth1\"/></node>")
				.replace("<probe", "<flow name=\"g\" kind=\"acme.flow\" from=\"h1\" to=\"h2\" via=\"h2.eth0\"/><probe");
		var spec = SpecBuilder.build(NetworkFiles.load(good).network(), registry.kinds).orThrow();
		assertEquals("eth1", spec.service("h1/r").orElseThrow().parameters().text("uplink"));
		for (var wrong : List.of("server=\"h3\" there is no node 'h3'; did you mean", "server=\"h2.eth0\" write the name of a node: h2",
				"uplink=\"eth7\" node 'h1' has no interface 'eth7'; it has eth0, eth1",
				"uplink=\"h2.eth0\" has no interface", "via=\"h2.eth3\" node 'h2' has no interface 'eth3'; it has eth0",
				"via=\"h2\" write an interface with its node", "server=\"-\" is not the name of a node")) {
			var attribute = wrong.substring(0, wrong.indexOf(' '));
			var name = attribute.substring(0, attribute.indexOf('='));
			var words = wrong.substring(wrong.indexOf(' ') + 1);
			var problems = SpecBuilder.build(NetworkFiles.load(good.replaceAll(name + "=\"[^\"]*\"", attribute)).network(), registry.kinds)
					.problems();
			assertTrue(problems.size() == 1 && problems.getFirst().message().contains(words), () -> wrong + ": " + problems);
			var path = (name.equals("via") ? "flow:g." : "h1/r.") + name;
			var value = attribute.substring(attribute.indexOf('"') + 1, attribute.length() - 1);
			assertTrue(assertThrows(IllegalArgumentException.class, () -> spec.with(path, value)).getMessage().contains(words), wrong);
		}
		assertEquals("eth0", spec.with("h1/r.uplink", "eth0").service("h1/r").orElseThrow().parameters().text("uplink"));
	}

	@Test
	void shouldLeaveOutWhatIsExcluded() throws IOException {
		var result = SpecBuilder.build(NetworkFiles.load(GOOD).network(), REGISTRY.kinds,
				new Leniency(List.of(), Set.of(), Set.of(), Map.of("flow:f", "it cannot be made", "sw", "it cannot be asked")));
		assertEquals(Map.of("flow:f", "it cannot be made", "sw", "it cannot be asked"), result.withoutEffect());
		assertEquals(List.of(), result.orThrow().flows());
		assertEquals(Forwarding.LINK, result.orThrow().node("sw").orElseThrow().forwarding());
	}

	@Test
	void shouldChangeOneValueOfASpecification() throws IOException {
		var spec = build(GOOD).orThrow();
		var slower = spec.with("l1/both/delay.time", "30 ms");
		assertEquals(30_000_000, slower.link("l1").orElseThrow().backward().getFirst().parameters().durationNanos("time"));
		assertEquals(spec, slower.with("l1/both/delay.time", "10 ms"));
		assertEquals(false, spec.with("l1.up", "false").link("l1").orElseThrow().up());
		assertEquals(false, spec.with("l1/both/delay.enabled", "false").link("l1").orElseThrow().forward().getFirst().enabled());
		assertEquals(65536, spec.with("flow:f.window", "64 KiB").flow("f").orElseThrow().parameters().sizeBytes("window"));
		for (var path : List.of("l1", "l9/both/delay.time", "l1/both/delay.tim", "flow:g.window", "h1.x", "l1.x", ".x"))
			assertThrows(IllegalArgumentException.class, () -> spec.with(path, "1 ms"), path);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"name=\"h1\"              | name=\"h2\"                      | two nodes named 'h2'",
			"name=\"h1\"              | name=\"1h\"                      | not a valid name of a node",
			"name=\"l2\"              | name=\"l1\"                      | two links named 'l1'",
			"name=\"l2\"              | name=\"h2\"                      | a node is named 'h2' too",
			"10.9.0.1/24              | 10.9.0.1                         | no prefix length",
			"10.9.0.1/24              | 10.9.0.0/24                      | names the whole network",
			"10.9.0.1/24              | 10.9.0.1/31                      | ''",
			"10.9.0.1/24              | 10.9.0.255/24                    | names the whole network",
			"10.9.0.1/24              | 224.0.0.1/24                     | names a multicast group",
			"10.9.0.1/24              | ff02::5/64                       | names a multicast group",
			"10.9.0.1/24              | 127.0.0.5/8                      | at its loopback device",
			"10.9.0.1/24              | ::1/64                           | at its loopback device",
			"10.9.0.1/24              | 0.0.0.0/32                       | stands for no address",
			"10.9.0.1/24              | 0.1.2.3/8                        | stands for no address",
			"10.9.0.1/24              | ::/128                           | stands for no address",
			"10.9.0.1/24              | 240.1.1.1/24                     | 240.0.0.0/4 is reserved",
			"10.9.0.1/24              | 255.255.255.255/32               | 240.0.0.0/4 is reserved",
			"10.9.0.1/24              | ::ffff:10.9.0.1/112              | written as IPv6, which no packet carries; write 10.9.0.1",
			"10.9.0.1/24              | 10.9.0.1/24 10.9.0.1/24          | is written twice",
			"from=\"h1.eth1\"         | from=\"h1.eth0\"                 | already used by link 'l1'",
			"to=\"h2.eth0\"           | to=\"h1.eth7\"                   | to itself",
			"to=\"h2.eth0\"           | to=\"h9.eth0\"                   | there is no node 'h9'",
			"to=\"h2.eth0\"           | x=\"\"                           | has no end 'to'",
			"kind=\"delay\"           | kind=\"dely\"                    | did you mean 'delay'?",
			"kind=\"delay\"           | kind=\"delay\" match=\"foo bar\" | [src|dst] host",
			"kind=\"delay\"           | kind=\"delay\" match=\"udp port 99999\" | 99999",
			"kind=\"switch\"          | kind=\"com.example.none\"        | known are host, router, switch",
			"time=\"10 ms\"           | tme=\"10 ms\"                    | did you mean 'time'?",
			"time=\"10 ms\"           | jitter=\"1 ms\"                  | required parameter 'time' is missing",
			"time=\"10 ms\"           | time=\"10\"                      | write 10 ms",
			"time=\"10 ms\"           | time=\"61 s\"                    | too large",
			"time=\"10 ms\"           | time=\"10 Mbit/s\"               | not a unit of a duration",
			"name=\"eth0\" mac        | name=\"much-too-long-name\" mac  | not a valid name of an interface",
			"name=\"eth0\" mac        | name=\"a:b\" mac                 | not a valid name of an interface",
			"name=\"eth0\" mac        | name=\".\" mac                   | not a valid name of an interface",
			"name=\"eth0\" mac        | name=\"a/b\" mac                 | not a valid name of an interface",
			"name=\"eth0\" mac        | name=\"all\" mac                 | uses the word for the settings of all interfaces",
			"name=\"eth0\" mac        | name=\"default\" mac             | uses the word for the settings of all interfaces",
			"name=\"eth0\" mac        | name=\"lo\" mac                  | gives the name to a device of its own",
			"name=\"eth0\" mac        | name=\"sit0\" mac                | gives the name to a device of its own",
			"h1.eth1                  | h1.default                       | uses the word for the settings of all interfaces",
			"h1.eth1                  | h1.lo                            | gives the name to a device of its own",
			"02:00:00:00:00:09        | 03:00:00:00:00:09                | hardware address of one interface",
			"mtu=\"1500\"             | mtu=\"67\"                       | outside 68 to 65535",
			"10.9.0.1/24\" mtu=\"1500\" | 10.9.0.1/24 fd00::9/64\" mtu=\"1279\" | it has an IPv6 address, but the MTU 1279 of h2.eth0 is less than the 1280 bytes that IPv6 needs",
			"10.9.0.1/24\" mtu=\"1500\" | fe80::9/64\" mtu=\"1279\"        | it has an IPv6 address, but",
			"from=\"h1\" to=\"h2\"    | from=\"h1\" to=\"sw\"            | a switch has no address",
			"from=\"h1\" to=\"h2\"    | from=\"h1\" to=\"h3\"            | there is no node 'h3'",
			"start=\"manual\"         | start=\"soon\"                   | not a duration",
			"target=\"l1\"            | target=\"l3\"                    | there is no link 'l3'",
			"path=\"l1/both/delay.time | path=\"l1/both/loss.time        | names no parameter",
			"path=\"l1/both/delay.time | path=\"l1/both/delay.tme        | did you mean 'time'?",
			"value=\"20 ms\"          | value=\"20\"                     | has no unit",
			"at=\"2 s\" link=\"l1\"   | at=\"2 s\" link=\"lx\"           | there is no link 'lx'",
			"at=\"2 s\"               | after=\"\"                       | it never happens",
			"at=\"2 s\"               | at=\"2 s\" after=\"x\"           | both 'at' and 'after'",
			"1 MB\" flow=\"f\"        | 1 MB\" flow=\"g\"                | there is no flow 'g'",
			"node=\"h1\"              | node=\"sw\"                      | can run a command",
			"command=\"ip route\"     | command=\"\"                     | there is no command",
			"to=\"2 s\"               | to=\"20 s\"                      | ends after the scenario",
			"to=\"2 s\"               | to=\"0.5 s\"                     | ends before it begins",
			"that=\"flow:f.bytes at least 1 MB\" | that=\"\"              | expects nothing",
			"name=\"t\"               | name=\"t\" seed=\"many\"         | a whole number",
	})
	void shouldNameEachProblemWithItsPlace(String good, String bad, String expected) throws IOException {
		shouldNameEachProblem(GOOD, good, bad, expected);
	}

	private static void shouldNameEachProblem(String text, String good, String bad, String expected) throws IOException {
		assertTrue(text.contains(good), good);
		var result = build(text.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad)));
		if (expected.isEmpty()) {
			assertNotNull(result.spec(), result.problems().toString());
			return;
		}
		assertNull(result.spec());
		var problem = result.errors().stream().filter(candidate -> candidate.toString().contains(expected)).findFirst();
		assertTrue(problem.isPresent(), result.problems().toString());
		assertTrue(problem.get().line() > 0, problem.get().toString());
	}

	private static final String ROUTED = """
			<network format="1" name="t">
				<node name="h1" kind="host"/>
				<node name="r1" kind="router">
					<service kind="ospf" area="0"/>
				</node>
				<node name="r2" kind="router"/>
				<node name="sw" kind="switch"/>
				<link from="h1" to="r1"/>
				<link from="r1" to="r2"/>
				<link from="r2" to="sw"/>
				<scenario duration="10 s">
					<set at="1 s" path="r1/ospf.area" value="1"/>
					<within from="1 s" to="2 s" that="r1/ospf.running is 1"/>
				</scenario>
			</network>
			""";

	@Test
	void shouldLeaveTheRoutesOfARouterToItsRoutingService() throws IOException {
		var spec = build(ROUTED).orThrow();
		var service = spec.service("r1/ospf").orElseThrow();
		assertEquals("io.wirebench.kinds.ospf", service.kindId());
		assertTrue(service.routing());
		assertEquals(List.of(), spec.node("r1").orElseThrow().routes());
		assertEquals(2, spec.node("h1").orElseThrow().routes().size(), "a default route of each family");
		assertTrue(!spec.node("r2").orElseThrow().routes().isEmpty());
		assertTrue(!build(ROUTED.replace("<service kind=\"ospf\" area=\"0\"/>", "").replaceAll("(?s)<scenario.*</scenario>", "")).orThrow()
				.node("r1").orElseThrow().routes().isEmpty());
		assertEquals(List.of(List.of(new End("h1", "eth0"), new End("r1", "eth0")), List.of(new End("r1", "eth1"), new End("r2", "eth0")),
				List.of(new End("r2", "eth1"))), spec.broadcastDomains());
	}

	@Test
	void shouldChangeAParameterOfAService() throws IOException {
		var spec = build(ROUTED).orThrow();
		var other = spec.with("r1/ospf.area", "7");
		assertEquals("7", other.service("r1/ospf").orElseThrow().parameters().text("area"));
		assertEquals(spec, other.with("r1/ospf.area", "0"));
		for (var path : List.of("r1/ospf.aria", "r1/bgp.area", "r2/ospf.area", "r1/ospf/x.area"))
			assertThrows(IllegalArgumentException.class, () -> spec.with(path, "1"), path);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"kind=\"ospf\"      | kind=\"ospff\"          | did you mean 'ospf'?",
			"kind=\"ospf\"      | name=\"bgp\"            | it has no kind",
			"area=\"0\"         | aree=\"0\"              | did you mean 'area'?",
			"area=\"0\"         | cost=\"0\"              | too small",
			"area=\"0\"         | timers=\"slow\"         | fast or realistic",
			"area=\"0\"/>       | name=\"a\"/><service kind=\"ospf\" name=\"a\"/> | two services of one node named 'a'",
			"<node name=\"sw\" kind=\"switch\"/> | <node name=\"sw\" kind=\"switch\"><service kind=\"ospf\"/></node> | a switch cannot run services",
			"r1/ospf.area        | r1/ospf.erea            | did you mean 'area'?",
			"r1/ospf.area        | r2/ospf.area            | names no parameter",
			"r1/ospf.running     | r1/ospf.walking         | known: r1/ospf.running",
			"r1/ospf.running     | r2/ospf.running         | there is no service 'r2/ospf'",
	})
	void shouldNameEachProblemOfAServiceWithItsPlace(String good, String bad, String expected) throws IOException {
		shouldNameEachProblem(ROUTED, good, bad, expected);
	}

	@Test
	void shouldReportAddressesThatDoNotFitTogether() throws IOException {
		var outside = GOOD.replace("<node name=\"h1\" kind=\"host\"/>",
				"<node name=\"h1\" kind=\"host\"><interface name=\"eth0\" addresses=\"10.8.0.1/24\"/></node>");
		assertTrue(build(outside).errors().toString().contains("outside 10.8.0.0/24"), build(outside).errors().toString());
		var same = outside.replace("10.8.0.1", "10.9.0.1");
		assertTrue(build(same).errors().toString().contains("also that of h1.eth0"), build(same).errors().toString());
		var twice = outside.replace("10.8.0.1/24", "10.9.0.7/24\" mac=\"02:00:00:00:00:09");
		assertTrue(build(twice).errors().toString().contains("given twice"), build(twice).errors().toString());
		var full = GOOD.replace("10.9.0.1/24", "10.9.0.1/32");
		assertTrue(build(full).errors().toString().contains("no free address left"), build(full).errors().toString());
	}

	private static final String LINK_LOCAL = """
			<network format="1" name="t">
				<node name="h1" kind="host"/>
				<node name="r" kind="router"><interface name="eth0" addresses="fe80::1/64"/><interface name="eth1" addresses="fe80::1/64"/></node>
				<node name="h2" kind="host"/>
				<link from="h1" to="r.eth0"/>
				<link from="r.eth1" to="h2"/>
			</network>
			""";

	@Test
	void shouldTakeLinkLocalAddressesAsUniqueOnTheirLinkAndRouteNothingByThem() throws IOException {
		var result = build(LINK_LOCAL);
		assertEquals(List.of(), result.problems());
		var router = result.orThrow().node("r").orElseThrow();
		assertEquals("[fe80::1/64, 10.0.1.2/24, fd00:0:0:1::2/64]", router.interfaces().get(0).addresses().toString());
		assertEquals("[fe80::1/64, 10.0.2.1/24, fd00:0:0:2::1/64]", router.interfaces().get(1).addresses().toString());
		assertEquals("fd00:0:0:1::2/64", router.interfaces().get(0).address(true).orElseThrow().toString());
		assertEquals("[0.0.0.0/0 via 10.0.1.2 dev eth0, ::/0 via fd00:0:0:1::2 dev eth0]",
				result.orThrow().node("h1").orElseThrow().routes().toString());
		var twice = build(LINK_LOCAL.replace("<node name=\"h1\" kind=\"host\"/>",
				"<node name=\"h1\" kind=\"host\"><interface name=\"eth0\" addresses=\"fe80::1/64\"/></node>"));
		assertEquals(1, twice.errors().size(), twice.problems().toString());
		assertTrue(twice.errors().getFirst().toString().contains("r.eth0: address fe80::1 is also that of h1.eth0"),
				twice.problems().toString());
	}

	@Test
	void shouldReportOneNetworkOnTwoLinksUnlessRoutesAreNotMade() throws IOException {
		var text = GOOD.replace("<node name=\"h1\" kind=\"host\"/>",
				"<node name=\"h1\" kind=\"host\"><interface name=\"eth1\" addresses=\"10.9.0.7/24\"/></node>");
		assertTrue(build(text).errors().toString().contains("is also that of the link at"), build(text).problems().toString());
		assertEquals(List.of(), build(text.replace("name=\"t\"", "name=\"t\" routes=\"none\"")).errors());
	}

	@Test
	void shouldWarnOfWhatIsProbablyNotMeant() throws IOException {
		var slow = build(GOOD.replace("kind=\"delay\" time=\"10 ms\"/>",
				"kind=\"delay\" time=\"11 s\"/><impairment kind=\"rate\" rate=\"100 bit/s\"/>"));
		assertNotNull(slow.spec());
		assertEquals(2, slow.problems().size(), slow.problems().toString());
		assertTrue(slow.problems().get(1).toString().contains("did you mean 100 Mbit/s?"), slow.problems().toString());
		assertEquals("l1/both/rate.rate", slow.problems().get(1).path());
	}

	@Test
	void shouldSwitchIpv6OffOnALinkWhoseMtuIsTooSmallForIt() throws IOException {
		var small = build(GOOD.replace("mtu=\"1500\"", "mtu=\"500\""));
		assertEquals("[10.9.0.1/24]", small.orThrow().node("h2").orElseThrow().interfaceNamed("eth0").orElseThrow().addresses().toString());
		assertEquals(1, small.orThrow().node("h1").orElseThrow().interfaceNamed("eth0").orElseThrow().addresses().size(),
				"at the other end neither");
		assertEquals(2, small.orThrow().node("h1").orElseThrow().interfaceNamed("eth1").orElseThrow().addresses().size(),
				"on another link as before");
		assertEquals(
				List.of("l1: its ends have different MTUs, 1500 and 500",
						"h2.eth0: the MTU 500 of h2.eth0 is less than the 1280 bytes that IPv6 needs (RFC 8200): its link has no IPv6"),
				small.problems().stream().map(p -> p.path() + ": " + p.message()).toList());
		var manual = GOOD.replace("name=\"t\"", "name=\"t\" addressing=\"manual\"")
				.replace("<node name=\"h1\" kind=\"host\"/>",
						"<node name=\"h1\" kind=\"host\"><interface name=\"eth0\" mtu=\"68\" addresses=\"10.9.0.2/24\"/></node>")
				.replace("mtu=\"1500\"", "mtu=\"68 B\"");
		assertEquals(List.of(), build(manual).problems());
	}

	@Test
	void shouldTakeTheMtuOfASwitchPortFromItsOtherEndUnlessItIsWritten() throws IOException {
		var text = GOOD.replace("<node name=\"h1\" kind=\"host\"/>",
				"<node name=\"h1\" kind=\"host\"><interface name=\"eth1\" mtu=\"9000\"/></node>");
		var spec = build(text);
		assertEquals(List.of(), spec.problems());
		assertEquals(9000, spec.orThrow().node("sw").orElseThrow().interfaces().getFirst().mtuBytes());
		var written = build(text
				.replace("<node name=\"sw\" kind=\"switch\"/>",
						"<node name=\"sw\" kind=\"switch\"><interface name=\"p1\" mtu=\"1400\"/></node>")
				.replace("to=\"sw\"", "to=\"sw.p1\""));
		assertEquals(1400, written.orThrow().node("sw").orElseThrow().interfaces().getFirst().mtuBytes());
		assertEquals(1, written.problems().size(), written.problems().toString());
		assertTrue(written.problems().getFirst().toString()
				.contains("sw.p1: its MTU is 1400, but h1.eth1, to which switches join it, has 9000"), written.problems().toString());
	}

	@Test
	void shouldNameAnInterfaceThatNoLinkUses() throws IOException {
		var result = build(GOOD.replace("<node name=\"h1\" kind=\"host\"/>",
				"<node name=\"h1\" kind=\"host\"><interface name=\"eth5\" addresses=\"10.7.0.1/24 fd07::1/64\"/></node>"));
		assertEquals(1, result.problems().size(), result.problems().toString());
		assertEquals(
				"3:52: h1.eth5: no link ends at interface 'eth5': the node does not get it, and 10.7.0.1/24, fd07::1/64 have no effect; name it at a link, for example from=\"h1.eth5\", or remove it",
				result.problems().getFirst().toString().replaceFirst("^\\d+:\\d+", "3:52"));
		assertEquals(Problem.Severity.WARNING, result.problems().getFirst().severity());
		assertTrue(result.problems().getFirst().line() > 0);
	}

	@Test
	void shouldNeedWrittenAddressesForFlowsWhenAddressingIsManual() throws IOException {
		assertTrue(build(GOOD.replace("name=\"t\"", "name=\"t\" addressing=\"manual\"")).errors().toString()
				.contains("the node has no address"));
	}

	@Test
	void shouldUseTheNextFreeInterfaceWhereALinkNamesNone() throws IOException {
		var spec = build(GOOD.replace("from=\"h1.eth0\"", "from=\"h1\"").replace("h1.eth1", "h1.eth0")).orThrow();
		assertEquals("h1.eth1", spec.link("l1").orElseThrow().from().toString());
		assertEquals("h1.eth0", spec.link("l2").orElseThrow().from().toString());
	}

	@ParameterizedTest
	@ValueSource(strings = {"two-hosts", "star", "three-routers", "own-program", "demo", "ospf-silent-failure"})
	void shouldAcceptEachExampleAndSaveItUnchanged(String name) throws IOException {
		var file = Path.of("../../examples", name + ".wirebench");
		var resource = NetworkFiles.load(file);
		assertEquals(List.of(), resource.problems());
		assertEquals(List.of(), SpecBuilder.build(resource.network(), REGISTRY.kinds).problems());
		assertEquals(Files.readString(file), resource.toText());
		if (name.equals("two-hosts"))
			assertTrue(Files.readAllLines(file).size() <= 15);
	}
}
