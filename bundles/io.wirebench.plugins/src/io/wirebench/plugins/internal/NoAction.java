package io.wirebench.plugins.internal;

import java.util.Map;

import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.equinox.p2.engine.spi.ProvisioningAction;

/** An action of p2 that has nothing to do: see {@link BundlesOnly}. */
public final class NoAction extends ProvisioningAction {

	@Override
	public IStatus execute(Map<String, Object> parameters) {
		return Status.OK_STATUS;
	}

	@Override
	public IStatus undo(Map<String, Object> parameters) {
		return Status.OK_STATUS;
	}
}
