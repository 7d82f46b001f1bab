package io.wirebench.core.plugins;

import java.util.List;

/**
 * What shall be done with plug-ins.
 *
 * @param action what
 * @param ids which plug-ins, each as {@code id} or, to install one version, {@code id/version}; empty: all that the site offers
 *            (install) or all that are installed (update)
 * @param source where they are: the path of a folder or zip file, or a {@code file:} URL; null for a removal
 */
public record PluginRequest(Action action, List<String> ids, String source) {

	/** What to do. */
	public enum Action {
		/** Adds plug-ins, or replaces an installed version by the one that is named. */
		INSTALL,
		/** Replaces installed plug-ins by newer versions. */
		UPDATE,
		/** Takes plug-ins away. */
		REMOVE
	}

	public PluginRequest {
		ids = List.copyOf(ids);
	}
}
