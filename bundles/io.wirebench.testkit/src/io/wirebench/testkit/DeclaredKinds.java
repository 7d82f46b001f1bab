package io.wirebench.testkit;

import io.wirebench.api.AnalyzerKind;
import io.wirebench.api.GeneratorKind;
import io.wirebench.api.ImpairmentKind;
import io.wirebench.api.NodeKind;
import io.wirebench.api.ServiceKind;
import io.wirebench.core.kinds.FigureDeclaration;
import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindPoint;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.kinds.ParameterDeclaration;
import io.wirebench.core.kinds.ProgramDeclaration;
import io.wirebench.core.kinds.Suggestions;
import io.wirebench.core.spec.TypedParameters;
import io.wirebench.dataplane.Parameters;

import org.eclipse.core.runtime.ContributorFactorySimple;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.spi.RegistryContributor;
import org.eclipse.core.runtime.spi.RegistryStrategy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Manifest;

/**
 * The kinds that a bundle declares in its {@code plugin.xml}, read as the engine reads them, without a framework; classes are
 * those on the test's class path. Safe for use by any thread.
 */
public final class DeclaredKinds {

	private final KindRegistry registry;
	private final List<KindDescriptor> all = new ArrayList<>();

	private DeclaredKinds(Path bundle) throws IOException {
		String name = symbolicName(bundle.resolve("META-INF/MANIFEST.MF"));
		Object key = new Object();
		IExtensionRegistry extensions = RegistryFactory.createRegistry(new RegistryStrategy(null, null) {
			@Override
			public Object createExecutableExtension(RegistryContributor contributor, String className, String overridden)
					throws CoreException {
				return create(className);
			}
		}, key, key);
		StringBuilder points = new StringBuilder("<plugin>");
		for (KindPoint point : KindPoint.values())
			points.append("<extension-point id='").append(point.id().substring(KindPoint.NAMESPACE.length() + 1)).append("' name='")
					.append(point.label()).append("'/>");
		contribute(extensions, key, KindPoint.NAMESPACE, points.append("</plugin>").toString().getBytes(StandardCharsets.UTF_8));
		contribute(extensions, key, name, Files.readAllBytes(bundle.resolve("plugin.xml")));
		List<String> problems = new ArrayList<>();
		registry = new KindRegistry(extensions, problems::add) {
			@Override
			protected boolean hasClass(IConfigurationElement element, String className) {
				ClassLoader loader = Thread.currentThread().getContextClassLoader();
				return loader == null || loader.getResource(className.split(":", 2)[0].strip().replace('.', '/') + ".class") != null;
			}

			@Override
			protected Collection<Contribution> contributions() {
				try (InputStream in = Files.newInputStream(bundle.resolve("plugin.xml"))) {
					return List.of(Contribution.read(name, "", in));
				} catch (IOException e) {
					throw new AssertionError(e.getMessage(), e);
				}
			}
		};
		if (!problems.isEmpty())
			throw new AssertionError("the engine would not take what plugin.xml declares: " + String.join("; ", problems));
		for (KindPoint point : KindPoint.values())
			all.addAll(registry.all(point));
	}

	/**
	 * Reads the declarations of the bundle in the working directory, which is where Maven runs a bundle's tests.
	 *
	 * @throws AssertionError if the engine would refuse one of them, saying why
	 */
	public static DeclaredKinds ofThisBundle() {
		return of(Path.of(""));
	}

	/**
	 * Reads the declarations of a bundle.
	 *
	 * @param bundle a folder with {@code plugin.xml} and {@code META-INF/MANIFEST.MF}
	 * @throws AssertionError if the engine would refuse one of them, saying why
	 */
	public static DeclaredKinds of(Path bundle) {
		try {
			return new DeclaredKinds(bundle);
		} catch (NoSuchFileException e) {
			throw new AssertionError(
					bundle.toAbsolutePath() + " is no bundle with kinds: it has no " + bundle.relativize(Path.of(e.getFile())), e);
		} catch (IOException e) {
			throw new AssertionError("the bundle in " + bundle.toAbsolutePath() + " cannot be read: " + e.getMessage(), e);
		}
	}

