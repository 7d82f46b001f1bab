package io.wirebench.runtime.internal.layout;

import io.wirebench.api.ProcessRequest;
import io.wirebench.core.plan.PlanStep.Action;
import io.wirebench.core.spec.IpPrefix;
import io.wirebench.core.spec.RouteSpec;
import io.wirebench.runtime.internal.layout.Layout.BridgeLayout;
import io.wirebench.runtime.internal.layout.Layout.LinkLayout;
import io.wirebench.runtime.internal.layout.Layout.NodeLayout;
import io.wirebench.runtime.internal.layout.Layout.ServiceLayout;

import java.util.List;
import java.util.Map;

/**
 * One thing to do to get from what runs to what is wanted. {@link Differ} gives them in the order in which they are done;
 * those of one type that stand together are done as one batch.
 */
public sealed interface Change {

	/** Path of the element that it is for, or empty. */
	String element();

	String reason();

	Action action();

	/** Something goes. */
	sealed interface Removal extends Change {
		@Override
		default Action action() {
			return Action.REMOVE;
		}
	}

	/** Something of a node. */
	sealed interface NodeChange extends Change {
		/** How the node shall be afterwards. */
		NodeLayout layout();

		@Override
		default String element() {
			return layout().name();
		}

		@Override
		default Action action() {
			return Action.CREATE;
		}
	}

	/** Something of a link. */
	sealed interface LinkChange extends Change {
		/** How the link shall be afterwards. */
		LinkLayout layout();

		@Override
		default String element() {
			return layout().name();
		}

		@Override
		default Action action() {
			return Action.CHANGE;
		}
	}

	record RemoveLink(String element, String reason) implements Removal {}

	record RemoveBridge(String element, String reason) implements Removal {}

	record RemoveNode(String element, String reason) implements Removal {}

	record RemoveHub(String element, String reason) implements Removal {}

	record MakeHub(String element, String reason) implements Change {
		@Override
		public Action action() {
			return Action.CREATE;
		}
	}

	record MakeNode(NodeLayout layout, String reason) implements NodeChange {}

	record MakeBridge(BridgeLayout layout, String reason) implements Change {
		@Override
		public String element() {
			return layout.name();
		}

		@Override
		public Action action() {
			return Action.CREATE;
		}
	}

	/** Changes a switch that runs. */
	record SetBridge(BridgeLayout layout, String reason) implements Change {
		@Override
		public String element() {
			return layout.name();
		}

		@Override
		public Action action() {
			return Action.CHANGE;
		}
	}

	/** Makes the devices of a link; the ends stay down. */
	record MakeLink(LinkLayout layout, String reason) implements LinkChange {
		@Override
		public Action action() {
			return Action.CREATE;
		}
	}

	/**
	 * Sets up what a node has on its interfaces.
	 *
	 * @param sysctls to write
	 * @param up interfaces to bring up
	 * @param removed addresses to take away, by interface
	 * @param added addresses to add, by interface
	 * @param removedRoutes routes to delete
	 * @param addedRoutes routes to add
	 */
	record ConfigureNode(NodeLayout layout, Map<String, String> sysctls, List<String> up, Map<String, List<IpPrefix>> removed,
			Map<String, List<IpPrefix>> added, List<RouteSpec> removedRoutes, List<RouteSpec> addedRoutes, boolean fresh,
			String reason) implements NodeChange {
		@Override
		public Action action() {
			return fresh ? Action.CREATE : Action.CHANGE;
		}
	}

	/** Brings a link's hub ends up and joins them as wanted, or joins them in another way than before. */
	record Join(LinkLayout layout, boolean fresh, String reason) implements LinkChange {
		@Override
		public Action action() {
			return fresh ? Action.CREATE : Action.CHANGE;
		}
	}

	/** Cuts large segments at a link's ends, or no longer. */
	record SetExact(LinkLayout layout, String reason) implements LinkChange {}

	/** Replaces or tunes impairments of a link that is joined by the engine. */
	record SetStages(LinkLayout layout, List<String> details, String reason) implements LinkChange {}

	record SetUp(LinkLayout layout, String reason) implements LinkChange {}

	/** Ends a service's programs, last first. */
	record StopService(String element, String reason) implements Removal {}

	/** Starts a service's programs in their order, each when the one before is ready. */
	record StartService(ServiceLayout layout, String reason) implements Change {
		@Override
		public String element() {
			return layout.path();
		}

		@Override
		public Action action() {
			return Action.CREATE;
		}
	}

	/**
	 * Brings a running service to another configuration.
	 *
	 * @param written paths of the files to write
	 * @param from the first program to start anew; those before it go on
	 */
	record ChangeService(ServiceLayout layout, List<String> written, int from, String reason) implements Change {
		@Override
		public String element() {
			return layout.path();
		}

		@Override
		public Action action() {
			return Action.CHANGE;
		}
	}

	/** Runs the programs that set a node up. */
	record RunSetup(NodeLayout layout, String reason) implements NodeChange {}

	/** Starts the programs that a node's kind asks for. */
	record StartPrograms(NodeLayout layout, List<ProcessRequest> programs, String reason) implements NodeChange {}
}
