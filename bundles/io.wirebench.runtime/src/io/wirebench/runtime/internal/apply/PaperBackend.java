package io.wirebench.runtime.internal.apply;

import io.wirebench.api.ProcessRequest;
import io.wirebench.api.ServiceNeeds.ServiceProcess;
import io.wirebench.core.plan.PlanStep;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.RouteRequest;
import io.wirebench.runtime.internal.apply.Kernel.LinkObject;
import io.wirebench.runtime.internal.apply.Kernel.NodeObject;
import io.wirebench.runtime.internal.layout.Change;
import io.wirebench.runtime.internal.layout.Layout;
import io.wirebench.runtime.internal.layout.Layout.LinkLayout;
import io.wirebench.runtime.internal.layout.Layout.NodeLayout;
import io.wirebench.runtime.internal.layout.Layout.ServiceLayout;
import io.wirebench.runtime.internal.node.Services;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes down what would be done, as commands that a person could type, with namespaces named {@code hub} and by node. */
public final class PaperBackend implements Backend {

	private static final String HUB = "hub";

	private final List<String> lines = new ArrayList<>();

	/** Runs changes on paper. @param kernel is changed: give a copy */
	public static List<PlanStep> steps(Kernel kernel, List<Change> changes) {
		PaperBackend paper = new PaperBackend();
		Executor executor = new Executor(kernel, paper);
		List<PlanStep> steps = new ArrayList<>();
		boolean removeAll = changes.stream().anyMatch(Change.RemoveHub.class::isInstance);
		List<Change> one = new ArrayList<>();
		for (Change change : changes)
			if (removeAll && change instanceof Change.RemoveLink) {
				kernel.links.remove(change.element());
				steps.add(step(change, "# with all others: ip -n hub link delete group " + Executor.GROUP));
			} else {
				one.add(change);
			}
		executor.write(one, change -> {
			steps.add(step(change, String.join("\n", paper.lines)));
			paper.lines.clear();
		});
		return steps;
	}

	private static PlanStep step(Change change, String commands) {
		return new PlanStep(change.action(), change.element(), Executor.title(change), commands, change.reason());
	}

	@Override
	public void makeHub(Map<String, String> sysctls) {
		lines.add("ip netns add " + HUB);
		new TreeMap<>(sysctls).forEach((key, value) -> lines.add("ip netns exec " + HUB + " sysctl -qw " + key + "=" + quoted(value)));
	}

	@Override
	public List<NodeObject> makeNodes(List<NodeLayout> layouts, Map<String, String> sysctls) {
		List<NodeObject> nodes = new ArrayList<>();
		for (NodeLayout layout : layouts) {
			lines.add("ip netns add " + layout.name());
			NodeObject node = new NodeObject(layout, null);
			sysctls(node, sysctls);
			nodes.add(node);
		}
		return nodes;
	}

	@Override
	public void sysctls(NodeObject node, Map<String, String> sysctls) {
		StringBuilder line = new StringBuilder("ip netns exec ").append(node.layout.name()).append(" sysctl -qw");
		new TreeMap<>(sysctls).forEach((key, value) -> line.append(' ').append(key).append('=').append(quoted(value)));
		lines.add(line.toString());
	}

	@Override
	public Map<String, String> readSysctls(NodeObject node, Set<String> keys) {
		return Map.of();
	}

	@Override
	public void prepareEngine(LinkObject link, LinkLayout layout) {
	}

	private static String quoted(String value) {
		return value.indexOf(' ') < 0 ? value : "'" + value + "'";
	}

	@Override
	public void veth(LinkSettings hubEnd, LinkSettings farEnd, NodeObject node) {
		lines.add(RouteRequest.veth(hubEnd, farEnd, null, null).command(HUB) + (node == null ? "" : " netns " + node.layout.name()));
	}

	@Override
	public void hub(RouteRequest request) {
		lines.add(request.command(HUB));
	}

