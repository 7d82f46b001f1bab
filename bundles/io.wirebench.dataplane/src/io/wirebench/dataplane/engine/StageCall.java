package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Impairment;

/**
 * A call of an impairment that has not returned yet.
 *
 * @param impairment the object that was called
 * @param path its element path
 * @param number grows with each call: two equal numbers are one call
 * @since 0.1
 */
public record StageCall(Impairment impairment, String path, long number) {}
