package io.wirebench.control.protocol;

import java.util.List;
import java.util.Map;

/**
 * The messages of the protocol. Immutable. Times are seconds, sizes bytes, rates bits a second; names say so. Figures come in
 * {@code bit/s}, {@code B}, {@code s}, {@code 1} (a number) or {@code ratio} (0..1). A member without {@link May} is always there.
 */
public final class Protocol {

	private Protocol() {
	}

	// The engine

	@Doc("The greeting, which must be a client's first request.")
	public record Hello(@Doc("Version of the protocol that the client speaks.") int protocol,
			@Doc("Who the client is, for lists and logs, e.g. 'wirebench run'.") String client) {}

	@Doc("What the engine says of itself.")
	public record EngineInfo(@Doc("Version of the protocol.") int protocol, @Doc("Version of Wirebench.") String version,
			@Doc("Process id of the engine as its clients see it.") long pid, @Doc("Seconds since it was started.") double uptimeSeconds,
			@Doc("Clients connected now, the asking one included.") int clients, @Doc("Labs open now.") List<LabInfo> labs,
			@Doc("Bytes of memory that its Java heap uses.") long heapBytes) {}

	@Doc("How to end the engine.")
	public record StopEngine(@Doc("Whether to end although other clients are connected or labs are open.") @May Boolean force) {}

	@Doc("Whether something was done.")
	public record Done(@Doc("Whether it was done.") boolean done, @Doc("Why not, or what was done; may be empty.") String message) {}

	@Doc("What can be in a network.")
	public record Kinds(@Doc("All kinds, by extension point in the order of their declaration.") List<Kind> kinds,
			@Doc("Declarations that the engine has refused.") List<RefusedKind> refused) {}

	@Doc("A declaration that the engine has refused.")
	public record RefusedKind(@Doc("The bundle that has it.") String contributor,
			@Doc("The extension point, as it is written there.") String point,
			@Doc("The id as it is written there; empty if the whole extension is refused.") String id,
			@Doc("Why, and what to write.") String message) {}

	@Doc("A kind of node, impairment, generator, analyzer or service.")
	public record Kind(@Doc("node, impairment, generator, analyzer or service.") String point, @Doc("Full id.") String id,
			@Doc("How files may write it: the last word for built-in kinds, else the full id.") String shortId,
			@Doc("For people.") String name,
			@Doc("One or two sentences.") String description, @Doc("Bundle that contributes it.") String contributor,
			@Doc("Its parameters.") List<Parameter> parameters, @Doc("What it measures.") List<FigureInfo> figures) {}

	@Doc("A parameter of a kind.")
	public record Parameter(@Doc("Its name.") String name,
			@Doc("duration, rate, size, probability, count, integer, boolean, text, choice, address, node or interface.") String type,
			@Doc("Value when none is given.") @May String defaultValue, @Doc("Least value.") @May String minimum,
			@Doc("Greatest value.") @May String maximum,
			@Doc("Possible values of a choice.") List<String> choices, @Doc("Whether a value must be given.") boolean required,
			@Doc("One or two sentences.") String description) {}

	@Doc("A figure that a kind gives.")
	public record FigureInfo(@Doc("Its name.") String name,
			@Doc("Unit in which the protocol gives it: bit/s, B, s, 1 or ratio.") String unit,
			@Doc("One or two sentences.") String description) {}

	@Doc("What this machine can do, each tried.")
	public record Doctor(@Doc("Whether networks can run here.") boolean canRun,
			@Doc("Operating system, Java and processors.") String machine,
			@Doc("All capabilities.") List<CapabilityInfo> capabilities) {}

	@Doc("Something that a machine can do for labs, or cannot.")
	public record CapabilityInfo(@Doc("Short and stable, in capitals.") String name, @Doc("What it is.") String description,
			@Doc("Whether it works here.") boolean available, @Doc("Why not, or empty.") String cause,
			@Doc("What is lost without it.") String disables,
			@Doc("How to get it.") String remedy, @Doc("Whether no network runs without it.") boolean required) {}

	// Networks

