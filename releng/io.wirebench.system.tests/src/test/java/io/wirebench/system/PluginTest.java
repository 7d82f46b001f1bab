package io.wirebench.system;

import static io.wirebench.system.PluginUser.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.sun.net.httpserver.HttpServer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Plug-ins of somebody else come into a running engine and leave it. */
class PluginTest {

	private static final String ELEMENT = "h1-h2/both/every";
	private static final String LAB = """
			<?xml version="1.0" encoding="UTF-8"?>
			<network format="1" name="lab" seed="1">
				<!-- What people write stays. -->
				<node name="h1" kind="host"/>
				<node name="h2" kind="host"/>
				<link from="h1" to="h2"><both><impairment kind="delay" time="5 ms"/></both></link>
				<flow name="stream" kind="udp" from="h2" to="h1" rate="8 Mbit/s"/>
			</network>
			""";

	private Path folder;
	private Path version1;
	private Path version2;

	static Stream<User> users() {
		return User.all();
	}

	@BeforeEach
	void makeFolder() throws Exception {
		folder = Files.createTempDirectory("wirebench-plugins");
		Program.output("chmod", "1777", folder.toString());
		version1 = ForeignSite.write(folder.resolve("site1"), ForeignSite.loss("1.0.0", 1, 2));
		version2 = ForeignSite.write(folder.resolve("site2"), ForeignSite.loss("2.0.0", 3, 4));
	}

	@AfterEach
	void removeFolder() {
		Program.output("rm", "-rf", folder.toString());
	}

	private PluginUser lab(User user) {
		return new PluginUser(user, folder);
	}

	private Program start(User user, String... arguments) {
		return lab(user).start(arguments);
	}

	private String expect(User user, int code, String... arguments) {
		return lab(user).expect(code, arguments);
	}

	private Program engine(User user) {
		return lab(user).engine();
	}

	private void install(User user, Path site, String... more) {
		lab(user).plugins("install", site, more);
	}

	@Test
	void shouldGoOnWithoutTheOneElementThatUsesAParameterWhichAnUpdateDrops() throws Exception {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		Path renamed = ForeignSite.write(folder.resolve("renamed"), ForeignSite.loss("2.0.0", 1, 2).replacing("\"on\"", "\"active\""));
		try (Program _ = engine(user)) {
			install(user, version1);
			String lab = LAB.replace("time=\"5 ms\"/>",
					"time=\"5 ms\"/><impairment kind=\"acme.testloss.every\"/><impairment name=\"stale\" kind=\"acme.testloss.every\" on=\"true\"/>");
			expect(user, 0, "start", user.write("dropped.wirebench", lab).toString());
			awaitStream(user, "between 1.6 Mbit/s and 2.4 Mbit/s");
			assertSays(expect(user, 0, "plugins", "update", "--yes", "--trust", renamed.toString()), "is updated to 2.0.0",
					"warning: lab 'lab', h1-h2/both/stale: ", "unknown parameter 'on'; known are active");
			awaitStream(user, "between 3.5 Mbit/s and 4.5 Mbit/s");
			assertSays(expect(user, 0, "state"), "without effect: h1-h2/both/stale: unknown parameter 'on'");
			assertSays(expect(user, 2, "set", "h1-h2/both/stale.on=false"), "known are active");
			expect(user, 0, "set", "h1-h2/both/stale.on=");
			awaitStream(user, "between 1.6 Mbit/s and 2.4 Mbit/s");
			assertFalse(expect(user, 0, "state").contains("without effect"));
		}
	}

	/** The one command that prints stack traces. */
	private String log(User user, String id) {
		try (Program log = start(user, "plugins", "log", id)) {
			assertEquals(0, log.exitCode(), log::describe);
			return log.out();
		}
	}

	@Test
	void shouldShowTheStackTraceOfWhatAPlugInThrows() throws Exception {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		Path site = ForeignSite.write(folder.resolve("throwing"), ForeignSite.loss("1.0.0", 1, 2).replacing("return on &&",
				"if (on) throw new IllegalStateException(\"bad luck\"); return on &&"));
		try (Program _ = engine(user)) {
			install(user, site);
			assertSays(expect(user, 0, "plugins", "log"), "no code of a plug-in has thrown anything");
			expect(user, 0, "start", user.write("throwing.wirebench",
					LAB.replace("time=\"5 ms\"/>", "time=\"5 ms\"/><impairment kind=\"acme.testloss.every\"/>")).toString());
			Wait.until(Duration.ofSeconds(30), () -> log(user, ForeignSite.ID).contains("threw for a frame: bad luck"),
					() -> log(user, ForeignSite.ID));
			assertSays(log(user, ForeignSite.KIND), ForeignSite.KIND + ", h1-h2/", "java.lang.IllegalStateException: bad luck",
					"at acme.testloss.internal.Every$1.accept(Every.java:");
			assertSays(expect(user, 0, "state"), "threw for a frame: bad luck");
			assertSays(expect(user, 0, "plugins", "log", "acme.other"), "no code of acme.other has thrown anything");
		}
	}

