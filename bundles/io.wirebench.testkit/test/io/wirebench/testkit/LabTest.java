package io.wirebench.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.wirebench.api.GeneratorContext;
import io.wirebench.api.GeneratorKind;
import io.wirebench.api.ServiceKind;
import io.wirebench.api.ServiceNeeds;
import io.wirebench.api.ServiceSetup;
import io.wirebench.control.client.EngineClient;
import io.wirebench.control.protocol.EngineApi;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.control.server.EngineServer;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.kinds.KindRegistry;

import org.eclipse.core.runtime.ContributorFactorySimple;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.core.runtime.spi.RegistryContributor;
import org.eclipse.core.runtime.spi.RegistryStrategy;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Labs in an engine of this process, on the real kernel. */
class LabTest {

	/** A daemon that says why it cannot run. */
	public static final class Bound implements ServiceKind {
		@Override
		public ServiceNeeds needs(ServiceSetup setup) {
			return new ServiceNeeds(Map.of(), List.of(), Map.of(), List.of(
					new ServiceNeeds.ServiceProcess("bound", List.of("sh", "-c", "echo 'cannot bind port 53'; exit 3"), "", List.of())));
		}
	}

	/** A flow that fails. */
	public static final class Failing implements GeneratorKind {
		@Override
		public void run(GeneratorContext context) {
			context.log("about to fail");
			throw new IllegalStateException("no luck");
		}
	}

	private static final String KINDS = """
			<plugin><extension point="io.wirebench.core.serviceKinds"><serviceKind id="acme.test.bound" name="B" class="%1$s$Bound"/></extension>
			<extension point="io.wirebench.core.generatorKinds"><generatorKind id="acme.test.failing" name="F" class="%1$s$Failing"><figure name="sent" unit="1"/></generatorKind></extension></plugin>
			"""
			.formatted(LabTest.class.getName());

	@TempDir
	private Path folder;

	private EngineServer engine() throws Exception {
		Object key = new Object();
		IExtensionRegistry extensions = RegistryFactory.createRegistry(new RegistryStrategy(null, null) {
			@Override
			public Object createExecutableExtension(RegistryContributor contributor, String className, String overridden)
					throws CoreException {
				try {
					return Class.forName(className).getConstructor().newInstance();
				} catch (ReflectiveOperationException e) {
					throw new IllegalStateException(e);
				}
			}
		}, key, key);
		for (String bundle : new String[]{"io.wirebench.core", "io.wirebench.kinds"})
			contribute(extensions, key, bundle, Files.readString(Path.of("..", bundle, "plugin.xml")));
		contribute(extensions, key, "acme.test", KINDS);
		KindRegistry kinds = new KindRegistry(extensions, problem -> {
			throw new AssertionError(problem);
		});
		Emulation.Factory emulations = (Emulation.Factory) Class.forName("io.wirebench.runtime.internal.LocalEmulationFactory")
				.getConstructor(KindRegistry.class).newInstance(kinds);
		return new EngineServer(folder.resolve("engine.sock"), kinds, emulations, null, "Wirebench under test", null);
	}

	private static void contribute(IExtensionRegistry extensions, Object key, String bundle, String xml) {
		assertTrue(extensions.addContribution(new ByteArrayInputStream(xml.getBytes()), ContributorFactorySimple.createContributor(bundle),
				false, bundle, null, key));
	}

	@Test
	void shouldSayWhyWhatIsWaitedForDoesNotCome() throws Exception {
		Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
		try (EngineServer engine = engine(); EngineClient client = EngineClient.connect(engine.socket(), "a test", new EngineApi.Client() {
		})) {
			Protocol.Doctor doctor = client.get(client.engine().doctor());
			if (!doctor.canRun() && Boolean.getBoolean("wirebench.kernel.required"))
				throw new AssertionError("networks cannot run here: " + doctor);
			if (!doctor.canRun())
				System.out.println("SKIPPED: networks cannot run here: " + doctor);
			Assumptions.assumeTrue(doctor.canRun());
			try (Lab lab = Lab.start(client,
					"""
							<network format="1" name="lab"><node name="h1" kind="host"><service name="dns" kind="acme.test.bound"/></node><node name="h2" kind="host"/>
							<link from="h1" to="h2"/><flow name="f" kind="acme.test.failing" from="h1" to="h2"/></network>""")) {
				String said = assertThrows(AssertionError.class, () -> lab.await("flow:f.sent at least 1", Duration.ofSeconds(2)))
						.getMessage();
				for (String words : List.of("did not come true within 2.0 s", "service h1/dns is failed: ",
						"  | bound: cannot bind port 53", "its program bound has ended with 3", "flow f is failed: no luck",
						"  | about to fail",
						"LabTest$Failing.run"))
					assertTrue(said.contains(words), () -> words + " in " + said);
			}
		}
	}
}
