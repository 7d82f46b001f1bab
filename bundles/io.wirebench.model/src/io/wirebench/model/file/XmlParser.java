package io.wirebench.model.file;

import io.wirebench.model.file.XmlContent.Raw;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;

import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads text into the lossless tree. The JDK's parser first decides whether it is well-formed XML without document type
 * and within the limits; the tree is then built by a tokenizer that may rely on that. One object reads one text.
 */
final class XmlParser {

	static final int MAXIMUM_BYTES = 32 * 1024 * 1024;
	static final int MAXIMUM_DEPTH = 64;
	static final int MAXIMUM_ELEMENTS = 500_000;

	private static final Pattern DECLARATION = Pattern
			.compile("^\uFEFF?<\\?xml\\s+version\\s*=\\s*[\"']([^\"']*)[\"'](?:\\s+encoding\\s*=\\s*[\"']([^\"']*)[\"'])?");

	private final String text;
	private int at;

	private XmlParser(String text) {
		this.text = text;
	}

	/** Decodes UTF-8 strictly. */
	static String decode(byte[] bytes) throws NetworkFileException {
		if (bytes.length > MAXIMUM_BYTES)
			throw new NetworkFileException("the file is larger than 32 MiB; a network of that size cannot be read, split it");
		var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
				.onUnmappableCharacter(CodingErrorAction.REPORT);
		var in = ByteBuffer.wrap(bytes);
		try {
			return decoder.decode(in).toString();
		} catch (CharacterCodingException exception) {
			var good = new XmlWriter();
			good.append(new String(bytes, 0, in.position(), StandardCharsets.UTF_8));
			throw new NetworkFileException("byte " + in.position() + " is not UTF-8; save the file with the encoding UTF-8",
					good.position().line(), good.position().column());
		}
	}

	static XmlDocument parse(String text) throws NetworkFileException {
		checkDeclaration(text);
		checkWellFormed(text);
		var parser = new XmlParser(text);
		try {
			return parser.document();
		} catch (IndexOutOfBoundsException | NumberFormatException exception) {
			// Both parsers agree on what is well-formed; should they ever not, the user gets a place and no stack trace.
			throw parser.unexpected();
		}
	}

	private static void checkDeclaration(String text) throws NetworkFileException {
		var matcher = DECLARATION.matcher(text);
		if (!matcher.find())
			return;
		if (!matcher.group(1).equals("1.0"))
			throw new NetworkFileException("XML version '" + matcher.group(1) + "' is not supported; write version=\"1.0\"", 1, 1);
		var encoding = matcher.group(2);
		if (encoding != null && !encoding.equalsIgnoreCase("UTF-8") && !encoding.equalsIgnoreCase("US-ASCII"))
			throw new NetworkFileException(
					"encoding '" + encoding + "' is not supported; save the file as UTF-8 and write encoding=\"UTF-8\"", 1, 1);
	}

	private static void checkWellFormed(String text) throws NetworkFileException {
		var bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
		try {
			var factory = SAXParserFactory.newDefaultInstance();
			factory.setNamespaceAware(false);
			factory.setValidating(false);
			factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
			factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
			factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
			factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
			factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
			var parser = factory.newSAXParser();
			parser.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
			parser.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
			parser.parse(new InputSource(new StringReader(bare)), new Limits());
		} catch (SAXParseException exception) {
			var message = exception.getMessage().contains("DOCTYPE")
					? "a document type declaration is not allowed in a network file; remove <!DOCTYPE …>"
					: exception.getMessage().contains("not allowed in prolog")
							? "this is no XML: a network file begins with <network format=\"1\">"
							: exception.getMessage();
			throw new NetworkFileException(message, Math.max(1, exception.getLineNumber()), Math.max(1, exception.getColumnNumber()));
		} catch (SAXException | ParserConfigurationException | IOException exception) {
			throw new NetworkFileException("cannot be read as XML: " + exception.getMessage(), 1, 1);
		}
	}

	/** Refuses what is too deep or too much before anything is built of it. */
	private static final class Limits extends DefaultHandler {

		private Locator locator;
		private int depth;
		private int elements;

