package io.wirebench.cli.internal.command;

import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.cli.internal.client.Failure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.lang.model.SourceVersion;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a plug-in that builds, is tested and can be installed, for its author to go on from. Needs no engine. */
@Command(name = "new", description = "Creates a plug-in that builds and works, as a starting point.")
public final class NewPlugin implements Runnable {

	/** What the plug-in brings. */
	public enum Type {
		impairment("Loses all frames during a part of each period, as a fading radio link does.",
				"wirebench impair h1-h2/forward @kind@ share=20%"), queue(
						"Lets frames go in slots only, as a shared channel does, and drops what finds no place to wait.",
						"wirebench impair h1-h2/forward @kind@ slot=20ms limit=50"), node(
								"A router whose own packets reach only so many hops.",
								"# in a file: <node name=\"n1\" kind=\"@kind@\" hops=\"2\"/>"), service(
										"A web server with one page, in any node.",
										"# in a file, in a node: <service name=\"web\" kind=\"@kind@\" greeting=\"good evening\"/>"), generator(
												"Datagrams in bursts.",
												"# in a file: <flow name=\"f\" kind=\"@kind@\" from=\"h1\" to=\"h2\"/>"), analyzer(
														"The mean size of the frames on a link.",
														"# in a file: <probe name=\"p\" kind=\"@kind@\" target=\"h1-h2\"/>");

		private final String description;
		private final String use;

		Type(String description, String use) {
			this.description = description;
			this.use = use;
		}
	}

	private static final Set<String> DOMAINS = Set.of("com", "org", "net", "io", "dev", "edu", "gov");
	private static final String VERSION = "1.0.0";

	@Spec
	private CommandSpec spec;

	@Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help.")
	private boolean help;

	@Option(names = "--type", required = true, paramLabel = "TYPE", description = "Type of its kind: ${COMPLETION-CANDIDATES}.")
	private Type type;

	@Option(names = "--id", required = true, paramLabel = "ID", description = "Its id, in the form of a Java package name that begins with a name of yours: acme.fade.")
	private String id;

	@Option(names = "--name", paramLabel = "NAME", description = "Its display name; by default derived from the id.")
	private String name;

	@Option(names = "--vendor", paramLabel = "NAME", description = "Its vendor; by default derived from the id.")
	private String vendor;

	@Parameters(paramLabel = "DIR", description = "The folder to create; it must be empty or not exist.")
	private Path folder;

	@Override
	public void run() {
		requireId(id);
		requireLabel("--name", name);
		requireLabel("--vendor", vendor);
		requireEmpty(folder);
		Map<String, String> words = words();
		Map<String, String> files = new LinkedHashMap<>();
		files().forEach((path, resource) -> files.put(path, fill(resource(resource), words)));
		write(files);
		spec.commandLine().getOut().printf("%s is a plug-in with the kind %s. Next: %s builds and tests it, %s says how to go on.%n",
				folder, words.get("kind"), folder.resolve("build"),
				folder.resolve("README.md"));
		spec.commandLine().getOut().flush();
	}

	private static void requireId(String id) {
		String[] segments = id.split("\\.", -1);
		String rule = "write two or more names joined by dots, each of lower case letters, digits and '_', as in acme.fade";
		if (segments.length < 2)
			throw new Failure(ExitCode.INPUT, "--id: '" + id + "' says nothing of whose it is; " + rule);
		for (String segment : segments)
			if (!segment.matches("[a-z][a-z0-9_]*") || SourceVersion.isKeyword(segment))
				throw new Failure(ExitCode.INPUT, "--id: '" + segment + "' cannot be part of the name of a Java package; " + rule);
		if (id.startsWith("io.wirebench."))
			throw new Failure(ExitCode.INPUT,
					"--id: io.wirebench is the name of Wirebench itself; begin with a name that is yours, as in acme.fade");
		if (segments[segments.length - 1].matches("tests?"))
			throw new Failure(ExitCode.INPUT, "--id: Tycho, which builds the plug-in, takes a bundle whose name ends in '."
					+ segments[segments.length - 1] + "' for tests of another one; choose another last part");
		// The kind's reason for a drop and names in its lab are made of it.
		if (segments[segments.length - 1].length() > 30)
			throw new Failure(ExitCode.INPUT,
					"--id: '" + segments[segments.length - 1] + "' is too long; its last part has at most 30 characters");
	}

	/** It goes into XML, a manifest and Java. */
	private static void requireLabel(String option, String label) {
		if (label != null && (label.isBlank() || !label.matches("[\\p{L}\\p{N} ._,()/+-]{1,60}")))
			throw new Failure(ExitCode.INPUT,
					option + ": '" + label + "' cannot be used; write at most 60 letters, digits, spaces and . _ , ( ) / + -");
	}