	@Doc("A network as its file says it, with changes on top.")
	public record NetworkText(@Doc("The text of a network file (.wirebench).") String text,
			@Doc("Name of the file, for messages and reports.") @May String fileName,
			@Doc("Element path to value, e.g. \"r1-r2/both/delay.time\": \"25 ms\"; done after reading.") @May Map<String, String> set,
			@Doc("Replaces the file's seed; a text, since it may need 64 bits.") @May String seed) {}

	@Doc("What is wrong with a network.")
	public record Checked(@Doc("Whether it can run.") boolean valid,
			@Doc("What was found, those of one kind together; of more than 5 of one kind the first 3, and how many more.") List<NetworkProblem> problems,
			@Doc("Its name; empty if it is not valid.") String name, @Doc("How many nodes.") int nodes, @Doc("How many links.") int links,
			@Doc("How many flows.") int flows, @Doc("How many probes.") int probes,
			@Doc("Whether it has a scenario.") boolean scenario,
			@Doc("Whether a run ends by itself: by a scenario or because all its flows end.") boolean ends) {}

	@Doc("Something wrong or doubtful in a network.")
	public record NetworkProblem(@Doc("error or warning.") String severity, @Doc("Element path; empty for the network.") String element,
			@Doc("Line in the file from 1; 0 if not known.") int line, @Doc("Column from 1; 0 if not known.") int column,
			@Doc("What is wrong.") String message, @Doc("What to do; may be empty.") String remedy,
			@Doc("How many problems it stands for: 1, or more where it says that there are others like those before it.") int count) {}

	@Doc("What would be or was done, step by step.")
	public record PlanInfo(
			@Doc("Steps in their order; empty if nothing is to be done. Of a long plan only the first ones.") List<Step> steps,
			@Doc("How frames get across: of all links in a plan, of those that were made or changed in the answer to an edit.") List<Tier> tiers,
			@Doc("The plan as a person reads it: ip and tc commands with reasons, as far as the steps go.") String text,
			@Doc("Names of capabilities that this machine does not have.") List<String> missingCapabilities,
			@Doc("How many steps the plan has in all.") int allSteps,
			@Doc("Number for plan/more, where there are further steps.") @May Integer more) {}

	@Doc("Asks for further steps of a long plan. The engine keeps the newest 4 long plans of a connection.")
	public record MorePlan(@Doc("Its number: more of the plan's first part.") int plan,
			@Doc("How many steps the client has already.") int first) {}

	@Doc("Further steps of a plan.")
	public record PlanPart(@Doc("They follow those that the client has; at least one, unless it has all.") List<Step> steps,
			@Doc("The text about them; it follows the text before.") String text) {}

	@Doc("A step of a plan.")
	public record Step(@Doc("create, change or remove.") String action, @Doc("Element path; empty for the lab itself.") String element,
			@Doc("What, in a few words.") String what, @Doc("What a person would type.") List<String> commands,
			@Doc("Why, a sentence.") String reason) {}

	@Doc("How a link's frames get across.")
	public record Tier(@Doc("The link.") String link, @Doc("wire or engine.") String tier, @Doc("Why, a sentence.") String reason,
			@Doc("Whether large segments are cut at the sender.") boolean exactSegments,
			@Doc("What a switch between tiers may cost; may be empty.") String cost) {}

	// Labs

	@Doc("A new lab, in which nothing runs yet.")
	public record OpenLab(
			@Doc("Its name: a letter, then letters, digits, '-', '_', '.'. Left out: made from the network's name.") @May String name,
			@Doc("The network to run in it; lab/apply starts it.") @May NetworkText network,
			@Doc("Whether it stays when the client that opened it goes; otherwise it ends with that client's connection.") @May Boolean keep,
			@Doc("Absolute path of the folder for captures and reports; made when first needed. Left out: a folder of the engine, removed with the lab.") @May String folder,
			@Doc("Absolute path where programs start that do not say it themselves. Left out: the engine's.") @May String directory) {}

