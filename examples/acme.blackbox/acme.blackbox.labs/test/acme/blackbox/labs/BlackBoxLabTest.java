package acme.blackbox.labs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.testkit.Lab;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** On the real kernel, with the plug-in installed from its site, and the smallest image there is: busybox. */
class BlackBoxLabTest {

	private static final Path BUSYBOX = Path.of("/bin/busybox");

	@TempDir
	private Path image;

	@BeforeEach
	void makeImage() throws IOException {
		assertTrue(Files.isExecutable(BUSYBOX), "this test needs a busybox without libraries; install the package busybox-static");
		Path bin = Files.createDirectories(image.resolve("bin"));
		Files.copy(BUSYBOX, bin.resolve("busybox"));
		for (String tool : new String[]{"sh", "httpd", "cat", "ls", "touch", "hostname", "sleep"})
			Files.createSymbolicLink(bin.resolve(tool), Path.of("busybox"));
		Files.createDirectories(image.resolve("www"));
		Files.writeString(image.resolve("www/index.html"), "from inside the box\n");
	}

	private String lab(String more) {
		return """
				<network format="1" name="blackbox" seed="1">
					<node name="h" kind="host"/>
					<node name="box" kind="acme.blackbox.blackbox" root="%s" %s/>
					<link from="h" to="box"/>
				</network>
				""".formatted(image, more);
	}

	@Test
	void shouldServeFromItsOwnFilesToOthers() throws IOException {
		try (Lab lab = Lab.start(lab("command='touch /www/mark &amp;&amp; exec httpd -f -p 80 -h /www'"))) {
			lab.awaitOutput("from inside the box", "h", "bash", "-c",
					"exec 3<>/dev/tcp/box/80 && printf 'GET /index.html HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3");
			assertTrue(lab.run("box", "/usr/sbin/chroot", "/mnt/root", "/bin/ls", "/www").out().contains("mark"));
			assertEquals("box\n", lab.run("box", "/usr/sbin/chroot", "/mnt/root", "/bin/hostname").out());
			assertFalse(lab.run("h", "ls", "/mnt").out().contains("root"), "seen in its node only");
		}
		assertFalse(Files.exists(image.resolve("www/mark")), "what it wrote was in memory");
	}

	@Test
	void shouldKeepWhatItWritesWhenAsked() throws IOException {
		try (Lab lab = Lab.start(lab("keep='true' command='touch /www/mark &amp;&amp; exec sleep 1000'"))) {
			lab.awaitOutput("mark", "box", "/usr/sbin/chroot", "/mnt/root", "/bin/ls", "/www");
		}
		assertTrue(Files.exists(image.resolve("www/mark")));
	}
}
