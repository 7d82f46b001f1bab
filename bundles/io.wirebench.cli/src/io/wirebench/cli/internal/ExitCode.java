package io.wirebench.cli.internal;

/** The documented exit codes. */
final class ExitCode {

	/** All expectations held, or there were none. */
	static final int OK = 0;
	/** An expectation failed, or a step of the scenario, or a flow. */
	static final int EXPECTATION = 1;
	/** The command line or the network file is wrong. */
	static final int INPUT = 2;
	/** The machine cannot do it. */
	static final int MACHINE = 3;

	private ExitCode() {
	}
}
