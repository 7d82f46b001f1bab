package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The borders that docs/architecture.md decides. */
class ArchitectureTest {

	private static final String OURS = "io.wirebench.";
	private static final Path BUNDLES = Installation.ROOT.resolve("bundles");
	private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
	/** From where it was built against (included) to the next major version (not included). */
	private static final Pattern RANGE = Pattern.compile("\\[(\\d+)\\.\\d+\\.\\d+,(\\d+)\\.0\\.0\\)");
	private static final Pattern IMPORT = Pattern.compile("(?m)^import\\s+(?:static\\s+)?([\\w.]+)");

	/** One entry of a header: a name with its directives and attributes. */
	private record Clause(String name, Map<String, String> attributes) {}

	private static Map<String, Manifest> manifests() throws IOException {
		Map<String, Manifest> manifests = new TreeMap<>();
		try (Stream<Path> folders = Files.list(BUNDLES)) {
			for (Path folder : folders.filter(f -> Files.exists(f.resolve("META-INF/MANIFEST.MF"))).toList())
				try (InputStream in = Files.newInputStream(folder.resolve("META-INF/MANIFEST.MF"))) {
					manifests.put(folder.getFileName().toString(), new Manifest(in));
				}
		}
		assertTrue(manifests.size() >= 8, manifests.keySet().toString());
		return manifests;
	}

	private static List<Clause> clauses(Manifest manifest, String header) {
		String value = manifest.getMainAttributes().getValue(header);
		List<Clause> clauses = new ArrayList<>();
		if (value == null)
			return clauses;
		for (String clause : value.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
			String[] parts = clause.strip().split(";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
			Map<String, String> attributes = new LinkedHashMap<>();
			for (int i = 1; i < parts.length; i++) {
				int equals = parts[i].indexOf('=');
				attributes.put(parts[i].substring(0, equals).strip(), parts[i].substring(equals + 1).strip().replace("\"", ""));
			}
			clauses.add(new Clause(parts[0].strip(), attributes));
		}
		return clauses;
	}

	private static boolean isOfTheJdk(String name) {
		return name.startsWith("java.") || ModuleLayer.boot().modules().stream().anyMatch(module -> module.getPackages().contains(name));
	}

	/** @return for each bundle what it may require, from the table */
	private static Map<String, TreeSet<String>> allowed() throws IOException {
		Map<String, TreeSet<String>> allowed = new TreeMap<>();
		boolean table = false;
		List<String> names = new ArrayList<>();
		for (String line : Files.readAllLines(Installation.ROOT.resolve("docs/architecture.md"))) {
			if (line.startsWith("| bundle | what lives there | may require |"))
				table = true;
			else if (table && !line.startsWith("|"))
				table = false;
			if (!table || line.contains("*(planned)*") || !line.startsWith("| `"))
				continue;
			String[] cells = line.split("\\|");
			TreeSet<String> required = new TreeSet<>();
			for (Matcher m = QUOTED.matcher(cells[3]); m.find();)
				required.add(m.group(1));
			String name = cells[1].strip().replace("`", "");
			names.add(name);
			allowed.put(OURS + name, required);
		}
		allowed.replaceAll((_, required) -> {
			TreeSet<String> full = new TreeSet<>();
			required.forEach(word -> full.add(names.contains(word) ? OURS + word : word));
			return full;
		});
		return allowed;
	}

	@Test
	void shouldRequireExactlyWhatTheTableSays() throws IOException {
		Map<String, TreeSet<String>> required = new TreeMap<>();
		manifests().forEach((name, manifest) -> {
			TreeSet<String> names = new TreeSet<>();
			clauses(manifest, "Require-Bundle").forEach(clause -> names.add(clause.name()));
			clauses(manifest, "Import-Package").stream().map(Clause::name).filter(n -> !isOfTheJdk(n)).forEach(names::add);
			required.put(name, names);
		});
		assertEquals(allowed().toString().replace("], ", "]\n"), required.toString().replace("], ", "]\n"),
				"the table in docs/architecture.md and the manifests differ; a border is changed in one deliberate commit, in both");
	}

	@Test
	void shouldNeitherReexportNorHaveFriendsNorExportInternals() throws IOException {
		manifests().forEach((name, manifest) -> {
			for (Clause clause : clauses(manifest, "Require-Bundle"))
				assertFalse(clause.attributes().containsKey("visibility:"), name + " re-exports " + clause.name());
			for (Clause clause : clauses(manifest, "Export-Package")) {
				assertFalse(clause.attributes().containsKey("x-friends:") || clause.attributes().containsKey("x-internal:"),
						name + " exports to friends: " + clause.name());
				assertFalse(clause.name().contains(".internal"), name + " exports " + clause.name());
				assertTrue(clause.attributes().containsKey("version"), name + " exports without version: " + clause.name());
			}
		});
	}

	@Test
	void shouldRequireFromTheVersionBuiltAgainstToTheNextMajorOne() throws IOException {
		manifests().forEach((name, manifest) -> {
			for (Clause clause : clauses(manifest, "Require-Bundle"))
				assertRange(name, clause, clause.attributes().get("bundle-version"));
			for (Clause clause : clauses(manifest, "Import-Package"))
				if (!isOfTheJdk(clause.name()))
					assertRange(name, clause, clause.attributes().get("version"));
		});
	}

	private static void assertRange(String bundle, Clause clause, String range) {
		Matcher m = RANGE.matcher(String.valueOf(range));
		assertTrue(m.matches() && Integer.parseInt(m.group(2)) == Integer.parseInt(m.group(1)) + 1,
				bundle + " requires " + clause.name() + " in " + range);
	}

	/** @return a bundle's own sources, by path */
	private static Map<String, String> sources(String bundle) {
		Map<String, String> sources = new TreeMap<>();
		Path folder = BUNDLES.resolve(bundle).resolve("src");
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList())
				sources.put(bundle + "/" + folder.relativize(file), Files.readString(file));
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
		assertFalse(sources.isEmpty(), bundle);
		return sources;
	}

