package io.wirebench.cli.internal.command;

import io.wirebench.cli.internal.client.ClientCommand;
import io.wirebench.cli.internal.client.Engines;
import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.cli.internal.client.Failure;
import io.wirebench.cli.internal.client.LabCommand;
import io.wirebench.cli.internal.client.NetworkInput;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.scenario.Dimension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that begin, end and change labs, and say how they stand. */
public final class LabCommands {

	private LabCommands() {
	}

	@Command(name = "start", description = "Starts a network and leaves it running; 'stop' stops it.")
	public static final class Start extends ClientCommand {
		@Mixin
		private NetworkInput input;

		@Option(names = "--name", paramLabel = "LAB", description = "Name of the lab for other commands; by default the network's name.")
		private String name;

		@Option(names = "--output", paramLabel = "DIR", description = "Folder for captures of the network's probes; by default a folder of the engine that is deleted with the lab.")
		private Path output;

		@Override
		public int run() throws EngineException, EngineGoneException {
			Protocol.NetworkText network = input.read();
			Protocol.Checked checked = input.check(this, network);
			long begin = System.nanoTime();
			Protocol.LabInfo lab = get(
					engine().open(new Protocol.OpenLab(name, network, true, output == null ? null : output.toAbsolutePath().toString(),
							Path.of("").toAbsolutePath().toString())));
			try {
				get(engine().apply(new Protocol.Apply(lab.lab(), null, null)));
			} catch (EngineException e) {
				get(engine().stopLab(new Protocol.LabRef(lab.lab())));
				throw failure(e, "the network could not be started: ");
			}
			out().printf(Locale.ROOT, "lab %s: %d nodes and %d links running after %.0f ms%n", lab.lab(), checked.nodes(), checked.links(),
					(System.nanoTime() - begin) / 1e6);
			return ExitCode.OK;
		}
	}

	@Command(name = "stop", description = "Stops labs; returns when the kernel has removed all their objects.")
	public static final class Stop extends LabCommand {
		@Parameters(paramLabel = "LAB", arity = "0..*", description = "Names of labs; optional if only one runs.")
		private List<String> labs = new ArrayList<>();

		@Option(names = "--all", description = "All labs.")
		private boolean all;

		@Override
		public int run() throws EngineException, EngineGoneException {
			if (all)
				labs = get(engine().status()).labs().stream().map(Protocol.LabInfo::lab).toList();
			else if (labs.isEmpty())
				labs = java.util.Collections.singletonList(lab);
			for (String each : labs)
				out().println(get(engine().stopLab(new Protocol.LabRef(each))).message());
			return ExitCode.OK;
		}
	}

	@Command(name = "apply", description = "Changes a running lab to match a network file, with only the steps needed.")
	public static final class Apply extends LabCommand {
		@Mixin
		private NetworkInput input;

		@Override
		public int run() throws EngineException, EngineGoneException {
			Protocol.NetworkText network = input.read();
			input.check(this, network);
			Protocol.PlanInfo plan = client().whole(get(engine().apply(new Protocol.Apply(lab, network, null))));
			for (Protocol.Step step : plan.steps())
				out().println(step.action() + " " + step.element() + (step.element().isEmpty() ? "" : ": ") + step.what() + " ("
						+ step.reason() + ")");
			if (plan.steps().isEmpty())
				out().println("nothing to do");
			return ExitCode.OK;
		}
	}

	@Command(name = "list", description = "Lists the open labs.")
	public static final class ListLabs extends ClientCommand {
		@Option(names = "--json", description = "Prints JSON.")
		private boolean json;

		public ListLabs() {
			door(notices -> new Engines.Opened(Engines.connect("wirebench list", notices), false));
		}

		@Override
		public int run() throws EngineException, EngineGoneException {
			List<Protocol.LabInfo> labs = client() == null ? List.of() : get(engine().status()).labs();
			if (json) {
				json(labs);
				return ExitCode.OK;
			}
			if (labs.isEmpty()) {
				out().println("no lab is open" + (client() == null ? "; no engine runs" : ""));
				return ExitCode.OK;
			}
			out().printf("%-20s %-20s %-9s %6s %6s %8s  %s%n", "LAB", "NETWORK", "PHASE", "NODES", "LINKS", "AGE", "OPENED BY");
			for (Protocol.LabInfo l : labs)
				out().printf(Locale.ROOT, "%-20s %-20s %-9s %6d %6d %7.0fs  %s%s%n", l.lab(), l.network(), l.phase(), l.nodes(), l.links(),
						l.ageSeconds(), l.openedBy(),
						l.keep() ? "" : " (ends with it)");
			return ExitCode.OK;
		}
	}

