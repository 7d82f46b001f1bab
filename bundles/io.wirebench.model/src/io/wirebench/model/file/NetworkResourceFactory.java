package io.wirebench.model.file;

import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.resource.Resource;

/** Makes resources for files that end in {@code .wirebench}. Safe for use by any thread. */
public final class NetworkResourceFactory implements Resource.Factory {

	/** The extension of network files, without dot. */
	public static final String EXTENSION = "wirebench";

	/** Called by EMF. */
	public NetworkResourceFactory() {
	}

	@Override
	public NetworkResource createResource(URI uri) {
		return new NetworkResource(uri);
	}
}
