package io.wirebench.control.internal.wire;

import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.May;

import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the protocol's records say of themselves: which members a message must have. Safe for use by any thread. */
public final class Schema {

	private record Member(String name, boolean may, Method accessor) {}

	/** Type of the parameter of each request; without an entry there is no such request. */
	private static final Map<String, List<Class<?>>> REQUESTS = new HashMap<>();
	private static final Map<Class<?>, List<Member>> MEMBERS = new ConcurrentHashMap<>();

	static {
		for (Method method : EngineApi.class.getMethods())
			if (method.isAnnotationPresent(JsonRequest.class))
				REQUESTS.put(method.getAnnotation(JsonRequest.class).value(), List.of(method.getParameterTypes()));
	}

	private Schema() {
	}

	/** @return the name of a notification of {@link EngineApi.Client} by its method's name */
	public static String notification(String method) {
		for (Method m : EngineApi.Client.class.getMethods())
			if (m.getName().equals(method) && m.isAnnotationPresent(JsonNotification.class))
				return m.getAnnotation(JsonNotification.class).value();
		throw new IllegalArgumentException(method);
	}

	/** @return what is wrong with the parameters of a request, or null */
	public static String problem(String method, Object params) {
		List<Class<?>> types = REQUESTS.get(method);
		if (types == null || types.isEmpty())
			return null; // Unknown methods are answered elsewhere.
		if (params == null)
			return "the request has no params; it needs an object";
		if (!types.getFirst().isInstance(params))
			return "params must be an object, not a list";
		return missing(params, "params");
	}

	private static String missing(Object value, String path) {
		switch (value) {
			case Record record -> {
				for (Member member : members(record.getClass())) {
					Object inner = get(record, member);
					String name = path + "." + member.name;
					if (inner == null) {
						if (!member.may)
							return name + " is missing";
						continue;
					}
					String problem = missing(inner, name);
					if (problem != null)
						return problem;
				}
			}
			case Collection<?> list -> {
				for (Object inner : list) {
					String problem = inner == null ? path + " contains null" : missing(inner, path + "[]");
					if (problem != null)
						return problem;
				}
			}
			case Map<?, ?> map -> {
				for (Map.Entry<?, ?> entry : map.entrySet())
					if (entry.getKey() == null || entry.getValue() == null)
						return path + " contains null";
			}
			case Double number when !Double.isFinite(number) -> {
				return path + " is not a number";
			}
			default -> {
			}
		}
		return null;
	}

	private static Object get(Record record, Member member) {
		try {
			return member.accessor.invoke(record);
		} catch (ReflectiveOperationException e) {
			throw new IllegalStateException(e);
		}
	}

	private static List<Member> members(Class<?> type) {
		return MEMBERS.computeIfAbsent(type, t -> {
			List<Member> members = new ArrayList<>();
			for (RecordComponent component : t.getRecordComponents())
				members.add(new Member(component.getName(), component.isAnnotationPresent(May.class), component.getAccessor()));
			return members;
		});
	}
}
