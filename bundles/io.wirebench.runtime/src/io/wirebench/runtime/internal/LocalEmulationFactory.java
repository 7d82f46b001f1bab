package io.wirebench.runtime.internal;

import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.linux.Feature;

import java.nio.file.Path;

/** Opens labs in this process. A service component, declared in OSGI-INF. */
public final class LocalEmulationFactory implements Emulation.Factory {

	private final KindRegistry kinds;

	/** Made by the component runtime, and by tests. */
	public LocalEmulationFactory(KindRegistry kinds) {
		this.kinds = kinds;
	}

	@Override
	public Emulation open(Path outputFolder) throws EmulationException {
		for (Feature feature : new Feature[] { Feature.NETWORK_NAMESPACES, Feature.VETH, Feature.BRIDGE })
			if (!feature.isAvailable())
				throw new EmulationException("this machine cannot run a lab: no " + feature.description() + " (" + feature.unavailabilityCause().getMessage()
						+ "); " + feature.remedy(), true, null);
		return new LocalEmulation(kinds, outputFolder);
	}
}
