/**
 * The client's side of the protocol. Needs nothing of the platform, so that a command line starts quickly.
 *
 * @since 0.1
 */
package io.wirebench.control.client;
