package io.wirebench.cli.internal.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The environment of programs in nodes: what is about the user and the terminal, and nothing that a shell happens to carry, such as
 * proxies and secrets.
 */
public final class ProgramEnvironment {

	/**
	 * Like the engine's own list for programs that clients do not start (NodeEnvironment). The last one is how this project's tests find
	 * what they have left.
	 */
	private static final Set<String> NAMES = Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "TZ", "LANG", "LANGUAGE",
			"WIREBENCH_SYSTEM_TEST");
	private static final String LOCALE = "LC_";
	/** Programs in nodes run as root, whose programs an ordinary user's PATH does not name. */
	private static final List<String> SYSTEM = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

	private ProgramEnvironment() {
	}

	/** @return of these variables those for a program in a node, to be added to */
	public static Map<String, String> of(Map<String, String> variables) {
		Map<String, String> all = new HashMap<>();
		variables.forEach((name, value) -> {
			if (NAMES.contains(name) || name.startsWith(LOCALE))
				all.put(name, value);
		});
		StringBuilder path = new StringBuilder(all.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
		for (String folder : SYSTEM)
			if (!List.of(path.toString().split(":")).contains(folder))
				path.append(':').append(folder);
		all.put("PATH", path.toString());
		return all;
	}

	/**
	 * @param wishes each NAME=VALUE, or NAME for the value that it has here
	 * @throws Failure if one is neither
	 */
	public static Map<String, String> parse(List<String> wishes, Map<String, String> variables) {
		Map<String, String> all = new HashMap<>();
		for (String wish : wishes) {
			int equals = wish.indexOf('=');
			String name = equals < 0 ? wish : wish.substring(0, equals);
			if (name.isEmpty())
				throw new Failure(ExitCode.INPUT,
						"-e " + wish + ": write NAME=VALUE, or NAME for a variable of this command's environment");
			String value = equals < 0 ? variables.get(name) : wish.substring(equals + 1);
			if (value == null)
				throw new Failure(ExitCode.INPUT, "-e " + wish + ": the variable " + name + " is not set here; write " + name + "=VALUE");
			all.put(name, value);
		}
		return all;
	}
}
