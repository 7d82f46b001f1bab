package io.wirebench.model.file;

import io.wirebench.model.file.XmlContent.Raw;

import java.util.List;

/**
 * Puts elements into the tree and takes them out the way a careful person would: indented like their siblings, with
 * their line. For one thread.
 */
final class XmlLayout {

	private final String lineEnd;
	private final String unit;

	/**
	 * @param lineEnd what the file ends its lines with
	 * @param unit one step of indentation in the file
	 */
	XmlLayout(String lineEnd, String unit) {
		this.lineEnd = lineEnd;
		this.unit = unit;
	}

	static XmlLayout of(XmlDocument document) {
		var text = document.prolog() + rawText(document.root().content) + document.epilog();
		var lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
		var unit = "\t";
		for (var child : document.root().elements()) {
			var indentation = indentation(document.root().content, child);
			if (indentation != null && !indentation.isEmpty()) {
				unit = indentation;
				break;
			}
		}
		return new XmlLayout(lineEnd, unit);
	}

	private static String rawText(List<XmlContent> content) {
		var text = new StringBuilder();
		for (var piece : content)
			if (piece instanceof Raw raw)
				text.append(raw.text());
		return text.toString();
	}

	String lineEnd() {
		return lineEnd;
	}

	/**
	 * Inserts an element.
	 *
	 * @param parentIndentation the indentation of the parent's own line
	 * @param after the child to go behind, or null
	 * @param before the child to go in front of when {@code after} is null, or null for the end
	 */
	void insert(XmlElement parent, String parentIndentation, XmlElement added, XmlElement after, XmlElement before) {
		var content = parent.content;
		parent.selfClosing = false;
		if (parent.isBlank()) {
			content.clear();
			content.add(line(parentIndentation + unit));
			content.add(added);
			content.add(line(parentIndentation));
			return;
		}
		var sibling = after != null ? after : before;
		var indentation = sibling == null ? null : indentation(content, sibling);
		if (sibling != null && indentation == null) {
			for (var other : parent.elements())
				if (indentation == null)
					indentation = indentation(content, other);
			if (indentation == null) {
				content.add(indexOf(content, sibling) + (after != null ? 1 : 0), added);
				return;
			}
		}
		if (indentation == null)
			indentation = parentIndentation + unit;
		if (after == null && before != null) {
			var index = indexOf(content, before);
			content.add(index, added);
			content.add(index + 1, line(indentation));
			return;
		}
		var index = after == null ? lastLineBreak(content) : nextLineBreak(content, indexOf(content, after) + 1);
		if (index < 0) {
			index = after == null ? content.size() : indexOf(content, after) + 1;
			content.add(index, line(indentation));
			content.add(index + 1, added);
			if (after == null)
				content.add(line(parentIndentation));
			return;
		}
		var raw = ((Raw) content.get(index)).text();
		var split = after == null ? lastBreak(raw) : firstBreak(raw);
		content.set(index, characters(raw.substring(0, split)));
		content.add(index + 1, line(indentation));
		content.add(index + 2, added);
		content.add(index + 3, characters(raw.substring(split)));
	}

	/** Takes an element out, with its line when nothing else stands on it. */
	void remove(XmlElement parent, XmlElement removed) {
		var content = parent.content;
		var index = indexOf(content, removed);
		content.remove(index);
		var before = index > 0 && content.get(index - 1) instanceof Raw raw && raw.type() == Raw.Type.CHARACTERS ? raw.text() : "";
		var after = index < content.size() && content.get(index) instanceof Raw raw && raw.type() == Raw.Type.CHARACTERS
				? raw.text()
				: null;
		var atEnd = index == content.size();
		var start = lastBreak(before);
		var aloneOnLine = start >= 0 && before.substring(start).isBlank()
				&& (atEnd || after != null && firstBreak(after) >= 0 && after.substring(0, firstBreak(after)).isBlank());
		if (aloneOnLine) {
			content.set(index - 1, characters(before.substring(0, start)));
			if (!atEnd)
				content.set(index, characters(after.substring(firstBreak(after))));
		} else if (start < 0 && !before.isEmpty() && before.isBlank())
			content.set(index - 1, characters(""));
		if (parent.isBlank()) {
			content.clear();
			parent.selfClosing = true;
		}
	}

	/** @return the white space between the line's start and the child, or null if something else stands before it */
	static String indentation(List<XmlContent> content, XmlElement child) {
		return indentation(content, indexOf(content, child));
	}

	/** The same for the child at an index, without looking for it. */
	static String indentation(List<XmlContent> content, int index) {
		if (index <= 0 || !(content.get(index - 1) instanceof Raw raw))
			return null;
		var text = raw.text();
		var from = lastBreak(text);
		// Adjacent pieces appear where an edit has split white space.
		for (var earlier = index - 2; from < 0 && earlier >= 0 && content.get(earlier) instanceof Raw previous
				&& previous.isBlank(); earlier--) {
			text = previous.text() + text;
			from = lastBreak(text);
		}
		if (from < 0)
			return null;
		var indentation = text
				.substring(text.charAt(from) == '\r' && from + 1 < text.length() && text.charAt(from + 1) == '\n' ? from + 2 : from + 1);
		return indentation.isBlank() ? indentation : null;
	}

	static int indexOf(List<XmlContent> content, XmlContent piece) {
		for (var index = 0; index < content.size(); index++)
			if (content.get(index) == piece)
				return index;
		return -1;
	}

	private Raw line(String indentation) {
		return characters(lineEnd + indentation);
	}

	private static Raw characters(String text) {
		return new Raw(text, Raw.Type.CHARACTERS);
	}

	private static int nextLineBreak(List<XmlContent> content, int from) {
		for (var index = from; index < content.size() && content.get(index) instanceof Raw raw; index++)
			if (raw.type() == Raw.Type.CHARACTERS && firstBreak(raw.text()) >= 0)
				return index;
		return -1;
	}

	private static int lastLineBreak(List<XmlContent> content) {
		var last = content.size() - 1;
		return last >= 0 && content.get(last) instanceof Raw raw && raw.isBlank() && lastBreak(raw.text()) >= 0 ? last : -1;
	}

	private static int firstBreak(String text) {
		for (var index = 0; index < text.length(); index++)
			if (text.charAt(index) == '\n' || text.charAt(index) == '\r')
				return index;
		return -1;
	}

	private static int lastBreak(String text) {
		for (var index = text.length() - 1; index >= 0; index--)
			if (text.charAt(index) == '\n')
				return index > 0 && text.charAt(index - 1) == '\r' ? index - 1 : index;
			else if (text.charAt(index) == '\r')
				return index;
		return -1;
	}
}
