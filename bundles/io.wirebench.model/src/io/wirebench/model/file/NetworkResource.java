package io.wirebench.model.file;

import io.wirebench.model.Network;

import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.resource.impl.ResourceImpl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * A network file. It keeps the text it was read from: a network that nobody changed is saved with identical bytes, and
 * a change of the model changes only the text that says it. Comments, blank lines, quotes, line ends, unknown elements
 * and attributes are kept.
 *
 * <p>Loading is closed: no document type, no entities but the five of XML, UTF-8 only, at most 32 MiB, 64 levels and
 * 500,000 elements. What cannot be read throws {@link NetworkFileException} with line and column; what is merely
 * unknown or misunderstood is in {@link #problems()}, {@link #getErrors()} and {@link #getWarnings()}.
 *
 * <p>For one thread at a time, like the model itself.
 */
public final class NetworkResource extends ResourceImpl {

	private static final XmlLayout CANONICAL = new XmlLayout("\n", "\t");

	private final Migrations migrations;
	private final Map<EObject, XmlElement> elements = new WeakHashMap<>();
	private final Map<EObject, XmlElement.Attribute> parameters = new WeakHashMap<>();
	private List<FileProblem> problems = List.of();
	private XmlDocument document;

	/** @param uri where the file is, or null */
	public NetworkResource(URI uri) {
		this(uri, Migrations.CURRENT);
	}

	NetworkResource(URI uri, Migrations migrations) {
		super(uri);
		this.migrations = migrations;
	}

	/**
	 * @return the network
	 * @throws IllegalStateException if nothing was loaded or added
	 */
	public Network network() {
		if (getContents().isEmpty() || !(getContents().getFirst() instanceof Network network))
			throw new IllegalStateException("the resource " + getURI() + " has no network; load it, or add one to its contents");
		return network;
	}

	/** @return what the last load found, in the order of the file */
	public List<FileProblem> problems() {
		return problems;
	}

	/**
	 * Says where an object of the network stands.
	 *
	 * @param object anything in this resource's network, parameters included
	 * @return its place in the text of the last load or save; empty for an object that was not yet in it
	 */
	public Optional<Position> position(EObject object) {
		var parameter = parameters.get(object);
		if (parameter != null)
			return Optional.ofNullable(parameter.position);
		var element = elements.get(object);
		return Optional.ofNullable(element == null ? null : element.position);
	}

	/**
	 * Brings the text up to date and gives it.
	 *
	 * @throws NetworkFileException if the model has something that a file cannot hold
	 */
	public String toText() throws NetworkFileException {
		var network = network();
		new NetworkWriter(elements, parameters, CANONICAL).check(network);
		if (document == null || elements.get(network) != document.root())
			document = emptyDocument();
		var layout = document.root().content.isEmpty() ? CANONICAL : XmlLayout.of(document);
		new NetworkWriter(elements, parameters, layout).update(network, document.root());
		return document.write();
	}

	/**
	 * Refuses what a file cannot hold, for one object and what is in it.
	 *
	 * @throws NetworkFileException naming the object and the remedy
	 */
	public void requireWritable(EObject object) throws NetworkFileException {
		var writer = new NetworkWriter(elements, parameters, CANONICAL);
		writer.checkObject(object);
		for (var all = object.eAllContents(); all.hasNext();)
			writer.checkObject(all.next());
	}

	private XmlDocument emptyDocument() {
		elements.clear();
		parameters.clear();
		var root = new XmlElement("network");
		root.setAttribute(FileSchema.FORMAT, String.valueOf(migrations.newest()), List.of(FileSchema.FORMAT));
		return new XmlDocument("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", root, "\n");
	}

	void loadText(String text) throws NetworkFileException {
		var parsed = XmlParser.parse(text);
		if (!parsed.write().equals(text))
			throw new NetworkFileException("the file cannot be kept character by character; please report it with the file");
		if (parsed.root().name.equals("network"))
			migrations.apply(parsed.root());
		elements.clear();
		parameters.clear();
		var reader = new NetworkReader(elements, parameters);
		var network = reader.read(parsed.root());
		document = parsed;
		problems = List.copyOf(reader.problems());
		for (var problem : problems)
			(problem.error() ? getErrors() : getWarnings()).add(problem);
		getContents().add(network);
	}

	@Override
	protected void doLoad(InputStream in, Map<?, ?> options) throws IOException {
		loadText(XmlParser.decode(in.readNBytes(XmlParser.MAXIMUM_BYTES + 1)));
	}

	@Override
	protected void doSave(OutputStream out, Map<?, ?> options) throws IOException {
		out.write(toText().getBytes(StandardCharsets.UTF_8));
	}

	@Override
	protected void doUnload() {
		super.doUnload();
		document = null;
		elements.clear();
		parameters.clear();
		problems = List.of();
	}
}
