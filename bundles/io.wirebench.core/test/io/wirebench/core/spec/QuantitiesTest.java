package io.wirebench.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.Consumer;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

class QuantitiesTest {

	@Property
	void shouldReadEveryPrintedDurationRateAndSize(@ForAll @LongRange(min = 0) long value) {
		assertEquals(value, Quantities.durationNanos(Quantities.formatDuration(value)));
		assertEquals(value, Quantities.rateBitsPerSecond(Quantities.formatRate(value)));
		assertEquals(value, Quantities.sizeBytes(Quantities.formatSize(value)));
	}

	@Property
	void shouldReadEveryPrintedProbability(@ForAll @DoubleRange(min = 0, max = 1) double share) {
		assertEquals(share + 0.0, Quantities.probability(Quantities.formatProbability(share)));
	}

	@Property
	void shouldOnlyThrowWhatIsDocumentedForAnyText(@ForAll String text) {
		for (Consumer<String> reader : List.<Consumer<String>>of(Quantities::durationNanos, Quantities::rateBitsPerSecond,
				Quantities::sizeBytes,
				Quantities::probability, Quantities::count, IpPrefix::parse))
			try {
				reader.accept(text);
			} catch (IllegalArgumentException exception) {
				assertTrue(!exception.getMessage().isBlank());
			}
	}

	@Test
	void shouldReadUnitsExactly() {
		assertEquals(1_500_000, Quantities.durationNanos("1.5 ms"));
		assertEquals(250, Quantities.durationNanos("0.25µs"));
		assertEquals(90_000_000_000L, Quantities.durationNanos("1.5 min"));
		assertEquals(7_200_000_000_000L, Quantities.durationNanos(" 2 h "));
		assertEquals(100_000_000, Quantities.rateBitsPerSecond("100 Mbit/s"));
		assertEquals(65_536, Quantities.sizeBytes("64 KiB"));
		assertEquals(64_000, Quantities.sizeBytes("64 KB"));
		assertEquals(0.015, Quantities.probability("1.5 %"));
		assertEquals(0.015, Quantities.probability("0.015"));
		assertEquals(0.00002, Quantities.probability("20 ppm"));
	}

	@Test
	void shouldPrintWhatAPersonWouldWrite() {
		assertEquals(List.of("0 ms", "10 ms", "1.5 s", "250 ns"), List.of(Quantities.formatDuration(0),
				Quantities.formatDuration(10_000_000), Quantities.formatDuration(1_500_000_000), Quantities.formatDuration(250)));
		assertEquals(List.of("100 Mbit/s", "1.5 kbit/s", "0 bit/s"),
				List.of(Quantities.formatRate(100_000_000), Quantities.formatRate(1_500), Quantities.formatRate(0)));
		assertEquals(List.of("64 KiB", "1500 B", "1 MB", "0 B"), List.of(Quantities.formatSize(65_536), Quantities.formatSize(1_500),
				Quantities.formatSize(1_000_000), Quantities.formatSize(0)));
		assertEquals(List.of("1.5 %", "0 %", "100 %"),
				List.of(Quantities.formatProbability(0.015), Quantities.formatProbability(0), Quantities.formatProbability(1)));
	}

	@Test
	void shouldSayWhatToWriteInstead() {
		assertMessage("'10' has no unit: write 10 ms, 10 s", () -> Quantities.durationNanos("10"));
		assertMessage("write 100 Mbit/s for bits", () -> Quantities.rateBitsPerSecond("100 Mbps"));
		assertMessage("write 100 kbit/s for bits", () -> Quantities.rateBitsPerSecond("100 kbps"));
		assertMessage("known are ns, us, ms, s, min, h", () -> Quantities.durationNanos("10 msec"));
		assertMessage("negative", () -> Quantities.durationNanos("-1 ms"));
		assertMessage("too large", () -> Quantities.durationNanos("9999999999999 h"));
		assertMessage("whole number of nanoseconds", () -> Quantities.durationNanos("0.5 ns"));
		assertMessage("did you mean 5 %?", () -> Quantities.probability("5"));
		assertMessage("not a duration", () -> Quantities.durationNanos("fast"));
		assertMessage("not a whole number", () -> Quantities.count("1.5"));
		assertMessage("too large", () -> Quantities.count("9999999999999999999"));
		assertMessage("no prefix length", () -> IpPrefix.parse("10.0.0.1"));
		assertMessage("prefix length 33", () -> IpPrefix.parse("10.0.0.1/33"));
		assertMessage("not an IP address", () -> IpPrefix.parse("10.0.0/8"));
	}

	@Test
	void shouldPrintAddressesAsTheStandardSays() {
		for (var text : List.of("10.0.0.1/24", "fd00:0:0:1::1/64", "::/0", "::1/128", "1:0:2::3:0/64", "0.0.0.0/0"))
			assertEquals(text, IpPrefix.parse(text).toString());
		assertEquals("10.1.0.0/16", IpPrefix.parse("10.1.2.3/16").network().toString());
		assertEquals(515, IpPrefix.parse("10.1.2.3/16").hostNumber());
	}

	private static void assertMessage(String part, Runnable action) {
		var message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
		assertTrue(message.contains(part), message);
	}
}
