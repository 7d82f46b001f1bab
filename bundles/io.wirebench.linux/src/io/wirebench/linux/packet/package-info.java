/**
 * Packet sockets with shared rings and virtio-net headers; waiting for them.
 *
 * @since 0.1
 */
package io.wirebench.linux.packet;
