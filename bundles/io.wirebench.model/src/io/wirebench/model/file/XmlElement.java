package io.wirebench.model.file;

import io.wirebench.model.file.XmlContent.Raw;

import java.util.ArrayList;
import java.util.List;

/**
 * An element of the lossless tree: it knows each character of its text, so that what nobody changes is written as it
 * was read. For one thread.
 */
final class XmlElement implements XmlContent {

	/** One attribute: the white space before it, its text, its quote. */
	static final class Attribute {

		final String leading;
		final String name;
		final String equals;
		final char quote;
		private String raw;
		Position position;

		Attribute(String leading, String name, String equals, char quote, String raw) {
			this.leading = leading;
			this.name = name;
			this.equals = equals;
			this.quote = quote;
			this.raw = raw;
		}

		String value() {
			return XmlText.decodeAttribute(raw);
		}

		void setValue(String value) {
			raw = XmlText.escapeAttribute(value, quote);
		}
	}

	String name;
	final List<Attribute> attributes = new ArrayList<>();
	final List<XmlContent> content = new ArrayList<>();
	/** White space before the end of the start tag. */
	String tagEnd = "";
	/** White space before the end of the end tag. */
	String closeEnd = "";
	boolean selfClosing = true;
	/** Whether a model object stands for this element; otherwise it is kept whatever happens. */
	boolean bound;
	Position position;

	XmlElement(String name) {
		this.name = name;
	}

	@Override
	public void write(XmlWriter out) {
		position = out.position();
		out.append("<" + name);
		for (var attribute : attributes) {
			out.append(attribute.leading);
			attribute.position = out.position();
			out.append(attribute.name + attribute.equals + attribute.quote + attribute.raw + attribute.quote);
		}
		out.append(tagEnd);
		if (selfClosing) {
			out.append("/>");
			return;
		}
		out.append(">");
		for (var piece : content)
			piece.write(out);
		out.append("</" + name + closeEnd + ">");
	}

	Attribute attribute(String attributeName) {
		for (var attribute : attributes)
			if (attribute.name.equals(attributeName))
				return attribute;
		return null;
	}

	/** @return the attribute's decoded value, or null */
	String value(String attributeName) {
		var attribute = attribute(attributeName);
		return attribute == null ? null : attribute.value();
	}

	/** Sets an attribute; a new one goes behind the last present one of those that come before it. */
	void setAttribute(String attributeName, String value, List<String> order) {
		var attribute = attribute(attributeName);
		if (attribute == null) {
			var index = 0;
			for (var earlier : order.subList(0, Math.max(0, order.indexOf(attributeName)))) {
				var present = attribute(earlier);
				if (present != null)
					index = Math.max(index, attributes.indexOf(present) + 1);
			}
			var neighbour = attributes.isEmpty() ? null : attributes.get(Math.max(0, index - 1));
			attribute = new Attribute(neighbour == null ? " " : neighbour.leading, attributeName, "=",
					neighbour == null ? '"' : neighbour.quote, "");
			attributes.add(index, attribute);
		}
		attribute.setValue(value);
	}

	void removeAttribute(String attributeName) {
		attributes.removeIf(attribute -> attribute.name.equals(attributeName));
	}

	List<XmlElement> elements() {
		var elements = new ArrayList<XmlElement>();
		for (var piece : content)
			if (piece instanceof XmlElement element)
				elements.add(element);
		return elements;
	}

	/** @return the first child element of that name, or null */
	XmlElement element(String elementName) {
		for (var piece : content)
			if (piece instanceof XmlElement element && element.name.equals(elementName))
				return element;
		return null;
	}

	/** @return the decoded character data directly inside */
	String text() {
		var text = new StringBuilder();
		for (var piece : content)
			if (piece instanceof Raw raw) {
				var lines = XmlText.normalizeLines(raw.text());
				switch (raw.type()) {
					case CHARACTERS -> text.append(XmlText.decodeReferences(lines));
					case CDATA -> text.append(lines, "<![CDATA[".length(), lines.length() - "]]>".length());
					case OTHER -> {
					}
				}
			}
		return text.toString();
	}

	void setText(String value, String lineEnd) {
		content.clear();
		content.add(new Raw(XmlText.escapeCharacters(value, lineEnd), Raw.Type.CHARACTERS));
		selfClosing = false;
	}

	boolean isBlank() {
		for (var piece : content)
			if (!(piece instanceof Raw raw && raw.isBlank()))
				return false;
		return true;
	}
}
