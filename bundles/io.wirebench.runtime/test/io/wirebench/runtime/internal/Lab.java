package io.wirebench.runtime.internal;

import io.wirebench.core.emulation.ApplyMonitor;
import io.wirebench.core.emulation.Capability;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationEvent;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.emulation.EmulationListener;
import io.wirebench.core.emulation.EmulationState;
import io.wirebench.core.emulation.EmulationState.FlowStatus;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.SpecFiles;
import io.wirebench.linux.Feature;
import io.wirebench.runtime.internal.apply.Backend;

import org.eclipse.core.runtime.ContributorFactorySimple;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.core.runtime.Status;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A lab on this kernel for a test: a network from text, without OSGi. */
final class Lab implements AutoCloseable {

	private static final long PATIENCE_NANOS = 30_000_000_000L;

	final KindRegistry kinds;
	final Emulation emulation;
	final List<EmulationEvent> events = new CopyOnWriteArrayList<>();

	Lab() {
		this(registry());
	}

	/** Skips a test, with the reason, where the machine cannot run labs. */
	static void requireKernel() {
		for (String name : Capability.REQUIRED) {
			Feature feature = Feature.valueOf(name);
			if (!feature.isAvailable()) {
				String reason = "skipped: no " + feature.description() + ": " + feature.unavailabilityCause().getMessage();
				System.out.println(reason);
				Assertions.assertFalse(Boolean.getBoolean("wirebench.kernel.required"), "a skip is a failure here; " + reason);
				Assumptions.abort(reason);
			}
		}
	}

	Lab(KindRegistry kinds) {
		this(kinds, UnaryOperator.identity());
	}

	/** @param steps what the steps of applies go through */
	Lab(KindRegistry kinds, UnaryOperator<Backend> steps) {
		this.kinds = kinds;
		requireKernel();
		emulation = new LocalEmulation(kinds, Path.of("target", "lab"), Path.of("").toAbsolutePath(), steps);
		emulation.listen(new EmulationListener() {
			@Override
			public void event(EmulationEvent event) {
				events.add(event);
			}
		});
	}

	/** The declarations of core and of the built-in kinds, their classes from the class path. */
	static KindRegistry registry(String... more) {
		Object key = new Object();
		IExtensionRegistry extensions = RegistryFactory.createRegistry(new RegistryStrategy(null, null) {
			@Override
			public Object createExecutableExtension(RegistryContributor contributor, String className, String overridden)
					throws CoreException {
				try {
					return Class.forName(className).getConstructor().newInstance();
				} catch (ReflectiveOperationException e) {
					throw new CoreException(
							new Status(IStatus.ERROR, "test", "Plug-in was unable to instantiate class \"" + className + "\"", e));
				}
			}
		}, key, key);
		try {
			for (String bundle : new String[]{"io.wirebench.core", "io.wirebench.kinds"})
				contribute(extensions, key, bundle, Files.readString(Path.of("..", bundle, "plugin.xml")));
		} catch (IOException e) {
			throw new AssertionError(e);
		}
		for (String xml : more)
			contribute(extensions, key, "acme.test", xml);
		return new KindRegistry(extensions, problem -> {
			throw new AssertionError(problem);
		});
	}

	private static void contribute(IExtensionRegistry extensions, Object key, String bundle, String xml) {
		Assertions.assertTrue(extensions.addContribution(new ByteArrayInputStream(xml.getBytes()),
				ContributorFactorySimple.createContributor(bundle), false, bundle, null, key));
	}

	/** @return the network of a text; an error in it fails the test */
	NetworkSpec spec(String text) {
		try {
			Path file = Files.createTempFile(Files.createDirectories(Path.of("target", "lab")), "network", ".wirebench");
			Files.writeString(file, text);
			try {
				return SpecFiles.read(file, kinds).orThrow();
			} finally {
				Files.delete(file);
			}
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	Lab apply(String text) {
		return apply(spec(text));
	}

	Lab apply(NetworkSpec spec) {
		try {
			emulation.apply(spec, ApplyMonitor.NONE);
		} catch (EmulationException e) {
			throw new AssertionError(e.getMessage(), e);
		}
		return this;
	}

	Lab set(String path, String value) {
		return apply(emulation.applied().with(path, value));
	}

	/** Waits for a sample that fits. */
	EmulationState await(String what, Predicate<EmulationState> condition) {
		long end = System.nanoTime() + PATIENCE_NANOS;
		while (true) {
			EmulationState state = emulation.sample();
			if (condition.test(state))
				return state;
			if (System.nanoTime() > end)
				throw new AssertionError("not within 30 s: " + what + "; last " + state + "; events " + events);
			LockSupport.parkNanos(5_000_000);
		}
	}

	/** Waits until a flow has ended by itself. */
	EmulationState awaitDone(String flow) {
		EmulationState state = await(flow + " done",
				s -> s.flows().get(flow).status() == FlowStatus.DONE || s.flows().get(flow).status() == FlowStatus.FAILED);
		Assertions.assertEquals(FlowStatus.DONE, state.flows().get(flow).status(), () -> state.flows().get(flow).toString());
		return state;
	}

	static double figure(EmulationState state, String path) {
		return state.figure(path).orElseThrow(() -> new AssertionError("no value for " + path + " in " + state));
	}

	@Override
	public void close() {
		emulation.close();
	}
}
