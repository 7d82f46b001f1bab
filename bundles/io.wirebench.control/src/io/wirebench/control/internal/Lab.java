package io.wirebench.control.internal;

import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Limits;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationEvent;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationListener;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.scenario.FigureCatalogue;
import io.wirebench.core.spec.NetworkDocument;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.ProbeSpec;
import io.wirebench.core.spec.SpecResult;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A lab with its clients: the emulation, the text of what is in it, and who hears of it. What changes it is done by
 * {@link #serial}, one after the other in the order of the requests; the rest is safe for use by any thread.
 */
final class Lab {

	/** Hears of a lab. Called by threads of the lab; must return at once. */
	interface Watcher {
		void state(Lab lab, EmulationState state);

		void event(Protocol.Event event);
	}

	/** A lab with what was asked of it. */
	private static final NetworkDocument NOTHING = nothing();

	final String name;
	final boolean keep;
	final String openedBy;
	final Path folder;
	final Path directory;
	final Emulation emulation;
	final Executor serial;
	/** Whether a run is under way: one at a time. */
	final AtomicBoolean running = new AtomicBoolean();

	private final KindRegistry kinds;
	private final KindUse use;
	private final boolean ownFolder;
	private final long openedNanos = System.nanoTime();
	private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
	private final List<ProbeSpec> captures = new ArrayList<>();
	/** Kinds that left while this lab was open: what has them stays in the text, and the lab goes on without. */
	private final List<KindDescriptor> gone = new ArrayList<>();
	private volatile FigureCatalogue catalogue;
	private volatile boolean ended;
	private volatile String why = "";
	private NetworkDocument document = NOTHING;
	private volatile NetworkSpec wanted = NetworkSpec.EMPTY;
	private String fileName = "";
	private Plan firstPlan = new Plan(List.of(), List.of());
	private Plan lastTiers = firstPlan;

	/** @param ownFolder whether the folder goes with the lab */
	Lab(String name, boolean keep, String openedBy, Path folder, boolean ownFolder, Path directory, Emulation emulation, KindRegistry kinds, KindUse use, Executor executor) {
		this.name = name;
		this.keep = keep;
		this.openedBy = openedBy;
		this.folder = folder;
		this.ownFolder = ownFolder;
		this.directory = directory;
		this.emulation = emulation;
		this.kinds = kinds;
		this.use = use;
		serial = new Serial(executor);
		catalogue = new FigureCatalogue(NetworkSpec.EMPTY, kinds);
		emulation.listen(new EmulationListener() {
			@Override
			public void stateChanged(EmulationState state) {
				watchers.forEach(watcher -> watcher.state(Lab.this, state));
			}

			@Override
			public void event(EmulationEvent e) {
				tell(new Protocol.Event(Lab.this.name, Translate.epochSeconds(e.nanos()), Translate.lower(e.severity()), e.element(), "event", e.message()));
			}
		});
	}

	private static NetworkDocument nothing() {
		try {
			return NetworkDocument.read("<network format=\"1\"/>");
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	void watch(Watcher watcher) {
		watchers.add(watcher);
	}

	void unwatch(Watcher watcher) {
		watchers.remove(watcher);
	}

	void tell(Protocol.Event event) {
		watchers.forEach(watcher -> watcher.event(event));
	}

	/** Says that a client changed something. */
	void changed(String client, String element, String what) {
		tell(new Protocol.Event(name, System.currentTimeMillis() / 1e3, "info", element, "change", client + ": " + what));
	}

	FigureCatalogue catalogue() {
		return catalogue;
	}

	/** @throws EmulationException if it has ended; to be asked by work that had to wait */
	void needed() {
		if (ended)
			throw Failures.of(ErrorCode.ENDED, "lab '" + name + "' has ended" + why);
	}

	Protocol.LabInfo info() {
		EmulationState state = emulation.state();
		return new Protocol.LabInfo(name, wanted.name(), Translate.lower(state.phase()), state.nodes().size(), state.links().size(), keep, openedBy,
				(System.nanoTime() - openedNanos) / 1e9, folder.toString());
	}

	// Serial from here on

	String fileName() {
		return fileName;
	}

	String text() {
		return document.text();
	}

	/** @return how it was started */
	Plan firstPlan() {
		return firstPlan;
	}

	/** @return how frames get across, as of the last change */
	Plan lastTiers() {
		return lastTiers;
	}

	/** @return what was asked for, without captures of clients */
	NetworkSpec wanted() {
		return wanted;
	}

	/** Takes a network that is to be applied later. */
	void network(Protocol.NetworkText text) {
		needed();
		Networks.Read read = Networks.read(text, kinds, gone);
		document = read.document();
		wanted = read.spec();
		fileName = text.fileName() == null ? "" : text.fileName();
	}

	Plan plan(Protocol.NetworkText text) throws EmulationException {
		needed();
		NetworkSpec spec = withCaptures(text == null ? wanted : Networks.read(text, kinds, gone).spec());
		use.by(this, KindUse.of(emulation.applied(), spec));
		try {
			return emulation.plan(spec);
		} finally {
			use.by(this, KindUse.of(emulation.applied()));
		}
	}

	Plan apply(Protocol.NetworkText text, ApplyMonitor monitor) throws EmulationException {
		needed();
		NetworkDocument oldDocument = document;
		NetworkSpec oldWanted = wanted;
		if (text != null)
			network(text);
		try {
			return apply(wanted, monitor);
		} catch (EmulationException | RuntimeException e) {
			document = oldDocument;
			wanted = oldWanted;
			throw e;
		}
	}

	private Plan apply(NetworkSpec spec, ApplyMonitor monitor) throws EmulationException {
		boolean first = emulation.applied() == NetworkSpec.EMPTY;
		FigureCatalogue before = catalogue;
		NetworkSpec all = withCaptures(spec);
		// Before, so that the first states of new elements find their units.
		catalogue = new FigureCatalogue(all, kinds);
		use.by(this, KindUse.of(emulation.applied(), all));
		try {
			Plan plan = emulation.apply(all, monitor);
			if (first)
				firstPlan = plan;
			lastTiers = plan;
			wanted = spec;
			return plan;
		} catch (EmulationException | RuntimeException e) {
			catalogue = before;
			throw e;
		} finally {
			use.by(this, KindUse.of(emulation.applied()));
		}
	}

	private NetworkSpec withCaptures(NetworkSpec spec) {
		List<ProbeSpec> kept = captures.stream().filter(probe -> spec.link(probe.target()).isPresent()).toList();
		return kept.isEmpty() ? spec : spec.withProbes(Stream.concat(spec.probes().stream(), kept.stream()).toList());
	}

	Plan set(Map<String, String> values, String client) throws EmulationException {
		needed();
		NetworkSpec spec = wanted;
		boolean text = false;
		for (Map.Entry<String, String> value : values.entrySet())
			try {
				if (spec.isOfInterface(value.getKey().strip()))
					text = true;
				else
					spec = spec.with(value.getKey().strip(), value.getValue());
			} catch (IllegalArgumentException e) {
				throw Failures.of(ErrorCode.INPUT, e.getMessage(), value.getKey().strip(), "", List.of());
			}
		Plan plan;
		if (text) {
			plan = edit(edited -> values.forEach((path, value) -> edited.set(path.strip(), value)));
		} else {
			plan = apply(spec, ApplyMonitor.NONE);
			values.forEach((path, value) -> document.set(path.strip(), value));
		}
		values.forEach((path, value) -> changed(client, path.strip().substring(0, path.strip().lastIndexOf('.')), path.strip() + " = " + value));
		return plan;
	}

	/** An edit of the text. */
	@FunctionalInterface
	interface Edit {
		void on(NetworkDocument document);
	}

	/** Edits the text and makes it so; all or nothing. */
	Plan edit(Edit edit, String client, String element, String what) throws EmulationException {
		needed();
		Plan plan = edit(edit);
		changed(client, element, what);
		return plan;
	}

	private Plan edit(Edit edit) throws EmulationException {
		String before = document.text();
		long seed = wanted.seed();
		NetworkDocument edited;
		try {
			edited = NetworkDocument.read(before);
		} catch (IOException e) {
			throw new IllegalStateException("a network that was written can be read", e);
		}
		edit.on(edited);
		// Read anew, so that problems name lines.
		NetworkSpec spec = Networks.read(new Protocol.NetworkText(edited.text(), null, null, String.valueOf(seed)), kinds, gone).spec();
		Plan plan = apply(spec, ApplyMonitor.NONE);
		document = edited;
		return plan;
	}

	Plan beginCapture(ProbeSpec probe) throws EmulationException {
		needed();
		if (wanted.link(probe.target()).isEmpty())
			throw Failures.of(ErrorCode.INPUT, "there is no link '" + probe.target() + "'; there are " + String.join(", ", wanted.links().stream().map(l -> l.name()).toList()),
					probe.target(), "", List.of());
		captures.add(probe);
		try {
			return apply(wanted, ApplyMonitor.NONE);
		} catch (EmulationException | RuntimeException e) {
			captures.remove(probe);
			throw e;
		}
	}

	void endCapture(ProbeSpec probe) throws EmulationException {
		if (captures.remove(probe) && !ended)
			apply(wanted, ApplyMonitor.NONE);
	}

	/** @return element paths of what has one of these kinds */
	List<String> uses(List<KindDescriptor> some) {
		Set<String> ids = some.stream().map(KindDescriptor::id).collect(Collectors.toSet());
		Set<String> paths = new LinkedHashSet<>();
		wanted.nodes().stream().filter(node -> ids.contains(node.kindId())).forEach(node -> paths.add(node.name()));
		wanted.nodes().stream().flatMap(node -> node.services().stream()).filter(service -> ids.contains(service.kindId())).forEach(service -> paths.add(service.path()));
		wanted.links().stream().flatMap(link -> Stream.concat(link.forward().stream(), link.backward().stream())).filter(i -> ids.contains(i.kindId())).forEach(i -> paths.add(i.path()));
		wanted.flows().stream().filter(flow -> ids.contains(flow.kindId())).forEach(flow -> paths.add(flow.path()));
		wanted.probes().stream().filter(probe -> ids.contains(probe.kindId())).forEach(probe -> paths.add(probe.path()));
		return List.copyOf(paths);
	}

	/** Goes on without kinds whose plug-in goes. What has them stays in the text. */
	void retire(List<KindDescriptor> going) throws EmulationException {
		if (ended)
			return;
		List<String> uses = uses(going);
		gone.addAll(going);
		for (KindDescriptor kind : going)
			emulation.retire(kind.id());
		if (uses.isEmpty())
			return;
		applyText();
		uses.forEach(path -> tell(new Protocol.Event(name, System.currentTimeMillis() / 1e3, "warning", path, "kinds",
				"missing kind: its plug-in has gone; the lab goes on without it, and its text stays as it is")));
	}

	/** Takes up again what has kinds that are back. */
	void takeUp() {
		List<KindDescriptor> back = gone.stream().filter(kind -> kinds.find(kind.point(), kind.id()).isPresent()).toList();
		if (ended || back.isEmpty())
			return;
		gone.removeAll(back);
		try {
			Plan plan = applyText();
			for (String path : uses(back))
				tell(new Protocol.Event(name, System.currentTimeMillis() / 1e3, "info", path, "kinds", "its kind is there again: " + plan.steps().stream()
						.filter(step -> step.element().equals(path) || path.startsWith(step.element() + "/")).map(step -> step.what()).distinct().collect(Collectors.joining("; "))));
		} catch (EmulationException | RuntimeException e) {
			gone.addAll(back.stream().filter(kind -> kinds.find(kind.point(), kind.id()).isEmpty()).toList());
			tell(new Protocol.Event(name, System.currentTimeMillis() / 1e3, "error", "", "kinds",
					"kinds are there again, but the lab goes on without them: " + e.getMessage() + "; correct its network"));
		}
	}

	/** Makes what runs what the text says, with the kinds that are there now. */
	private Plan applyText() throws EmulationException {
		SpecResult result = document.build(kinds, gone);
		if (result.spec() == null)
			throw Networks.wrong(result);
		// Opened, but not started yet: it is read with these kinds when it is.
		if (emulation.applied() == NetworkSpec.EMPTY) {
			wanted = result.spec();
			return new Plan(List.of(), List.of());
		}
		return apply(result.spec(), ApplyMonitor.NONE);
	}

	/** Ends everything. What the lab had in a folder of its own is removed. @param failure why, if that is not as it should be; else empty */
	void end(String failure) {
		if (ended)
			return;
		why = failure.isEmpty() ? "" : ": " + failure;
		ended = true;
		emulation.close();
		use.by(this, Set.of());
		if (ownFolder)
			delete(folder);
	}

	private static void delete(Path folder) {
		if (!Files.exists(folder))
			return;
		try (Stream<Path> all = Files.walk(folder)) {
			for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList())
				Files.deleteIfExists(path);
		} catch (IOException | UncheckedIOException e) {
			System.err.println("wirebench engine: " + folder + " could not be removed: " + e.getMessage());
		}
	}

	boolean ended() {
		return ended;
	}

	/** @return what went wrong that it has ended, behind a colon; empty if nothing did */
	String why() {
		return why;
	}

	/** Networks from texts of clients. */
	static final class Networks {

		private Networks() {
		}

		record Read(NetworkDocument document, NetworkSpec spec, SpecResult result) {
		}

		/** @throws RuntimeException to be answered, with all problems, if there is an error */
		static Read read(Protocol.NetworkText text, KindRegistry kinds) {
			return read(text, kinds, List.of());
		}

		/** @param gone kinds that may be missing */
		static Read read(Protocol.NetworkText text, KindRegistry kinds, List<KindDescriptor> gone) {
			limit(text);
			NetworkDocument document;
			try {
				document = NetworkDocument.read(text.text());
			} catch (IOException e) {
				throw wrong(NetworkDocument.check(text.text(), kinds));
			}
			SpecResult result = document.build(kinds, gone);
			if (result.spec() == null)
				throw wrong(result);
			NetworkSpec spec = result.spec();
			if (text.set() != null) {
				boolean anew = false;
				for (Map.Entry<String, String> change : text.set().entrySet())
					try {
						if (spec.isOfInterface(change.getKey().strip()))
							anew = true;
						else
							spec = spec.with(change.getKey().strip(), change.getValue().strip());
						document.set(change.getKey().strip(), change.getValue().strip());
					} catch (IllegalArgumentException e) {
						throw Failures.of(ErrorCode.INPUT, change.getKey() + "=" + change.getValue() + ": " + e.getMessage(), change.getKey().strip(), "", List.of());
					}
				if (anew) {
					result = document.build(kinds, gone);
					if (result.spec() == null)
						throw wrong(result);
					spec = result.spec();
				}
			}
			if (text.seed() != null)
				try {
					long seed = Long.parseLong(text.seed().strip());
					spec = spec.withSeed(seed);
					document.seed(seed);
				} catch (NumberFormatException e) {
					throw Failures.input("seed '" + text.seed() + "' is no whole number of 64 bits");
				}
			return new Read(document, spec, result);
		}

		/** @throws RuntimeException to be answered if it is too long to be read: one would take so much memory that all labs would end */
		static void limit(Protocol.NetworkText text) {
			// No character has fewer than one byte; most networks are far below both.
			if (text.text().length() > Limits.NETWORK_BYTES
					|| text.text().length() > Limits.NETWORK_BYTES / 3 && text.text().getBytes(StandardCharsets.UTF_8).length > Limits.NETWORK_BYTES)
				throw Failures.of(ErrorCode.INPUT, "the network's text is longer than " + Limits.NETWORK_BYTES + " bytes (NETWORK_BYTES)", "", "split it into several labs", List.of());
		}

		private static RuntimeException wrong(SpecResult result) {
			List<Protocol.NetworkProblem> problems = Translate.problems(result.problems());
			List<Protocol.NetworkProblem> errors = problems.stream().filter(p -> p.severity().equals("error")).toList();
			Protocol.NetworkProblem first = errors.getFirst();
			int count = errors.stream().mapToInt(Protocol.NetworkProblem::count).sum();
			String message = count == 1 ? "the network has an error" : "the network has " + count + " errors";
			return Failures.of(ErrorCode.INPUT, message + ": " + (first.line() > 0 ? "line " + first.line() + ": " : "") + (first.element().isEmpty() ? "" : first.element() + ": ")
					+ first.message(), first.element(), first.remedy(), problems);
		}
	}
}