	@Doc("A lab.")
	public record LabInfo(@Doc("Its name.") String lab, @Doc("Name of the network in it; may be empty.") String network,
			@Doc("stopped, applying, running or stopping.") String phase, @Doc("Nodes that run.") int nodes,
			@Doc("Links that exist.") int links,
			@Doc("Whether it stays when the client that opened it goes.") boolean keep, @Doc("Who opened it.") String openedBy,
			@Doc("Seconds since it was opened.") double ageSeconds, @Doc("Where captures and reports go.") String folder) {}

	@Doc("A lab by its name.")
	public record LabRef(@Doc("The lab; may be left out if just one is open.") @May String lab) {}

	@Doc("Makes what runs what is wanted, with only the steps needed.")
	public record Apply(@Doc("The lab; may be left out if just one is open.") @May String lab,
			@Doc("What is wanted; left out: the network that the lab was opened with, or that was applied last.") @May NetworkText network,
			@Doc("For tests of crashes: waits for ever once so many steps are done.") @May Integer holdAtStep) {}

	@Doc("Changes parameters of a running lab.")
	public record SetValues(@Doc("The lab; may be left out if just one is open.") @May String lab,
			@Doc("Element path to value with its unit, e.g. \"r1-r2/both/delay.time\": \"25 ms\", \"r1-r2.up\": \"false\". All or none are done.") Map<String, String> values) {}

	@Doc("Adds elements to a running lab.")
	public record Add(@Doc("The lab; may be left out if just one is open.") @May String lab,
			@Doc("Where: empty for the network, r1-r2/forward, /backward or /both for an impairment, a node for an interface or service.") String parent,
			@Doc("Elements as in a network file, e.g. <flow name=\"f\" kind=\"ping\" from=\"h1\" to=\"h2\"/>.") String xml) {}

	@Doc("Removes an element from a running lab.")
	public record Remove(@Doc("The lab; may be left out if just one is open.") @May String lab, @Doc("Element path.") String element) {}

	@Doc("The network of a lab.")
	public record NetworkInfo(@Doc("Its name.") String name, @Doc("Its seed, a text.") String seed,
			@Doc("The text of its file with all changes made since.") String text,
			@Doc("Nodes.") List<NodeInfo> nodes, @Doc("Links.") List<LinkInfo> links, @Doc("Flows.") List<FlowInfo> flows,
			@Doc("Probes.") List<ProbeInfo> probes) {}

	@Doc("A node.")
	public record NodeInfo(@Doc("Its name, which is its element path.") String name, @Doc("Full id of its kind.") String kind,
			@Doc("Whether it can run programs; a switch cannot.") boolean programs,
			@Doc("Its parameters with units.") Map<String, String> parameters,
			@Doc("Its interfaces.") List<InterfaceInfo> interfaces, @Doc("Its services.") List<ServiceInfo> services) {}

	@Doc("A service of a node.")
	public record ServiceInfo(@Doc("Element path.") String element, @Doc("Full id of its kind.") String kind,
			@Doc("Its parameters with units.") Map<String, String> parameters) {}

	@Doc("An interface of a node.")
	public record InterfaceInfo(@Doc("Its name in the node.") String name, @Doc("Hardware address.") String mac,
			@Doc("IPv4 and IPv6 addresses with prefix length.") List<String> addresses, @Doc("Largest IP packet in bytes.") int mtuBytes,
			@Doc("The link that ends here.") @May String link) {}

	@Doc("A link.")
	public record LinkInfo(@Doc("Its name, which is its element path.") String name, @Doc("End, e.g. h1.eth0.") String from,
			@Doc("End.") String to,
			@Doc("Whether it carries frames.") boolean up,
			@Doc("What happens to frames from 'from' to 'to', one way.") List<ImpairmentInfo> forward,
			@Doc("What happens to frames from 'to' to 'from', one way.") List<ImpairmentInfo> backward) {}

	@Doc("An impairment of one direction, one way.")
	public record ImpairmentInfo(@Doc("Element path.") String element, @Doc("Full id of its kind.") String kind,
			@Doc("Whether it has an effect.") boolean enabled,
			@Doc("Which frames it acts on.") String match, @Doc("Its parameters with units.") Map<String, String> parameters) {}

