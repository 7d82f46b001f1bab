package io.wirebench.plugins.internal;

import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindPoint;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plugins.KindUsers;
import io.wirebench.core.plugins.PluginException;
import io.wirebench.core.plugins.PluginInfo;
import io.wirebench.core.plugins.PluginMonitor;
import io.wirebench.core.plugins.PluginPlan;
import io.wirebench.core.plugins.PluginRequest;
import io.wirebench.core.plugins.Plugins;
import io.wirebench.plugins.internal.Area.Entry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.equinox.p2.metadata.IArtifactKey;
import org.eclipse.equinox.p2.metadata.IInstallableUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** The plug-ins of the user who runs this engine: a service component, declared in OSGI-INF. */
public final class UserPlugins implements Plugins {

	private final KindRegistry kinds;
	private final BundleContext context;
	private final Area area;
	private final Note note;
	private final RunningBundles running;
	private static final String LEFT_OUT = "; it is skipped until it is installed again or removed";

	/** Plug-ins that could not be brought in at the start of this engine, by bundle. */
	private final Map<String, String> problems = new TreeMap<>();

	public UserPlugins(KindRegistry kinds) {
		this.kinds = kinds;
		context = FrameworkUtil.getBundle(UserPlugins.class).getBundleContext();
		area = Area.ofUser();
		note = new Note(area.note());
		running = new RunningBundles(context, area, note, kinds);
	}

	@Override
	public synchronized void start(Consumer<String> told) {
		if (!area.exists()) {
			running.keepOnly(List.of());
			return;
		}
		try (FileChannel _ = area.lock()) {
			Map<String, String> leftOut = area.leftOut();
			area.forgetDead();
			List<Entry> entries = area.installed();
			area.sweep(entries);
			leftOut.forEach((bundle, reason) -> problems.put(bundle, reason + LEFT_OUT));
			List<Entry> wanted = entries.stream().filter(entry -> !leftOut.containsKey(entry.text())).toList();
			running.keepOnly(wanted);
			problems.putAll(running.start(wanted, late -> {
				leftOut.put(late.text(), RunningBundles.LATE);
				area.leftOut(leftOut); // At once: whoever waits for this engine may lose patience.
			}));
		} catch (IOException | PluginException e) {
			told.accept("plug-ins could not be started: " + e.getMessage());
		}
		problems.forEach((bundle, problem) -> told.accept("the plug-in bundle " + bundle + " was left out: " + problem));
	}

	@Override
	public void used(Set<String> ids) {
		Set<String> contributors = new HashSet<>();
		for (String id : ids)
			for (KindPoint point : KindPoint.values())
				kinds.find(point, id).filter(kind -> !kind.info().contributor().equals(KindRegistry.BUILT_IN))
						.ifPresent(kind -> contributors.add(kind.info().contributor()));
		Set<String> bundles = new TreeSet<>();
		if (!contributors.isEmpty())
			running.files().keySet().stream().filter(bundle -> contributors.contains(bundle.substring(0, bundle.lastIndexOf(' '))))
					.forEach(bundles::add);
		try {
			note.used(bundles);
		} catch (IOException e) {
			System.getLogger("io.wirebench.plugins").log(System.Logger.Level.WARNING,
					"which plug-ins are in use could not be noted in " + area.folder() + ": " + Area.reason(e));
		}
	}

	@Override
	public String ended() {
		Stacks.Exit exit = new Stacks(running.files()).exit(Thread.getAllStackTraces().values());
		if (exit == null) {
			note.end();
			return "";
		}
		Map<String, String> suspects = new TreeMap<>();
		if (!exit.bundle().isEmpty())
			suspects.put(exit.bundle(), exit.code() + " called for the end of the process (System.exit)");
		else
			note.underWay().entrySet().stream().filter(each -> each.getValue().equals(Note.STARTING))
					.forEach(each -> suspects.put(each.getKey(), "an engine ended " + each.getValue()));
		String who = exit.code() + (exit.bundle().isEmpty() ? "" : " of the plug-in bundle " + exit.bundle());
		return who + " called for the end of the process (System.exit)" + suspect("", suspects);
	}

	@Override
	public String outOfMemory() {
		Map<String, String> suspects = new TreeMap<>();
		new Stacks(running.files()).running(Thread.getAllStackTraces().values())
				.forEach(bundle -> suspects.put(bundle, "while its code ran"));
		suspects.putAll(note.underWay());
		return suspect("an engine's memory ran out", suspects);
	}

