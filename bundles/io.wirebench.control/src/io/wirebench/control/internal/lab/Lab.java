package io.wirebench.control.internal.lab;

import io.wirebench.control.internal.wire.Failures;
import io.wirebench.control.internal.wire.Serial;
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
import io.wirebench.core.plan.LinkTier;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.plan.PlanStep;
import io.wirebench.core.plugins.PluginPlan;
import io.wirebench.core.scenario.FigureCatalogue;
import io.wirebench.core.spec.Leniency;
import io.wirebench.core.spec.LinkSpec;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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
public final class Lab {

	/** Hears of a lab. Called by threads of the lab; must return at once. */
	public interface Watcher {
		void state(Lab lab, EmulationState state);

		void event(Protocol.Event event);
	}

	/** So many elements may fail one after the other when kinds have come back; the rest is not tried. */
	private static final int FAILURES = 8;

	public final String name;
	public final boolean keep;
	public final String openedBy;
	public final Path folder;
	public final Path directory;
	public final Emulation emulation;
	public final Executor serial;
	/** Whether a run is under way: one at a time. */
	public final AtomicBoolean running = new AtomicBoolean();

	private final KindRegistry kinds;
	private final KindUse use;
	private final boolean ownFolder;
	private final long openedNanos = System.nanoTime();
	private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
	private final List<ProbeSpec> captures = new ArrayList<>();
	/** Kinds that left while this lab was open: what has them stays in the text, and the lab continues without. */
	private final List<KindDescriptor> gone = new ArrayList<>();
	/** What {@link #excluded} elements had before their kinds changed. */
	private final List<KindDescriptor> former = new ArrayList<>();
	/** Elements that a new version of their kind refuses, path to reason. */
	private final Map<String, String> excluded = new HashMap<>();
	/** Values that no longer fit the declarations of their kinds; see {@link Leniency}. */
	private Set<String> tolerated = Set.of();
	private volatile Map<String, String> withoutEffect = Map.of();
	private volatile FigureCatalogue catalogue;
	private volatile boolean ended;
	private volatile String why = "";
	private NetworkDocument document = nothing();
	private volatile NetworkSpec wanted = NetworkSpec.EMPTY;
	private String fileName = "";
	private Plan firstPlan = new Plan(List.of(), List.of());
	/** How frames get across, by link. */
	private final Map<String, LinkTier> tiers = new LinkedHashMap<>();

