package io.wirebench.runtime.internal;

import io.wirebench.dataplane.engine.Link;
import io.wirebench.dataplane.engine.Worker;

/** A link in the engine. */
record EngineLink(Link link, Worker worker, RingPort from, RingPort to) {
}