	/** Leaves a word to the next start. For any thread, whoever has what lock. @return the rest of a sentence */
	private String suspect(String what, Map<String, String> suspects) {
		try {
			if (!suspects.isEmpty())
				area.suspects(what, suspects);
			note.end();
			return suspects.isEmpty() ? "" : "; the next start leaves out " + String.join(", ", suspects.keySet());
		} catch (IOException e) {
			return "; that " + String.join(", ", suspects.keySet()) + " may be why could not be noted in " + area.folder() + ": "
					+ Area.reason(e);
		}
	}

	@Override
	public synchronized List<PluginInfo> installed() throws PluginException {
		if (!Files.exists(area.p2()))
			return List.of();
		try (FileChannel _ = area.lock(); Provisioner p2 = new Provisioner(context, area)) {
			List<PluginInfo> all = new ArrayList<>();
			Set<String> present = present();
			p2.installed().forEach((id, unit) -> {
				List<String> bundles = new ArrayList<>();
				List<String> own = new ArrayList<>();
				List<String> refused = new ArrayList<>();
				List<String> wrong = new ArrayList<>();
				for (IArtifactKey key : p2.bundlesOf(unit)) {
					String text = key.getId() + " " + key.getVersion();
					bundles.add(text);
					if (running.runs(key.getId(), key.getVersion().toString())) {
						own.addAll(kindsOf(Set.of(key.getId())).stream().map(KindDescriptor::id).toList());
						refused.addAll(refusedOf(Set.of(key.getId())));
					}
					if (problems.containsKey(text))
						wrong.add(text + ": " + problems.get(text));
					else if (!present.contains(text))
						wrong.add(text + ": its file is missing in " + area.pool() + "; install it again");
					else if (!running.runs(key.getId(), key.getVersion().toString()))
						wrong.add(text + ": it comes with the next start of the engine");
				}
				all.add(info(unit, unit.getVersion().toString(), bundles, own, refused, String.join("; ", wrong)));
			});
			return all;
		} catch (IOException e) {
			throw unreadable(e);
		}
	}

	private Set<String> present() throws PluginException {
		try {
			Set<String> present = new HashSet<>();
			for (Entry entry : area.installed())
				if (Files.isReadable(area.pool().resolve(entry.file())))
					present.add(entry.text());
			return present;
		} catch (IOException e) {
			throw unreadable(e);
		}
	}

	private PluginException unreadable(IOException e) {
		return new PluginException("plug-ins in " + area.folder() + " cannot be read or written: " + Area.reason(e), true, e);
	}

	private static PluginInfo info(IInstallableUnit unit, String installedVersion, List<String> bundles, List<String> kinds,
			List<String> refused, String problem) {
		return new PluginInfo(Provisioner.id(unit), unit.getVersion().toString(),
				text(unit, IInstallableUnit.PROP_NAME, Provisioner.id(unit)), text(unit, IInstallableUnit.PROP_DESCRIPTION, ""),
				text(unit, IInstallableUnit.PROP_PROVIDER, ""), installedVersion, bundles, kinds, refused, problem);
	}

	private static String text(IInstallableUnit unit, String property, String otherwise) {
		String text = unit.getProperty(property, "df_LT");
		if (text == null)
			text = unit.getProperty(property);
		return text == null || text.startsWith("%") ? otherwise : text.strip();
	}

	@Override
	public synchronized List<PluginInfo> search(String source) throws PluginException {
		try (FileChannel _ = area.lock(); Site site = Site.open(source, area.staging()); Provisioner p2 = new Provisioner(context, area)) {
			Map<String, IInstallableUnit> installed = p2.installed();
			List<PluginInfo> all = new ArrayList<>();
			newest(p2.offered(site, Provisioner.monitor(PluginMonitor.NONE))).forEach((id, unit) -> all.add(
					info(unit, installed.containsKey(id) ? installed.get(id).getVersion().toString() : null, List.of(), List.of(),
							List.of(), "")));
			p2.fresh(site);
			return all;
		} catch (IOException e) {
			throw unreadable(e);
		}
	}

