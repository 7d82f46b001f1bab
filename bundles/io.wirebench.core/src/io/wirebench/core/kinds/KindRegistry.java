package io.wirebench.core.kinds;

import io.wirebench.api.AnalyzerKind;
import io.wirebench.api.GeneratorKind;
import io.wirebench.api.ImpairmentKind;
import io.wirebench.api.NodeKind;
import io.wirebench.api.ServiceKind;

import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExtension;
import org.eclipse.core.runtime.IExtensionPoint;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.IRegistryEventListener;
import org.eclipse.core.runtime.InvalidRegistryObjectException;
import org.eclipse.core.runtime.spi.RegistryContributor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * All kinds that are declared at the extension points, live: bundles that come and go while the program runs are seen.
 * Everything is copied out of the declarations; a kind's class is loaded when it is first asked for. A bad declaration
 * is reported once and skipped, and a second declaration of an id is refused.
 *
 * <p>A kind of the bundle {@value #BUILT_IN} may be named by its last segment: {@code delay}.
 *
 * <p>Safe for use by any thread. Listeners are called by the thread that changed the registry.
 */
public class KindRegistry implements AutoCloseable {

	/** The bundle whose kinds need no prefix. */
	public static final String BUILT_IN = "io.wirebench.kinds";

	private final IExtensionRegistry extensions;
	private final Consumer<String> problems;
	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
	/** One for each point: the platform takes a second filter of one listener for the first. */
	private final List<IRegistryEventListener> events = new ArrayList<>();
	private final Set<String> retired = new HashSet<>();
	private final Set<String> leftOut = new HashSet<>();
	private Set<String> reported = Set.of();
	private volatile Map<KindPoint, Map<String, Entry>> kinds = Map.of();

	/** A declared kind and, once it was asked for, its object. */
	private static final class Entry {

		final KindDescriptor descriptor;
		final IConfigurationElement element;
		private Object instance;

		Entry(KindDescriptor descriptor, IConfigurationElement element) {
			this.descriptor = descriptor;
			this.element = element;
		}

		synchronized Object instance() throws Exception {
			if (instance == null)
				instance = element.createExecutableExtension("class");
			return instance;
		}
	}

	private final class Events implements IRegistryEventListener {

		@Override
		public void added(IExtension[] added) {
			rescan();
		}

		@Override
		public void removed(IExtension[] removed) {
			rescan();
		}

		@Override
		public void added(IExtensionPoint[] added) {
			rescan();
		}

		@Override
		public void removed(IExtensionPoint[] removed) {
			rescan();
		}
	}

	/**
	 * Reads all declarations and keeps watching.
	 *
	 * @param extensions where extensions are found
	 * @param problems takes a message for each bad contribution, once, naming contributor, point and id
	 */
	public KindRegistry(IExtensionRegistry extensions, Consumer<String> problems) {
		this.extensions = extensions;
		this.problems = problems;
		for (var point : KindPoint.values()) {
			var listener = new Events();
			events.add(listener);
			extensions.addListener(listener, point.id());
		}
		rescan();
	}

	/** @return the full id of what a file names */
	public static String fullId(String kind) {
		return kind.indexOf('.') < 0 ? BUILT_IN + "." + kind : kind;
	}

	/** @return all kinds of one point, ordered by contributor and declaration */
	public List<KindDescriptor> all(KindPoint point) {
		return kinds.get(point).values().stream().map(entry -> entry.descriptor).toList();
	}

	/** @return the kind of that id, full or short, or empty */
	public Optional<KindDescriptor> find(KindPoint point, String kind) {
		return Optional.ofNullable(kinds.get(point).get(fullId(kind))).map(entry -> entry.descriptor);
	}

	/** @throws UnknownKindException listing the known ones */
	public NodeKindDescriptor node(String kind) {
		return (NodeKindDescriptor) entry(KindPoint.NODE, kind).descriptor;
	}

	/** @throws UnknownKindException listing the known ones */
	public ServiceKindDescriptor service(String kind) {
		return (ServiceKindDescriptor) entry(KindPoint.SERVICE, kind).descriptor;
	}

	/** @throws UnknownKindException listing the known ones */
	public ImpairmentKindDescriptor impairment(String kind) {
		return (ImpairmentKindDescriptor) entry(KindPoint.IMPAIRMENT, kind).descriptor;
	}

	/** @throws UnknownKindException listing the known ones */
	public GeneratorKindDescriptor generator(String kind) {
		return (GeneratorKindDescriptor) entry(KindPoint.GENERATOR, kind).descriptor;
	}

	/** @throws UnknownKindException listing the known ones */
	public AnalyzerKindDescriptor analyzer(String kind) {
		return (AnalyzerKindDescriptor) entry(KindPoint.ANALYZER, kind).descriptor;
	}

	/**
	 * Gives the object of a kind of node, loading its class at the first call.
	 *
	 * @throws UnknownKindException if there is no such kind
	 * @throws KindFailedException if its class cannot be created
	 */
	public NodeKind nodeKind(String kind) {
		return instance(KindPoint.NODE, kind, NodeKind.class);
	}

	/** Like {@link #nodeKind} for services. */
	public ServiceKind serviceKind(String kind) {
		return instance(KindPoint.SERVICE, kind, ServiceKind.class);
	}

	/** Like {@link #nodeKind} for impairments. */
	public ImpairmentKind impairmentKind(String kind) {
		return instance(KindPoint.IMPAIRMENT, kind, ImpairmentKind.class);
	}

	/** Like {@link #nodeKind} for generators. */
	public GeneratorKind generatorKind(String kind) {
		return instance(KindPoint.GENERATOR, kind, GeneratorKind.class);
	}

	/** Like {@link #nodeKind} for analyzers. */
	public AnalyzerKind analyzerKind(String kind) {
		return instance(KindPoint.ANALYZER, kind, AnalyzerKind.class);
	}

	/**
	 * Forgets a kind and its object, so that its bundle can go. It is known again when its declaration has gone and
	 * comes back.
	 *
	 * @param kind its id; unknown ones are ignored
	 */
	public void retire(String kind) {
		synchronized (this) {
			retired.add(fullId(kind));
		}
		rescan();
	}

	/** Makes a retired kind known again, if it is still declared. */
	public void reinstate(String kind) {
		synchronized (this) {
			retired.remove(fullId(kind));
		}
		rescan();
	}

	/**
	 * Takes no notice any more of what one contributor declares, whoever else declares the same: a bundle that can neither be used
	 * nor removed.
	 *
	 * @param contributorId its id in the platform's registry, for a bundle its number
	 */
	public void leaveOut(String contributorId) {
		synchronized (this) {
			leftOut.add(contributorId);
		}
		rescan();
	}

	/** Reads all declarations now, for those who cannot wait until the platform has told of a bundle that came or went. */
	public void refresh() {
		rescan();
	}

	/** Adds a listener for any change of what is known. */
	public void addListener(Runnable listener) {
		listeners.add(listener);
	}

	/** Removes a listener; unknown ones are ignored. */
	public void removeListener(Runnable listener) {
		listeners.remove(listener);
	}

	/** Stops watching and forgets all kinds. */
	@Override
	public void close() {
		events.forEach(extensions::removeListener);
		listeners.clear();
		synchronized (this) {
			kinds = empty();
		}
	}

	private Entry entry(KindPoint point, String kind) {
		var known = kinds.get(point);
		var entry = known.get(fullId(kind));
		if (entry != null)
			return entry;
		var names = known.keySet().stream().map(KindRegistry::shortId).toList();
		throw new UnknownKindException("unknown " + point.label() + " '" + kind + "'; known are "
				+ (names.isEmpty() ? "none" : String.join(", ", names)) + Suggestions.hint(shortId(kind), names));
	}

	private static String shortId(String id) {
		return id.startsWith(BUILT_IN + ".") ? id.substring(BUILT_IN.length() + 1) : id;
	}

	private <T> T instance(KindPoint point, String kind, Class<T> type) {
		var entry = entry(point, kind);
		var place = entry.descriptor.info().contributor() + ", " + point.id() + ", " + entry.descriptor.id() + ": ";
		try {
			return type.cast(entry.instance());
		} catch (ClassCastException exception) {
			throw new KindFailedException(place + "its class does not implement " + type.getName(), exception);
		} catch (Exception | LinkageError exception) {
			throw new KindFailedException(place + "its class cannot be created: " + exception.getMessage()
					+ "; the bundle needs a public class with a public constructor without parameters", exception);
		}
	}

	private static Map<KindPoint, Map<String, Entry>> empty() {
		var empty = new EnumMap<KindPoint, Map<String, Entry>>(KindPoint.class);
		for (var point : KindPoint.values())
			empty.put(point, Map.of());
		return empty;
	}

	/** Reads everything again: declarations are few, and a removed one cannot be asked what it was. */
	private void rescan() {
		var fresh = new ArrayList<String>();
		boolean changed;
		synchronized (this) {
			var scan = new Scan();
			for (var point : KindPoint.values())
				scan.read(point);
			retired.retainAll(scan.declared);
			for (var message : scan.messages)
				if (!reported.contains(message))
					fresh.add(message);
			reported = Set.copyOf(scan.messages);
			changed = !ids(kinds).equals(ids(scan.found));
			kinds = scan.found;
		}
		fresh.forEach(problems);
		if (changed)
			listeners.forEach(Runnable::run);
	}

	private static List<KindDescriptor> ids(Map<KindPoint, Map<String, Entry>> kinds) {
		var all = new ArrayList<KindDescriptor>();
		for (var entries : kinds.values())
			for (var entry : entries.values())
				all.add(entry.descriptor);
		return all;
	}

	private final class Scan {

		final Map<KindPoint, Map<String, Entry>> found = empty();
		final Set<String> declared = new HashSet<>();
		final Set<String> messages = new HashSet<>();

		void read(KindPoint point) {
			var entries = new LinkedHashMap<String, Entry>();
			for (var element : extensions.getConfigurationElementsFor(point.id())) {
				var place = point.id();
				try {
					if (element.getContributor() instanceof RegistryContributor contributor && leftOut.contains(contributor.getId()))
						continue;
					place = element.getContributor().getName() + ", " + point.id() + ", " + element.getAttribute("id") + ": ";
					var descriptor = new KindReader(point, element).read();
					declared.add(descriptor.id());
					if (retired.contains(descriptor.id()))
						continue;
					if (entries.containsKey(descriptor.id()))
						throw new IllegalArgumentException("the id " + descriptor.id() + " is declared a second time; this one is not used");
					var known = kinds.getOrDefault(point, Map.of()).get(descriptor.id());
					entries.put(descriptor.id(), known != null && known.descriptor.equals(descriptor) && known.element.equals(element) ? known : new Entry(descriptor, element));
				} catch (IllegalArgumentException exception) {
					messages.add(place + exception.getMessage());
				} catch (InvalidRegistryObjectException exception) {
					// Its bundle went away while we were reading; the event for that comes.
					continue;
				}
			}
			found.put(point, entries);
		}
	}
}