	@Doc("A flow.")
	public record FlowInfo(@Doc("Element path.") String element, @Doc("Full id of its kind.") String kind, @Doc("Node.") String from,
			@Doc("Node.") String to,
			@Doc("Its parameters with units.") Map<String, String> parameters) {}

	@Doc("A probe.")
	public record ProbeInfo(@Doc("Element path.") String element, @Doc("Full id of its kind.") String kind,
			@Doc("The link that it watches.") String target,
			@Doc("Its parameters with units.") Map<String, String> parameters) {}

	@Doc("A drawing.")
	public record Drawing(@Doc("Scalable Vector Graphics, complete document.") String svg) {}

	// How things stand

	@Doc("Asks how things stand.")
	public record GetState(@Doc("The lab; may be left out if just one is open.") @May String lab,
			@Doc("Whether to take a sample now; otherwise the newest one is given, at most half a second old.") @May Boolean fresh) {}

	@Doc("How a lab stands at one moment.")
	public record State(@Doc("The lab.") String lab, @Doc("When, in seconds since 1970 (UTC).") double epochSeconds,
			@Doc("stopped, applying, running or stopping.") String phase, @Doc("By name.") Map<String, NodeState> nodes,
			@Doc("By name.") Map<String, LinkState> links,
			@Doc("By name.") Map<String, FlowState> flows, @Doc("By name.") Map<String, ProbeState> probes,
			@Doc("By element path.") Map<String, ServiceState> services,
			@Doc("Elements of the network's text that have no effect, path to reason: their kind is missing, or its new version refuses them.") Map<String, String> withoutEffect) {}

	@Doc("A node.")
	public record NodeState(@Doc("Whether it is there.") boolean running, @Doc("Programs that run in it.") int processes,
			@Doc("What is wrong, or empty.") String message) {}

	@Doc("A link.")
	public record LinkState(@Doc("Whether it carries frames.") boolean up, @Doc("wire or engine.") String tier,
			@Doc("From 'from' to 'to'.") DirectionState forward,
			@Doc("From 'to' to 'from'.") DirectionState backward, @Doc("Counters of impairments, by path.") Map<String, Long> counters,
			@Doc("Impairments that were disabled, path to reason.") Map<String, String> quarantined) {}

	@Doc("One direction of a link: in + copied = out + dropped + queued, in frames.")
	public record DirectionState(@Doc("Frames that it took.") long inFrames, @Doc("Their bytes.") long inBytes,
			@Doc("Frames that it delivered.") long outFrames,
			@Doc("Their bytes.") long outBytes, @Doc("Frames that impairments added.") long copiedFrames,
			@Doc("Frames in it.") long queuedFrames,
			@Doc("Frames dropped, by reason.") Map<String, Long> droppedFrames,
			@Doc("Delivered over the last second.") double outBitsPerSecond) {}

	@Doc("A flow.")
	public record FlowState(@Doc("waiting, running, done, stopped or failed.") String status,
			@Doc("Newest values; units as their kind says.") Map<String, Double> figures,
			@Doc("Why it failed, or empty.") String message,
			@Doc("Its newest lines, at most 1000; in watch/state none.") List<String> output) {}

	@Doc("A probe.")
	public record ProbeState(@Doc("Newest values; units as their kind says.") Map<String, Double> figures,
			@Doc("What is wrong, or empty.") String message,
			@Doc("Files that it wrote.") List<String> files) {}

	@Doc("A service of a node.")
	public record ServiceState(@Doc("waiting, starting, running, failed or stopped.") String status,
			@Doc("Why it failed, or what is under way; may be empty.") String message,
			@Doc("Its programs.") List<ServiceProcess> processes,
			@Doc("Its newest lines, at most 200; in watch/state none.") List<String> log,
			@Doc("Files that were made for it, path to text; in watch/state none.") Map<String, String> configuration) {}