	private static Map<String, IInstallableUnit> newest(List<IInstallableUnit> sorted) {
		Map<String, IInstallableUnit> newest = new TreeMap<>();
		sorted.forEach(unit -> newest.put(Provisioner.id(unit), unit));
		return newest;
	}

	@Override
	public synchronized PluginPlan plan(PluginRequest request, PluginMonitor monitor) throws PluginException {
		try (Work work = new Work(request, monitor)) {
			return work.plan();
		} catch (IOException e) {
			throw unreadable(e);
		}
	}

	@Override
	public synchronized PluginPlan carryOut(PluginRequest request, boolean trust, boolean force, KindUsers users, PluginMonitor monitor)
			throws PluginException {
		try (Work work = new Work(request, monitor)) {
			return work.carryOut(trust, force, users);
		} catch (IOException e) {
			throw unreadable(e);
		}
	}

	@Override
	public List<String> unloading() {
		return running.unloading();
	}

	private List<KindDescriptor> kindsOf(Set<String> contributors) {
		List<KindDescriptor> found = new ArrayList<>();
		for (KindPoint point : KindPoint.values())
			for (KindDescriptor kind : kinds.all(point))
				if (contributors.contains(kind.info().contributor()))
					found.add(kind);
		return found;
	}

	private List<String> refused(List<Entry> bundles) {
		return refusedOf(Set.copyOf(bundles.stream().map(Entry::name).toList()));
	}

	private List<String> refusedOf(Set<String> contributors) {
		kinds.refresh(); // Of a point that does not exist the platform tells nobody.
		return kinds.problems().stream().filter(problem -> contributors.contains(problem.contributor())).map(Object::toString).toList();
	}

	/** One change, from what is asked for to what is done. */
	private final class Work implements AutoCloseable {

		private final PluginMonitor monitor;
		private final IProgressMonitor followed;
		private final FileChannel lock;
		private final Map<String, String> leftOut;
		private Site site;
		private Provisioner p2;
		private Path fetched;
		private Provisioner.Solution solution;
		private final List<PluginPlan.Change> changes = new ArrayList<>();
		/** What comes, by bundle, and where its file is now. */
		private final Map<Entry, Path> coming = new LinkedHashMap<>();
		private final List<Entry> going = new ArrayList<>();
		private final Set<String> kindsThatCome = new HashSet<>();
		private final List<String> untrusted = new ArrayList<>();
		/** What was left out and may try once more, as somebody installs it anew. */
		private final List<Entry> again = new ArrayList<>();
		private PluginPlan plan;

		Work(PluginRequest request, PluginMonitor monitor) throws PluginException, IOException {
			this.monitor = monitor;
			followed = Provisioner.monitor(monitor);
			lock = area.lock();
			try {
				leftOut = area.leftOut();
				prepare(request);
			} catch (PluginException | IOException | RuntimeException e) {
				close();
				throw e;
			}
		}

		private void tell(double done, String what) throws PluginException {
			if (monitor.cancelled())
				throw Provisioner.cancelled();
			monitor.progress(done, what);
		}

		private void prepare(PluginRequest request) throws PluginException, IOException {
			tell(0, "reading what is installed");
			p2 = new Provisioner(context, area);
			Map<String, IInstallableUnit> installed = p2.installed();
			List<IInstallableUnit> add = new ArrayList<>();
			List<IInstallableUnit> remove = new ArrayList<>();
			if (request.action() == PluginRequest.Action.REMOVE) {
				if (request.ids().isEmpty())
					throw new PluginException("no plug-in is named; installed are " + names(installed.keySet()));
				for (String id : request.ids())
					remove.add(known(Provisioner.plain(id), installed));
				for (IInstallableUnit unit : remove)
					refuseIfNeeded(unit, remove, installed);
			} else {
				tell(0.1, "reading the site " + request.source());
				site = Site.open(request.source(), area.staging());
				choose(request, installed, add, remove);
			}
			changes(add, remove, installed);
			if (add.isEmpty() && remove.isEmpty()) {
				plan = new PluginPlan(List.of(), List.of(), List.of(), List.of(), running.stuck(again.stream().map(Entry::name).toList()),
						"");
				return;
			}
			tell(0.2, "finding out what goes together");
			solution = p2.solve(add, remove, site, followed);
			List<Entry> known = area.installed();
			for (IArtifactKey key : Provisioner.bundles(solution.removals()))
				known.stream().filter(entry -> entry.name().equals(key.getId()) && entry.version().equals(key.getVersion().toString()))
						.forEach(going::add);
			List<PluginPlan.BundleChange> bundles = fetch();
			plan = running.plan(changes, bundles, coming, going, UserPlugins.this::kindsOf);
		}

