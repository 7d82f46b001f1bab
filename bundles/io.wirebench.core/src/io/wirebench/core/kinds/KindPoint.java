package io.wirebench.core.kinds;

/** The extension points that kinds are declared at. */
public enum KindPoint {

	/** Nodes. */
	NODE("nodeKinds", "nodeKind", "node kind"),
	/** Daemons in nodes. */
	SERVICE("serviceKinds", "serviceKind", "service kind"),
	/** What goes wrong on a link. */
	IMPAIRMENT("impairmentKinds", "impairmentKind", "impairment kind"),
	/** Traffic. */
	GENERATOR("generatorKinds", "generatorKind", "generator kind"),
	/** Measurements. */
	ANALYZER("analyzerKinds", "analyzerKind", "analyzer kind");

	/** The bundle that declares the points. */
	public static final String NAMESPACE = "io.wirebench.core";

	private final String pointName;
	private final String element;
	private final String label;

	KindPoint(String pointName, String element, String label) {
		this.pointName = pointName;
		this.element = element;
		this.label = label;
	}

	/** @return the extension point's full id */
	public String id() {
		return NAMESPACE + "." + pointName;
	}

	/** @return the name of the element that declares one kind */
	public String element() {
		return element;
	}

	/** @return what a user calls it */
	public String label() {
		return label;
	}
}
