package io.wirebench.control.internal;

import io.wirebench.control.client.EngineClient;
import io.wirebench.control.client.EngineClient.EngineException;
import io.wirebench.control.client.EngineClient.EngineGoneException;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.control.server.EngineServer;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.plugins.Plugins;

import org.eclipse.core.runtime.ContributorFactorySimple;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.core.runtime.spi.RegistryContributor;
import org.eclipse.core.runtime.spi.RegistryStrategy;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** An engine in this process, with the built-in kinds and the local emulation, on a socket of its own. */
final class TestEngine implements AutoCloseable {

	static final String TWO_HOSTS = """
			<network format="1" name="two" seed="1">
				<node name="h1" kind="host"/>
				<node name="h2" kind="host"/>
				<link from="h1" to="h2"><both><impairment kind="delay" time="1 ms"/><impairment kind="loss" probability="0 %"/></both></link>
				<flow name="ping" kind="ping" from="h1" to="h2" interval="50 ms"/>
			</network>
			""";

	private final Path folder;
	private final EngineServer server;
	private final Object key = new Object();
	private final IExtensionRegistry extensions;
	private final KindRegistry kinds;

	TestEngine() {
		this(_ -> null);
	}

	/** @param plugins what the engine shall have as plug-ins, given the kinds that it knows */
	TestEngine(Function<KindRegistry, Plugins> plugins) {
		extensions = RegistryFactory.createRegistry(new RegistryStrategy(null, null) {
			@Override
			public Object createExecutableExtension(RegistryContributor contributor, String className, String overridden) {
				try {
					return Class.forName(className).getConstructor().newInstance();
				} catch (ReflectiveOperationException e) {
					throw new IllegalStateException(e);
				}
			}
		}, key, key);
		try {
			for (String bundle : new String[]{"io.wirebench.core", "io.wirebench.kinds"})
				Assertions.assertTrue(
						extensions.addContribution(new ByteArrayInputStream(Files.readAllBytes(Path.of("..", bundle, "plugin.xml"))),
								ContributorFactorySimple.createContributor(bundle), false, bundle, null, key));
			List<String> problems = new CopyOnWriteArrayList<>();
			kinds = new KindRegistry(extensions, problems::add);
			Assertions.assertEquals(List.of(), problems);
			// Not exported: in the product it is a service.
			Emulation.Factory emulations = (Emulation.Factory) Class.forName("io.wirebench.runtime.internal.LocalEmulationFactory")
					.getConstructor(KindRegistry.class).newInstance(kinds);
			folder = Files.createTempDirectory("wirebench-engine");
			server = new EngineServer(folder.resolve("engine.sock"), kinds, emulations, plugins.apply(kinds), "Wirebench under test", null);
		} catch (IOException | ReflectiveOperationException e) {
			throw new AssertionError(e);
		}
	}

	/** Adds what a bundle declares; its classes are those of the tests. */
	void contribute(String bundle, String pluginXml) {
		Assertions.assertTrue(
				extensions.addContribution(new ByteArrayInputStream(pluginXml.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
						ContributorFactorySimple.createContributor(bundle), false, bundle, null, key));
		kinds.refresh();
	}

	/** Removes all that a bundle declares. */
	void withdraw(String bundle) {
		for (var extension : extensions.getExtensions(ContributorFactorySimple.createContributor(bundle)))
			extensions.removeExtension(extension, key);
		kinds.refresh();
	}

	Path socket() {
		return server.socket();
	}

	Path folder() {
		return folder;
	}

	EngineClient connect() throws Exception {
		return connect("a test", new EngineApi.Client() {
		});
	}

	EngineClient connect(String name, EngineApi.Client notices) throws Exception {
		return EngineClient.connect(server.socket(), name, notices);
	}

	/** Opens a lab and starts a network in it. */
	static String start(EngineClient client, String network, boolean keep) throws EngineException, EngineGoneException {
		Protocol.LabInfo lab = client.get(client.engine()
				.open(new Protocol.OpenLab(null, new Protocol.NetworkText(network, "test.wirebench", null, null), keep, null, null)));
		client.get(client.engine().apply(new Protocol.Apply(lab.lab(), null, null)));
		return lab.lab();
	}

	/** Skips, saying why, where labs cannot run; in CI that is a failure. */
	void assumeLabs() throws Exception {
		try (EngineClient client = connect()) {
			Protocol.Doctor doctor = client.get(client.engine().doctor());
			String reason = "networks cannot run here: " + doctor.capabilities().stream().filter(c -> c.required() && !c.available())
					.map(c -> c.description() + ": " + c.cause()).toList();
			if (!doctor.canRun() && Boolean.getBoolean("wirebench.kernel.required"))
				throw new AssertionError(reason);
			if (!doctor.canRun())
				System.out.println("SKIPPED: " + reason);
			Assumptions.assumeTrue(doctor.canRun(), reason);
		}
	}

	static void await(String what, BooleanSupplier condition) {
		await(() -> what, condition);
	}

	static void await(Supplier<String> what, BooleanSupplier condition) {
		long end = System.nanoTime() + 20_000_000_000L;
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end)
				throw new AssertionError("did not come: " + what.get());
			java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
		}
	}

	@Override
	public void close() {
		server.close();
		try (var files = Files.walk(folder)) {
			for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList())
				Files.delete(file);
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}
}
