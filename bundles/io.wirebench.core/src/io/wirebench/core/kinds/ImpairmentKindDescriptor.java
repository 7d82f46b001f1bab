package io.wirebench.core.kinds;

/**
 * A declared kind of impairment.
 *
 * @param info what all kinds declare
 * @param scope what one instance sees
 * @param packetExact whether its effect depends on single packets, so that large segments must be cut first
 */
public record ImpairmentKindDescriptor(KindInfo info, Scope scope, boolean packetExact) implements KindDescriptor {

	@Override
	public KindPoint point() {
		return KindPoint.IMPAIRMENT;
	}
}