	private static void requireEmpty(Path folder) {
		if (!Files.exists(folder))
			return;
		try (Stream<Path> inside = Files.list(folder)) {
			if (inside.findAny().isPresent())
				throw new Failure(ExitCode.INPUT, folder + " is not empty; name a folder that does not exist yet");
		} catch (IOException e) {
			throw new Failure(ExitCode.INPUT,
					folder + " cannot be used: it is no folder, or may not be read; name one that does not exist yet");
		}
	}

	private static String title(String word) {
		return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
	}

	private Map<String, String> words() {
		List<String> segments = List.of(id.split("\\."));
		String last = segments.getLast();
		StringBuilder className = new StringBuilder();
		for (String part : last.split("_+"))
			className.append(part.isEmpty() ? "" : title(part));
		String made = segments.size() > 2 && (DOMAINS.contains(segments.getFirst()) || segments.getFirst().length() == 2)
				? segments.get(1)
				: segments.getFirst();
		Map<String, String> words = new LinkedHashMap<>();
		words.put("use", type.use);
		words.put("id", id);
		words.put("short", last.replaceAll("_+", "-").replaceAll("-$", ""));
		words.put("kind", id + "." + words.get("short"));
		words.put("class", className + "Kind");
		words.put("name", name != null ? name : title(last).replace('_', ' '));
		words.put("vendor", vendor != null ? vendor : title(made));
		words.put("description", type.description);
		words.put("version", VERSION);
		String version = System.getProperty("wirebench.version", "0.1.0").replaceAll("^(\\d+\\.\\d+\\.\\d+).*", "$1");
		words.put("api", version);
		words.put("nextapi", Integer.parseInt(version.replaceAll("\\..*", "")) + 1 + ".0.0");
		words.put("wirebench", System.getProperty("wirebench.launcher", "wirebench"));
		words.put("site", Path.of(System.getProperty("wirebench.site", "")).toUri().toString());
		return words;
	}

	/** @return what to write where: path in the new folder to name of the resource */
	private Map<String, String> files() {
		String source = id.replace('.', '/');
		String kind = words().get("class");
		Map<String, String> files = new TreeMap<>();
		files.put(".gitignore", "gitignore");
		files.put(".mvn/extensions.xml", "extensions.xml");
		files.put(".mvn/maven.config", "maven.config");
		files.put("README.md", "README.md");
		files.put("build", "build");
		files.put("pom.xml", "pom.xml");
		files.put(id + "/META-INF/MANIFEST.MF", "MANIFEST.MF");
		files.put(id + "/.classpath", "classpath");
		files.put(id + "/build.properties", "build.properties");
		files.put(id + "/plugin.xml", type + ".plugin.xml");
		files.put(id + "/src/" + source + "/internal/" + kind + ".java", type + ".java.txt");
		files.put(id + "/test/" + source + "/internal/" + kind + "Test.java", type + ".test.java.txt");
		files.put(id + ".feature/feature.xml", "feature.xml");
		files.put(id + ".feature/build.properties", "feature-build.properties");
		files.put(id + ".site/category.xml", "category.xml");
		files.put(id + ".labs/META-INF/MANIFEST.MF", "labs-MANIFEST.MF");
		files.put(id + ".labs/.classpath", "classpath");
		files.put(id + ".labs/build.properties", "labs-build.properties");
		files.put(id + ".labs/src/" + source + "/labs/package-info.java", "labs-package-info.java.txt");
		files.put(id + ".labs/test/" + source + "/labs/" + kind + "LabTest.java", type + ".labs.java.txt");
		return files;
	}

	private static String resource(String name) {
		try (InputStream in = NewPlugin.class.getResourceAsStream("template/" + name)) {
			if (in == null)
				throw new IllegalStateException("the template " + name + " is missing in this product");
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		} catch (IOException e) {
			throw new IllegalStateException("the template " + name + " cannot be read", e);
		}
	}

	private static String fill(String template, Map<String, String> words) {
		String text = template;
		for (Map.Entry<String, String> word : words.entrySet())
			text = text.replace("@" + word.getKey() + "@", word.getValue());
		return text;
	}

	private void write(Map<String, String> files) {
		try {
			for (Map.Entry<String, String> file : files.entrySet()) {
				Path path = folder.resolve(file.getKey());
				Files.createDirectories(path.getParent());
				Files.writeString(path, file.getValue());
			}
			Files.setPosixFilePermissions(folder.resolve("build"), PosixFilePermissions.fromString("rwxr-xr-x"));
		} catch (IOException e) {
			throw new Failure(ExitCode.MACHINE, folder + " cannot be written: " + e.getMessage() + "; name a folder that you may write to");
		}
	}
}