	@Test
	void shouldSayWhichDeclarationsOfAPlugInAreRefused() throws Exception {
		User user = User.ordinary();
		Path site = ForeignSite.write(folder.resolve("mistyped"), ForeignSite.loss("1.0.0", 1, 2).replacing("</extension>",
				"""
						<impairmentKind id="acme.every" name="A" class="acme.testloss.internal.Every"/>
						<impairmentKind id="acme.testloss.lost" name="B" class="acme.testloss.internal.Lost"/>
						<impairmentKind id="acme.testloss.bare" name="C" class="acme.testloss.internal.Every"><parameter name="t" type="duration" default="10"/></impairmentKind>
						</extension><extension point="io.wirebench.core.nodeKind"><nodeKind id="acme.testloss.node" name="D" class="x"/></extension>"""));
		List<String> refused = List.of("acme.every: the id must begin with",
				"acme.testloss.lost: the bundle has no class acme.testloss.internal.Lost", "acme.testloss.bare: parameter 't'",
				"io.wirebench.core.nodeKind: there is no such extension point; known are", "did you mean 'io.wirebench.core.nodeKinds'?");
		try (Program _ = engine(user)) {
			assertSays(expect(user, 0, "plugins", "install", "--yes", "--trust", site.toString()), refused.toArray(String[]::new));
			assertSays(expect(user, 0, "plugins", "list"), refused.toArray(String[]::new));
			assertSays(expect(user, 0, "kinds"), refused.toArray(String[]::new));
			assertSays(expect(user, 2, "kinds", "acme.testloss.lost"), "was refused", "no class");
			expect(user, 0, "kinds", ForeignSite.KIND);
		}
	}

