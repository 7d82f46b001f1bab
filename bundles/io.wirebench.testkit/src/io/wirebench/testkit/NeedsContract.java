package io.wirebench.testkit;

import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;
import io.wirebench.api.NodeSetup.NodeInterface;
import io.wirebench.api.ProcessRequest;
import io.wirebench.api.ServiceKind;
import io.wirebench.api.ServiceNeeds;
import io.wirebench.api.ServiceSetup;
import io.wirebench.api.ServiceSetup.Peer;
import io.wirebench.api.ServiceSetup.ServiceInterface;
import io.wirebench.dataplane.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What every kind of node and service must satisfy: the same setup always gives the same needs, whoever asks, and the needs can be
 * carried out; what it cannot do it refuses with an {@link IllegalArgumentException} that says why. It answers within 5 s, and a
 * program that it names by an absolute path is one that its declaration names, so that users learn what to install.
 */
public final class NeedsContract {

	private static final int[] INTERFACES = {0, 1, 2, 16};
	private static final int THREADS = 4;

	private NeedsContract() {
	}

	/**
	 * Checks a kind of node, without interfaces and with up to 16.
	 *
	 * @param parameters at least one set
	 * @throws AssertionError saying what it violates
	 */
	public static void checkNode(NodeKind kind, Parameters... parameters) {
		checkNode(kind, null, parameters);
	}

	/**
	 * Checks a kind of node, its programs too.
	 *
	 * @param programs absolute paths of the programs that its declaration names
	 * @param parameters at least one set
	 * @throws AssertionError saying what it violates
	 * @since 0.1
	 */
	public static void checkNode(NodeKind kind, Set<String> programs, Parameters... parameters) {
		TimeLimit.run("its first needs", () -> checkNodeInTime(kind, programs, parameters));
	}

	private static void checkNodeInTime(NodeKind kind, Set<String> programs, Parameters... parameters) {
		for (Parameters values : ImpairmentContract.some(parameters))
			for (int count : INTERFACES) {
				NodeSetup setup = new NodeSetup("n1", values, interfaces(count));
				NodeNeeds needs = same("with " + count + " interfaces and " + values, () -> kind.needs(setup),
						values == parameters[0] && count == 2);
				if (needs == null)
					continue;
				sysctls(needs.sysctls());
				needs.files().keySet().forEach(NeedsContract::absolute);
				needs.setup().forEach(NeedsContract::program);
				needs.processes().forEach(NeedsContract::program);
				Stream.concat(needs.setup().stream(), needs.processes().stream())
						.forEach(process -> declared(process.argv().getFirst(), programs, needs.files().keySet()));
			}
	}

	/**
	 * Checks a kind of service, without interfaces and with up to 16, alone and with peers.
	 *
	 * @param parameters at least one set
	 * @throws AssertionError saying what it violates
	 */
	public static void checkService(ServiceKind kind, Parameters... parameters) {
		checkService(kind, null, parameters);
	}

	/**
	 * Checks a kind of service, its programs too.
	 *
	 * @param programs absolute paths of the programs that its declaration names
	 * @param parameters at least one set
	 * @throws AssertionError saying what it violates
	 * @since 0.1
	 */
	public static void checkService(ServiceKind kind, Set<String> programs, Parameters... parameters) {
		TimeLimit.run("its first needs", () -> checkServiceInTime(kind, programs, parameters));
	}

	private static void checkServiceInTime(ServiceKind kind, Set<String> programs, Parameters... parameters) {
		for (Parameters values : ImpairmentContract.some(parameters))
			for (int count : INTERFACES) {
				List<ServiceInterface> interfaces = new ArrayList<>();
				for (NodeInterface own : interfaces(count))
					interfaces.add(new ServiceInterface(own, interfaces.size() % 2 == 0 ? List.of(new Peer("n2", true, true)) : List.of()));
				ServiceSetup setup = new ServiceSetup("n1", "service", values, interfaces);
				ServiceNeeds needs = same("with " + count + " interfaces and " + values, () -> kind.needs(setup),
						values == parameters[0] && count == 2);
				if (needs == null)
					continue;
				sysctls(needs.sysctls());
				for (ServiceNeeds.ServiceProcess process : needs.processes()) {
					declared(process.argv().getFirst(), programs, needs.files().keySet());
					for (String file : process.configuration())
						if (!needs.files().containsKey(file))
							throw new AssertionError(
									"program '" + process.name() + "' reads " + file + ", which is not among the service's files");
				}
			}
	}

