package io.wirebench.core.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

class SchemaTest {

	@ParameterizedTest
	@EnumSource(KindPoint.class)
	void shouldHaveAllTextsAndADescribedAttributeEverywhere(KindPoint point) throws Exception {
		var file = Path.of("schema", point.id().substring(KindPoint.NAMESPACE.length() + 1) + ".exsd");
		assertFalse(Files.readString(file).contains("[Enter"), file.toString());
		var root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement();
		var sections = new ArrayList<String>();
		for (var annotation : children(root, "annotation")) {
			assertFalse(text(annotation).isBlank(), file.toString());
			var info = annotation.getElementsByTagName("meta.section");
			sections.add(info.getLength() == 0 ? "overview" : ((Element) info.item(0)).getAttribute("type"));
		}
		assertEquals(List.of("overview", "since", "examples", "apiinfo", "implementation", "copyright"), sections);
		var attributes = root.getElementsByTagName("attribute");
		assertTrue(attributes.getLength() > 10);
		for (var index = 0; index < attributes.getLength(); index++)
			assertFalse(text(children((Element) attributes.item(index), "annotation").getFirst()).isBlank(), file + " attribute " + index);
	}

	private static String text(Element annotation) {
		return children(annotation, "documentation").getFirst().getTextContent();
	}

	private static List<Element> children(Element parent, String name) {
		var found = new ArrayList<Element>();
		for (var child = parent.getFirstChild(); child != null; child = child.getNextSibling())
			if (child instanceof Element element && element.getTagName().equals(name))
				found.add(element);
		return found;
	}
}
