package io.wirebench.core.internal;

import io.wirebench.core.kinds.KindRegistry;

import org.eclipse.core.runtime.IExtensionRegistry;

/** The registry of a running product, over the platform's extension registry. A service component, declared in OSGI-INF. */
public final class KindRegistryComponent extends KindRegistry {

	private static final System.Logger LOG = System.getLogger("io.wirebench.core");

	public KindRegistryComponent(IExtensionRegistry extensions) {
		super(extensions, problem -> LOG.log(System.Logger.Level.WARNING, problem));
	}
}
