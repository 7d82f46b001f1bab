package io.wirebench.api;

import java.util.List;
import java.util.Map;

/**
 * A program to start in a node.
 *
 * @param argv the program and its arguments; the program is looked up in {@code PATH} unless it contains a slash
 * @param environment variables to set in addition to those of the engine that are about its user: PATH (with /usr/sbin and /sbin), HOME,
 *        USER,
 *            LOGNAME, SHELL, TERM, TZ, LANG and LC_*; nothing else of its environment is handed on
 * @param workingDirectory an absolute path, or empty for the engine's
 */
public record ProcessRequest(List<String> argv, Map<String, String> environment, String workingDirectory) {

	public ProcessRequest {
		argv = List.copyOf(argv);
		environment = Map.copyOf(environment);
		if (argv.isEmpty())
			throw new IllegalArgumentException("a process needs a program to run");
	}

	/** @return a request in the engine's environment and directory */
	public static ProcessRequest of(String... argv) {
		return new ProcessRequest(List.of(argv), Map.of(), "");
	}
}
