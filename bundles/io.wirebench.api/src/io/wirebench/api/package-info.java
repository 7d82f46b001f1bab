/**
 * What authors of kinds see: one interface for each kind of thing that can be in a network, what it is given, and what
 * it gives back. Kinds are declared by the extension points of {@code io.wirebench.core}; see {@code docs/extending.md}.
 *
 * <p>Units are in names: {@code Nanos}, {@code BitsPerSecond}, {@code Bytes}. No parameter or result is {@code null}
 * unless the text says so.
 *
 * @since 0.1
 */
package io.wirebench.api;