	private static List<NodeInterface> interfaces(int count) {
		List<NodeInterface> interfaces = new ArrayList<>();
		for (int i = 0; i < count; i++)
			interfaces.add(new NodeInterface("eth" + i, List.of("10.0." + i + ".1/24", "fd00:0:0:" + Integer.toHexString(i) + "::1/64"),
					1500, String.format("02:00:00:00:00:%02x", i), i % 2 == 0 ? "n" + (i + 2) + ".eth0" : ""));
		return interfaces;
	}

	/** @return what it answers, or null if it may and does refuse */
	private static <T> T same(String what, Supplier<T> asked, boolean must) {
		TimeLimit.step("needs, " + what + ",");
		T first = answer(what, asked, must);
		TimeLimit.step("needs by " + THREADS + " threads at a time, " + what + ",", TimeLimit.MANY_SECONDS);
		List<CompletableFuture<T>> others = new ArrayList<>();
		for (int i = 0; i < THREADS; i++)
			others.add(CompletableFuture.supplyAsync(() -> answer(what, asked, must),
					task -> Thread.ofPlatform().daemon().name("kind under test").start(task)));
		for (CompletableFuture<T> other : others)
			try {
				T again = other.join();
				if (first == null ? again != null : !first.equals(again))
					throw new AssertionError(
							what + ", asked twice it says " + first + " and " + again + "; needs must be a function of the setup alone");
			} catch (CompletionException e) {
				throw e.getCause() instanceof AssertionError error ? error : new AssertionError(what + ": " + e.getCause(), e.getCause());
			}
		return first;
	}

	private static <T> T answer(String what, Supplier<T> asked, boolean must) {
		try {
			T needs = asked.get();
			if (needs == null)
				throw new AssertionError(what + ", it answers null");
			return needs;
		} catch (IllegalArgumentException e) {
			if (e.getMessage() == null || e.getMessage().isBlank())
				throw new AssertionError(what + ", it refuses without saying why", e);
			if (must)
				throw new AssertionError(what + ", it refuses: " + e.getMessage(), e);
			return null;
		} catch (AssertionError e) {
			throw e;
		} catch (RuntimeException | Error e) {
			throw new AssertionError(what + ", it throws " + e + "; only IllegalArgumentException is for users", e);
		}
	}

	private static void sysctls(Map<String, String> sysctls) {
		sysctls.forEach((key, value) -> {
			if (!key.matches("[a-z0-9_]+(\\.[A-Za-z0-9_/-]+)+"))
				throw new AssertionError("'" + key + "' is no kernel setting such as net.ipv4.ip_forward");
			if (value.isBlank())
				throw new AssertionError("the kernel setting " + key + " has no value");
		});
	}

	private static void absolute(String path) {
		if (!path.startsWith("/") || path.endsWith("/") || (path + "/").contains("/../"))
			throw new AssertionError("'" + path + "' is not the absolute path of a file");
	}

	/** @param declared what the declaration names; null if that is not known */
	private static void declared(String program, Set<String> declared, Set<String> files) {
		// Every system has the shell; what the kind itself brings along needs no package.
		if (declared == null || !program.startsWith("/") || program.equals("/bin/sh") || declared.contains(program)
				|| files.contains(program))
			return;
		throw new AssertionError("it starts " + program + ", which its declaration does not name"
				+ (declared.isEmpty() ? "" : "; it names " + String.join(", ", declared))
				+ "; add <program path=\"" + program + "\" package=\"…\"/> to plugin.xml, so that users learn what to install");
	}

	private static void program(ProcessRequest process) {
		if (process.argv().getFirst().isBlank())
			throw new AssertionError("a process has no program");
		if (!process.workingDirectory().isEmpty() && !process.workingDirectory().startsWith("/"))
			throw new AssertionError("the working directory '" + process.workingDirectory() + "' is not absolute");
	}
}
