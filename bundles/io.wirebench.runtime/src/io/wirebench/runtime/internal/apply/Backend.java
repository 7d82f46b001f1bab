package io.wirebench.runtime.internal.apply;

import io.wirebench.api.ProcessRequest;
import io.wirebench.linux.net.LinkSettings;
import io.wirebench.linux.net.RouteRequest;
import io.wirebench.runtime.internal.apply.Kernel.LinkObject;
import io.wirebench.runtime.internal.apply.Kernel.NodeObject;
import io.wirebench.runtime.internal.layout.Layout.LinkLayout;
import io.wirebench.runtime.internal.layout.Layout.NodeLayout;
import io.wirebench.runtime.internal.layout.Layout.ServiceLayout;
import io.wirebench.runtime.internal.node.Services;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the executor's steps are done with: the kernel and the engine themselves, or paper. Requests may be collected until
 * {@link #flush()}.
 */
public interface Backend {

	/** Makes the hub, quiet: no IPv6, no addresses. */
	void makeHub(Map<String, String> sysctls);

	/** Makes nodes of equal settings. */
	List<NodeObject> makeNodes(List<NodeLayout> layouts, Map<String, String> sysctls);

	void sysctls(NodeObject node, Map<String, String> sysctls);

	/** @return how kernel settings are now; none on paper */
	Map<String, String> readSysctls(NodeObject node, Set<String> keys);

	/** Makes a pair with one end in the hub and the other in a node, or in the hub too if {@code node} is null. */
	void veth(LinkSettings hubEnd, LinkSettings farEnd, NodeObject node);

	void hub(RouteRequest request);

	void node(NodeObject node, RouteRequest request);

	/** Does what was collected. */
	void flush();

	/** Makes what stands for a link's impairments, as far as it is not there: code of kinds, which may fail or take its time. */
	void prepareEngine(LinkObject link, LinkLayout layout);

	/** Lets links go through the engine, all at a time. If it fails, some may be there. */
	void attachEngine(Map<LinkObject, LinkLayout> links);

	void changeEngine(LinkObject link, LinkLayout layout);

	/** Moves a redirected link into the engine. @param endRedirect collects the requests that end the redirect */
	void switchToEngine(LinkObject link, LinkLayout layout, Runnable endRedirect);

	/** Moves a link out of the engine; frames in it leave when they are due. @param begin collects what takes its place */
	void switchFromEngine(LinkObject link, Runnable begin);

	/** Takes the impairments from what a link has left in the engine: held frames keep their time, those in queues go on. */
	void letGo(LinkObject link);

	/** Takes {@link #switchFromEngine} back, with all that was in the engine. @param end collects the end of what took its place */
	void returnToEngine(LinkObject link, LinkLayout layout, Runnable end);

	/** Takes a link out of the engine, if it is there; its frames are dropped. */
	void detachEngine(LinkObject link);

	/** Runs programs to their end, one after the other. @throws java.io.UncheckedIOException if one fails */
	void setUp(NodeObject node, List<ProcessRequest> programs);

	void startPrograms(NodeObject node, List<ProcessRequest> programs);

	/**
	 * Starts services or changes them, and returns when they are ready or have failed.
	 *
	 * @param before what runs, by path; null for what does not run yet
	 */
	void startServices(List<Services.Work> services, Map<String, ServiceLayout> before);

	/** Ends services in order. */
	void stopServices(List<ServiceLayout> services);

	/** Ends a node's programs and lets go of its namespace. */
	void removeNode(NodeObject node);

	/** Lets go of the hub and returns when all namespaces are gone. */
	void removeHub();
}
