package io.wirebench.runtime.internal;

import io.wirebench.core.emulation.Capability;
import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.kinds.KindDescriptor;
import io.wirebench.core.kinds.KindPoint;
import io.wirebench.core.kinds.KindRegistry;
import io.wirebench.core.kinds.ProgramDeclaration;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.Problem;
import io.wirebench.linux.Feature;
import io.wirebench.linux.process.Peer;
import io.wirebench.runtime.internal.engine.RingMemory;
import io.wirebench.runtime.internal.layout.Layouts;
import io.wirebench.runtime.internal.layout.NeighbourTable;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Opens labs in this process. A service component, declared in OSGI-INF. */
public final class LocalEmulationFactory implements Emulation.Factory {

	/** What labs use of the kernel. What only the system call layer knows of is none of a user's business. */
	private static final Set<Feature> USED = EnumSet.of(Feature.USER_NAMESPACES, Feature.NETWORK_NAMESPACES, Feature.PID_NAMESPACES,
			Feature.SYSFS, Feature.VETH, Feature.BRIDGE, Feature.INGRESS_QDISC,
			Feature.U32_MIRRED, Feature.TPACKET_V2, Feature.TPACKET_V3, Feature.VNET_HEADER, Feature.GSO_MAX_SEGS, Feature.EPOLL_PWAIT2);

	private final KindRegistry kinds;

	/** Made by the component runtime, and by tests. */
	public LocalEmulationFactory(KindRegistry kinds) {
		this.kinds = kinds;
	}

	@Override
	public Emulation open(Path outputFolder, Path directory) throws EmulationException {
		for (String name : Capability.REQUIRED.stream().sorted().toList()) {
			Feature feature = Feature.valueOf(name);
			if (!feature.isAvailable())
				throw new EmulationException("this machine cannot run networks: no " + feature.description() + " ("
						+ feature.unavailabilityCause().getMessage() + "); " + feature.remedy(), true, null);
		}
		return new LocalEmulation(kinds, outputFolder, directory);
	}

	@Override
	public List<Problem> check(NetworkSpec network) {
		return new Layouts(kinds, null).problems(network);
	}

	@Override
	public List<Capability> capabilities() {
		Stream<Capability> features = USED.stream().map(f -> new Capability(f.name(), f.description(), f.isAvailable(),
				f.unavailabilityCause() == null ? "" : String.valueOf(f.unavailabilityCause().getMessage()), f.disables(), f.remedy()));
		RingMemory rings = RingMemory.ENGINE;
		Capability ringMemory = new Capability("RING_MEMORY",
				"packet rings of links with impairments: up to " + (rings.limitBytes() >> 20) + " MiB of memory", true, "", "", "");
		return Stream.concat(Stream.concat(features, Stream.of(ringMemory, NeighbourTable.capability(), UserIds.capability())),
				Stream.of(KindPoint.NODE, KindPoint.SERVICE).map(kinds::all).flatMap(List::stream).flatMap(LocalEmulationFactory::programs))
				.toList();
	}

	@Override
	public boolean isInNode(SocketChannel client) throws IOException {
		return Peer.isInNode(client);
	}

	/** What a kind of node or service needs on the machine, by package. */
	private static Stream<Capability> programs(KindDescriptor kind) {
		Map<String, List<ProgramDeclaration>> byPackage = new LinkedHashMap<>();
		for (ProgramDeclaration program : kind.programs())
			byPackage.computeIfAbsent(program.debianPackage(), _ -> new ArrayList<>()).add(program);
		return byPackage.values().stream().map(programs -> {
			List<String> missing = programs.stream().map(ProgramDeclaration::path).filter(path -> !Layouts.isInstalled(path)).toList();
			return new Capability(programs.getFirst().debianPackage().toUpperCase(Locale.ROOT).replace('-', '_'),
					"programs of " + kind.info().name() + " (" + String.join(", ", programs.stream().map(ProgramDeclaration::path).toList())
							+ ")",
					missing.isEmpty(),
					missing.isEmpty() ? "" : String.join(", ", missing) + (missing.size() == 1 ? " is" : " are") + " not on this machine",
					(kind.point() == KindPoint.NODE ? "nodes" : "services") + " of the kind " + kind.id(), programs.getFirst().remedy());
		});
	}
}
