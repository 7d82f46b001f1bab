package io.wirebench.cli.internal.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * A site where the engine can read it. The engine has no network of its own: what is behind an http: or https: URL is fetched here
 * into a folder, which goes when this is closed.
 */
public final class SiteFetcher implements AutoCloseable {

	private static final long MOST_BYTES = 1L << 30;
	private static final int MOST_CHILDREN = 50;
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final String site;
	private final Path folder;
	private final PrintWriter messages;
	private final HttpClient http;
	private final Set<URI> children = new LinkedHashSet<>();
	private String path;
	private long bytes;

	private SiteFetcher(String site, Path folder, PrintWriter messages) {
		this.site = site;
		this.folder = folder;
		this.messages = messages;
		path = site;
		http = folder == null ? null : HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(PATIENCE).build();
	}

	/**
	 * Makes a site readable for the engine.
	 *
	 * @param site as a user names it, or null
	 * @param bundles whether its bundles are needed, too
	 */
	public static SiteFetcher fetch(String site, boolean bundles, PrintWriter messages) {
		if (site == null || site.startsWith("file:"))
			return new SiteFetcher(site, null, messages);
		if (!site.startsWith("http:") && !site.startsWith("https:")) {
			SiteFetcher local = new SiteFetcher(site, null, messages);
			if (!site.matches("[A-Za-z][A-Za-z0-9+.-]+:.*"))
				local.path = Path.of(site).toAbsolutePath().normalize().toString();
			return local;
		}
		Path folder;
		try {
			folder = Files.createTempDirectory("wirebench-site");
		} catch (IOException e) {
			throw new Failure(ExitCode.MACHINE, "no folder for " + site + " can be made: " + e.getMessage());
		}
		SiteFetcher fetcher = new SiteFetcher(site, folder, messages);
		try {
			fetcher.fetch(bundles);
			return fetcher;
		} catch (IOException e) {
			fetcher.close();
			throw new Failure(ExitCode.MACHINE,
					"the site " + site + " cannot be fetched: " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
							+ "; is its server there, and the URL right?");
		} catch (IllegalArgumentException e) {
			fetcher.close();
			throw new Failure(ExitCode.INPUT, site + " is not the URL of a site: " + e.getMessage());
		} catch (InterruptedException e) {
			fetcher.close();
			Thread.currentThread().interrupt();
			throw new Failure(ExitCode.MACHINE, "interrupted");
		} catch (Failure e) {
			fetcher.close();
			throw e;
		}
	}

	private void fetch(boolean bundles) throws IOException, InterruptedException {
		URI uri = URI.create(site);
		if (uri.getPath() != null && uri.getPath().endsWith(".zip")) {
			path = folder.resolve("site.zip").toString();
			if (!get(uri, Path.of(path)))
				throw new IOException("there is no " + uri);
			return;
		}
		URI base = uri.getPath() == null || !uri.getPath().endsWith("/") ? URI.create(site + "/") : uri;
		path = folder.toString();
		site(base, folder, bundles);
	}

	/** Fetches one site, and those that it is composed of. */
	private void site(URI base, Path into, boolean bundles) throws IOException, InterruptedException {
		if (!children.add(base))
			return;
		if (children.size() > MOST_CHILDREN)
			throw new Failure(ExitCode.INPUT, site + " is composed of more than " + MOST_CHILDREN + " sites; name one of them");
		Files.createDirectories(into);
		boolean any = false;
		for (String name : List.of("p2.index", "content.jar", "content.xml", "content.xml.xz", "artifacts.jar", "artifacts.xml",
				"compositeContent.jar", "compositeContent.xml",
				"compositeArtifacts.jar", "compositeArtifacts.xml"))
			any |= get(base.resolve(name), into.resolve(name));
		if (!any)
			throw new Failure(ExitCode.INPUT,
					base + " is no p2 site: it has neither content.jar nor content.xml nor a composite of others");
		Document composite = document(into, "compositeContent");
		if (composite != null)
			for (String location : attributes(composite, "child", "location")) {
				URI child = base.resolve(location.endsWith("/") ? location : location + "/");
				Path folderOfChild = into.resolve(location).normalize();
				if (!folderOfChild.startsWith(folder))
					throw new Failure(ExitCode.INPUT, base + " is composed of sites beside it (" + location + "); name one of those");
				site(child, folderOfChild, bundles);
			}
		Document artifacts = bundles ? document(into, "artifacts") : null;
		if (artifacts == null)
			return;
		var all = artifacts.getElementsByTagName("artifact");
		for (int i = 0; i < all.getLength(); i++) {
			Element artifact = (Element) all.item(i);
			if (!artifact.getAttribute("classifier").equals("osgi.bundle"))
				continue;
			String name = artifact.getAttribute("id") + "_" + artifact.getAttribute("version") + ".jar";
			if (!name.matches("[A-Za-z0-9._-]+"))
				throw new Failure(ExitCode.INPUT, base + " names a file that cannot be one: " + name);
			Files.createDirectories(into.resolve("plugins"));
			get(base.resolve("plugins/" + name), into.resolve("plugins").resolve(name)); // If it is not there, the engine says so when it needs it.
		}
	}