	private static List<String> imports(String source) {
		return IMPORT.matcher(source).results().map(result -> result.group(1)).toList();
	}

	@Test
	void shouldKeepTheModelOutOfWhatRuns() {
		for (String bundle : List.of("io.wirebench.runtime", "io.wirebench.linux", "io.wirebench.dataplane", "io.wirebench.api",
				"io.wirebench.kinds"))
			sources(bundle).forEach((file, text) -> assertFalse(text.contains("org.eclipse.emf") || text.contains("io.wirebench.model"),
					file + " knows the model"));
	}

	/** @return bundles that declare kinds */
	private static List<String> bundlesWithKinds() throws IOException {
		List<String> found = new ArrayList<>();
		for (String bundle : manifests().keySet()) {
			Path plugin = BUNDLES.resolve(bundle).resolve("plugin.xml");
			if (Files.exists(plugin) && Files.readString(plugin).matches("(?s).*point=\"io\\.wirebench\\.core\\.\\w+Kinds\".*"))
				found.add(bundle);
		}
		return found;
	}

	@Test
	void shouldBuildOurOwnKindsOnlyOnWhatOthersHaveToo() throws IOException {
		List<String> allowed = List.of("io.wirebench.api", "io.wirebench.dataplane");
		assertTrue(bundlesWithKinds().contains("io.wirebench.kinds"), bundlesWithKinds().toString());
		for (String bundle : bundlesWithKinds()) {
			for (String required : List.of("Require-Bundle", "Import-Package"))
				for (Clause clause : clauses(manifests().get(bundle), required))
					assertTrue(allowed.contains(clause.name()) || isOfTheJdk(clause.name()), bundle + " needs " + clause.name());
			sources(bundle).forEach((file, text) -> {
				for (String name : imports(text)) {
					String packageName = name.replaceAll("\\.[A-Z].*", "");
					assertTrue(name.startsWith("java.") || allowed.contains(packageName) || packageName.startsWith(bundle + "."),
							file + " imports " + name);
				}
				assertFalse(text.contains("io.wirebench.dataplane.engine"), file);
			});
		}
	}