	@Command(name = "state", description = "Shows the state of a lab, or single figures.")
	public static final class State extends LabCommand {
		@Parameters(paramLabel = "FIGURE", arity = "0..*", description = "E.g. flow:download.throughput, r1-r2/forward.dropped, r1-r2.up; by default everything.")
		private List<String> figures = new ArrayList<>();

		@Option(names = "--json", description = "Prints JSON.")
		private boolean json;

		@Override
		public int run() throws EngineException, EngineGoneException {
			if (!figures.isEmpty()) {
				List<Protocol.FigureValue> values = get(engine().figures(new Protocol.GetFigures(lab, figures))).figures();
				if (json)
					json(values);
				else
					for (Protocol.FigureValue value : values)
						out().println(value.path() + " " + (value.value() == null ? "-" : number(value.value()))
								+ (value.unit().equals("1") ? "" : " " + value.unit()));
				return ExitCode.OK;
			}
			Protocol.State state = get(engine().state(new Protocol.GetState(lab, true)));
			if (json)
				json(state);
			else
				print(state);
			return ExitCode.OK;
		}

		private static String number(double value) {
			return value == Math.rint(value) && Math.abs(value) < 1e15 ? String.valueOf((long) value) : String.valueOf(value);
		}

		private void print(Protocol.State state) throws EngineException, EngineGoneException {
			out().println("lab " + state.lab() + ": " + state.phase());
			state.nodes().forEach((name, node) -> out().printf("node %-16s %s%s%n", name,
					node.processes() == 0 ? "" : node.processes() + " programs", node.message().isEmpty() ? "" : " " + node.message()));
			state.services().forEach((name, service) -> out().printf("service %-13s %s %s%n", name, service.status(), service.message()));
			for (Map.Entry<String, Protocol.LinkState> each : state.links().entrySet()) {
				String name = each.getKey();
				Protocol.LinkState link = each.getValue();
				out().printf("link %-16s %s, %s%n", name, link.up() ? "up" : "down", link.tier());
				direction("forward", link.forward());
				direction("backward", link.backward());
				counters(link.counters());
				link.quarantined().forEach((path, reason) -> out().println("    without " + path + ": " + reason));
			}
			state.withoutEffect().forEach((path, reason) -> out().println("without effect: " + path + ": " + reason));
			Map<String, String> figures = figures(state);
			state.flows()
					.forEach((name, flow) -> out().printf("flow %-16s %s%s%s%n", name, flow.status(),
							flow.message().isEmpty() ? "" : ": " + flow.message(),
							list("flow:" + name, flow.figures(), figures)));
			state.probes().forEach((name, probe) -> out().printf("probe %-15s %s%s%n", name, probe.message(),
					list("probe:" + name, probe.figures(), figures)));
		}

		/** What impairments count, a line each. */
		private void counters(Map<String, Long> counters) throws EngineException, EngineGoneException {
			Map<String, String> lines = new LinkedHashMap<>();
			if (!counters.isEmpty())
				for (Protocol.FigureValue value : get(engine().figures(new Protocol.GetFigures(lab, List.copyOf(counters.keySet()))))
						.figures())
					if (value.value() != null) {
						int dot = value.path().lastIndexOf('.');
						lines.merge(value.path().substring(0, dot),
								value.path().substring(dot + 1) + " " + Dimension.printFigure(value.value(), value.unit()),
								(one, other) -> one + ", " + other);
					}
			lines.forEach((path, figures) -> out().println("    " + path + ": " + figures));
		}

		/** @return all figures of flows and probes with their units, by path */
		private Map<String, String> figures(Protocol.State state) throws EngineException, EngineGoneException {
			List<String> paths = new ArrayList<>();
			state.flows().forEach((name, flow) -> flow.figures().keySet().forEach(figure -> paths.add("flow:" + name + "." + figure)));
			state.probes().forEach((name, probe) -> probe.figures().keySet().forEach(figure -> paths.add("probe:" + name + "." + figure)));
			Map<String, String> texts = new LinkedHashMap<>();
			for (Protocol.FigureValue value : get(engine().figures(new Protocol.GetFigures(lab, paths))).figures())
				if (value.value() != null)
					texts.put(value.path(), Dimension.printFigure(value.value(), value.unit()));
			return texts;
		}

