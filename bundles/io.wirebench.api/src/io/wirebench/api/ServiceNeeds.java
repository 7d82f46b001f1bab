package io.wirebench.api;

import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What a service needs in its node.
 *
 * @param sysctls kernel settings in the node's network namespace, by dotted key, in addition to those of the node's kind
 * @param directories absolute paths of directories that only this node sees, empty at first and in memory; they hide the
 *        machine's directories of that path, and need not exist on the machine
 * @param files text files by absolute path: the service's configuration, shown to users. A file in one of the
 *        directories is made; any other hides the machine's file of that path, if there is one. Nothing is written to
 *        the machine's disk
 * @param processes programs in the order in which they start; each starts when the one before is ready, and they stop in
 *        the opposite order. At least one
 * @since 0.1
 */
public record ServiceNeeds(Map<String, String> sysctls, List<String> directories, Map<String, String> files,
		List<ServiceProcess> processes) {

	public ServiceNeeds {
		sysctls = Map.copyOf(sysctls);
		directories = List.copyOf(directories);
		files = Map.copyOf(files);
		processes = List.copyOf(processes);
		if (processes.isEmpty())
			throw new IllegalArgumentException("a service needs a program to run");
		var names = new HashSet<String>();
		for (ServiceProcess process : processes)
			if (!names.add(process.name()))
				throw new IllegalArgumentException("a service has two programs named '" + process.name() + "'");
		for (String path : directories)
			absolute(path);
		for (String path : files.keySet())
			absolute(path);
	}

	private static void absolute(String path) {
		if (!path.startsWith("/") || path.length() == 1 || path.endsWith("/") || path.contains("//") || (path + "/").contains("/../")
				|| (path + "/").contains("/./"))
			throw new IllegalArgumentException("'" + path + "' is not the plain absolute path of a file or directory");
	}

	/**
	 * One program of a service. It must stay in the foreground: when it ends by itself, the service has failed. What it
	 * prints is kept as the service's log.
	 *
	 * @param name short, unique in the service, e.g. {@code ospfd}
	 * @param argv the program and its arguments; the program is looked up in {@code PATH} unless it contains a slash
	 * @param readyPath absolute path of a file or socket in the node whose appearing says that the program is ready; or
	 *        empty: ready as soon as it runs. What an earlier run left there is removed before the start
	 * @param configuration those of the service's {@link ServiceNeeds#files() files} that the program reads when it
	 *        starts. When one of them changes while the service runs, this program and those after it start anew; the
	 *        ones before it go on
	 */
	public record ServiceProcess(String name, List<String> argv, String readyPath, List<String> configuration) {
		public ServiceProcess {
			argv = List.copyOf(argv);
			configuration = List.copyOf(configuration);
			if (argv.isEmpty())
				throw new IllegalArgumentException("program '" + name + "' has no command");
			if (!readyPath.isEmpty())
				absolute(readyPath);
		}
	}
}
