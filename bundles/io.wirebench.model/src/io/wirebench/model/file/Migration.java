package io.wirebench.model.file;

/** One step from a format version to the next, on the text's tree, so that comments and layout survive. */
interface Migration {

	/** @return the version that it starts from; the result is of the version after that */
	int from();

	/** Changes the tree in place. */
	void migrate(XmlElement network);
}
