package io.wirebench.core.plugins;

import io.wirebench.core.kinds.KindDescriptor;

import java.util.List;

/**
 * What a request would do.
 *
 * @param changes which plug-ins come, change and go
 * @param bundles which bundles come, change and go
 * @param affected bundles that stay but are stopped and started again, because they use one that changes
 * @param goingKinds kinds that are taken out of use; those of an update come back with the new version
 * @param restartReason why the change takes effect at the next start of the engine only, or empty
 * @param untrusted why it needs the word of whoever asks that its content is trusted, or empty
 * @param warnings what is not as it was before, once it is done
 * @param refused declarations of what has come that were refused, once it is done; each is a sentence
 */
public record PluginPlan(List<Change> changes, List<BundleChange> bundles, List<String> affected, List<KindDescriptor> goingKinds,
		String restartReason,
		String untrusted, List<Warning> warnings, List<String> refused) {

	/** A plan that has not been carried out. */
	public PluginPlan(List<Change> changes, List<BundleChange> bundles, List<String> affected, List<KindDescriptor> goingKinds,
			String restartReason, String untrusted) {
		this(changes, bundles, affected, goingKinds, restartReason, untrusted, List.of(), List.of());
	}

	/**
	 * An element that has no effect since plug-ins changed.
	 *
	 * @param lab the lab's name
	 * @param element its path; empty for the whole lab
	 * @param message what and why
	 */
	public record Warning(String lab, String element, String message) {}

	/**
	 * A plug-in that changes.
	 *
	 * @param id its id
	 * @param name for people
	 * @param from the version that goes, or null
	 * @param to the version that comes, or null
	 */
	public record Change(String id, String name, String from, String to) {}

	/**
	 * A bundle that changes.
	 *
	 * @param name its symbolic name
	 * @param from the version that goes, or null
	 * @param to the version that comes, or null
	 * @param signer who has signed what comes, as the certificate says, with "not known to this Java" where no known authority vouches for
	 *        it; empty: unsigned, or it goes
	 */
	public record BundleChange(String name, String from, String to, String signer) {}

	public PluginPlan {
		changes = List.copyOf(changes);
		bundles = List.copyOf(bundles);
		affected = List.copyOf(affected);
		goingKinds = List.copyOf(goingKinds);
		warnings = List.copyOf(warnings);
		refused = List.copyOf(refused);
	}

	/** @return the same, carried out with these warnings */
	public PluginPlan warning(List<Warning> found) {
		return new PluginPlan(changes, bundles, affected, goingKinds, restartReason, untrusted, found, refused);
	}

	/** @return the same, carried out, with these declarations refused */
	public PluginPlan refusing(List<String> found) {
		return new PluginPlan(changes, bundles, affected, goingKinds, restartReason, untrusted, warnings, found);
	}

	/** @return whether nothing is to be done */
	public boolean isEmpty() {
		return changes.isEmpty() && bundles.isEmpty();
	}
}