	/** Waits until so much of the stream comes through to its receiver. */
	private void awaitStream(User user, String condition) {
		lab(user).await("flow:stream.throughput " + condition);
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldInstallUseUpdateAndRemoveAPlugInWhileTrafficFlows(User user) throws Exception {
		Kernel.assumeLabs(user);
		try (Program engine = engine(user); Program events = start(user, "events", "--json")) {
			expect(user, 0, "start", user.write("plugins.wirebench", LAB).toString());
			awaitStream(user, "between 7.5 Mbit/s and 8.5 Mbit/s");
			assertSays(expect(user, 2, "impair", "h1-h2/both", ForeignSite.KIND), "unknown impairment kind '" + ForeignSite.KIND + "'");
			assertSays(expect(user, 2, "plugins", "install", "--yes", version1.toString()), "is not signed", "--trust");
			assertSays(expect(user, 0, "plugins", "list"), "no plug-in is installed");
			assertSays(expect(user, 0, "plugins", "search", version1.toString()), "acme.testloss 1.0.0: Test loss of Acme");

			long begin = System.nanoTime();
			install(user, version1);
			System.out.printf("plug-in installed from a folder as %s: %.1f s%n", user, (System.nanoTime() - begin) / 1e9);
			events.awaitText("\"type\":\"kinds\"");
			assertSays(expect(user, 0, "kinds", ForeignSite.KIND), "Takes frames away, version 1.0.0.");
			begin = System.nanoTime();
			expect(user, 0, "impair", "h1-h2/both", ForeignSite.KIND, "name=every");
			System.out.printf("first use of its kind as %s: %.0f ms%n", user, (System.nanoTime() - begin) / 1e6);
			awaitStream(user, "between 3.5 Mbit/s and 4.5 Mbit/s");

			// As people write.
			String odd = "<impairment   kind='acme.testloss.every'\n\t\t\t\tname=\"every\"/><!-- why -->";
			expect(user, 0, "apply", user.write("odd.wirebench", LAB.replace("time=\"5 ms\"/>", "time=\"5 ms\"/>" + odd)).toString());
			assertSays(expect(user, 0, "plugins", "update", "--yes", "--trust", version2.toString()), "is updated to 2.0.0",
					"in use now: lab 'lab': " + ELEMENT);
			awaitStream(user, "between 1.6 Mbit/s and 2.4 Mbit/s");
			assertSays(expect(user, 0, "plugins", "update", "--yes", "--trust", version2.toString()), "nothing to do");

			String before = expect(user, 0, "save");
			assertSays(before, odd);
			assertSays(expect(user, 2, "plugins", "remove", "--yes", ForeignSite.ID), "is in use: lab 'lab': " + ELEMENT, "force");
			awaitStream(user, "between 1.6 Mbit/s and 2.4 Mbit/s");
			assertSays(expect(user, 0, "plugins", "remove", "--yes", "--force", ForeignSite.ID), "acme.testloss is removed");
			events.awaitText("missing kind");
			awaitStream(user, "between 7.5 Mbit/s and 8.5 Mbit/s");
			assertSays(expect(user, 2, "kinds", ForeignSite.KIND), "there is no kind");

			assertEquals(before, expect(user, 0, "save"), "the text keeps what is missing");
			expect(user, 0, "impair", "h1-h2/forward", "duplicate", "probability=1 %");
			expect(user, 0, "set", "h1-h2/both/delay.time=6ms");
			String edited = expect(user, 0, "save");
			assertSays(edited, odd, "<!-- What people write stays. -->", "duplicate", "6ms");
			if (user.root())
				lab(user).awaitUnloaded(engine);

			install(user, version1);
			awaitStream(user, "between 3.5 Mbit/s and 4.5 Mbit/s");
			assertSays(expect(user, 0, "stop"), "is gone");
			assertSays(expect(user, 0, "plugins", "remove", "--yes", ForeignSite.ID), "is removed");
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
			assertEquals("", engine.err());
		}
	}

	@ParameterizedTest
	@MethodSource("users")
	void shouldHaveInstalledPlugInsAgainAtTheNextStart(User user) {
		Kernel.assumeLabs(user);
		// The product belongs to somebody else than an ordinary user.
		List<String> mayWrite = new ArrayList<>(user.words());
		mayWrite.addAll(List.of("test", "-w", Installation.get().product().toString()));
		try (Program test = Program.start(null, mayWrite)) {
			assertEquals(User.all().count() == 1 || user.root() ? 0 : 1, test.exitCode(), test::describe);
		}
		Path zip = ForeignSite.zip(version2, folder.resolve("site2.zip"));
		Program.output("chmod", "a+r", zip.toString());
		try (Program engine = engine(user)) {
			assertSays(expect(user, 0, "plugins", "search", zip.toString()), "acme.testloss 2.0.0");
			install(user, version1);
			install(user, zip, "acme.testloss");
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
		try (Program engine = engine(user)) {
			assertSays(expect(user, 0, "kinds", ForeignSite.KIND), "version 2.0.0");
			assertSays(expect(user, 0, "plugins", "list"), "acme.testloss 2.0.0: Test loss of Acme", "by Acme",
					"kinds: " + ForeignSite.KIND);
			expect(user, 0, "start", user.write("plugins.wirebench", LAB).toString());
			expect(user, 0, "impair", "h1-h2/both", ForeignSite.KIND, "name=every");
			awaitStream(user, "between 1.6 Mbit/s and 2.4 Mbit/s");
			assertEquals(List.of("acme.testloss_2.0.0.jar"), files(lab(user).data().resolve("wirebench/plugins/bundles")));
			assertEquals(List.of(), files(lab(user).data().resolve("wirebench/plugins/staging")));
			assertEquals("", engine.err());
		}
	}

	private static List<String> files(Path folder) {
		return Program.output("find", folder.toString(), "-type", "f", "-printf", "%P\\n").lines().sorted().toList();
	}

	@Test
	void shouldSayWhyASiteCannotBeUsedAndChangeNothing() throws Exception {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		ForeignSite.Plugin plugin = ForeignSite.loss("1.0.0", 1, 2);
		Path half = ForeignSite.write(folder.resolve("half"), plugin);
		Files.delete(half.resolve("plugins/acme.testloss_1.0.0.jar"));
		Path damaged = ForeignSite.write(folder.resolve("damaged"), plugin);
		Files.write(damaged.resolve("plugins/acme.testloss_1.0.0.jar"), new byte[]{1, 2, 3}, StandardOpenOption.APPEND);
		Path noFiles = ForeignSite.write(folder.resolve("no-files"), plugin);
		Files.delete(noFiles.resolve("artifacts.xml"));
		Path broken = ForeignSite.write(folder.resolve("broken"), plugin);
		String content = Files.readString(broken.resolve("content.xml"));
		Files.writeString(broken.resolve("content.xml"), content.substring(0, content.length() / 2));
		Path cut = ForeignSite.zip(version1, folder.resolve("cut.zip"));
		byte[] zip = Files.readAllBytes(cut);
		Files.write(cut, java.util.Arrays.copyOf(zip, zip.length / 2));
		Program.output("chmod", "a+r", cut.toString());
		Path empty = Files.createDirectory(folder.resolve("empty"));
		Path missing = ForeignSite.write(folder.resolve("missing"),
				plugin.requiring("", ForeignSite.bundle("com.nowhere.lib", "[1.0.0,2.0.0)")));
		Path newer = ForeignSite.write(folder.resolve("newer"),
				plugin.requiring("", ForeignSite.bundle("io.wirebench.core", "[9.0.0,10.0.0)")));
		Path lying = ForeignSite.write(folder.resolve("lying"), plugin.requiring("com.nowhere.lib;bundle-version=\"[1.0.0,2.0.0)\"", ""));
		Path other = ForeignSite.write(folder.resolve("other"), plugin);
		Files.copy(version2.resolve("plugins/acme.testloss_2.0.0.jar"), other.resolve("plugins/acme.testloss_1.0.0.jar"),
				java.nio.file.StandardCopyOption.REPLACE_EXISTING);
		Files.writeString(other.resolve("artifacts.xml"),
				Files.readString(other.resolve("artifacts.xml")).replaceAll("<property name='download.checksum[^>]*>", ""));
		Path more = ForeignSite.write(folder.resolve("more"), plugin);
		Files.writeString(more.resolve("content.xml"), Files.readString(more.resolve("content.xml")).replace("<instructions size='1'>",
				"<instructions size='2'><instruction key='configure'>chmod(targetDir:/,targetFile:x,permissions:777);</instruction>"));
		Program.output("chmod", "-R", "a+rX", folder.toString());
		ForeignSite.Plugin one = ForeignSite.loss("acme.lib", "1.0.0", 1, 2);
		ForeignSite.Plugin two = ForeignSite.loss("acme.lib", "2.0.0", 1, 2);
		Path conflict = ForeignSite.write(folder.resolve("conflict"), one, two,
				ForeignSite.loss("acme.first", "1.0.0", 1, 2).requiring("", ForeignSite.bundle("acme.lib", "[1.0.0,2.0.0)")),
				ForeignSite.loss("acme.second", "1.0.0", 1, 2).requiring("", ForeignSite.bundle("acme.lib", "[2.0.0,3.0.0)")));
		try (Program engine = engine(user)) {
			assertRefused(user, half.toString(), "is not whole", "acme.testloss 1.0.0");
			List<String> before = files(lab(user).data().resolve("wirebench/plugins"));
			assertRefused(user, damaged.toString(), "is not whole", "acme.testloss 1.0.0");
			assertRefused(user, noFiles.toString(), noFiles.toString(), "cannot be read");
			assertRefused(user, broken.toString(), broken.toString(), "cannot be read");
			assertRefused(user, cut.toString(), "no whole zip file");
			assertRefused(user, empty.toString(), "is no p2 site");
			assertRefused(user, folder.resolve("nowhere").toString(), "does not exist");
			assertRefused(user, missing.toString(), "does not go together", "com.nowhere.lib");
			assertRefused(user, newer.toString(), "does not go together", "io.wirebench.core", "another version of Wirebench");
			assertRefused(user, lying.toString(), "does not run, so all is as it was", "com.nowhere.lib");
			assertRefused(user, other.toString(), "where the bundle acme.testloss 1.0.0 should be, there is acme.testloss 2.0.0");
			assertRefused(user, more.toString(), "chmod", "may add bundles only");
			assertSays(expect(user, 2, "plugins", "install", "--yes", "--trust", conflict.toString(), "acme.first", "acme.second"),
					"does not go together", "acme.lib");
			assertSays(expect(user, 2, "plugins", "install", "--yes", "--trust", version1.toString(), "acme.other"),
					"does not offer the plug-in 'acme.other'; it offers acme.testloss/1.0.0");
			assertSays(expect(user, 2, "plugins", "remove", "--yes", "acme.other"), "is not installed; installed are none");
			assertSays(expect(user, 3, "plugins", "install", "--yes", "--trust", "http://127.0.0.1:9/site"), "cannot be fetched");
			assertEquals(before, files(lab(user).data().resolve("wirebench/plugins")), "nothing was changed");
			// Whoever was refused once may come back whole.
			Files.copy(version1.resolve("plugins/acme.testloss_1.0.0.jar"), half.resolve("plugins/acme.testloss_1.0.0.jar"));
			install(user, half);
			assertSays(expect(user, 0, "kinds", ForeignSite.KIND), "version 1.0.0");
			assertFalse(engine.err().contains("\tat "), engine::describe);
		}
	}

	private void assertRefused(User user, String site, String... words) {
		String said = expect(user, 2, "plugins", "install", "--yes", "--trust", site);
		assertSays(said, words);
		assertSays(expect(user, 0, "plugins", "list"), "no plug-in is installed");
		assertSays(expect(user, 2, "kinds", ForeignSite.KIND), "there is no kind");
	}

	@Test
	void shouldFetchASiteOverTheNetworkThatTheEngineDoesNotHave() throws Exception {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		Path zip = ForeignSite.zip(version1, folder.resolve("site1.zip"));
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", exchange -> {
			Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
			byte[] bytes = Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
			exchange.sendResponseHeaders(bytes == null ? 404 : 200, bytes == null ? -1 : bytes.length);
			if (bytes != null)
				exchange.getResponseBody().write(bytes);
			exchange.close();
		});
		server.start();
		String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
		try (Program engine = engine(user)) {
			assertSays(expect(user, 0, "plugins", "search", url + "site1"), "acme.testloss 1.0.0");
			assertSays(expect(user, 2, "plugins", "search", url + "nothing"), "is no p2 site");
			assertSays(expect(user, 0, "plugins", "install", "--yes", "--trust", url + zip.getFileName()),
					"acme.testloss 1.0.0 is installed");
			assertSays(expect(user, 0, "plugins", "update", "--yes", "--trust", url + "site2"), "is updated to 2.0.0");
			assertSays(expect(user, 0, "kinds", ForeignSite.KIND), "version 2.0.0");
			assertEquals("", engine.err());
		} finally {
			server.stop(0);
		}
	}

