package io.wirebench.core.kinds;

import org.eclipse.core.runtime.ContributorFactorySimple;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.core.runtime.spi.RegistryStrategy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An extension registry without OSGi, with the declarations of core and of the built-in kinds. */
public final class TestRegistry {

	/** Tells listeners in the thread that changes the registry, so that a test need not wait. */
	private static final class EventsAtOnce extends RegistryStrategy {
		EventsAtOnce() {
			super(null, null);
		}

		@Override
		public void scheduleChangeEvent(Object[] listeners, Map<String, ?> deltas, Object registry) {
			processChangeEvent(listeners, deltas, registry);
		}
	}

	private final Object key = new Object();
	private final IExtensionRegistry extensions;
	private final Map<String, String> contributed = new LinkedHashMap<>();

	/** What the kind registry reported. */
	public final List<String> problems = new ArrayList<>();

	/** The registry under test. */
	public final KindRegistry kinds;

	public TestRegistry() {
		extensions = RegistryFactory.createRegistry(new EventsAtOnce(), key, key);
		contribute("io.wirebench.core", read("plugin.xml"));
		contribute("io.wirebench.kinds", read("../io.wirebench.kinds/plugin.xml"));
		kinds = new KindRegistry(extensions, problems::add) {
			@Override
			protected Collection<Contribution> contributions() {
				return contributed.entrySet().stream().map(each -> {
					try {
						return Contribution.read(each.getKey(), "",
								new ByteArrayInputStream(each.getValue().getBytes(StandardCharsets.UTF_8)));
					} catch (IOException exception) {
						throw new UncheckedIOException(exception);
					}
				}).toList();
			}
		};
	}

	public void contribute(String bundle, String xml) {
		contributed.put(bundle, xml);
		var in = new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8));
		if (!extensions.addContribution(in, ContributorFactorySimple.createContributor(bundle), false, bundle, null, key))
			throw new IllegalArgumentException("not a plugin.xml: " + xml);
	}

	public void contribute(String bundle, String point, String elements) {
		contribute(bundle, "<plugin><extension id='" + bundle.replace('.', '_') + "' point='io.wirebench.core." + point + "'>" + elements
				+ "</extension></plugin>");
	}

	public void withdraw(String bundle) {
		contributed.remove(bundle);
		for (var extension : extensions.getExtensions(ContributorFactorySimple.createContributor(bundle)))
			extensions.removeExtension(extension, key);
	}

	private static String read(String path) {
		try {
			return Files.readString(Path.of(path));
		} catch (IOException exception) {
			throw new UncheckedIOException(exception);
		}
	}
}
