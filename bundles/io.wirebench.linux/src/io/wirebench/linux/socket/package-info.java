/**
 * TCP, UDP and ICMP sockets of a network namespace (socket(7), tcp(7), udp(7), icmp(7)).
 *
 * @since 0.1
 */
package io.wirebench.linux.socket;