	@Test
	void shouldFindPartsByExtensionPointsAndComponentsOnly() throws IOException {
		for (String bundle : manifests().keySet())
			sources(bundle).forEach((file, text) -> assertFalse(text.contains("ServiceLoader"), file));
	}

	@Test
	void shouldKeepTheKernelOutOfAllBundlesButOne() throws IOException {
		for (String bundle : manifests().keySet())
			if (!bundle.equals("io.wirebench.linux"))
				sources(bundle).forEach((file, text) -> assertFalse(
						text.contains("java.lang.foreign.Linker") || text.contains("Linker.nativeLinker"), file + " calls the system"));
	}

	@Test
	void shouldDeclareKindsThatExistUnderTheNameOfTheirBundle() throws Exception {
		int found = 0;
		for (String bundle : manifests().keySet()) {
			Path plugin = BUNDLES.resolve(bundle).resolve("plugin.xml");
			if (!Files.exists(plugin))
				continue;
			var document = javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(plugin.toFile());
			var all = document.getElementsByTagName("*");
			for (int i = 0; i < all.getLength(); i++) {
				var element = (org.w3c.dom.Element) all.item(i);
				// An id without dots is put behind the bundle's name by the platform.
				if (element.hasAttribute("id") && element.getAttribute("id").contains("."))
					assertTrue(element.getAttribute("id").startsWith(bundle + "."), plugin + ": " + element.getAttribute("id"));
				if (element.hasAttribute("class") && element.getAttribute("class").startsWith(OURS)) {
					String name = element.getAttribute("class");
					assertTrue(Files.exists(BUNDLES.resolve(bundle).resolve("src").resolve(name.replace('.', '/') + ".java"))
							|| Files.exists(BUNDLES.resolve(bundle).resolve("src-gen").resolve(name.replace('.', '/') + ".java")),
							plugin + ": there is no " + name);
					found++;
				}
			}
		}
		assertTrue(found > 15, "classes named in plugin.xml: " + found);
	}

	@Test
	void shouldShipNoWindowSystemInTheHeadlessProduct() {
		List<String> plugins = Installation.get().files().stream().filter(file -> file.startsWith("plugins/")).toList();
		assertTrue(plugins.stream().anyMatch(file -> file.startsWith("plugins/io.wirebench.cli_")), plugins.toString());
		for (String plugin : plugins)
			for (String window : List.of(".swt", ".jface", ".gef", ".draw2d", ".ui", "workbench"))
				assertFalse(plugin.matches("plugins/[^_]*\\Q" + window + "\\E[._].*"), plugin);
	}

	@Test
	void shouldStartAndCheckAFileWithoutTheBuiltInKinds() throws IOException {
		Installation without = Installation.copy();
		try {
			Path bundles = without.product().resolve("configuration/org.eclipse.equinox.simpleconfigurator/bundles.info");
			List<String> kept = Files.readAllLines(bundles).stream().filter(line -> !line.startsWith("io.wirebench.kinds,")).toList();
			assertEquals(Files.readAllLines(bundles).size() - 1, kept.size());
			Files.write(bundles, kept);
			User user = User.ordinary();
			try (Program check = without.start(user, "check", without.example("two-hosts"))) {
				assertEquals(2, check.exitCode(), check::describe);
				assertTrue(check.err().contains("two-hosts.wirebench:4:") && check.err().contains("host") && check.err().contains("kind"),
						check::describe);
				assertFalse(check.err().contains("io.wirebench.kinds.router") || check.err().contains("\tat "), check::describe);
			}
			try (Program kinds = without.start(user, "kinds")) {
				kinds.exitCode();
				assertFalse(kinds.out().contains("delay") || kinds.err().contains("\tat "), kinds::describe);
			}
		} finally {
			without.delete();
		}
	}
}