	@Doc("A program of a service.")
	public record ServiceProcess(@Doc("Its name.") String name, @Doc("Process id as the engine sees it; 0 when it does not run.") long pid,
			@Doc("Its exit code, if it has ended.") @May Integer exitCode) {}

	@Doc("Asks for figures by their paths.")
	public record GetFigures(@Doc("The lab; may be left out if just one is open.") @May String lab,
			@Doc("E.g. flow:download.throughput, r1-r2/forward.dropped.") List<String> paths) {}

	@Doc("Figures in the order in which they were asked for.")
	public record Figures(@Doc("All.") List<FigureValue> figures) {}

	@Doc("A figure.")
	public record FigureValue(@Doc("Its path.") String path, @Doc("Its value; left out if there is none yet.") @May Double value,
			@Doc("bit/s, B, s, 1 or ratio.") String unit) {}

	@Doc("Waits until a condition is true.")
	public record Wait(@Doc("The lab; may be left out if just one is open.") @May String lab,
			@Doc("As in scenarios, e.g. flow:ping.rtt below 30 ms.") String condition,
			@Doc("How long to wait, at most.") double timeoutSeconds) {}

	@Doc("How waiting ended.")
	public record Waited(@Doc("Whether the condition became true in time.") boolean held, @Doc("The newest figures.") String explanation,
			@Doc("How long it took.") double seconds) {}

	@Doc("Subscribes to states and events.")
	public record Watch(@Doc("The lab; left out: all labs, those to come included.") @May String lab,
			@Doc("Whether to send watch/state, as often as samples are taken.") @May Boolean states,
			@Doc("Whether to send watch/event.") @May Boolean events,
			@Doc("Least time between two states of a lab.") @May Double intervalSeconds) {}

	@Doc("A subscription.")
	public record Subscription(@Doc("Its number in this connection.") int subscription) {}

	@Doc("A state for a subscription. When the client reads too slowly, states are left out, never queued without end.")
	public record StateNotice(@Doc("The subscription.") int subscription,
			@Doc("States left out since the last one because the client was too slow.") long missed,
			@Doc("The state.") State state) {}

	@Doc("Something that happened, for a subscription.")
	public record EventNotice(@Doc("The subscription.") int subscription,
			@Doc("Events left out since the last one because the client was too slow.") long missed,
			@Doc("The event.") Event event) {}

	@Doc("Something that happened.")
	public record Event(@Doc("The lab; empty for the engine.") String lab, @Doc("When, in seconds since 1970 (UTC).") double epochSeconds,
			@Doc("info, warning or error.") String severity, @Doc("Element path; may be empty.") String element,
			@Doc("What it is: lab for labs opened and ended, change for what a client changed, event for what happened in a lab, kinds for kinds that came or went with plug-ins.") String type,
			@Doc("A sentence.") String message) {}

	// Runs

	@Doc("Takes a running lab through the scenario of its network.")
	public record RunScenario(@Doc("The lab; may be left out if just one is open.") @May String lab,
			@Doc("Ends the run after this time, whatever the scenario says.") @May Double forSeconds,
			@Doc("Absolute path of a folder for report.html and report.json.") @May String report,
			@Doc("Words of the command that does the same again, for the report.") @May List<String> command,
			@Doc("Runs until the request is cancelled, if nothing else ends it.") @May Boolean hold) {}

	@Doc("What became of a run.")
	public record RunResult(@Doc("Whether all expectations held and nothing went wrong.") boolean passed,
			@Doc("Whether the run was cancelled.") boolean cancelled,
			@Doc("Expectations in the order of the file.") List<Expectation> expectations,
			@Doc("Steps that could not be done, flows that failed.") List<String> problems,
			@Doc("Flows as they ended.") Map<String, FlowState> flows, @Doc("Probes as they ended.") Map<String, ProbeState> probes,
			@Doc("The report's page.") @May String report, @Doc("Why the report could not be written.") @May String reportProblem) {}

	@Doc("What became of an expectation.")
	public record Expectation(@Doc("Its name.") String name, @Doc("always or within.") String mode, @Doc("The condition.") String condition,
			@Doc("Whether it held.") boolean held,
			@Doc("The figures that decided it.") String explanation,
			@Doc("When it was decided, since the start of the run.") double seconds) {}

