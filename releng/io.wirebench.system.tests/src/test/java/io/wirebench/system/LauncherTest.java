package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A checkout that has not been built, on machines on which it cannot be: what is missing is said where the user looks. */
class LauncherTest {

	private Path folder;

	@BeforeEach
	void makeFolder() throws IOException {
		folder = Files.createTempDirectory("wirebench-launcher");
	}

	@AfterEach
	void removeFolder() {
		Program.output("rm", "-rf", folder.toString());
	}

	/** Starts the launcher of an empty checkout; the only Maven that there is may be this script. */
	private String refusal(String maven, String... before) throws IOException {
		Path programs = Host.programsBut("mvn.*", Files.createDirectory(folder.resolve("programs")));
		if (maven != null) {
			Files.writeString(programs.resolve("mvn"), "#!/bin/bash\n" + maven);
			Program.output("chmod", "755", programs.resolve("mvn").toString());
		}
		Path checkout = Files.createDirectory(folder.resolve("checkout"));
		for (String part : List.of("bundles", "features", "releng", "targetplatform", ".mvn"))
			Files.createDirectory(checkout.resolve(part));
		Files.writeString(checkout.resolve("pom.xml"), "<project/>");
		Program.output("cp", Installation.ROOT.resolve("wirebench").toString(), checkout.toString());
		Program.output("cp", Installation.ROOT.resolve("releng/build.bash").toString(), checkout.resolve("releng").toString());
		List<String> words = new ArrayList<>(List.of("env", "-u", "WIREBENCH_NO_BUILD", "PATH=" + programs));
		words.addAll(List.of(before));
		words.addAll(List.of(checkout.resolve("wirebench").toString(), "demo"));
		try (Program program = Program.start(folder, words)) {
			assertEquals(3, program.exitCode(), program::describe);
			assertEquals("", program.out());
			assertFalse(Files.exists(checkout.resolve("releng/io.wirebench.engine.product/target/built")), "not taken for built");
			return program.err();
		}
	}

	private static void assertSays(String text, String... words) {
		for (String word : words)
			assertTrue(text.contains(word), () -> "'" + word + "' in: " + text);
	}

	@Test
	void shouldNameTheMissingMaven() throws IOException {
		assertSays(refusal(null), "wirebench: no mvn was found. Install the package 'maven'.");
	}

	@Test
	void shouldShowWhyANewerMavenCannotBeFetched() throws IOException {
		String old = "case $1 in -version) echo 'Apache Maven 3.8.7';; *) echo 'the network is unreachable'; exit 1;; esac";
		assertSays(refusal(old), "fetching Maven", "the network is unreachable", "could not be fetched (see above)");
	}

	@Test
	void shouldShowWhyTheBuildFailedAndWhereItsLogIs() throws IOException {
		String failing = "case $1 in -version) echo 'Apache Maven 3.9.16';; *) echo 'BUILD FAILURE of the test'; exit 1;; esac";
		assertSays(refusal(failing), "BUILD FAILURE of the test",
				"the build failed; the whole log is in " + folder.resolve("checkout/.cache/build.log"));
	}

	@Test
	void shouldNameTheMissingJdk() throws IOException {
		Kernel.assumeLabs(User.ordinary()); // folders are covered in a user namespace
		assertSays(refusal(null, "env", "-u", "JAVA_HOME", "unshare", "--user", "--map-root-user", "--mount", "bash", "-c",
				"for folder in /usr/lib/jvm /opt; do [ ! -d $folder ] || mount -t tmpfs none $folder || exit 77; done; exec \"$@\"",
				"bash"),
				"no JDK 25 or newer was found in JAVA_HOME (not set)", "temurin-25-jdk");
	}

	@Test
	void shouldRefuseAnOptionWithoutItsValueAtTheEnd() {
		for (String option : List.of("-l", "--lab", "-e"))
			try (Program program = Installation.get().start(User.ordinary(), List.of(), folder.resolve("engine.sock"), "exec", option)) {
				assertEquals(2, program.exitCode(), program::describe);
				assertSays(program.err(), "Missing required parameter for option");
			}
	}

	@Test
	void shouldStartWithoutAHomeAndTakeAnyFileNameInAnyLocale() throws IOException {
		User user = User.ordinary();
		Path file = user.write("nètwörk.wirebench", "<network format=\"1\" name=\"n\"><node name=\"h1\" kind=\"host\"/></network>");
		for (List<String> before : List.of(List.of("env", "-u", "HOME", "WIREBENCH_IDLE=1h"),
				List.of("env", "LC_ALL=C", "WIREBENCH_IDLE=1h"),
				List.of("env", "-u", "LC_ALL", "-u", "LANG", "-u", "LC_CTYPE", "WIREBENCH_IDLE=1h")))
			try (Program program = Installation.get().start(user, before, "check", file.toString())) {
				assertEquals(0, program.exitCode(), program::describe);
			}
	}
}
