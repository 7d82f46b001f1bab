package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.system.Host.Footprint;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Makes the archives of the built product, and uses them as on a machine that has no Java. */
@Tag(Installation.BUILDING)
class PackageTest {

	private static final Duration PATIENCE = Duration.ofMinutes(5);
	private static final String TWO = """
			<?xml version="1.0" encoding="UTF-8"?>
			<network format="1" name="two">
				<node name="h1" kind="host"/>
				<node name="h2" kind="host"/>
				<link from="h1" to="h2"><both><impairment kind="delay" time="5 ms"/></both></link>
				<flow name="ping" kind="ping" from="h1" to="h2" interval="50 ms"/>
				<scenario duration="5 s"><within name="answers" from="0 s" to="5 s" that="flow:ping.received at least 3"/></scenario>
			</network>
			""";

	/** Where all is that the tests make. */
	private static Path folder;
	/** Programs of the machine, but none of Java. */
	private static Path programs;
	private static Path tar;
	private static Path deb;
	private static String version;

	static Stream<User> users() {
		return User.all();
	}

	@BeforeAll
	static void makeArchives() throws IOException {
		folder = Files.createTempDirectory("wirebench-package");
		Program.output("chmod", "755", folder.toString());
		programs = Host.programsBut("j(ava|ar|link|cmd|ps|shell).*|mvn.*", Files.createDirectory(folder.resolve("programs")));
		Path archives = folder.resolve("archives");
		long begin = System.nanoTime();
		try (Program make = Program.start(folder,
				List.of(Installation.ROOT.resolve("wirebench").toString(), "package", archives.toString()))) {
			int code = make.exitCode(PATIENCE);
			assertEquals(hasDpkg() ? 0 : 3, code, make::describe);
			assertEquals("", hasDpkg() ? make.err() : "", make::describe);
			System.out.printf("archives made in %.0f s:%n%s", (System.nanoTime() - begin) / 1e9, make.out());
		}
		try (Stream<Path> made = Files.list(archives)) {
			Set<Path> all = new TreeSet<>(made.toList());
			tar = all.stream().filter(path -> path.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
			deb = all.stream().filter(path -> path.toString().endsWith(".deb")).findFirst().orElse(null);
			assertEquals(hasDpkg() ? 2 : 1, all.size(), () -> "nothing but the archives: " + all);
		}
		version = tar.getFileName().toString().replace("wirebench-", "").replace("-linux-x86_64.tar.gz", "");
		Program.output("tar", "-C", folder.toString(), "-xzf", tar.toString());
		Program.output("du", "-sh", folder.resolve("wirebench-" + version).toString()).lines().forEach(System.out::println);
	}

	@AfterAll
	static void deleteAll() {
		Program.output("rm", "-rf", folder.toString());
	}

	private static boolean hasDpkg() {
		return Stream.of("/usr/bin", "/bin").anyMatch(bin -> Files.isExecutable(Path.of(bin, "dpkg-deb")));
	}

	/** Starts a program as a user on a machine without Java. */
	private static Program start(User user, Path engine, String... words) {
		List<String> all = new ArrayList<>(user.words());
		all.addAll(List.of("env", "-u", "JAVA_HOME", "-u", "JDK_JAVA_OPTIONS", "-u", "WIREBENCH_NO_BUILD", "PATH=" + programs));
		all.addAll(List.of(words));
		return Program.start(user.home(), all, engine);
	}

	private static String expect(User user, Path engine, int code, String... words) {
		try (Program program = start(user, engine, words)) {
			assertEquals(code, program.exitCode(), program::describe);
			return program.out() + program.err();
		}
	}

	/** @return each file with what would show that somebody wrote it */
	private static List<String> look(Path folder) {
		return Program.output("find", folder.toString(), "-printf", "%P %y %s %T@ %m %l\\n").lines().sorted().toList();
	}

	/** Uses what lies in a folder, which shall be the same afterwards, from first to last command, and leaves nothing running. */
	private static void use(User user, Path launcher, Path home) throws IOException {
		String command = launcher.toString();
		List<String> before = look(home);
		Path engine = Files.createTempDirectory(user.home(), "e").resolve("engine.sock");
		Program.output("chown", "--reference", user.home().toString(), engine.getParent().toString());
		assertTrue(expect(user, engine, 0, command, "--version").startsWith("Wirebench " + version), "the product's version");
		String two = user.write("packed.wirebench", TWO).toString();
		Footprint footprint;
		// Of its own: the command's children are told by its mark.
		try (Program running = start(user, engine, command, "engine", "--idle", "1h").awaitText("engine at ")) {
			String java = Host.commandLine(Host.engine(running));
			assertTrue(java.startsWith(home.resolve("runtime/bin/java") + " "), () -> "the package's own Java: " + java);
			assertTrue(expect(user, engine, 0, command, "check", home.resolve("examples/demo.wirebench").toString()).contains("no errors"),
					"an example is checked");
			assertTrue(expect(user, engine, 0, command, "kinds").contains("ospf"), "all kinds are there");
			assertTrue(expect(user, engine, 0, command, "doctor").contains("Networks can run here."), "a lab can run");
			assertTrue(expect(user, engine, 0, command, "plugins", "search", home.resolve("site").toString())
					.contains("the site offers no plug-in"), "the site can be read");
			try (Program lab = start(user, engine, command, "run", two)) {
				lab.awaitText("links running after");
				footprint = Footprint.of(running, lab);
				assertEquals(0, lab.exitCode(), lab::describe);
				assertTrue(lab.out().contains("1 of 1 expectations held"), lab::describe);
			}
			expect(user, engine, 0, command, "engine", "stop");
			assertEquals(0, running.exitCode(), running::describe);
			footprint.awaitGone();
		}
		assertEquals(before, look(home), "nobody has written into the package");
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldRunWithoutJavaFromAFolderThatStaysAsItIsAndAfterItWasMoved(User user) throws IOException {
		Kernel.assumeLabs(user);
		assertNotEquals(0, start(user, null, "bash", "-c", "command -v java").exitCode(), "no Java on this machine");
		String links = Host.links();
		Path place = Files.createDirectories(folder.resolve("opt").resolve(user.root() ? "root" : "user"));
		Program.output("tar", "-C", place.toString(), "-xzf", tar.toString());
		Path unpacked = place.resolve("wirebench-" + version);
		if (!user.root()) // Moved it is the same; once is enough for root.
			use(user, unpacked.resolve("wirebench"), unpacked);
		Path moved = folder.resolve("somewhere else, " + (user.root() ? "root" : "user"));
		Program.output("mv", unpacked.toString(), moved.toString());
		use(user, moved.resolve("wirebench"), moved);
		assertQuickStart(moved);
		assertEquals(links, Host.links(), "devices as before");
	}

	/** The JVM would go on without saying so if what was prepared for it did not fit. */
	private static void assertQuickStart(Path home) {
		List<String> words = List.of(home.resolve("runtime/bin/java").toString(), "-Xmx1g", "-XX:+UseSerialGC",
				"--enable-native-access=ALL-UNNAMED", "-Xshare:on",
				"-XX:SharedArchiveFile=" + home.resolve("product/client.jsa"), "-Xlog:class+load", "-cp",
				home.resolve("product/client.jar").toString(),
				"io.wirebench.cli.internal.Main", "--version");
		try (Program java = Program.start(null, words)) {
			assertEquals(0, java.exitCode(), java::describe);
			assertTrue(java.out().contains("io.wirebench.cli.internal.Main source: shared objects file"), java::describe);
		}
	}

	@Test
	void shouldStartACommandsEngineItselfAndRefuseWhatNeedsTheSources() throws IOException {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		String command = folder.resolve("wirebench-" + version).resolve("wirebench").toString();
		for (String only : List.of("build", "verify", "bench", "package")) {
			String said = expect(user, null, 2, command, only);
			assertTrue(said.contains("'" + only + "' needs the sources")
					&& said.contains(command.replace("/wirebench-" + version + "/wirebench", "")), said);
		}
		// Nothing runs before, and nothing after.
		try (Program run = start(user, null, command, "run", user.write("packed.wirebench", TWO).toString())) {
			run.awaitText("links running after");
			Footprint footprint = Footprint.of(run);
			assertEquals(0, run.exitCode(), run::describe);
			expectStopped(run, footprint);
		}
	}

	@Test
	void shouldHaveJavadocAndSourcesForAuthors() throws IOException {
		Path site = folder.resolve("wirebench-" + version).resolve("site");
		List<String> javadoc = entries(site.resolve("javadoc.jar"));
		for (String page : List.of("index.html", "io/wirebench/api/ServiceKind.html", "io/wirebench/dataplane/QueueStage.html",
				"io/wirebench/testkit/KindContract.html"))
			assertTrue(javadoc.contains(page), page);
		assertFalse(javadoc.stream().anyMatch(page -> page.contains("io/wirebench/dataplane/engine") || page.contains("/core/")),
				"only what is for authors");
		for (String type : List.of("api/ServiceKind", "dataplane/QueueStage", "testkit/KindContract")) {
			String bundle = "io.wirebench." + type.substring(0, type.indexOf('/'));
			Path sources = site.resolve("plugins").resolve(bundle + ".source_" + version + ".jar");
			assertTrue(entries(sources).contains("io/wirebench/" + type + ".java"), sources::toString);
		}
		try (var content = new java.util.zip.ZipFile(site.resolve("content.jar").toFile());
				var in = content.getInputStream(content.getEntry("content.xml"))) {
			assertTrue(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).contains("id='io.wirebench.api.source'"),
					"p2 knows them");
		}
	}

	private static List<String> entries(Path zip) throws IOException {
		try (var file = new java.util.zip.ZipFile(zip.toFile())) {
			return file.stream().map(java.util.zip.ZipEntry::getName).toList();
		}
	}

	private static void expectStopped(Program run, Footprint footprint) {
		Wait.until(Host.LEFTOVER_PATIENCE.multipliedBy(4), () -> footprint.leftovers().isEmpty(),
				() -> "nothing left of " + run.describe() + "; there is " + footprint.leftovers());
	}

	@Test
	void shouldSayWhereNothingCanBeWrittenAndWhatToDo() {
		try (Program make = Program.start(folder,
				List.of(Installation.ROOT.resolve("wirebench").toString(), "package", "/proc/archives"))) {
			assertEquals(3, make.exitCode(), make::describe);
			assertTrue(make.err().contains("nothing can be written to /proc/archives") && make.err().contains("wirebench package DIR"),
					make::describe);
		}
	}

	@Test
	void shouldInstallAsADebianPackage() throws IOException {
		if (deb == null)
			Kernel.skip("dpkg-deb was not found, so there is no Debian package");
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		assertEquals("wirebench " + version + " amd64",
				Program.output("dpkg-deb", "--show", "--showformat", "${Package} ${Version} ${Architecture}", deb.toString()));
		String depends = Program.output("dpkg-deb", "--field", deb.toString(), "Depends");
		// bash and util-linux are essential: on every system
		assertTrue(depends.contains("libc6 (>= 2.34)") && !depends.contains("jre"), depends);
		Path control = folder.resolve("control");
		Program.output("dpkg-deb", "--control", deb.toString(), control.toString());
		try (Stream<Path> files = Files.list(control)) {
			assertEquals(Set.of("control", "md5sums"), new TreeSet<>(files.map(file -> file.getFileName().toString()).toList()),
					"no maintainer scripts");
		}
		String owners = Program.output("dpkg-deb", "--contents", deb.toString());
		assertTrue(owners.lines().allMatch(line -> line.contains(" root/root ")), "all is root's");
		Path root = folder.resolve("root");
		Program.output("dpkg-deb", "--extract", deb.toString(), root.toString());
		Program.output("chmod", "755", root.toString());
		Program.output("bash", "-c", "cd \"$0\" && md5sum --check --quiet \"$1\"", root.toString(), control.resolve("md5sums").toString());
		for (String file : List.of("usr/share/doc/wirebench/copyright", "usr/share/doc/wirebench/changelog.gz",
				"usr/share/doc/wirebench/README.md",
				"usr/share/doc/wirebench/docs/limits.md", "usr/share/doc/wirebench/examples/demo.wirebench",
				"usr/lib/wirebench/site/content.jar"))
			assertTrue(Files.isRegularFile(root.resolve(file)), file);
		Program.output("bash", "-n", root.resolve("usr/share/bash-completion/completions/wirebench").toString());
		use(user, root.resolve("usr/bin/wirebench"), root.resolve("usr/lib/wirebench"));
		String python = expect(user, null, 0, "env", "PYTHONDONTWRITEBYTECODE=1",
				"PYTHONPATH=" + root.resolve("usr/lib/python3/dist-packages"), "python3", "-c",
				"from wirebench import _connection; print(_connection.launcher_path())");
		assertEquals(root.resolve("usr/lib/wirebench/wirebench").toString(), python.strip(), "Python finds the command beside it");
		assertFalse(Files.exists(root.resolve("usr/lib/systemd")) || Files.exists(root.resolve("etc")), "no daemon, no configuration");
	}
}
