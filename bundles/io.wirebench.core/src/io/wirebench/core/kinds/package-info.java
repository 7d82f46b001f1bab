/**
 * The extension points and the live registry of what they contribute.
 *
 * @since 0.1
 */
package io.wirebench.core.kinds;
