package io.wirebench.cli.internal;

import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.kinds.KindRegistry;

import java.io.PrintWriter;

import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;

import picocli.CommandLine;

/** The command line as an application of the platform. Its result is the process's exit code. */
public final class CliApplication implements IApplication {

	private static final long SERVICE_MILLIS = 10_000;

	@Override
	public Object start(IApplicationContext context) throws Exception {
		String[] arguments = (String[]) context.getArguments().get(IApplicationContext.APPLICATION_ARGS);
		context.applicationRunning();
		BundleContext bundles = FrameworkUtil.getBundle(CliApplication.class).getBundleContext();
		Services services = new Services() {
			@Override
			public KindRegistry kinds() {
				return service(bundles, KindRegistry.class);
			}

			@Override
			public Emulation.Factory emulations() {
				return service(bundles, Emulation.Factory.class);
			}
		};
		int exitCode = run(services, arguments);
		OrderlyEnd.tell();
		return exitCode;
	}

	/** Runs one command, printing on the process's own streams. @return the exit code */
	static int run(Services services, String... arguments) {
		return run(line(services), arguments);
	}

	/** Runs one command, printing on these. @return the exit code */
	static int run(Services services, PrintWriter out, PrintWriter err, String... arguments) {
		return run(line(services).setOut(out).setErr(err), arguments);
	}

	private static CommandLine line(Services services) {
		CommandLine line = new CommandLine(new MainCommand());
		for (Object command : new Object[] { new CheckCommand(services), new PlanCommand(services), new RunCommand(services),
				new DemoCommand(), new KindsCommand(services), new DoctorCommand(services),
				new MeasureCommand(services::kinds, services::emulations) })
			line.addSubcommand(command);
		return line;
	}

	private static int run(CommandLine line, String... arguments) {
		line.setExitCodeExceptionMapper(e -> switch (e) {
		case Failure failure -> failure.exitCode();
		case CommandLine.ParameterException _ -> ExitCode.INPUT;
		default -> ExitCode.MACHINE;
		});
		line.setExecutionExceptionHandler((e, command, _) -> {
			if (!(e instanceof Failure))
				command.getErr().println("wirebench: this should not have happened: " + e + "; please report it with the trace below");
			else
				command.getErr().println("wirebench: " + e.getMessage());
			if (!(e instanceof Failure))
				e.printStackTrace(command.getErr());
			return e instanceof Failure failure ? failure.exitCode() : ExitCode.MACHINE;
		});
		return line.execute(arguments);
	}

	private static <T> T service(BundleContext bundles, Class<T> type) {
		ServiceTracker<T, T> tracker = new ServiceTracker<>(bundles, type, null);
		tracker.open();
		try {
			T service = tracker.waitForService(SERVICE_MILLIS);
			if (service == null)
				throw new Failure(ExitCode.MACHINE, "the installation is not complete: nothing provides " + type.getName());
			return service;
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new Failure(ExitCode.MACHINE, "interrupted");
		}
	}

	@Override
	public void stop() {
		// Ctrl-C and SIGTERM are heard by the commands themselves, see Interrupt.
	}
}
