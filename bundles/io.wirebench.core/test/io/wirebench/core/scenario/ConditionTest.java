package io.wirebench.core.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

class ConditionTest {

	private static final Map<String, Double> VALUES = Map.of("flow:d.throughput", 10e6, "flow:d.window", 65536 * 8.0, "flow:d.rtt",
			0.05, "flow:p.loss", 0.01, "r1-r2/forward.dropped", 3.0);
	private static final Map<String, Dimension> DIMENSIONS = Map.of("flow:d.throughput", Dimension.RATE, "flow:d.window", Dimension.SIZE,
			"flow:d.rtt", Dimension.DURATION, "flow:p.loss", Dimension.NUMBER, "r1-r2/forward.dropped", Dimension.NUMBER);

	private static Condition.Outcome evaluate(String text) {
		Condition condition = Condition.parse(text);
		condition.check(DIMENSIONS::get);
		return condition.evaluate(path -> VALUES.containsKey(path) ? OptionalDouble.of(VALUES.get(path)) : OptionalDouble.empty(),
				DIMENSIONS::get);
	}

	@ParameterizedTest
	@ValueSource(strings = {"flow:d.throughput at least 10 Mbit/s", "flow:d.throughput >= 10Mbit/s", "flow:p.loss at most 1 %",
			"flow:d.throughput between 0.8 * flow:d.window / 50 ms and 1.1 * flow:d.window / flow:d.rtt",
			"r1-r2/forward.dropped is 3 and flow:d.rtt below 1 s", "r1-r2/forward.dropped is not 4",
			"flow:d.window = 64 KiB", "flow:d.throughput above 0", "( 1 + 2 ) * 3 is 9", "1 + 2 * 3 is 7", "10 - 2 - 3 is 5"})
	void shouldHold(String text) {
		Condition.Outcome outcome = evaluate(text);
		assertTrue(outcome.held(), outcome.explanation());
	}

	@ParameterizedTest
	@ValueSource(strings = {"flow:d.throughput above 10 Mbit/s", "flow:d.throughput below 1 kbit/s", "flow:p.loss is 0",
			"flow:d.throughput between 11 Mbit/s and 12 Mbit/s"})
	void shouldNotHold(String text) {
		Condition.Outcome outcome = evaluate(text);
		assertTrue(outcome.known());
		assertFalse(outcome.held(), outcome.explanation());
	}

	@ParameterizedTest
	@ValueSource(strings = {"", "flow:d.throughput", "flow:d.throughput at 3", "3 foo is 4", "a.b between 1 or 2", "a.b is 3 or 4",
			"( 1 is 1", "1 is )", "and and and", "1..2 is 3", "a.b is 10 lightyears"})
	void shouldSayWhatWasExpected(String text) {
		Condition.SyntaxException e = assertThrows(Condition.SyntaxException.class, () -> Condition.parse(text));
		assertTrue(e.getMessage().length() > 10);
	}

	@Test
	void shouldRefuseToCompareARateWithASize() {
		Condition condition = Condition.parse("flow:d.throughput at least 3 MB");
		assertEquals("a rate cannot be compared with a size (3 MB): give both sides the same unit",
				assertThrows(Condition.SyntaxException.class, () -> condition.check(DIMENSIONS::get)).getMessage());
	}

	@Test
	void shouldNotHoldWhileAFigureHasNoValue() {
		Condition.Outcome outcome = Condition.parse("flow:x.y is 3").evaluate(_ -> OptionalDouble.empty(), _ -> Dimension.NUMBER);
		assertFalse(outcome.known());
		assertFalse(outcome.held());
	}

	@Test
	void shouldExplainWithValuesInPlaceOfFigures() {
		assertEquals("flow:d.throughput = 10 Mbit/s at least 20 Mbit/s", evaluate("flow:d.throughput at least 20 Mbit/s").explanation());
		assertEquals(List.of("flow:d.throughput", "flow:d.window"),
				List.copyOf(Condition.parse("flow:d.throughput at least flow:d.window / 1 s").figures()));
	}

	@Property
	void shouldOnlyEverThrowSyntaxExceptions(@ForAll String text) {
		try {
			Condition.parse(text);
		} catch (Condition.SyntaxException e) {
			assertFalse(e.getMessage().isEmpty());
		}
	}
}
