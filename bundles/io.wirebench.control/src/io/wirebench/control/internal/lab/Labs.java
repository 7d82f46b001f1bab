package io.wirebench.control.internal.lab;

import io.wirebench.control.internal.wire.Failures;
import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Limits;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.emulation.Capability;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindProblem;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plugins.KindUsers;
import io.wirebench.core.plugins.PluginException;
import io.wirebench.core.plugins.PluginPlan;
import io.wirebench.core.plugins.Plugins;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** All labs of an engine and what their clients share. Safe for use by any thread. */
public final class Labs {

	/** What an engine is asked about beside its labs. */
	public interface Engine {
		/** @return its version */
		String version();

		/** @return clients that are connected */
		int clients();

		/** Ends it, once the answer to whoever wants that is on its way. */
		void endSoon();
	}

	/** How long a run whose lab has ended may take to write its report. */
	private static final long REPORT_NANOS = 3_000_000_000L;
	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,62}");

	public final KindRegistry kinds;
	public final Emulation.Factory emulations;
	public final Engine engine;
	/** Null where the engine has none, as in tests. */
	public final Plugins plugins;
	/** Platform threads: work enters namespaces on threads of its own, and waits for kernel and programs. */
	public final ExecutorService executor = Executors
			.newCachedThreadPool(Thread.ofPlatform().daemon().name("wirebench request ", 1).factory());

	public final KindUse use;

	private final Path folder;
	private final long startNanos = System.nanoTime();
	private final Map<String, Lab> labs = new LinkedHashMap<>();
	/** Names of labs that are being opened. */
	private final Set<String> opening = new HashSet<>();
	private final List<Consumer<Lab>> newcomers = new CopyOnWriteArrayList<>();
	private final List<Consumer<Protocol.Event>> listeners = new CopyOnWriteArrayList<>();
	private final List<Consumer<Protocol.Event>> kindListeners = new CopyOnWriteArrayList<>();
	private final AtomicInteger clients = new AtomicInteger();
	private final AtomicInteger captures = new AtomicInteger();
	private final AtomicLong busyNanos = new AtomicLong(System.nanoTime());
	private final Set<KindProblem> told = new HashSet<>();
	private List<Capability> capabilities;
	private boolean ending;

	/**
	 * @param plugins may be null: then there are none, and requests for them are refused
	 * @param folder where labs without a folder of their own put files
	 */
	public Labs(KindRegistry kinds, Emulation.Factory emulations, Plugins plugins, Engine engine, Path folder) {
		this.kinds = kinds;
		this.emulations = emulations;
		this.plugins = plugins;
		this.engine = engine;
		this.folder = folder;
		told.addAll(kinds.problems());
		use = new KindUse(ids -> {
			if (plugins != null)
				plugins.used(ids);
		});
	}

	public int nextClient() {
		return clients.incrementAndGet();
	}

	public int nextCapture() {
		return captures.incrementAndGet();
	}

	/** @return what this machine can do; tried once */
	public List<Capability> capabilities() {
		synchronized (newcomers) {
			if (capabilities == null)
				capabilities = emulations.capabilities();
			return capabilities;
		}
	}

	public List<String> missing() {
		return capabilities().stream().filter(c -> !c.available()).map(Capability::name)
				.filter(name -> !Capability.FOR_PROGRAMS.contains(name))
				.toList();
	}

	public Protocol.EngineInfo info() {
		Runtime memory = Runtime.getRuntime();
		return new Protocol.EngineInfo(Limits.PROTOCOL_VERSION, engine.version(), pid(), (System.nanoTime() - startNanos) / 1e9,
				engine.clients(),
				all().stream().map(Lab::info).toList(), memory.totalMemory() - memory.freeMemory());
	}

	/** As its clients see it: in the engine's own namespace it is 1. The launcher has left the host's /proc open for that. */
	private static long pid() {
		String proc = System.getProperty("wirebench.host.proc", "");
		try {
			return proc.isEmpty()
					? ProcessHandle.current().pid()
					: Long.parseLong(Files.readSymbolicLink(Path.of(proc, "self")).toString());
		} catch (java.io.IOException | NumberFormatException e) {
			return ProcessHandle.current().pid();
		}
	}

	/** @return labs in the order in which they were opened */
	public synchronized List<Lab> all() {
		return List.copyOf(labs.values());
	}

	/** @return the lab of that name, or the only one */
	public synchronized Lab get(String name) {
		String known = labs.isEmpty() ? "none is open" : "open are " + String.join(", ", labs.keySet());
		if (name == null || name.isEmpty()) {
			if (labs.size() == 1)
				return labs.values().iterator().next();
			throw Failures.of(ErrorCode.INPUT, labs.isEmpty() ? "no lab is open" : "say which lab is meant; " + known, "",
					labs.isEmpty() ? "start one: wirebench start FILE" : "name it: --lab " + labs.keySet().iterator().next(), List.of());
		}
		Lab lab = labs.get(name);
		if (lab == null)
			throw Failures.input("there is no lab '" + name + "'; " + known);
		return lab;
	}

	public Lab open(Protocol.OpenLab request, String client) throws EmulationException {
		String name;
		Lab lab;
		String network = request.network() == null ? "" : Lab.Networks.read(request.network(), kinds).spec().name();
		synchronized (this) {
			if (ending)
				throw Failures.of(ErrorCode.ENDED, "the engine is ending");
			if (labs.size() + opening.size() >= Limits.LABS)
				throw Failures.of(ErrorCode.LIMIT, "there are " + Limits.LABS + " labs already (LABS); stop one first");
			name = name(request.name(), network);
			opening.add(name);
		}
		try {
			// Without the lock: it asks the kernel, and may take some time.
			Path where = request.folder() == null ? folder.resolve(name) : absolute("folder", request.folder());
			Path directory = request.directory() == null ? Path.of("").toAbsolutePath() : absolute("directory", request.directory());
			lab = new Lab(name, Boolean.TRUE.equals(request.keep()), client, where, request.folder() == null, directory,
					emulations.open(where, directory), kinds, use, executor);
			synchronized (this) {
				if (ending) {
					lab.end("");
					throw Failures.of(ErrorCode.ENDED, "the engine is ending");
				}
				labs.put(name, lab);
			}
			busy();
		} finally {
			synchronized (this) {
				opening.remove(name);
			}
		}
		if (request.network() != null)
			lab.network(request.network());
		newcomers.forEach(newcomer -> newcomer.accept(lab));
		tell(name, client + ": opened");
		return lab;
	}

	public static Path absolute(String what, String path) {
		Path absolute = Path.of(path);
		if (!absolute.isAbsolute())
			throw Failures.input(what + " '" + path + "' is no absolute path; the engine does not know in which folder its client is");
		return absolute.normalize();
	}

	private boolean taken(String name) {
		return labs.containsKey(name) || opening.contains(name);
	}

	private String name(String wanted, String network) {
		if (wanted != null) {
			if (!NAME.matcher(wanted).matches())
				throw Failures
						.input("'" + wanted + "' is not a name for a lab; use a letter, then up to 62 letters, digits, '-', '_' or '.'");
			if (taken(wanted))
				throw Failures.of(ErrorCode.INPUT, "there is a lab '" + wanted + "' already", "", "stop it first, or take another name",
						List.of());
			return wanted;
		}
		String base = NAME.matcher(network).matches() ? network : "lab";
		String name = base;
		for (int n = 2; taken(name); n++)
			name = base + "-" + n;
		return name;
	}

	/** Ends a lab; serial with its other changes. Returns when it is gone. */
	public void end(Lab lab, String why) {
		end(lab, why, "");
	}

	private void end(Lab lab, String why, String failure) {
		if (lab.ended())
			return;
		lab.end(failure);
		synchronized (this) {
			labs.remove(lab.name, lab);
			busy();
		}
		tell(lab.name, failure.isEmpty() ? "info" : "error", why);
	}

	private void tell(String lab, String message) {
		tell(lab, "info", message);
	}

	private void tell(String lab, String severity, String message) {
		Protocol.Event event = new Protocol.Event(lab, System.currentTimeMillis() / 1e3, severity, "", "lab", message);
		listeners.forEach(listener -> listener.accept(event));
	}

	/** Calls for each lab that is opened from now on, and for events of the engine. @return to be run to end that */
	public Runnable watch(Consumer<Lab> newcomer, Consumer<Protocol.Event> listener) {
		newcomers.add(newcomer);
		listeners.add(listener);
		return () -> {
			newcomers.remove(newcomer);
			listeners.remove(listener);
		};
	}

	/** Calls when kinds came or went. @return to be run to end that */
	public Runnable watchKinds(Consumer<Protocol.Event> listener) {
		kindListeners.add(listener);
		return () -> kindListeners.remove(listener);
	}

	/** Work on a lab, in turn with its other changes. */
	@FunctionalInterface
	private interface Turn<T> {
		T run(Lab lab) throws EmulationException;
	}

	private static <T> T inTurn(Lab lab, Turn<T> work) throws EmulationException {
		CompletableFuture<T> done = new CompletableFuture<>();
		lab.serial.execute(() -> {
			try {
				done.complete(work.run(lab));
			} catch (Throwable e) {
				done.completeExceptionally(e);
			}
		});
		try {
			return done.join();
		} catch (CompletionException e) {
			throw e.getCause() instanceof EmulationException failure
					? failure
					: new EmulationException(String.valueOf(e.getCause().getMessage()), e.getCause());
		}
	}

	/** All labs, as those who use kinds. */
	public KindUsers kindUsers(String client) {
		return new KindUsers() {
			@Override
			public List<String> uses(List<KindDescriptor> some) {
				List<String> uses = new ArrayList<>();
				for (Lab lab : all())
					try {
						List<String> paths = inTurn(lab, l -> l.uses(some));
						if (!paths.isEmpty())
							uses.add("lab '" + lab.name + "': " + String.join(", ", paths));
					} catch (EmulationException e) {
						throw new IllegalStateException(e); // Nothing is done that could fail so.
					}
				return uses;
			}

			@Override
			public void retire(List<KindDescriptor> some) throws PluginException {
				for (Lab lab : all())
					try {
						inTurn(lab, l -> {
							l.retire(some);
							return null;
						});
					} catch (EmulationException e) {
						some.forEach(kind -> kinds.reinstate(kind.id()));
						takeUp();
						throw new PluginException(
								"lab '" + lab.name + "' cannot go on without what would go, so all is as it was: " + e.getMessage(),
								e.machineCannot(), e);
					}
				some.forEach(kind -> kinds.retire(kind.id()));
			}

			private List<PluginPlan.Warning> takeUp() {
				List<PluginPlan.Warning> warnings = new ArrayList<>();
				for (Lab lab : all())
					try {
						warnings.addAll(inTurn(lab, Lab::takeUp));
					} catch (EmulationException e) {
						System.getLogger("io.wirebench.control").log(System.Logger.Level.WARNING,
								"lab '" + lab.name + "': " + e.getMessage());
					}
				return warnings;
			}

			@Override
			public List<PluginPlan.Warning> changed(List<String> gone, List<String> come) {
				List<PluginPlan.Warning> warnings = takeUp();
				tellProblems();
				List<String> words = new ArrayList<>();
				if (!come.isEmpty())
					words.add("there are now " + String.join(", ", come));
				if (!gone.isEmpty())
					words.add("gone are " + String.join(", ", gone));
				if (words.isEmpty())
					return warnings;
				tellKinds("info", client + ": kinds: " + String.join("; ", words));
				return warnings;
			}
		};
	}

	/** Declarations that were refused are no kinds: nothing else would tell of them. */
	private void tellProblems() {
		List<KindProblem> problems = kinds.problems();
		List<KindProblem> fresh;
		synchronized (told) {
			fresh = problems.stream().filter(problem -> !told.contains(problem)).toList();
			told.clear();
			told.addAll(problems);
		}
		for (KindProblem problem : fresh)
			tellKinds("warning", "a declaration was refused: " + problem);
	}

	private void tellKinds(String severity, String message) {
		Protocol.Event event = new Protocol.Event("", System.currentTimeMillis() / 1e3, severity, "", "kinds", message);
		listeners.forEach(listener -> listener.accept(event));
		kindListeners.forEach(listener -> listener.accept(event));
	}

	/** The engine has been needed just now. */
	public void busy() {
		busyNanos.set(System.nanoTime());
	}

	/** @return how long no client and no lab has needed it, in nanoseconds; only true if there are none now */
	public long idleNanos() {
		return System.nanoTime() - busyNanos.get();
	}

	/**
	 * Ends all labs, in parallel, and takes no further ones. Returns when they are gone, and runs in them have had a moment to report.
	 *
	 * @param failure why, if the engine does not end as it should; else empty
	 */
	public void endAll(String failure) {
		List<Lab> open;
		synchronized (this) {
			ending = true;
			open = new ArrayList<>(labs.values());
		}
		String why = failure.isEmpty() ? "the engine ends" : "the engine ends: " + failure;
		List<Thread> threads = open.stream().map(lab -> Thread.ofPlatform().daemon().name("wirebench end of " + lab.name).start(() -> {
			end(lab, why, failure);
			for (long end = System.nanoTime() + REPORT_NANOS; lab.running.get() && System.nanoTime() < end;)
				LockSupport.parkNanos(REPORT_NANOS / 100);
		})).toList();
		for (Thread thread : threads)
			try {
				thread.join();
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
				return;
			}
	}
}