		@Override
		public void setDocumentLocator(Locator documentLocator) {
			locator = documentLocator;
		}

		@Override
		public void startElement(String uri, String localName, String name, Attributes attributes) throws SAXException {
			if (++depth > MAXIMUM_DEPTH)
				throw new SAXParseException(
						"elements are nested deeper than " + MAXIMUM_DEPTH + " levels; a network file needs at most five", locator);
			if (++elements > MAXIMUM_ELEMENTS)
				throw new SAXParseException("there are more than " + MAXIMUM_ELEMENTS + " elements; split the network", locator);
		}

		@Override
		public void endElement(String uri, String localName, String name) {
			depth--;
		}

		@Override
		public void fatalError(SAXParseException exception) throws SAXException {
			throw exception;
		}
	}

	private XmlDocument document() throws NetworkFileException {
		var start = 0;
		while (true) {
			at = text.indexOf('<', at);
			if (text.startsWith("<!--", at))
				skipPast("-->");
			else if (text.startsWith("<?", at))
				skipPast("?>");
			else
				break;
		}
		var prolog = text.substring(start, at);
		var root = element();
		return new XmlDocument(prolog, root, text.substring(at));
	}

	private XmlElement element() throws NetworkFileException {
		expect('<');
		var element = new XmlElement(name());
		while (true) {
			var space = space();
			if (text.charAt(at) == '>' || text.charAt(at) == '/') {
				element.tagEnd = space;
				break;
			}
			element.attributes.add(attribute(space));
		}
		if (text.charAt(at) == '/') {
			at++;
			expect('>');
			return element;
		}
		at++;
		element.selfClosing = false;
		content(element);
		at += 2;
		name();
		element.closeEnd = space();
		expect('>');
		return element;
	}

	private XmlElement.Attribute attribute(String leading) throws NetworkFileException {
		var name = name();
		var equalsStart = at;
		space();
		expect('=');
		space();
		var equals = text.substring(equalsStart, at);
		var quote = text.charAt(at++);
		var end = text.indexOf(quote, at);
		if (quote != '"' && quote != '\'' || end < 0)
			throw unexpected();
		var raw = text.substring(at, end);
		at = end + 1;
		return new XmlElement.Attribute(leading, name, equals, quote, raw);
	}

	private void content(XmlElement parent) throws NetworkFileException {
		while (!text.startsWith("</", at)) {
			var start = at;
			if (text.charAt(at) != '<') {
				at = text.indexOf('<', at);
				if (at < 0)
					throw unexpected();
				parent.content.add(new Raw(text.substring(start, at), Raw.Type.CHARACTERS));
			} else if (text.startsWith("<!--", at)) {
				skipPast("-->");
				parent.content.add(new Raw(text.substring(start, at), Raw.Type.OTHER));
			} else if (text.startsWith("<![CDATA[", at)) {
				skipPast("]]>");
				parent.content.add(new Raw(text.substring(start, at), Raw.Type.CDATA));
			} else if (text.startsWith("<?", at)) {
				skipPast("?>");
				parent.content.add(new Raw(text.substring(start, at), Raw.Type.OTHER));
			} else
				parent.content.add(element());
		}
	}

	private String name() throws NetworkFileException {
		var start = at;
		while ("=/> \t\r\n".indexOf(text.charAt(at)) < 0)
			at++;
		if (at == start)
			throw unexpected();
		return text.substring(start, at);
	}

	private String space() {
		var start = at;
		while (" \t\r\n".indexOf(text.charAt(at)) >= 0)
			at++;
		return text.substring(start, at);
	}

	private void expect(char expected) throws NetworkFileException {
		if (text.charAt(at) != expected)
			throw unexpected();
		at++;
	}

	private void skipPast(String end) throws NetworkFileException {
		var found = text.indexOf(end, at + 2);
		if (found < 0)
			throw unexpected();
		at = found + end.length();
	}

	private NetworkFileException unexpected() {
		var before = new XmlWriter();
		before.append(text.substring(0, Math.clamp(at, 0, text.length())));
		return new NetworkFileException("this is not XML that can be read", before.position().line(), before.position().column());
	}
}
