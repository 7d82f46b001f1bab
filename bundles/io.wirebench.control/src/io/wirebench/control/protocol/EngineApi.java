package io.wirebench.control.protocol;

import java.util.concurrent.CompletableFuture;

import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;

/**
 * What an engine does for its clients. Requests that change one lab are done in the order in which they come; all others may overtake.
 * A cancelled request ({@code $/cancelRequest}) is answered soon, with the error RequestCancelled or with what was done so far.
 * Failures are JSON-RPC errors with a code of {@link ErrorCode} and {@link Protocol.ErrorData}.
 *
 * @noimplement
 */
public interface EngineApi {

	@Doc("Greets the engine. Must come first.")
	@JsonRequest("engine/hello")
	CompletableFuture<Protocol.EngineInfo> hello(Protocol.Hello hello);

	@Doc("Says how the engine is.")
	@JsonRequest("engine/status")
	CompletableFuture<Protocol.EngineInfo> status();

	@Doc("Ends the engine, all labs and all connections; refused when there are other clients or labs, unless forced.")
	@JsonRequest("engine/stop")
	CompletableFuture<Protocol.Done> stopEngine(Protocol.StopEngine stop);

	@Doc("Lists what can be in a network.")
	@JsonRequest("engine/kinds")
	CompletableFuture<Protocol.Kinds> kinds();

	@Doc("Tries what this machine can do; may take some seconds the first time.")
	@JsonRequest("engine/doctor")
	CompletableFuture<Protocol.Doctor> doctor();

	@Doc("Says what is wrong with a network.")
	@JsonRequest("network/check")
	CompletableFuture<Protocol.Checked> check(Protocol.NetworkText network);

	@Doc("Says what would be done to start a network in a lab of its own. Makes nothing.")
	@JsonRequest("network/plan")
	CompletableFuture<Protocol.PlanInfo> planNetwork(Protocol.NetworkText network);

	@Doc("Gives further steps of a plan that is too long for one answer.")
	@JsonRequest("plan/more")
	CompletableFuture<Protocol.PlanPart> morePlan(Protocol.MorePlan more);

	@Doc("Opens a lab.")
	@JsonRequest("lab/open")
	CompletableFuture<Protocol.LabInfo> open(Protocol.OpenLab lab);

	@Doc("Says what lab/apply would do.")
	@JsonRequest("lab/plan")
	CompletableFuture<Protocol.PlanInfo> plan(Protocol.Apply apply);

	@Doc("Applies a network: starts the lab, or changes the running one to match. Sends lab/progress. If it is cancelled or fails, its changes are undone.")
	@JsonRequest("lab/apply")
	CompletableFuture<Protocol.PlanInfo> apply(Protocol.Apply apply);

	@Doc("Changes parameters while the lab runs.")
	@JsonRequest("lab/set")
	CompletableFuture<Protocol.PlanInfo> set(Protocol.SetValues values);

	@Doc("Adds elements while the lab runs.")
	@JsonRequest("lab/add")
	CompletableFuture<Protocol.PlanInfo> add(Protocol.Add add);

	@Doc("Removes an element while the lab runs.")
	@JsonRequest("lab/remove")
	CompletableFuture<Protocol.PlanInfo> remove(Protocol.Remove remove);

	@Doc("Stops a lab and ends it. Answered when the kernel has nothing of it any more.")
	@JsonRequest("lab/stop")
	CompletableFuture<Protocol.Done> stopLab(Protocol.LabRef lab);

	@Doc("Says what is in a lab, and the text of its file with all changes.")
	@JsonRequest("lab/network")
	CompletableFuture<Protocol.NetworkInfo> network(Protocol.LabRef lab);

	@Doc("Draws a lab's network.")
	@JsonRequest("lab/drawing")
	CompletableFuture<Protocol.Drawing> drawing(Protocol.LabRef lab);

	@Doc("Says how a lab stands.")
	@JsonRequest("lab/state")
	CompletableFuture<Protocol.State> state(Protocol.GetState state);

	@Doc("Gives figures of the newest sample.")
	@JsonRequest("lab/figures")
	CompletableFuture<Protocol.Figures> figures(Protocol.GetFigures figures);

	@Doc("Waits until a condition over figures is true.")
	@JsonRequest("lab/wait")
	CompletableFuture<Protocol.Waited> waitFor(Protocol.Wait wait);

	@Doc("Takes a lab through its scenario and checks its expectations. Sends run/notice. At its end the flows of the network are stopped. When cancelled, the run ends and its result comes as usual.")
	@JsonRequest("lab/run")
	CompletableFuture<Protocol.RunResult> run(Protocol.RunScenario run);

	@Doc("Subscribes to states and events.")
	@JsonRequest("lab/watch")
	CompletableFuture<Protocol.Subscription> watch(Protocol.Watch watch);

	@Doc("Ends a subscription.")
	@JsonRequest("lab/unwatch")
	CompletableFuture<Protocol.Done> unwatch(Protocol.Subscription subscription);

	@Doc("Starts a flow that does not run.")
	@JsonRequest("flow/start")
	CompletableFuture<Protocol.Done> startFlow(Protocol.FlowRef flow);

	@Doc("Stops a flow; answered when it has ended.")
	@JsonRequest("flow/stop")
	CompletableFuture<Protocol.Done> stopFlow(Protocol.FlowRef flow);

