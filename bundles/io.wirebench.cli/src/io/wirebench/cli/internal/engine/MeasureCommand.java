package io.wirebench.cli.internal.engine;

import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.emulation.EmulationState.DirectionState;
import io.wirebench.core.emulation.EmulationState.LinkState;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.SpecFiles;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The product's side of the benchmarks: a lab that starts and stops at the command of the harness, a line of the standard
 * input each. Answers begin with {@code @}; times are those of {@link System#nanoTime()}, which on Linux is CLOCK_MONOTONIC,
 * so that the harness and other programs can compare theirs.
 */
@Command(name = "measure", hidden = true, description = "Runs the product's side of the benchmarks; see docs/benchmarks.md.")
public final class MeasureCommand implements Callable<Integer> {

	private final EngineApplication.Part<KindRegistry> kinds;
	private final EngineApplication.Part<Emulation.Factory> emulations;

	@Parameters(paramLabel = "FILE", description = "A network file (.wirebench).")
	private Path file;

	@Option(names = "--plan", paramLabel = "PLAN", description = "First writes the plan of the start to this file.")
	private Path planFile;

	/** Both are asked when the command runs. */
	public MeasureCommand(EngineApplication.Part<KindRegistry> kinds, EngineApplication.Part<Emulation.Factory> emulations) {
		this.kinds = kinds;
		this.emulations = emulations;
	}

	@Override
	public Integer call() throws IOException, EmulationException {
		NetworkSpec network = SpecFiles.read(file, kinds.get()).orThrow();
		PrintStream out = System.out;
		try (Emulation emulation = emulations.get().open(file.toAbsolutePath().getParent(), file.toAbsolutePath().getParent())) {
			if (planFile != null)
				Files.writeString(planFile, emulation.plan(network).print());
			out.println("@ ready");
			BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String command; (command = commands.readLine()) != null && !command.equals("quit");)
				switch (command) {
					case "start" -> apply(emulation, network, out);
					case "stop" -> apply(emulation, NetworkSpec.EMPTY, out);
					case "counters" -> counters(emulation.sample(), out);
					default -> out.println("@ unknown command " + command + "; there are start, stop, counters, quit");
				}
		}
		return 0;
	}

	private static void apply(Emulation emulation, NetworkSpec network, PrintStream out) throws EmulationException {
		long begin = System.nanoTime();
		emulation.apply(network, ApplyMonitor.NONE);
		long end = System.nanoTime();
		out.println("@ done " + begin + " " + end);
	}

	/** One line a link and direction, then one with the sample's time. */
	private static void counters(EmulationState state, PrintStream out) {
		state.links().forEach((name, link) -> {
			direction(name, "forward", link, link.forward(), out);
			direction(name, "backward", link, link.backward(), out);
		});
		out.println("@ sampled " + state.nanos());
	}

	private static void direction(String name, String direction, LinkState link, DirectionState state, PrintStream out) {
		out.println("@ link " + name + " " + direction + " " + link.tier() + " in=" + state.inFrames() + " out=" + state.outFrames()
				+ " queued="
				+ state.queuedFrames() + " " + state.droppedFrames());
	}
}
