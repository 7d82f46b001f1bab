package io.wirebench.model.file;

/**
 * A whole file as a lossless tree.
 *
 * @param prolog everything before the root element, a byte order mark included
 * @param epilog everything behind it
 */
record XmlDocument(String prolog, XmlElement root, String epilog) {

	/** Writes the text and notes the position of each element and attribute. */
	String write() {
		var out = new XmlWriter();
		out.append(prolog);
		root.write(out);
		out.append(epilog);
		return out.toString();
	}
}
