package io.wirebench.testkit;

import io.wirebench.control.client.EngineClient;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.Protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * A network that runs on the real kernel, in an engine as users have it:
 *
 * <pre>
 * try (Lab lab = Lab.start("&lt;network format='1' …")) {
 *     lab.await("flow:stream.throughput &gt; 1 Mbit/s");
 * }
 * </pre>
 *
 * <p>All labs of a test run share one engine, which has nothing to do with the one of the user: it is started at the first use by
 * the command that the system property {@code wirebench.command} names (else the variable {@code WIREBENCH}, else
 * {@code wirebench} in the path), it has a folder for plug-ins of its own, into which the site named by the property
 * {@code wirebench.plugin.site} is installed, and it ends with the test run, even if that is killed. Needs no root where
 * {@code wirebench doctor} says so. Safe for use by any thread.
 *
 * <p>What does not work is an {@link AssertionError} that says why.
 */
public final class Lab implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);
	private static final long PAUSE_NANOS = 50_000_000L;
	/** So many lines of a service or flow stand in an error. */
	private static final int LOG_LINES = 20;

	/**
	 * What came of a program in a node.
	 *
	 * @param exitCode its exit code, or 128 + signal
	 * @param out what it printed
	 * @param err what it printed as errors
	 */
	public record Ended(int exitCode, String out, String err) {}

	private final EngineClient client;
	private final String name;

	private Lab(EngineClient client, String name) {
		this.client = client;
		this.name = name;
	}

	/**
	 * Starts a network.
	 *
	 * @param network the text of a network file
	 */
	public static Lab start(String network) {
		return start(TestEngine.get().client(), network);
	}

	static Lab start(EngineClient client, String network) {
		Protocol.LabInfo lab = answer(client, client.engine()
				.open(new Protocol.OpenLab(null, new Protocol.NetworkText(network, "test.wirebench", null, null), false, null, null)));
		Lab started = new Lab(client, lab.lab());
		try {
			answer(client, client.engine().apply(new Protocol.Apply(lab.lab(), null, null)));
			return started;
		} catch (AssertionError e) {
			started.close();
			throw e;
		}
	}

	private static <T> T answer(EngineClient client, CompletableFuture<T> answer) {
		try {
			return client.get(answer);
		} catch (EngineException e) {
			throw new AssertionError(e.getMessage()
					+ (e.data() == null || e.data().problems() == null || e.data().problems().isEmpty() ? "" : ": " + e.data().problems()),
					e);
		} catch (EngineGoneException e) {
			throw new AssertionError(e.getMessage() + "; its log says:\n" + TestEngine.get().log(), e);
		}
	}

	private <T> T answer(CompletableFuture<T> answer) {
		return answer(client, answer);
	}

	/** @return its name, by which all requests to {@link #engine()} refer to it */
	public String name() {
		return name;
	}

	/** @return the engine, for all that this class has no method for; wait for answers with {@code get} */
	public EngineApi engine() {
		return client.engine();
	}

	/** Runs a program in a node and waits for its end, for 30 s at the most. */
	public Ended run(String node, String... argv) {
		Protocol.ProgramResult result = answer(
				engine().runProgram(new Protocol.RunProgram(name, node, List.of(argv), null, null, null, (double) PATIENCE.toSeconds())));
		return new Ended(result.exitCode(), result.stdout(), result.stderr());
	}

	/**
	 * Runs a program in a node again and again until it prints something, for 30 s at the most.
	 *
	 * @return what it printed then
	 */
	public String awaitOutput(String words, String node, String... argv) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (true) {
			Ended ended = run(node, argv);
			if (ended.out().contains(words))
				return ended.out();
			if (System.nanoTime() > end)
				throw new AssertionError("'" + words + "' did not come within " + PATIENCE.toSeconds() + " s from " + List.of(argv) + " in "
						+ node + ": " + ended + troubles());
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	/** Changes a parameter while all goes on, e.g. {@code set("h1-h2/both/delay.time", "20 ms")}. */
	public void set(String path, String value) {
		answer(engine().set(new Protocol.SetValues(name, Map.of(path, value))));
	}

	/**
	 * Adds elements while all goes on.
	 *
	 * @param parent where: {@code h1-h2/both} for an impairment, empty for flows, probes, nodes and links
	 * @param xml elements as in a network file
	 */
	public void add(String parent, String xml) {
		answer(engine().add(new Protocol.Add(name, parent, xml)));
	}

	/** Removes an element while all goes on. */
	public void remove(String path) {
		answer(engine().remove(new Protocol.Remove(name, path)));
	}

	/** @return the newest value of a figure, e.g. {@code flow:stream.throughput}, in bit/s, B, s or without unit; NaN if there is none yet */
	public double figure(String path) {
		Double value = answer(engine().figures(new Protocol.GetFigures(name, List.of(path)))).figures().getFirst().value();
		return value == null ? Double.NaN : value;
	}

	/**
	 * Waits until a condition holds, for 30 s at the most. If it does not, the error also says what is wrong in the lab: services and
	 * flows that have failed, with the end of what they printed, impairments that were disabled, and what the plug-in has thrown.
	 *
	 * @param condition as in a scenario's expectation, e.g. {@code flow:stream.throughput between 3 Mbit/s and 4 Mbit/s}
	 */
	public void await(String condition) {
		await(condition, PATIENCE);
	}

	/**
	 * Like {@link #await(String)}, for so long at the most.
	 *
	 * @since 0.1
	 */
	public void await(String condition, Duration patience) {
		Protocol.Waited waited = answer(engine().waitFor(new Protocol.Wait(name, condition, patience.toNanos() / 1e9)));
		if (!waited.held())
			throw new AssertionError("'" + condition + "' did not come true within " + patience.toMillis() / 1e3 + " s: "
					+ waited.explanation() + troubles());
	}

	/** @return what is wrong in the lab, a line each, after a line break; empty if nothing is */
	private String troubles() {
		List<String> lines = new ArrayList<>();
		Protocol.State state = state();
		state.nodes().forEach((path, node) -> add(lines, "node " + path, node.message(), List.of()));
		state.services().forEach((path, service) -> {
			if (!service.status().equals("running"))
				add(lines, "service " + path + " is " + service.status(),
						service.message().isEmpty() ? "no reason is known" : service.message(), service.log());
			service.processes().stream().filter(process -> process.exitCode() != null)
					.forEach(process -> lines.add("  its program " + process.name() + " has ended with " + process.exitCode()));
		});
		state.links().forEach((path, link) -> link.quarantined()
				.forEach((impairment, reason) -> add(lines, impairment + " is disabled", reason, List.of())));
		state.flows().forEach((path, flow) -> add(lines, "flow " + path + " is " + flow.status(), flow.message(), flow.output()));
		state.probes().forEach((path, probe) -> add(lines, "probe " + path, probe.message(), List.of()));
		state.withoutEffect().forEach((path, reason) -> add(lines, path + " has no effect", reason, List.of()));
		List<Protocol.PluginFault> faults = answer(engine().pluginLog(new Protocol.GetPluginLog(null))).faults();
		if (!faults.isEmpty())
			lines.add("the newest that code of plug-ins has thrown: " + faults.getLast().element() + " " + faults.getLast().message() + "\n"
					+ faults.getLast().trace().stripTrailing());
		return lines.isEmpty() ? "" : "\n" + String.join("\n", lines);
	}

	private static void add(List<String> lines, String what, String message, List<String> output) {
		if (message.isEmpty())
			return;
		lines.add(what + ": " + message);
		output.subList(Math.max(0, output.size() - LOG_LINES), output.size()).forEach(line -> lines.add("  | " + line));
	}

	/** @return how it stands now: nodes, links with their counters, flows, probes, services */
	public Protocol.State state() {
		return answer(engine().state(new Protocol.GetState(name, true)));
	}

	/** @return the text of its file, with all changes made since */
	public String text() {
		return answer(engine().network(new Protocol.LabRef(name))).text();
	}

	/** Ends it: nothing of it is left when this returns. */
	@Override
	public void close() {
		answer(engine().stopLab(new Protocol.LabRef(name)));
	}
}
