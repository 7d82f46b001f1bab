package io.wirebench.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.cli.internal.TestServices.Result;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Commands with an engine in this process: what they print and how they end. */
class MainTest {

	private static final int MUTANTS = 500;
	private static final long SEED = Long.getLong("wirebench.mutation.seed", 20250701);
	private static final long LIMIT_NANOS = 5_000_000_000L;

	private static TestServices services;

	@BeforeAll
	static void startEngine() {
		services = new TestServices();
	}

	@AfterAll
	static void endEngine() {
		services.close();
	}

	@TempDir
	private Path folder;

	private static List<Path> examples() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("..", "..", "examples"))) {
			return files.filter(file -> file.toString().endsWith(".wirebench")).sorted().toList();
		}
	}

	@Test
	void shouldCheckAndPlanEveryExample() throws IOException {
		assertTrue(examples().size() >= 5);
		for (Path example : examples()) {
			Result check = services.run("check", example.toString());
			assertEquals(0, check.exitCode(), () -> example + ": " + check);
			assertEquals("", check.err(), () -> example + " without warnings");
			Result plan = services.run("plan", example.toString());
			assertEquals(0, plan.exitCode(), () -> example + ": " + plan);
		}
	}

	@Test
	void shouldPlanSpoiledFilesOrSayWhereTheyAreWrong() throws IOException {
		System.out.println("seed of the mutations: " + SEED);
		List<String> texts = new ArrayList<>();
		for (Path example : examples())
			texts.add(Files.readString(example));
		Mutations mutations = new Mutations(SEED, texts);
		List<String> wrong = new ArrayList<>();
		int planned = 0;
		long slowest = 0;
		for (int i = 0; i < MUTANTS; i++) {
			Path file = folder.resolve("mutant" + i + ".wirebench");
			Files.write(file, mutations.mutate(texts.get(i % texts.size())));
			long begin = System.nanoTime();
			Result result = services.run("plan", file.toString());
			long took = System.nanoTime() - begin;
			slowest = Math.max(slowest, took);
			if (result.exitCode() == 0)
				planned++;
			String complaint = complaint(file, result, took);
			if (complaint != null)
				wrong.add(file.getFileName() + ": " + complaint + "\n" + result + "\n"
						+ Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
		}
		System.out.printf("%d mutants: %d planned, %d refused, the slowest took %.0f ms%n", MUTANTS, planned, MUTANTS - planned,
				slowest / 1e6);
		assertTrue(wrong.isEmpty(), () -> wrong.size() + " mutants were not treated well; the first:\n"
				+ String.join("\n\n", wrong.subList(0, Math.min(3, wrong.size()))));
		assertTrue(planned >= MUTANTS / 5 && planned <= MUTANTS * 4 / 5, "a fair share of both kinds: " + planned + " planned");
	}

	private static String complaint(Path file, Result result, long tookNanos) {
		if (tookNanos > LIMIT_NANOS)
			return "took " + tookNanos / 1e9 + " s";
		if ((result.out() + result.err()).contains("\tat "))
			return "a stack trace";
		return switch (result.exitCode()) {
			case 0 -> result.out().isBlank() ? "no plan" : null;
			case 2 -> Pattern.compile(Pattern.quote(file.getFileName().toString()) + ":[1-9]\\d*:").matcher(result.err()).find()
					? null
					: "no line number";
			default -> "exit code " + result.exitCode();
		};
	}

	@Test
	void shouldNameTheElementThatIsWrong() throws IOException {
		String text = Files.readString(Path.of("..", "..", "examples", "demo.wirebench"));
		assertRefused(text, "time=\"25 ms\"", "time=\"25 furlongs\"", "r1-r2/both/delay", "time", "furlongs");
		assertRefused(text, "kind=\"loss\"", "kind=\"lots\"", "r1-r2/both", "lots", "loss");
		assertRefused(text, "from=\"r2\" to=\"h2\"", "from=\"r2\" to=\"h9\"", "h9");
		assertRefused(text, "path=\"r1-r2/both/loss.enabled\" value=\"true\"", "path=\"r1-r2/both/lass.enabled\" value=\"true\"",
				"scenario/2", "lass");
		assertRefused(text, "that=\"flow:download.throughput is 0\"", "that=\"flow:download.thruput is 0\"",
				"expectation:a-link-that-is-down-stops-it", "thruput");
	}

	private void assertRefused(String text, String right, String wrong, String... words) throws IOException {
		int at = text.indexOf(right);
		assertTrue(at >= 0, right);
		long line = text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
		Path file = folder.resolve("wrong.wirebench");
		Files.writeString(file, text.substring(0, at) + wrong + text.substring(at + right.length()));
		Result result = services.run("plan", file.toString());
		assertEquals(2, result.exitCode(), result::toString);
		assertTrue(result.err().contains(file + ":" + line + ":"), () -> "line " + line + ": " + result.err());
		for (String word : words)
			assertTrue(result.err().contains(word), () -> word + ": " + result.err());
	}

	@Test
	void shouldRefuseBadUsageWithExitCode2() {
		String demo = "../../examples/demo.wirebench";
		for (String[] line : new String[][]{{"dance"}, {"plan"}, {"run"}, {"plan", "--jsn", demo}, {"plan", demo, "--seed", "x"}, {},
				{"plan", demo, "--set", "nothing"}, {"plan", demo, "--set", "r1-r2/both/delay.time=soon"}, {"kinds", "lots"},
				{"check", "no-such-file"}}) {
			Result result = services.run(line);
			assertEquals(2, result.exitCode(), () -> String.join(" ", line) + ": " + result);
			assertFalse(result.err().isBlank(), () -> String.join(" ", line));
			assertFalse(result.err().contains("\tat "), result::toString);
		}
	}
}
