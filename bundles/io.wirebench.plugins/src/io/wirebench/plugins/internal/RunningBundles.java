package io.wirebench.plugins.internal;

import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindFaults;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plugins.KindUsers;
import io.wirebench.core.plugins.PluginException;
import io.wirebench.core.plugins.PluginPlan;
import io.wirebench.plugins.internal.Area.Entry;

import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** The bundles of plug-ins in the running framework. For one thread at a time. */
final class RunningBundles {

	private static final long REFRESH_SECONDS = 30;
	/** How long a bundle's code may take when the bundle is started or stopped, and then to hear that it is interrupted. */
	static final long LIMIT_SECONDS = 10;
	private static final Duration INTERRUPTED = Duration.ofSeconds(1);

	static final String LATE = "its start did not return within " + LIMIT_SECONDS + " s";

	/** Hears of a bundle whose start does not come back. */
	@FunctionalInterface
	interface Late {
		Late NOTHING = _ -> {
		};

		void did(Entry entry) throws IOException;
	}

	/** Makes a change undone. */
	@FunctionalInterface
	interface Undo {
		Undo NOTHING = () -> {
		};

		void run();
	}

	/** Something that the framework does. */
	@FunctionalInterface
	private interface Call {
		void run() throws BundleException;
	}

	private static final class Gone extends PhantomReference<ClassLoader> {
		final String bundle;

		Gone(String bundle, ClassLoader loader, ReferenceQueue<ClassLoader> queue) {
			super(loader, queue);
			this.bundle = bundle;
		}
	}

	private final BundleContext context;
	private final FrameworkWiring framework;
	private final Area area;
	private final KindRegistry kinds;
	private final Note note;
	/** Files of the bundles that are there, by bundle; for any thread. */
	private final Map<String, Path> files = new ConcurrentHashMap<>();
	/** Bundles whose code did not come back when they were started or stopped: the framework holds their lock. For any thread. */
	private final Set<Bundle> stuck = ConcurrentHashMap.newKeySet();
	private final ReferenceQueue<ClassLoader> unloaded = new ReferenceQueue<>();
	private final Set<Gone> unloading = new LinkedHashSet<>();
	private boolean collisions;

	RunningBundles(BundleContext context, Area area, Note note, KindRegistry kinds) {
		this.context = context;
		this.area = area;
		this.note = note;
		this.kinds = kinds;
		framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
	}

	/** Whether the folder is there yet or not. */
	private String prefix() {
		String uri = area.pool().toUri().toString();
		return "reference:" + (uri.endsWith("/") ? uri : uri + "/");
	}

	private String location(Entry entry) {
		return prefix() + entry.file();
	}

	private boolean isOurs(Bundle bundle) {
		return bundle.getLocation().startsWith(prefix());
	}

	private Bundle find(Entry entry) {
		return find(entry.name(), entry.version());
	}

	private Bundle find(String name, String version) {
		for (Bundle bundle : context.getBundles())
			if (isOurs(bundle) && name.equals(bundle.getSymbolicName()) && bundle.getVersion().toString().equals(version))
				return bundle;
		return null;
	}

	/** @return whether that bundle is there and can be used */
	boolean runs(String name, String version) {
		Bundle bundle = find(name, version);
		return bundle != null && !stuck.contains(bundle) && (bundle.getState() & (Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE)) != 0;
	}

	/** @return the files of the bundles that are there, by bundle. For any thread */
	Map<String, Path> files() {
		return Map.copyOf(files);
	}

	/** @return why bundles of these names cannot change in this engine, or empty */
	String stuck(Collection<String> names) {
		List<String> found = stuck.stream().map(Bundle::getSymbolicName).filter(names::contains).distinct().sorted().toList();
		return found.isEmpty() ? "" : "the bundle " + String.join(", ", found) + " did not return from its start or stop in this engine";
	}

