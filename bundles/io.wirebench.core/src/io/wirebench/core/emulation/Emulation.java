package io.wirebench.core.emulation;

import io.wirebench.api.NodeProcess;
import io.wirebench.api.ProcessRequest;
import io.wirebench.core.plan.Plan;
import io.wirebench.core.spec.NetworkSpec;
import io.wirebench.core.spec.Problem;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * A lab: one network that runs, or is about to, or has been. Whoever looks at it sees only this contract, in the same
 * process or over the control protocol. Safe for use by any thread; changes are made one after the other.
 *
 * @noimplement
 */
public interface Emulation extends AutoCloseable {

	/** The name of the OSGi service that opens labs. */
	interface Factory {

		/**
		 * Opens a lab in which nothing runs yet.
		 *
		 * @param outputFolder where probes and flows put files; made when first needed
		 * @param directory an absolute path where programs start that do not say it themselves
		 * @throws EmulationException if this machine cannot run a lab; the message says what is missing
		 */
		Emulation open(Path outputFolder, Path directory) throws EmulationException;

		/** @return what this machine can do, each tried in a namespace of its own; may take some 100 ms the first time */
		List<Capability> capabilities();

		/**
		 * Checks what a network's text does not show: what its kinds refuse. Makes nothing; whether the machine has what is
		 * needed does not matter. Code of kinds is called.
		 *
		 * @return what is wrong, by element path, without lines
		 * @since 0.1
		 */
		default List<Problem> check(NetworkSpec network) {
			return List.of();
		}

		/**
		 * Says whether a process that has connected to this one runs in a node of a lab.
		 *
		 * @param client accepted from a Unix socket
		 * @throws java.io.IOException if that cannot be found out; the message says why
		 * @since 0.1
		 */
		default boolean isInNode(SocketChannel client) throws IOException {
			throw new IOException("labs of " + getClass().getName() + " do not know their nodes' programs");
		}
	}

	/** @return what {@link #apply} would do now; touches nothing but what it has to ask the kernel */
	Plan plan(NetworkSpec desired) throws EmulationException;

	/**
	 * Makes what runs what is wanted, with only the steps needed: start, edit and stop alike. If a step fails, or the
	 * monitor cancels, what this call made is taken back where that is possible and the rest is said.
	 *
	 * @return the plan that was carried out
	 */
	Plan apply(NetworkSpec desired, ApplyMonitor monitor) throws EmulationException;

	/** @return the network that was applied last, or an empty one; does not wait for an apply that is under way */
	NetworkSpec applied();

	/** @return how things stand: the newest sample, never null */
	EmulationState state();

	/** Takes a sample now, after which {@link #state()} is not older than this call. */
	EmulationState sample();

	/** Adds a listener for states and events. @return to be closed to remove it */
	Subscription listen(EmulationListener listener);

	/** Starts a flow that is not running. @throws EmulationException if there is none of that name */
	void startFlow(String name) throws EmulationException;

	/** Stops a flow and returns when it has ended. */
	void stopFlow(String name) throws EmulationException;

	/**
	 * Ends a service's programs and starts them again, with the files that the network asks for. Returns when they are ready
	 * or have failed; the state says which.
	 *
	 * @param path the service's element path, such as {@code r1/ospf}
	 * @throws EmulationException if no such service is part of what runs
	 */
	void restartService(String path) throws EmulationException;

	/** Starts a program in a node. */
	NodeProcess start(String node, ProcessRequest request) throws EmulationException;

	/**
	 * Starts a program in a node at a terminal of its own: what it prints comes as its output, its input is what a person
	 * would type.
	 *
	 * @param rows lines of the terminal
	 * @param columns characters of a line
	 */
	TerminalProcess startAtTerminal(String node, ProcessRequest request, int rows, int columns) throws EmulationException;

	/** @return the command that opens a shell in a node, to be typed by the user who runs the engine */
	String shellCommand(String node) throws EmulationException;

	/**
	 * Takes a kind out of use before its bundle goes: its instances are drained and dropped, its elements stop working; a node of it
	 * goes on without what its kind added.
	 */
	void retire(String kindId) throws EmulationException;

	/** Stops everything and returns when the kernel has nothing of this lab any more. */
	@Override
	void close();

	/** Something to be ended by closing. */
	@FunctionalInterface
	interface Subscription extends AutoCloseable {
		@Override
		void close();
	}
}
