package io.wirebench.core.spec;

import io.wirebench.core.kinds.KindDescriptor;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What may be wrong with single elements of a network that runs, so that the rest goes on: kinds come, change and go while
 * networks use them. An element concerned stays in the text and has no effect.
 *
 * @param gone kinds that were known when the network was first read; those that are known again count as known. Of a node whose
 *        kind is here, what it forwards is taken from here while it has no effect
 * @param renewedKinds full ids of kinds whose declarations may have changed: values that no longer fit are tolerated
 * @param tolerated values that were tolerated before ({@link SpecResult#tolerated()}) and are as long as they stay as they are
 * @param excluded elements that must be left out, by path, each with the reason
 */
public record Leniency(Collection<KindDescriptor> gone, Set<String> renewedKinds, Set<String> tolerated, Map<String, String> excluded) {

	/** Everything must be right. */
	public static final Leniency NONE = new Leniency(List.of(), Set.of(), Set.of(), Map.of());

	public Leniency {
		gone = List.copyOf(gone);
		renewedKinds = Set.copyOf(renewedKinds);
		tolerated = Set.copyOf(tolerated);
		excluded = Map.copyOf(excluded);
	}

	/** @return one that tolerates nothing but kinds that are missing */
	public static Leniency missing(Collection<KindDescriptor> gone) {
		return new Leniency(gone, Set.of(), Set.of(), Map.of());
	}
}
