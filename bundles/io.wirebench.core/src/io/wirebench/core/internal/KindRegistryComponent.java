package io.wirebench.core.internal;

import io.wirebench.core.kinds.KindRegistry;

import org.eclipse.core.runtime.ContributorFactoryOSGi;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The registry of a running product, over the platform's extension registry. A service component, declared in OSGI-INF. */
public final class KindRegistryComponent extends KindRegistry {

	private static final System.Logger LOG = System.getLogger("io.wirebench.core");
	private static final String API = "io.wirebench.api";

	/** What was read, by bundle's wiring. Not initialized here: the constructor of the registry uses it. */
	private Map<BundleWiring, Contribution> read;

	public KindRegistryComponent(IExtensionRegistry extensions) {
		super(extensions, problem -> LOG.log(System.Logger.Level.WARNING, problem));
	}

	/** Looks for its file: loading the class would start the bundle. */
	@Override
	protected boolean hasClass(IConfigurationElement element, String className) {
		// "class:data" and "bundle/class" are the platform's ways to write more.
		String name = className.split(":", 2)[0].strip();
		Bundle bundle = ContributorFactoryOSGi.resolve(element.getContributor());
		BundleWiring wiring = bundle == null ? null : bundle.adapt(BundleWiring.class);
		if (wiring == null || name.indexOf('/') >= 0)
			return true;
		int dot = name.lastIndexOf('.');
		return !wiring.listResources(dot < 0 ? "/" : name.substring(0, dot).replace('.', '/'), name.substring(dot + 1) + ".class", 0)
				.isEmpty();
	}

	/** Called under the registry's lock. */
	@Override
	protected Collection<Contribution> contributions() {
		Map<BundleWiring, Contribution> now = new HashMap<>();
		for (Bundle bundle : FrameworkUtil.getBundle(KindRegistryComponent.class).getBundleContext().getBundles()) {
			BundleWiring wiring = bundle.adapt(BundleWiring.class);
			if (wiring == null || !usesApi(wiring))
				continue;
			Contribution known = read == null ? null : read.get(wiring);
			now.put(wiring, known == null ? read(bundle) : known);
		}
		read = now;
		return new ArrayList<>(now.values());
	}

	private static boolean usesApi(BundleWiring wiring) {
		List<BundleWire> wires = wiring.getRequiredWires(null);
		return wires != null && wires.stream().anyMatch(wire -> API.equals(wire.getProvider().getSymbolicName()));
	}

	private static Contribution read(Bundle bundle) {
		String id = String.valueOf(bundle.getBundleId());
		var entry = bundle.getEntry("plugin.xml");
		if (entry == null)
			return new Contribution(bundle.getSymbolicName(), id, List.of());
		try (var in = entry.openStream()) {
			return Contribution.read(bundle.getSymbolicName(), id, in);
		} catch (IOException e) {
			// The platform says so, too: then nothing of it is known.
			LOG.log(System.Logger.Level.WARNING, e.getMessage());
			return new Contribution(bundle.getSymbolicName(), id, List.of());
		}
	}
}
