package io.wirebench.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Somebody who uses Wirebench.
 *
 * @param name for messages
 * @param root whether with all rights
 * @param words what stands before a command so that this user runs it
 * @param home a folder of their own
 */
record User(String name, boolean root, List<String> words, Path home) {

	private static final String NOBODY = "65534";
	private static List<User> all;

	/** @return the user who runs the tests; if that is root, an ordinary one too */
	static synchronized Stream<User> all() {
		if (all == null)
			try {
				all = find();
			} catch (IOException e) {
				throw new AssertionError(e);
			}
		return all.stream();
	}

	/** @return the user with the fewest rights */
	static User ordinary() {
		return all().toList().getLast();
	}

	private static List<User> find() throws IOException {
		List<User> users = new ArrayList<>();
		boolean root = Program.output("id", "-u").strip().equals("0");
		users.add(new User(root ? "root" : "user", root, List.of(), home(root ? "home-root" : "home")));
		if (root) {
			Path home = home("home-nobody");
			Program.output("chown", NOBODY + ":" + NOBODY, home.toString());
			users.add(new User("ordinary user", false,
					List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "env", "HOME=" + home), home));
		}
		return List.copyOf(users);
	}

	private static Path home(String name) throws IOException {
		return Files.createDirectories(Installation.get().folder().resolve(name));
	}

	/** Writes a file that this user can read. */
	Path write(String fileName, String text) {
		try {
			return Files.writeString(home.resolve(fileName), text);
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	@Override
	public String toString() {
		return name;
	}
}
