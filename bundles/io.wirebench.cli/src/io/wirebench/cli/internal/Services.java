package io.wirebench.cli.internal;

import io.wirebench.core.emulation.Emulation;
import io.wirebench.core.kinds.KindRegistry;

/** What commands work with; looked up when first needed, so that help is quick. */
interface Services {

	KindRegistry kinds();

	Emulation.Factory emulations();
}
