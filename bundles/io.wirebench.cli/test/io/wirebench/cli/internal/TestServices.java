package io.wirebench.cli.internal;

import io.wirebench.cli.internal.client.Engines;
import io.wirebench.control.client.EngineClient;
import io.wirebench.control.server.EngineServer;
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

/** An engine without OSGi in this process, and commands that ask it. */
final class TestServices implements AutoCloseable {

	/** What a command printed and how it ended. */
	record Result(int exitCode, String out, String err) {}

	private final Path folder;
	private final EngineServer server;

	TestServices() {
		Object key = new Object();
		IExtensionRegistry extensions = RegistryFactory.createRegistry(new RegistryStrategy(null, null) {
			@Override
			public Object createExecutableExtension(RegistryContributor contributor, String className, String overridden) {
				return create(className);
			}
		}, key, key);
		try {
			for (String bundle : new String[]{"io.wirebench.core", "io.wirebench.kinds"})
				Assertions.assertTrue(
						extensions.addContribution(new ByteArrayInputStream(Files.readAllBytes(Path.of("..", bundle, "plugin.xml"))),
								ContributorFactorySimple.createContributor(bundle), false, bundle, null, key));
			KindRegistry kinds = new KindRegistry(extensions, problem -> {
				throw new AssertionError(problem);
			});
			// Not exported: in the product it is a service.
			Emulation.Factory emulations = (Emulation.Factory) Class.forName("io.wirebench.runtime.internal.LocalEmulationFactory")
					.getConstructor(KindRegistry.class).newInstance(kinds);
			folder = Files.createTempDirectory("wirebench-engine");
			server = new EngineServer(folder.resolve("engine.sock"), kinds, emulations, null, "Wirebench under test", null);
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
	public void close() {
		server.close();
		try {
			Files.delete(folder.resolve("engine.sock.lock"));
			Files.delete(folder);
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	Result run(String... arguments) {
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		int code = Main.run(notices -> {
			try {
				return new Engines.Opened(EngineClient.connect(server.socket(), "a test", notices), false);
			} catch (IOException | EngineClient.EngineGoneException e) {
				throw new AssertionError(e);
			}
		}, new PrintWriter(out), new PrintWriter(err, true), arguments);
		return new Result(code, out.toString(), err.toString());
	}
}
