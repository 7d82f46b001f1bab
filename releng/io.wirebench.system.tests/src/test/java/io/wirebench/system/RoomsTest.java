package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The packages inside of bundles use each other as docs/architecture.md says: each only those before it. */
class RoomsTest {

	private static final Pattern BUNDLE = Pattern.compile("`(\\w+)`: ((?:`\\w+`(?: \\([^)]*\\))?(?:, )?)+)");
	private static final Pattern ROOM = Pattern.compile("`(\\w+)`");
	private static final Pattern IMPORT = Pattern.compile("^import (?:static )?io\\.wirebench\\.(\\w+)\\.internal\\.(\\w+)\\.",
			Pattern.MULTILINE);

	private static Map<String, List<String>> rooms() throws IOException {
		String line = Files.readAllLines(Installation.ROOT.resolve("docs/architecture.md")).stream()
				.filter(l -> l.startsWith("- Rooms inside of bundles")).findFirst().orElseThrow();
		Map<String, List<String>> rooms = new LinkedHashMap<>();
		Matcher bundle = BUNDLE.matcher(line.substring(line.indexOf(':') + 1));
		while (bundle.find())
			rooms.put(bundle.group(1), ROOM.matcher(bundle.group(2)).results().map(room -> room.group(1)).toList());
		return rooms;
	}

	@Test
	void shouldUseOnlyRoomsThatComeBefore() throws IOException {
		Map<String, List<String>> rooms = rooms();
		assertTrue(rooms.keySet().containsAll(List.of("runtime", "control", "cli")), rooms::toString);
		List<String> wrong = new ArrayList<>();
		for (Map.Entry<String, List<String>> bundle : rooms.entrySet()) {
			List<String> order = bundle.getValue();
			Path internal = Installation.ROOT
					.resolve("bundles/io.wirebench." + bundle.getKey() + "/src/io/wirebench/" + bundle.getKey() + "/internal");
			try (Stream<Path> folders = Files.list(internal)) {
				assertEquals(order.stream().sorted().toList(),
						folders.filter(folder -> Files.isDirectory(folder)).map(folder -> folder.getFileName().toString()).sorted()
								.toList(),
						bundle.getKey() + ": the rooms that there are");
			}
			for (String room : order)
				for (Path file : files(internal.resolve(room)))
					IMPORT.matcher(Files.readString(file)).results()
							.filter(found -> found.group(1).equals(bundle.getKey()) && order.indexOf(found.group(2)) > order.indexOf(room))
							.forEach(found -> wrong
									.add(bundle.getKey() + "/" + room + "/" + file.getFileName() + " uses " + found.group(2)));
		}
		assertEquals(List.of(), wrong);
	}

	private static List<Path> files(Path folder) throws IOException {
		try (Stream<Path> all = Files.list(folder)) {
			List<Path> files = all.filter(file -> file.toString().endsWith(".java")).toList();
			assertFalse(files.isEmpty(), folder + " has no classes");
			return files;
		}
	}
}