	private static String symbolicName(Path manifest) throws IOException {
		try (InputStream in = Files.newInputStream(manifest)) {
			String name = new Manifest(in).getMainAttributes().getValue("Bundle-SymbolicName");
			if (name == null)
				throw new AssertionError(manifest + " has no Bundle-SymbolicName");
			if (!name.contains("singleton:=true"))
				throw new AssertionError(manifest + ": a bundle that declares kinds must say 'Bundle-SymbolicName: "
						+ name.replaceAll(";.*", "") + ";singleton:=true'");
			return name.replaceAll(";.*", "").strip();
		}
	}

	private static void contribute(IExtensionRegistry extensions, Object key, String bundle, byte[] xml) {
		if (!extensions.addContribution(new ByteArrayInputStream(xml), ContributorFactorySimple.createContributor(bundle), false, bundle,
				null, key))
			throw new AssertionError("plugin.xml of " + bundle + " is no well-formed declaration of extensions");
	}

	private static Object create(String className) throws CoreException {
		try {
			return Class.forName(className, true, Thread.currentThread().getContextClassLoader()).getConstructor().newInstance();
		} catch (ReflectiveOperationException e) {
			throw new CoreException(new Status(IStatus.ERROR, "io.wirebench.testkit", e.toString(), e));
		}
	}

	/** @return what is declared, in the order of extension points and declarations */
	public List<String> ids() {
		return all.stream().map(KindDescriptor::id).toList();
	}

	List<KindDescriptor> descriptors() {
		return all;
	}

	KindDescriptor descriptor(String kind) {
		return all.stream().filter(descriptor -> descriptor.id().equals(kind)).findFirst()
				.orElseThrow(() -> new AssertionError(
						"plugin.xml does not declare the kind '" + kind + "'; it declares " + ids() + Suggestions.hint(kind, ids())));
	}

	/**
	 * @param kind full id
	 * @param namesAndTexts a name, its value as in a file, e.g. {@code "time", "10 ms"}, the next name …; what is not given has
	 *        its default
	 * @throws IllegalArgumentException if there is no such parameter, the value is none, or a required one is missing
	 */
	public Parameters parameters(String kind, String... namesAndTexts) {
		KindDescriptor descriptor = descriptor(kind);
		if (namesAndTexts.length % 2 != 0)
			throw new IllegalArgumentException("the last name has no value");
		TypedParameters parameters = TypedParameters.defaults(descriptor.parameters());
		for (int i = 0; i < namesAndTexts.length; i += 2)
			parameters = parameters.with(namesAndTexts[i], namesAndTexts[i + 1]);
		for (ParameterDeclaration declaration : descriptor.parameters())
			if (declaration.required() && !parameters.has(declaration.name()))
				throw new IllegalArgumentException("the parameter '" + declaration.name() + "' of " + kind + " is required");
		return parameters;
	}

	/** @return names of the figures that a kind declares */
	public Set<String> figures(String kind) {
		Set<String> names = new LinkedHashSet<>();
		for (FigureDeclaration figure : descriptor(kind).figures())
			names.add(figure.name());
		return names;
	}

	/**
	 * @return absolute paths of the programs that a kind declares
	 * @since 0.1
	 */
	public Set<String> programs(String kind) {
		Set<String> paths = new LinkedHashSet<>();
		for (ProgramDeclaration program : descriptor(kind).programs())
			paths.add(program.path());
		return paths;
	}

	/** @return the kind's object, made as the engine makes it */
	public ImpairmentKind impairment(String kind) {
		return registry.impairmentKind(descriptor(kind).id());
	}

	/** @return the kind's object, made as the engine makes it */
	public NodeKind node(String kind) {
		return registry.nodeKind(descriptor(kind).id());
	}

	/** @return the kind's object, made as the engine makes it */
	public ServiceKind service(String kind) {
		return registry.serviceKind(descriptor(kind).id());
	}

	/** @return the kind's object, made as the engine makes it */
	public GeneratorKind generator(String kind) {
		return registry.generatorKind(descriptor(kind).id());
	}

	/** @return the kind's object, made as the engine makes it */
	public AnalyzerKind analyzer(String kind) {
		return registry.analyzerKind(descriptor(kind).id());
	}
}
