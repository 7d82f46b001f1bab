package io.wirebench.model.file;

/** A piece of an element's content in the lossless tree. */
sealed interface XmlContent permits XmlElement, XmlContent.Raw {

	/** Appends exactly the text that this piece stands for. */
	void write(XmlWriter out);

	/**
	 * Everything that is not an element.
	 *
	 * @param text as it stands in the file
	 * @param type what it is
	 */
	record Raw(String text, Type type) implements XmlContent {

		enum Type {
			CHARACTERS, CDATA, OTHER
		}

		@Override
		public void write(XmlWriter out) {
			out.append(text);
		}

		boolean isBlank() {
			return type == Type.CHARACTERS && text.isBlank();
		}
	}
}
