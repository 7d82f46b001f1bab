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

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

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
	private final KindFaults faults = new KindFaults();
	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
	/** One for each point: the platform takes a second filter of one listener for the first. */
	private final List<IRegistryEventListener> events = new ArrayList<>();
	private final Set<String> retired = new HashSet<>();
	private final Set<String> leftOut = new HashSet<>();
	private volatile List<KindProblem> refused = List.of();
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

	/** @return what code of plug-ins has thrown; whoever calls it adds to that */
	public KindFaults faults() {
		return faults;
	}

	/** @return the declarations that were refused, as of the last time that all were read, in the order of contributors */
	public List<KindProblem> problems() {
		return refused;
	}

	/**
	 * Finds out whether the class of a kind is there, without loading it: one that is not would be noticed only when somebody uses
	 * the kind. Called by the constructor, too.
	 *
	 * @param element the declaration
	 * @param className what it says
	 * @return false only if it is certain that there is no such class
	 */
	protected boolean hasClass(IConfigurationElement element, String className) {
		return true;
	}

	/**
	 * What a bundle contributes to, for {@link #contributions()}.
	 *
	 * @param contributor the bundle's name
	 * @param contributorId its id in the platform's registry; may be empty
	 * @param points the extension points as they are written there, existing or not
	 */
	public record Contribution(String contributor, String contributorId, List<String> points) {

		/**
		 * Reads what contributions there are in a {@code plugin.xml}.
		 *
		 * @throws IOException if it is not well-formed, or cannot be read
		 */
		public static Contribution read(String contributor, String contributorId, InputStream pluginXml) throws IOException {
			var factory = XMLInputFactory.newDefaultFactory();
			factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
			var points = new ArrayList<String>();
			try {
				for (var reader = factory.createXMLStreamReader(pluginXml); reader.hasNext();)
					if (reader.next() == XMLStreamConstants.START_ELEMENT && reader.getLocalName().equals("extension")
							&& reader.getAttributeValue(null, "point") != null)
						points.add(reader.getAttributeValue(null, "point"));
			} catch (XMLStreamException exception) {
				throw new IOException("plugin.xml of " + contributor + ": " + exception.getMessage(), exception);
			}
			return new Contribution(contributor, contributorId, points);
		}
	}

	/**
	 * Lists what bundles with kinds contribute to: what is contributed to a point that does not exist, the platform's registry keeps
	 * to itself. Called by the constructor, too.
	 */
	protected Collection<Contribution> contributions() {
		return List.of();
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
				+ (names.isEmpty() ? "none" : String.join(", ", names)) + Suggestions.hint(shortId(kind), names)
				+ refused.stream().filter(problem -> problem.kind().equals(fullId(kind))).findFirst()
						.map(problem -> "; its declaration was refused: " + problem.message()).orElse(""));
	}

	private static String shortId(String id) {
		return id.startsWith(BUILT_IN + ".") ? id.substring(BUILT_IN.length() + 1) : id;
	}

	private <T> T instance(KindPoint point, String kind, Class<T> type) {
		var entry = entry(point, kind);
		var id = entry.descriptor.id();
		try {
			var instance = entry.instance();
			if (type.isInstance(instance))
				return type.cast(instance);
			throw new KindFailedException(
					"the " + point.label() + " " + id + " cannot be used: its class does not implement " + type.getName(), null);
		} catch (KindFailedException failure) {
			throw failure;
		} catch (Throwable thrown) { // Code of others: its constructor, or the first use of its class.
			faults.add(id, "", "its class cannot be created", thrown);
			var root = KindFaults.root(thrown);
			throw new KindFailedException(
					"the " + point.label() + " " + id + " cannot be used: its class cannot be created: " + KindFaults.say(root)
							+ (root instanceof ReflectiveOperationException
									? "; the bundle needs a public class with a public constructor without parameters"
									: ""),
					thrown);
		}
	}

	private static String lastSegment(String id) {
		return id.substring(id.lastIndexOf('.') + 1);
	}

	private static Map<KindPoint, Map<String, Entry>> empty() {
		var empty = new EnumMap<KindPoint, Map<String, Entry>>(KindPoint.class);
		for (var point : KindPoint.values())
			empty.put(point, Map.of());
		return empty;
	}

	/** Reads everything again: declarations are few, and a removed one cannot be asked what it was. */
	private void rescan() {
		var fresh = new ArrayList<KindProblem>();
		boolean changed;
		synchronized (this) {
			var scan = new Scan();
			for (var point : KindPoint.values())
				scan.read(point);
			scan.readUnknownPoints();
			retired.retainAll(scan.declared);
			for (var problem : scan.refused)
				if (!refused.contains(problem))
					fresh.add(problem);
			refused = scan.refused.stream().sorted(Comparator.comparing(KindProblem::contributor)).toList();
			changed = !ids(kinds).equals(ids(scan.found));
			kinds = scan.found;
		}
		fresh.forEach(problem -> problems.accept(problem.toString()));
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
		final Set<KindProblem> refused = new LinkedHashSet<>();

		/** What is contributed to a point that does not exist has no effect, and nobody else says so. */
		void readUnknownPoints() {
			var names = Stream.of(KindPoint.values()).map(point -> lastSegment(point.id())).toList();
			for (var contribution : contributions()) {
				if (leftOut.contains(contribution.contributorId()))
					continue;
				for (var point : contribution.points())
					// Points of others, who may not be there, are not ours to judge.
					if (extensions.getExtensionPoint(point) == null
							&& (names.contains(lastSegment(point)) || point.startsWith("io.wirebench.")))
						refused.add(new KindProblem(contribution.contributor(), point, "", "there is no such extension point; known are "
								+ String.join(", ", Stream.of(KindPoint.values()).map(KindPoint::id).toList())
								+ Suggestions.nearest(lastSegment(point), names)
										.map(name -> "; did you mean '" + KindPoint.NAMESPACE + "." + name + "'?").orElse("")));
			}
		}

		void read(KindPoint point) {
			var entries = new LinkedHashMap<String, Entry>();
			for (var element : extensions.getConfigurationElementsFor(point.id())) {
				var contributorName = "";
				var id = "";
				try {
					if (element.getContributor() instanceof RegistryContributor contributor && leftOut.contains(contributor.getId()))
						continue;
					contributorName = element.getContributor().getName();
					id = element.getAttribute("id") == null ? "" : element.getAttribute("id");
					var descriptor = new KindReader(point, element).read();
					declared.add(descriptor.id());
					if (retired.contains(descriptor.id()))
						continue;
					if (entries.containsKey(descriptor.id()))
						throw new IllegalArgumentException(
								"the id " + descriptor.id() + " is declared a second time; this one is not used");
					if (!hasClass(element, element.getAttribute("class")))
						throw new IllegalArgumentException("the bundle has no class " + element.getAttribute("class"));
					var known = kinds.getOrDefault(point, Map.of()).get(descriptor.id());
					entries.put(descriptor.id(),
							known != null && known.descriptor.equals(descriptor) && known.element.equals(element)
									? known
									: new Entry(descriptor, element));
				} catch (IllegalArgumentException exception) {
					refused.add(new KindProblem(contributorName, point.id(), id, exception.getMessage()));
				} catch (InvalidRegistryObjectException exception) {
					// Its bundle went away while we were reading; the event for that comes.
					continue;
				}
			}
			found.put(point, entries);
		}
	}
}
