package io.wirebench.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.core.kinds.TestRegistry;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkDocumentTest {

	private static final TestRegistry REGISTRY = new TestRegistry();

	private static final String TEXT = """
			<?xml version="1.0" encoding="UTF-8"?>
			<network format="1" name="t" seed="7">
				<!-- two hosts -->
				<node name="h1" kind="host"/>
				<node name="h2" kind="host"/>
				<node name="h3" kind="host"/>
				<link name="l" from="h1" to="h2">
					<forward>
						<impairment kind="loss" probability="1%"/> <!-- first -->
						<impairment kind="delay" time="10 ms"/>
					</forward>
				</link>
				<link from="h2" to="h3"/>
				<flow name="f" kind="ping" from="h1" to="h2"/>
			</network>
			""";

	/** An edit and what it is called. */
	private static NetworkDocument.Change edit(NetworkDocument document, String edit) {
		String[] words = edit.split(" ", 3);
		return switch (words[0]) {
			case "set" -> document.set(words[1], words[2]);
			case "add" -> document.add(words[1].equals("-") ? "" : words[1], words[2]);
			default -> document.remove(words[1]);
		};
	}

	@ParameterizedTest
	@ValueSource(strings = {"set l/forward/delay.time 20 ms", "set l/forward/delay.enabled false", "set l.up false",
			"set l/forward/delay.jitter 1 ms", "add l/forward <impairment kind='rate' rate='1 Mbit/s'/>",
			"add h2-h3/both <impairment kind='delay' time='3 ms'/>", "add - <node name='h4' kind='host'/><link from='h4' to='h1'/>",
			"add h1 <interface name='eth0' mtu='1400'/>", "remove l/forward/loss",
			"remove flow:f", "remove h2-h3"})
	void shouldBeTheSameTextAndNetworkOnceAnEditIsTakenBack(String edit) throws IOException {
		NetworkDocument document = NetworkDocument.read(TEXT);
		NetworkSpec before = document.build(REGISTRY.kinds).orThrow();
		edit(document, edit).undo();
		assertEquals(TEXT, document.text());
		assertEquals(before, document.build(REGISTRY.kinds).orThrow());
		// Also where the text was asked for meanwhile.
		NetworkDocument.Change change = edit(document, edit);
		assertTrue(!document.text().equals(TEXT));
		change.undo();
		assertEquals(before, document.build(REGISTRY.kinds).orThrow());
	}

	@ParameterizedTest
	@ValueSource(strings = {"add l/forward <impairment kind='rate' rate='1 Mbit/s'/>",
			"add h2-h3/both <impairment kind='delay' time='3 ms'/>", "remove l/forward/loss", "add - <node name='h4' kind='host'/>"})
	void shouldBuildTheSameAfterAnEditAsFromTheWholeText(String edit) throws IOException {
		NetworkDocument document = NetworkDocument.read(TEXT);
		NetworkSpec before = document.build(REGISTRY.kinds).orThrow();
		NetworkDocument.Change change = edit(document, edit);
		assertEquals(document.build(REGISTRY.kinds).orThrow(), document.build(REGISTRY.kinds, Leniency.NONE, before, change).orThrow());
	}

	@Test
	void shouldKeepAllObjectsButTheLinkWhoseImpairmentsChange() throws IOException {
		NetworkDocument document = NetworkDocument.read(TEXT);
		NetworkSpec before = document.build(REGISTRY.kinds).orThrow().withSeed(9);
		NetworkSpec now = document.build(REGISTRY.kinds, Leniency.NONE, before, document.remove("l/forward/loss")).orThrow();
		assertSame(before.nodes(), now.nodes());
		assertSame(before.links().get(1), now.links().get(1));
		assertEquals(9, now.seed());
	}

	@Test
	void shouldSayWhatIsWrongWithAnAddedImpairmentAndWithNothingElse() throws IOException {
		Function<String, List<Problem>> added = xml -> {
			try {
				NetworkDocument document = NetworkDocument.read(TEXT);
				NetworkSpec before = document.build(REGISTRY.kinds).orThrow();
				return document.build(REGISTRY.kinds, Leniency.NONE, before, document.add("h2-h3/forward", xml)).errors();
			} catch (IOException e) {
				throw new AssertionError(e);
			}
		};
		assertEquals("h2-h3/forward/delay.time", added.apply("<impairment kind='delay' time='3 parsecs'/>").getFirst().path());
		assertEquals(0, added.apply("<impairment kind='delay' time='3 parsecs'/>").getFirst().line(),
				"no line of a text that nobody has seen");
		assertTrue(added.apply("<impairment name='x' kind='delay' time='1 ms'/><impairment name='x' kind='loss' probability='1%'/>")
				.getFirst().message().contains("two impairments"));
		assertTrue(added.apply("<impairment kind='delay' time='1 ms' match='foo bar'/>").getFirst().message().startsWith("match: "));
	}

	@Test
	void shouldRefuseAValueThatNoFileCanHoldAndChangeNothing() throws IOException {
		NetworkDocument document = NetworkDocument.read(TEXT);
		assertTrue(assertThrows(IllegalArgumentException.class, () -> document.set("l/forward/delay.time", "\u0001")).getMessage()
				.contains("U+0001"));
		assertThrows(IllegalArgumentException.class, () -> document.set("l/forward/delay.kind", "x"));
		assertThrows(IllegalArgumentException.class, () -> document.add("", "<!-- nothing -->"));
		assertEquals(TEXT, document.text());
	}
}
