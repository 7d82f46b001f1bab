package io.wirebench.cli.internal.command;

import io.wirebench.cli.internal.client.ClientCommand;
import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.cli.internal.client.NetworkInput;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.plan.Plan;

import java.util.LinkedHashMap;
import java.util.Map;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "plan", description = "Shows the steps that would start a network, or change a running lab to match it, as ip and tc commands, each with its reason. Changes nothing.")
public final class PlanCommand extends ClientCommand {

	@Mixin
	private NetworkInput input;

	@Option(names = "--json", description = "Prints JSON.")
	private boolean json;

	@Option(names = {"-l", "--lab"}, paramLabel = "LAB", description = "Compares with this running lab instead of a new one.")
	private String lab;

	@Override
	public int run() throws EngineException, EngineGoneException {
		Protocol.NetworkText network = input.read();
		input.check(this, network);
		Protocol.PlanInfo plan = client()
				.whole(get(lab == null ? engine().planNetwork(network) : engine().plan(new Protocol.Apply(lab, network, null))));
		if (json) {
			Map<String, Object> all = new LinkedHashMap<>();
			all.put("tiers", plan.tiers());
			all.put("steps", plan.steps());
			all.put("missingCapabilities", plan.missingCapabilities());
			json(all);
			return ExitCode.OK;
		}
		if (!plan.missingCapabilities().isEmpty())
			for (Protocol.CapabilityInfo c : get(engine().doctor()).capabilities())
				if (!c.available())
					out().println("# this machine has no " + c.description() + " (" + c.cause() + "); without: " + c.disables());
		if (plan.steps().isEmpty() && lab != null) {
			// What somebody else changed is said even where nothing is to be done.
			plan.text().lines().filter(line -> line.startsWith(Plan.DRIFT)).forEach(out()::println);
			out().println("# nothing to do");
		} else {
			out().print(plan.text().isEmpty() ? "# nothing to do\n" : plan.text());
		}
		return ExitCode.OK;
	}
}
