package io.wirebench.linux.process;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The environment in which programs of nodes start: of the engine's own only what is about its user. Immutable. */
final class NodeEnvironment {

	/** The last one is how this project's tests find what they have left. */
	private static final Set<String> NAMES = Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "TZ", "LANG", "LANGUAGE",
			"WIREBENCH_SYSTEM_TEST");
	private static final String LOCALE = "LC_";
	private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
	/** Programs in nodes run as root, whose programs an ordinary user's PATH does not name. */
	private static final List<String> SYSTEM = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

	private static final Map<String, String> ENGINE = of(System.getenv());

	private NodeEnvironment() {
	}

	/** @return of an engine's variables those that programs in nodes get, with a PATH that has the system's programs */
	static Map<String, String> of(Map<String, String> engine) {
		var all = new TreeMap<String, String>();
		engine.forEach((name, value) -> {
			if (NAMES.contains(name) || name.startsWith(LOCALE))
				all.put(name, value);
		});
		var path = new StringBuilder(all.getOrDefault("PATH", DEFAULT_PATH));
		for (var directory : SYSTEM)
			if (!List.of(path.toString().split(":")).contains(directory))
				path.append(':').append(directory);
		all.put("PATH", path.toString());
		return Map.copyOf(all);
	}

	/** @return this engine's variables for nodes, with some more, each as NAME=VALUE */
	static String[] with(Map<String, String> more) {
		var all = new TreeMap<>(ENGINE);
		all.putAll(more);
		return all.entrySet().stream().map(e -> e.getKey() + '=' + e.getValue()).toArray(String[]::new);
	}

	/** @return where a program is looked for that gets these variables */
	static String path(Map<String, String> more) {
		return more.getOrDefault("PATH", ENGINE.get("PATH"));
	}
}
