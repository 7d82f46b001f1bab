package io.wirebench.core.scenario;

import io.wirebench.core.spec.ExpectationSpec;

/**
 * What became of an expectation.
 *
 * @param expectation which
 * @param held whether it held
 * @param explanation the comparison with values in place of figures: those that decided it
 * @param seconds when it was decided, since the start of the run
 */
public record ExpectationResult(ExpectationSpec expectation, boolean held, String explanation, double seconds) {}
