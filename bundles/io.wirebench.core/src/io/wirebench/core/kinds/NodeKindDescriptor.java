package io.wirebench.core.kinds;

/**
 * A declared kind of node.
 *
 * @param info what all kinds declare
 * @param forwarding what it does with frames that are not for it
 */
public record NodeKindDescriptor(KindInfo info, Forwarding forwarding) implements KindDescriptor {

	@Override
	public KindPoint point() {
		return KindPoint.NODE;
	}
}
