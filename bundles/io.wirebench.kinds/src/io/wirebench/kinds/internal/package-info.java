/**
 * The built-in kinds. They use nothing that a third party's kinds cannot.
 *
 * @since 0.1
 */
package io.wirebench.kinds.internal;
