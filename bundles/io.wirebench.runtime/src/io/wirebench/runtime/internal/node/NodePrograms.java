package io.wirebench.runtime.internal.node;

import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.api.ServiceNeeds;
import io.wirebench.core.emulation.TerminalProcess;
import io.wirebench.linux.Fd;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.net.NetworkNamespace;
import io.wirebench.linux.process.NodeNamespaces;
import io.wirebench.linux.process.ProcessSpec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The programs of a node, and the namespaces that they share; made when the first one starts. Safe for use by any thread. */
public final class NodePrograms implements AutoCloseable {

	private final String node;
	private final NetworkNamespace network;
	private final Map<String, String> files;
	private final String directory;
	private Names names;
	private NodeNamespaces namespaces;
	private boolean closed;
	private final Set<Running> running = ConcurrentHashMap.newKeySet();

	/** @param directory where programs start that do not say it themselves */
	public NodePrograms(String node, NetworkNamespace network, Map<String, String> files, Names names, String directory) {
		this.node = node;
		this.directory = directory;
		this.network = network;
		this.files = files;
		this.names = names;
	}

	private synchronized NodeNamespaces namespaces() throws IOException {
		if (closed)
			throw new IOException("node " + node + " has been stopped");
		if (namespaces != null && namespaces.exit().isDone()) {
			namespaces.close();
			namespaces = null;
		}
		if (namespaces == null) {
			Map<String, String> all = new HashMap<>(files);
			names.files().forEach(all::putIfAbsent);
			try {
				namespaces = NodeNamespaces.create(network, node, all);
			} catch (LinuxException e) {
				throw new IOException("node " + node + " cannot run programs: " + e.getMessage(), e);
			}
		}
		return namespaces;
	}

	public NodeProcess start(ProcessRequest request) throws IOException {
		return start(request, NodeNamespaces::start);
	}

	public TerminalProcess startAtTerminal(ProcessRequest request, int rows, int columns) throws IOException {
		return start(request, (where, spec) -> where.startAtTerminal(spec, rows, columns));
	}

	@FunctionalInterface
	private interface Starter {
		io.wirebench.linux.process.NodeProcess start(NodeNamespaces where, ProcessSpec spec);
	}

	private Running start(ProcessRequest request, Starter starter) throws IOException {
		NodeNamespaces where = namespaces();
		String workingDirectory = request.workingDirectory().isEmpty() ? directory : request.workingDirectory();
		try {
			Running process = new Running(
					starter.start(where, new ProcessSpec(request.argv(), request.environment(), workingDirectory, null)));
			running.add(process);
			process.exit().whenComplete((_, _) -> running.remove(process));
			return process;
		} catch (LinuxException e) {
			throw new IOException("node " + node + ": " + e.getMessage(), e);
		}
	}

	/**
	 * Starts a program whose output goes to a descriptor.
	 *
	 * @param output stays the caller's
	 */
	public NodeProcess start(List<String> argv, Fd output) throws IOException {
		NodeNamespaces where = namespaces();
		try {
			Running process = new Running(where.start(new ProcessSpec(argv, Map.of(), "/", output)));
			running.add(process);
			process.exit().whenComplete((_, _) -> running.remove(process));
			process.input().close();
			return process;
		} catch (LinuxException e) {
			throw new IOException("node " + node + ": " + e.getMessage(), e);
		}
	}

	/** Gives the node directories and files of its own; see {@link NodeNamespaces#provide}. */
	public void provide(List<String> directories, Map<String, String> texts) throws IOException {
		NodeNamespaces where = namespaces();
		try {
			where.provide(directories, texts);
		} catch (LinuxException e) {
			throw new IOException("node " + node + ": " + e.getMessage(), e);
		}
	}

	/** Takes a service's directories and files away; nothing happens if the node has been stopped. */
	public void withdraw(ServiceNeeds needs) {
		NodeNamespaces where;
		synchronized (this) {
			where = namespaces;
		}
		if (where == null)
			return;
		List<String> paths = new ArrayList<>(needs.directories());
		paths.addAll(needs.files().keySet());
		where.withdraw(paths);
	}

	/** @return whether a file or socket is there in the node */
	public boolean exists(String path) {
		NodeNamespaces where;
		synchronized (this) {
			where = namespaces;
		}
		try {
			return where != null && Files.exists(where.inNode(path), LinkOption.NOFOLLOW_LINKS);
		} catch (IOException e) {
			return false;
		}
	}

	/** Removes a file or socket of the node, if it is there. */
	public void delete(String path) throws IOException {
		Files.deleteIfExists(namespaces().inNode(path));
	}

	/** @return why the node's programs cannot run, or empty: its first process was killed, and the kernel ended the others with it */
	public synchronized String failure() {
		return namespaces != null && !closed && namespaces.exit().isDone()
				? "its first process was killed, and all its programs with it; the next program makes a new one, services have to be restarted"
				: "";
	}

	/** @return how many programs that were started here run */
	public int count() {
		return running.size();
	}

	/** @return the process id of the node's first process as the engine sees it, made if need be */
	public long initPid() throws IOException {
		return namespaces().initPid();
	}

	/** Lets programs of a running node see other names than before. */
	public synchronized void names(Names changed) {
		if (names.equals(changed))
			return;
		boolean order = names.ipv4First() != changed.ipv4First();
		names = changed;
		if (namespaces == null || closed)
			return;
		if (order && !files.containsKey(Names.ORDER))
			try {
				if (changed.ipv4First())
					namespaces.provide(List.of(), Map.of(Names.ORDER, changed.files().get(Names.ORDER)));
				else
					namespaces.withdraw(List.of(Names.ORDER));
			} catch (IOException | LinuxException e) {
				// Names lead to addresses of both families as before.
			}
		if (files.containsKey(Names.HOSTS))
			return;
		try (io.wirebench.linux.process.NodeProcess cat = namespaces.start(ProcessSpec.of("/bin/sh", "-c", "cat > " + Names.HOSTS))) {
			cat.input().write(changed.hosts().getBytes(StandardCharsets.UTF_8));
			cat.input().close();
			cat.exit().get(5, TimeUnit.SECONDS);
		} catch (IOException | ExecutionException | TimeoutException | LinuxException e) {
			// Names are a convenience: addresses work without them.
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	/** Ends all programs and returns when they are gone. */
	@Override
	public void close() {
		NodeNamespaces n;
		synchronized (this) {
			closed = true;
			n = namespaces;
			namespaces = null;
		}
		if (n == null)
			return;
		n.close();
		try {
			n.exit().get(10, TimeUnit.SECONDS);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		} catch (ExecutionException | TimeoutException e) {
			// The kernel ends them with the engine at the latest.
		}
	}

	/** Adapts a process to the API. */
	private record Running(io.wirebench.linux.process.NodeProcess process) implements TerminalProcess {
		@Override
		public void resize(int rows, int columns) throws IOException {
			try {
				process.resize(rows, columns);
			} catch (LinuxException | IllegalStateException e) {
				throw new IOException(e.getMessage(), e);
			}
		}

		@Override
		public long pid() {
			return process.pid();
		}

		@Override
		public OutputStream input() {
			return process.input();
		}

		@Override
		public InputStream output() {
			return process.output();
		}

		@Override
		public InputStream error() {
			return process.error();
		}

		@Override
		public CompletableFuture<Integer> exit() {
			return process.exit();
		}

		@Override
		public void signal(int number) throws IOException {
			try {
				process.signal(number);
			} catch (LinuxException e) {
				throw new IOException(e.getMessage(), e);
			}
		}

		@Override
		public void close() {
			process.close();
		}
	}
}
