package io.wirebench.core.kinds;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

import org.eclipse.core.runtime.CoreException;

/**
 * What code of plug-ins has thrown, with its stack traces, for their authors: the newest {@value #MOST} faults, the same one once
 * with how often it came. Faults of the built-in kinds are not kept. Safe for use by any thread.
 */
public final class KindFaults {

	/** So many faults are kept. */
	public static final int MOST = 200;
	/** A trace is cut after so many characters. */
	private static final int TRACE_CHARACTERS = 16_000;
	private static final int MESSAGE_CHARACTERS = 2_000;

	/**
	 * A fault.
	 *
	 * @param epochMillis when it came last
	 * @param kind id of the kind, or the name of the bundle
	 * @param element path of the element, or empty
	 * @param message what happened
	 * @param trace the stack trace, cut if it is very long
	 * @param times how often it came, one after the other
	 */
	public record Fault(long epochMillis, String kind, String element, String message, String trace, long times) {}

	private final ArrayDeque<Fault> faults = new ArrayDeque<>();

	/**
	 * Keeps a fault. Never throws, whatever the exception does when it is asked for its text.
	 *
	 * @param kind id of the kind, or the name of the bundle
	 * @param element path of the element, or empty
	 * @param what what happened, a few words, e.g. {@code threw for a frame}
	 * @param cause what was thrown
	 */
	public void add(String kind, String element, String what, Throwable cause) {
		if (kind.startsWith(KindRegistry.BUILT_IN + ".") || cause instanceof KindFailedException)
			return; // Ours, or kept where it came from.
		Throwable root = root(cause);
		String message = cut(what + ": " + say(root), MESSAGE_CHARACTERS);
		String trace = trace(root);
		synchronized (faults) {
			Fault last = faults.peekLast();
			long times = 1;
			if (last != null && last.kind.equals(kind) && last.element.equals(element) && last.message.equals(message)
					&& last.trace.equals(trace))
				times += faults.removeLast().times;
			if (faults.size() == MOST)
				faults.removeFirst();
			faults.addLast(new Fault(System.currentTimeMillis(), kind, element, message, trace, times));
		}
	}

	/** @return all that are kept, oldest first */
	public List<Fault> all() {
		synchronized (faults) {
			return new ArrayList<>(faults);
		}
	}

	/**
	 * Says what an exception of a kind is about, for users: its own message, without the wrappers around it and without names of
	 * packages. Never throws.
	 */
	public static String say(Throwable thrown) {
		try {
			Throwable root = root(thrown);
			String message = root.getMessage();
			String name = root.getClass().getSimpleName().isEmpty()
					? root.getClass().getSuperclass().getSimpleName()
					: root.getClass().getSimpleName();
			if (message == null || message.isBlank())
				return name;
			// What these say is meant for people; what others say needs their name to be understood.
			boolean forPeople = root instanceof IllegalArgumentException && !(root instanceof NumberFormatException)
					|| root instanceof IllegalStateException || root instanceof java.io.IOException
					|| root instanceof KindFailedException;
			return cut(forPeople ? message.strip() : name + ": " + message.strip(), MESSAGE_CHARACTERS);
		} catch (Throwable t) {
			return "an exception whose text cannot be had";
		}
	}

	/** @return what was thrown, without what others have put around it */
	public static Throwable root(Throwable thrown) {
		Throwable root = thrown;
		for (int depth = 0; depth < MOST; depth++) {
			Throwable inner = switch (root) {
				case CoreException core -> core.getStatus().getException();
				case InvocationTargetException target -> target.getCause();
				case ExecutionException execution -> execution.getCause();
				case ExceptionInInitializerError initializer -> initializer.getCause();
				default -> null;
			};
			if (inner == null || inner == root)
				return root;
			root = inner;
		}
		return root;
	}

	private static String trace(Throwable thrown) {
		try {
			StringWriter text = new StringWriter();
			thrown.printStackTrace(new PrintWriter(text));
			return cut(text.toString(), TRACE_CHARACTERS);
		} catch (Throwable t) {
			return "(its stack trace cannot be had: " + t.getClass().getName() + ")";
		}
	}

	private static String cut(String text, int characters) {
		return text.length() <= characters
				? text
				: text.substring(0, characters) + "… (" + (text.length() - characters) + " more characters)";
	}
}
