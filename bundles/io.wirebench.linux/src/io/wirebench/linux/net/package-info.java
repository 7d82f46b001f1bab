/**
 * rtnetlink, network namespaces, devices, addresses, routes, qdiscs and filters, sockets that are born in a namespace.
 *
 * @since 0.1
 */
package io.wirebench.linux.net;
