/**
 * The control protocol: JSON-RPC 2.0 with the framing of the Language Server Protocol over a Unix socket. What stands here is what
 * {@code docs/protocol.md} and its schema are generated from.
 *
 * @since 0.1
 */
package io.wirebench.control.protocol;
