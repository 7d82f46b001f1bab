package io.wirebench.cli.internal;

import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.kinds.KindRegistry;

import org.eclipse.core.runtime.ContributorFactorySimple;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.core.runtime.spi.RegistryContributor;
import org.eclipse.core.runtime.spi.RegistryStrategy;
import org.junit.jupiter.api.Assertions;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kinds and the local emulation without OSGi. */
final class TestServices implements Services {

	/** What a command printed and how it ended. */
	record Result(int exitCode, String out, String err) {
	}

	private final KindRegistry kinds;
	private final Emulation.Factory emulations;

	TestServices() {
		Object key = new Object();
		IExtensionRegistry extensions = RegistryFactory.createRegistry(new RegistryStrategy(null, null) {
			@Override
			public Object createExecutableExtension(RegistryContributor contributor, String className, String overridden) {
				return create(className);
			}
		}, key, key);
		try {
			for (String bundle : new String[] { "io.wirebench.core", "io.wirebench.kinds" })
				Assertions.assertTrue(extensions.addContribution(new ByteArrayInputStream(Files.readAllBytes(Path.of("..", bundle, "plugin.xml"))),
						ContributorFactorySimple.createContributor(bundle), false, bundle, null, key));
			kinds = new KindRegistry(extensions, problem -> {
				throw new AssertionError(problem);
			});
			// Not exported: in the product it is a service.
			emulations = (Emulation.Factory) Class.forName("io.wirebench.runtime.internal.LocalEmulationFactory").getConstructor(KindRegistry.class).newInstance(kinds);
		} catch (IOException | ReflectiveOperationException e) {
			throw new AssertionError(e);
		}
	}

	private static Object create(String className) {
		try {
			return Class.forName(className).getConstructor().newInstance();
		} catch (ReflectiveOperationException e) {
			throw new IllegalStateException(e);
		}
	}

	@Override
	public KindRegistry kinds() {
		return kinds;
	}

	@Override
	public Emulation.Factory emulations() {
		return emulations;
	}

	Result run(String... arguments) {
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		int code = CliApplication.run(this, new PrintWriter(out), new PrintWriter(err, true), arguments);
		return new Result(code, out.toString(), err.toString());
	}
}
