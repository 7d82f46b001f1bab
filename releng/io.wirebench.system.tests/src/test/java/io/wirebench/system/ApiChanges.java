package io.wirebench.system;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.model.AccessModifier;
import japicmp.model.JApiChangeStatus;
import japicmp.model.JApiClass;
import japicmp.model.JApiCompatibility;
import japicmp.model.JApiCompatibilityChange;
import japicmp.model.JApiCompatibilityChangeType;
import japicmp.model.JApiHasChangeStatus;

/**
 * What has changed between two versions of a bundle for those who build on it, in the terms of semantic versioning: with an
 * interface that others implement, a new method without a body breaks them; with one that only Wirebench implements it does not.
 *
 * @param breaking what authors' bundles may not survive
 * @param additions what is new and breaks nobody
 */
record ApiChanges(List<String> breaking, List<String> additions) {

	/**
	 * @param packages those that are compared
	 * @param providers interfaces that others only use ({@code @noimplement})
	 */
	static ApiChanges between(Path before, Path now, List<String> packages, Set<String> providers) {
		JarArchiveComparatorOptions options = new JarArchiveComparatorOptions();
		options.setAccessModifier(AccessModifier.PROTECTED);
		options.getIgnoreMissingClasses().setIgnoreAllMissingClasses(true);
		List<JApiClass> classes = new JarArchiveComparator(options).compare(archive(before), archive(now));
		List<String> breaking = new ArrayList<>();
		List<String> additions = new ArrayList<>();
		for (JApiClass type : classes) {
			String name = type.getFullyQualifiedName();
			if (!packages.contains(name.substring(0, Math.max(0, name.lastIndexOf('.')))))
				continue;
			parts(type).forEach(part -> add(type, part, providers.contains(name.replace('$', '.')), breaking, additions));
		}
		return new ApiChanges(breaking, additions);
	}

	private static JApiCmpArchive archive(Path jar) {
		return new JApiCmpArchive(new File(jar.toString()), "");
	}

	private static Stream<? extends JApiCompatibility> parts(JApiClass type) {
		return Stream
				.of(Stream.of(type), Stream.of(type.getSuperclass()), type.getInterfaces().stream(), type.getConstructors().stream(),
						type.getMethods().stream(), type.getFields().stream())
				.flatMap(part -> part);
	}

	private static void add(JApiClass type, JApiCompatibility part, boolean provider, List<String> breaking, List<String> additions) {
		String text = type.getFullyQualifiedName() + (part == type ? "" : " " + part);
		if (part instanceof JApiHasChangeStatus status && status.getChangeStatus() == JApiChangeStatus.NEW)
			additions.add(text);
		for (JApiCompatibilityChange change : part.getCompatibilityChanges()) {
			JApiCompatibilityChangeType kind = change.getType();
			if (kind == JApiCompatibilityChangeType.METHOD_NEW_DEFAULT
					|| provider && kind == JApiCompatibilityChangeType.METHOD_ADDED_TO_INTERFACE)
				additions.add(text);
			else if (!kind.isBinaryCompatible() || !kind.isSourceCompatible())
				breaking.add(kind + ": " + text);
		}
	}

	/** @return the least version that says so, after one of these numbers */
	String version(int major, int minor, int micro) {
		if (!breaking.isEmpty())
			return major + 1 + ".0.0";
		return additions.isEmpty() ? major + "." + minor + "." + micro : major + "." + (minor + 1) + ".0";
	}
}
