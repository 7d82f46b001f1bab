package io.wirebench.control.internal.lab;

import io.wirebench.core.spec.NetworkSpec;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Which kinds are in use by whom, told to whoever notes it. Safe for use by any thread. */
public final class KindUse {

	private final Consumer<Set<String>> told;
	private final Map<Object, Set<String>> users = new IdentityHashMap<>();
	private Set<String> last = Set.of();

	/** @param told takes all kinds in use, each time that they change */
	public KindUse(Consumer<Set<String>> told) {
		this.told = told;
	}

	/** Says what somebody uses from now on; empty: nothing more. When it returns that has been told. */
	public synchronized void by(Object user, Set<String> kinds) {
		if (kinds.isEmpty())
			users.remove(user);
		else
			users.put(user, kinds);
		Set<String> all = new HashSet<>();
		users.values().forEach(all::addAll);
		if (all.equals(last))
			return;
		last = all;
		told.accept(Set.copyOf(all));
	}

	/** @return ids of all kinds in networks */
	public static Set<String> of(NetworkSpec... networks) {
		Set<String> ids = new HashSet<>();
		for (NetworkSpec network : networks) {
			network.nodes().forEach(node -> {
				ids.add(node.kindId());
				node.services().forEach(service -> ids.add(service.kindId()));
			});
			network.links().forEach(link -> {
				link.forward().forEach(impairment -> ids.add(impairment.kindId()));
				link.backward().forEach(impairment -> ids.add(impairment.kindId()));
			});
			network.flows().forEach(flow -> ids.add(flow.kindId()));
			network.probes().forEach(probe -> ids.add(probe.kindId()));
		}
		return ids;
	}
}