	@Doc("Something that happened in a run.")
	public record RunNotice(@Doc("The lab.") String lab, @Doc("When, since the start of the run.") double seconds,
			@Doc("step, output, expectation, event, figures (once a second) or summary.") String type,
			@Doc("Element path; may be empty.") String element,
			@Doc("The line for people.") String text, @Doc("Whether it says that something is wrong.") boolean problem) {}

	@Doc("How far an apply is.")
	public record ProgressNotice(@Doc("The lab.") String lab, @Doc("Steps done.") int done, @Doc("Steps in all.") int total,
			@Doc("What comes now.") String what) {}

	// Flows

	@Doc("A flow by its name.")
	public record FlowRef(@Doc("The lab; may be left out if just one is open.") @May String lab,
			@Doc("Its name, with or without 'flow:'.") String flow) {}

	@Doc("Names a service.")
	public record ServiceRef(@Doc("The lab; may be left out if just one is open.") @May String lab,
			@Doc("Its element path, e.g. r1/ospf.") String service) {}

	// Programs and files in nodes

	@Doc("Runs a program in a node to its end.")
	public record RunProgram(@Doc("The lab; may be left out if just one is open.") @May String lab, @Doc("The node.") String node,
			@Doc("Program and arguments; looked up in PATH.") List<String> argv, @Doc("Text for its standard input.") @May String input,
			@Doc("Variables beside those of the engine that are about its user: PATH (with /usr/sbin and /sbin), HOME, USER, LOGNAME, SHELL, TERM, TZ, LANG and LC_*.") @May Map<String, String> environment,
			@Doc("Absolute path where it starts.") @May String directory,
			@Doc("It is killed after this time.") @May Double timeoutSeconds) {}

	@Doc("What became of a program.")
	public record ProgramResult(@Doc("Exit code, or 128 + signal.") int exitCode,
			@Doc("Standard output; bytes that are no UTF-8 are replaced.") String stdout,
			@Doc("Standard error.") String stderr, @Doc("Whether it was killed because its time was over.") boolean timedOut,
			@Doc("Bytes of output beyond the limit, not returned.") long cutBytes) {}

	@Doc("Starts a program in a node, with its streams.")
	public record StartProgram(@Doc("The lab; may be left out if just one is open.") @May String lab, @Doc("The node.") String node,
			@Doc("Program and arguments; looked up in PATH.") List<String> argv,
			@Doc("Variables beside those of the engine that are about its user: PATH (with /usr/sbin and /sbin), HOME, USER, LOGNAME, SHELL, TERM, TZ, LANG and LC_*.") @May Map<String, String> environment,
			@Doc("Absolute path where it starts.") @May String directory,
			@Doc("Gives it a terminal of this size; its output then comes as one stream.") @May TerminalSize terminal) {}

	@Doc("Size of a terminal in characters.")
	public record TerminalSize(@Doc("Lines.") int rows, @Doc("Characters a line.") int columns) {}

	@Doc("A program that was started.")
	public record Program(@Doc("Its number in this connection.") int program, @Doc("Its process id as the engine sees it.") long pid) {}

	@Doc("A program by its number.")
	public record ProgramRef(@Doc("Its number in this connection.") int program) {}

	@Doc("Input for a program.")
	public record ProgramInput(@Doc("Its number in this connection.") int program, @Doc("Bytes in Base64.") String data) {}

	@Doc("A signal for a program's process group.")
	public record ProgramSignal(@Doc("Its number in this connection.") int program, @Doc("Number of the signal, e.g. 15.") int signal) {}

	@Doc("The new size of a program's terminal.")
	public record ProgramResize(@Doc("Its number in this connection.") int program, @Doc("The size.") TerminalSize terminal) {}

	@Doc("Output of a program.")
	public record ProgramOutput(@Doc("Its number in this connection.") int program, @Doc("out or err.") String stream,
			@Doc("Bytes in Base64.") String data) {}

