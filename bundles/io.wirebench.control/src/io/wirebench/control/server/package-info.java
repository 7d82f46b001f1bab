/**
 * The engine: serves labs to its clients.
 *
 * @since 0.1
 */
package io.wirebench.control.server;
