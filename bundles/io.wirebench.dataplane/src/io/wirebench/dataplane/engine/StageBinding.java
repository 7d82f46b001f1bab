package io.wirebench.dataplane.engine;

import io.wirebench.dataplane.Impairment;

/**
 * An impairment in its place in one direction. Two bindings of one impairment object, in two directions or links, share
 * its state: that is how a scope wider than a direction is expressed. All must then belong to one worker.
 *
 * @param path the element path, for counters and messages
 * @param impairment the object that decides
 * @param match the frames it is asked about
 * @param randomKey from {@link SeededRandom#key}
 */
public record StageBinding(String path, Impairment impairment, FrameMatch match, long randomKey) {}