	private boolean get(URI from, Path to) throws IOException, InterruptedException {
		HttpResponse<InputStream> answer = http.send(HttpRequest.newBuilder(from).timeout(PATIENCE).build(),
				HttpResponse.BodyHandlers.ofInputStream());
		try (InputStream in = answer.body()) {
			if (answer.statusCode() == 404 || answer.statusCode() == 410)
				return false;
			if (answer.statusCode() != 200)
				throw new IOException(from + " answers with status " + answer.statusCode());
			long expected = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
			long begin = bytes;
			try (var out = Files.newOutputStream(to)) {
				byte[] piece = new byte[1 << 16];
				for (int n; (n = in.read(piece)) >= 0;) {
					bytes += n;
					if (bytes > MOST_BYTES)
						throw new Failure(ExitCode.INPUT,
								site + " has more than " + MOST_BYTES + " bytes; fetch what you need of it, and name the folder");
					out.write(piece, 0, n);
				}
			}
			if (expected >= 0 && bytes - begin != expected)
				throw new IOException(from + " broke off after " + (bytes - begin) + " of " + expected + " bytes");
			if (to.getFileName().toString().endsWith(".zip") || to.getFileName().toString().contains("_"))
				messages.println("fetched " + from);
			return true;
		}
	}

	/** @return what a site says in a file, packed or not; null if there is none */
	private static Document document(Path folder, String name) throws IOException {
		Path jar = folder.resolve(name + ".jar");
		Path xml = folder.resolve(name + ".xml");
		try {
			if (Files.exists(jar))
				try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
					for (var entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry())
						if (entry.getName().equals(name + ".xml"))
							return parse(in);
					throw new IOException(jar.getFileName() + " is damaged: there is no " + name + ".xml in it");
				}
			if (!Files.exists(xml))
				return null;
			try (InputStream in = Files.newInputStream(xml)) {
				return parse(in);
			}
		} catch (SAXException | ParserConfigurationException e) {
			throw new IOException(name + " is damaged: " + e.getMessage(), e);
		}
	}

	private static Document parse(InputStream in) throws IOException, SAXException, ParserConfigurationException {
		DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
		factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
		var builder = factory.newDocumentBuilder();
		builder.setErrorHandler(null);
		return builder.parse(new java.io.ByteArrayInputStream(in.readAllBytes()));
	}

	private static List<String> attributes(Document document, String element, String attribute) {
		List<String> values = new ArrayList<>();
		var all = document.getElementsByTagName(element);
		for (int i = 0; i < all.getLength(); i++)
			values.add(((Element) all.item(i)).getAttribute(attribute));
		return values;
	}

	/** @return what the engine is told */
	public String path() {
		return path;
	}

	@Override
	public void close() {
		if (folder == null)
			return;
		try (Stream<Path> all = Files.walk(folder)) {
			for (Path each : all.sorted(Comparator.reverseOrder()).toList())
				Files.deleteIfExists(each);
		} catch (IOException | UncheckedIOException e) {
			messages.println("wirebench: " + folder + " could not be removed: " + e.getMessage());
		}
	}
}
