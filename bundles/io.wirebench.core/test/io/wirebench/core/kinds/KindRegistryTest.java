package io.wirebench.core.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class KindRegistryTest {

	/** Counts how often it was made. */
	public static final class CountedNode implements NodeKind {
		static int made;

		public CountedNode() {
			made++;
		}

		@Override
		public NodeNeeds needs(NodeSetup setup) {
			return NodeNeeds.NONE;
		}
	}

	private static final String NODE = "<nodeKind id='com.example.box' name='Box' class='" + CountedNode.class.getName() + "'/>";

	private final TestRegistry test = new TestRegistry();
	private final KindRegistry kinds = test.kinds;

	@BeforeEach
	void reset() {
		CountedNode.made = 0;
	}

	@Test
	void shouldReadAllBuiltInKindsWithoutAProblem() {
		assertEquals(List.of(), test.problems);
		assertEquals(1, kinds.all(KindPoint.SERVICE).size());
		assertEquals(List.of(3, 6, 4, 4), List.of(kinds.all(KindPoint.NODE).size(), kinds.all(KindPoint.IMPAIRMENT).size(),
				kinds.all(KindPoint.GENERATOR).size(), kinds.all(KindPoint.ANALYZER).size()));
		for (var point : KindPoint.values())
			for (var kind : kinds.all(point)) {
				assertFalse(kind.info().description().isBlank(), kind.id());
				for (var parameter : kind.parameters())
					assertFalse(parameter.description().isBlank(), kind.id() + "." + parameter.name());
				for (var figure : kind.figures())
					assertFalse(figure.description().isBlank(), kind.id() + "." + figure.name());
			}
	}

	@Test
	void shouldKnowWhatAServiceNeedsOnTheMachine() {
		var ospf = kinds.service("ospf");
		assertTrue(ospf.routing());
		assertEquals("apt-get install frr", ospf.programs().getFirst().remedy());
		test.contribute("com.example", "serviceKinds",
				"<serviceKind id='com.example.relative' name='R' class='x'><program path='daemon' package='p'/></serviceKind>"
						+ "<serviceKind id='com.example.good' name='G' class='x'/>");
		assertEquals(List.of(
				"com.example, io.wirebench.core.serviceKinds, com.example.relative: program 'daemon' must be given by its absolute path"),
				test.problems);
		assertFalse(kinds.service("com.example.good").routing());
		assertEquals(
				"unknown service kind 'com.example.relative'; known are ospf, com.example.good; its declaration was refused: program 'daemon' must be given by its absolute path",
				assertThrows(UnknownKindException.class, () -> kinds.service("com.example.relative")).getMessage());
	}

	@Test
	void shouldSeeKindsOfEveryPointComeAndGo() {
		var elements = java.util.Map.of(KindPoint.NODE, "nodeKind", KindPoint.SERVICE, "serviceKind", KindPoint.IMPAIRMENT,
				"impairmentKind",
				KindPoint.GENERATOR, "generatorKind", KindPoint.ANALYZER, "analyzerKind");
		assertEquals(Set.of(KindPoint.values()), elements.keySet());
		elements.forEach((point, element) -> {
			var before = kinds.all(point).size();
			test.contribute("com.example", point.id().substring(KindPoint.NAMESPACE.length() + 1),
					"<" + element + " id='com.example.new' name='N' class='x'/>");
			assertEquals(before + 1, kinds.all(point).size(), point.id());
			test.withdraw("com.example");
			assertEquals(before, kinds.all(point).size(), point.id());
		});
	}

	@Test
	void shouldRefuseWhatIsMistypedAndSayWhatWasMeant() {
		test.contribute("com.example", "<plugin>"
				+ "<extension point='io.wirebench.core.nodeKind'><nodeKind id='com.example.a' name='A' class='x'/></extension>"
				+ "<extension point='io.wirebench.kinds.serviceKinds'><serviceKind id='com.example.b' name='B' class='x'/></extension>"
				+ "<extension point='org.other.things'><thing/></extension>"
				+ "<extension point='io.wirebench.core.impairmentKinds'>"
				+ "<impairmentKind id='com.example.c' name='C' class='x'><paramter name='p'/></impairmentKind>"
				+ "<impairmentKind id='com.example.d' name='D' class='x' scop='link'/>"
				+ "<impairmentKind id='com.example.e' name='E' class='x'><parameter name='p' type='duration' defualt='1 s'/></impairmentKind>"
				+ "<impairmentKind id='com.example.f' name='F' class='x'><parameter name='p' type='time'/></impairmentKind>"
				+ "<impairmentKind id='com.example.g' name='G' class='x'><parameter name='p' type='duration' default='10'/></impairmentKind>"
				+ "<impairmentKind id='other.h' name='H' class='x'/>"
				+ "<impairmentKind id='com.example.good' name='Good' class='x'/>"
				+ "</extension></plugin>");
		kinds.refresh();
		assertTrue(kinds.find(KindPoint.IMPAIRMENT, "com.example.good").isPresent());
		var byKind = new java.util.TreeMap<String, String>();
		kinds.problems().forEach(
				problem -> byKind.merge(problem.kind(), problem.point() + ": " + problem.message(), (one, other) -> one + "\n" + other));
		assertEquals(Set.of("", "com.example.c", "com.example.d", "com.example.e", "com.example.f", "com.example.g", "other.h"),
				byKind.keySet());
		assertTrue(byKind.get("").contains("io.wirebench.core.nodeKind: there is no such extension point")
				&& byKind.get("").contains("did you mean 'io.wirebench.core.nodeKinds'?"), byKind.get(""));
		assertTrue(byKind.get("").contains("did you mean 'io.wirebench.core.serviceKinds'?") && !byKind.get("").contains("org.other"),
				byKind.get(""));
		assertTrue(
				byKind.get("com.example.c").endsWith("unknown element <paramter>; known are figure, parameter; did you mean 'parameter'?"),
				byKind.get("com.example.c"));
		assertTrue(byKind.get("com.example.d").endsWith("did you mean 'scope'?"), byKind.get("com.example.d"));
		assertTrue(byKind.get("com.example.e").endsWith("did you mean 'default'?"), byKind.get("com.example.e"));
		assertTrue(byKind.get("com.example.f").contains("unknown type 'time'; known are duration"), byKind.get("com.example.f"));
		assertTrue(byKind.get("com.example.g").contains("parameter 'p'"), byKind.get("com.example.g"));
		assertTrue(byKind.get("other.h").contains("com.example.…"), byKind.get("other.h"));
		assertEquals(kinds.problems().size(), test.problems.size());
		var unknown = assertThrows(UnknownKindException.class, () -> kinds.impairment("com.example.d")).getMessage();
		assertTrue(unknown.contains("its declaration was refused: <impairmentKind> has the unknown attribute 'scop'"), unknown);
		test.withdraw("com.example");
		kinds.refresh();
		assertEquals(List.of(), kinds.problems());
	}

	@Test
	void shouldReadWhatAnImpairmentCounts() {
		assertEquals(List.of("waited-frames", "waited-ns"),
				kinds.impairment("delay").figures().stream().map(FigureDeclaration::name).toList());
		test.contribute("com.example", "impairmentKinds",
				"<impairmentKind id='com.example.a' name='A' class='x'><figure name='share' unit='ratio'/></impairmentKind>"
						+ "<impairmentKind id='com.example.b' name='B' class='x'><figure name='matched' unit='1'/></impairmentKind>");
		assertEquals(2, test.problems.size());
		assertTrue(
				test.problems.stream().anyMatch(p -> p.contains("its unit is one of 1, B, ns"))
						&& test.problems.stream().anyMatch(p -> p.contains("every impairment has the figure 'matched'")),
				test.problems.toString());
	}

	@Test
	void shouldKnowABuiltInKindByItsLastSegment() {
		assertSame(kinds.impairment("delay"), kinds.impairment("io.wirebench.kinds.delay"));
		assertEquals(Forwarding.LINK, kinds.node("switch").forwarding());
		assertEquals(Need.FRAMES, kinds.analyzer("capture").needs());
		assertTrue(kinds.impairment("loss").packetExact());
		assertFalse(kinds.impairment("delay").packetExact());
		assertEquals(Set.of("throughput", "bytes", "window", "rtt", "retransmits"),
				Set.copyOf(kinds.generator("tcp").figures().stream().map(FigureDeclaration::name).toList()));
	}

	@Test
	void shouldListKnownKindsForAnUnknownOne() {
		var message = assertThrows(UnknownKindException.class, () -> kinds.impairment("dely")).getMessage();
		assertTrue(message.contains("delay, loss, rate") && message.contains("did you mean 'delay'?"), message);
	}

	@Test
	void shouldSeeContributionsThatComeAndGo() {
		var changes = new int[1];
		kinds.addListener(() -> changes[0]++);
		test.contribute("com.example", "nodeKinds", NODE);
		assertEquals("Box", kinds.node("com.example.box").info().name());
		assertEquals(1, changes[0]);
		test.withdraw("com.example");
		assertTrue(kinds.find(KindPoint.NODE, "com.example.box").isEmpty());
		assertEquals(2, changes[0]);
	}

	@Test
	void shouldCreateAClassOnlyWhenItIsAskedForAndOnce() {
		test.contribute("com.example", "nodeKinds", NODE);
		kinds.node("com.example.box");
		assertEquals(0, CountedNode.made);
		assertSame(kinds.nodeKind("com.example.box"), kinds.nodeKind("com.example.box"));
		assertEquals(1, CountedNode.made);
	}

	@Test
	void shouldKeepDescriptorsUsableAfterTheirBundleHasGone() {
		test.contribute("com.example", "nodeKinds", NODE);
		var kind = kinds.node("com.example.box");
		test.withdraw("com.example");
		assertEquals("com.example.box", kind.id());
	}

	@Test
	void shouldForgetARetiredKindUntilItIsContributedAgain() {
		test.contribute("com.example", "nodeKinds", NODE);
		var first = kinds.nodeKind("com.example.box");
		kinds.retire("com.example.box");
		assertTrue(kinds.find(KindPoint.NODE, "com.example.box").isEmpty());
		assertThrows(UnknownKindException.class, () -> kinds.nodeKind("com.example.box"));
		test.withdraw("com.example");
		test.contribute("com.example", "nodeKinds", NODE);
		assertNotSame(first, kinds.nodeKind("com.example.box"));
	}

	@Test
	void shouldKnowARetiredKindAgainWhenItIsReinstated() {
		test.contribute("com.example", "nodeKinds", NODE);
		kinds.retire("com.example.box");
		kinds.refresh();
		assertTrue(kinds.find(KindPoint.NODE, "com.example.box").isEmpty());
		kinds.reinstate("com.example.box");
		assertEquals("com.example.box", kinds.node("com.example.box").id());
	}

	@Test
	void shouldTakeNoNoticeOfAContributorThatIsLeftOut() {
		test.contribute("com.example", "nodeKinds", NODE);
		kinds.leaveOut("com.example");
		assertTrue(kinds.find(KindPoint.NODE, "com.example.box").isEmpty());
		test.contribute("com.example.more", "nodeKinds", NODE.replace("com.example.box", "com.example.more.box"));
		assertEquals("com.example.more.box", kinds.node("com.example.more.box").id());
		assertEquals(java.util.List.of(), test.problems);
	}

	@Test
	void shouldRefuseASecondDeclarationOfAnId() {
		test.contribute("com.example", "nodeKinds", NODE + NODE.replace("Box", "Other"));
		assertEquals("Box", kinds.node("com.example.box").info().name());
		assertEquals(1, test.problems.size());
		assertTrue(test.problems.getFirst().contains("com.example.box") && test.problems.getFirst().contains("second time"),
				test.problems.getFirst());
	}

	@Test
	void shouldReportEachBadContributionOnceAndSkipIt() {
		var bad = List.of(
				"<nodeKind id='elsewhere.box' name='x' class='x'/>",
				"<nodeKind id='com.example.a' class='x'/>",
				"<nodeKind id='com.example.b' name='x'/>",
				"<nodeKind id='com.example.c' name='x' class='x' forwarding='sideways'/>",
				"<other id='com.example.d' name='x' class='x'/>",
				parameter("<parameter name='A B' type='text'/>"),
				parameter("<parameter name='kind' type='text'/>"),
				parameter("<parameter name='a' type='text'/><parameter name='a' type='text'/>"),
				parameter("<parameter name='a' type='number'/>"),
				parameter("<parameter name='a'/>"),
				parameter("<parameter name='a' type='choice'/>"),
				parameter("<parameter name='a' type='text' choices='b'/>"),
				parameter("<parameter name='a' type='duration' default='10'/>"),
				parameter("<parameter name='a' type='duration' default='10 s' maximum='9 s'/>"),
				parameter("<parameter name='a' type='text' required='maybe'/>"),
				parameter("<parameter name='a' type='count' required='true' default='1'/>"));
		for (var index = 0; index < bad.size(); index++) {
			test.contribute("com.example", "nodeKinds", bad.get(index));
			assertEquals(1, test.problems.size(), bad.get(index));
			assertTrue(test.problems.getFirst().startsWith("com.example, io.wirebench.core.nodeKinds, "), test.problems.getFirst());
			assertEquals(3, kinds.all(KindPoint.NODE).size(), bad.get(index));
			test.contribute("org.other", "nodeKinds", "");
			assertEquals(1, test.problems.size());
			test.withdraw("com.example");
			test.withdraw("org.other");
			test.problems.clear();
		}
	}

	@Test
	void shouldNameTheContributorWhenAClassCannotBeCreated() {
		test.contribute("com.example", "nodeKinds",
				"<nodeKind id='com.example.none' name='x' class='com.example.Missing'/><nodeKind id='com.example.text' name='x' class='java.lang.String'/>");
		assertTrue(assertThrows(KindFailedException.class, () -> kinds.nodeKind("com.example.none")).getMessage()
				.startsWith("the node kind com.example.none cannot be used: its class cannot be created: "));
		assertTrue(assertThrows(KindFailedException.class, () -> kinds.nodeKind("com.example.text")).getMessage().contains("NodeKind"));
	}

	@Test
	void shouldStopWatchingWhenClosed() {
		kinds.close();
		test.contribute("com.example", "nodeKinds", NODE);
		assertEquals(List.of(), kinds.all(KindPoint.NODE));
	}

	private static String parameter(String inner) {
		return "<nodeKind id='com.example.box' name='x' class='x'>" + inner + "</nodeKind>";
	}
}