	/**
	 * Runs what calls code of a plug-in on a thread of its own, and does not wait for it without end.
	 *
	 * @return whether it came back; if not, its thread was abandoned, and the bundle with it
	 */
	private boolean limited(Bundle bundle, String what, Call call) throws BundleException {
		FutureTask<Void> task = new FutureTask<>(() -> {
			call.run();
			return null;
		});
		Thread thread = Thread.ofPlatform().daemon().name("wirebench " + what + " of " + bundle.getSymbolicName()).start(task);
		try {
			try {
				task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
				return true;
			} catch (TimeoutException e) {
				thread.interrupt(); // One that only waits comes back by that.
				if (thread.join(INTERRUPTED))
					throw new BundleException("its " + what + " did not return within " + LIMIT_SECONDS + " s");
				stuck.add(bundle);
				leaveAlone();
				kinds.leaveOut(String.valueOf(bundle.getBundleId()));
				return false;
			}
		} catch (ExecutionException e) {
			if (e.getCause() instanceof BundleException cause)
				throw cause;
			throw new BundleException(String.valueOf(e.getCause()), e.getCause());
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new BundleException("interrupted", e);
		}
	}

	/** Of a singleton the framework allows one; one that does not come back shall not keep others out. */
	private synchronized void leaveAlone() {
		if (collisions)
			return;
		collisions = true;
		context.registerService(ResolverHookFactory.class, _ -> new ResolverHook() {
			@Override
			public void filterSingletonCollisions(BundleCapability singleton, Collection<BundleCapability> candidates) {
				if (stuck.contains(singleton.getRevision().getBundle()))
					candidates.clear();
				else
					candidates.removeIf(candidate -> stuck.contains(candidate.getRevision().getBundle()));
			}

			@Override
			public void filterResolvable(Collection<BundleRevision> candidates) {
			}

			@Override
			public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
			}

			@Override
			public void end() {
			}
		}, null);
	}

	/** The framework may remember bundles of an earlier start: those that are not to be there go. */
	void keepOnly(Collection<Entry> entries) {
		List<Bundle> old = new ArrayList<>();
		for (Bundle bundle : context.getBundles())
			if (isOurs(bundle) && entries.stream().noneMatch(entry -> location(entry).equals(bundle.getLocation())))
				old.add(bundle);
		if (old.isEmpty())
			return;
		old.forEach(this::uninstall);
		refresh(old);
		kinds.refresh();
	}

	/**
	 * Brings bundles in.
	 *
	 * @param late takes each bundle whose start does not come back, as soon as that is known
	 * @return why, for each that could not be brought in
	 * @throws IOException if it cannot be noted which one is being started
	 */
	Map<String, String> start(Collection<Entry> entries, Late late) throws IOException {
		Map<String, String> problems = new TreeMap<>();
		Map<Entry, Bundle> installed = new LinkedHashMap<>();
		for (Entry entry : entries) {
			Path file = area.pool().resolve(entry.file());
			if (!Files.isReadable(file)) {
				problems.put(entry.text(), "its file " + file + " is missing; install it again");
				continue;
			}
			try {
				installed.put(entry, context.installBundle(location(entry)));
				files.put(entry.text(), file);
			} catch (BundleException e) {
				problems.put(entry.text(), reason(e));
			}
		}
		framework.resolveBundles(installed.values());
		for (Map.Entry<Entry, Bundle> each : installed.entrySet()) {
			Bundle bundle = each.getValue();
			if (isFragment(bundle)) {
				if (bundle.getState() == Bundle.INSTALLED)
					problems.put(each.getKey().text(), "the bundle that it belongs to runs without it");
				continue;
			}
			if (stuck.contains(bundle)) {
				problems.put(each.getKey().text(), "it has not returned from an earlier start; restart the engine");
				continue;
			}
			// What a bundle does when it starts is not ours: if the engine ends over it, the next one knows whose fault it was.
			note.starting(each.getKey().text());
			try {
				if (!limited(bundle, "start", () -> bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY))) {
					problems.put(each.getKey().text(), LATE + "; its thread was abandoned: restart the engine to end it");
					late.did(each.getKey());
				}
			} catch (BundleException e) {
				kinds.faults().add(bundle.getSymbolicName(), "", "could not be started", cause(e));
				problems.put(each.getKey().text(), reason(e));
			}
		}
		note.started();
		List<Bundle> failed = new ArrayList<>();
		for (Map.Entry<Entry, Bundle> each : installed.entrySet())
			if (problems.containsKey(each.getKey().text()))
				failed.add(each.getValue());
		failed.forEach(this::uninstall);
		if (!failed.isEmpty())
			refresh(failed);
		kinds.refresh();
		return problems;
	}

	private static boolean isFragment(Bundle bundle) {
		BundleRevision revision = bundle.adapt(BundleRevision.class);
		return revision != null && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
	}

	private static Throwable cause(BundleException e) {
		Throwable cause = e;
		while (cause.getCause() != null && cause.getCause() != cause)
			cause = cause.getCause();
		return cause;
	}

	private static String reason(BundleException e) {
		Throwable cause = cause(e);
		String message = cause == e || cause.getMessage() == null
				? String.valueOf(e.getMessage())
				: cause instanceof BundleException ? cause.getMessage() : KindFaults.say(cause);
		return message.strip().replaceAll("\\s+", " ");
	}

	private void uninstall(Bundle bundle) {
		if (stuck.contains(bundle))
			return;
		try {
			if (bundle.getState() != Bundle.UNINSTALLED && !limited(bundle, "end", bundle::uninstall))
				System.getLogger("io.wirebench.plugins").log(System.Logger.Level.WARNING,
						"the bundle " + bundle.getSymbolicName() + " " + bundle.getVersion() + " did not return from its stop within "
								+ LIMIT_SECONDS
								+ " s; its thread was abandoned: restart the engine to end it");
			else
				files.remove(bundle.getSymbolicName() + " " + bundle.getVersion());
		} catch (BundleException e) {
			System.getLogger("io.wirebench.plugins").log(System.Logger.Level.WARNING,
					"the bundle " + bundle.getSymbolicName() + " could not be uninstalled: " + reason(e));
		}
	}

	/** Says what a change of bundles would mean for what runs. */
	PluginPlan plan(List<PluginPlan.Change> changes, List<PluginPlan.BundleChange> bundles, Map<Entry, Path> coming, List<Entry> going,
			Function<Set<String>, List<KindDescriptor>> kindsOf) throws PluginException {
		List<Bundle> changed = new ArrayList<>();
		for (Entry entry : going) {
			Bundle bundle = find(entry);
			if (bundle != null)
				changed.add(bundle);
		}
		Set<String> fresh = new LinkedHashSet<>();
		coming.keySet().forEach(entry -> fresh.add(entry.name()));
		List<String> restart = new ArrayList<>();
		for (Map.Entry<Entry, Path> each : coming.entrySet()) {
			String host = BundleFile.read(each.getValue(), each.getKey(), "").fragmentHost();
			if (!host.isEmpty() && !fresh.contains(host))
				restart.add("the bundle " + host + ", which runs, gets a part by " + each.getKey().name());
		}
		List<String> affected = new ArrayList<>();
		Set<String> contributors = new LinkedHashSet<>();
		for (Bundle bundle : closure(changed)) {
			contributors.add(bundle.getSymbolicName());
			fresh.add(bundle.getSymbolicName());
			if (!isOurs(bundle))
				restart.add("the bundle " + bundle.getSymbolicName() + ", which is part of Wirebench, uses what changes");
			else if (!changed.contains(bundle))
				affected.add(bundle.getSymbolicName());
		}
		String held = stuck(fresh);
		if (!held.isEmpty())
			restart.add(held);
		return new PluginPlan(changes, bundles, affected, kindsOf.apply(contributors), String.join("; ", restart), "");
	}

	private Collection<Bundle> closure(Collection<Bundle> bundles) {
		return bundles.isEmpty() ? List.of() : framework.getDependencyClosure(bundles);
	}

	/**
	 * Replaces bundles in the running framework. Their kinds are out of use already. If it does not work, all is as before.
	 *
	 * @return takes the change back, should it be needed
	 */
	Undo change(PluginPlan plan, List<Entry> going, List<Entry> coming, KindUsers users) throws PluginException, IOException {
		List<Bundle> old = new ArrayList<>();
		List<Entry> removed = new ArrayList<>();
		for (Entry entry : going) {
			Bundle bundle = find(entry);
			if (bundle == null)
				continue;
			old.add(bundle);
			// With the file that it runs from, whatever the list says.
			removed.add(new Entry(entry.name(), entry.version(), bundle.getLocation().substring(prefix().length())));
		}
		List<Entry> dependents = new ArrayList<>();
		for (Bundle bundle : closure(old))
			if (isOurs(bundle) && !old.contains(bundle))
				dependents.add(new Entry(bundle.getSymbolicName(), bundle.getVersion().toString(),
						bundle.getLocation().substring(prefix().length())));
		Undo undo = () -> {
			remove(coming);
			List<Entry> back = new ArrayList<>(removed);
			back.addAll(dependents);
			try {
				Map<String, String> problems = start(back, Late.NOTHING);
				problems.forEach((bundle, problem) -> System.getLogger("io.wirebench.plugins").log(System.Logger.Level.WARNING,
						bundle + " could not be brought back: " + problem));
			} catch (IOException e) {
				System.getLogger("io.wirebench.plugins").log(System.Logger.Level.WARNING,
						"plug-ins could not be brought back: " + e.getMessage());
			}
			users.changed(List.of(), plan.goingKinds().stream().map(KindDescriptor::id).toList());
		};
		List<Entry> all = new ArrayList<>(removed);
		all.addAll(dependents);
		remove(all);
		List<Entry> fresh = new ArrayList<>(coming);
		fresh.addAll(dependents);
		Map<String, String> problems;
		try {
			problems = start(fresh, Late.NOTHING);
		} catch (IOException e) {
			undo.run();
			throw e;
		}
		if (!problems.isEmpty()) {
			undo.run();
			throw new PluginException("it does not run, so all is as it was: "
					+ String.join("; ", problems.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList()));
		}
		return undo;
	}

	private void remove(List<Entry> entries) {
		Map<Bundle, ClassLoader> loaders = new HashMap<>();
		for (Entry entry : entries) {
			Bundle bundle = find(entry);
			if (bundle == null)
				continue;
			BundleWiring wiring = bundle.adapt(BundleWiring.class);
			ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
			uninstall(bundle);
			if (loader != null && !stuck.contains(bundle))
				loaders.put(bundle, loader);
		}
		// Declarations that come back with a new version are known again only once the old ones have been seen to go.
		kinds.refresh();
		if (!loaders.isEmpty())
			refresh(loaders.keySet());
		synchronized (unloading) {
			loaders.forEach(
					(bundle, loader) -> unloading.add(new Gone(bundle.getSymbolicName() + " " + bundle.getVersion(), loader, unloaded)));
		}
	}

	private void refresh(Collection<Bundle> changed) {
		List<Bundle> bundles = changed.stream().filter(bundle -> !stuck.contains(bundle)).toList();
		if (bundles.isEmpty())
			return;
		CountDownLatch done = new CountDownLatch(1);
		framework.refreshBundles(bundles, event -> {
			if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED)
				done.countDown();
		});
		try {
			if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS))
				System.getLogger("io.wirebench.plugins").log(System.Logger.Level.WARNING,
						"the framework has not let go of removed bundles within " + REFRESH_SECONDS + " s");
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	/** @return bundles that were removed and whose class loader is still there */
	List<String> unloading() {
		synchronized (unloading) {
			for (var reference = unloaded.poll(); reference != null; reference = unloaded.poll())
				unloading.remove(reference);
			return unloading.stream().map(gone -> gone.bundle).toList();
		}
	}
}
