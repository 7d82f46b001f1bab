/**
 * What a frame meets on its way through a link: frames, the two shapes of an impairment, their context.
 *
 * <p>Everything here is called by exactly one worker thread for a given link; nothing here is safe for use by
 * another thread unless its own text says so. Times are nanoseconds of one monotonic clock with an arbitrary
 * zero ({@link io.wirebench.dataplane.Clock}). No parameter or result is {@code null} unless the text says so.
 *
 * @since 0.1
 */
package io.wirebench.dataplane;
