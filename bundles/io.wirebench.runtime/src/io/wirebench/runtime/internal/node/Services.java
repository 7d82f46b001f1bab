package io.wirebench.runtime.internal.node;

import io.wirebench.api.NodeProcess;
import io.wirebench.api.ServiceNeeds.ServiceProcess;
import io.wirebench.core.emulation.EmulationEvent.Severity;
import io.wirebench.core.emulation.EmulationState.ServiceProcessState;
import io.wirebench.core.emulation.EmulationState.ServiceState;
import io.wirebench.core.emulation.EmulationState.ServiceStatus;
import io.wirebench.linux.Errno;
import io.wirebench.linux.LinuxException;
import io.wirebench.linux.process.OutputLines;
import io.wirebench.runtime.internal.layout.Layout.ServiceLayout;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The services that run: their programs, started and stopped in order, and what they print. Starting and stopping is done
 * under the lab's lock, many services at a time by threads of this object; states may be asked for by any thread.
 */
public final class Services implements AutoCloseable {

	private static final int SIGTERM = 15;
	private static final int SIGNALLED = 128;
	/** A machine with a thousand services starts them in turn: this is for one that hangs. */
	private static final long READY_NANOS = 30_000_000_000L;
	private static final long POLL_NANOS = 2_000_000;
	private static final long GRACE_MILLIS = 3000;
	/** What a program printed last comes after its end, but not much later. */
	private static final long LAST_LINES_MILLIS = 1000;
	private static final int LOG_LINES = 200;
	private static final int MESSAGE_LINES = 5;
	private static final int THREADS = 32;

	private final EventLog events;
	private final Runnable changed;
	private final Map<String, Service> services = new LinkedHashMap<>();
	private OutputLines output;

	/** @param changed told when the state of a service is another, by any thread */
	public Services(EventLog events, Runnable changed) {
		this.events = events;
		this.changed = changed;
	}

	/** A service to start, or to bring to another configuration. @param from the first of its programs that starts anew */
	public record Work(ServiceLayout layout, NodePrograms node, int from) {}

	/** A program that was started. */
	private static final class Program {
		public final ServiceProcess spec;
		public final NodeProcess process;
		public final CompletableFuture<Void> printed;
		public volatile boolean ending;

		public Program(ServiceProcess spec, NodeProcess process, CompletableFuture<Void> printed) {
			this.spec = spec;
			this.process = process;
			this.printed = printed;
		}

		public boolean ended() {
			return process.exit().isDone();
		}
	}

	/** A service that runs, or has run. Its fields are guarded by itself. */
	private final class Service {
		public ServiceLayout layout;
		public final NodePrograms node;
		public ServiceStatus status = ServiceStatus.WAITING;
		public String message = "";
		public final List<Program> programs = new ArrayList<>();
		public final Deque<String> log = new ArrayDeque<>();

		public Service(ServiceLayout layout, NodePrograms node) {
			this.layout = layout;
			this.node = node;
		}

		public synchronized void print(String program, String line) {
			if (log.size() == LOG_LINES)
				log.removeFirst();
			log.addLast(program + ": " + line);
		}

		public synchronized void begin(ServiceLayout wanted) {
			layout = wanted;
			status = ServiceStatus.STARTING;
			message = "";
		}

		public synchronized void add(Program program) {
			programs.add(program);
		}

		/** @return the programs from a place on, or from the first that has ended, last first; they are forgotten here */
		public synchronized List<Program> takeFrom(int from) {
			int first = Math.min(from, programs.size());
			for (int i = 0; i < first; i++)
				if (programs.get(i).ended())
					first = i;
			List<Program> tail = new ArrayList<>(programs.subList(first, programs.size())).reversed();
			tail.forEach(program -> program.ending = true);
			programs.subList(first, programs.size()).clear();
			return tail;
		}

		/** What the start of one program failed by, or what was seen of a program that ended. */
		public void fail(String what, String program) {
			String text;
			synchronized (this) {
				if (status == ServiceStatus.FAILED || status == ServiceStatus.STOPPED)
					return;
				status = ServiceStatus.FAILED;
				List<String> last = log.stream().filter(line -> line.startsWith(program + ": "))
						.map(line -> line.substring(program.length() + 2)).toList();
				last = last.subList(Math.max(0, last.size() - MESSAGE_LINES), last.size());
				message = what + (last.isEmpty() ? "; it printed nothing" : "; its last lines: " + String.join(" | ", last));
				text = message;
			}
			changed.run();
			events.event(Severity.ERROR, layout.path(), "failed: " + text);
		}

		public synchronized ServiceState state() {
			List<ServiceProcessState> states = new ArrayList<>();
			for (Program program : programs)
				states.add(new ServiceProcessState(program.spec.name(), program.process.pid(),
						program.ended() ? OptionalInt.of(program.process.exit().getNow(SIGNALLED)) : OptionalInt.empty()));
			return new ServiceState(status, states, message, List.copyOf(log), layout.needs().files());
		}
	}

	/** @return how the services stand, by path */
	public Map<String, ServiceState> states() {
		List<Service> all;
		synchronized (services) {
			all = List.copyOf(services.values());
		}
		Map<String, ServiceState> states = new LinkedHashMap<>();
		for (Service service : all)
			states.put(service.layout.path(), service.state());
		return states;
	}

	private Service service(Work work) {
		synchronized (services) {
			return services.computeIfAbsent(work.layout().path(), _ -> new Service(work.layout(), work.node()));
		}
	}

