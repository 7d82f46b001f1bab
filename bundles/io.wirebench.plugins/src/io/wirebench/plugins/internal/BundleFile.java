package io.wirebench.plugins.internal;

import io.wirebench.core.plugins.PluginException;
import io.wirebench.plugins.internal.Area.Entry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * What a bundle's file says of itself.
 *
 * @param signer who has signed it
 * @param kinds ids of the kinds that it declares
 * @param fragmentHost symbolic name of the bundle that it becomes part of, or empty
 */
record BundleFile(Signatures.Signer signer, Set<String> kinds, String fragmentHost) {

	private static final String POINTS = "io.wirebench.core.";

	/** Reads all of it. @throws PluginException if it is damaged, or not what the site says it is */
	static BundleFile read(Path jar, Entry promised, String site) throws PluginException {
		Signatures.Signer signer;
		try {
			signer = Signatures.of(jar);
		} catch (SecurityException e) {
			throw new PluginException(
					"the bundle " + promised.text() + " of the site " + site + " was changed after it was signed: " + e.getMessage(), e);
		} catch (IOException e) {
			throw new PluginException(
					"the site " + site + " is not whole: the file of the bundle " + promised.text() + " is damaged: " + e.getMessage(), e);
		}
		try (JarFile file = new JarFile(jar.toFile(), false)) {
			Manifest manifest = file.getManifest();
			String name = manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
			String version = manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_VERSION);
			String is = (name == null
					? "no bundle"
					: name.split(";")[0].strip() + " " + (version == null ? "0.0.0" : Version.parseVersion(version)));
			if (!is.equals(promised.name() + " " + Version.parseVersion(promised.version())))
				throw new PluginException(
						"the site " + site + " is wrong: where the bundle " + promised.text() + " should be, there is " + is);
			String host = manifest.getMainAttributes().getValue(Constants.FRAGMENT_HOST);
			return new BundleFile(signer, kinds(file), host == null ? "" : host.split(";")[0].strip());
		} catch (IOException | IllegalArgumentException e) {
			throw new PluginException("the bundle " + promised.text() + " of the site " + site + " cannot be read: " + e.getMessage(), e);
		}
	}

	private static Set<String> kinds(JarFile file) throws IOException {
		Set<String> kinds = new HashSet<>();
		if (file.getEntry("plugin.xml") == null)
			return kinds;
		try (InputStream in = file.getInputStream(file.getEntry("plugin.xml"))) {
			DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
			factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
			var builder = factory.newDocumentBuilder();
			builder.setErrorHandler(null);
			Document document = builder.parse(in);
			var extensions = document.getElementsByTagName("extension");
			for (int i = 0; i < extensions.getLength(); i++)
				if (((Element) extensions.item(i)).getAttribute("point").startsWith(POINTS))
					for (var child = extensions.item(i).getFirstChild(); child != null; child = child.getNextSibling())
						if (child instanceof Element element && element.hasAttribute("id"))
							kinds.add(element.getAttribute("id"));
			return kinds;
		} catch (ParserConfigurationException | SAXException e) {
			throw new IOException("its plugin.xml is wrong: " + e.getMessage(), e);
		}
	}
}
