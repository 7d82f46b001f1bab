package io.wirebench.core.spec;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A link. Immutable.
 *
 * @param name its name, which is its element path
 * @param from one end
 * @param to the other end
 * @param up whether it carries frames
 * @param segments what happens to large segments
 * @param tier the way through the machine
 * @param forward impairments from {@code from} to {@code to}, in order: those of the direction, then those of both
 * @param backward impairments the other way
 */
public record LinkSpec(String name, End from, End to, boolean up, SegmentMode segments, TierChoice tier,
		List<ImpairmentSpec> forward, List<ImpairmentSpec> backward) {

	public LinkSpec {
		forward = List.copyOf(forward);
		backward = List.copyOf(backward);
	}

	/** @return this link up or down */
	public LinkSpec withUp(boolean changed) {
		return new LinkSpec(name, from, to, changed, segments, tier, forward, backward);
	}

	LinkSpec withImpairments(UnaryOperator<ImpairmentSpec> change) {
		return new LinkSpec(name, from, to, up, segments, tier, forward.stream().map(change).toList(),
				backward.stream().map(change).toList());
	}
}
