package io.wirebench.cli.internal;

import io.wirebench.core.emulation.Capability;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.plan.LinkTier;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.plan.PlanStep;
import io.wirebench.core.report.Json;
import io.wirebench.core.spec.NetworkSpec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "plan", description = "Shows what would be done to start a network, step by step, each with its reason, as ip and tc commands. Makes nothing.")
final class PlanCommand implements Callable<Integer> {

	private final Services services;

	@Spec
	private CommandSpec spec;

	@Mixin
	private NetworkInput input;

	@Option(names = "--json", description = "As JSON.")
	private boolean json;

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this.")
	private boolean help;

	PlanCommand(Services services) {
		this.services = services;
	}

	@Override
	public Integer call() {
		PrintWriter out = spec.commandLine().getOut();
		NetworkSpec network = input.read(services.kinds(), spec.commandLine().getErr());
		Emulation.Factory factory = services.emulations();
		try (Emulation emulation = factory.open(Path.of("."))) {
			Plan plan = emulation.plan(network);
			List<Capability> missing = factory.capabilities().stream().filter(c -> !c.available()).toList();
			if (json) {
				out.print(Json.write(json(plan, missing)));
			} else {
				for (Capability c : missing)
					out.println("# this machine has no " + c.description() + " (" + c.cause() + "); without: " + c.disables());
				out.print(plan.print());
			}
			out.flush();
			return ExitCode.OK;
		} catch (EmulationException e) {
			throw new Failure(e.machineCannot() ? ExitCode.MACHINE : ExitCode.INPUT, e.getMessage());
		}
	}

	private static Map<String, Object> json(Plan plan, List<Capability> missing) {
		List<Object> tiers = new ArrayList<>();
		for (LinkTier tier : plan.tiers()) {
			Map<String, Object> t = new LinkedHashMap<>();
			t.put("link", tier.link());
			t.put("tier", tier.tier());
			t.put("reason", tier.reason());
			t.put("exactSegments", tier.exactSegments());
			if (!tier.cost().isEmpty())
				t.put("cost", tier.cost());
			tiers.add(t);
		}
		List<Object> steps = new ArrayList<>();
		for (PlanStep step : plan.steps()) {
			Map<String, Object> s = new LinkedHashMap<>();
			s.put("action", step.action().name().toLowerCase(java.util.Locale.ROOT));
			s.put("element", step.element());
			s.put("what", step.what());
			s.put("reason", step.reason());
			s.put("commands", step.command().isEmpty() ? List.of() : List.of(step.command().split("\n")));
			steps.add(s);
		}
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("tiers", tiers);
		result.put("steps", steps);
		result.put("missingCapabilities", missing.stream().map(Capability::name).toList());
		return result;
	}
}