	@Doc("The end of a program, after all its output.")
	public record ProgramExit(@Doc("Its number in this connection.") int program, @Doc("Exit code, or 128 + signal.") int exitCode) {}

	@Doc("Reads a file as programs of a node see it.")
	public record ReadFile(@Doc("The lab; may be left out if just one is open.") @May String lab, @Doc("The node.") String node,
			@Doc("Absolute path.") String path) {}

	@Doc("Contents of a file.")
	public record FileData(@Doc("Bytes in Base64.") String data) {}

	@Doc("Writes a file as programs of a node see it; what was there is replaced.")
	public record WriteFile(@Doc("The lab; may be left out if just one is open.") @May String lab, @Doc("The node.") String node,
			@Doc("Absolute path.") String path,
			@Doc("Bytes in Base64.") String data) {}

	@Doc("A node by its name.")
	public record NodeRef(@Doc("The lab; may be left out if just one is open.") @May String lab, @Doc("The node.") String node) {}

	@Doc("A command line.")
	public record CommandLine(@Doc("To be typed by the user whose engine it is.") String command) {}

	// Captures

	@Doc("Captures the frames of a link.")
	public record StartCapture(@Doc("The lab; may be left out if just one is open.") @May String lab, @Doc("The link.") String link,
			@Doc("Bytes kept of each frame; 0 or left out: all.") @May Integer snapLengthBytes,
			@Doc("Whether checksums that the sender's kernel left to hardware are computed, as on a wire; left out: they are. If not, a comment at each such packet says so.") @May Boolean completeChecksums) {}

	@Doc("A capture.")
	public record Capture(@Doc("Its number in this connection.") int capture,
			@Doc("What it costs the link; may be empty.") String effect) {}

	@Doc("A capture by its number.")
	public record CaptureRef(@Doc("Its number in this connection.") int capture) {}

	@Doc("A piece of a capture; all pieces make a pcapng file with four interfaces: each direction, before and after impairments.")
	public record CaptureData(@Doc("Its number in this connection.") int capture, @Doc("Bytes in Base64.") String data) {}

	@Doc("The end of a capture, after all its data.")
	public record CaptureEnd(@Doc("Its number in this connection.") int capture,
			@Doc("Why it ended by itself, or empty.") String message) {}

	// Plug-ins

	@Doc("A plug-in that is installed, or that a site offers.")
	public record Plugin(@Doc("Its id.") String id, @Doc("Its version; of an offer: the newest.") String version,
			@Doc("For people.") String name, @Doc("For people; may be empty.") String description,
			@Doc("Who says that they made it; proves nothing, and may be empty.") String provider,
			@Doc("The version that is installed.") @May String installedVersion,
			@Doc("Its bundles, each as 'name version'; empty in the result of a search.") List<String> bundles,
			@Doc("Full ids of the kinds that it has in the engine now; empty in the result of a search.") List<String> kinds,
			@Doc("Declarations in its bundles that the engine has refused, each with bundle, extension point, id and reason; empty in the result of a search.") List<String> refused,
			@Doc("Why it does not work now and what to do; empty if it works.") String problem) {}

	@Doc("What is installed.")
	public record InstalledPlugins(@Doc("By id.") List<Plugin> plugins,
			@Doc("Bundles, each as 'name version', that were removed and whose classes Java has not let go of yet; it does when it next looks through all memory.") List<String> unloading) {}

	@Doc("Asks what a site offers.")
	public record SearchPlugins(
			@Doc("Absolute path of a folder or zip file with a p2 repository, or a file: URL. The engine has no network: what comes over one is fetched by its client.") String site) {}

	@Doc("What a site offers.")
	public record OfferedPlugins(@Doc("The newest version of each, by id.") List<Plugin> plugins) {}

	@Doc("Asks what a change of plug-ins would do.")
	public record PlanPlugins(@Doc("install, update or remove.") String action,
			@Doc("Ids, to install also id/version. Left out: all that the site offers (install), all that are installed (update).") @May List<String> ids,
			@Doc("As in plugins/search; not for remove.") @May String site) {}

