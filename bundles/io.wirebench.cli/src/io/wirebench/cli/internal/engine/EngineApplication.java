package io.wirebench.cli.internal.engine;

import io.wirebench.cli.internal.client.Commands;
import io.wirebench.cli.internal.client.Engines;
import io.wirebench.cli.internal.client.ExitCode;
import io.wirebench.cli.internal.client.Failure;
import io.wirebench.cli.internal.client.Version;
import io.wirebench.control.server.EngineServer;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plugins.Plugins;
import io.wirebench.core.spec.Quantities;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The engine as an application of the platform, started by the launcher in namespaces of its own. Its result is the process's exit code.
 */
public final class EngineApplication implements IApplication {

	private static final long SERVICE_MILLIS = 10_000;
	private static final long LAST_NANOS = 5_000_000_000L;

	@Override
	public Object start(IApplicationContext context) throws Exception {
		String[] arguments = (String[]) context.getArguments().get(IApplicationContext.APPLICATION_ARGS);
		context.applicationRunning();
		BundleContext bundles = FrameworkUtil.getBundle(EngineApplication.class).getBundleContext();
		Object command = arguments.length > 0 && arguments[0].equals("measure")
				? new MeasureCommand(() -> service(bundles, KindRegistry.class), () -> service(bundles, Emulation.Factory.class))
				: new Serve(() -> service(bundles, KindRegistry.class), () -> service(bundles, Emulation.Factory.class),
						() -> service(bundles, Plugins.class));
		int exitCode = Commands.execute(new CommandLine(command),
				Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length));
		OrderlyEnd.tell();
		// What is left is that the platform stops all bundles: code of plug-ins, which may not come back.
		Thread.ofPlatform().daemon().name("wirebench last").start(() -> {
			LockSupport.parkNanos(LAST_NANOS);
			Runtime.getRuntime().halt(exitCode);
		});
		return exitCode;
	}

	/** What the engine's parts are looked up by. */
	@FunctionalInterface
	public interface Part<T> {
		T get();
	}

	/** Serves until it is not needed any more, or is told to end. */
	@Command(name = "engine", description = "Owns labs and serves them to command lines, scripts and windows of the same user, over a Unix socket. "
			+ "Clients start it by themselves; it ends some time after its last client and lab are gone.")
	public static final class Serve implements Callable<Integer> {

		private final Part<KindRegistry> kinds;
		private final Part<Emulation.Factory> emulations;
		private final Part<Plugins> plugins;

		@Option(names = "--idle", paramLabel = "TIME", description = "Exits after this time without clients and labs; 30 s by default.")
		private String idle = "30 s";

		@Option(names = "--allow-nodes", description = "Accepts programs in nodes as clients; they can then control every lab of this user. A client that starts an engine passes this option if WIREBENCH_ALLOW_NODES is 1.")
		private boolean nodes;

		@Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help.")
		private boolean help;

		public Serve(Part<KindRegistry> kinds, Part<Emulation.Factory> emulations, Part<Plugins> plugins) {
			this.kinds = kinds;
			this.emulations = emulations;
			this.plugins = plugins;
		}

		@Override
		public Integer call() throws InterruptedException {
			Path socket = Engines.socket();
			Duration time;
			try {
				time = Duration.ofNanos(Quantities.durationNanos(idle));
			} catch (IllegalArgumentException e) {
				throw new Failure(ExitCode.INPUT, "--idle: " + e.getMessage());
			}
			Plugins installed = plugins.get();
			// Before code of plug-ins runs.
			Ending ending = new Ending(installed);
			try {
				installed.start(problem -> System.getLogger("io.wirebench.cli").log(System.Logger.Level.WARNING, problem));
				serve(socket, time, installed, ending);
				return ExitCode.OK;
			} finally {
				ending.over();
			}
		}

		private void serve(Path socket, Duration time, Plugins installed, Ending ending) throws InterruptedException {
			try (EngineServer server = new EngineServer(socket, kinds.get(), emulations.get(), installed, Version.text(), time, nodes)) {
				ending.serves(server);
				EngineLog.watch();
				MemoryWatch.begin(ending::outOfMemory);
				System.out.println("engine at " + socket);
				System.out.flush();
				server.awaitEnd();
			} catch (EngineServer.AlreadyRunningException e) {
				System.out.println(e.getMessage());
			} catch (IOException e) {
				throw new Failure(ExitCode.MACHINE, e.getMessage());
			}
		}
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
		// SIGTERM is heard by the shutdown hook.
	}
}
