package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * What authors build on changes only as its version says, compared with the last release, whose bundles are kept in
 * {@code releng/api-baseline}. At a release {@code -Dwirebench.regenerate=true} puts the new ones there.
 */
class ApiBaselineTest {

	private static final Path BASELINE = Installation.ROOT.resolve("releng/api-baseline");
	private static final Path SITE = Installation.ROOT.resolve("releng/io.wirebench.site/target/repository/plugins");
	/** Exported for the test kit, which is built together with it; authors have no use for it. */
	private static final String ENGINE = "io.wirebench.dataplane.engine";
	private static final Pattern EXPORT = Pattern.compile("([a-z.]+);version=\"(\\d+)\\.(\\d+)\\.(\\d+)");
	private static final Pattern NOT_FOR_IMPLEMENTORS = Pattern.compile("@noimplement.*?(?:interface|class)\\s+(\\w+)", Pattern.DOTALL);

	@TempDir
	private Path folder;

	private static Path built(String bundle) throws IOException {
		try (Stream<Path> files = Files.list(SITE)) {
			return files.filter(file -> file.getFileName().toString().startsWith(bundle + "_")).findFirst()
					.orElseThrow(() -> new AssertionError("no " + bundle + " in " + SITE));
		}
	}

	private static List<String> exports(Path jar) throws IOException {
		try (JarFile file = new JarFile(jar.toFile())) {
			List<String> all = new ArrayList<>();
			Matcher m = EXPORT.matcher(file.getManifest().getMainAttributes().getValue("Export-Package"));
			while (m.find())
				if (!m.group(1).equals(ENGINE))
					all.add(m.group());
			return all;
		}
	}

	private static Matcher parsed(String export) {
		Matcher m = EXPORT.matcher(export);
		assertTrue(m.matches(), export);
		return m;
	}

	private static Set<String> providers(String bundle) throws IOException {
		Set<String> names = new TreeSet<>();
		try (Stream<Path> files = Files.walk(Installation.ROOT.resolve("bundles").resolve(bundle).resolve("src"))) {
			for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
				String text = Files.readString(file);
				String packageName = text.replaceAll("(?s).*?package ([a-z.]+);.*", "$1");
				Matcher m = NOT_FOR_IMPLEMENTORS.matcher(text);
				while (m.find())
					names.add(packageName + "." + m.group(1));
			}
		}
		return names;
	}

	@ParameterizedTest
	@ValueSource(strings = {"io.wirebench.api", "io.wirebench.dataplane", "io.wirebench.testkit"})
	void shouldChangeOnlyAsTheVersionSays(String bundle) throws IOException {
		Path before = BASELINE.resolve(bundle + ".jar");
		Path now = built(bundle);
		if (Boolean.getBoolean("wirebench.regenerate")) {
			Files.createDirectories(BASELINE);
			Files.copy(now, before, StandardCopyOption.REPLACE_EXISTING);
		}
		List<String> exports = exports(now);
		assertFalse(exports.isEmpty());
		for (String was : exports(before)) {
			Matcher old = parsed(was);
			Matcher current = exports.stream().map(ApiBaselineTest::parsed).filter(m -> m.group(1).equals(old.group(1))).findFirst()
					.orElseThrow(() -> new AssertionError(bundle + " no longer exports " + old.group(1)
							+ ", which breaks who imports it; that takes the next major version of the bundle"));
			ApiChanges changes = ApiChanges.between(before, now, List.of(old.group(1)), providers(bundle));
			String least = changes.version(number(old, 2), number(old, 3), number(old, 4));
			String has = current.group(2) + "." + current.group(3) + "." + current.group(4);
			assertTrue(Version.parse(least).compareTo(Version.parse(has)) <= 0,
					() -> "package " + old.group(1) + " " + has + " must be at least " + least
							+ ", since " + was.replace(";version=\"", " ") + " has changed: breaking " + changes.breaking() + ", added "
							+ changes.additions() + "; raise Export-Package and Bundle-Version of " + bundle);
		}
	}

	private static int number(Matcher m, int group) {
		return Integer.parseInt(m.group(group));
	}

	@Test
	void shouldKnowWhichInterfacesOthersDoNotImplement() throws IOException {
		Set<String> providers = providers("io.wirebench.api");
		assertTrue(providers.contains("io.wirebench.api.NodeHandle") && !providers.contains("io.wirebench.api.NodeKind"),
				providers.toString());
		assertTrue(providers("io.wirebench.dataplane").contains("io.wirebench.dataplane.StageContext"));
	}

	private Path jar(String name, String source) throws IOException {
		Path sources = Files.createDirectories(folder.resolve(name));
		Path file = Files.writeString(sources.resolve("Kind.java"), "package a; public " + source);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		assertEquals(0, compiler.run(null, OutputStream.nullOutputStream(), null, "-d", sources.toString(), file.toString()), source);
		Path jar = folder.resolve(name + ".jar");
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
				Stream<Path> classes = Files.list(sources.resolve("a"))) {
			for (Path compiled : classes.toList()) {
				out.putNextEntry(new ZipEntry("a/" + compiled.getFileName()));
				out.write(Files.readAllBytes(compiled));
			}
		}
		return jar;
	}

	/** The rule itself, on small examples. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { //
			"interface Kind { void a(); } | interface Kind { void a(); } | false | 0.3.2", //
			"interface Kind { void a(); } | interface Kind { void a(); void b(); } | false | 1.0.0", //
			"interface Kind { void a(); } | interface Kind { void a(); void b(); } | true | 0.4.0", //
			"interface Kind { void a(); } | interface Kind { void a(); default void b() { } } | false | 0.4.0", //
			"interface Kind { void a(); void b(); } | interface Kind { void a(); } | true | 1.0.0", //
			"record Kind(int a) { } | record Kind(int a, int b) { } | false | 1.0.0", //
			"record Kind(int a) { } | record Kind(int a) { public Kind() { this(1); } } | false | 0.4.0", //
			"class Kind { public int a() { return 1; } } | class Kind { public long a() { return 1; } } | false | 1.0.0"})
	void shouldAskForTheVersionThatSaysWhatHasChanged(String before, String now, boolean provider, String version) throws IOException {
		ApiChanges changes = ApiChanges.between(jar("before", before), jar("now", now), List.of("a"),
				provider ? Set.of("a.Kind") : Set.of());
		assertEquals(version, changes.version(0, 3, 2), changes::toString);
	}
}