		private static String names(Set<String> ids) {
			return ids.isEmpty() ? "none" : String.join(", ", ids);
		}

		private IInstallableUnit known(String id, Map<String, IInstallableUnit> installed) throws PluginException {
			IInstallableUnit unit = installed.get(id);
			if (unit == null)
				throw new PluginException("the plug-in '" + id + "' is not installed; installed are " + names(installed.keySet()));
			return unit;
		}

		/** p2 would leave the bundles of a plug-in that another one needs: then it has not been removed. */
		private void refuseIfNeeded(IInstallableUnit unit, List<IInstallableUnit> removed, Map<String, IInstallableUnit> installed)
				throws PluginException {
			List<IArtifactKey> own = p2.bundlesOf(unit);
			Set<String> by = new TreeSet<>();
			installed.forEach((id, other) -> {
				// What both include stays for the other.
				if (!removed.contains(other)
						&& p2.neededBy(other).stream().anyMatch(key -> own.contains(key) && !p2.bundlesOf(other).contains(key)))
					by.add(id);
			});
			if (!by.isEmpty())
				throw new PluginException("the plug-in '" + Provisioner.id(unit) + "' is needed by " + names(by) + "; remove that too");
		}

		private void choose(PluginRequest request, Map<String, IInstallableUnit> installed, List<IInstallableUnit> add,
				List<IInstallableUnit> remove) throws PluginException {
			boolean update = request.action() == PluginRequest.Action.UPDATE;
			List<IInstallableUnit> offered = p2.offered(site, followed);
			Map<String, IInstallableUnit> newest = newest(offered);
			if (offered.isEmpty())
				throw new PluginException("the site " + site.source() + " offers no plug-in");
			Set<String> ids = new TreeSet<>(request.ids().isEmpty() ? update ? installed.keySet() : newest.keySet() : request.ids());
			for (String word : ids) {
				int slash = word.indexOf('/');
				String id = Provisioner.plain(slash < 0 ? word : word.substring(0, slash));
				if (update)
					known(id, installed);
				IInstallableUnit wanted = slash < 0
						? newest.get(id)
						: offered.stream().filter(
								unit -> Provisioner.id(unit).equals(id) && unit.getVersion().toString().equals(word.substring(slash + 1)))
								.findFirst().orElse(null);
				if (wanted == null && update && request.ids().isEmpty())
					continue; // It came from another site.
				if (wanted == null)
					throw new PluginException("the site " + site.source() + " does not offer the plug-in '" + word + "'; it offers "
							+ String.join(", ", offered.stream().map(unit -> Provisioner.id(unit) + "/" + unit.getVersion()).toList()));
				IInstallableUnit old = installed.get(id);
				if (old == null) {
					add.add(wanted);
				} else if (slash < 0
						? wanted.getVersion().compareTo(old.getVersion()) > 0
						: !wanted.getVersion().equals(old.getVersion())) {
					add.add(wanted);
					remove.add(old);
				} else if (!update && wanted.getVersion().equals(old.getVersion())) {
					again(old);
				}
			}
		}

		private void again(IInstallableUnit unit) throws PluginException {
			try {
				List<Entry> entries = area.installed();
				for (IArtifactKey key : p2.bundlesOf(unit)) {
					Entry found = entries.stream()
							.filter(entry -> entry.name().equals(key.getId()) && entry.version().equals(key.getVersion().toString()))
							.findFirst()
							.orElse(new Entry(key.getId(), key.getVersion().toString(), file(key)));
					// It may run here, and be suspect since another engine has ended.
					if (!running.runs(found.name(), found.version()) || leftOut.containsKey(found.text())) {
						again.add(found);
						if (!Files.isReadable(area.pool().resolve(found.file())))
							fetch(key, found);
					}
				}
				if (!again.isEmpty())
					changes.add(new PluginPlan.Change(Provisioner.id(unit), text(unit, IInstallableUnit.PROP_NAME, Provisioner.id(unit)),
							unit.getVersion().toString(), unit.getVersion().toString()));
			} catch (IOException e) {
				throw unreadable(e);
			}
		}