	@Doc("Ends the programs of a service and starts them again; answered when they are ready or have failed.")
	@JsonRequest("service/restart")
	CompletableFuture<Protocol.Done> restartService(Protocol.ServiceRef service);

	@Doc("Runs a program in a node to its end and returns its output.")
	@JsonRequest("node/run")
	CompletableFuture<Protocol.ProgramResult> runProgram(Protocol.RunProgram program);

	@Doc("Starts a program in a node. Sends program/output, then program/exit. It is killed when the client goes.")
	@JsonRequest("node/start")
	CompletableFuture<Protocol.Program> startProgram(Protocol.StartProgram program);

	@Doc("Sends a signal to a program.")
	@JsonRequest("program/signal")
	CompletableFuture<Protocol.Done> signal(Protocol.ProgramSignal signal);

	@Doc("Gives a program input; answered when the program has taken it.")
	@JsonRequest("program/input")
	CompletableFuture<Protocol.Done> input(Protocol.ProgramInput input);

	@Doc("Ends a program's input.")
	@JsonRequest("program/closeInput")
	CompletableFuture<Protocol.Done> closeInput(Protocol.ProgramRef program);

	@Doc("Tells a program that its terminal has another size.")
	@JsonRequest("program/resize")
	CompletableFuture<Protocol.Done> resize(Protocol.ProgramResize resize);

	@Doc("Reads a file as programs of a node see it.")
	@JsonRequest("node/read")
	CompletableFuture<Protocol.FileData> readFile(Protocol.ReadFile file);

	@Doc("Writes a file as programs of a node see it.")
	@JsonRequest("node/write")
	CompletableFuture<Protocol.Done> writeFile(Protocol.WriteFile file);

	@Doc("Gives the command that opens a shell in a node from outside of the engine.")
	@JsonRequest("node/shell")
	CompletableFuture<Protocol.CommandLine> shellCommand(Protocol.NodeRef node);

	@Doc("Captures the frames of a link. Sends capture/data, then capture/end. Ends when the client goes.")
	@JsonRequest("capture/start")
	CompletableFuture<Protocol.Capture> startCapture(Protocol.StartCapture capture);

	@Doc("Ends a capture; what was captured until now is still sent.")
	@JsonRequest("capture/stop")
	CompletableFuture<Protocol.Done> stopCapture(Protocol.CaptureRef capture);

	@Doc("Lists the plug-ins of the engine's user.")
	@JsonRequest("plugins/list")
	CompletableFuture<Protocol.InstalledPlugins> plugins();

	@Doc("Lists the plug-ins that a site offers.")
	@JsonRequest("plugins/search")
	CompletableFuture<Protocol.OfferedPlugins> searchPlugins(Protocol.SearchPlugins search);

	@Doc("Lists what code of plug-ins has thrown, with stack traces, for their authors.")
	@JsonRequest("plugins/log")
	CompletableFuture<Protocol.PluginLog> pluginLog(Protocol.GetPluginLog get);

	@Doc("Says what a change of plug-ins would do. Changes nothing. Sends plugins/progress.")
	@JsonRequest("plugins/plan")
	CompletableFuture<Protocol.PluginPlan> planPlugins(Protocol.PlanPlugins plan);

	@Doc("Installs plug-ins, without restart where nothing that runs is touched. All or nothing. Sends plugins/progress.")
	@JsonRequest("plugins/install")
	CompletableFuture<Protocol.PluginPlan> installPlugins(Protocol.InstallPlugins install);

	@Doc("Updates plug-ins. Labs that use their kinds use the new ones at once. All or nothing. Sends plugins/progress.")
	@JsonRequest("plugins/update")
	CompletableFuture<Protocol.PluginPlan> updatePlugins(Protocol.UpdatePlugins update);

	@Doc("Removes plug-ins; refused when their kinds are in use, unless forced. All or nothing. Sends plugins/progress.")
	@JsonRequest("plugins/remove")
	CompletableFuture<Protocol.PluginPlan> removePlugins(Protocol.RemovePlugins remove);

	/** What an engine tells its clients unasked. Called in the order in which it was sent. */
	interface Client {

		@Doc("How far lab/apply is, to the client that asked for it.")
		@JsonNotification("lab/progress")
		default void progress(Protocol.ProgressNotice progress) {
		}

		@Doc("Something happened in lab/run, to the client that asked for it.")
		@JsonNotification("run/notice")
		default void run(Protocol.RunNotice notice) {
		}

		@Doc("How far a change of plug-ins is, to the client that asked for it.")
		@JsonNotification("plugins/progress")
		default void plugins(Protocol.PluginProgress progress) {
		}

		@Doc("A state, to subscribers.")
		@JsonNotification("watch/state")
		default void state(Protocol.StateNotice notice) {
		}

		@Doc("An event, to subscribers.")
		@JsonNotification("watch/event")
		default void event(Protocol.EventNotice notice) {
		}

		@Doc("Output of a program, to the client that started it.")
		@JsonNotification("program/output")
		default void output(Protocol.ProgramOutput output) {
		}

		@Doc("The end of a program. It can come before the answer to the program/input that made it end.")
		@JsonNotification("program/exit")
		default void exit(Protocol.ProgramExit exit) {
		}

		@Doc("A piece of a capture, to the client that started it.")
		@JsonNotification("capture/data")
		default void capture(Protocol.CaptureData data) {
		}

		@Doc("The end of a capture.")
		@JsonNotification("capture/end")
		default void captureEnd(Protocol.CaptureEnd end) {
		}
	}
}
