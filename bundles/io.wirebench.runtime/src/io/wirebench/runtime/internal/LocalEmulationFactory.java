package io.wirebench.runtime.internal;

import io.wirebench.core.emulation.Capability;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.linux.Feature;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Opens labs in this process. A service component, declared in OSGI-INF. */
public final class LocalEmulationFactory implements Emulation.Factory {

	private final KindRegistry kinds;

	/** Made by the component runtime, and by tests. */
	public LocalEmulationFactory(KindRegistry kinds) {
		this.kinds = kinds;
	}

	@Override
	public Emulation open(Path outputFolder, Path directory) throws EmulationException {
		for (String name : Capability.REQUIRED.stream().sorted().toList()) {
			Feature feature = Feature.valueOf(name);
			if (!feature.isAvailable())
				throw new EmulationException("this machine cannot run networks: no " + feature.description() + " ("
						+ feature.unavailabilityCause().getMessage() + "); " + feature.remedy(), true, null);
		}
		return new LocalEmulation(kinds, outputFolder, directory);
	}

	@Override
	public List<Capability> capabilities() {
		return Arrays.stream(Feature.values()).map(f -> new Capability(f.name(), f.description(), f.isAvailable(),
				f.unavailabilityCause() == null ? "" : String.valueOf(f.unavailabilityCause().getMessage()), f.disables(), f.remedy())).toList();
	}
}
