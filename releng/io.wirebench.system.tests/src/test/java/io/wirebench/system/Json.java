package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Another program's opinion on JSON. */
final class Json {

	private Json() {
	}

	/** Python's reader must take it; NaN and Infinity, which it takes too, are refused. */
	static void assertValid(String text) {
		query(text, "0");
	}

	/** @return what an expression about {@code d}, the document, gives in Python */
	static String query(String text, String expression) {
		String script = """
				import json, sys
				def no(constant): raise ValueError(constant + ' is not JSON')
				d = json.load(sys.stdin, parse_constant=no)
				print(""" + expression + ")\n";
		try (Program python = Program.start(null, List.of("python3", "-c", script))) {
			try (var input = python.input()) {
				input.write(text.getBytes(StandardCharsets.UTF_8));
			} catch (IOException e) {
				throw new AssertionError(python.describe(), e);
			}
			assertEquals(0, python.exitCode(), () -> python.describe() + "\n" + text);
			return python.out().strip();
		}
	}
}
