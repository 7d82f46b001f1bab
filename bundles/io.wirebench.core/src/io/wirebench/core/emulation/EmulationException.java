package io.wirebench.core.emulation;

/** A lab could not do what was asked. The message is for the user: what, where, why, and what to do. */
public class EmulationException extends Exception {
	private static final long serialVersionUID = 1L;

	private final boolean machineCannot;

	/** @param machineCannot whether the reason is the machine (a missing capability), not the network */
	public EmulationException(String message, boolean machineCannot, Throwable cause) {
		super(message, cause);
		this.machineCannot = machineCannot;
	}

	public EmulationException(String message, Throwable cause) {
		this(message, false, cause);
	}

	public EmulationException(String message) {
		this(message, false, null);
	}

	/** @return whether another machine, or another user, could do it */
	public boolean machineCannot() {
		return machineCannot;
	}
}
