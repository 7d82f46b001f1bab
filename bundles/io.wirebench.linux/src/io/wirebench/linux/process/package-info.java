/**
 * Programs started inside namespaces.
 *
 * @since 0.1
 */
package io.wirebench.linux.process;
