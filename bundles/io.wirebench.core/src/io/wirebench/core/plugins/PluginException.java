package io.wirebench.core.plugins;

/**
 * Why plug-ins cannot be searched, installed, updated or removed. What was installed before is as it was, unless the message says
 * otherwise.
 */
public class PluginException extends Exception {

	private static final long serialVersionUID = 1L;

	private final boolean machineCannot;

	/** @param message a sentence: what, where, why, what to do */
	public PluginException(String message) {
		this(message, null);
	}

	public PluginException(String message, Throwable cause) {
		this(message, false, cause);
	}

	/** @param machineCannot whether this machine, and not what was asked for, is the reason */
	public PluginException(String message, boolean machineCannot, Throwable cause) {
		super(message, cause);
		this.machineCannot = machineCannot;
	}

	/** @return whether this machine, and not what was asked for, is the reason: a folder that cannot be written, a full disk */
	public boolean machineCannot() {
		return machineCannot;
	}
}
