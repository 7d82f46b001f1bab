/**
 * Both sides of the control protocol: framing, connections, labs with their clients.
 *
 * @since 0.1
 */
package io.wirebench.control.internal;
