package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A plug-in's sources in a folder of their own, far from ours, which a real build makes a site of: it sees nothing of us but the update
 * site.
 *
 * @param id its id
 */
record PluginProject(String id, Path folder) {

	private static final Duration BUILD_PATIENCE = Duration.ofMinutes(5);

	/** Makes one as an author does. */
	static PluginProject make(String type, String id, Path folder) {
		Program.output(Installation.ROOT.resolve("wirebench").toString(), "plugins", "new", "--type", type, "--id", id, folder.toString());
		return new PluginProject(id, folder);
	}

	/** Copies an example, without what builds of it have left. */
	static PluginProject example(String id, Path folder) {
		Program.output("rm", "-rf", folder.toString()); // of a test that failed
		Program.output("cp", "-r", Installation.ROOT.resolve("examples").resolve(id).toString(), folder.toString());
		Program.output("find", folder.toString(), "-name", "target", "-prune", "-exec", "rm", "-rf", "{}", ";");
		return new PluginProject(id, folder);
	}

	/** Makes the next version of it by its patch. */
	PluginProject patched(String patch) {
		Program.output("patch", "--quiet", "-p1", "-d", folder.toString(), "-i", folder.resolve(patch).toString());
		return this;
	}

	/** Changes its sources: the files whose names end so. */
	PluginProject edit(String ending, String from, String to) {
		try (Stream<Path> files = Files.walk(folder)) {
			int changed = 0;
			for (Path file : files
					.filter(f -> Files.isRegularFile(f) && f.toString().endsWith(ending) && !f.toString().contains("/target/")).toList()) {
				String text = Files.readString(file);
				if (!text.contains(from))
					continue;
				Files.writeString(file, text.replace(from, to));
				changed++;
			}
			assertEquals(true, changed > 0, "'" + from + "' in files of " + folder + " that end with " + ending);
			return this;
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	/** Builds it by its own script. @return what was printed */
	String build(String... options) {
		List<String> words = new ArrayList<>(
				List.of("env", "WIREBENCH=" + Installation.ROOT.resolve("wirebench"), folder.resolve("build").toString()));
		words.addAll(List.of(options));
		try (Program build = Program.start(folder, words)) {
			assertEquals(0, build.exitCode(BUILD_PATIENCE), build::describe);
			return build.out();
		}
	}

	/** @return the site that a build made, copied to where every user can read it and later builds leave it alone */
	Path site(Path copy) {
		Program.output("cp", "-r", folder.resolve(id + ".site/target/repository").toString(), copy.toString());
		Program.output("chmod", "-R", "u=rwX,go=rX", copy.toString());
		return copy;
	}
}
