/**
 * A network as immutable records: what validation checks, what the engine is asked to make real.
 *
 * @since 0.1
 */
package io.wirebench.core.spec;
