package io.wirebench.core.kinds;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.xml.sax.SAXException;

/** Makes the reference pages of declarations. */
final class ReferencePages {

	private ReferencePages() {
	}

	private static String cell(String text) {
		return text.strip().replaceAll("\\s+", " ").replace("|", "\\|").replace("<", "&lt;");
	}

	/** @return the page of the extension points, from their schemas */
	static String points() {
		StringBuilder page = new StringBuilder(
				"""
						# Extension points

						What a plug-in writes into its `plugin.xml`; see [extending.md](extending.md) for how to begin. Generated from the schemas in
						`bundles/io.wirebench.core/schema`, which the plug-in editor of Eclipse reads, too.
						""");
		Map<String, KindPoint> told = new HashMap<>();
		for (KindPoint point : KindPoint.values())
			point(page, point, schema(point), told);
		return page.toString();
	}

	private static Element schema(KindPoint point) {
		Path file = Path.of("schema", point.id().substring(KindPoint.NAMESPACE.length() + 1) + ".exsd");
		try {
			Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
			return document.getDocumentElement();
		} catch (IOException | SAXException | ParserConfigurationException e) {
			throw new AssertionError(file + ": " + e.getMessage(), e);
		}
	}

	/** @param told what elements are, and where that was said first */
	private static void point(StringBuilder page, KindPoint point, Element schema, Map<String, KindPoint> told) {
		page.append("\n## `").append(point.id()).append("`\n\n").append(section(schema, null)).append('\n');
		for (Element element : children(schema, "element")) {
			String name = element.getAttribute("name");
			if (name.equals("extension"))
				continue;
			StringBuilder text = new StringBuilder(documentation(element)).append("\n\n| attribute | | |\n|---|---|---|\n");
			for (Element attribute : all(element, "attribute"))
				text.append("| `").append(attribute.getAttribute("name")).append("` | ").append(values(attribute)).append(" | ")
						.append(cell(documentation(attribute))).append(" |\n");
			KindPoint before = told.putIfAbsent(text.toString(), point);
			page.append("\n### `<").append(name).append(">`\n\n").append(before == null ? text : "As in `<" + before.element() + ">`.\n");
		}
		page.append("\n").append(section(schema, "apiinfo")).append("\n\n```xml\n")
				.append(section(schema, "examples").replaceAll("(?s).*<pre>\\s*|\\s*</pre>.*", "").strip()).append("\n```\n");
	}

	private static String values(Element attribute) {
		String use = attribute.getAttribute("use");
		List<String> words = new ArrayList<>();
		List<String> choices = all(attribute, "enumeration").stream().map(e -> "`" + e.getAttribute("value") + "`").toList();
		if (!choices.isEmpty())
			words.add(String.join(", ", choices));
		else if (attribute.getAttribute("type").equals("boolean"))
			words.add("`true`, `false`");
		if (use.equals("required"))
			words.add("required");
		if (!attribute.getAttribute("value").isEmpty())
			words.add("default `" + attribute.getAttribute("value") + "`");
		return String.join("; ", words);
	}

	/** @return what stands in an annotation of a schema's own; null: the one that introduces it */
	private static String section(Element schema, String type) {
		for (Element annotation : children(schema, "annotation")) {
			List<Element> marks = all(annotation, "meta.section");
			if (type == null ? marks.isEmpty() : !marks.isEmpty() && marks.getFirst().getAttribute("type").equals(type))
				return documentationOf(annotation);
		}
		throw new AssertionError("the schema says nothing about " + type);
	}

	private static String documentation(Element element) {
		for (Element annotation : children(element, "annotation"))
			return documentationOf(annotation).replaceAll("\\s+", " ");
		throw new AssertionError(element.getAttribute("name") + " is not described");
	}

	/** Examples are XML inside of it. */
	private static String documentationOf(Element annotation) {
		StringBuilder text = new StringBuilder();
		for (Node node = children(annotation, "documentation").getFirst().getFirstChild(); node != null; node = node.getNextSibling())
			text.append(node instanceof Element element
					? "<" + element.getTagName() + ">" + element.getTextContent() + "</" + element.getTagName() + ">"
					: node.getTextContent());
		return text.toString().strip();
	}

	private static List<Element> children(Element parent, String name) {
		List<Element> found = new ArrayList<>();
		for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling())
			if (node instanceof Element element && element.getTagName().equals(name))
				found.add(element);
		return found;
	}

	private static List<Element> all(Element parent, String name) {
		List<Element> found = new ArrayList<>();
		var nodes = parent.getElementsByTagName(name);
		for (int i = 0; i < nodes.getLength(); i++)
			found.add((Element) nodes.item(i));
		return found;
	}

	/** @return the page of the built-in kinds, from their declarations */
	static String kinds(KindRegistry registry) {
		StringBuilder page = new StringBuilder(
				"""
						# Kinds

						What can be in a network without further plug-ins, generated from the declarations. `./wirebench kinds` shows what an engine
						has now, those of plug-ins included. A duration, rate, size or probability is written with its unit; see [file-format.md](file-format.md).
						""");
		for (KindPoint point : KindPoint.values()) {
			page.append("\n## ").append(point.label().substring(0, 1).toUpperCase(Locale.ROOT)).append(point.label().substring(1))
					.append("s\n");
			for (KindDescriptor kind : registry.all(point))
				kind(page, kind);
		}
		return page.toString();
	}

	private static void kind(StringBuilder page, KindDescriptor kind) {
		page.append("\n### `").append(kind.id().substring(KindRegistry.BUILT_IN.length() + 1)).append("`\n\n")
				.append(kind.info().description()).append("\n");
		if (!kind.parameters().isEmpty()) {
			page.append("\n| parameter | type | | |\n|---|---|---|---|\n");
			for (ParameterDeclaration parameter : kind.parameters())
				page.append("| `").append(parameter.name()).append("` | ").append(parameter.type().literal()).append(" | ")
						.append(bounds(parameter)).append(" | ").append(cell(parameter.description())).append(" |\n");
		}
		if (!kind.figures().isEmpty()) {
			page.append("\n| figure | unit | |\n|---|---|---|\n");
			for (FigureDeclaration figure : kind.figures())
				page.append("| `").append(figure.name()).append("` | ").append(figure.unit().equals("1") ? "" : figure.unit()).append(" | ")
						.append(cell(figure.description())).append(" |\n");
		}
		if (!kind.programs().isEmpty())
			page.append("\nNeeds ")
					.append(String.join(", ", kind.programs().stream()
							.map(program -> "`" + program.path() + "` (package `" + program.debianPackage() + "`)").toList()))
					.append(".\n");
	}

	private static String bounds(ParameterDeclaration parameter) {
		List<String> words = new ArrayList<>();
		if (!parameter.choices().isEmpty())
			words.add(String.join(", ", parameter.choices().stream().map(choice -> "`" + choice + "`").toList()));
		if (parameter.minimum() != null || parameter.maximum() != null)
			words.add((parameter.minimum() == null ? "" : parameter.minimum()) + " … "
					+ (parameter.maximum() == null ? "" : parameter.maximum()));
		if (parameter.required())
			words.add("required");
		else if (parameter.defaultText() != null && !parameter.defaultText().isEmpty())
			words.add("default `" + parameter.defaultText() + "`");
		return String.join("; ", words);
	}
}
