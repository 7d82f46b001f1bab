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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * What every kind of node and service must satisfy: the same setup always gives the same needs, whoever asks, and the needs can be
 * carried out; what it cannot do it refuses with an {@link IllegalArgumentException} that says why.
 */
public final class NeedsContract {

	private static final int[] INTERFACES = { 0, 1, 2, 16 };
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
		for (Parameters values : ImpairmentContract.some(parameters))
			for (int count : INTERFACES) {
				NodeSetup setup = new NodeSetup("n1", values, interfaces(count));
				NodeNeeds needs = same("with " + count + " interfaces and " + values, () -> kind.needs(setup), values == parameters[0] && count == 2);
				if (needs == null)
					continue;
				sysctls(needs.sysctls());
				needs.files().keySet().forEach(NeedsContract::absolute);
				needs.setup().forEach(NeedsContract::program);
				needs.processes().forEach(NeedsContract::program);
			}
	}

	/**
	 * Checks a kind of service, without interfaces and with up to 16, alone and with peers.
	 *
	 * @param parameters at least one set
	 * @throws AssertionError saying what it violates
	 */
	public static void checkService(ServiceKind kind, Parameters... parameters) {
		for (Parameters values : ImpairmentContract.some(parameters))
			for (int count : INTERFACES) {
				List<ServiceInterface> interfaces = new ArrayList<>();
				for (NodeInterface own : interfaces(count))
					interfaces.add(new ServiceInterface(own, interfaces.size() % 2 == 0 ? List.of(new Peer("n2", true, true)) : List.of()));
				ServiceSetup setup = new ServiceSetup("n1", "service", values, interfaces);
				ServiceNeeds needs = same("with " + count + " interfaces and " + values, () -> kind.needs(setup), values == parameters[0] && count == 2);
				if (needs == null)
					continue;
				sysctls(needs.sysctls());
				for (ServiceNeeds.ServiceProcess process : needs.processes())
					for (String file : process.configuration())
						if (!needs.files().containsKey(file))
							throw new AssertionError("program '" + process.name() + "' reads " + file + ", which is not among the service's files");
			}
	}

	private static List<NodeInterface> interfaces(int count) {
		List<NodeInterface> interfaces = new ArrayList<>();
		for (int i = 0; i < count; i++)
			interfaces.add(new NodeInterface("eth" + i, List.of("10.0." + i + ".1/24", "fd00:0:0:" + Integer.toHexString(i) + "::1/64"), 1500));
		return interfaces;
	}

	/** @return what it answers, or null if it may and does refuse */
	private static <T> T same(String what, Supplier<T> asked, boolean must) {
		T first = answer(what, asked, must);
		List<CompletableFuture<T>> others = new ArrayList<>();
		for (int i = 0; i < THREADS; i++)
			others.add(CompletableFuture.supplyAsync(() -> answer(what, asked, must)));
		for (CompletableFuture<T> other : others)
			try {
				T again = other.join();
				if (first == null ? again != null : !first.equals(again))
					throw new AssertionError(what + ", asked twice it says " + first + " and " + again + "; needs must be a function of the setup alone");
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
		} catch (RuntimeException e) {
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

	private static void program(ProcessRequest process) {
		if (process.argv().getFirst().isBlank())
			throw new AssertionError("a process has no program");
		if (!process.workingDirectory().isEmpty() && !process.workingDirectory().startsWith("/"))
			throw new AssertionError("the working directory '" + process.workingDirectory() + "' is not absolute");
	}
}