	@Doc("Installs plug-ins.")
	public record InstallPlugins(@Doc("Ids, or id/version. Left out: all that the site offers.") @May List<String> ids,
			@Doc("As in plugins/search.") String site,
			@Doc("Whether content may come that nobody known has signed.") @May Boolean trust,
			@Doc("Whether kinds may go that are in use, should another version not have them.") @May Boolean force) {}

	@Doc("Updates plug-ins.")
	public record UpdatePlugins(@Doc("Ids. Left out: all that are installed.") @May List<String> ids,
			@Doc("As in plugins/search.") String site,
			@Doc("Whether content may come that nobody known has signed.") @May Boolean trust,
			@Doc("Whether kinds may go that are in use.") @May Boolean force) {}

	@Doc("Removes plug-ins.")
	public record RemovePlugins(@Doc("Ids.") List<String> ids,
			@Doc("Whether kinds that are in use may be removed: their elements become 'missing kind', and labs continue without it.") @May Boolean force) {}

	@Doc("What a change of plug-ins would do, or did.")
	public record PluginPlan(@Doc("Which plug-ins come, change and go; empty if nothing is to be done.") List<PluginChange> changes,
			@Doc("Which bundles.") List<BundleChange> bundles,
			@Doc("Bundles that stay, but are stopped and started again because they use one that changes.") List<String> affected,
			@Doc("Full ids of kinds that are taken out of use; those that the new version has come back at once.") List<String> goingKinds,
			@Doc("Where these kinds are in use.") List<String> uses,
			@Doc("Why the change takes effect at the next start of the engine only; empty if it does at once.") String restart,
			@Doc("Why trust is needed; empty if it is not.") String untrusted,
			@Doc("What is not as it was before; empty in the answer to plugins/plan.") List<PluginWarning> warnings,
			@Doc("Declarations in what has come that were refused, each with bundle, extension point, id and reason; empty in the answer to plugins/plan.") List<String> refused) {}

	@Doc("An element without effect since plug-ins changed: the rest of its lab continues.")
	public record PluginWarning(@Doc("The lab.") String lab, @Doc("Element path; empty for the whole lab.") String element,
			@Doc("What and why.") String message) {}

	@Doc("A plug-in that comes, changes or goes.")
	public record PluginChange(@Doc("Its id.") String id, @Doc("For people.") String name, @Doc("The version that goes.") @May String from,
			@Doc("The version that comes.") @May String to) {}

	@Doc("A bundle that comes, changes or goes.")
	public record BundleChange(@Doc("Its symbolic name.") String name, @Doc("The version that goes.") @May String from,
			@Doc("The version that comes.") @May String to,
			@Doc("Who has signed what comes; empty if it is not signed, or goes.") String signer) {}

	@Doc("Asks what code of plug-ins has thrown.")
	public record GetPluginLog(@Doc("A plug-in, bundle or kind; left out: all.") @May String id) {}

	@Doc("What code of plug-ins has thrown: the newest 200 faults since the engine started.")
	public record PluginLog(@Doc("Oldest first.") List<PluginFault> faults) {}

	@Doc("What code of a plug-in has thrown.")
	public record PluginFault(@Doc("When it came last, in seconds since 1970 (UTC).") double epochSeconds,
			@Doc("Full id of the kind, or the name of the bundle.") String kind,
			@Doc("Element path; may be empty.") String element, @Doc("What happened.") String message,
			@Doc("The stack trace; cut if it is very long.") String trace,
			@Doc("How often it came, one after the other.") long times) {}

	@Doc("How far a change of plug-ins is.")
	public record PluginProgress(@Doc("Share that is done, 0..1.") double done, @Doc("What is done now, in a few words.") String what) {}

	@Doc("More about an error.")
	public record ErrorData(@Doc("Name of the error code.") String code, @Doc("Element path; may be empty.") String element,
			@Doc("What to do; may be empty.") String remedy,
			@Doc("What is wrong with the network; may be empty.") List<NetworkProblem> problems) {}
}
