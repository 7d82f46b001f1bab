package io.wirebench.cli.internal.command;

import io.wirebench.cli.internal.client.ClientCommand;
import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.cli.internal.client.Failure;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.Protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "kinds", description = "Lists the kinds of nodes, impairments, traffic and measurements with their parameters and figures.")
public final class KindsCommand extends ClientCommand {

	@Parameters(paramLabel = "KIND", arity = "0..1", description = "Only this kind, e.g. delay.")
	private String kind;

	@Option(names = "--json", description = "Prints JSON.")
	private boolean json;

	@Override
	public int run() throws EngineException, EngineGoneException {
		Protocol.Kinds answer = get(engine().kinds());
		List<Protocol.Kind> all = answer.kinds();
		List<Protocol.RefusedKind> refused = answer.refused().stream().filter(r -> kind == null || kind.equals(r.id())).toList();
		List<Protocol.Kind> wanted = all.stream().filter(k -> kind == null || kind.equals(k.id()) || kind.equals(k.shortId())).toList();
		if (wanted.isEmpty() && !refused.isEmpty() && kind != null)
			throw new Failure(ExitCode.INPUT, "the declaration of '" + kind + "' was refused: " + text(refused.getFirst()));
		if (wanted.isEmpty() && kind != null)
			throw new Failure(ExitCode.INPUT,
					"there is no kind '" + kind + "'; known: " + String.join(", ", all.stream().map(Protocol.Kind::shortId).toList()));
		if (json) {
			json(new Protocol.Kinds(wanted, refused));
			return ExitCode.OK;
		}
		Map<String, List<Protocol.Kind>> byPoint = new LinkedHashMap<>();
		wanted.forEach(k -> byPoint.computeIfAbsent(k.point(), _ -> new ArrayList<>()).add(k));
		String gap = "";
		for (Map.Entry<String, List<Protocol.Kind>> point : byPoint.entrySet()) {
			out().println(gap + title(point.getKey()));
			gap = "\n";
			point.getValue().forEach(this::print);
		}
		if (!refused.isEmpty()) {
			out().println(gap + "Refused declarations");
			refused.forEach(r -> out().println("  " + text(r)));
		}
		return ExitCode.OK;
	}

	private static String text(Protocol.RefusedKind refused) {
		return refused.contributor() + ", " + refused.point() + (refused.id().isEmpty() ? "" : ", " + refused.id()) + ": "
				+ refused.message();
	}

	private static String title(String point) {
		return switch (point) {
			case "node" -> "Nodes";
			case "impairment" -> "Impairments (of one direction, one way)";
			case "generator" -> "Traffic (flows)";
			case "analyzer" -> "Measurements (probes on links)";
			case "service" -> "Services (of nodes)";
			default -> "Kinds of " + point;
		};
	}

	private void print(Protocol.Kind k) {
		out().printf("  %s: %s%n", k.shortId(), k.description());
		for (Protocol.Parameter p : k.parameters()) {
			List<String> notes = new ArrayList<>();
			notes.add(p.type());
			if (!p.choices().isEmpty())
				notes.add(String.join(" | ", p.choices()));
			if (p.required())
				notes.add("required");
			else if (p.defaultValue() != null && !p.defaultValue().isEmpty())
				notes.add("default " + p.defaultValue());
			out().printf("      %-20s %s [%s]%n", p.name(), p.description(), String.join(", ", notes));
		}
		for (Protocol.FigureInfo f : k.figures())
			out().printf("      -> %-17s %s [%s]%n", f.name(), f.description(), f.unit());
	}
}