	/** @param ownFolder whether the folder goes with the lab */
	public Lab(String name, boolean keep, String openedBy, Path folder, boolean ownFolder, Path directory, Emulation emulation,
			KindRegistry kinds, KindUse use, Executor executor) {
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
				tell(new Protocol.Event(Lab.this.name, Translate.epochSeconds(e.nanos()), Translate.lower(e.severity()), e.element(),
						"event", e.message()));
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

	public void watch(Watcher watcher) {
		watchers.add(watcher);
	}

	public void unwatch(Watcher watcher) {
		watchers.remove(watcher);
	}

	public void tell(Protocol.Event event) {
		watchers.forEach(watcher -> watcher.event(event));
	}

	/** Says that a client changed something. */
	public void changed(String client, String element, String what) {
		tell(new Protocol.Event(name, System.currentTimeMillis() / 1e3, "info", element, "change", client + ": " + what));
	}

	public FigureCatalogue catalogue() {
		return catalogue;
	}

	/** @throws EmulationException if it has ended; to be asked by work that had to wait */
	public void needed() {
		if (ended)
			throw Failures.of(ErrorCode.ENDED, "lab '" + name + "' has ended" + why);
	}

	public Protocol.LabInfo info() {
		EmulationState state = emulation.state();
		return new Protocol.LabInfo(name, wanted.name(), Translate.lower(state.phase()), state.nodes().size(), state.links().size(), keep,
				openedBy,
				(System.nanoTime() - openedNanos) / 1e9, folder.toString());
	}

	// Serial from here on

	public String fileName() {
		return fileName;
	}

	public String text() {
		return document.text();
	}

	/** @return how it was started */
	public Plan firstPlan() {
		return firstPlan;
	}

	/** @return how frames get across, by link, as of the last change */
	public Map<String, LinkTier> tiers() {
		return Collections.unmodifiableMap(tiers);
	}

	/** @return what was asked for, without captures of clients */
	public NetworkSpec wanted() {
		return wanted;
	}

	/** @return elements of the text that have no effect, path to reason. For any thread */
	public Map<String, String> withoutEffect() {
		return withoutEffect;
	}

	private Leniency leniency(Set<String> renewedKinds) {
		return new Leniency(Stream.concat(gone.stream(), former.stream()).toList(), renewedKinds, tolerated, excluded);
	}

	private void took(SpecResult result) {
		withoutEffect = result.withoutEffect();
		tolerated = result.tolerated();
	}

	/** Does work that replaces what this lab is to be; if it fails, that is as before. */
	private Plan orAsBefore(Turn work) throws EmulationException {
		NetworkDocument oldDocument = document;
		NetworkSpec oldWanted = wanted;
		Map<String, String> oldWithout = withoutEffect;
		Set<String> oldTolerated = tolerated;
		Map<String, String> oldExcluded = Map.copyOf(excluded);
		try {
			return work.run();
		} catch (EmulationException | RuntimeException e) {
			document = oldDocument;
			wanted = oldWanted;
			withoutEffect = oldWithout;
			tolerated = oldTolerated;
			excluded.clear();
			excluded.putAll(oldExcluded);
			throw e;
		}
	}

	/** A change of the lab. */
	@FunctionalInterface
	private interface Turn {
		Plan run() throws EmulationException;
	}

	/** Takes a network that is to be applied later. */
	public void network(Protocol.NetworkText text) {
		needed();
		excluded.clear(); // Asked for again: it is tried again.
		Networks.Read read = Networks.read(text, kinds, leniency(Set.of()));
		document = read.document();
		wanted = read.spec();
		took(read.result());
		fileName = text.fileName() == null ? "" : text.fileName();
	}

	public Plan plan(Protocol.NetworkText text) throws EmulationException {
		needed();
		NetworkSpec spec = withCaptures(text == null ? wanted : Networks.read(text, kinds, leniency(Set.of())).spec());
		use.by(this, KindUse.of(emulation.applied(), spec));
		try {
			return emulation.plan(spec);
		} finally {
			use.by(this, KindUse.of(emulation.applied()));
		}
	}

	public Plan apply(Protocol.NetworkText text, ApplyMonitor monitor) throws EmulationException {
		needed();
		return orAsBefore(() -> {
			if (text != null)
				network(text);
			return apply(wanted, monitor);
		});
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
			if (tiers.size() > all.links().size() || plan.steps().stream().anyMatch(step -> step.action() == PlanStep.Action.REMOVE))
				tiers.keySet().retainAll(all.links().stream().map(LinkSpec::name).collect(Collectors.toSet()));
			plan.tiers().forEach(tier -> tiers.put(tier.link(), tier));
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

	public Plan set(Map<String, String> values, String client) throws EmulationException {
		needed();
		Set<String> owners = values.keySet().stream().map(Lab::owner).collect(Collectors.toSet());
		if (owners.stream().anyMatch(withoutEffect::containsKey))
			return mend(values, owners, client);
		NetworkSpec spec = wanted;
		List<NetworkDocument.Change> changes = new ArrayList<>();
		boolean anew = false;
		try {
			for (Map.Entry<String, String> value : values.entrySet())
				try {
					String path = value.getKey().strip();
					if (spec.isOfInterface(path))
						anew = true; // what follows from it is found by reading the whole network
					else
						spec = spec.with(path, value.getValue());
					changes.addFirst(document.set(path, value.getValue()));
				} catch (IllegalArgumentException e) {
					throw Failures.of(ErrorCode.INPUT, e.getMessage(), value.getKey().strip(), "", List.of());
				}
			Plan plan = anew ? applyDocument(NetworkDocument.Change.ANY) : apply(spec, ApplyMonitor.NONE);
			values.forEach((path, value) -> changed(client, owner(path), path.strip() + " = " + value));
			return plan;
		} catch (EmulationException | RuntimeException | Error e) {
			changes.forEach(NetworkDocument.Change::undo);
			throw e;
		}
	}

	private static String owner(String path) {
		return path.strip().substring(0, Math.max(0, path.strip().lastIndexOf('.')));
	}

	/** Changes values of which some belong to elements without effect, in the text: those have no typed values. */
	private Plan mend(Map<String, String> values, Set<String> owners, String client) throws EmulationException {
		Plan plan = orAsBefore(() -> {
			excluded.keySet().removeAll(owners);
			return applyEdited(d -> d.change(values, kinds, (path, problem) -> Failures.of(ErrorCode.INPUT, problem, path, "", List.of())));
		});
		values.forEach((path, value) -> changed(client, owner(path), path.strip() + " = " + value));
		return plan;
	}

	/** An edit of the text. */
	@FunctionalInterface
	public interface Edit {
		/** @return the one change that was made */
		NetworkDocument.Change on(NetworkDocument document);
	}

	/** Edits the text and makes it so; all or nothing. */
	public Plan edit(Edit edit, String client, String element, String what) throws EmulationException {
		needed();
		Plan plan = orAsBefore(() -> {
			excluded.remove(element);
			excluded.remove(owner(element));
			return applyEdited(edit);
		});
		changed(client, element, what);
		return plan;
	}

	private Plan applyEdited(Edit edit) throws EmulationException {
		NetworkDocument.Change change = edit.on(document);
		try {
			boolean whole = withoutEffect.isEmpty() && tolerated.isEmpty() && excluded.isEmpty();
			return applyDocument(whole ? change : NetworkDocument.Change.ANY);
		} catch (EmulationException | RuntimeException | Error e) {
			change.undo();
			throw e;
		}
	}

	/** Makes what runs what the document says. */
	private Plan applyDocument(NetworkDocument.Change change) throws EmulationException {
		SpecResult result = document.build(kinds, leniency(Set.of()), wanted, change);
		if (result.spec() == null)
			throw Networks.wrong(result);
		Plan plan = apply(result.spec(), ApplyMonitor.NONE);
		took(result);
		return plan;
	}

	public Plan beginCapture(ProbeSpec probe) throws EmulationException {
		needed();
		if (wanted.link(probe.target()).isEmpty())
			throw Failures.of(ErrorCode.INPUT,
					"there is no link '" + probe.target() + "'; there are "
							+ String.join(", ", wanted.links().stream().map(l -> l.name()).toList()),
					probe.target(), "", List.of());
		captures.add(probe);
		try {
			return apply(wanted, ApplyMonitor.NONE);
		} catch (EmulationException | RuntimeException e) {
			captures.remove(probe);
			throw e;
		}
	}

	public void endCapture(ProbeSpec probe) throws EmulationException {
		if (captures.remove(probe) && !ended)
			apply(wanted, ApplyMonitor.NONE);
	}

	/** @return element paths of what has one of these kinds */
	public List<String> uses(List<KindDescriptor> some) {
		Set<String> ids = some.stream().map(KindDescriptor::id).collect(Collectors.toSet());
		Set<String> paths = new LinkedHashSet<>();
		wanted.nodes().stream().filter(node -> ids.contains(node.kindId())).forEach(node -> paths.add(node.name()));
		wanted.nodes().stream().flatMap(node -> node.services().stream()).filter(service -> ids.contains(service.kindId()))
				.forEach(service -> paths.add(service.path()));
		wanted.links().stream().flatMap(link -> Stream.concat(link.forward().stream(), link.backward().stream()))
				.filter(i -> ids.contains(i.kindId())).forEach(i -> paths.add(i.path()));
		wanted.flows().stream().filter(flow -> ids.contains(flow.kindId())).forEach(flow -> paths.add(flow.path()));
		wanted.probes().stream().filter(probe -> ids.contains(probe.kindId())).forEach(probe -> paths.add(probe.path()));
		return List.copyOf(paths);
	}

	/** Goes on without kinds whose plug-in goes. What has them stays in the text. */
	public void retire(List<KindDescriptor> going) throws EmulationException {
		if (ended)
			return;
		List<String> uses = uses(going);
		gone.addAll(going);
		for (KindDescriptor kind : going)
			emulation.retire(kind.id());
		if (uses.isEmpty() && document.elementsOf(going).isEmpty())
			return;
		applyText(Set.of());
		uses.forEach(path -> tell(new Protocol.Event(name, System.currentTimeMillis() / 1e3, "warning", path, "kinds",
				"missing kind: its plug-in has gone; the lab continues without it, and its text stays as it is")));
	}

	/**
	 * Takes up again what has kinds that are back. What the new version of a kind refuses stays without effect; all else goes on.
	 *
	 * @return what is without effect for that
	 */
	public List<PluginPlan.Warning> takeUp() {
		List<KindDescriptor> back = gone.stream().filter(kind -> kinds.find(kind.point(), kind.id()).isPresent()).toList();
		if (ended || back.isEmpty())
			return List.of();
		Map<String, String> before = withoutEffect;
		Set<String> ids = back.stream().map(KindDescriptor::id).collect(Collectors.toSet());
		gone.removeAll(back);
		excluded.keySet().removeAll(document.elementsOf(back)); // Another version: it is tried again.
		try {
			Plan plan;
			try {
				plan = applyText(ids);
			} catch (EmulationException | RuntimeException e) {
				plan = takeUpSingly(back, ids, e);
			}
			Plan done = plan;
			for (String path : uses(back))
				tell(new Protocol.Event(name, System.currentTimeMillis() / 1e3, "info", path, "kinds",
						"its kind is there again: " + done.steps().stream()
								.filter(step -> step.element().equals(path) || path.startsWith(step.element() + "/"))
								.map(step -> step.what()).distinct().collect(Collectors.joining("; "))));
		} catch (EmulationException | RuntimeException e) {
			gone.addAll(back.stream().filter(kind -> kinds.find(kind.point(), kind.id()).isEmpty()).toList());
			tell(new Protocol.Event(name, System.currentTimeMillis() / 1e3, "error", "", "kinds",
					"kinds are there again, but the lab continues without them: " + e.getMessage() + "; correct its network"));
			return List.of(new PluginPlan.Warning(name, "", "the lab continues without " + String.join(", ", ids) + ": " + e.getMessage()));
		}
		List<PluginPlan.Warning> warnings = new ArrayList<>();
		withoutEffect.forEach((path, reason) -> {
			if (reason.equals(before.get(path)))
				return;
			String message = "without effect since its kind has changed: " + reason;
			warnings.add(new PluginPlan.Warning(name, path, message));
			tell(new Protocol.Event(name, System.currentTimeMillis() / 1e3, "warning", path, "kinds",
					message + "; its text stays as it is: correct it there, or with 'set'"));
		});
		return warnings;
	}

	/** The new versions of kinds fit the declarations, and yet something fails: finds out which elements, and leaves those out. */
	private Plan takeUpSingly(List<KindDescriptor> back, Set<String> ids, Exception failure) throws EmulationException {
		List<String> paths = document.elementsOf(back);
		former.removeAll(back);
		former.addAll(back);
		paths.forEach(path -> excluded.put(path, reason(failure)));
		Plan plan = applyText(ids);
		return paths.size() == 1 ? plan : takeUp(paths, ids, new int[1], plan);
	}

	/** @param failures how many elements have failed until now */
	private Plan takeUp(List<String> paths, Set<String> ids, int[] failures, Plan before) {
		excluded.keySet().removeAll(paths);
		try {
			return applyText(ids);
		} catch (EmulationException | RuntimeException e) {
			failures[0] += paths.size() == 1 ? 1 : 0;
			paths.forEach(path -> excluded.put(path, reason(e)));
		}
		Plan plan = before;
		int half = paths.size() / 2;
		if (half > 0 && failures[0] < FAILURES)
			plan = takeUp(paths.subList(0, half), ids, failures, plan);
		if (half > 0 && failures[0] < FAILURES)
			plan = takeUp(paths.subList(half, paths.size()), ids, failures, plan);
		return plan;
	}

	private static String reason(Exception e) {
		return String.valueOf(e.getMessage());
	}

	/** Makes what runs what the text says, with the kinds that are there now. */
	private Plan applyText(Set<String> renewedKinds) throws EmulationException {
		SpecResult result = document.build(kinds, leniency(renewedKinds));
		if (result.spec() == null)
			throw Networks.wrong(result);
		return orAsBefore(() -> {
			took(result);
			return applyResult(result);
		});
	}

	private Plan applyResult(SpecResult result) throws EmulationException {
		// Opened, but not started yet: it is read with these kinds when it is.
		if (emulation.applied() == NetworkSpec.EMPTY) {
			wanted = result.spec();
			return new Plan(List.of(), List.of());
		}
		return apply(result.spec(), ApplyMonitor.NONE);
	}

	/** Ends everything. What the lab had in a folder of its own is removed. @param failure why, if that is not as it should be; else empty */
	public void end(String failure) {
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
			System.getLogger("io.wirebench.control").log(System.Logger.Level.WARNING, folder + " could not be removed: " + e.getMessage());
		}
	}

	public boolean ended() {
		return ended;
	}

	/** @return what went wrong that it has ended, behind a colon; empty if nothing did */
	public String why() {
		return why;
	}

	/** Networks from texts of clients. */
	public static final class Networks {

		private Networks() {
		}

		public record Read(NetworkDocument document, NetworkSpec spec, SpecResult result) {}

		/** @throws RuntimeException to be answered, with all problems, if there is an error */
		public static Read read(Protocol.NetworkText text, KindRegistry kinds) {
			return read(text, kinds, Leniency.NONE);
		}

		/** @param leniency what may be wrong with it */
		public static Read read(Protocol.NetworkText text, KindRegistry kinds, Leniency leniency) {
			limit(text);
			NetworkDocument document;
			try {
				document = NetworkDocument.read(text.text());
			} catch (IOException e) {
				throw wrong(NetworkDocument.check(text.text(), kinds));
			}
			SpecResult result = document.build(kinds, leniency);
			if (result.spec() == null)
				throw wrong(result);
			NetworkSpec spec = result.spec();
			if (text.set() != null) {
				boolean anew = false;
				for (Map.Entry<String, String> change : text.set().entrySet())
					try {
						if (result.withoutEffect().containsKey(owner(change.getKey()))) {
							document.change(change.getKey().strip(), change.getValue().strip(), kinds);
							result = document.build(kinds, leniency);
							if (result.spec() == null)
								throw wrong(result);
							spec = result.spec();
							continue;
						}
						if (spec.isOfInterface(change.getKey().strip()))
							anew = true;
						else
							spec = spec.with(change.getKey().strip(), change.getValue().strip());
						document.set(change.getKey().strip(), change.getValue().strip());
					} catch (IllegalArgumentException e) {
						throw Failures.of(ErrorCode.INPUT, change.getKey() + "=" + change.getValue() + ": " + e.getMessage(),
								change.getKey().strip(), "", List.of());
					}
				if (anew) {
					result = document.build(kinds, leniency);
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
		public static void limit(Protocol.NetworkText text) {
			// No character has fewer than one byte; most networks are far below both.
			if (text.text().length() > Limits.NETWORK_BYTES
					|| text.text().length() > Limits.NETWORK_BYTES / 3
							&& text.text().getBytes(StandardCharsets.UTF_8).length > Limits.NETWORK_BYTES)
				throw Failures.of(ErrorCode.INPUT, "the network's text is longer than " + Limits.NETWORK_BYTES + " bytes (NETWORK_BYTES)",
						"", "split it into several labs", List.of());
		}

		private static RuntimeException wrong(SpecResult result) {
			List<Protocol.NetworkProblem> problems = Translate.problems(result.problems());
			List<Protocol.NetworkProblem> errors = problems.stream().filter(p -> p.severity().equals("error")).toList();
			Protocol.NetworkProblem first = errors.getFirst();
			int count = errors.stream().mapToInt(Protocol.NetworkProblem::count).sum();
			String message = count == 1 ? "the network has an error" : "the network has " + count + " errors";
			return Failures.of(ErrorCode.INPUT,
					message + ": " + (first.line() > 0 ? "line " + first.line() + ": " : "")
							+ (first.element().isEmpty() ? "" : first.element() + ": ")
							+ first.message(),
					first.element(), first.remedy(), problems);
		}
	}
}
