package io.wirebench.linux.net;

/**
 * A filter on arriving frames.
 *
 * @param redirectIndex the device to which it redirects, or 0
 * @since 0.1
 */
public record FilterInfo(int deviceIndex, String kind, int priority, int redirectIndex) {}
