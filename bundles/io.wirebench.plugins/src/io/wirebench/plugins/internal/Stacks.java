package io.wirebench.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Finds the plug-in whose code stands on a thread's stack. It looks into the files of the bundles: the framework may be ending, or
 * have its locks held by the code that is looked for.
 */
final class Stacks {

	/**
	 * Who asked for the end of this process.
	 *
	 * @param bundle the plug-in's bundle, or empty: the code of no plug-in stands on the stack
	 * @param code class and method
	 */
	record Exit(String bundle, String code) {}

	/** Files of plug-in bundles, by bundle. */
	private final Map<String, Path> files;
	/** Classes, by bundle. */
	private final Map<String, Set<String>> classes = new HashMap<>();

	Stacks(Map<String, Path> files) {
		this.files = files;
	}

	/** @return who has called System.exit or Runtime.exit, or null if nobody has: then a signal ends the process */
	Exit exit(Collection<StackTraceElement[]> stacks) {
		List<StackTraceElement[]> callers = new ArrayList<>();
		for (StackTraceElement[] stack : stacks)
			if (has(stack, "java.lang.Runtime", "exit"))
				// Whoever was first waits for what is done at the end, others wait for the first.
				callers.add(has(stack, "java.lang.ApplicationShutdownHooks", "runHooks") ? 0 : callers.size(), stack);
		if (callers.isEmpty())
			return null;
		Exit exit = owner(callers.getFirst());
		if (exit != null)
			return exit;
		for (StackTraceElement frame : callers.getFirst())
			if (!frame.getClassName().startsWith("java.lang."))
				return new Exit("", frame.getClassName() + "." + frame.getMethodName());
		return new Exit("", "unknown code");
	}

	private static boolean has(StackTraceElement[] stack, String type, String method) {
		for (StackTraceElement frame : stack)
			if (frame.getClassName().equals(type) && frame.getMethodName().equals(method))
				return true;
		return false;
	}

	/** @return bundles whose code runs */
	Set<String> running(Collection<StackTraceElement[]> stacks) {
		Set<String> bundles = new HashSet<>();
		for (StackTraceElement[] stack : stacks) {
			Exit owner = owner(stack);
			if (owner != null)
				bundles.add(owner.bundle());
		}
		return bundles;
	}

	/** @return the topmost code of a plug-in, or null */
	private Exit owner(StackTraceElement[] stack) {
		for (StackTraceElement frame : stack) {
			String type = frame.getClassName();
			if (type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("io.wirebench."))
				continue;
			for (Map.Entry<String, Path> each : files.entrySet())
				if (classes.computeIfAbsent(each.getKey(), _ -> classes(each.getValue())).contains(type))
					return new Exit(each.getKey(), type + "." + frame.getMethodName());
		}
		return null;
	}

	/** @return names of the classes in a jar and in the jars in it; what cannot be read has none */
	private static Set<String> classes(Path jar) {
		Set<String> names = new HashSet<>();
		try (ZipFile file = new ZipFile(jar.toFile())) {
			for (ZipEntry entry : Collections.list(file.entries())) {
				add(names, entry.getName());
				if (!entry.getName().endsWith(".jar"))
					continue;
				try (InputStream in = file.getInputStream(entry); ZipInputStream nested = new ZipInputStream(in)) {
					for (ZipEntry inner; (inner = nested.getNextEntry()) != null;)
						add(names, inner.getName());
				}
			}
		} catch (IOException e) {
			System.getLogger("io.wirebench.plugins").log(System.Logger.Level.WARNING, jar + " could not be looked into: " + e.getMessage());
		}
		return names;
	}

	private static void add(Set<String> names, String entry) {
		if (entry.endsWith(".class"))
			names.add(entry.substring(0, entry.length() - ".class".length()).replace('/', '.'));
	}
}