	@Override
	public void node(NodeObject node, RouteRequest request) {
		lines.add(request.command(node.layout.name()));
	}

	@Override
	public void flush() {
	}

	@Override
	public void attachEngine(Map<LinkObject, LinkLayout> links) {
		links.forEach((link, layout) -> lines
				.add("# engine: " + link.from.hub().name() + " and " + link.to.hub().name() + " by packet rings, " + stages(layout)));
	}

	private static String stages(LinkLayout layout) {
		return "forward " + names(layout.forward()) + ", backward " + names(layout.backward());
	}

	private static String names(List<io.wirebench.core.spec.ImpairmentSpec> impairments) {
		return impairments.isEmpty()
				? "nothing"
				: String.join(" then ", impairments.stream()
						.map(i -> i.name() + " (" + i.parameters() + ")" + (i.enabled() ? "" : " switched off")).toList());
	}

	@Override
	public void changeEngine(LinkObject link, LinkLayout layout) {
		lines.add("# engine: " + stages(layout));
	}

	@Override
	public void switchToEngine(LinkObject link, LinkLayout layout, Runnable endRedirect) {
		attachEngine(Map.of(link, layout));
		endRedirect.run();
	}

	@Override
	public void switchFromEngine(LinkObject link, Runnable begin) {
		begin.run();
		lines.add("# engine: close the packet rings of " + link.layout.name() + ", each frame in them when it is due");
	}

	@Override
	public void letGo(LinkObject link) {
	}

	@Override
	public void returnToEngine(LinkObject link, LinkLayout layout, Runnable end) {
		switchToEngine(link, layout, end);
	}

	@Override
	public void detachEngine(LinkObject link) {
		if (link.layout.join() == Layout.Join.ENGINE)
			lines.add("# engine: close the packet rings of " + link.layout.name());
	}

	@Override
	public void setUp(NodeObject node, List<ProcessRequest> programs) {
		startPrograms(node, programs);
	}

	@Override
	public void startPrograms(NodeObject node, List<ProcessRequest> programs) {
		for (ProcessRequest program : programs)
			lines.add("ip netns exec " + node.layout.name() + " " + String.join(" ", program.argv()));
	}

	@Override
	public void startServices(List<Services.Work> services, Map<String, ServiceLayout> before) {
		for (Services.Work work : services) {
			ServiceLayout service = work.layout();
			ServiceLayout was = before.get(service.path());
			String in = "ip netns exec " + service.node() + " ";
			List<ServiceProcess> anew = service.needs().processes().subList(work.from(), service.needs().processes().size());
			if (was != null)
				stop(was.needs().processes().subList(Math.min(work.from(), was.needs().processes().size()), was.needs().processes().size()),
						in);
			else
				for (String directory : service.needs().directories())
					lines.add("# in " + service.node() + "'s own mount namespace: mount -t tmpfs tmpfs " + directory);
			new TreeMap<>(service.needs().files()).forEach((path, text) -> {
				if (was == null || !text.equals(was.needs().files().get(path)))
					lines.add("cat > " + path + " << 'END' # as " + service.node() + " sees it\n" + text
							+ (text.endsWith("\n") || text.isEmpty() ? "" : "\n") + "END");
			});
			for (ServiceProcess process : anew)
				lines.add(in + String.join(" ", process.argv())
						+ (process.readyPath().isEmpty() ? "" : " # ready when " + process.readyPath() + " is there"));
		}
	}

	@Override
	public void stopServices(List<ServiceLayout> services) {
		for (ServiceLayout service : services)
			stop(service.needs().processes(), "ip netns exec " + service.node() + " ");
	}

	private void stop(List<ServiceProcess> processes, String in) {
		for (ServiceProcess process : processes.reversed())
			lines.add(in + "kill " + process.name());
	}

	@Override
	public void removeNode(NodeObject node) {
		lines.add("ip netns delete " + node.layout.name());
	}

	@Override
	public void removeHub() {
		lines.add("ip netns delete " + HUB);
	}
}