	/**
	 * Starts services, or brings running ones to another configuration, and returns when all their programs are ready or
	 * have failed. A failure is the service's state, not the caller's.
	 *
	 * @throws CancellationException if {@code cancelled} says so while programs are waited for
	 */
	public void start(List<Work> works, BooleanSupplier cancelled) {
		if (output == null)
			output = new OutputLines("wirebench service output");
		works.forEach(this::service);
		inParallel(works.stream().<Runnable>map(work -> () -> start(service(work), work, cancelled)).toList());
		if (cancelled.getAsBoolean())
			throw new CancellationException("cancelled while services started");
	}

	private void start(Service service, Work work, BooleanSupplier cancelled) {
		List<ServiceProcess> wanted = work.layout().needs().processes();
		end(service.takeFrom(work.from()));
		service.begin(work.layout());
		int next;
		synchronized (service) {
			next = service.programs.size();
		}
		changed.run();
		events.event(Severity.INFO, service.layout.path(),
				"starts " + String.join(", ", wanted.subList(next, wanted.size()).stream().map(ServiceProcess::name).toList()));
		try {
			service.node.provide(work.layout().needs().directories(), work.layout().needs().files());
		} catch (IOException e) {
			service.fail("its files cannot be made: " + e.getMessage(), "");
			return;
		}
		for (ServiceProcess process : wanted.subList(next, wanted.size()))
			if (!startProgram(service, process, cancelled))
				return;
		boolean running;
		synchronized (service) {
			running = service.status == ServiceStatus.STARTING && service.programs.stream().noneMatch(Program::ended);
			if (running)
				service.status = ServiceStatus.RUNNING;
		}
		if (running) {
			changed.run();
			events.event(Severity.INFO, service.layout.path(), "is ready");
		}
	}

	/** @return whether the program became ready */
	private boolean startProgram(Service service, ServiceProcess spec, BooleanSupplier cancelled) {
		Program program;
		try {
			if (!spec.readyPath().isEmpty())
				service.node.delete(spec.readyPath());
			OutputLines.Output lines = output.open(spec.name() + " of " + service.layout.path(), line -> service.print(spec.name(), line));
			try {
				program = new Program(spec, service.node.start(spec.argv(), lines.writeEnd()), lines.end());
			} finally {
				lines.writeEnd().close();
			}
		} catch (IOException | LinuxException e) {
			service.fail(spec.name() + " cannot be started: " + e.getMessage(), spec.name());
			return false;
		}
		service.add(program);
		changed.run();
		// By a thread of its own: neither the reaper nor the reader of output may wait for listeners.
		program.process.exit().thenAccept(code -> program.printed.completeOnTimeout(null, LAST_LINES_MILLIS, TimeUnit.MILLISECONDS)
				.thenRunAsync(() -> ended(service, program, code),
						task -> Thread.ofPlatform().daemon().name("wirebench end of " + spec.name()).start(task)));
		if (spec.readyPath().isEmpty())
			return true;
		for (long end = System.nanoTime() + READY_NANOS; !service.node.exists(spec.readyPath());) {
			if (program.ended()) {
				program.printed.completeOnTimeout(null, LAST_LINES_MILLIS, TimeUnit.MILLISECONDS).join();
				ended(service, program, program.process.exit().getNow(SIGNALLED));
				return false;
			}
			if (cancelled.getAsBoolean())
				return false;
			if (System.nanoTime() > end) {
				service.fail(spec.name() + " is not ready after " + READY_NANOS / 1_000_000_000 + " s: " + spec.readyPath()
						+ " has not appeared", spec.name());
				return false;
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
		return true;
	}

	private static void ended(Service service, Program program, int code) {
		if (!program.ending)
			service.fail(program.spec.name() + " (process " + program.process.pid() + ") " + describe(code), program.spec.name());
	}

	private static String describe(int code) {
		return code > SIGNALLED ? "was ended by " + signalName(code - SIGNALLED) : "has ended by itself with exit code " + code;
	}

	private static String signalName(int number) {
		return switch (number) {
			case 6 -> "SIGABRT";
			case 9 -> "SIGKILL";
			case 11 -> "SIGSEGV";
			case 15 -> "SIGTERM";
			default -> "signal " + number;
		};
	}

	/** Ends services, each one's programs last first, and forgets them; returns when they are gone. */
	public void stop(List<String> paths) {
		List<Service> ending = new ArrayList<>();
		synchronized (services) {
			for (String path : paths)
				if (services.get(path) != null)
					ending.add(services.get(path));
		}
		inParallel(ending.stream().<Runnable>map(service -> () -> {
			end(service.takeFrom(0));
			synchronized (service) {
				service.status = ServiceStatus.STOPPED;
			}
			changed.run();
			service.node.withdraw(service.layout.needs());
		}).toList());
		boolean none;
		synchronized (services) {
			services.keySet().removeAll(paths);
			none = services.isEmpty();
		}
		if (none)
			close();
	}

	/** One after the other: a later program may need an earlier one for an orderly end. */
	private static void end(List<Program> programs) {
		for (Program program : programs)
			try (NodeProcess process = program.process) {
				process.signal(SIGTERM);
				process.exit().get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
			} catch (IOException | ExecutionException | TimeoutException e) {
				// Closing it kills what is left.
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
	}

	private static void inParallel(List<Runnable> tasks) {
		if (tasks.isEmpty())
			return;
		try (ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, tasks.size()),
				Thread.ofPlatform().daemon().name("wirebench services ", 0).factory())) {
			List<Future<?>> all = new ArrayList<>();
			for (Runnable task : tasks)
				all.add(threads.submit(task));
			for (Future<?> each : all)
				each.get();
		} catch (ExecutionException e) {
			throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted while services started or stopped");
		}
	}

	/** Ends reading what programs print. */
	@Override
	public void close() {
		if (output != null)
			output.close();
		output = null;
	}
}
