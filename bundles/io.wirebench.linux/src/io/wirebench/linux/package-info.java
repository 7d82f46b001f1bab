/**
 * Foundations of the system calls: errors with call, errno name and object; file descriptors; capabilities that are probed, never guessed.
 *
 * @since 0.1
 */
package io.wirebench.linux;
