/**
 * The local emulation: planner, executor, sampler.
 *
 * @since 0.1
 */
package io.wirebench.runtime.internal;
