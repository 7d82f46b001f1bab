package io.wirebench.control.internal;

import io.wirebench.control.protocol.Doc;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Limits;
import io.wirebench.control.protocol.May;
import io.wirebench.control.protocol.Protocol;

import com.google.gson.GsonBuilder;

import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes the protocol's page and schema from the code that speaks it. */
final class ProtocolPage {

	private ProtocolPage() {
	}

	/** A method of the protocol, by its place in the source. */
	private record Entry(String name, Method method) {}

	/** Reflection knows no order; the source does. */
	private static List<Entry> entries(Class<?> type, boolean requests) {
		String source = source("EngineApi");
		List<Entry> entries = new ArrayList<>();
		for (Method method : type.getDeclaredMethods()) {
			String name = requests
					? method.isAnnotationPresent(JsonRequest.class) ? method.getAnnotation(JsonRequest.class).value() : null
					: method.isAnnotationPresent(JsonNotification.class) ? method.getAnnotation(JsonNotification.class).value() : null;
			if (name != null)
				entries.add(new Entry(name, method));
		}
		entries.sort(java.util.Comparator.comparingInt(entry -> source.indexOf('"' + entry.name() + '"')));
		return entries;
	}

	private static String source(String type) {
		try {
			return Files.readString(Path.of("src/io/wirebench/control/protocol", type + ".java"));
		} catch (java.io.IOException e) {
			throw new AssertionError(e);
		}
	}

	private static List<Class<?>> messages() {
		String source = source("Protocol");
		List<Class<?>> types = new ArrayList<>(Arrays.asList(Protocol.class.getDeclaredClasses()));
		types.sort(java.util.Comparator.comparingInt(type -> source.indexOf("record " + type.getSimpleName() + "(")));
		return types;
	}

	private static String doc(java.lang.reflect.AnnotatedElement element) {
		Doc doc = element.getAnnotation(Doc.class);
		if (doc == null)
			throw new AssertionError(element + " has no @Doc");
		return doc.value();
	}

