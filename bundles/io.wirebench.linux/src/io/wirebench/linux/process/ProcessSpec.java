package io.wirebench.linux.process;

import java.util.List;
import java.util.Map;

import io.wirebench.linux.Fd;

/**
 * A program to start in a node.
 *
 * @param argv the program and its arguments; looked up in {@code PATH} unless it contains a slash
 * @param environment variables in addition to those of the engine that are about its user (PATH, HOME, USER, LOGNAME, SHELL, TERM, TZ,
 *        LANG, LC_*)
 * @param workingDirectory an absolute path, or empty for the engine's
 * @param outputTo where output and error go instead of pipes (for a log), or {@code null}; not closed
 * @since 0.1
 */
public record ProcessSpec(List<String> argv, Map<String, String> environment, String workingDirectory, Fd outputTo) {

	public ProcessSpec {
		argv = List.copyOf(argv);
		environment = Map.copyOf(environment);
		if (argv.isEmpty())
			throw new IllegalArgumentException("a process needs a program to run");
	}

	/** A program in the engine's environment and directory, with pipes. */
	public static ProcessSpec of(String... argv) {
		return new ProcessSpec(List.of(argv), Map.of(), "", null);
	}
}
