/**
 * How frames move: ports, pipelines of impairments, workers. For the runtime, not for authors of kinds.
 *
 * <p>One {@link io.wirebench.dataplane.engine.Worker} thread owns a group of links with everything in them; other
 * threads only post commands. Nothing here allocates for each frame once a link has warmed up.
 *
 * @since 0.1
 */
package io.wirebench.dataplane.engine;
