package io.wirebench.cli.internal.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The example that shows the main job: a run of a file that comes with the product. */
@Command(name = "demo", description = "Runs the demo: the effect of delay, loss and a broken link on a TCP connection. Takes under 40 s and needs no root.")
public final class DemoCommand implements Callable<Integer> {

	@Spec
	private CommandSpec spec;

	@Option(names = "--report", paramLabel = "DIR", description = "Folder for the report; by default the new folder wirebench-demo-report.")
	private Path report = Path.of("wirebench-demo-report");

	@Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help.")
	private boolean help;

	@Override
	public Integer call() {
		Path file = Path.of(System.getProperty("wirebench.home", "."), "examples", "demo.wirebench");
		return spec.parent().commandLine().execute("run", file.toString(), "--report", report.toString());
	}
}
