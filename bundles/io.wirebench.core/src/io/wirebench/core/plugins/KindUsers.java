package io.wirebench.core.plugins;

import io.wirebench.core.kinds.KindDescriptor;

import java.util.List;

/** Who uses kinds while plug-ins change: the labs of an engine. Called by the thread that changes plug-ins. */
public interface KindUsers {

	/** Nobody. */
	KindUsers NONE = new KindUsers() {
		@Override
		public List<String> uses(List<KindDescriptor> kinds) {
			return List.of();
		}

		@Override
		public void retire(List<KindDescriptor> kinds) {
		}

		@Override
		public List<PluginPlan.Warning> changed(List<String> gone, List<String> come) {
			return List.of();
		}
	};

	/** @return where these kinds are in use, for people: {@code lab 'x': r1-r2/forward/loss} */
	List<String> uses(List<KindDescriptor> kinds);

	/**
	 * Takes kinds out of use. When it returns nothing has an object of theirs any more.
	 *
	 * @throws PluginException if that failed; what was retired stays so
	 */
	void retire(List<KindDescriptor> kinds) throws PluginException;

	/**
	 * Kinds came or went: those that came can be used from now on.
	 *
	 * @return what is without effect because a kind that came is not as it was
	 */
	List<PluginPlan.Warning> changed(List<String> gone, List<String> come);
}
