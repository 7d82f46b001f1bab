package io.wirebench.core.plugins;

import java.util.List;

/**
 * A plug-in, installed or offered by a site.
 *
 * @param id its id, which is that of its feature
 * @param version its version
 * @param name for people
 * @param description for people; may be empty
 * @param provider who says that they made it; may be empty, and proves nothing
 * @param installedVersion the version that is installed, or null
 * @param bundles symbolic names of its bundles with their versions; empty in the result of a search
 * @param kinds ids of the kinds that it has in the running engine; empty in the result of a search
 * @param refused declarations in its bundles that were refused in the running engine, each a sentence that says why
 * @param problem why an installed plug-in does not work now, with what to do; empty if it works
 */
public record PluginInfo(String id, String version, String name, String description, String provider, String installedVersion,
		List<String> bundles,
		List<String> kinds, List<String> refused, String problem) {

	public PluginInfo {
		bundles = List.copyOf(bundles);
		kinds = List.copyOf(kinds);
		refused = List.copyOf(refused);
	}
}