	private static Class<?> result(Method method) {
		return (Class<?>) ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0];
	}

	/** @return the type as a reader knows it */
	private static String type(Type type) {
		return switch (type) {
			case ParameterizedType p when p.getRawType() == List.class -> "list of " + type(p.getActualTypeArguments()[0]);
			case ParameterizedType p when p.getRawType() == Map.class -> "object of " + type(p.getActualTypeArguments()[1]);
			case Class<?> c when c.isRecord() ->
				"[" + c.getSimpleName() + "](#" + c.getSimpleName().toLowerCase(java.util.Locale.ROOT) + ")";
			case Class<?> c when c == String.class -> "text";
			case Class<?> c when c == boolean.class || c == Boolean.class -> "true/false";
			case Class<?> c when c == int.class || c == Integer.class || c == long.class || c == Long.class -> "integer";
			case Class<?> c when c == double.class || c == Double.class -> "number";
			default -> throw new AssertionError(type);
		};
	}

	private static Map<String, Object> schemaOf(Type type) {
		Map<String, Object> schema = new LinkedHashMap<>();
		switch (type) {
			case ParameterizedType p when p.getRawType() == List.class -> {
				schema.put("type", "array");
				schema.put("items", schemaOf(p.getActualTypeArguments()[0]));
			}
			case ParameterizedType p when p.getRawType() == Map.class -> {
				schema.put("type", "object");
				schema.put("additionalProperties", schemaOf(p.getActualTypeArguments()[1]));
			}
			case Class<?> c when c.isRecord() -> schema.put("$ref", "#/$defs/" + c.getSimpleName());
			default -> schema.put("type", switch (type(type)) {
				case "text" -> "string";
				case "true/false" -> "boolean";
				default -> type(type);
			});
		}
		return schema;
	}

	/**
	 * @return JSON Schema (2020-12): {@code $defs} has each message, {@code requests} and {@code notifications} say which method takes and
	 * gives which
	 */
	static String schema() {
		Map<String, Object> defs = new LinkedHashMap<>();
		for (Class<?> type : messages()) {
			Map<String, Object> properties = new LinkedHashMap<>();
			List<String> required = new ArrayList<>();
			for (RecordComponent c : type.getRecordComponents()) {
				Map<String, Object> property = schemaOf(c.getGenericType());
				property.put("description", doc(c));
				properties.put(c.getName(), property);
				if (!c.isAnnotationPresent(May.class))
					required.add(c.getName());
			}
			Map<String, Object> def = new LinkedHashMap<>();
			def.put("description", doc(type));
			def.put("type", "object");
			def.put("properties", properties);
			def.put("required", required);
			defs.put(type.getSimpleName(), def);
		}
		Map<String, Object> requests = new LinkedHashMap<>();
		for (Entry entry : entries(EngineApi.class, true)) {
			Map<String, Object> request = new LinkedHashMap<>();
			request.put("description", doc(entry.method));
			if (entry.method.getParameterCount() > 0)
				request.put("params", schemaOf(entry.method.getParameterTypes()[0]));
			request.put("result", schemaOf(result(entry.method)));
			requests.put(entry.name, request);
		}
		Map<String, Object> notifications = new LinkedHashMap<>();
		for (Entry entry : entries(EngineApi.Client.class, false))
			notifications.put(entry.name, Map.of("params", schemaOf(entry.method.getParameterTypes()[0])));
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("$schema", "https://json-schema.org/draft/2020-12/schema");
		all.put("title", "Wirebench control protocol");
		all.put("version", Limits.PROTOCOL_VERSION);
		all.put("requests", requests);
		all.put("notifications", notifications);
		all.put("$defs", defs);
		return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(all) + "\n";
	}

	/** @return the page with everything between its marks written anew */
	static String page(String page) {
		return replace(replace(replace(replace(page, "requests", requests()), "notifications", notifications()), "limits", limits()),
				"messages", messagesText());
	}

	private static String replace(String page, String mark, String text) {
		Pattern between = Pattern.compile("(?s)(<!-- " + mark + " -->\n).*?(<!-- /" + mark + " -->)");
		if (!between.matcher(page).find())
			throw new AssertionError("the page has no mark " + mark);
		return between.matcher(page).replaceFirst(m -> java.util.regex.Matcher.quoteReplacement(m.group(1) + text + m.group(2)));
	}

	private static String requests() {
		StringBuilder out = new StringBuilder("| request | params | result | |\n|---|---|---|---|\n");
		for (Entry entry : entries(EngineApi.class, true))
			out.append("| `").append(entry.name).append("` | ")
					.append(entry.method.getParameterCount() == 0 ? "–" : type(entry.method.getParameterTypes()[0])).append(" | ")
					.append(type(result(entry.method))).append(" | ").append(doc(entry.method)).append(" |\n");
		return out.toString();
	}

	private static String notifications() {
		StringBuilder out = new StringBuilder("| notification | params | |\n|---|---|---|\n");
		for (Entry entry : entries(EngineApi.Client.class, false))
			out.append("| `").append(entry.name).append("` | ").append(type(entry.method.getParameterTypes()[0])).append(" | ")
					.append(doc(entry.method)).append(" |\n");
		return out.toString();
	}

	private static String limits() {
		StringBuilder out = new StringBuilder("| error code | name | meaning |\n|---|---|---|\n");
		for (ErrorCode code : ErrorCode.values())
			out.append("| ").append(code.number()).append(" | ").append(code.name()).append(" | ").append(code.meaning()).append(" |\n");
		out.append("\n| limit | value | |\n|---|---|---|\n");
		for (Field field : Limits.class.getDeclaredFields())
			try {
				out.append("| `").append(field.getName()).append("` | ").append(field.get(null)).append(" | ").append(doc(field))
						.append(" |\n");
			} catch (IllegalAccessException e) {
				throw new AssertionError(e);
			}
		return out.toString();
	}

	private static String messagesText() {
		StringBuilder out = new StringBuilder();
		for (Class<?> type : messages()) {
			out.append("\n### ").append(type.getSimpleName()).append("\n\n").append(doc(type)).append("\n\n");
			for (RecordComponent c : type.getRecordComponents())
				out.append("- `").append(c.getName()).append("` (").append(type(c.getGenericType()))
						.append(c.isAnnotationPresent(May.class) ? ", may be left out" : "").append("): ")
						.append(doc(c)).append('\n');
		}
		return out.append('\n').toString();
	}
}