		private void changes(List<IInstallableUnit> add, List<IInstallableUnit> remove, Map<String, IInstallableUnit> installed) {
			Map<String, IInstallableUnit> gone = new TreeMap<>();
			remove.forEach(unit -> gone.put(Provisioner.id(unit), unit));
			for (IInstallableUnit unit : add) {
				IInstallableUnit old = gone.remove(Provisioner.id(unit));
				changes.add(new PluginPlan.Change(Provisioner.id(unit), text(unit, IInstallableUnit.PROP_NAME, Provisioner.id(unit)),
						old == null ? null : old.getVersion().toString(), unit.getVersion().toString()));
			}
			gone.forEach((id, unit) -> changes
					.add(new PluginPlan.Change(id, text(unit, IInstallableUnit.PROP_NAME, id), unit.getVersion().toString(), null)));
		}

		private static String file(IArtifactKey key) {
			return key.getId() + "_" + key.getVersion() + ".jar";
		}

		/** Copies what comes out of the site, looks at all of it, and says who has signed it. */
		private List<PluginPlan.BundleChange> fetch() throws PluginException, IOException {
			List<PluginPlan.BundleChange> bundles = new ArrayList<>();
			Map<String, Entry> gone = new HashMap<>();
			going.forEach(entry -> gone.put(entry.name(), entry));
			for (IInstallableUnit unit : solution.additions()) {
				Set<String> unusual = BundlesOnly.unusual(unit);
				if (!unusual.isEmpty())
					throw new PluginException(unit.getId() + " " + unit.getVersion() + " wants more than to add bundles ("
							+ String.join(", ", unusual) + "); a plug-in may add bundles only");
				for (IArtifactKey key : unit.getArtifacts())
					if (!key.getClassifier().equals("osgi.bundle") && !key.getClassifier().equals("org.eclipse.update.feature"))
						throw new PluginException(unit.getId() + " " + unit.getVersion() + " has a part of the sort '" + key.getClassifier()
								+ "'; a plug-in may consist of bundles only");
			}
			List<IArtifactKey> keys = Provisioner.bundles(solution.additions());
			for (IArtifactKey key : keys) {
				tell(0.3 + 0.5 * coming.size() / keys.size(), "fetching " + key.getId() + " " + key.getVersion());
				Entry entry = new Entry(key.getId(), key.getVersion().toString(), file(key));
				Signatures.Signer signer = fetch(key, entry);
				Entry old = gone.remove(entry.name());
				bundles.add(new PluginPlan.BundleChange(entry.name(), old == null ? null : old.version(), entry.version(), signer.text()));
			}
			gone.values().forEach(entry -> bundles.add(new PluginPlan.BundleChange(entry.name(), entry.version(), null, "")));
			return bundles;
		}

		private Signatures.Signer fetch(IArtifactKey key, Entry entry) throws PluginException, IOException {
			if (fetched == null) {
				Files.createDirectories(area.staging());
				fetched = Files.createTempDirectory(area.staging(), "bundles");
			}
			Path file = fetched.resolve(file(key));
			p2.fetch(key, site, file, followed);
			BundleFile bundle = BundleFile.read(file, entry, site.source());
			kindsThatCome.addAll(bundle.kinds());
			coming.put(entry, file);
			if (!bundle.signer().known())
				untrusted.add(entry.text() + (bundle.signer().name().isEmpty()
						? " is not signed"
						: " is signed by " + bundle.signer().name() + ", for whom nobody vouches whom this Java knows"));
			return bundle.signer();
		}

		PluginPlan plan() {
			return new PluginPlan(changes, plan.bundles(), plan.affected(), plan.goingKinds(), plan.restartReason(),
					String.join("; ", untrusted));
		}