		private static String list(String element, Map<String, Double> figures, Map<String, String> texts) {
			List<String> parts = new ArrayList<>();
			figures.keySet().forEach(name -> {
				if (!name.endsWith("-hash") && texts.containsKey(element + "." + name))
					parts.add(name + " " + texts.get(element + "." + name));
			});
			return parts.isEmpty() ? "" : ": " + String.join(", ", parts);
		}

		private void direction(String name, Protocol.DirectionState d) {
			out().printf(Locale.ROOT, "    %-9s %d in, %d out, %d queued, %s%s%n", name, d.inFrames(), d.outFrames(), d.queuedFrames(),
					Dimension.printFigure(d.outBitsPerSecond(), "bit/s"),
					d.droppedFrames().isEmpty() ? "" : ", dropped " + d.droppedFrames());
		}
	}

	@Command(name = "service", description = "Shows a service of a node (its state, programs, configuration files and log), or restarts it.")
	public static final class Service extends LabCommand {
		@Parameters(paramLabel = "NODE/SERVICE", description = "E.g. r1/ospf.")
		private String service;

		@Option(names = "--configuration", description = "Prints only its configuration files, as the node sees them.")
		private boolean configuration;

		@Option(names = "--log", description = "Prints only the newest lines of its log.")
		private boolean log;

		@Option(names = "--restart", description = "Restarts its programs first. Exit code 1 if the service fails.")
		private boolean restart;

		@Override
		public int run() throws EngineException, EngineGoneException {
			if (restart)
				get(engine().restartService(new Protocol.ServiceRef(lab, service)));
			Map<String, Protocol.ServiceState> all = get(engine().state(new Protocol.GetState(lab, true))).services();
			Protocol.ServiceState state = all.get(service);
			if (state == null)
				throw new Failure(ExitCode.INPUT,
						"there is no service '" + service + "'; there are " + (all.isEmpty() ? "none" : String.join(", ", all.keySet())));
			if (!configuration && !log) {
				out().println(service + ": " + state.status() + (state.message().isEmpty() ? "" : ": " + state.message()));
				for (Protocol.ServiceProcess process : state.processes())
					out().println("  " + process.name() + (process.exitCode() == null ? " runs" : " ended with " + process.exitCode()));
			}
			if (!log)
				state.configuration().forEach((path, text) -> {
					out().println("# " + path);
					out().println(text.strip());
				});
			if (!configuration)
				state.log().forEach(line -> out().println("  | " + line));
			return restart && !state.status().equals("running") ? ExitCode.EXPECTATION : ExitCode.OK;
		}
	}

	/** Prints what a change did. */
	private static void print(ClientCommand command, Protocol.PlanInfo plan) {
		if (plan.steps().isEmpty())
			command.out().println("nothing to do: it is so already");
		for (Protocol.Step step : plan.steps())
			command.out().println(step.element() + ": " + step.what());
		if (plan.more() != null)
			command.out().println("and " + (plan.allSteps() - plan.steps().size()) + " more steps");
	}

	@Command(name = "set", description = "Changes parameters of a running lab: all of them, or none if one is wrong.")
	public static final class SetValues extends LabCommand {
		@Parameters(paramLabel = "PATH=VALUE", arity = "1..*", description = "E.g. r1-r2/both/delay.time=50ms, r1-r2/both/loss.enabled=false, flow:download.window=64KiB. An empty value removes a parameter that the element's kind no longer has.")
		private List<String> changes;

		@Override
		public int run() throws EngineException, EngineGoneException {
			Map<String, String> values = new LinkedHashMap<>();
			for (String change : changes) {
				int equals = change.indexOf('=');
				if (equals < 0)
					throw new Failure(ExitCode.INPUT, change + ": write PATH=VALUE, for example r1-r2/both/delay.time=25ms");
				values.put(change.substring(0, equals).strip(), change.substring(equals + 1).strip());
			}
			Protocol.PlanInfo plan = get(engine().set(new Protocol.SetValues(lab, values)));
			// A flow takes its parameters without a step of the plan.
			Map<String, String> flows = new LinkedHashMap<>(values);
			flows.keySet().removeIf(
					path -> !path.startsWith("flow:") || plan.steps().stream().anyMatch(step -> path.startsWith(step.element() + ".")));
			flows.forEach((path, value) -> out().println(path + " = " + value));
			if (flows.isEmpty() || !plan.steps().isEmpty())
				print(this, plan);
			return ExitCode.OK;
		}
	}

