/**
 * The contract between whoever runs a network and whoever looks at it.
 *
 * @since 0.1
 */
package io.wirebench.core.emulation;