		PluginPlan carryOut(boolean trust, boolean force, KindUsers users) throws PluginException, IOException {
			PluginPlan planned = plan();
			if (planned.isEmpty())
				return planned;
			if (!planned.untrusted().isEmpty() && !trust)
				throw new PluginException(planned.untrusted()
						+ "; what is in it would run with all rights of the engine: say that you trust it (--trust), or do not install it");
			boolean now = planned.restartReason().isEmpty();
			List<KindDescriptor> lost = planned.goingKinds().stream().filter(kind -> !kindsThatCome.contains(kind.id())
					&& going.stream().anyMatch(entry -> entry.name().equals(kind.info().contributor()))).toList();
			List<String> uses = now ? users.uses(lost) : List.of();
			if (!uses.isEmpty() && !force)
				throw new PluginException("what would go is in use: " + String.join("; ", uses)
						+ "; remove it there first, or force it: the labs then continue without");
			tell(0.85, now ? "changing what runs" : "noting what is to be changed at the next start");
			if (solution == null) {
				List<PluginPlan.Warning> warnings = tryAgain(now, users);
				return now ? planned.refusing(refused(again)).warning(warnings) : planned;
			}
			List<Entry> before = area.installed();
			List<Entry> after = new ArrayList<>(before);
			after.removeAll(going);
			Files.createDirectories(area.pool());
			for (Map.Entry<Entry, Path> each : coming.entrySet()) {
				// Another file than one that an engine may have open.
				Entry entry = before.stream().anyMatch(e -> e.file().equals(each.getKey().file()))
						? new Entry(each.getKey().name(), each.getKey().version(), System.currentTimeMillis() + "-" + each.getKey().file())
						: each.getKey();
				Files.move(each.getValue(), area.pool().resolve(entry.file()), StandardCopyOption.REPLACE_EXISTING);
				after.add(entry);
			}
			List<Entry> fresh = after.stream().filter(entry -> !before.contains(entry)).toList();
			RunningBundles.Undo undo = RunningBundles.Undo.NOTHING;
			try {
				if (now) {
					users.retire(planned.goingKinds());
					undo = running.change(planned, going, fresh, users);
				}
				p2.commit(solution);
				area.installed(after);
			} catch (PluginException | IOException | RuntimeException e) {
				undo.run();
				area.sweep(before);
				throw e;
			}
			before.forEach(entry -> {
				if (!after.contains(entry))
					leftOut.remove(entry.text());
			});
			fresh.forEach(entry -> leftOut.remove(entry.text()));
			area.leftOut(leftOut);
			problems.keySet().removeIf(text -> going.stream().anyMatch(entry -> entry.text().equals(text))
					|| fresh.stream().anyMatch(entry -> entry.text().equals(text)));
			if (now) // Otherwise this engine goes on with what was there.
				area.sweep(after);
			monitor.progress(1, "done");
			List<String> come = now
					? kindsOf(Set.copyOf(fresh.stream().map(Entry::name).toList())).stream().map(KindDescriptor::id).toList()
					: List.of();
			return now
					? planned.refusing(refused(fresh)).warning(users.changed(lost.stream().map(KindDescriptor::id).toList(), come))
					: planned;
		}

		private List<PluginPlan.Warning> tryAgain(boolean now, KindUsers users) throws PluginException, IOException {
			Files.createDirectories(area.pool());
			for (Map.Entry<Entry, Path> each : coming.entrySet())
				Files.move(each.getValue(), area.pool().resolve(each.getKey().file()), StandardCopyOption.REPLACE_EXISTING);
			List<Entry> listed = area.installed();
			List<Entry> unlisted = again.stream().filter(entry -> !listed.contains(entry)).toList();
			if (!unlisted.isEmpty()) {
				listed.addAll(unlisted);
				area.installed(listed);
			}
			Map<String, String> wrong = now ? running.start(again, late -> {
				leftOut.put(late.text(), RunningBundles.LATE);
				area.leftOut(leftOut);
			}) : Map.of();
			if (!wrong.isEmpty()) {
				problems.putAll(wrong);
				throw new PluginException("it cannot be started: "
						+ String.join("; ", wrong.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList()));
			}
			again.forEach(entry -> {
				leftOut.remove(entry.text());
				if (now)
					problems.remove(entry.text());
			});
			area.leftOut(leftOut);
			if (!now)
				return List.of();
			return users.changed(List.of(),
					kindsOf(Set.copyOf(again.stream().map(Entry::name).toList())).stream().map(KindDescriptor::id).toList());
		}

		@Override
		public void close() throws IOException {
			if (p2 != null) {
				if (site != null)
					try {
						p2.fresh(site);
					} catch (PluginException e) {
						// It is forgotten with this agent anyway.
					}
				p2.close();
			}
			if (site != null)
				site.close();
			if (fetched != null)
				Site.delete(fetched);
			lock.close();
		}
	}
}