	@Command(name = "link", description = "Takes a link of a running lab down or up, as if its cable were pulled or plugged in.")
	public static final class Link extends LabCommand {
		/** What to do with it. */
		public enum Direction {
			up, down
		}

		@Parameters(index = "0", paramLabel = "up|down", description = "up or down.")
		private Direction direction;

		@Parameters(index = "1..*", arity = "1..*", paramLabel = "LINK", description = "Names of links.")
		private List<String> links;

		@Override
		public int run() throws EngineException, EngineGoneException {
			Map<String, String> values = new LinkedHashMap<>();
			links.forEach(link -> values.put(link + ".up", String.valueOf(direction == Direction.up)));
			print(this, get(engine().set(new Protocol.SetValues(lab, values))));
			return ExitCode.OK;
		}
	}

	/** @return an element as in a file */
	private static String element(String name, Map<String, String> attributes, List<String> parameters) {
		StringBuilder xml = new StringBuilder("<").append(name);
		Map<String, String> all = new LinkedHashMap<>(attributes);
		for (String parameter : parameters) {
			int equals = parameter.indexOf('=');
			if (equals <= 0 || !parameter.substring(0, equals).matches("[a-z][a-z0-9-]*"))
				throw new Failure(ExitCode.INPUT, parameter + ": write NAME=VALUE, for example time=25ms");
			all.put(parameter.substring(0, equals), parameter.substring(equals + 1));
		}
		all.forEach((key, value) -> {
			if (value != null)
				xml.append(' ').append(key).append("=\"")
						.append(value.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;").replace("\n", "&#10;"))
						.append('"');
		});
		return xml.append("/>").toString();
	}

	@Command(name = "impair", description = "Adds an impairment to a link of a running lab; 'set' changes it, 'remove' removes it.")
	public static final class Impair extends LabCommand {
		@Parameters(index = "0", paramLabel = "LINK/DIRECTION", description = "E.g. r1-r2/forward, r1-r2/backward or r1-r2/both.")
		private String where;

		@Parameters(index = "1", paramLabel = "KIND", description = "E.g. delay, loss, rate: see 'wirebench kinds'.")
		private String kind;

		@Parameters(index = "2..*", arity = "0..*", paramLabel = "NAME=VALUE", description = "Its parameters, e.g. time=25ms; also match=udp, name=mine.")
		private List<String> parameters = new ArrayList<>();

		@Override
		public int run() throws EngineException, EngineGoneException {
			Set<String> before = impairments();
			Protocol.PlanInfo plan = get(
					engine().add(new Protocol.Add(lab, where, element("impairment", Map.of("kind", kind), parameters))));
			Set<String> added = impairments();
			added.removeAll(before);
			added.forEach(path -> out().println(path + ": added"));
			if (added.isEmpty())
				print(this, plan);
			return ExitCode.OK;
		}

		private Set<String> impairments() throws EngineException, EngineGoneException {
			Set<String> paths = new LinkedHashSet<>();
			for (Protocol.LinkInfo link : get(engine().network(new Protocol.LabRef(lab))).links())
				Stream.concat(link.forward().stream(), link.backward().stream()).forEach(impairment -> paths.add(impairment.element()));
			return paths;
		}
	}

	@Command(name = "remove", description = "Removes an element of a running lab.")
	public static final class Remove extends LabCommand {
		@Parameters(paramLabel = "ELEMENT", description = "E.g. r1-r2/both/loss, flow:download.")
		private String element;

		@Override
		public int run() throws EngineException, EngineGoneException {
			Protocol.PlanInfo plan = get(engine().remove(new Protocol.Remove(lab, element)));
			if (plan.steps().isEmpty()) // Flows end without a step of the plan.
				out().println(element + ": removed");
			else
				print(this, plan);
			return ExitCode.OK;
		}
	}

	@Command(name = "flow", description = "Starts and stops traffic in a running lab.", subcommands = {FlowStart.class, FlowStop.class,
			FlowAdd.class}, synopsisSubcommandLabel = "start|stop|add")
	public static final class Flow implements Runnable {
		@picocli.CommandLine.Spec
		private picocli.CommandLine.Model.CommandSpec spec;

		@Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help.")
		private boolean help;

		@Override
		public void run() {
			throw new picocli.CommandLine.ParameterException(spec.commandLine(), "Say what to do: start, stop or add.");
		}
	}

	@Command(name = "start", description = "Starts flows that are not running.")
	public static final class FlowStart extends LabCommand {
		@Parameters(paramLabel = "FLOW", arity = "1..*", description = "Names of flows.")
		private List<String> flows;

		@Override
		public int run() throws EngineException, EngineGoneException {
			for (String flow : flows)
				get(engine().startFlow(new Protocol.FlowRef(lab, flow)));
			return ExitCode.OK;
		}
	}

	@Command(name = "stop", description = "Stops flows; returns when they have ended.")
	public static final class FlowStop extends LabCommand {
		@Parameters(paramLabel = "FLOW", arity = "1..*", description = "Names of flows.")
		private List<String> flows;

		@Override
		public int run() throws EngineException, EngineGoneException {
			for (String flow : flows)
				get(engine().stopFlow(new Protocol.FlowRef(lab, flow)));
			return ExitCode.OK;
		}
	}

	@Command(name = "add", description = "Adds a flow and starts it.")
	public static final class FlowAdd extends LabCommand {
		@Parameters(index = "0", paramLabel = "KIND", description = "E.g. tcp, udp, ping, command: see 'wirebench kinds'.")
		private String kind;

		@Parameters(index = "1", paramLabel = "FROM", description = "Node.")
		private String from;

		@Parameters(index = "2", paramLabel = "TO", description = "Node.")
		private String to;

		@Parameters(index = "3..*", arity = "0..*", paramLabel = "NAME=VALUE", description = "Its parameters, e.g. window=64KiB; also name=mine, duration=10s.")
		private List<String> parameters = new ArrayList<>();

		@Override
		public int run() throws EngineException, EngineGoneException {
			Map<String, String> attributes = new LinkedHashMap<>();
			attributes.put("kind", kind);
			attributes.put("from", from);
			attributes.put("to", to);
			get(engine().add(new Protocol.Add(lab, "", element("flow", attributes, parameters))));
			List<Protocol.FlowInfo> flows = get(engine().network(new Protocol.LabRef(lab))).flows();
			out().println(flows.getLast().element());
			return ExitCode.OK;
		}
	}

	@Command(name = "wait", description = "Waits until a condition on figures is true. Exit code 0 if it became true, 1 on timeout.")
	public static final class Wait extends LabCommand {
		@Parameters(paramLabel = "CONDITION", arity = "1..*", description = "As in scenarios, e.g. 'flow:ping.rtt below 30 ms'.")
		private List<String> condition;

		@Option(names = "--timeout", paramLabel = "TIME", description = "Timeout; 60 s by default.")
		private String timeout = "60 s";

		@Override
		public int run() throws EngineException, EngineGoneException {
			Protocol.Waited waited = get(
					engine().waitFor(new Protocol.Wait(lab, String.join(" ", condition), seconds("--timeout", timeout))));
			out().printf(Locale.ROOT, "%s after %.1f s: %s%n", waited.held() ? "true" : "not true", waited.seconds(), waited.explanation());
			return waited.held() ? ExitCode.OK : ExitCode.EXPECTATION;
		}
	}

	@Command(name = "save", description = "Writes the network of a running lab, with all changes since its start, to a file or the standard output.")
	public static final class Save extends LabCommand {
		@Parameters(paramLabel = "FILE", arity = "0..1", description = "A file that does not exist (or --force); by default the standard output.")
		private Path file;

		@Option(names = "--force", description = "Overwrites an existing file.")
		private boolean force;

		@Override
		public int run() throws EngineException, EngineGoneException {
			String text = get(engine().network(new Protocol.LabRef(lab))).text();
			if (file == null) {
				out().print(text);
				return ExitCode.OK;
			}
			if (Files.exists(file) && !force)
				throw new Failure(ExitCode.INPUT, file + " is there already; say --force to replace it");
			try {
				Files.writeString(file, text);
			} catch (IOException e) {
				throw new Failure(ExitCode.MACHINE, file + " cannot be written: " + e.getMessage());
			}
			return ExitCode.OK;
		}
	}
}
