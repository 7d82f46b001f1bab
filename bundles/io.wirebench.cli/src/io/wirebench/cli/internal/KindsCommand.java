package io.wirebench.cli.internal;

import io.wirebench.core.kinds.FigureDeclaration;
import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindPoint;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.kinds.ParameterDeclaration;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "kinds", description = "Lists what can be in a network: kinds of nodes, impairments, traffic and measurements, with their parameters and figures.")
final class KindsCommand implements Callable<Integer> {

	private final Services services;

	@Spec
	private CommandSpec spec;

	@Parameters(paramLabel = "KIND", arity = "0..1", description = "Only this kind, e.g. delay.")
	private String kind;

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this.")
	private boolean help;

	KindsCommand(Services services) {
		this.services = services;
	}

	@Override
	public Integer call() {
		PrintWriter out = spec.commandLine().getOut();
		KindRegistry kinds = services.kinds();
		String wanted = kind == null ? null : KindRegistry.fullId(kind);
		boolean found = false;
		List<String> known = new ArrayList<>();
		for (KindPoint point : KindPoint.values()) {
			boolean titled = false;
			for (KindDescriptor k : kinds.all(point)) {
				known.add(shortId(k.id()));
				if (wanted != null && !wanted.equals(k.id()))
					continue;
				if (!titled)
					out.println((found ? "\n" : "") + title(point));
				titled = true;
				found = true;
				print(out, k);
			}
		}
		out.flush();
		if (!found)
			throw new Failure(ExitCode.INPUT, "there is no kind '" + kind + "'; known: " + String.join(", ", known));
		return ExitCode.OK;
	}

	private static String title(KindPoint point) {
		return switch (point) {
		case NODE -> "Nodes";
		case SERVICE -> "Services (in nodes)";
		case IMPAIRMENT -> "Impairments (of one direction, one way)";
		case GENERATOR -> "Traffic (flows)";
		case ANALYZER -> "Measurements (probes on links)";
		};
	}

	private static String shortId(String id) {
		String builtIn = KindRegistry.BUILT_IN + ".";
		return id.startsWith(builtIn) ? id.substring(builtIn.length()) : id;
	}

	private static void print(PrintWriter out, KindDescriptor k) {
		out.printf("  %s: %s%n", shortId(k.id()), k.info().description());
		for (ParameterDeclaration p : k.parameters()) {
			List<String> notes = new ArrayList<>();
			notes.add(p.type().name().toLowerCase(java.util.Locale.ROOT));
			if (!p.choices().isEmpty())
				notes.add(String.join(" | ", p.choices()));
			if (p.required())
				notes.add("required");
			else if (p.defaultText() != null && !p.defaultText().isEmpty())
				notes.add("default " + p.defaultText());
			out.printf("      %-20s %s [%s]%n", p.name(), p.description(), String.join(", ", notes));
		}
		for (FigureDeclaration f : k.figures())
			out.printf("      -> %-17s %s [%s]%n", f.name(), f.description(), f.unit());
	}
}
