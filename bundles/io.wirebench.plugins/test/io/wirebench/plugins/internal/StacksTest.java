package io.wirebench.plugins.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class StacksTest {

	private static final String[] EXIT = {"java.lang.Shutdown.exit", "java.lang.Runtime.exit", "java.lang.System.exit"};

	@TempDir
	private Path folder;
	private Stacks stacks;

	@BeforeEach
	void makeBundles() throws IOException {
		ByteArrayOutputStream inner = new ByteArrayOutputStream();
		zip(inner, "com/lib/Deep.class", new byte[0]);
		try (OutputStream one = Files.newOutputStream(folder.resolve("one.jar"))) {
			zip(one, "acme/one/Every.class", new byte[0]);
		}
		try (OutputStream two = Files.newOutputStream(folder.resolve("two.jar"))) {
			zip(two, "lib/deep.jar", inner.toByteArray());
		}
		stacks = new Stacks(Map.of("acme.one 1.0.0", folder.resolve("one.jar"), "acme.two 2.0.0", folder.resolve("two.jar"),
				"acme.gone 1.0.0", folder.resolve("gone.jar")));
	}

	private static void zip(OutputStream out, String name, byte[] content) throws IOException {
		ZipOutputStream zip = new ZipOutputStream(out);
		zip.putNextEntry(new ZipEntry(name));
		zip.write(content);
		zip.closeEntry();
		zip.finish();
	}

	private static StackTraceElement[] stack(String... frames) {
		StackTraceElement[] stack = new StackTraceElement[frames.length];
		for (int i = 0; i < frames.length; i++)
			stack[i] = new StackTraceElement(frames[i].substring(0, frames[i].lastIndexOf('.')),
					frames[i].substring(frames[i].lastIndexOf('.') + 1), null, -1);
		return stack;
	}

	private static StackTraceElement[] exit(String... frames) {
		return stack(java.util.stream.Stream.concat(List.of(EXIT).stream(), List.of(frames).stream()).toArray(String[]::new));
	}

	@Test
	void shouldFindTheBundleWhoseCodeCallsForTheEnd() {
		StackTraceElement[] other = stack("acme.one.Every.accept", "java.lang.Thread.run");
		assertEquals(new Stacks.Exit("acme.one 1.0.0", "acme.one.Every.accept"),
				stacks.exit(List.of(stack("java.lang.Object.wait"),
						exit("acme.one.Every.accept", "io.wirebench.dataplane.engine.Worker.run"))));
		assertEquals(new Stacks.Exit("acme.two 2.0.0", "com.lib.Deep.run"),
				stacks.exit(List.of(other, exit("java.util.ArrayList.forEach", "com.lib.Deep.run"))), "from a jar in its jar");
	}

	@Test
	void shouldBlameWhoCalledFirst() {
		StackTraceElement[] late = exit("acme.one.Every.accept");
		StackTraceElement[] first = stack("java.lang.Thread.join", "java.lang.ApplicationShutdownHooks.runHooks", "java.lang.Shutdown.exit",
				"java.lang.Runtime.exit", "com.lib.Deep.run");
		assertEquals("acme.two 2.0.0", stacks.exit(List.of(late, first)).bundle());
		assertEquals("acme.two 2.0.0", stacks.exit(List.of(first, late)).bundle());
	}

	@Test
	void shouldBlameNobodyForASignalOrForCodeOfNoPlugIn() {
		assertNull(stacks.exit(List.of(stack("acme.one.Every.accept"), stack("java.lang.Shutdown.exit", "java.lang.Terminator$1.handle"))));
		assertEquals(new Stacks.Exit("", "org.other.Main.main"), stacks.exit(Collections.singletonList(exit("org.other.Main.main"))));
	}

	@Test
	void shouldNameAllWhoseCodeRuns() {
		assertEquals(Set.of("acme.one 1.0.0"),
				stacks.running(List.of(stack("java.lang.Object.wait", "acme.one.Every.accept"), stack("io.wirebench.Main.main"))));
	}
}
