/**
 * The command line.
 *
 * @since 0.1
 */
package io.wirebench.cli.internal;