	@Test
	void shouldLeaveOutWhatEndedAnEngineAndSaySo() {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		Path flag = folder.resolve("end-now");
		ForeignSite.Plugin bad = ForeignSite.loss("1.0.0", 1, 2).with("acme.testloss.internal.Start", """
				package acme.testloss.internal;

				public final class Start implements org.osgi.framework.BundleActivator {
					@Override
					public void start(org.osgi.framework.BundleContext context) {
						if (java.nio.file.Files.exists(java.nio.file.Path.of("%s")))
							Runtime.getRuntime().halt(9);
					}

					@Override
					public void stop(org.osgi.framework.BundleContext context) {
					}
				}
				""".formatted(flag), "Bundle-Activator", "acme.testloss.internal.Start").with("Import-Package", "org.osgi.framework");
		Path site = ForeignSite.write(folder.resolve("bad"), bad);
		try (Program engine = engine(user)) {
			install(user, site);
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
		Program.output("touch", flag.toString());
		try (Program engine = start(user, "engine", "--idle", "1h")) {
			assertEquals(9, engine.exitCode(), engine::describe);
		}
		try (Program engine = engine(user)) {
			assertSays(engine.err(), "acme.testloss 1.0.0 was left out: an engine ended while it was being started");
			assertSays(expect(user, 0, "plugins", "list"), "acme.testloss 1.0.0", "does not work",
					"an engine ended while it was being started");
			assertSays(expect(user, 2, "kinds", ForeignSite.KIND), "there is no kind");
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
		Program.output("rm", flag.toString());
		try (Program engine = engine(user)) {
			assertSays(engine.err(), "was left out");
			assertSays(expect(user, 0, "plugins", "install", "--yes", "--trust", site.toString()), "acme.testloss 1.0.0 runs again");
			assertSays(expect(user, 0, "kinds", ForeignSite.KIND), "version 1.0.0");
			Program.output("touch", flag.toString());
			assertSays(expect(user, 0, "plugins", "remove", "--yes", ForeignSite.ID), "is removed");
			try (Program client = start(user, "plugins", "install", "--yes", "--trust", site.toString())) {
				assertEquals(3, client.exitCode(), client::describe);
			}
			engine.exitCode();
		}
		try (Program engine = engine(user)) {
			assertSays(engine.err(), "acme.testloss 1.0.0", "an engine ended while it was being started");
			assertSays(expect(user, 0, "plugins", "list"), "no plug-in is installed");
		}
	}

	/** A client that thinks better of it at once. */
	@Test
	void shouldChangeNothingWhenAnInstallationIsCancelled() {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		String script = """
				import json, socket, sys
				s = socket.socket(socket.AF_UNIX)
				s.connect(sys.argv[1])
				f = s.makefile('rb')
				def send(m):
					b = json.dumps(dict(m, jsonrpc='2.0')).encode()
					s.sendall(b'Content-Length: %d\\r\\n\\r\\n' % len(b) + b)
				def answer(n):
					while True:
						length = 0
						while (line := f.readline().strip()):
							if line.lower().startswith(b'content-length:'): length = int(line.split(b':')[1])
						m = json.loads(f.read(length))
						if m.get('id') == n: return m
				send({'id': 1, 'method': 'engine/hello', 'params': {'protocol': 1, 'client': 'test'}})
				answer(1)
				send({'id': 2, 'method': 'plugins/install', 'params': {'site': sys.argv[2], 'trust': True}})
				send({'method': '$/cancelRequest', 'params': {'id': 2}})
				print(json.dumps(answer(2)))
				""";
		try (Program engine = engine(user)) {
			List<String> words = new ArrayList<>(user.words());
			words.addAll(List.of("python3", "-c", script, lab(user).socket().toString(), version1.toString()));
			try (Program python = Program.start(null, words)) {
				assertEquals(0, python.exitCode(), python::describe);
				assertEquals("-32800", Json.query(python.out(), "d['error']['code']"));
			}
			assertSays(expect(user, 0, "plugins", "list"), "no plug-in is installed");
			install(user, version1);
			assertEquals("", engine.err());
		}
	}

	@Test
	void shouldNameTheSignerAndTakeWhatSomebodyKnownHasSigned() {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		Path bin = Path.of(System.getProperty("java.home"), "bin");
		Path keys = folder.resolve("keys.p12");
		Program.output(bin.resolve("keytool").toString(), "-genkeypair", "-keystore", keys.toString(), "-storepass", "secret", "-alias",
				"acme", "-keyalg", "EC", "-dname", "CN=Acme Test", "-validity", "30");
		Program.output("chmod", "a+r", keys.toString());
		Path site = ForeignSite.write(folder.resolve("signed"),
				jar -> Program.output(bin.resolve("jarsigner").toString(), "-keystore", keys.toString(), "-storepass", "secret",
						jar.toString(), "acme"),
				ForeignSite.loss("1.0.0", 1, 2));
		try (Program engine = engine(user)) {
			assertSays(expect(user, 2, "plugins", "install", "--yes", site.toString()), "signed by CN=Acme Test", "--trust");
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
		PluginUser lab = new PluginUser(user, folder,
				"WIREBENCH_ENGINE_OPTIONS=-Djavax.net.ssl.trustStore=" + keys + " -Djavax.net.ssl.trustStorePassword=secret");
		try (Program engine = lab.engine()) {
			assertSays(expect(user, 0, "plugins", "install", "--yes", site.toString()), "signed by CN=Acme Test\n", "is installed");
			assertEquals("", engine.err());
		}
	}

	@Test
	void shouldOfferAnUpdateSiteWithWhatAuthorsBuildAgainst() throws Exception {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		Path target = Installation.ROOT.resolve("releng/io.wirebench.site/target");
		Path zip = folder.resolve("wirebench.zip");
		try (Stream<Path> all = Files.list(target)) {
			Files.copy(all.filter(file -> file.toString().endsWith(".zip")).findFirst()
					.orElseThrow(() -> new AssertionError("no zip in " + target)), zip);
		}
		Program.output("chmod", "a+r", zip.toString());
		String names = Program.output(Path.of(System.getProperty("java.home"), "bin", "jar").toString(), "tf", zip.toString());
		assertSays(names, "content.jar", "artifacts.jar", "plugins/io.wirebench.api_", "plugins/io.wirebench.dataplane_",
				"features/io.wirebench.api.feature_", "features/io.wirebench.engine.feature_");
		try (Program engine = engine(user)) {
			// What the engine consists of is no plug-in.
			assertSays(expect(user, 0, "plugins", "search", zip.toString()), "the site offers no plug-in");
			assertEquals("", engine.err());
		}
	}

	@Test
	void shouldWaitForTheNextStartWithWhatBecomesPartOfTheProduct() {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		ForeignSite.Plugin part = new ForeignSite.Plugin("acme.part", "1.0.0", Map.of("Fragment-Host", "io.wirebench.api"),
				Map.of("acme.txt", "here"), Map.of(), ForeignSite.bundle("io.wirebench.api", "[0.1.0,1.0.0)"));
		Path site = ForeignSite.write(folder.resolve("part"), part);
		try (Program engine = engine(user)) {
			assertSays(expect(user, 0, "plugins", "install", "--plan", site.toString()),
					"takes effect at the next start of the engine, because the bundle io.wirebench.api, which runs, gets a part by acme.part");
			assertSays(expect(user, 0, "plugins", "list"), "no plug-in is installed");
			assertSays(expect(user, 0, "plugins", "install", "--yes", "--trust", site.toString()),
					"acme.part 1.0.0 is installed; it takes effect at the next start of the engine");
			assertSays(expect(user, 0, "plugins", "list"), "acme.part 1.0.0", "it comes with the next start of the engine");
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
		try (Program engine = engine(user)) {
			assertFalse(expect(user, 0, "plugins", "list").contains("does not work"));
			assertSays(expect(user, 0, "plugins", "remove", "--yes", "acme.part"), "takes effect at the next start of the engine, because",
					"acme.part is removed; it takes effect at the next start of the engine");
			expect(user, 0, "engine", "stop", "--force");
			assertEquals(0, engine.exitCode(), engine::describe);
		}
		try (Program engine = engine(user)) {
			assertSays(expect(user, 0, "plugins", "list"), "no plug-in is installed");
			assertEquals(List.of(), files(lab(user).data().resolve("wirebench/plugins/bundles")));
			assertEquals("", engine.err());
		}
	}

	@Test
	void shouldSayWhatElseAChangeTouches() {
		User user = User.ordinary();
		Kernel.assumeLabs(user);
		Path site = ForeignSite.write(folder.resolve("site-of-user"),
				ForeignSite.loss("acme.user", "1.0.0", 1, 2).requiring("acme.testloss;bundle-version=\"1.0.0\"",
						ForeignSite.bundle("acme.testloss", "1.0.0")),
				ForeignSite.loss("1.0.0", 1, 2));
		try (Program engine = engine(user)) {
			install(user, site);
			assertSays(expect(user, 0, "plugins", "update", "--yes", "--trust", version2.toString()),
					"started again, as they use what changes: acme.user", "is updated to 2.0.0");
			assertSays(expect(user, 0, "plugins", "list"), "kinds: acme.user.every", "kinds: " + ForeignSite.KIND);
			assertFalse(expect(user, 0, "plugins", "list").contains("does not work"));
			assertSays(expect(user, 2, "plugins", "remove", "--yes", ForeignSite.ID), "is needed by acme.user; remove that too");
			// A new version that does not run: all is taken back, in the lab too.
			expect(user, 0, "start", user.write("plugins.wirebench", LAB).toString());
			expect(user, 0, "impair", "h1-h2/both", ForeignSite.KIND, "name=every");
			awaitStream(user, "between 1.6 Mbit/s and 2.4 Mbit/s");
			Path lying = ForeignSite.write(folder.resolve("lying"),
					ForeignSite.loss("3.0.0", 1, 1).requiring("com.nowhere.lib;bundle-version=\"1.0.0\"", ""));
			assertSays(expect(user, 2, "plugins", "update", "--yes", "--trust", lying.toString()), "does not run, so all is as it was",
					"com.nowhere.lib");
			assertSays(expect(user, 0, "plugins", "list"), "acme.testloss 2.0.0", "kinds: acme.user.every", "kinds: " + ForeignSite.KIND);
			awaitStream(user, "between 1.6 Mbit/s and 2.4 Mbit/s");
			assertSays(expect(user, 0, "stop"), "is gone");
			assertSays(expect(user, 0, "plugins", "remove", "--yes", ForeignSite.ID, "acme.user"), "acme.user is removed",
					"acme.testloss is removed");
			assertEquals("", engine.err());
		}
	}
}
