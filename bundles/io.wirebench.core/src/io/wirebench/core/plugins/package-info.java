/** Plug-ins: bundles with kinds that are installed, updated and removed while the engine runs. */
package io.wirebench.core.plugins;
