package io.wirebench.system;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Assumptions;

import java.util.ArrayList;
import java.util.List;

/** Whether this machine lets a test do what it needs. */
final class Kernel {

	private Kernel() {
	}

	/** Skips the test, and says why, if the user may not make the namespaces of a lab. */
	static void assumeLabs(User user) {
		List<String> words = new ArrayList<>(user.words());
		words.add("unshare");
		if (!user.root())
			words.addAll(List.of("--user", "--map-root-user"));
		words.addAll(List.of("--net", "--mount", "--pid", "--fork", "--mount-proc", "true"));
		try (Program program = Program.start(user.home(), words)) {
			if (program.exitCode() != 0)
				skip("the " + user + " may not make the namespaces of a lab: " + program.err().strip());
		}
	}

	/** Skips the test, and says why, if the tests do not run as root: whoever is not can run all others. */
	static void assumeRoot(String reason) {
		if (User.all().toList().getFirst().root())
			return;
		System.out.println("skipped: " + reason);
		Assumptions.abort(reason);
	}

	/** Ends the test without a result; where nothing may be skipped, as a failure. */
	static void skip(String reason) {
		System.out.println("skipped: " + reason);
		assertFalse(Boolean.getBoolean("wirebench.kernel.required"), "a skip is a failure here; " + reason);
		Assumptions.abort(reason);
	}
}
