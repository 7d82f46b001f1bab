/**
 * How frames move: ports, pipelines, workers. For the runtime, not for authors of kinds.
 *
 * @since 0.1
 */
package io.wirebench.dataplane.engine;
