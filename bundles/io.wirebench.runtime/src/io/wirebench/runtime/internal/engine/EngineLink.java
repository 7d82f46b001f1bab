package io.wirebench.runtime.internal.engine;

import io.wirebench.dataplane.engine.Link;
import io.wirebench.dataplane.engine.Worker;

/** A link in the engine. */
public record EngineLink(Link link, Worker worker, RingPort from, RingPort to) {}
