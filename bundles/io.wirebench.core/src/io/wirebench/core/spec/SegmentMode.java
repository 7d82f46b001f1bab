package io.wirebench.core.spec;

/** What a link does with the large segments that offloading network stacks hand over. */
public enum SegmentMode {
	/** Segments are cut where an impairment depends on single packets. */
	AUTO,
	/** Segments are always cut. */
	EXACT,
	/** Segments pass as they are. */
	OFFLOAD
}
