package io.wirebench.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The launcher, the materialized product and the examples, copied to where every user can read them. Removed at the end. */
record Installation(Path folder) {

	static final Path ROOT = Path.of(System.getProperty("wirebench.root", "../..")).toAbsolutePath().normalize();
	static final String PRODUCT = "releng/io.wirebench.engine.product/target/products/io.wirebench.engine/linux/gtk/x86_64";
	/** Tests that mostly wait for builds and small labs: two classes of them run side by side. */
	static final String BUILDING = "building";
	private static Installation instance;

	static synchronized Installation get() {
		if (instance == null) {
			instance = copy();
			Installation copied = instance;
			Runtime.getRuntime().addShutdownHook(new Thread(copied::delete));
		}
		return instance;
	}

	/** @return a further copy, to be changed; delete it */
	static Installation copy() {
		Path product = ROOT.resolve(PRODUCT);
		if (!Files.isRegularFile(product.resolve("configuration/config.ini")))
			throw new AssertionError("the product is not there: " + product + "; build it first: ./wirebench build");
		try {
			Path folder = Files.createTempDirectory("wirebench-system");
			Files.createDirectories(folder.resolve(PRODUCT).getParent());
			Program.output("cp", "-r", ROOT.resolve("wirebench").toString(), ROOT.resolve("examples").toString(), folder.toString());
			Program.output("cp", ROOT.resolve("releng/build.bash").toString(), folder.resolve("releng").toString());
			Program.output("cp", "-r", product.toString(), folder.resolve(PRODUCT).getParent().toString());
			// What earlier starts of this product remembered does not count.
			Path configuration = folder.resolve(PRODUCT).resolve("configuration");
			for (String cache : new String[]{"org.eclipse.osgi", "org.eclipse.core.runtime", "org.eclipse.equinox.app"})
				Program.output("rm", "-rf", configuration.resolve(cache).toString());
			Program.output("chmod", "-R", "u=rwX,go=rX", folder.toString());
			return new Installation(folder);
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	Path product() {
		return folder.resolve(PRODUCT);
	}

	/** Starts a command of the launcher in the user's folder. */
	Program start(User user, String... arguments) {
		return start(user, List.of(), arguments);
	}

	/** @param before words between the user's rights and the launcher, e.g. to enter namespaces */
	Program start(User user, List<String> before, String... arguments) {
		return start(user, before, null, arguments);
	}

	/** @param engine where the engine listens that the command talks to, or null for one of its own */
	Program start(User user, List<String> before, Path engine, String... arguments) {
		List<String> words = new ArrayList<>(user.words());
		words.addAll(before);
		words.add(folder.resolve("wirebench").toString());
		words.addAll(List.of(arguments));
		return Program.start(user.home(), words, engine);
	}

	String example(String name) {
		return folder.resolve("examples").resolve(name + ".wirebench").toString();
	}

	/** @return names of all files of the product, relative to it */
	List<String> files() {
		try (Stream<Path> all = Files.walk(product())) {
			return all.filter(Files::isRegularFile).map(file -> product().relativize(file).toString()).sorted().toList();
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	void delete() {
		Program.output("rm", "-rf", folder.toString());
	}
}
