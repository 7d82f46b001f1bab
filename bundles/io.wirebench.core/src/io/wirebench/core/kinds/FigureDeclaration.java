package io.wirebench.core.kinds;

/**
 * A figure that a generator or analyzer gives, or that an impairment counts.
 *
 * @param name lower case words joined by hyphens
 * @param unit {@code bit/s}, {@code B}, {@code ns}, {@code 1} or {@code ratio}
 * @param description one sentence for a user
 */
public record FigureDeclaration(String name, String unit, String description) {}
