package io.wirebench.cli.internal.client;

/** The documented exit codes. */
public final class ExitCode {

	/** All expectations held, or there were none. */
	public static final int OK = 0;
	/** An expectation failed, or a step of the scenario, or a flow. */
	public static final int EXPECTATION = 1;
	/** The command line or the network file is wrong. */
	public static final int INPUT = 2;
	/** The machine cannot do it. */
	public static final int MACHINE = 3;

	private ExitCode() {
	}
}
