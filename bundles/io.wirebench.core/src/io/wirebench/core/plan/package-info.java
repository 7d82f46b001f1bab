/**
 * What the engine would do, step by step, each with its reason.
 *
 * @since 0.1
 */
package io.wirebench.core.plan;
